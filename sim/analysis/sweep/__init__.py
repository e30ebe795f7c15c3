"""A sweep: a grid over a scenario, or a study, every cell in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.options import (
    CELL_WORLDS,
    TEXT,
    Options,
    SourcedText,
    option,
    or_none,
    outcome,
    outcomes_alone,
    seed,
    texts,
    worlds,
)

if TYPE_CHECKING:
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Experiment, Factor


def read_factors(said: Sequence[SourcedText] = (), scenario: Any = None) -> tuple[Factor, ...]:
    """Return the factors of a grid that texts name, each with its values; raises UsageProblem."""
    from sim.study.experiment.factor_text import listed_from

    return listed_from(said, scenario) if said else ()


@dataclass(frozen=True)
class SweepOptions(Options):
    """The options of a sweep: a scenario, its factors, whose values are all combined, and the
    outcome that is shown.
    """

    scenario: Scenario
    factors: tuple[Factor, ...] = texts(
        read_factors,
        "A factor: name=low:high:steps or name=a,b,c; may be repeated.",
        flag="--over",
        form="NAME=VALUES",
    )
    worlds: int = worlds(2000, 1, CELL_WORLDS, "How many worlds of a cell.")
    seed: int = seed()
    outcome: str = outcome(own=False)
    outcomes: tuple[str, ...] = outcomes_alone()
    share: str | None = option(
        or_none(TEXT),
        "Play the K-th of N shares of a study into a separate folder.",
        None,
        form="K/N",
    )

    @staticmethod
    def check(asked: Any) -> None:
        """Raise UsageProblem for a share without a study, and for a sweep without factors."""
        if asked.share is not None:
            raise UsageProblem(
                "a share is one of a study", "share", "Name a study, or leave it out."
            )
        if not asked.factors:
            raise UsageProblem(
                "a sweep needs a factor", "factors", "Give name=low:high:steps, or name=a,b,c."
            )

    @property
    def grid(self) -> Experiment:
        """The experiment: the full grid, the last factor fastest, every cell in the same worlds."""
        from sim.core.outcomes.outcomes import ASKABLE
        from sim.study.experiment.build import grid_of

        names = self.outcomes or ASKABLE
        return grid_of(self.scenario, self.factors, self.worlds, self.seed, names)


ANALYSIS = Analysis(
    "sweep",
    """
    Run a study into a folder, or a scenario over a full grid, and print the outcomes of the cells.

    A study says all in its file; its folder is results/STUDY unless -o names another. For a scenario, world k of
    every cell has the same random draws. The same command goes on with a sweep that was stopped. --force also goes
    beyond the bound on cells and worlds.

    With --share 3/50 the third of fifty shares is played into a folder beside it, so that jobs of a cluster need no
    scheduler in common. The command without --share takes in all shares, and names those that are missing.
    """,
    SweepOptions,
    shell=(
        "sim sweep pressure-enforcement -j 4",
        "sim sweep 2017-spring --over washington.pressure=0:1:11 --over beijing.enforcement=0:1:11",
    ),
)
