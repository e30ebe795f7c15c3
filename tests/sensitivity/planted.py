"""Functions of points whose indices are known, in place of the model."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.analysis.sensitivity.sample import DesignSample, blocks_over, columns_over
from sim.core.base.arrays import Floats
from sim.study.experiment.definition import Factor, Number


def ranged(name: str, low: float, high: float) -> Factor:
    """Return an uncertain parameter, all places of its range alike."""
    return Factor(name, "uncertainty", Number("uniform", low, high))


CUBE = tuple(ranged(name, -np.pi, np.pi) for name in ("x", "y", "z"))
ISHIGAMI = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}
"""Ishigami and Homma 1990 with a = 7 and b = .1."""


def ishigami(points: Floats) -> Floats:
    x, y, z = points.T
    return np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def unit(count: int) -> tuple[Factor, ...]:
    """Return so many factors from 0 to 1."""
    return tuple(ranged(f"u{number}", 0.0, 1.0) for number in range(count))


class Noise:
    """A function of nothing: a new normal number for every point, whatever its factors."""

    def __init__(self, seed: int) -> None:
        self.luck = np.random.default_rng(seed)

    def __call__(self, points: Floats) -> Floats:
        return self.luck.normal(size=len(points))


def evaluate(
    function: Callable[[Floats], Floats], factors: Sequence[Factor], points: int, seed: int = 0
) -> DesignSample:
    """Return what a function makes of the Sobol' points of some factors, `(points, factors)` to
    `(points,)`.
    """
    blocks = blocks_over(factors, points, seed)
    columns = columns_over(factors, blocks)
    values = np.asarray(function(np.column_stack(list(columns.values()))), dtype=np.float64)
    mean = values.reshape(blocks.shape[:2])
    names = tuple(factor.name for factor in factors)
    return DesignSample(names, mean, None, np.ones_like(mean, dtype=np.int64))
