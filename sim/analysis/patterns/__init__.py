"""The patterns that the shipped defaults must show: wanted, measured, pass or miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.options import SEEDS, InWorkspace, SourcedText, one_of, option, seed, texts, values, worlds

HEADINGS: Final = {
    "acts": ("They act", "act"),
    "openings": ("They open talks", "opening"),
    "answers": ("They answer", "answer"),
    "responses": ("They respond", "respond"),
    "kim": ("Kim's type", "kim"),
    "beijing": ("Beijing has something to lose", "beijing"),
    "plausible": ("Months that a historian would doubt", "plausible"),
    "dilemma": ("A dilemma", "dilemma"),
    "learning": ("They learn", "learn"),
    "war": ("War", "war"),
    "economy": ("Economy and record", "economy", "record"),
    "levers": ("Levers", "lever"),
    "lose_lose": ("Lose-lose", "lose"),
    "look_ahead": ("Look-ahead", "look"),
}
"""The headings: the title of each, then the prefixes of the names of its claims."""

MOST_WORLDS: Final = 10_000
"""States and moves of every month are kept for a dozen plays, so memory bounds the worlds."""


def read_changes(sourced: Sequence[SourcedText] = ()) -> Mapping[str, Any]:
    """Return the changes that texts ask for, tried on the scenario of most plays; raises
    UsageProblem.
    """
    if not sourced:
        return {}
    from sim.analysis.defaults import BASE
    from sim.study.experiment.factor_text import apply_changes, read_scenario, value_of

    apply_changes(read_scenario(BASE), sourced)
    parts = [
        (*(part.strip() for part in text.split("=", 1)), location) for text, location in sourced
    ]
    for name, _, location in parts:
        check_months(name, location)
    return {name: value_of(name, value, location) for name, value, location in parts}


def check_months(name: str, location: str) -> None:
    """Refuse to change the months that are played; raises UsageProblem."""
    if name in ("start", "months"):
        raise UsageProblem(
            "every pattern has months of its own",
            location,
            "Change a parameter, a lever or a policy.",
        )


@dataclass(frozen=True)
class PatternsOptions(InWorkspace):
    """Which headings are measured, on how many worlds a play; at each of `seeds` they are measured
    once more.
    """

    worlds: int = worlds(2000, high=MOST_WORLDS, help="Worlds of a play.")
    seed: int = seed()
    seeds: tuple[int, ...] = option(
        SEEDS,
        "Print the share of these seeds at which each line holds, too.",
        (),
        form="FIRST:LAST",
        default="none",
    )
    only: tuple[str, ...] = values(
        one_of(tuple(HEADINGS)),
        "The headings to measure.",
        tuple(HEADINGS),
        form="HEADING",
        default="all",
    )
    changes: Mapping[str, Any] = texts(
        read_changes,
        "Change a parameter, lever or policy in every play, for tuning; may be repeated.",
        flag="--set",
        form="NAME=VALUE",
        default="none",
    )

    def __post_init__(self) -> None:
        from sim.analysis.defaults import BASE
        from sim.core.scenario import load_scenario

        changes = self.changes
        super().__post_init__()
        # Texts were tried as they were read, each at its place.
        if changes and isinstance(changes, Mapping):
            for name in changes:
                check_months(name, "changes")
            load_scenario(BASE).change(dict(changes), "changes")


ANALYSIS = Analysis(
    "patterns",
    f"""
    Measure the behaviour of the shipped defaults: wanted, measured with an interval, and pass or miss.

    Headings: {", ".join([*HEADINGS][:7])},
    {", ".join([*HEADINGS][7:])}. The answer is how many lines hold, and which miss; in full all. A miss does not change
    the exit code. With seeds 1:10 they are measured at ten more seeds; a line that fails at several rests on chance.
    Responses stand beside the record: durations, turns and answers.
    The dilemma rests on a game of held courses, played like a study; the rest is played here, in threads.
    """,
    PatternsOptions,
    least=0,
    bare=True,
    shell=(
        "sim patterns",
        "sim patterns --only openings,war --full",
        "sim patterns --seeds 1:10 -j 2",
    ),
    python="""
    >>> import sim
    >>> found = sim.patterns(only=["openings"], worlds=20, changes={"washington.policy": "engagement"})
    >>> list(found.found)
    ['openings']
    """,
)
