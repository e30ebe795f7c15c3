"""What is answered in kind, by type of Kim, and what Seoul retaliates for; no list of the record holds these words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from sim.analysis.patterns.conduct import SPAN, WHEN, answer, soft_words, us_talks
from sim.analysis.patterns.measures import NONE, UP, Line, before, did, exact, share, tests
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags, Floats
from sim.game.moves import PyongyangDeed, SeoulDeed
from sim.study.estimate.interval import mean_estimate
from sim.study.run.history import History

KIMS: Final = ("fearful", "greedy", "erratic")
SHORT: Final = WHEN + SPAN + 1
"""Months that an imposed move is played for: what comes later is not looked at."""

RECIPROCITY: Final[tuple[tuple[str, str, tuple[str, str, str], Callable[[History], Any], tuple[str, ...]], ...]] = (
    ("soft.washington", "an offer: soft words of Washington", ("pyongyang.word", "offer", "silence"), us_talks, KIMS),
    ("soft.pyongyang", "US talks: soft words", ("washington.word", "talks", "silence"), soft_words, ("fearful",)),
    ("threat.tests", "a threat: tests", ("washington.word", "threaten", "silence"), tests, ("fearful",)),
    ("ships.tests", "ships: tests", ("washington.deed", "deploy", "hold"), tests, ()),
)
"""What is seen after which move in place of which other, and of which types of Kim it is claimed that there is more.

A fearful Kim answers in kind, threats with tests and talks with soft words (Jervis 1976); Washington answers an offer
whoever he is, as it does not know. Of a greedy and an erratic Kim nothing is claimed.
"""


def reciprocity(plays: Plays) -> list[Line]:
    """Return what is answered in kind, by type of Kim: one move imposed, the same luck, the three months after it."""
    return [
        Line(f"respond.{key}.{kim}", f"{what}, {kim} Kim", UP if kim in claims else None,
             mean_estimate(answer_of(plays, kim, move, watched)))
        for key, what, move, watched, claims in RECIPROCITY for kim in KIMS
    ]  # fmt: skip


def answer_of(plays: Plays, kim: str, move: tuple[str, str, str], watched: Callable[[History], Any]) -> Floats:
    """Return how much more is answered to a move than to another in its place, a month, with a type of Kim."""
    menu, made, other = move
    return answer(plays, menu, made, other, watched, {"kim_type": kim, "months": SHORT})


def retaliation(plays: Plays) -> list[Line]:
    """Return how often Seoul retaliates after a lethal act and without: free worlds, and those with the most acts."""
    without = number = 0
    after, acts = [], []
    for h in (plays.free, plays.held("pressure, refused")):
        retaliates, struck = did(h, "seoul_deed", SeoulDeed.RETALIATE), before(lethal(h))
        without, number = without + int((retaliates & ~struck).sum()), number + int(retaliates.sum())
        after.append(retaliates)
        acts.append(struck & h.live)
    answered = share(np.concatenate(after), np.concatenate(acts))
    return [
        Line("respond.retaliation", "P(Seoul retaliates | a lethal act last month)", None, answered),
        Line("respond.retaliation.only", f"Seoul's retaliations without a lethal act the month before, of {number}",
             NONE, exact(without, number)),
    ]  # fmt: skip


def lethal(h: History) -> Flags:
    """Return the months with a lethal act, `(months, worlds)`."""
    return did(h, "pyongyang_deed", PyongyangDeed.LETHAL_ACT)
