"""What claims measure that no formula can say: who Kim seems to be to Washington, and a turn that is undone."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from sim.arrays import Flags
from sim.game.aims import aims_of, both_soft, shots
from sim.study.ledger import Outcome
from sim.study.outcomes import A_YEAR, TALKS_IN_A_TURN, TURN_WITHIN
from sim.study.run.history import History, beliefs

SURE: Final = 0.95
"""Belief in one type of Kim from which an observer is sure of him."""


def washington_sure(history: History) -> Flags:
    """Tell where Washington is sure, in the last live month, who Kim is, `(worlds,)`."""
    return np.asarray(beliefs(history, "washington")[:, -1].max(axis=0) >= SURE)


def washington_mistaken(history: History) -> Flags:
    """Tell where the type of Kim that Washington holds likeliest in the last live month is not his, `(worlds,)`."""
    guess = beliefs(history, "washington")[:, -1].argmax(axis=0)
    return np.asarray(guess != history.last("kim.type"))


def turn_undone(history: History) -> Flags:
    """Tell where a test or lethal act follows the first quiet year that makes a turn, `(worlds,)`."""
    tested, soft = shots(history) & history.live, both_soft(history) & history.live
    begun, undone = np.zeros(history.lived.shape, dtype=bool), np.zeros(history.lived.shape, dtype=bool)
    for first in range(min(TURN_WITHIN, history.months - A_YEAR + 1)):
        year = slice(first, first + A_YEAR)
        lasted = ~tested[year].any(axis=0) & (history.lived >= first + A_YEAR)
        begins = lasted & (np.count_nonzero(soft[year], axis=0) >= TALKS_IN_A_TURN) & ~begun
        undone |= begins & tested[first + A_YEAR :].any(axis=0)
        begun |= begins
    return undone


def both_lose_by(history: History, failed: int) -> Flags:
    """Tell where both giants lose if a vital aim or so many of the other aims must fail for a loss, `(worlds,)`."""
    lost = np.ones(history.lived.shape, dtype=bool)
    for capital in ("washington", "beijing"):
        missed = {aim: ~aim.kept(history, history.aims) for aim in aims_of(capital)}
        vital = np.any([each for aim, each in missed.items() if aim.vital], axis=0)
        lost &= vital | (np.sum([each for aim, each in missed.items() if not aim.vital], axis=0) >= failed)
    return lost


MEASURES: Final = (
    Outcome("washington_sure", "Washington is sure, to 95 %, who Kim is.", washington_sure),
    Outcome("washington_mistaken", "The Kim that Washington holds likeliest is not the true one.", washington_mistaken),
    Outcome("both_lose_by_one", "Both giants lose, if one failed aim is a loss.", partial(both_lose_by, failed=1)),
    Outcome("both_lose_by_three", "Both giants lose, if it takes three failed aims.", partial(both_lose_by, failed=3)),
    Outcome("turn_undone", "A test or lethal act follows the quiet year of a turn.", turn_undone),
)
"""What a claim may name beside the outcomes of the ledger."""
