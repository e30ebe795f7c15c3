"""Sobol' indices of second order, by SALib: what two factors explain only together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from sim.analysis.sensitivity.extra import salib
from sim.analysis.sensitivity.sample import DUMMY, Sample
from sim.study.estimate import Estimate

RESAMPLES: Final = 200
"""SALib takes the spread of resamples as that of a normal variate, for which so many do."""

STREAM: Final = 4_170_003
METHOD: Final = "normal, spread of resampled base points"


@dataclass(frozen=True, slots=True)
class Pair:
    """The index of second order of two factors; `above` where its interval lies above those of all dummy's pairs."""

    names: tuple[str, str]
    estimate: Estimate
    above: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the pair as plain data."""
        return {"factors": list(self.names), **self.estimate.as_dict(), "above_dummy": self.above}


def pairs_of(sample: Sample, seed: int) -> tuple[Pair, ...]:
    """Return the index of every pair of factors, the dummy's included, the largest first.

    Source: Saltelli 2002, Computer Physics Communications 145:280.
    """
    names = sample.all_names
    problem = {"names": list(names), "num_vars": len(names), "bounds": [[0.0, 1.0]] * len(names)}
    # SALib would take a seed of 0 for none: an offset keeps all seeds apart from it.
    found = salib("sobol").analyze(
        problem, sample.mean.reshape(-1), calc_second_order=True, num_resamples=RESAMPLES, seed=seed + STREAM
    )
    estimates = {}
    for j, k in combinations(range(len(names)), 2):
        value, reach = float(found["S2"][j, k]), float(found["S2_conf"][j, k])
        estimates[names[j], names[k]] = Estimate(value, value - reach, value + reach, sample.groups, METHOD)
    bar = max(each.high for both, each in estimates.items() if DUMMY in both)
    made = [Pair(both, each, DUMMY not in both and each.low > bar) for both, each in estimates.items()]
    return tuple(sorted(made, key=lambda pair: -pair.estimate.value))
