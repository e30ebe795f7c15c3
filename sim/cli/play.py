"""`sim play`: the page for analysts, the class page, one world of programs."""

from __future__ import annotations

import shlex
import webbrowser
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Final

import click

from sim.cli import options as opt
from sim.cli.output import say, talk, terminal_width
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from sim.options import MOST_WORLDS
from sim.study.experiment.factor_text import Changes, read_scenario
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO

if TYPE_CHECKING:
    from sim.policies.external_agents import Agent

COMPILING: Final = "compiling the rules for the page"
PAGE_WORLDS: Final = 10_000
"""Worlds of the page for analysts."""


@click.command("play")
@click.argument("scenario", required=False)
@opt.stack_options(
    click.option(
        "-o",
        "--out",
        type=opt.PATH,
        help="The file of the page, or the folder of a game.  [default: sim-play.html; sim-play-1, -2, …]",
    ),
    click.option("--export", type=opt.PATH, help="Write the class page to this file, and stop."),
    click.option(
        "--lesson",
        default=None,
        help="A lesson of your own in place of the story: a file that ends in .toml.",
    ),
    click.option("--no-open", is_flag=True, help="Open no browser."),
    opt.worlds_option(PAGE_WORLDS, 500),
    opt.seed_option,
    click.option(
        "--seat",
        "seats",
        multiple=True,
        type=click.Choice(CAPITALS),
        help="The capital that the next --agent plays, in one world shown here; may be repeated.",
    ),
    click.option(
        "--agent",
        "agents",
        multiple=True,
        metavar="AGENT",
        help="The program that takes the seat: a command, NAME=COMMAND or scripted.",
    ),
    click.option(
        "--world",
        type=opt.whole(0, MOST_WORLDS),
        default=0,
        show_default=True,
        help="With --seat: the world, by its number.",
    ),
    opt.seconds_option,
    opt.set_option,
    opt.replace_option,
    opt.language_option,
    opt.quiet_option,
)
@click.pass_context
def play(
    context: click.Context,
    scenario: str | None,
    out: str | None,
    export: str | None,
    lesson: str | None,
    no_open: bool,
    worlds: int,
    seed: int,
    seats: tuple[str, ...],
    agents: tuple[str, ...],
    world: int,
    seconds: float,
    changes: tuple[tuple[str, str], ...],
    force: bool,
    language: str,
    quiet: bool,
) -> None:
    """Open a page on SCENARIO (a shipped name or a TOML file; 2017-spring if none is given) in the
    browser.

    One file with sliders: the game is in it and plays many worlds again on every change, without a
    server. With --export, one file for a class: a story, which plays worlds of its own. `sim
    class` opens a room in which a class plays itself.

    With --seat and --agent, programs play one world at a table as a class does, with notes and red
    lines. The world is printed month by month, and saved in a folder for sim report.

    \b
    sim play 2018-turn --no-open
    sim play --export class.html --lesson mine.toml
    sim play --seat beijing --agent "python my_agent.py" --set washington.policy=dove
    """
    check_together(context)
    name = scenario or DEFAULT_SCENARIO
    if seats or agents:
        play_seats(name, changes, seats, agents, seed, world, seconds, out, quiet)
    elif export is not None:
        from sim.classroom.class_page import export as export_page
        from sim.classroom.class_page.lesson import STORY
        from sim.core.engine.toolchain import announce_compiling

        with announce_compiling(lambda: talk(COMPILING, quiet)):
            written = export_page(lesson or STORY, export, language=language, force=force)
        talk(f"written to {written}", quiet)
    else:
        write_page(name, changes, out, worlds, seed, language, force, not no_open, quiet)


BESIDE: Final = {
    "--seat": ("export", "lesson", "no_open", "worlds", "force", "language"),
    "--export": ("scenario", "out", "no_open", "world", "seconds", "seed", "worlds", "changes"),
    "the page": ("lesson", "world", "seconds"),
}
"""The options that are refused with programs at seats, the class page, or the analysts' page."""


