"""The attack on an equilibrium by plans outside its class: plans that change to another one in some
month, of up to four states and a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.know.cells import KIM, estimate, types_of, weights_of
from sim.analysis.policy_game.search import Mix, plans_of
from sim.core.base.arrays import Floats, inner
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Scenario
from sim.core.scenario.plan import Plan, Stretch
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.run.worlds import run

FEW: Final = 60
FRESH: Final = 9_000_001
BEST: Final = 3
"""Worlds in which every plan is tried, what is added to the seed for fresh ones, and the plans that
are measured in these.
"""


@dataclass(frozen=True, slots=True)
class Outside:
    """A power's best plan of those that were drawn: the first, the month of the change, the second;
    and its gain in months over the power's part in the equilibrium.
    """

    first: str
    month: str
    second: str
    gain: Estimate


def best_outside(
    scenario: Scenario, mix: Mix, power: int, count: int, worlds: int, seed: int, jobs: int
) -> Outside:
    """Return a power's best of `count` plans outside the class against the other's likeliest plan:
    found in few worlds, measured in fresh ones.
    """
    name, other = GIANTS[power], GIANTS[1 - power]
    opponent = likeliest(mix[1 - power])
    base = scenario.change({f"{other}.policy": opponent})
    weights = weights_of(scenario, name)
    draw = generator(seed, Stream.VECTORS)
    plans, plan_here = plans_of(name, 2), likeliest(mix[power])

    def worth(changed: Scenario, size: int, world_seed: int) -> Floats:
        runs = [
            run(changed.change({KIM: kim}), worlds=size, seed=world_seed, jobs=jobs)
            for kim in types_of(scenario)
        ]
        return np.stack([candidate.columns[f"value_{name}"] for candidate in runs])

    candidates: list[tuple[float, Scenario, tuple[str, str, str]]] = []
    for _ in range(count):
        first, second = (plans[place] for place in draw.integers(len(plans), size=2))
        month = month_after(scenario.start, int(draw.integers(2, scenario.months - 2)))
        plan = Plan((Stretch(None, first), Stretch(month, second)))
        changed = replace(base, **{name: plan})  # type: ignore[arg-type]
        value = inner(weights, worth(changed, FEW, seed).mean(axis=1))
        candidates.append((value, changed, (first, month, second)))
    candidates.sort(key=lambda candidate: -candidate[0])
    here = worth(base.change({f"{name}.policy": plan_here}), worlds, seed + FRESH)
    measured = [
        Outside(*parts, gain=estimate(worth(changed, worlds, seed + FRESH) - here, weights))
        for _, changed, parts in candidates[:BEST]
    ]
    return max(measured, key=lambda candidate: candidate.gain.value)


def likeliest(mix: Mapping[str, float]) -> str:
    """Return the plan of a mix that is played most often."""
    return max(mix, key=lambda plan: mix[plan])
