"""Estimates: a number from many worlds, never without its interval and its n, also where cells
share their luck.
"""

from __future__ import annotations

import math
import operator
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, NothingLeft, UsageProblem
from sim.core.estimate.quantiles import normal_quantile, t_quantile
from sim.core.estimate.writing import Kind, count_text, finite, percent_text, quantity_text

LEVEL = 0.95
WILSON = "Wilson"
STUDENT = "t"
ORDER = "order statistics"
CLUSTERED: Final = "ratio by world"
SHARE: Final = "Wilson by world"

RULE_OF_THREE_FROM = 30
"""Worlds from which 3/n is a fair short form of the exact bound, 1 - .05^(1/n)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, the number of worlds behind it and the method of the interval.

    `low` and `high` are the two-sided limits at `level`; they are infinite where the worlds cannot
    bound the value (one world says nothing about a mean's spread).
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    level: float = 0.95
    kind: Kind = field(default="amount", kw_only=True)
    """The kind of a value: a share of 1, a difference of shares or an amount."""

    def __str__(self) -> str:
        text = quantity_text(self.value, self.low, self.high, self.kind)
        return f"{text}, n = {count_text(self.n)}, {self.method} {100 * self.level:g} %"

    def __float__(self) -> float:
        return self.value

    def _repr_html_(self) -> str:
        return f"<span>{self}</span>"

    @property
    def half_width(self) -> float:
        """Half the distance between the limits; two equal ones, infinite ones too, are 0 apart."""
        return 0.0 if self.low == self.high else (self.high - self.low) / 2

    @property
    def saturated(self) -> bool:
        """Whether a probability came out at 0 or 1: it happened in none of the worlds, or in
        all.
        """
        return self.method == WILSON and self.value in (0.0, 1.0)

    @property
    def warning(self) -> str:
        """A warning to read before the value is used; empty if there is none."""
        if self.saturated:
            return _saturation_text(self.value == 1.0, self.n, self.level)
        if self.method == STUDENT and self.n == 1:
            return "One world has no spread: the interval is unbounded."
        if self.method == STUDENT and self.low == self.high:
            return "All worlds gave the same value: a width of 0 does not prove that every world would."
        return ""

    def as_dict(self) -> dict[str, Any]:
        """Give the fields and the warning as plain data that JSON can hold (an infinite number is
        null).
        """
        fields = asdict(self)
        del fields["kind"]
        return {**finite(fields), "warning": self.warning}


class Cells(NamedTuple):
    """Probabilities of many cells with their limits: arrays of one shape."""

    value: Floats
    low: Floats
    high: Floats


def probability(happened: ArrayLike, level: float = 0.95) -> Estimate:
    """Estimate how likely an outcome is from the worlds where it happened.

    `happened` has shape (worlds,) and type bool. DataProblem if it is empty or of another kind.
    """
    flags = np.asarray(happened)
    if flags.dtype != np.bool_ or flags.ndim != 1:
        message = "A probability needs one true or false value a world."
        remedy = "Name an outcome that happens or not, or ask for its mean."
        raise DataProblem(
            message, f"an array of type {flags.dtype} and shape {flags.shape}", remedy
        )
    return wilson(int(np.count_nonzero(flags)), flags.size, level)


def wilson(successes: int, n: int, level: float = 0.95) -> Estimate:
    """Estimate a probability from `successes` of `n` worlds, with Wilson's score interval.

    Raises DataProblem where n is below 1 or the successes lie outside 0 to n. Source: Wilson 1927,
    J. Am. Stat. Assoc. 22:209; see Brown, Cai and DasGupta 2001, Stat. Sci. 16:101.
    """
    check_level(level)
    successes, n = operator.index(successes), operator.index(n)
    _check_counts(np.asarray(successes), np.asarray(n))
    share, z = successes / n, normal_quantile(level)
    # Written as SciPy does, to the same last bit, without the second that its import takes.
    below = 2 * (n + z**2)
    centre = (2 * n * share + z**2) / below
    reach = z / below * math.sqrt(4 * n * share * (1 - share) + z**2)
    low, high = 0.0 if successes == 0 else centre - reach, 1.0 if successes == n else centre + reach
    return Estimate(share, low, high, n, WILSON, level, kind="share")


def wilson_cells(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Cells:
    """Estimate the probabilities of many cells at once, with Wilson's score interval in closed
    form.

    `successes` and `n` are integers and broadcast together; the three arrays of the answer have
    that shape. Raises DataProblem as `wilson` does. Source: Wilson 1927, J. Am. Stat. Assoc.
    22:209.
    """
    check_level(level)
    hits, worlds = np.broadcast_arrays(np.asarray(successes), np.asarray(n))
    _check_counts(hits, worlds)
    hits, worlds = hits.astype(np.float64), worlds.astype(np.float64)
    z = normal_quantile(level)
    centre = (hits + z * z / 2) / (worlds + z * z)
    reach = z * np.sqrt(hits * (worlds - hits) / worlds + z * z / 4) / (worlds + z * z)
    # The limits at the ends are 0 and 1 exactly; rounding alone would leave them beside.
    low = np.where(hits == 0, 0.0, centre - reach)
    high = np.where(hits == worlds, 1.0, centre + reach)
    return Cells(hits / worlds, low, high)


def mean_estimate(values: ArrayLike, level: float = 0.95, kind: Kind = "amount") -> Estimate:
    """Estimate the mean of a continuous outcome, with Student's t interval.

    `values` has shape (worlds,). One world gives an unbounded interval. DataProblem if empty or not
    finite.
    """
    check_level(level)
    n, mean, variance = mean_and_variance(values)
    reach = t_quantile(level, n - 1) * math.sqrt(variance / n) if n > 1 else math.inf
    return Estimate(mean, mean - reach, mean + reach, n, STUDENT, level, kind=kind)


def estimate_of(values: NDArray[Any], level: float = 0.95) -> Estimate:
    """Return the probability of a flag, or the mean of a number."""
    return probability(values, level) if values.dtype == np.bool_ else mean_estimate(values, level)


def mean_and_variance(values: ArrayLike) -> tuple[int, float, float]:
    """Give n, mean and sample variance of values of shape (worlds,); DataProblem for none, NaN and
    infinite ones.
    """
    return mean_and_variance_of(np.ascontiguousarray(finite_numbers(values)))


def mean_and_variance_of(numbers: Floats) -> tuple[int, float, float]:
    """Give n, the mean and the sample variance (0 for one world) of finite numbers, at least one.

    Sums are exact before the last rounding, so the order of the worlds cannot move a bit.
    """
    n = numbers.size
    # Read in place: a list of a million floats takes four times their room.
    mean = math.fsum(numbers.data) / n
    gaps = numbers - mean
    squares = math.fsum((gaps * gaps).data)
    return n, mean, squares / (n - 1) if n > 1 else 0.0


def finite_numbers(values: ArrayLike) -> Floats:
    """Give values of shape (worlds,) as floats; DataProblem where there are none or one is not
    finite.
    """
    numbers = numbers_of(values)
    if not np.isfinite(numbers).all():
        raise not_finite("NaN or infinite")
    return numbers


def check_level(level: float) -> None:
    """Refuse a confidence level outside 0 to 1, both ends excluded, with a UsageProblem."""
    if not 0 < level < 1:
        raise UsageProblem(
            f"{level} is no confidence level.", "level", "Give a number between 0 and 1."
        )


def _saturation_text(always: bool, n: int, level: float) -> str:
    """State the bound that 0 of n, or n of n, leaves open: the exact one-sided bound, about 3/n off the end at
    95 %.

    Source: Hanley and Lippman-Hand 1983, J. Am. Med. Assoc. 249:1743.
    """
    reach = 1 - (1 - level) ** (1 / n)
    count = count_text(n)
    bound = percent_text(1 - reach if always else reach, max(1, -1 - math.floor(math.log10(reach))))
    three = "; rule of three: 1 - 3/n" if always else "; rule of three: 3/n"
    rule = three if level == 0.95 and n >= RULE_OF_THREE_FROM else ""
    hits, side = (count, "low") if always else ("0", "high")
    return (
        f"Saturated: {hits} of {count} worlds. The probability may still be as {side} as {bound} "
        f"(one-sided {100 * level:g} % bound{rule})."
    )


def _check_counts(successes: NDArray[Any], n: NDArray[Any]) -> None:
    """Refuse counts that are no counts, no worlds, and more successes than worlds."""
    if successes.dtype.kind not in "iu" or n.dtype.kind not in "iu":
        message = "A probability is estimated from whole counts."
        raise DataProblem(
            message,
            f"successes of type {successes.dtype}, n of type {n.dtype}",
            "Count the worlds first.",
        )
    if n.size == 0 or (n < 1).any():
        raise _no_worlds()
    if ((successes < 0) | (successes > n)).any():
        raise DataProblem(
            "The number of worlds with the outcome lies outside 0 to n.",
            "successes of a probability",
            "Count each world once.",
        )


def numbers_of(values: ArrayLike) -> Floats:
    """Give the values as floats of shape (worlds,), or refuse them."""
    numbers = np.asarray(values)
    if numbers.size == 0:
        raise _no_worlds()
    if numbers.dtype.kind not in "biuf" or numbers.ndim != 1:
        message = "An estimate needs one number a world."
        remedy = "Name an outcome that is a number."
        raise DataProblem(
            message, f"an array of type {numbers.dtype} and shape {numbers.shape}", remedy
        )
    return numbers.astype(np.float64)


def _no_worlds() -> NothingLeft:
    return NothingLeft(
        "There is nothing to estimate from: no worlds.",
        "an estimate with n = 0",
        "Run at least one world, or choose a condition that some world meets.",
    )


def not_finite(kind: str) -> DataProblem:
    """Return the problem of worlds with a value of some kind that is no number."""
    return DataProblem(
        f"Some worlds have a value that is {kind}.",
        "the values of an estimate",
        "Choose the worlds in which the value exists, and give their number.",
    )


def ratio(hits: Floats, exposure: Floats, level: float = 0.95) -> Estimate:
    """Return the ratio of two totals over worlds, with the linearised interval of a ratio
    estimator.

    `hits` and `exposure` are `(worlds,)` and not below 0, so neither is the interval. Source:
    Cochran 1977, Sampling Techniques, section 6.4. Raises DataProblem where there is no exposure at
    all.
    """
    total = float(exposure.sum())
    if total <= 0.0:
        remedy = "Run more worlds, or another scenario."
        raise DataProblem("there is nothing to take a share of", "a ratio over worlds", remedy)
    value = float(hits.sum()) / total
    n = int(hits.size)
    residual = hits - value * exposure
    spread = (
        math.sqrt(n * float((residual**2).sum()) / max(n - 1, 1)) / total if n > 1 else math.inf
    )
    reach = normal_quantile(level) * spread
    return Estimate(value, max(value - reach, 0.0), value + reach, n, CLUSTERED, level)
