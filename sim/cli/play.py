"""`sim play`: the page for analysts, and the class page."""

from __future__ import annotations

from typing import Final

import click

from sim.cli import options as opt
from sim.errors import UsageProblem

MOST_WORLDS: Final = 10_000
"""Worlds of the page for analysts."""

out_option = opt.option("-o", "--out", type=click.Path(), help="The file of the page.  [default: sim-play.html]")
no_open_option = opt.option("--no-open", is_flag=True, help="Open no browser.")
export_option = opt.option("--export", type=click.Path(), help="Write the class page to this file, and stop.")
lesson_option = opt.option("--lesson", default=None, help="One lesson instead of the whole course.")


@click.command("play", short_help="Write and open the page for analysts, or write the class page.")
@click.argument("scenario", required=False)
@opt.stacked(
    out_option, export_option, lesson_option, no_open_option, opt.worlds_option(500, MOST_WORLDS), opt.seed_option,
    opt.set_option(), opt.replace_option, opt.language_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def play(
    context: click.Context, scenario: str | None, out: str | None, export: str | None, lesson: str | None,
    no_open: bool, worlds: int, seed: int, changes: tuple[tuple[str, str], ...], force: bool, language: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Open a page on SCENARIO (a shipped name or a TOML file; 2017-spring if none is given) in the browser.

    One file with sliders: the game is in it and plays many worlds again on every change, without a server. With
    --export, one file for a class. --worlds counts the worlds of the page, or of the class page. `sim class` opens a
    room in which a class plays itself.

    \b
    sim play 2018-turn --no-open
    sim play --export class.html --lesson spiral
    """
    from sim.cli import playing

    check_together(context)
    if export is not None:
        given = {name: context.params[name] for name in ("seed", "worlds") if opt.is_given(context, name)}
        playing.write_class_page(export, lesson, scenario, changes, force, language, quiet, given)
        return
    playing.write_page(scenario, changes, out, worlds, seed, language, force, not no_open, quiet)


def check_together(context: click.Context) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    if context.params["export"] is None and opt.is_given(context, "lesson"):
        raise UsageProblem("--lesson needs --export", "sim play", "Give --export, or leave it out.")
    for name in ("out", "no_open"):
        if context.params["export"] is not None and opt.is_given(context, name):
            flag = f"--{name.replace('_', '-')}"
            raise UsageProblem(f"{flag} means nothing beside --export", "sim play", "Leave one of the two out.")
