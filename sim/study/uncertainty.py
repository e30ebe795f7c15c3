"""Kinds of uncertainty behind one probability: how many worlds were run, which numbers hold, and which rules do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Ints
from sim.errors import DataProblem
from sim.study.draws import Draws
from sim.study.estimate import Estimate, probability
from sim.study.run import Run

STREAM: Final = 5_160_005
"""Sets the luck of the bootstrap apart."""

RESAMPLES: Final = 1000
BETWEEN: Final = "bootstrap over draws"
STRUCTURAL: Final = "not in these numbers: rules and ways of counting; see `sim multiverse`"


@dataclass(frozen=True, slots=True)
class Kinds:
    """A probability over a posterior, with its kinds of uncertainty apart.

    `sampling` is the probability with Wilson's interval: more worlds narrow it. `parameter` is the standard deviation
    of the probability between draws, with the sampling error of their worlds taken out: more worlds do not narrow it,
    more data would.
    """

    sampling: Estimate
    parameter: Estimate
    draws: int

    def as_dict(self) -> dict[str, Any]:
        """Give the kinds as plain data."""
        return {
            "sampling": self.sampling.as_dict(), "parameter_sd": self.parameter.as_dict(), "draws": self.draws,
            "structural": STRUCTURAL,
        }  # fmt: skip


def spread_between(hits: npt.NDArray[Any], worlds: npt.NDArray[Any]) -> float:
    """Return the standard deviation of a probability between draws, sampling error taken out; 0 at least.

    `hits` and `worlds` are `(draws,)`, with two worlds or more in some draw. The moment estimator of a one-way
    layout with unequal sizes. Source: Searle, Casella and McCulloch 1992, Variance Components, chapter 3.
    """
    total, draws = float(worlds.sum()), len(worlds)
    mean = float(hits.sum()) / total
    shares = hits / worlds
    between = float((worlds * (shares - mean) ** 2).sum()) / (draws - 1)
    within = float((worlds * shares * (1.0 - shares)).sum()) / (total - draws)
    size = (total - float((worlds * worlds).sum()) / total) / (draws - 1)
    return math.sqrt(max(between - within, 0.0) / size)


def kinds_of(happened: npt.NDArray[np.bool_], draw: Ints, seed: int, level: float = 0.95) -> Kinds:
    """Return the kinds of uncertainty of a flag `(worlds,)`, where world k holds draw `draw[k]`.

    Raises DataProblem where no draw has two worlds: then what the numbers move cannot be told from luck.
    """
    worlds = np.bincount(draw)
    hits = np.bincount(draw, weights=happened, minlength=len(worlds))
    hits, worlds = hits[worlds > 0], worlds[worlds > 0]
    if len(worlds) < 2 or worlds.max() < 2:
        raise DataProblem(
            f"{happened.size} worlds hold {len(worlds)} draws", "parameter uncertainty",
            f"Run twice as many worlds as there are draws, or more: -n {2 * max(len(worlds), 2)}.",
        )  # fmt: skip
    generator = np.random.default_rng([seed, STREAM])
    value = spread_between(hits, worlds)
    again = []
    for _ in range(RESAMPLES):
        taken = generator.integers(0, len(worlds), len(worlds))
        if worlds[taken].max() > 1:
            again.append(spread_between(hits[taken], worlds[taken]))
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2])
    between = Estimate(value, min(float(low), value), max(float(high), value), len(worlds), BETWEEN, level)
    return Kinds(probability(happened, level), between, len(worlds))


def kinds_in(run: Run, outcome: str) -> Kinds:
    """Return the kinds of uncertainty of an outcome of a run over a posterior.

    Raises UsageProblem for an unknown outcome, DataProblem for a run with one set of numbers or too few worlds.
    """
    draws: Draws | None = run.draws
    if draws is None:
        raise DataProblem("all worlds of this run share their numbers", "parameter uncertainty", "Run a posterior.")
    return kinds_of(run.flag(outcome), draws.of(run.columns["world"]), run.seed)
