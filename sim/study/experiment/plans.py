"""Points in the unit cube, one function a kind of design; every row of an answer is a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.errors import UsageProblem

MOST_SOBOL: Final = 2**20
SOBOL: Final = "sobol"
MORRIS: Final = "morris"
GROUPS: Final = {SOBOL: "base points", MORRIS: "trajectories"}
"""What a design of sensitivity is made of: groups independent of one another, which the points of one are not."""

LEAST: Final = {SOBOL: 64, MORRIS: 10}
MOST: Final = {SOBOL: MOST_SOBOL, MORRIS: 100_000}


def latin_hypercube(points: int, factors: int, rng: np.random.Generator) -> Floats:
    """Return a Latin hypercube, `(points, factors)`: each of `points` equal slices of a factor holds one point.

    Source: McKay, Beckman and Conover 1979, Technometrics 21:239.
    """
    columns = [(rng.permutation(points) + rng.random(points)) / points for _ in range(factors)]
    return np.stack(columns, axis=1)


def sobol(points: int, factors: int, rng: np.random.Generator) -> Floats:
    """Return scrambled Sobol' points, `(points, factors)`; `points` is a power of two.

    Source: Sobol' 1967; scrambling of Owen 1998, as SciPy has it.
    """
    from scipy.stats import qmc

    drawn: Floats = qmc.Sobol(factors, scramble=True, rng=rng).random(points)
    return drawn


def saltelli(points: int, factors: int, rng: np.random.Generator, second_order: bool) -> Floats:
    """Return Saltelli blocks, `(points · (factors + 2), factors)`, or `points · (2 · factors + 2)` of second order.

    For each base point: A, then A with each factor in turn from B, then (second order) B with each from A, then B.
    Source: Saltelli et al. 2010, Computer Physics Communications 181:259.
    """
    base = sobol(points, 2 * factors, rng)
    a, b = base[:, :factors], base[:, factors:]
    rows = [a, *(swapped(a, b, factor) for factor in range(factors))]
    if second_order:
        rows += [swapped(b, a, factor) for factor in range(factors)]
    return np.stack([*rows, b], axis=1).reshape(-1, factors)


def swapped(a: Floats, b: Floats, factor: int) -> Floats:
    """Return the points of one matrix with a single factor taken from another."""
    made = a.copy()
    made[:, factor] = b[:, factor]
    return made


def morris(trajectories: int, factors: int, levels: int, rng: np.random.Generator) -> Floats:
    """Return Morris trajectories, `(trajectories · (factors + 1), factors)`, on an even number of levels.

    Each step moves one factor by levels / (2 (levels − 1)), each factor once, in random order and direction.
    Source: Morris 1991, Technometrics 33:161.
    """
    step = levels // 2
    made = np.empty((trajectories, factors + 1, factors))
    for trajectory in made:
        # A start in the lower half moves up, one in the upper half down: both ends are levels.
        start = rng.integers(0, levels, factors)
        trajectory[:] = start
        for row, factor in enumerate(rng.permutation(factors), start=1):
            trajectory[row:, factor] = start[factor] + (step if start[factor] < step else -step)
    return made.reshape(-1, factors) / (levels - 1)


def fraction(factors: Sequence[str], generators: dict[str, Sequence[str]]) -> Floats:
    """Return a two-level fractional factorial, `(2^basic, factors)`, of zeros and ones.

    A factor in `generators` has the product of the signs of the factors named there; all others are basic, the last
    fastest. Source: Box and Hunter 1961, Technometrics 3:311.
    """
    basic = [name for name in factors if name not in generators]
    bits = np.indices((2,) * len(basic)).reshape(len(basic), -1)
    signs = {name: 2 * row - 1 for name, row in zip(basic, bits, strict=True)}
    for name, parents in generators.items():
        signs[name] = np.prod([signs[parent] for parent in parents], axis=0)
    return np.stack([(signs[name] + 1) / 2 for name in factors], axis=1)


def check_groups(method: str, groups: int) -> None:
    """Refuse a number of base points or trajectories that gives no intervals or has no end, with a UsageProblem."""
    where = f"{groups} {GROUPS[method]}"
    if groups < LEAST[method]:
        raise UsageProblem("these are too few for intervals", where, f"Ask for {LEAST[method]} or more.")
    if groups > MOST[method]:
        raise UsageProblem("these are too many", where, f"Ask for {MOST[method]} or fewer.")
    if method == SOBOL and groups & (groups - 1):
        below = 1 << (groups.bit_length() - 1)
        raise UsageProblem("Sobol' points come in powers of two", where, f"Ask for {below} or {2 * below}.")
