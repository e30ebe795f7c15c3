"""`sim patterns`: what the record wants of the defaults, and what they show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk

if TYPE_CHECKING:
    from sim.analysis.patterns import Pattern

MOST_WORLDS = 100_000
"""States and moves of every month are kept, so memory bounds the worlds."""


@click.command("patterns", short_help="Compare the defaults with the patterns of the record.")
@opt.stacked(
    opt.worlds_option(4000, MOST_WORLDS), opt.seed_option, opt.jobs_option, opt.json_option, opt.progress_option,
    opt.quiet_option,
)  # fmt: skip
def command(worlds: int, seed: int, jobs: int, as_json: bool, no_progress: bool, quiet: bool) -> None:
    """Measure the patterns P1 to P11 on the shipped defaults: wanted, measured, and pass or miss.

    A miss is shown; it does not change the exit code.
    """
    from sim.analysis.patterns import patterns

    found = patterns(worlds, seed, jobs, ran=lambda name: talk(f"ran {name}", quiet or no_progress))
    missed = sum(not pattern.passes for pattern in found)
    if as_json:
        content = [pattern.as_dict() for pattern in found]
        print_json({"worlds": worlds, "seed": seed, "patterns": content, "missed": missed})
        return
    say(f"{worlds} worlds a line-up, seed {seed}; 95 % intervals\n")
    for pattern in found:
        say(line(pattern))
    say(f"\n{len(found) - missed} of {len(found)} pass, {missed} missed.")


def line(pattern: Pattern) -> str:
    """Return the two lines of one pattern."""
    verdict = "pass" if pattern.passes else "MISS"
    return (
        f"{verdict}  {pattern.key:<4} {pattern.text}\n"
        f"           wanted {pattern.wanted}, measured {measured(pattern)}; record: {pattern.evidence}"
    )


def measured(pattern: Pattern) -> str:
    """Return the measured value with its interval and n, or the bare fact where nothing was sampled."""
    from sim.study.estimate import count_text, number_text, value_text

    e = pattern.estimate
    if pattern.wanted == "yes":
        return "yes" if e.value else "no"
    if e.low == e.high or not all(map(math.isfinite, (e.low, e.high))):
        return number_text(e.value, 3)
    return f"{value_text(e.value, e.low, e.high, 2)} (n = {count_text(e.n)})"
