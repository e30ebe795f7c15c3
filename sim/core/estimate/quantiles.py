"""Quantiles of the normal distribution and of Student's t, by the same steps everywhere.

SciPy's own differ in the eleventh digit between its versions, and so would every interval of a
mean. These are rounded to twelve significant digits, which no machine's logarithm reaches.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final

NORMAL: Final = 1.959963984540054
"""The z of 95 %."""
DIGITS: Final = 12
"""Significant digits that are kept."""
LARGE: Final = 1000.0
"""Degrees of freedom from which the expansion about the normal distribution is exact enough."""
STEPS: Final = 60
"""Most steps of a search, which needs about five, and of a continued fraction, which needs thirty."""


@lru_cache(maxsize=64)
def normal_quantile(level: float) -> float:
    """Return the z that a standard normal keeps within −z and z with probability `level`."""
    return NORMAL if level == 0.95 else rounded(NormalDist().inv_cdf(0.5 + level / 2))


@lru_cache(maxsize=1024)
def t_quantile(level: float, freedom: float) -> float:
    """Return the t that Student's t with `freedom` degrees keeps within −t and t.

    `level` is the probability of that; `freedom` is above 0 and need not be whole.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return rounded(_expansion(z, freedom) if freedom >= LARGE else _search(level, freedom, z))


def rounded(value: float) -> float:
    """Return a number with the digits that all versions of a library agree on."""
    return float(f"{value:.{DIGITS}g}")


def _expansion(z: float, freedom: float) -> float:
    """Return t by its expansion in 1 / freedom: Abramowitz and Stegun, 26.7.5."""
    square = z * z
    terms = (
        z,
        z * (square + 1) / 4,
        z * ((5 * square + 16) * square + 3) / 96,
        z * (((3 * square + 19) * square + 17) * square - 15) / 384,
        z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160,
    )
    total = 0.0
    for term in reversed(terms):
        total = total / freedom + term
    return total


def _search(level: float, freedom: float, z: float) -> float:
    """Return t by Newton's steps on the share outside, in the logarithm of t."""
    outside = 1.0 - level
    t = max(_expansion(z, freedom), z, 1e-9)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)
    for _ in range(STEPS):
        share = share_outside(t, freedom)
        density = 2 * scale * (1 + t * t / freedom) ** (-(freedom + 1) / 2)
        step = math.log(share / outside) * share / (density * t)
        t *= math.exp(min(max(step, -2.0), 2.0))
        if abs(step) < 1e-15:
            break
    return t


def share_outside(t: float, freedom: float) -> float:
    """Return the probability that |T| is above t: a regularized incomplete beta function."""
    x = freedom / (freedom + t * t)
    a, b = freedom / 2, 0.5
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x)
    front += b * math.log(t * t / (freedom + t * t))
    if x < (a + 1) / (a + b + 2):
        return math.exp(front) * _fraction(x, a, b) / a
    return 1.0 - math.exp(front) * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1.0 / ((1 - (a + b) * x / (a + 1)) or tiny)
    value = d
    for m in range(1, 10 * STEPS):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / ((1 + factor * d) or tiny)
            c = (1 + factor / c) or tiny
            value *= c * d
        if abs(c * d - 1) < 4e-16:
            break
    return value
