"""What a sample tells: every index with its interval, who leads, and how much is luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.sensitivity.index import (
    METHOD,
    TRAJECTORIES,
    Index,
    LuckShare,
    Pair,
    estimate,
    index_of,
    luck_share,
    measures,
    orders,
    pairs_of,
)
from sim.analysis.sensitivity.sample import SOBOL, Sample, resampled
from sim.arrays import Floats
from sim.errors import UsageProblem
from sim.study.estimate.interval import Estimate

RESAMPLES: Final = 1000
LEAST_RESAMPLES: Final = 50
MOST_LEADERS: Final = 4


@dataclass(frozen=True, eq=False)
class Analysis:
    """The indices of a sample.

    `indices` are first and total order, or mu star, mu and sigma. `leaders` are the factors to name first, all above
    the dummy: for Sobol' the fewest whose first orders add up to half the variance, or the four largest; `together` is
    that sum, and `alone` the sum of all first orders.
    """

    sample: Sample
    resamples: int
    indices: tuple[Index, ...]
    pairs: tuple[Pair, ...]
    luck: LuckShare | None
    leaders: tuple[str, ...]
    together: Estimate | None
    alone: Estimate | None

    def index(self, name: str) -> Index:
        """Return an index by name."""
        return next(each for each in self.indices if each.name == name)

    @property
    def main(self) -> Index:
        """The index by which factors are ranked: total order, or mu star."""
        return self.index("total" if self.sample.method == SOBOL else "mu_star")

    @property
    def ranked(self) -> tuple[str, ...]:
        """The factors without the dummy, the largest first."""
        estimates = self.main.estimates
        return tuple(sorted(self.sample.names, key=lambda name: -estimates[name].value))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "method": self.sample.method,
            "n": self.sample.groups,
            "points": self.sample.points,
            "resamples": self.resamples,
            "indices": [each.as_dict() for each in self.indices],
            "second_order": [each.as_dict() for each in self.pairs],
            "luck": self.luck.as_dict() if self.luck else None,
            "leaders": list(self.leaders),
            "leaders_first_order_together": self.together.as_dict() if self.together else None,
            "all_first_orders_together": self.alone.as_dict() if self.alone else None,
        }


def analyse(sample: Sample, *, seed: int = 0, resamples: int = RESAMPLES, second_order: bool = False) -> Analysis:
    """Return the indices of a sample with intervals over resampled base points or trajectories.

    Raises UsageProblem for too few resamples, for second order of a sample without its blocks, and where SALib is
    needed and not installed; DataProblem for values that are not finite or all the same.
    """
    if resamples < LEAST_RESAMPLES:
        raise UsageProblem(f"{resamples} resamples are too few", "resamples", f"Ask for {LEAST_RESAMPLES} or more.")
    if second_order and not sample.second_order:
        raise UsageProblem(
            "the design has no blocks for second order", f"a {sample.method} design",
            "Make a Sobol' design with second order.",
        )  # fmt: skip
    sample.check()
    rows = resampled(sample.groups, resamples, seed)
    if sample.method == SOBOL:
        first, total = orders(sample, rows)
        drawn, method = {"first": first, "total": total}, METHOD
    else:
        drawn, method = measures(sample, rows), TRAJECTORIES
    named = {name: index_of(name, sample.all_names, each, sample.groups, method) for name, each in drawn.items()}
    indices, luck = tuple(named.values()), luck_share(sample, rows, method)
    if sample.method == SOBOL:
        pairs = pairs_of(sample, seed) if second_order else ()
        leaders, together = led(sample, named["first"], named["total"], drawn["first"])
        alone = estimate(drawn["first"][:, :-1].sum(axis=1), sample.groups, METHOD)
        return Analysis(sample, resamples, indices, pairs, luck, leaders, together, alone)
    star = named["mu_star"]
    leaders = tuple(name for name in by_size(star) if star.above(name))[:MOST_LEADERS]
    return Analysis(sample, resamples, indices, (), luck, leaders, None, None)


def by_size(index: Index) -> list[str]:
    """Return the names of an index, the largest first."""
    return sorted(index.estimates, key=lambda name: -index.estimates[name].value)


def led(sample: Sample, first: Index, total: Index, drawn: Floats) -> tuple[tuple[str, ...], Estimate | None]:
    """Return the factors that explain most alone, and the sum of their first orders; nothing if none is above."""
    able = [name for name in by_size(first) if first.above(name) and total.above(name)]
    leaders: list[str] = []
    explained = 0.0
    for name in able[:MOST_LEADERS]:
        leaders.append(name)
        explained += first.estimates[name].value
        if explained >= 0.5:
            break
    if not leaders:
        return (), None
    places = [sample.names.index(name) for name in leaders]
    return tuple(leaders), estimate(drawn[:, places].sum(axis=1), sample.groups, METHOD)
