"""`sim play`: the page for analysts, seats for teams, the class page, in the browser or the terminal."""

from __future__ import annotations

from typing import Final

import click

from sim.cli import options as opt
from sim.errors import UsageProblem

MOST_WORLDS: Final = 10_000
"""Worlds of the page for analysts."""

team_option = opt.option(
    "--team", "teams", multiple=True, metavar="CAPITAL",
    help="A capital that a team plays; up to four, one option each.",
)  # fmt: skip
terminal_option = opt.option("--terminal", is_flag=True, help="Play the teams here, without a browser.")
deadline_option = opt.option(
    "--deadline", type=opt.Whole(0, 3600), default=None,
    help="Seconds a month in which teams choose; what is left open is drawn by the rules.  [default: none]",
)  # fmt: skip
resume_option = opt.option("--resume", type=click.Path(), help="Go on with the games saved in this folder.")
games_option = opt.option(
    "-o",
    "--out",
    type=click.Path(),
    help="The file of the page, or the folder for games.  [default: sim-play.html; sim-games-1, -2, …]",
)
host_option = opt.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = opt.option(
    "--port", type=opt.Whole(0, 65_535), default=8017, show_default=True, help="The port; 0 takes a free one."
)
no_open_option = opt.option("--no-open", is_flag=True, help="Open no browser.")
export_option = opt.option("--export", type=click.Path(), help="Write the class page to this file, and stop.")
force_option = opt.option("--force", is_flag=True, help="Replace the file of --out or --export if there is one.")
lesson_option = opt.option("--lesson", default=None, help="One lesson instead of the whole course.")


@click.command("play", short_help="Write and open the page for analysts, seats for teams, or write the class page.")
@click.argument("scenario", required=False)
@opt.stacked(
    team_option, terminal_option, deadline_option, resume_option, games_option, export_option, lesson_option,
    host_option, port_option, no_open_option, opt.worlds_option(500, MOST_WORLDS), opt.seed_option, opt.set_option(),
    force_option, opt.language_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def play(
    context: click.Context, scenario: str | None, teams: tuple[str, ...], terminal: bool, deadline: int | None,
    resume: str | None, out: str | None, export: str | None, lesson: str | None, host: str, port: int, no_open: bool,
    worlds: int, seed: int, changes: tuple[tuple[str, str], ...], force: bool, language: str, quiet: bool,
) -> None:  # fmt: skip
    """Open a page on SCENARIO (a shipped name or a TOML file; 2017-spring if none is given) in the browser.

    Without --team, one file with sliders: the game is in it and plays many worlds again on every change, without a
    server. With --team, one to four teams take a capital each, in browsers or with --terminal here; games are saved
    every month, and ctrl-C ends them. With --export, one file for a class. --worlds counts the worlds of the page, or
    of the class page. A game without --seed draws one, so that nobody can look its world up; it is saved with the game.

    \b
    sim play 2018-turn --no-open
    sim play --team seoul --team beijing --deadline 90
    sim play --export class.html --lesson spiral
    """
    from sim.cli import playing

    check_together(context)
    if export is not None:
        given = {name: context.params[name] for name in ("seed", "worlds") if said(context, name)}
        playing.write_class_page(export, lesson, scenario, changes, force, language, quiet, given)
        return
    plan = playing.Seats(teams, seed if said(context, "seed") else None, resume, out, deadline)
    if terminal:
        playing.play_in_terminal(scenario, changes, plan, quiet)
        return
    door = playing.Place(host, port, not no_open)
    if teams or resume is not None:
        playing.serve_seats(scenario, changes, plan, door, quiet)
    else:
        playing.write_page(scenario, changes, out, worlds, seed, language, force, not no_open, quiet)


def said(context: click.Context, name: str) -> bool:
    """Say whether the person gave an option, on the command line or in the environment."""
    source = context.get_parameter_source(name)
    return source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT")


CLASHES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("export", ("teams", "terminal", "deadline", "resume", "out", "host", "port", "no_open")),
    ("resume", ("scenario", "teams", "changes", "seed", "out", "deadline")),
    ("teams", ("worlds", "force", "language")),
    ("resume", ("worlds", "force", "language")),
    ("terminal", ("host", "port", "no_open")),
)
"""Options, and those that mean nothing beside them."""

NEEDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("lesson", ("export",)), ("terminal", ("teams", "resume")),
    ("deadline", ("teams",)), ("host", ("teams", "resume")),
    ("port", ("teams", "resume")),
)  # fmt: skip
"""Options, and those of which they need one."""


def check_together(context: click.Context) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    flags = {each.name: max(each.opts, key=len) for each in context.command.params if each.name}
    flags["scenario"] = "SCENARIO"
    given = {name for name in flags if said(context, name) and context.params[name] not in (None, False, ())}
    for name, others in CLASHES:
        for other in others:
            if name in given and other in given:
                raise UsageProblem(
                    f"{flags[other]} means nothing beside {flags[name]}", "sim play", "Leave one of the two out."
                )
    for name, others in NEEDS:
        if name in given and not given.intersection(others):
            wanted = " or ".join(flags[other] for other in others)
            raise UsageProblem(f"{flags[name]} needs {wanted}", "sim play", f"Give {wanted}, or leave it out.")
