"""`sim patterns`: whether the model shows what it must."""

from __future__ import annotations

from typing import Final

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.cli.output import talk
from sim.cli.reading import Changes, apply_changes, value_of
from sim.errors import UsageProblem

MOST_SEEDS: Final = 100
MOST_WORLDS: Final = 10_000
"""States and moves of every month are kept for a dozen plays, so memory bounds the worlds."""


@analysis(
    "patterns", "Compare the defaults with what they must show.",
    opt.worlds_option(2000, MOST_WORLDS), opt.seed_option,
    opt.option("--seeds", metavar="FIRST:LAST", help="Say at what share of these seeds, too, each line holds."),
    opt.option("--only", metavar="HEADING,...", help="Measure some headings only."),
    opt.set_option(),
)  # fmt: skip
def patterns(common: Common, worlds: int, seed: int, seeds: str | None, only: str | None, changes: Changes) -> None:
    """Measure what the shipped defaults must show: wanted, measured with an interval, and pass or miss.

    Headings: acts, turns, answers, responses, kim, beijing, plausible, dilemma, learning, war, economy, levers,
    lose_lose, look_ahead. Printed is how many lines hold, and those that miss; with --full all. A miss does not change
    the exit code. With --seeds 1:10 they are measured at ten more seeds: what fails at several rests on luck.
    Responses stand beside the record: what lasts, what turns, and what answers what.
    The dilemma rests on the policy game, played like a study; the rest is played here, in --jobs threads.
    """
    from sim.analysis.defaults import BASE
    from sim.analysis.patterns.findings import PatternsOptions, ask, find, headings_from
    from sim.scenario import load_scenario

    def told(title: str) -> None:
        talk(title, common.quiet or common.no_progress)

    apply_changes(load_scenario(BASE), changes)
    parts = ((*(part.strip() for part in text.split("=", 1)), where) for text, where in changes)
    tuned = tuple((name, value_of(name, value, where)) for name, value, where in parts)
    asked = PatternsOptions(worlds, seed, headings_from(only), tuned, seeds_from(seeds), common.jobs, told)
    carry_out(common, ask, find, asked)


def seeds_from(text: str | None) -> tuple[int, ...]:
    """Return the seeds from a first to a last one; raises UsageProblem for what is no such span, or too long a one."""
    first, colon, last = (part.strip() for part in (text or "").partition(":"))
    if text is None:
        return ()
    if not colon or not (first.isdecimal() and last.isdecimal()) or not 0 <= int(last) - int(first) < MOST_SEEDS:
        remedy = f"Write the first and the last, as in --seeds 1:10; at most {MOST_SEEDS}."
        raise UsageProblem(f"'{text}' is no span of seeds", "--seeds", remedy)
    return tuple(range(int(first), int(last) + 1))
