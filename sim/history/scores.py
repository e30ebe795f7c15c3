"""Scores of forecasts, each forecaster beside the pool, and the coverage of intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from sim.core.base.arrays import Floats, Ints, Whole, inner, log
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate
from sim.history.benchmarks import POOL
from sim.history.observe import UNKNOWN
from sim.history.targets import Key
from sim.study.estimate import bootstrap
from sim.study.estimate.bootstrap import Stream
from sim.study.estimate.paired import holm
from sim.study.estimate.tails import t_tail

SMOOTHING: Final = 0.01
"""Share of an even forecast mixed into every forecast, so that none calls anything impossible."""

BLOCK_MONTHS: Final = 12
"""Origins of a block: as long as horizons of a year overlap, and about as long as a spell of
tests.
"""

LEAST_BLOCKS: Final = 3

BLOCK_METHOD: Final = "circular block bootstrap"
METHOD: Final = f"{BLOCK_METHOD}, blocks of 12 origins, fewer below 36"


class Score(NamedTuple):
    """The name and the definition of a score."""

    label: str
    meaning: str


SCORES: Final = {
    "log_score": Score("log score", "−ln of the probability given to the observed event"),
    "crps": Score("CRPS", "ranked probability score of the count, in months"),
    "brier": Score("Brier score", "squared error of the probability that it happens at all"),
}
"""Low is good in all three."""


def smooth_forecasts(forecast: Floats) -> Floats:
    """Return forecasts `(…, counts)` with 1 % of an even one mixed in: the floor of the log
    score.
    """
    return np.asarray((1.0 - SMOOTHING) * forecast + SMOOTHING / forecast.shape[-1])


def log_score(forecast: Floats, seen: Ints) -> Floats:
    """Return −ln of the probability given to the counts that happened, `(origins,)`.

    `forecast` is `(origins, counts)` and should be smoothed; `seen` `(origins,)`. Source: Good
    1952.
    """
    return -log(forecast[np.arange(len(seen)), seen])


def crps(forecast: Floats, seen: Ints) -> Floats:
    """Return the ranked probability score of each forecast, `(origins,)`.

    Σ over counts of (F(c) − [seen ≤ c])², the CRPS of a distribution on whole numbers. Source:
    Epstein 1969.
    """
    reached = np.cumsum(forecast, axis=-1)
    return np.asarray(
        ((reached - (np.arange(forecast.shape[-1]) >= seen[:, None])) ** 2).sum(axis=-1)
    )


def any_chance(forecast: Floats) -> Floats:
    """Return the probability that the count is above 0, `(origins,)`."""
    return np.asarray(1.0 - forecast[..., 0])


def brier(forecast: Floats, seen: Ints) -> Floats:
    """Return (P(any) − [any])² of each forecast, `(origins,)`. Source: Brier 1950."""
    return np.asarray((any_chance(forecast) - (seen > 0)) ** 2)


def score_forecasts(forecast: Floats, seen: Ints) -> dict[str, Floats]:
    """Return the three scores of forecasts by name, each `(origins,)`; every forecast is smoothed
    first.
    """
    given = smooth_forecasts(forecast)
    return {
        "log_score": log_score(given, seen),
        "crps": crps(given, seen),
        "brier": brier(given, seen),
    }


def block_length(origins: int, horizon: int) -> int | None:
    """Return how many origins a block holds: 12, or fewer where there are fewer than 36, but never
    below the horizon.

    None where fewer than three blocks fit: then nothing can be said about the spread.
    """
    length = min(BLOCK_MONTHS, max(origins // LEAST_BLOCKS, horizon))
    return length if LEAST_BLOCKS * length <= origins else None


def resample_origins(
    origins: int, horizon: int, resamples: int, seed: int, stream: Stream = Stream.SCORES_RESAMPLED
) -> Whole | None:
    """Return resampled places of origins, `(resamples, origins)`: blocks in a row, the first after
    the last.

    None where there are too few origins for three blocks.
    """
    length = block_length(origins, horizon)
    return (
        None
        if length is None
        else bootstrap.draw_resamples(origins, resamples, seed, stream, block=length)
    )


def mean_over_origins(values: Floats, places: Whole | None) -> Estimate:
    """Return the mean over origins `(origins,)` with the percentile interval of resampled blocks.

    The interval is unbounded where there are no resamples. Neighbouring origins share months, so
    that a plain interval would be too short. Source: Politis and Romano 1992.
    """
    value, n = float(values.mean()), len(values)
    if places is None:
        return Estimate(value, -math.inf, math.inf, n, METHOD)
    return bootstrap.percentiles(value, values[places].mean(axis=1), n, METHOD)


ERAS: Final[dict[str, tuple[str, str]]] = {
    "to the Agreed Framework": ("1990-01", "1994-10"),
    "the Agreed Framework": ("1994-11", "2002-12"),
    "the Six-Party Talks": ("2003-01", "2008-12"),
    "the last years of Kim Jong-il": ("2009-01", "2011-12"),
    "Kim Jong-un arms": ("2012-01", "2017-12"),
    "summits and after": ("2018-01", "2019-12"),
    "from 2020": ("2020-01", "9999-12"),
}
"""First and last origin of each era."""


@dataclass(frozen=True, slots=True)
class DieboldMariano:
    """A test of whether two forecasters score alike: below 0 the first is better; two-sided p by
    Student's t.
    """

    statistic: float
    p: float
    n: int


def diebold_mariano(difference: Floats, apart: int) -> DieboldMariano | None:
    """Test whether the mean of differences of scores `(origins,)` is 0, where `apart` origins in a
    row share months.

    The variance of the mean counts autocovariances up to lag `apart` − 1; where that is not above
    0, with weights that fall evenly to 0 (Bartlett), which cannot be below. The statistic is made
    smaller for few origins. None where there are no more origins than lags, or all differences are
    the same. Sources: Diebold and Mariano 1995, J. Bus. Econ. Stat. 13:253; Harvey, Leybourne and
    Newbold 1997, Int. J. Forecast. 13:281.
    """
    n = len(difference)
    off = difference - difference.mean()
    if n <= apart or not np.any(np.abs(off) > 1e-12):
        return None
    covariances = np.array([inner(off[lag:], off[: n - lag]) / n for lag in range(apart)])
    variance = float(covariances[0] + 2.0 * covariances[1:].sum())
    if variance <= 0.0:
        variance = float(
            covariances[0] + 2.0 * (covariances[1:] * (1.0 - np.arange(1, apart) / apart)).sum()
        )
    small = (n + 1.0 - 2.0 * apart + apart * (apart - 1.0) / n) / n
    statistic = float(difference.mean()) * math.sqrt(small * n / variance)
    return DieboldMariano(statistic, 2.0 * t_tail(abs(statistic), n - 1), n)


Given = Mapping[str, Mapping[Key, Floats]]
"""Forecasts by forecaster, `(origins, horizon + 1)` by target and horizon."""


@dataclass(frozen=True, slots=True)
class Less:
    """The pool's mean score less another's, below 0 where it is better; None where no test is
    possible.

    `p_holm` is corrected for all comparisons of the board by the same score.
    """

    difference: Estimate
    test: DieboldMariano | None
    p_holm: float | None = None

    @property
    def worse(self) -> bool:
        """Whether the pool's mean is worse."""
        return self.difference.value > 0.0

    @property
    def clearly(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return self.difference.low > 0.0 or self.difference.high < 0.0

    def as_dict(self) -> Data:
        """Give the difference with its test as plain data."""
        test = None if self.test is None else asdict(self.test) | {"p_holm": self.p_holm}
        return self.difference.as_dict() | {"diebold_mariano": test}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One forecaster on one target and horizon: its mean scores, and the pool less it.

    Each holds an entry a score, as in `SCORES`; `less` is empty where it is the pool itself.
    """

    target: str
    horizon: int
    forecaster: str
    means: dict[str, Estimate]
    less: dict[str, Less]

    def as_dict(self) -> Data:
        """Give the row as plain data, each score under its own name."""
        return {
            "target": self.target,
            "horizon": self.horizon,
            "forecaster": self.forecaster,
            **{name: mean.as_dict() for name, mean in self.means.items()},
            "judged_less_it": {name: each.as_dict() for name, each in self.less.items()},
        }


def board(
    given: Given, seen: Mapping[Key, Ints], resamples: int = 2000, seed: int = 7
) -> tuple[ScoreRow, ...]:
    """Return a row for each target, horizon and forecaster.

    `seen[target, horizon]` is the count from each origin on, −1 if it is unknown: those origins are
    left out for all. A forecaster need not forecast every target. Raises DataProblem if one has no
    forecast from an origin that is scored.
    """
    return tuple(
        corrected([row for key in seen for row in rows_of(key, given, seen[key], resamples, seed)])
    )


def rows_of(key: Key, given: Given, seen: Ints, resamples: int, seed: int) -> list[ScoreRow]:
    """Return the rows of one target and horizon; none if no count is known."""
    target, horizon = key
    own = seen != UNKNOWN
    if not own.any():
        return []
    places = resample_origins(int(own.sum()), horizon, resamples, seed)
    scores = {
        name: scores_of(name, key, rows[key], seen) for name, rows in given.items() if key in rows
    }
    return [
        ScoreRow(
            target,
            horizon,
            name,
            {score: mean_over_origins(values, places) for score, values in mine.items()},
            {}
            if name == POOL
            else {
                score: Less(mean_over_origins(off, places), diebold_mariano(off, horizon))
                for score, values in mine.items()
                for off in [scores[POOL][score] - values]
            },
        )
        for name, mine in scores.items()
    ]


def by_era(
    key: Key, given: Given, seen: Ints, months: Sequence[str], resamples: int = 2000, seed: int = 7
) -> dict[str, dict[str, Estimate]]:
    """Return the mean log score of each forecaster of a target and horizon, era by era.

    `months` names the origins, `(origins,)`; those without a known count are left out.
    """
    own = np.flatnonzero(seen != UNKNOWN)
    scores = {
        name: scores_of(name, key, rows[key], seen)["log_score"]
        for name, rows in given.items()
        if key in rows
    }
    found = {}
    for era, (first, last) in ERAS.items():
        inside = np.array([first <= months[int(row)] <= last for row in own], bool)
        if inside.any():
            places = resample_origins(int(inside.sum()), key[1], resamples, seed)
            found[era] = {
                name: mean_over_origins(values[inside], places) for name, values in scores.items()
            }
    return found


def difference(
    key: Key, given: Given, seen: Ints, one: str, other: str, resamples: int = 2000, seed: int = 7
) -> Estimate:
    """Return the mean log score of one forecaster less that of another, by the same blocks of
    origins.
    """
    first, second = (
        scores_of(name, key, given[name][key], seen)["log_score"] for name in (one, other)
    )
    places = resample_origins(len(first), key[1], resamples, seed)
    return mean_over_origins(first - second, places)


def scores_of(forecaster: str, key: Key, forecast: Floats, seen: Ints) -> dict[str, Floats]:
    """Return the scores of origins with a known count; raises DataProblem without a forecast."""
    own = seen != UNKNOWN
    if len(forecast) != len(seen) or np.isnan(forecast[own]).any():
        raise DataProblem(
            f"{forecaster} has no forecast from an origin that is scored",
            f"{key[0]}, {key[1]} months",
            "Forecast from every origin.",
        )
    return score_forecasts(forecast[own], seen[own])


def corrected(rows: list[ScoreRow]) -> list[ScoreRow]:
    """Return rows whose tests are corrected for how many there are of the same score."""
    found = [dict(row.less) for row in rows]
    for score in SCORES:
        tested = [(row, test) for row in found if score in row and (test := row[score].test)]
        for (row, _), p in zip(tested, holm([test.p for _, test in tested]), strict=True):
            row[score] = replace(row[score], p_holm=p)
    return [replace(row, less=own) for row, own in zip(rows, found, strict=True)]


LEVELS: Final = (0.5, 0.9, 0.95)
"""Central predictive intervals whose coverage is counted."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of the central interval of a level: the shares of `n` counts that lie within, above
    and below it.
    """

    level: float
    held: float
    above: float
    below: float
    n: int


def interval_of(forecast: Floats, level: float) -> tuple[Ints, Ints]:
    """Return the ends of the central interval of forecasts `(…, counts)`: counts, `(…)` each."""
    reached = np.cumsum(forecast, axis=-1)
    # A sum of chances may end a rounding below 1.
    low, high = (
        (reached[..., :-1] < share - 1e-12).sum(axis=-1)
        for share in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    )
    return np.asarray(low), np.asarray(high)


def coverage(forecast: Floats, seen: Ints) -> tuple[Coverage, ...]:
    """Return the coverage of intervals of forecasts `(origins, counts)` for the known counts of
    `seen` `(origins,)`, a level each.
    """
    own = seen != UNKNOWN
    found = []
    for level in LEVELS:
        low, high = interval_of(forecast[own], level)
        above, below = (seen[own] > high).mean(), (seen[own] < low).mean()
        found.append(
            Coverage(level, float(1.0 - above - below), float(above), float(below), int(own.sum()))
        )
    return tuple(found)
