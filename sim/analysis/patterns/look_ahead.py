"""Look-ahead: what Washington and Pyongyang expect of the course they take, against what it brings."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.analysis.patterns.line import Line, Wanted
from sim.analysis.patterns.measures import correlation, grouped, slope
from sim.analysis.patterns.plays import Plays
from sim.analysis.patterns.thinking import LOOK_AHEAD
from sim.arrays import Floats
from sim.study.estimate.interval import Estimate
from sim.study.run.history import History
from sim.study.values import outlasting

YEAR: Final = 12


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    found = []
    for capital in LOOK_AHEAD:
        expected = plays.thinking.expected[capital]
        realised = brought(plays.free, capital)
        name = capital.title()
        found += [
            Line(f"look.correlation.{capital}", f"{name}: expected and realised worth of a year, correlation",
                 Wanted(low=0.5), fitted(expected, realised, correlation)),
            Line(f"look.slope.{capital}", f"{name}: slope of realised on expected worth", None,
                 fitted(expected, realised, slope)),
        ]  # fmt: skip
    return found


def brought(h: History, capital: str) -> Floats:
    """Return what each month and the eleven after it brought a capital a month, `(months, worlds)`.

    Weights are those of the look-ahead, and Washington is charged for an arsenal that outlasts the year. NaN where the
    year is not lived to its end: wars are left out on both sides.
    """
    weights = np.asarray(h.number("lookahead_discount")) ** np.arange(YEAR)
    flow, made = h.state[f"{capital}_flow"], np.full(h.live.shape, np.nan)
    for month in range(h.months - YEAR + 1):
        year = np.tensordot(weights, flow[month : month + YEAR], axes=1) / weights.sum()
        if capital == "washington":
            arsenal, freeze = h.state["arsenal"][month + YEAR - 1], h.state["freeze"][month + YEAR - 1]
            year = year - h.number("after_weight") / 24.0 * outlasting(arsenal, freeze)
        lived = h.lived - h.ended >= month + YEAR
        made[month, lived] = year[lived]
    return made


def fitted(expected: Floats, realised: Floats, statistic: Any) -> Estimate:
    """Return a statistic of reviews whose year is known."""
    known = (expected != 0.0) & np.isfinite(realised)

    def of(who: Any) -> float:
        here = known[:, who]
        return float(statistic(expected[:, who][here], realised[:, who][here]))

    return grouped(expected.shape[1], of)
