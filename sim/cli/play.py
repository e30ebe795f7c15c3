"""`sim play`: the page for analysts, the class page, one world of programs."""

from __future__ import annotations

import webbrowser
from typing import Final

import click

from sim.cli import options as opt
from sim.cli.output import say, talk
from sim.errors import UsageProblem
from sim.study.experiment.factor_text import DEFAULT_SCENARIO, Changes, read_scenario

COMPILING: Final = "compiling the rules for the page"
MOST_WORLDS: Final = 10_000
"""Worlds of the page for analysts."""

out_option = opt.option(
    "-o", "--out", type=click.Path(),
    help="The file of the page, or the folder of a game.  [default: sim-play.html; sim-play-1, -2, …]",
)  # fmt: skip
no_open_option = opt.option("--no-open", is_flag=True, help="Open no browser.")
export_option = opt.option("--export", type=click.Path(), help="Write the class page to this file, and stop.")
lesson_option = opt.option(
    "--lesson", default=None, help="One lesson instead of the whole course: a name, or a file that ends in .toml."
)
at_seats = opt.seat_option("A seat that the --agent after it takes, in one world that is told here; may be repeated.")
agent_option = opt.option(
    "--agent", "agents", multiple=True, metavar="AGENT",
    help="Who takes the seat: a command, scripted, a policy or a scenario file, as in sim tournament.",
)  # fmt: skip
world_option = opt.option(
    "--world", type=opt.whole(0, opt.MOST_WORLDS), default=0, show_default=True,
    help="With --seat: the world, by its number.",
)  # fmt: skip


@click.command("play", short_help="Write and open the page for analysts, or let programs play a world.")
@click.argument("scenario", required=False)
@opt.stack_options(
    out_option, export_option, lesson_option, no_open_option, opt.worlds_option(500, MOST_WORLDS), opt.seed_option,
    at_seats, agent_option, world_option, opt.seconds_option, opt.set_option(), opt.replace_option, opt.language_option,
    opt.quiet_option,
)  # fmt: skip
@click.pass_context
def play(
    context: click.Context, scenario: str | None, out: str | None, export: str | None, lesson: str | None,
    no_open: bool, worlds: int, seed: int, seats: tuple[str, ...], agents: tuple[str, ...], world: int,
    seconds: float, changes: tuple[tuple[str, str], ...], force: bool, language: str, quiet: bool,
) -> None:  # fmt: skip
    """Open a page on SCENARIO (a shipped name or a TOML file; 2017-spring if none is given) in the browser.

    One file with sliders: the game is in it and plays many worlds again on every change, without a server. With
    --export, one file for a class: the course, which plays worlds of its own. `sim class` opens a room in which a class
    plays itself.

    With --seat and --agent programs play one world, at a table as a class has it: with notes, deals and red lines. It
    is told month by month, and kept in a folder for sim report.

    \b
    sim play 2018-turn --no-open
    sim play --export class.html --lesson spiral
    sim play --seat beijing --agent "python my_agent.py" --seat washington --agent dove
    """
    from sim.cli.seated import Luck, play_seats

    check_together(context)
    asked = scenario or DEFAULT_SCENARIO
    if seats or agents:
        play_seats(asked, changes, seats, agents, Luck(seed, world), seconds, out, quiet)
    elif export is not None:
        write_class_page(export, lesson, force, language, quiet)
    else:
        write_page(asked, changes, out, worlds, seed, language, force, not no_open, quiet)


BESIDE: Final = {
    "--seat": ("export", "lesson", "no_open", "worlds", "force", "language"),
    "--export": ("scenario", "out", "no_open", "world", "seconds", "seed", "worlds", "changes"),
    "the page": ("lesson", "world", "seconds"),
}
"""What means nothing where programs play, where the class page is written, and where neither is."""


def check_together(context: click.Context) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    given = context.params
    what = "--seat" if given["seats"] or given["agents"] else "--export" if given["export"] is not None else "the page"
    needs = {"lesson": "--export", "world": "--seat and --agent", "seconds": "--seat and --agent"}
    for name in BESIDE[what]:
        if opt.is_given(context, name):
            flag = {"changes": "--set", "scenario": "SCENARIO"}.get(name, f"--{name.replace('_', '-')}")
            if what == "the page":
                raise UsageProblem(f"{flag} needs {needs[name]}", "sim play", f"Give {needs[name]}, or leave it out.")
            raise UsageProblem(f"{flag} means nothing beside {what}", "sim play", "Leave one of the two out.")


def write_class_page(path: str, lesson: str | None, force: bool, language: str, quiet: bool) -> None:
    """Write the class page."""
    from sim.classroom.class_page import COURSE, export
    from sim.engine.toolchain import announce_compiling

    with announce_compiling(lambda: talk(COMPILING, quiet)):
        written = export(lesson or COURSE, path, language=language, force=force)
    talk(f"written to {written}", quiet)


def write_page(
    asked: str, changes: Changes, path: str | None, worlds: int, seed: int, language: str, force: bool, opens: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Write the page for analysts, print its path, and open it in the browser."""
    from sim.engine.toolchain import announce_compiling
    from sim.pages.live.export import export

    with announce_compiling(lambda: talk(COMPILING, quiet)):
        written = export(
            read_scenario(asked, changes), path, asked=asked, changed=[text for text, _ in changes], worlds=worlds,
            seed=seed, language=language, force=force,
        )  # fmt: skip
    talk("one file: it needs no server and no network", quiet)
    say(str(written))
    if opens:
        webbrowser.open(written.resolve().as_uri())
