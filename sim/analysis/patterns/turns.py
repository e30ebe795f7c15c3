"""They turn: a turn to talks begins and ends unscripted, with a sensible probability."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.patterns.line import Line, Wanted
from sim.analysis.patterns.measures import on, rate, record_path, share, share_of, talks_that_end
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags
from sim.game.moves import KimType, PyongyangCourse, WashingtonCourse
from sim.study.estimate.interval import probability
from sim.study.outcomes import OUTCOMES, turn
from sim.study.run.history import History

CLOCK: Final = 11
"""Months from 2017-02 to 2017-12."""


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h = plays.free
    turned = turn(h)
    charm = on(h, "pyongyang", PyongyangCourse.CHARM)
    engaged = on(h, "washington", WashingtonCourse.ENGAGEMENT)
    kim = h.state["kim.type"][0]
    return [
        Line("turn.share", "a turn within 24 months", Wanted(0.04, 0.40, aim=(0.10, 0.25)), probability(turned), True),
        *(
            Line(f"turn.share.{each.name.lower()}", f"the same where Kim starts {each.name.lower()}", None,
                 share_of(turned[kim == each]))
            for each in KimType
        ),
        Line("turn.followed", "Washington engaged in the months in which Pyongyang charms",
             Wanted(low=0.55, aim=(0.7, 1.0)), share(engaged, charm)),
        Line("turn.unfollowed", "Washington engaged in all other months", None, share(engaged, h.live & ~charm)),
        Line("turn.ends", "talks that end within 14 months, of those begun", Wanted(low=0.33),
             rate(*talks_that_end(h))),
        Line("turn.freeze", "ever a freeze", Wanted(0.03, 0.40), probability(freeze(h))),
        Line("turn.record", "the record's own path: no test in 2018, three months of talks, a test in 2019",
             Wanted(low=0.02), probability(record_path(h)), True),
        Line("turn.deterrent", "the deterrent complete by 2017-12", Wanted(0.2, 0.6), probability(complete(h)), True),
    ]  # fmt: skip


def freeze(h: History) -> Flags:
    """Tell where a freeze was in force in some month, `(worlds,)`."""
    return np.asarray(OUTCOMES["ever_freeze"].of(h))


def complete(h: History) -> Flags:
    """Tell where the deterrent was complete in some month of 2017, `(worlds,)`."""
    return np.asarray((h.state["deterrent"][:CLOCK] > 0.0).any(axis=0))
