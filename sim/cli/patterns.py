"""`sim patterns`: what the defaults must show, and what they do show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk

if TYPE_CHECKING:
    from sim.analysis.patterns import Found
    from sim.analysis.patterns.line import Line

MOST_WORLDS: Final = 10_000
"""States and moves of every month are kept for a dozen plays, so memory bounds the worlds."""

SEEN: Final = "Lines marked * were set while looking at the record of 2015 to 2019."


@click.command("patterns", short_help="Compare the defaults with what they must show.")
@opt.stacked(
    opt.worlds_option(2000, MOST_WORLDS), opt.seed_option, opt.jobs_option,
    opt.option("--only", metavar="HEADING,...", help="Measure some headings only."),
    opt.json_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(worlds: int, seed: int, jobs: int, only: str | None, as_json: bool, no_progress: bool, quiet: bool) -> None:
    """Measure what the shipped defaults must show: wanted, measured with an interval, and pass or miss.

    Headings: acts, turns, answers, dilemma, learning, war, economy, levers, lose_lose, look_ahead. A miss is shown; it
    does not change the exit code.
    """
    from sim.analysis.patterns import patterns

    headings = headings_from(only)
    found = patterns(worlds, seed, jobs, only=headings, told=lambda title: talk(title, quiet or no_progress))
    judged = [line for heading in found.values() for line in heading.lines if line.wanted is not None]
    missed = [line for line in judged if not line.holds]
    if as_json:
        print_json(as_data(found, worlds, seed, len(missed)))
        return
    holds = f"{len(judged) - len(missed)} of {len(judged)} lines hold"
    say(f"{holds}: seed {seed}, {worlds} worlds a play, 95 % intervals.")
    for line in missed:
        say(f"  MISS {line.what}: {numbers(line)}")
    for heading in found.values():
        say(f"\n{heading.title}")
        for line in heading.lines:
            say(text_of(line))
        for table in heading.tables:
            say("\n  " + table.replace("\n", "\n  "))
    if any(line.seen for line in judged):
        say(f"\n{SEEN}")


def headings_from(only: str | None) -> tuple[str, ...]:
    """Return the headings that a text names, all where it names none; raises UsageProblem for an unknown one."""
    from sim.analysis.patterns import HEADINGS
    from sim.errors import UsageProblem, nearest

    if only is None:
        return tuple(HEADINGS)
    named = tuple(dict.fromkeys(part.strip() for part in only.split(",")))
    for name in named:
        if name not in HEADINGS:
            remedy = f"Use some of: {', '.join(HEADINGS)}.{nearest(name, HEADINGS)}"
            raise UsageProblem(f"there is no heading '{name}'", f"--only {only}", remedy)
    return named


def text_of(line: Line) -> str:
    """Return the two rows of a line."""
    return f"  {line.verdict:<5} {line.what}{' *' if line.seen else ''}\n        {numbers(line)}"


def numbers(line: Line) -> str:
    """Write what was measured, and what is wanted."""
    from sim.analysis.patterns.line import measured

    wanted = "" if line.wanted is None else f"; wanted {line.wanted}"
    return f"{measured(line.measured)}{wanted}"


def as_data(found: Mapping[str, Found], worlds: int, seed: int, missed: int) -> dict[str, Any]:
    """Return everything as plain data."""
    return {
        "worlds": worlds,
        "seed": seed,
        "missed": missed,
        "headings": {
            name: {
                "title": heading.title,
                "lines": [line.as_dict() for line in heading.lines],
                "tables": heading.tables,
            }
            for name, heading in found.items()
        },
    }
