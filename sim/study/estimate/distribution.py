"""Distributions of outcomes over worlds: quantiles, tails, and the mean difference of two runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from sim.core.base.arrays import Array, Flags, Floats, Ints, xarray
from sim.core.base.errors import NothingLeft, UsageProblem, known_names
from sim.core.estimate.interval import Estimate, finite_numbers, mean_estimate, wilson
from sim.core.estimate.writing import (
    amount_decimals,
    counted_text,
    percent_text,
    short_text,
)
from sim.core.game.goals import war
from sim.core.outcomes.catalogue import Catalogue, Outcome
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import STATES, frozen
from sim.study.estimate.bootstrap import Stream, generator, percentiles, summable
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Quantity, Row, Table, amount, cell_text, share
from sim.study.estimate.shares import quantile_estimate

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


Better = Literal["high", "low", "neither"]
SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles: 90 % of the worlds lie between the outer two, half between the second and the
fourth.
"""

HEADS: Final = ("", *(f"{100 * at:g} %" if at != 0.5 else "median" for at in SHARES))
WORST: Final = 0.1
"""The share of worlds whose mean is told as the tail."""

FEWEST: Final = 20
"""Worlds in a tail, at least: the mean of fewer says little."""

RESAMPLES: Final = 1000
LEAST, MOST_DRAWN = 100, 20_000_000
"""Resamples of many worlds are fewer, down to 100."""

BOOTSTRAP: Final = "bootstrap over worlds"


