"""`sim patterns`: whether the model shows what it must."""

from __future__ import annotations

from typing import Final

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.cli.output import talk

MOST_WORLDS: Final = 10_000
"""States and moves of every month are kept for a dozen plays, so memory bounds the worlds."""


@analysis(
    "patterns", "Compare the defaults with what they must show.",
    opt.worlds_option(2000, MOST_WORLDS), opt.seed_option,
    opt.option("--only", metavar="HEADING,...", help="Measure some headings only."),
)  # fmt: skip
def patterns(common: Common, worlds: int, seed: int, only: str | None) -> None:
    """Measure what the shipped defaults must show: wanted, measured with an interval, and pass or miss.

    Headings: acts, turns, answers, responses, dilemma, learning, war, economy, levers, lose_lose, look_ahead. Printed
    is how many lines hold, and those that miss; with --full all. A miss does not change the exit code.
    Responses stand beside the record: what lasts, what turns, and what answers what.
    The dilemma rests on the policy game, played like a study; the rest is played here, in --jobs threads.
    """
    from sim.analysis.patterns.findings import PatternsOptions, ask, find, headings_from

    def told(title: str) -> None:
        talk(title, common.quiet or common.no_progress)

    carry_out(common, ask, find, PatternsOptions(worlds, seed, headings_from(only), (), common.jobs, told))
