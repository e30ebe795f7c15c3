"""Names of array types, and arithmetic with the same last bit on every processor: no BLAS, no exp
of the machine's.

NumPy's own +, ×, ÷, √ and sums round alike on every machine. Its `@`, `dot`, `einsum` and `linalg`,
exp and log use the fastest code for a processor, and may differ in the last bit.
"""

import math
from collections.abc import Iterable
from functools import reduce
from operator import add, mul
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.core.base.errors import import_optional
from sim.core.game.maths import LOG2_HIGH, LOG2_LOW

Array: TypeAlias = npt.NDArray[Any]
Flags: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Whole: TypeAlias = npt.NDArray[np.int64]
Quantity: TypeAlias = float | Floats
"""One number for all, or one for each."""
Marks: TypeAlias = npt.NDArray[np.int8]
"""Marks of a month: 1 yes, 0 no, −1 unknown."""


def exp(x: Floats) -> Floats:
    """Return e to the x, held between −700 and 700: x = k log 2 + r, and Taylor's series in r.

    It has sixteen digits, and `sim.core.game.maths.exp` nine: the rules need no more.
    """
    x = np.clip(x, -700.0, 700.0)
    k = np.rint(x * 1.4426950408889634)
    r = (x - k * LOG2_HIGH) - k * LOG2_LOW
    series = reduce(lambda sum_, n: 1.0 + r * sum_ / n, range(14, 0, -1), np.asarray(1.0))
    return np.asarray(np.ldexp(series, k.astype(np.int64)))


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


def xarray() -> Any:
    """Return the package xarray; raises UsageProblem if it is not installed."""
    return import_optional("xarray", "xarray", "to_xarray", "arrays")