@dataclass(frozen=True, eq=False)
class Distribution:
    """One number of every world that is counted: `values` is `(worlds,)`, infinite for an event
    that has not come by `horizon`.

    `better` says which side is good. `luck` marks runs whose world k had the same random draws, and
    `worlds` the numbers of the worlds; without them a distribution cannot be paired.

    >>> found = Distribution("tests", np.arange(100.0), better="low")
    >>> found.quantile(0.5).value, found.beyond(89).value
    (49.0, 0.1)
    """

    name: str
    values: Floats
    unit: str = ""
    better: Better = "neither"
    label: str = ""
    luck: Hashable = None
    worlds: Ints | None = None
    horizon: int | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", np.asarray(self.values, dtype=np.float64))
        object.__setattr__(self, "label", self.label or self.name.replace("_", " "))
        if not self.n:
            remedy = "Take more worlds, or a wider condition."
            raise NothingLeft(f"no world has '{self.name}'", "a distribution", remedy)

    def __repr__(self) -> str:
        texts = ", ".join(
            f"{100 * share_below:g} %: {text}"
            for share_below, text in zip(SHARES, self.texts, strict=True)
        )
        return f"<Distribution of {self.label} over {counted_text(self.n, 'world')}: {texts}>"

    @property
    def n(self) -> int:
        """The number of worlds."""
        return int(self.values.size)

    @property
    def whole(self) -> bool:
        """Whether all are whole numbers: they have bars, and no density."""
        came = self.values[np.isfinite(self.values)]
        return bool((came == np.round(came)).all())

    @property
    def came(self) -> Estimate:
        """The share of the worlds in which the event has come; 1 for a number of every world."""
        return wilson(int(np.count_nonzero(np.isfinite(self.values))), self.n, self.level)

    @property
    def censored(self) -> bool:
        """Whether the event has not come in some worlds."""
        return not np.isfinite(self.values).all()

    def quantile(self, at: float) -> Estimate:
        """Return the value that a share `at` of the worlds do not exceed, with the interval of
        order statistics.
        """
        return quantile_estimate(self.values, at, self.level)

    @cached_property
    def quantiles(self) -> tuple[Estimate, ...]:
        """The values at 5, 25, 50, 75 and 95 % of the worlds."""
        return tuple(map(self.quantile, SHARES))

    @property
    def texts(self) -> tuple[str, ...]:
        """The five quantiles as people read them, with as many digits as their intervals leave."""
        return tuple(map(cell_text, self.cells))

    @property
    def span(self) -> str:
        """The range of 5 to 95 % of the worlds as text, to stand beside a mean."""
        return " to ".join(self.texts[:: len(SHARES) - 1])

    @cached_property
    def decimals(self) -> int:
        """The decimals of its quantiles: none of whole numbers, else as many as all their intervals
        leave.
        """
        finite = [estimate for estimate in self.quantiles if math.isfinite(estimate.value)]
        least = min(
            (amount_decimals(estimate.low, estimate.high) for estimate in finite), default=0
        )
        return 0 if self.whole else least

    @property
    def cells(self) -> Row:
        """The five quantiles as cells of a table that shows no interval."""
        never = f"> {self.horizon}" if self.horizon else "never"
        return tuple(
            never
            if math.isinf(estimate.value)
            else Quantity(
                estimate.value, estimate.low, estimate.high, "amount", estimate.n, self.decimals
            )
            for estimate in self.quantiles
        )

    @cached_property
    def mean(self) -> Estimate:
        """The mean with its t interval; raises DataProblem if the event has not come in some
        worlds.
        """
        return mean_estimate(self.values, self.level)

    def beyond(self, bound: float) -> Estimate:
        """Return the share of the worlds that are worse than a bound: above it if low is better,
        else below.
        """
        worse = self.values > bound if self.better == "low" else self.values < bound
        return wilson(int(np.count_nonzero(worse)), self.n, self.level)

    def tail_mean(self, worst: float = WORST) -> Estimate:
        """Return the mean of the worst share of the worlds (of the lowest values if neither side is
        better).

        The interval is that of percentiles over resampled worlds. Raises UsageProblem if fewer than
        20 worlds are left, and DataProblem if the event has not come in one of them. Source: Acerbi
        and Tasche 2002, Journal of Banking and Finance 26:1487, expected shortfall.
        """
        count = round(worst * self.n)
        if not 0.0 < worst < 1.0 or count < FEWEST:
            remedy = f"Give a share from {min(FEWEST / self.n, 1.0):.3g}, or play more worlds."
            raise UsageProblem(
                f"the worst {short_text(100 * worst)} % are {count} worlds: too few",
                self.name,
                remedy,
            )
        sign = -1.0 if self.better == "low" else 1.0
        # No resample reaches further up than this, but for one in a thousand million.
        reach = min(self.n, count + math.ceil(6.0 * math.sqrt(count)))
        low = summable(finite_numbers(np.sort(sign * self.values)[:reach]))
        luck = generator(7, Stream.TAIL_RESAMPLED)

        def resampled() -> float:
            times = np.bincount(luck.integers(0, self.n, self.n), minlength=self.n)[:reach]
            taken = np.diff(np.minimum(np.cumsum(times), count), prepend=0)
            return float((taken * low).sum()) / count

        repeats = max(LEAST, min(RESAMPLES, MOST_DRAWN // self.n))
        means = np.array([resampled() for _ in range(repeats)])
        return percentiles(
            sign * float(low[:count].sum()) / count, sign * means, self.n, BOOTSTRAP, self.level
        )

    @cached_property
    def tail(self) -> Estimate | None:
        """The mean of the worst tenth; None if censored, or if a tenth is fewer than 20 worlds."""
        return None if self.censored or self.n * WORST < FEWEST else self.tail_mean()

    def against(self, other: Distribution) -> PairedDifference:
        """Return the mean of this less another, world by world; raises UsageProblem unless they
        share worlds and random draws.
        """
        if (
            self.luck is None
            or self.luck != other.luck
            or self.worlds is None
            or other.worlds is None
        ):
            remedy = "Run both with the same seed and number of worlds."
            raise UsageProblem(
                "these are not the same worlds with the same random draws",
                f"{self.name} against another",
                remedy,
            )
        _, here, there = np.intersect1d(
            self.worlds, other.worlds, assume_unique=True, return_indices=True
        )
        return compare_paired(self.values[here], other.values[there], self.level)

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates by measure: five quantiles, the share in which it has come if it has a
        horizon, and, unless censored, the mean and the mean of the worst tenth.
        """
        estimates = {
            f"{100 * at_share:g} %": estimate
            for at_share, estimate in zip(SHARES, self.quantiles, strict=True)
        }
        if self.horizon:
            estimates |= {"came": self.came}
        if self.censored:
            return estimates
        return estimates | {"mean": self.mean} | ({"worst tenth": self.tail} if self.tail else {})

    def to_frame(self) -> pd.DataFrame:
        """Return the quantiles, the mean and the tail with their limits, a row each."""
        return Distributions({"": self}).to_frame().drop(columns="group")

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"


class Distributions(dict[str, Distribution]):
    """Distributions side by side: of several outcomes, runs or policies, or of one outcome by Kim's
    type.
    """

    def table(self, name: str = "spread", caption: str = "", main: bool = False) -> Table:
        """Return a table of five quantiles in each row, then mean and worst tenth if all have them."""
        parts = list(self.values())
        means, tails = not any(part.censored for part in parts), all(part.tail for part in parts)
        rows = tuple(
            (
                group,
                *part.cells,
                amount(part.mean) if means else share(part.came),
                *((amount(part.tail),) if tails and part.tail else ()),
            )
            for group, part in self.items()
        )
        heads = (
            *HEADS,
            "mean" if means else "has come in",
            *((f"worst {percent_text(WORST)}",) if tails else ()),
        )
        return Table(name, caption, heads, rows, main)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each distribution and number: group, name, measure, value, low, high, n,
        method, unit.
        """
        import pandas as pd

        rows = [
            {"group": group, "name": part.name, "measure": measure}
            | {key: getattr(estimate, key) for key in ("value", "low", "high", "n", "method")}
            | {"unit": part.unit}
            for group, part in self.items()
            for measure, estimate in part.estimates.items()
        ]
        return pd.DataFrame(rows)

    def to_xarray(self) -> xr.Dataset:
        """Return value, low and high over `group` and `measure`, by names; needs the package
        xarray.
        """
        frame = self.to_frame().set_index(["group", "measure"])[["value", "low", "high", "n"]]
        groups, measures = (frame.index.unique(level) for level in frame.index.names)
        dataset: xr.Dataset = xarray().Dataset.from_dataframe(frame)
        dataset = dataset.reindex(group=groups, measure=measures)
        units = {part.unit for part in self.values()}
        return dataset.assign_attrs(units=units.pop() if len(units) == 1 else "")

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))


