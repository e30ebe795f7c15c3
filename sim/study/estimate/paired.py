"""Differences between two runs, A minus B, world by world if they share random draws."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from sim.core.base.arrays import Array
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate import interval
from sim.core.estimate.quantiles import normal_quantile, t_quantile
from sim.core.estimate.writing import Kind, count_text, finite, quantity_text
from sim.study.estimate.tails import binomial_tail

TANGO = "Tango"
NEWCOMBE = "Newcombe"
WELCH = "Welch"
UNDECIDED = "not distinguishable at this n"
SAME = "the same in every one of these worlds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(ABC):
    """A minus B with its interval at `level`: above 0 if A has more of the outcome."""

    value: float
    low: float
    high: float
    method: str
    level: float = 0.95

    def __float__(self) -> float:
        return self.value

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves 0 out."""
        return not self.low <= 0 <= self.high

    @property
    def same(self) -> bool:
        """Whether A and B agree in every world, so far as is known."""
        return False

    @property
    def verdict(self) -> str:
        """The difference in words: which run is higher, or that this many worlds cannot tell."""
        if self.same:
            return SAME
        if not self.distinguishable:
            return UNDECIDED
        return "A is higher" if self.value > 0 else "A is lower"

    @property
    def warning(self) -> str:
        """A warning to read before using the value; "" if there is none."""
        if self.method in (interval.STUDENT, WELCH) and self.low == self.high:
            return "The worlds do not vary: a width of 0 does not prove that others would agree."
        return ""

    @property
    @abstractmethod
    def counted(self) -> str:
        """The sample sizes behind the interval, in words."""

    def __str__(self) -> str:
        kind: Kind = "points" if self.method in (TANGO, NEWCOMBE) else "amount"
        amount = quantity_text(self.value, self.low, self.high, kind)
        return f"A − B = {amount}, {self.counted}, {self.method} {100 * self.level:g} %: {self.verdict}"

    def _repr_html_(self) -> str:
        return f"<span>{self}</span>"

    def as_dict(self) -> Data:
        """Give fields, verdict and warning as plain data that JSON can hold (an infinite number is
        null).
        """
        return {**finite(asdict(self)), "verdict": self.verdict, "warning": self.warning}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference(Difference):
    """A minus B over n worlds that share their random draws.

    For an outcome that happens or not, `flips_to` counts the worlds where it happens in A and not
    in B, `flips_from` those where it happens in B and not in A, and `both` those where it happens
    in both: value = (flips_to - flips_from) / n. All are None for a continuous outcome.
    """

    n: int
    flips_to: int | None = None
    flips_from: int | None = None
    both: int | None = field(default=None, compare=False)

    @property
    def neither(self) -> int | None:
        """The number of worlds in which it happens neither in A nor in B; None for a continuous
        outcome.
        """
        if self.flips_to is None or self.flips_from is None or self.both is None:
            return None
        return self.n - self.flips_to - self.flips_from - self.both

    @property
    def flips(self) -> interval.Estimate | None:
        """The share of worlds in which the outcome differs between A and B; None for a continuous
        outcome.
        """
        if self.flips_to is None or self.flips_from is None:
            return None
        return interval.wilson(self.flips_to + self.flips_from, self.n, self.level)

    @property
    def mcnemar(self) -> float | None:
        """McNemar's exact two-sided p, that flips go either way alike; None for a continuous
        outcome.

        1 if nothing flips. Source: McNemar 1947, Psychometrika 12:153, with the binomial of the
        flips.
        """
        if self.flips_to is None or self.flips_from is None:
            return None
        flips = self.flips_to + self.flips_from
        most = max(self.flips_to, self.flips_from)
        return min(1.0, 2.0 * binomial_tail(most, flips, 0.5)) if flips else 1.0

    def caused(self) -> tuple[interval.Estimate | None, interval.Estimate | None]:
        """Return how often A, and not B, was necessary for an outcome, and how often sufficient;
        None of no worlds.

        Necessary: of the worlds with it in A, those without it in B. Sufficient: of those without
        it in B, those with it in A. Counted, since both are played. Source: Pearl 2009, Causality,
        definitions 9.2.1 and 9.2.2.
        """
        flips = self.flips_to or 0
        trials = flips + (self.both or 0), flips + (self.neither or 0)
        necessary, sufficient = (
            interval.wilson(flips, n, self.level) if n else None for n in trials
        )
        return necessary, sufficient

    def as_dict(self) -> Data:
        """Give fields, verdict, warning, flips and McNemar's p as plain data that JSON can hold."""
        share = self.flips
        more = {
            "neither": self.neither,
            "flips": share.as_dict() if share else None,
            "mcnemar_p": self.mcnemar,
        }
        # A slotted dataclass is made anew, so a bare super() would look for the class that it was
        # before.
        return Difference.as_dict(self) | more

    @property
    def same(self) -> bool:
        """Whether A and B agree in every world."""
        return self.flips_to == 0 and self.flips_from == 0

    @property
    def counted(self) -> str:
        """The number of pairs."""
        return f"n = {count_text(self.n)} {'pair' if self.n == 1 else 'pairs'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpairedDifference(Difference):
    """A minus B over worlds that share no random draws: n_a worlds of A and n_b of B."""

    n_a: int
    n_b: int

    @property
    def counted(self) -> str:
        """The number of worlds of each run."""
        return f"n = {count_text(self.n_a)} and {count_text(self.n_b)}, unpaired"


