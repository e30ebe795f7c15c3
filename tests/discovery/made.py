"""Samples with a known answer, made without playing a world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.analysis.discovery.sample import LeverSample
from sim.core.base.arrays import Floats
from sim.core.scenario import load_scenario
from sim.study.experiment.definition import Factor, Number
from sim.study.experiment.factor_text import one_of

SCENARIO = load_scenario("2017-spring").change({"months": 6})
NAMES = ("washington.pressure", "beijing.enforcement", "dread", "learn", "reply", "momentum")


def numbers(count: int) -> tuple[Factor, ...]:
    """Return so many factors from 0 to 1."""
    return tuple(Factor(name, "uncertainty", Number("uniform", 0.0, 1.0)) for name in NAMES[:count])


def named(name: str, labels: Sequence[str]) -> Factor:
    """Return a factor that chooses among names."""
    return Factor(name, "lever", one_of(labels))


def sample(
    points: int,
    factors: int,
    chance: Callable[[Floats], Any],
    *,
    worlds: int = 1,
    seed: int = 1,
    outcome: str = "lose_lose",
    **more: Any,
) -> LeverSample:
    """Return points spread evenly over the unit cube where the outcome has the chance that a
    function gives.
    """
    luck = np.random.default_rng([seed, 17])
    values = luck.random((points, factors))
    hits = luck.binomial(
        worlds, np.broadcast_to(np.asarray(chance(values), dtype=np.float64), points)
    ).astype(np.int64)
    counts = np.full(points, worlds, dtype=np.int64)
    return LeverSample(
        SCENARIO, seed, outcome, numbers(factors), values, hits, counts, "made up", **more
    )