Came = Callable[[History], Flags]


def at_the_end(history: History) -> Flags:
    """Return the month in which a world ends in war, `(months, worlds)`."""
    last = np.arange(history.months)[:, None] == history.lived - 1
    return np.asarray(war(history) & last)


MONTHS_TO: Final[Mapping[str, tuple[str, Better, Came]]] = {
    "months_to_war": ("months to war", "high", at_the_end),
    "months_to_freeze": (
        "months to a freeze",
        "low",
        lambda history: frozen(history) & history.live,
    ),
    "months_to_deterrent": (
        "months to the deterrent",
        "high",
        lambda history: (history.state["deterrent"] > 0.0) & history.live,
    ),
}
"""Events that come in some worlds and not in others: the label, which side is better, and a
function that gives the months in which each holds.
"""

HIGH: Final = ("value_", "months", "talk_months")
LOW: Final = (
    "gain_",
    "net",
    "tests",
    "big_tests",
    "lethal_acts",
    "crises",
    "crisis_months",
    "refugees",
)


def better(outcome: Outcome) -> Better:
    """Return which side of a number is good for all capitals: "neither" for a user's own outcome
    and for shares of months.
    """
    if outcome.is_own:
        return "neither"
    return (
        "high"
        if outcome.name.startswith(HIGH)
        else "low"
        if outcome.name.startswith(LOW)
        else "neither"
    )


def first_month(came: Came) -> Callable[[History], Floats]:
    """Return a function that gives the first month in which `came` holds, `(worlds,)`.

    Months count from 1; infinite if it never holds.
    """

    def month_of(history: History) -> Floats:
        flags = came(history)
        return np.where(flags.any(axis=0), flags.argmax(axis=0) + 1.0, np.inf)

    return month_of


def has_distribution(name: str, catalogue: Catalogue) -> Outcome:
    """Return the outcome of a name that is a number; raises UsageProblem for a flag, and for no
    outcome at all.
    """
    outcome = catalogue.get(name)
    if outcome is not None and outcome.kind != "number":
        remedy = "Ask for its probability, or name a number, such as value_washington."
        raise UsageProblem(f"'{name}' happens or not: it has no distribution", "outcome", remedy)
    if outcome is None:
        names = (*catalogue.numbers, *MONTHS_TO)
        raise UsageProblem(
            f"there is no number '{name}'", "outcome", known_names("number of a world", name, names)
        )
    return outcome


def groups(
    columns: Mapping[str, Array], by: str, factors: Mapping[str, Any]
) -> Iterable[tuple[str, Flags]]:
    """Return the name and the worlds of each group, by a state such as Kim's type or by a factor.

    Raises UsageProblem for an unknown state or factor.
    """
    if by in STATES:
        codes = columns[by]
        return [(STATES[by][k], codes == k) for k in np.unique(codes).tolist()]
    if by not in factors:
        names = (*STATES, *factors)
        raise UsageProblem(
            f"there is nothing called '{by}' to group by", "by", known_names("group", by, names)
        )
    return [(str(value), factors[by] == value) for value in dict.fromkeys(factors[by].tolist())]


def part_by(
    whole: Distribution,
    columns: Mapping[str, Array],
    by: str,
    factors: Mapping[str, Any],
) -> Distributions:
    """Return a distribution parted by a state or a factor; each part can be paired with others of
    the same worlds.
    """
    assert whole.worlds is not None
    return Distributions(
        {
            name: replace(whole, values=whole.values[among], worlds=whole.worlds[among])
            for name, among in groups(columns, by, factors)
            if among.any()
        }
    )


DIGITS: Final = 3
"""Decimals of a series: more than a drawing can show."""


def month_quantiles(rows: Floats) -> Floats:
    """Return the quantiles SHARES of each month's running worlds, `(5, months + 1)`; NaN if none
    runs.
    """
    table = np.full((len(SHARES), rows.shape[0]), np.nan)
    for month, row in enumerate(rows):
        running = row[~np.isnan(row)]
        if running.size:
            table[:, month] = np.quantile(running, SHARES)
    return table


def round_series(row: Floats) -> list[float | None]:
    """Return a series rounded to a few digits, None for NaN."""
    return [None if np.isnan(value) else round(float(value), DIGITS) for value in row]