def check_together(context: click.Context) -> None:
    """Raise UsageProblem for options that cannot be combined."""
    given = context.params
    mode = (
        "--seat"
        if given["seats"] or given["agents"]
        else "--export"
        if given["export"] is not None
        else "the page"
    )
    needs = {"lesson": "--export", "world": "--seat and --agent", "seconds": "--seat and --agent"}
    for name in BESIDE[mode]:
        if opt.asked_for(name):
            flag = opt.flag_of(name)
            if mode == "the page":
                raise UsageProblem(
                    f"{flag} needs {needs[name]}",
                    "sim play",
                    f"Give {needs[name]}, or leave it out.",
                )
            raise UsageProblem(
                f"{flag} means nothing beside {mode}", "sim play", "Leave one of the two out."
            )


def write_page(
    asked: str,
    changes: Changes,
    path: str | None,
    worlds: int,
    seed: int,
    language: str,
    force: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Write the page for analysts, print its path, and open it in the browser."""
    from sim.core.engine.toolchain import announce_compiling
    from sim.pages.live import export

    with announce_compiling(lambda: talk(COMPILING, quiet)):
        written = export(
            read_scenario(asked, changes),
            path,
            asked=asked,
            changed=[text for text, _ in changes],
            worlds=worlds,
            seed=seed,
            language=language,
            force=force,
        )
    talk("one file: it needs no server and no network", quiet)
    say(str(written))
    if opens:
        webbrowser.open(written.resolve().as_uri())


def play_seats(
    name: str,
    changes: Changes,
    seats: Sequence[str],
    texts: Sequence[str],
    seed: int,
    world: int,
    seconds: float,
    out: str | None,
    quiet: bool,
) -> None:
    """Play a world with programs at seats, print it month by month, and save it in a folder."""
    from sim.classroom.seats.play import position_of
    from sim.classroom.seats.programs import Programs, ending_told, month_told
    from sim.classroom.seats.record import GameRecord
    from sim.classroom.seats.saving import folder_for_games, saved_table
    from sim.core.scenario.scenario import own_policies
    from sim.study.estimate.quantities import CAVEAT
    from sim.study.store.disk import Folder

    scenario, programs = read_scenario(name, changes), programs_at(seats, texts, seconds)
    names = {capital: agent.name for capital, agent in programs.items()}
    record = GameRecord(scenario, seed, tuple(programs), started=True, world=world, programs=names)
    position_of(record)  # a scenario that cannot be played is refused before a folder is made
    root = folder_for_games(out, "sim-play-")
    with Folder(root):
        table = saved_table(root, record, {})
        say(f"{scenario.title}. World {world} of seed {seed}.")
        with closing(Programs(table, programs, root)) as players:
            while table.phase == "playing":
                month, turns = table.position.month, players.month()
                table.close_month(month)
                for line in month_told(table.position, month, turns):
                    tell(line)
        for line in ending_told(table.position):
            tell(line)
    tell(f"One world. To compare many with the same random draws: sim compare. {CAVEAT}")
    page = (
        ""
        if own_policies(scenario)
        else f"; a page to replay it: sim report {shlex.quote(str(root))}"
    )
    talk(f"kept in {root}{page}", quiet)


def tell(line: str) -> None:
    """Print a line of the story; text past the terminal's width continues below, indented."""
    from sim.core.estimate.writing import lines_of

    say("\n    ".join(lines_of(line, terminal_width() - 4)))


def programs_at(seats: Sequence[str], texts: Sequence[str], seconds: float) -> dict[str, Agent]:
    """Return the programs that texts name for seats, by capital; raises UsageProblem for seats and
    texts that are no pairs.
    """
    from sim.core.scenario.plan import checked_capitals
    from sim.policies.agents.command import agent_from

    if len(seats) != len(texts):
        one, other = ("--seat", "--agent") if len(seats) > len(texts) else ("--agent", "--seat")
        remedy = 'Give an --agent "COMMAND" after each --seat CAPITAL.'
        raise UsageProblem(f"{one} lacks its {other}", "sim play", remedy)
    checked_capitals(seats, "--seat")
    return {capital: agent_from(text, seconds) for capital, text in zip(seats, texts, strict=True)}
