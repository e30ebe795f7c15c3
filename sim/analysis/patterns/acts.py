"""They act: moves follow a course, courses change seldom, and the state tells much of the next move."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.analysis.patterns.learning import Pool, pooled, told, told_beyond, told_by_last
from sim.analysis.patterns.line import Line, Wanted
from sim.analysis.patterns.measures import changes, flips, lag_correlation, severity
from sim.analysis.patterns.plays import Plays
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS, MOVES
from sim.study.run.history import History

KINDS: Final = ("word", "deed")
BEYOND: Final = {"washington": 0.07, "beijing": 0.07, "pyongyang": 0.12, "seoul": 0.12}
"""The least share of the entropy of moves that something else than the own course must tell."""


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h, found = plays.free, []
    for capital in CAPITALS:
        name, hard = capital.title(), severity(h, capital)
        pools = [pool_of(plays, capital, kind) for kind in KINDS]
        found += [
            Line(f"act.steady.{capital}", f"{name}: correlation of severity with that of the month before",
                 Wanted(low=0.5), lag_correlation(hard, h.live)),
            Line(f"act.flips.{capital}", f"{name}: flips between soft and hard, a pair of months",
                 Wanted(high=0.06), flips(hard, h.live)),
            Line(f"act.changes.{capital}", f"{name}: changes of course a month, new governments left out",
                 Wanted(0.01, 0.05), changes(h.state[f"{capital}_course"], h.live, plays.offices(capital))),
            Line(f"act.told.{capital}", f"{name}: share of the entropy of word and deed that the state tells",
                 Wanted(low=0.25, aim=(0.35, 1.0)), told(pools)),
            Line(f"act.beyond.{capital}", f"{name}: of it, beyond the own course",
                 Wanted(low=BEYOND[capital]), told_beyond(pools)),
            Line(f"act.last.{capital}", f"{name}: of that, by the own last move", None, told_by_last(pools)),
        ]  # fmt: skip
    return found


def pool_of(plays: Plays, capital: str, kind: str) -> Pool:
    """Return the chances of a capital's words or deeds, by its course and its last move."""
    h = plays.free
    last = last_moves(h, capital, kind)
    return pooled(plays.thinking.chances[f"{capital}.{kind}"], h.live, h.state[f"{capital}_course"], last)


def last_moves(h: History, capital: str, kind: str) -> Floats:
    """Return the move of the month before, `(months, worlds)`; before the first month it is that of the start."""
    moves = h.state[f"{capital}_{kind}"]
    start: list[Any] = [h.number(f"start_{capital}_{kind}.{move}") for move in range(len(MOVES[f"{capital}.{kind}"]))]
    return np.vstack([np.full(moves.shape[1], float(np.argmax(start))), moves[:-1]])
