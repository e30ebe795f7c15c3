"""The attack on an equilibrium by plans outside its class: plans of three courses, each left at
either of two signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.know.cells import (
    KIM,
    Changes,
    by_row,
    cells_of,
    estimate,
    types_of,
    weights_of,
)
from sim.analysis.policy_game import longer
from sim.analysis.policy_game.search import Mix
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import GIANT_VALUES, GIANTS
from sim.core.game.moves import Sign
from sim.core.game.policies import courses_of, signs_of
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.play.play import Execution, play

FRESH: Final = 9_000_001
"""It is added to the seed: worlds in which the best plans are measured."""

STAGES: Final = ((60, 16), (400, 3))
"""Plans are found in few worlds, and the best of them compared in more: worlds, and plans left."""

LongPlan = Mapping[str, Sequence[tuple[str, str]]]
"""The courses of a plan, each with its two exits: a sign, empty for none, and another course."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A power's best plan of those that were drawn, and its gain in limited wars over the power's
    part in the equilibrium.
    """

    plan: LongPlan
    gain: Estimate


def best_outside(
    scenario: Scenario, mix: Mix, power: int, count: int, worlds: int, seed: int, jobs: int
) -> Outside:
    """Return a power's best of `count` plans outside the class against the other's likeliest plan.

    Half of the plans are drawn anew; half add a third course and further exits to the power's part.
    Plans that never differ from that part are left out.
    """
    name, draw = GIANTS[power], generator(seed, Stream.VECTORS)
    pair = [max(chances, key=lambda plan: chances[plan]) for chances in mix]
    base = scenario.change(
        {"rules.follow_plans": f"{longer.__name__}:follow_{name}"}
        | {f"{capital}.policy": plan for capital, plan in zip(GIANTS, pair, strict=True)}
    )
    weights, types = weights_of(scenario, name), types_of(scenario)
    loss = scenario.value(f"loss_{name}")
    part = draw_plan(name, pair[power], ("",), draw)

    def gains(plans: Sequence[LongPlan], size: int, world_seed: int) -> Floats:
        """Return what each plan gains over the power's part, in wars, `(plans, types, worlds)`."""
        rows: list[Changes] = [
            {KIM: kim} | changes_of(name, plan) for plan in (part, *plans) for kim in types
        ]
        study = cells_of(base, rows, size, world_seed, GIANT_VALUES)
        played = by_row(play(study, None, Execution(jobs=jobs)), GIANT_VALUES, len(types))
        return np.asarray((played[1:, :, power] - played[0, :, power]) / loss)

    signs = (*signs_of(name), "")
    plans = [
        draw_plan(name, pair[power] if place % 2 else "", signs, draw) for place in range(count)
    ]
    for size, left in STAGES:
        more = gains(plans, size, seed + size)
        worth = weighted_sum(more.mean(axis=-1).T, weights)
        worth = np.where(more.any(axis=(1, 2)), worth, -np.inf)
        plans = [plans[place] for place in np.argsort(-worth, kind="stable")[:left]]
    fresh = gains(plans, worlds, seed + FRESH)
    measured = [
        Outside(plan, estimate(row, weights)) for plan, row in zip(plans, fresh, strict=True)
    ]
    return max(measured, key=lambda candidate: candidate.gain.value)


def draw_plan(
    capital: str, plan: str, signs: Sequence[str], draw: np.random.Generator
) -> dict[str, list[tuple[str, str]]]:
    """Return a plan of three courses with exits at drawn signs, around a plan of the class if one is
    given.
    """
    parts = re.split(" until | then ", plan) if plan else []
    rest = [course for course in courses_of(capital) if course not in parts]
    courses = [*parts[::2], *(rest[place] for place in draw.permutation(len(rest)))][:3]
    own_signs = dict(zip(courses, parts[1::2], strict=False))
    exits = {}
    for course in courses:
        drawn = [signs[place] for place in draw.integers(len(signs), size=2)]
        first = own_signs.get(course, drawn[0])
        others = [other for other in courses if other != course]
        exits[course] = [*zip((first, drawn[1]), others, strict=True)]
    return exits


def changes_of(capital: str, plan: LongPlan) -> dict[str, str | float]:
    """Return the changes of a scenario by which a capital follows a longer plan."""
    menu, (first, second, *_) = courses_of(capital), plan
    other = next(name for name in GIANTS if name != capital)
    # A plan of two courses makes the game follow plans at all; the rule reads the leans.
    changes: dict[str, str | float] = {
        f"{capital}.policy": f"{first} until {signs_of(capital)[0]} then {second}"
    }
    for place, holder in enumerate((capital, other)):
        for course, cell in zip(menu, courses_of(holder), strict=True):
            sign, leads = plan[course][place] if course in plan else ("", "")
            changes[f"{holder}_lean.{cell}"] = (
                longer.FIRST_EXIT - longer.COURSES * Sign[sign.upper()] - menu.index(leads)
                if sign
                else longer.NO_EXIT
            )
    return changes
