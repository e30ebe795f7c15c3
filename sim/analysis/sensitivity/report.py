"""A whole analysis of sensitivity: what was played, what came out, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.robustness.uncertain import Uncertainty
from sim.analysis.sensitivity.findings import Analysis
from sim.analysis.sensitivity.tornado import Tornado
from sim.analysis.sensitivity.words import sentences
from sim.study.scenario import Scenario
from sim.study.studies.definition import Factor
from sim.study.studies.distributions import described
from sim.study.summary import CAVEAT

INDEPENDENT: Final = "independent"
COMMON: Final = "common"
SHARED: Final = "shared by all points"
LUCK: Final = {
    INDEPENDENT: "each point is played in worlds of its own; so is the dummy's, which repeats a point",
    COMMON: "the points of a group share one of two lots of worlds, and the dummy says which: it stands for the luck",
    SHARED: "all points are played in the same worlds, so that intervals hold for these worlds; the dummy is made from "
    "the difference between halves of the worlds of a point",
}


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """An analysis with what was played; `factors` are plain data, `study` names the study that was read, if any."""

    scenario: Scenario
    seed: int
    outcome: str
    luck: str
    factors: list[dict[str, Any]]
    analysis: Analysis
    tornado: Tornado | None = None
    study: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        return {
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "study_read": self.study,
            "seed": self.seed,
            "outcome": self.outcome,
            "worlds_a_point": self.analysis.sample.worlds_a_point,
            "luck": {"kind": self.luck, "meaning": LUCK[self.luck]},
            "caveat": CAVEAT,
            "factors": self.factors,
            "sentences": sentences(self.analysis),
            **self.analysis.as_dict(),
            "tornado": self.tornado.as_dict() if self.tornado else None,
        }


def ranges(factors: Sequence[Uncertainty]) -> list[dict[str, Any]]:
    """Return the ranges of factors as plain data."""
    return [{"name": each.name, "distribution": "uniform", "low": each.low, "high": each.high} for each in factors]


def distributions(factors: Sequence[Factor], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the distributions of some factors of a study as plain data, in the order of the names."""
    known = {each.name: each for each in factors}
    return [{"name": name} | described(known[name].distribution) for name in names]
