"""Economy and record: what sanctions cost, how often Pyongyang tests, and what answers it."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.patterns.line import NONE, Line, Wanted, exact
from sim.analysis.patterns.measures import a_year, after, did, mean_of, per_world, quotient, share, tests
from sim.analysis.patterns.plays import Plays
from sim.game.moves import BeijingDeed, PyongyangDeed, SeoulDeed
from sim.study.estimate.interval import Estimate
from sim.study.run.history import History

TWO_YEARS: Final = 23
END_OF_2018: Final = 22
SOON: Final = 3
CALENDAR_OF_EXERCISES: Final = (3, 8)
FIRST_MONTH: Final = 2
"""Spring 2017 starts in February."""


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h = plays.held("pressure")
    full, away = plays.held("pressure, enforced"), plays.lineup(("maximum_pressure", "shield", "build", "hedge"))
    tested, pairs = tests(h), h.live[1:]
    twice = [(per_world(tested[1:] & first & pairs), per_world(first & pairs)) for first in (tested[:-1], ~tested[:-1])]
    return [
        Line("economy.enforced", "economy in % after 24 months of pressure that Beijing enforces", Wanted(-10.0, -2.0),
             economy(full, TWO_YEARS)),
        Line("economy.shielded", "the same where Beijing looks away", Wanted(low=-1.0), economy(away, TWO_YEARS)),
        Line("economy.2018", "economy in % at the end of 2018, history as it was", Wanted(-10.0, -2.0),
             economy(plays.history, END_OF_2018), True),
        Line("record.tests", "months with a test, held: pressure", Wanted(0.35, 0.60), share(tested, h.live)),
        Line("record.twice", "the same after a test, over after none", Wanted(2.0, 4.0),
             quotient(len(h.lived), *twice)),
        Line("record.big", "big tests a year, held: pressure", Wanted(2.0, 6.0),
             a_year(did(h, "pyongyang_deed", PyongyangDeed.BIG_TEST), h)),
        Line("record.round", "a UN round within three months of a big test, unless Beijing shields", Wanted(low=0.6),
             answered(h)),
        Line("record.exercises", "exercises outside March and August", NONE,
             exact(out_of_season(plays.free), plays.worlds)),
    ]  # fmt: skip


def economy(h: History, month: int) -> Estimate:
    """Return the economy in per cent of the start, in a month, over the worlds that live to see it."""
    return mean_of(100.0 * np.expm1(h.state["economy"][month][h.live[month]]))


def answered(h: History) -> Estimate:
    """Return in how many cases a big test brings a UN round soon, unless Beijing shields in more than one month."""
    shields = did(h, "beijing_deed", BeijingDeed.AID, BeijingDeed.LOOK_AWAY).astype(int)
    round_now = (h.state["un_round_ago"] == 0.0) & h.live
    months = h.months - SOON
    shielded = sum(shields[later : months + later] for later in range(1, SOON + 1))
    big = did(h, "pyongyang_deed", PyongyangDeed.BIG_TEST)[:months] & h.live[SOON:] & (shielded <= 1)
    return share(after(round_now, SOON)[:months], big)


def out_of_season(h: History) -> int:
    """Return how many exercises are held in other months than March and August."""
    season = np.isin((np.arange(h.months) + FIRST_MONTH - 1) % 12 + 1, CALENDAR_OF_EXERCISES)
    return int(did(h, "seoul_deed", SeoulDeed.EXERCISE)[~season].sum())