def compare_paired(
    a_values: ArrayLike, b_values: ArrayLike, level: float = 0.95
) -> PairedDifference:
    """Compare two runs with common random draws: A minus B, if world k of A and of B share every
    draw.

    Both have shape (worlds,). Two bool arrays are outcomes that happen or not and get Tango's score
    interval; numbers get the paired t. Raises DataProblem if the lengths or kinds differ, or
    nothing can be estimated.
    """
    interval.check_level(level)
    a, b = _two_runs(a_values, b_values)
    if a.size != b.size:
        message = "Pairs need the same worlds in both runs."
        remedy = "Run both with the same seed and number of worlds, or compare them unpaired."
        raise DataProblem(
            message, f"{count_text(a.size)} worlds in A, {count_text(b.size)} in B", remedy
        )
    n = a.size
    if a.dtype != np.bool_:
        mean = interval.mean_estimate(
            interval.finite_numbers(a) - interval.finite_numbers(b), level
        )
        return PairedDifference(
            value=mean.value,
            low=mean.low,
            high=mean.high,
            method=interval.STUDENT,
            level=level,
            n=n,
        )
    flips, back = int(np.count_nonzero(a & ~b)), int(np.count_nonzero(b & ~a))
    low, high = tango(flips, back, n, level)
    value = (flips - back) / n
    return PairedDifference(
        value=value,
        low=low,
        high=high,
        method=TANGO,
        level=level,
        n=n,
        flips_to=flips,
        flips_from=back,
        both=int(np.count_nonzero(a & b)),
    )


def compare_unpaired(
    a_values: ArrayLike, b_values: ArrayLike, level: float = 0.95
) -> UnpairedDifference:
    """Compare two runs that share no random draws (different seeds): A minus B.

    Shapes (worlds of A,) and (worlds of B,). Two bool arrays get Newcombe's hybrid score interval;
    numbers get Welch's t. Raises DataProblem if the kinds differ or nothing can be estimated.
    """
    interval.check_level(level)
    a, b = _two_runs(a_values, b_values)
    if a.dtype == np.bool_:
        hits = (int(np.count_nonzero(a)), int(np.count_nonzero(b)))
        value, low, high = newcombe(hits, (a.size, b.size), level)
        method = NEWCOMBE
    else:
        value, low, high = _welch(a, b, level)
        method = WELCH
    return UnpairedDifference(
        value=value, low=low, high=high, method=method, level=level, n_a=a.size, n_b=b.size
    )


