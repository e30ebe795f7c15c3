"""What every adapter of points shares: factors from texts, and estimates of outcomes at a table of points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.options import as_list
from sim.scenario import Scenario
from sim.study.experiment.definition import Factor
from sim.study.experiment.factor_text import factors_from
from sim.study.play.grid import evaluate


def factors_of(scenario: Scenario, texts: Sequence[str]) -> tuple[Factor, ...]:
    """Return the factors that texts such as "accident=0.001:0.02" name; raises UsageProblem."""
    return factors_from([(str(text), f"factors: {text}") for text in as_list("factors", texts)], scenario)


def estimates(
    scenario: Scenario, points: Mapping[str, Sequence[Any]], outcomes: Sequence[str], worlds: int, seed: int, jobs: int
) -> Floats:
    """Return the estimate of each outcome at each point, `(points, outcomes)`, all played in one batch."""
    found = evaluate(scenario, points, outcomes, worlds, seed, jobs=jobs).to_frame()
    return np.stack([found[name].to_numpy(dtype=np.float64) for name in outcomes], axis=1)
