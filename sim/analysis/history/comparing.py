"""Whether one forecaster is better than another: tests of differences, corrected for how many are looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.history.scores import resampled, skill
from sim.arrays import Floats
from sim.study.estimate.interval import Estimate

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
    """A test of whether two forecasters score alike: below 0 the first is better; two-sided p by Student's t."""

    statistic: float
    p: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        """Give the test as plain data."""
        return {"statistic": self.statistic, "p": self.p, "n": self.n}


def diebold_mariano(difference: Floats, apart: int) -> DieboldMariano | None:
    """Test whether the mean of differences of scores `(origins,)` is 0, where `apart` origins in a row share months.

    The variance of the mean counts autocovariances up to lag `apart` − 1; where that is not above 0, with weights that
    fall evenly to 0 (Bartlett), which cannot be below. The statistic is made smaller for few origins. None where there
    are no more origins than lags, or all differences are the same. Sources: Diebold and Mariano 1995, J. Bus. Econ.
    Stat. 13:253; Harvey, Leybourne and Newbold 1997, Int. J. Forecast. 13:281.
    """
    from scipy.special import stdtr

    n = len(difference)
    off = difference - difference.mean()
    if n <= apart or not np.any(np.abs(off) > 1e-12):
        return None
    covariances = np.array([off[lag:] @ off[: n - lag] / n for lag in range(apart)])
    variance = float(covariances[0] + 2.0 * covariances[1:].sum())
    if variance <= 0.0:
        variance = float(covariances[0] + 2.0 * (covariances[1:] * (1.0 - np.arange(1, apart) / apart)).sum())
    small = (n + 1.0 - 2.0 * apart + apart * (apart - 1.0) / n) / n
    statistic = float(difference.mean()) * math.sqrt(small * n / variance)
    return DieboldMariano(statistic, float(2.0 * stdtr(n - 1, -abs(statistic))), n)


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values corrected for how many there are: below .05 holds for all of them together.

    Source: Holm 1979, Scand. J. Stat. 6:65.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found, least = [0.0] * len(p), 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda k: p[k])):
        least = max(least, min(1.0, (len(p) - rank) * p[place]))
        found[place] = least
    return found


def skill_by_era(
    values: Floats, even: Floats, months: Sequence[str], apart: int, resamples: int, seed: int
) -> dict[str, Estimate]:
    """Return the skill against the even forecast in each era that has origins; `values` and `even` are `(origins,)`."""
    found = {}
    for name, (first, last) in ERAS.items():
        own = np.array([first <= month <= last for month in months])
        if own.any():
            places = resampled(int(own.sum()), apart, resamples, seed)
            found[name] = skill(values[own], even[own], places)
    return found