def tango(flips: int, back: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Give the score limits of a difference of paired proportions, (flips - back) / n.

    `flips` and `back` count the pairs that differ one way and the other. Chosen over Newcombe's method
    10 because it agrees with McNemar's test and keeps its coverage if few pairs differ, as under
    common random numbers. If none of n differ, the limits are ±z*z / (n + z*z); method 10 gives
    narrower ones. Source: Tango 1998, Stat. Med. 17:891.
    """
    z = normal_quantile(level)
    # One side is the mirror of the other, so swapping A and B swaps the limits to the last bit.
    return -_tango_upper(back, flips, n, z), _tango_upper(flips, back, n, z)


def newcombe(
    hits: tuple[int, int], n: tuple[int, int], level: float = 0.95
) -> tuple[float, float, float]:
    """Give a difference of independent proportions and its hybrid score limits: (value, low, high).

    The distances of each Wilson interval from its proportion are squared and added.
    Source: Newcombe 1998, Stat. Med. 17:873, method 10.
    """
    cells = interval.wilson_cells(hits, n, level)
    p_a, p_b = cells.value.tolist()
    down_a, down_b = (cells.value - cells.low).tolist()
    up_a, up_b = (cells.high - cells.value).tolist()
    value = p_a - p_b
    return (
        value,
        max(value - math.hypot(down_a, up_b), -1.0),
        min(value + math.hypot(up_a, down_b), 1.0),
    )


def _tango_upper(flips: int, back: int, n: int, z: float) -> float:
    """Find the largest difference that the score test does not reject, by bisection to the last
    bit.
    """

    def rejected(difference: float) -> bool:
        chance = _likeliest_back(flips, back, n, difference)
        variance = n * max(2 * chance + difference * (1 - difference), 0.0)
        return n * difference - (flips - back) > z * math.sqrt(variance)

    return _last_kept(rejected, (flips - back) / n, 1.0)


def _likeliest_back(flips: int, back: int, n: int, difference: float) -> float:
    """Give the maximum-likelihood probability of a flip back, if that of a flip to is larger by
    `difference`.

    It is the larger root of 2 n q^2 + b q - back * difference * (1 - difference). Source: Tango
    1998.
    """
    b = (2 * n - flips + back) * difference - (flips + back)
    root = math.sqrt(max(b * b + 8 * n * back * difference * (1 - difference), 0.0))
    return (root - b) / (4 * n)


def _last_kept(rejected: Callable[[float], bool], start: float, end: float) -> float:
    """Give the last number from `start` towards `end` that is not rejected; past it all are."""
    if not rejected(end):
        return end
    while True:
        middle = (start + end) / 2
        if middle in (start, end):
            return start
        if rejected(middle):
            end = middle
        else:
            start = middle


def _welch(a: Array, b: Array, level: float) -> tuple[float, float, float]:
    """Give a difference of means with unequal variances and its limits, unbounded if a run has one
    world.

    Source: Welch 1947, Biometrika 34:28, with Satterthwaite's degrees of freedom.
    """
    n_a, mean_a, variance_a = interval.mean_and_variance(a)
    n_b, mean_b, variance_b = interval.mean_and_variance(b)
    value, part_a, part_b = mean_a - mean_b, variance_a / n_a, variance_b / n_b
    total = part_a + part_b
    if min(n_a, n_b) < 2:
        return value, -math.inf, math.inf
    if total == 0:
        return value, value, value
    # Shares of the total, not squares of the parts, which could fall to 0 in a float.
    share_a, share_b = part_a / total, part_b / total
    freedom = 1 / (share_a * share_a / (n_a - 1) + share_b * share_b / (n_b - 1))
    reach = t_quantile(level, freedom) * math.sqrt(total)
    return value, value - reach, value + reach


def _two_runs(a_values: ArrayLike, b_values: ArrayLike) -> tuple[Array, Array]:
    """Give both runs as arrays of one kind, bool or number, or refuse them."""
    a, b = np.asarray(a_values), np.asarray(b_values)
    if a.ndim != 1 or b.ndim != 1 or {a.dtype.kind, b.dtype.kind} - set("biuf"):
        location = (
            f"A of type {a.dtype} and shape {a.shape}, B of type {b.dtype} and shape {b.shape}"
        )
        remedy = "Name an outcome that is true or false, or a number."
        raise DataProblem("A comparison needs one value a world in each run.", location, remedy)
    if (a.dtype == np.bool_) != (b.dtype == np.bool_):
        message = "An outcome that happens or not cannot be compared with a number."
        raise DataProblem(
            message,
            f"A of type {a.dtype}, B of type {b.dtype}",
            "Compare the same outcome of both runs.",
        )
    if a.size == 0 or b.size == 0:
        raise DataProblem(
            "There is nothing to compare: no worlds.",
            f"{a.size} worlds in A, {b.size} in B",
            "Run at least one world of each.",
        )
    return a, b


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values corrected for how many there are: below .05 holds for all of them together.

    Source: Holm 1979, Scand. J. Stat. 6:65.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted, least = [0.0] * len(p), 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda k: p[k])):
        least = max(least, min(1.0, (len(p) - rank) * p[place]))
        adjusted[place] = least
    return adjusted
