"""A whole analysis of sensitivity: what was played, what came out, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.sensitivity.findings import Analysis
from sim.analysis.sensitivity.old_ranges import Uncertainty
from sim.analysis.sensitivity.sample import SOBOL
from sim.analysis.sensitivity.tornado import Tornado
from sim.study.estimate.interval import Estimate, value_text
from sim.study.experiment.definition import Factor
from sim.study.experiment.distributions import described
from sim.study.run.summary import CAVEAT
from sim.study.scenario import Scenario

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


NONE_TOLD: Final = (
    "No factor is above the dummy: these points and worlds cannot tell any of them from one that touches nothing."
)


def sentences(found: Analysis) -> list[str]:
    """Return what a sample tells, a sentence or two an item: who leads, luck, and the factors not above the dummy."""
    said = [_of_leaders(found) if found.sample.method == SOBOL else _of_effects(found)]
    if found.luck is not None:
        said.append(
            f"Luck alone accounts for {percent(found.luck.single)} of the variance between single worlds. In averages "
            f"of {found.sample.worlds_a_point} worlds it is {percent(found.luck.left)} of the variance between points."
        )
    untold = [name for name in found.ranked if not any(each.above(name) for each in found.indices)]
    if untold and len(untold) < len(found.sample.names):
        said.append(f"Not above the dummy, which touches nothing: {listed(untold)}.")
    return said


def _of_leaders(found: Analysis) -> str:
    """Return the sentence on the factors that explain most alone."""
    if found.together is None or found.alone is None:
        total = found.index("total")
        told = [name for name in found.ranked if total.above(name)]
        if not told:
            return NONE_TOLD
        return f"Above the dummy in total order only: {listed(told)}. None explains anything alone that can be told."
    names = listed(found.leaders)
    share = percent(found.together)
    rest = f"The first orders of all factors add up to {percent(found.alone)}"
    rest += "; the rest is interactions and luck." if found.alone.high < 1.0 else "."
    if found.together.value < 0.5:
        return f"The largest parts of the difference between points come from {names}: alone {share} of it. {rest}"
    alone = "alone it explains" if len(found.leaders) == 1 else "each alone, together they explain"
    return f"Most of the difference between points comes from {names}: {alone} {share} of the variance. {rest}"


def _of_effects(found: Analysis) -> str:
    """Return the sentence on the factors with the largest elementary effects."""
    if not found.leaders:
        return NONE_TOLD
    return f"The largest effects are those of {listed(found.leaders)}."


def mean_text(outcome: str) -> str:
    """Return an outcome that is a number in words: `the mean value to Beijing in months`."""
    kind, _, capital = outcome.partition("_")
    if not capital:
        return {"months": "the mean number of months played"}.get(outcome, f"the mean of {outcome}")
    what = "value to" if kind == "value" else "change of value to"
    return f"the mean {what} {capital.capitalize()} in months"


def percent(share: Estimate) -> str:
    """Return a share of variance in per cent with its interval: `72 % [68, 78]`."""
    shown, _, limits = value_text(100 * share.value, 100 * share.low, 100 * share.high, 0).partition(" ")
    return f"{shown} % {limits}"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
