"""Vectors of the numbers of the rules, drawn within the ranges that the parameters declare, and the
set of them that ships.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Array, Floats
from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import DEFAULTS, START_PREFIX
from sim.core.scenario.scenario import effective_parameters
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import factor_over

Vectors = Sequence[Mapping[str, float]]

FIXED: Final = frozenset(
    {
        *("kim_chance", "type_drift", "prior_washington", "prior_beijing", "learn_until"),
        *(f"{capital}_lean" for capital in CAPITALS),
        *("leverage_low", "leverage_high", "leverage_believed", "review_rate_washington"),
        *("relation_trend", "grace_washington", "grace_beijing", "proof", "seen_enforcing"),
    }
)
"""Numbers that scenarios, policies and beliefs set; nobody doubts them as a rule of the model."""

VARIED: Final = tuple(
    name
    for name, entry in RULE_PARAMETERS.items()
    if entry.kind != "grid"
    and not name.startswith(START_PREFIX)
    and name not in FIXED
    and (entry.default or entry.cells)
)
"""The numbers and tables that a vector moves."""

FILE: Final = "set.json"
"""Written by tools/update_set.py."""


def places_drawn(draws: int, seed: int) -> Floats:
    """Return where each number lies in each draw, `(draws, numbers)`, from −1 to 1; the first draws
    are the same however many are asked for.
    """
    return 2.0 * generator(seed, Stream.VECTORS).random((draws, len(VARIED))) - 1.0


def vector_at(places: Floats, width: float) -> dict[str, float]:
    """Return the numbers of a draw at a width: half the draws lie on each side of a default.

    A number goes so much of the way to an end of its range; a table is scaled by 1 + width · place,
    within the range of its cells.
    """
    vector: dict[str, float] = {}
    for name, place in zip(VARIED, places, strict=True):
        entry, step = RULE_PARAMETERS[name], width * float(place)
        if entry.cells:
            vector |= {
                f"{name}.{cell}": min(max(value * (1.0 + step), entry.low), entry.high)
                for cell, value in entry.cells
            }
        else:
            end = entry.high if step > 0.0 else entry.low
            vector[name] = entry.default + abs(step) * (end - entry.default)
    return {name: round(value, 6) for name, value in vector.items()}


@cache
def kept() -> Mapping[str, Any]:
    """Return the shipped set as stored: its rules, seed, width and the numbers of its draws."""
    data: dict[str, Any] = json.loads(resources.files(__package__).joinpath(FILE).read_bytes())
    return data


@cache
def kept_vectors() -> tuple[Mapping[str, float], ...]:
    """Return the vectors of the set that ships, in their order."""
    data = kept()
    places = places_drawn(max(data["draws"]) + 1, data["seed"])
    return tuple(vector_at(places[draw], data["width"]) for draw in data["draws"])


def vectors_on(scenario: Scenario, count: int) -> list[Mapping[str, float]]:
    """Return the first vectors of the shipped set, without the parameters that a scenario sets
    itself, which so stay.
    """
    parameters = effective_parameters(scenario)
    return [
        {name: value for name, value in vector.items() if parameters[name] == DEFAULTS[name]}
        for vector in kept_vectors()[:count]
    ]


def of_vectors(
    scenario: Scenario,
    vectors: Vectors,
    worlds: int,
    seed: int,
    outcomes: Sequence[OutcomeOrName],
    fixed: Mapping[Factor, Array] | None = None,
    apart: bool = False,
) -> Experiment:
    """Return the experiment of vectors on a scenario, all in the same worlds, or `apart` each in
    its own; `fixed` are discrete factors with the places of their values, each of which is crossed
    with every vector.
    """
    fixed = fixed or {}
    crossed = max([1, *map(len, fixed.values())])
    columns = {
        name: np.repeat([vector[name] for vector in vectors], crossed) for name in vectors[0]
    }
    factors = [
        factor_over(name, values) for name, values in columns.items() if values.min() < values.max()
    ]
    cells = {factor.name: columns[factor.name] for factor in factors}
    alone = {name: float(values[0]) for name, values in columns.items() if name not in cells}
    cells |= {factor.name: np.tile(places, len(vectors)) for factor, places in fixed.items()}
    blocks = np.repeat(np.arange(len(vectors)) * apart, crossed)
    return points_of(
        scenario.change(alone),
        [*factors, *fixed],
        cells,
        blocks,
        worlds,
        seed,
        outcomes,
    )
