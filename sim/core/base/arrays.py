"""Names for arrays, and arithmetic on them whose last bit hangs on no processor: no BLAS, no exp of
the machine's.

NumPy's own +, ×, ÷, √ and sums round alike on every machine. Its `@`, `dot`, `einsum` and `linalg`,
exp and log call what is quickest on a processor, and may differ in the last bit.
"""

import math
from collections.abc import Iterable
from functools import reduce
from operator import add, mul
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.core.base.errors import import_optional
from sim.core.game.maths import (
    E2,
    E3,
    E4,
    E5,
    E6,
    E7,
    E8,
    E9,
    E10,
    E11,
    E12,
    LOG2_HIGH,
    LOG2_LOW,
    MAGIC,
)

Flags: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Quantity: TypeAlias = float | Floats
"""One number for all, or one for each."""
Marks: TypeAlias = npt.NDArray[np.int8]
"""What is known of a month: 1 yes, 0 no, −1 unknown."""

EVEN: Final = (E12, E10, E8, E6, E4, E2)
ODD: Final = (E11, E9, E7, E5, E3)
SINGULAR: Final = 1e-14
"""A pivot below this share of the largest entry is rounding."""


def exp(x: Floats) -> Floats:
    """Return e to the x, held between −700 and 700, with the bits of `sim.core.game.maths.exp`."""
    x = np.clip(x, -700.0, 700.0)
    k = (x * 1.4426950408889634 + MAGIC) - MAGIC
    r = (x - k * LOG2_HIGH) - k * LOG2_LOW
    z = r * r
    even, odd = (reduce(lambda sum_, e: sum_ * z + e, powers) for powers in (EVEN, ODD))
    return np.asarray(np.ldexp((odd * r + even) * z + r + 1.0, k.astype(np.int64)))


def log(x: Floats) -> Floats:
    """Return natural logarithms of positive numbers, with the bits of `sim.core.game.maths.log`."""
    share, exponent = np.frexp(x)
    low = share < 1.0 - 2695772620620851 * 2.0**-53  # as the rules split it: near √½
    share, exponent = np.where(low, 2.0 * share, share), exponent - low
    f = share - 1.0
    s = f / (share + 1.0)
    z = s * s
    q = reduce(lambda sum_, odd: sum_ * z + 1.0 / odd, range(19, 1, -2), np.asarray(1.0 / 21.0))
    half = 0.5 * f * f
    small = s * (half + 2.0 * z * q) + exponent * LOG2_LOW
    return np.asarray(exponent * LOG2_HIGH - ((half - small) - f))


def weighted_sum(rows: Any, weights: Iterable[Any]) -> Any:
    """Return the sum of the rows of an array, each times its weight, one after the other."""
    return reduce(add, map(mul, rows, weights))


def inner(a: Floats, b: Floats) -> float:
    """Return the inner product of two vectors."""
    return float((a * b).sum())


def correlation(a: Floats, b: Floats) -> float:
    """Return Pearson's correlation of two columns that vary."""
    a, b = a - a.mean(), b - b.mean()
    return inner(a, b) / math.sqrt(inner(a, a) * inner(b, b))


def cholesky(matrix: Floats) -> Floats:
    """Return the lower triangle whose product with its own transpose is a symmetric, positive
    definite matrix.
    """
    root = np.zeros_like(matrix)
    for row in range(len(matrix)):
        for column in range(row + 1):
            rest = matrix[row, column] - inner(root[row, :column], root[column, :column])
            root[row, column] = rest / root[column, column] if column < row else np.sqrt(rest)
    return root


def forward(root: Floats, right: Floats) -> Floats:
    """Return what a lower triangle takes to columns `(k, columns)`: forward substitution."""
    found = np.zeros_like(right)
    for row in range(len(root)):
        found[row] = (
            right[row] - weighted_sum(found[:row], root[row, :row]) if row else right[row]
        ) / root[row, row]
    return found


def solve(matrix: Floats, right: Floats) -> tuple[Floats, int]:
    """Solve a square system; return its solution and the sign of its determinant, by Gauss with
    partial pivots.

    Where the matrix is singular the sign is 0, and what the equations leave free is 0.
    """
    rest: list[list[float]] = np.column_stack([matrix, right]).tolist()
    least, sign, tops = SINGULAR * float(np.abs(matrix).max()), 1, []
    for column in range(len(rest)):
        heads = [abs(row[0]) for row in rest]
        place = heads.index(max(heads))
        if heads[place] <= least:
            sign, rest = 0, [row[1:] for row in rest]
            continue
        pivot, *top = rest.pop(place)
        sign = sign if (pivot > 0.0) == (place % 2 == 0) else -sign
        tops.append((column, pivot, top))
        for k, (head, *row) in enumerate(rest):
            share = head / pivot
            rest[k] = [a - share * b for a, b in zip(row, top, strict=False)]
    found = [0.0] * len(matrix)
    for column, pivot, top in reversed(tops):
        total = top[-1]
        for factor, value in zip(top, found[column + 1 :], strict=False):
            total -= factor * value
        found[column] = total / pivot
    return np.array(found), sign


def solve_all(systems: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Solve `(systems, k, k)` for a right side `(k,)` or one each; give `(systems, k)` and
    determinants `(systems,)`.

    By Gauss with partial pivots. The solution of a singular system is not finite.
    """
    count, size, _ = systems.shape
    left = np.concatenate([systems, np.broadcast_to(right[..., None], (count, size, 1))], axis=2)
    each, determinant = np.arange(count), np.ones(count)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(size):
            place = k + np.abs(left[:, k:, k]).argmax(axis=1)
            top = left[each, place]
            left[each, place] = left[:, k]
            left[:, k] = top
            determinant *= np.where(place == k, top[:, k], -top[:, k])
            share = left[:, k + 1 :, k] / top[:, k, None]
            left[:, k + 1 :, k:] -= share[:, :, None] * top[:, None, k:]
        for k in reversed(range(size)):
            left[:, k, -1] /= left[:, k, k]
            left[:, :k, -1] -= left[:, :k, k] * left[:, k, -1:]
    return left[:, :, -1], determinant


def xarray() -> Any:
    """Return the package xarray; raises UsageProblem where it is not installed."""
    return import_optional("xarray", "xarray", "to_xarray", "arrays")
