"""They answer: one move imposed, the same luck, and what the others do in the three months after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.patterns.line import DOWN, NONE, UP, Line, Wanted, exact
from sim.analysis.patterns.measures import before, did, difference, tests
from sim.analysis.patterns.plays import Plays
from sim.arrays import Floats
from sim.game.moves import (
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.run.history import History
from sim.study.run.interventions import ImposedMove

WHEN: Final = 8
SPAN: Final = 3
PAIRS: Final = 2
"""Pairs of worlds to one world of the other headings."""

NOT_LOWER: Final = -0.005
Watched = Callable[[History], Any]


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    return [*to_washington(plays), *to_pyongyang(plays), *about_beijing(plays), *of_seoul(plays)]


def answer(
    plays: Plays, menu: str, move: str, other: str, watched: Watched, changes: Mapping[str, Any] | None = None,
    imposed: Sequence[ImposedMove] = (),
) -> Floats:  # fmt: skip
    """Return by world how much more is seen in the three months after a move than after another in its place."""
    sides = []
    for each in (move, other):
        orders = (*imposed, move_of(menu, WHEN, each))
        h = plays.play(changes or {}, orders, PAIRS * plays.worlds)
        sides.append(per_month(watched(h)))
    return sides[0] - sides[1]


def per_month(seen: Any) -> Floats:
    """Return the mean of what is seen over the months after the move, `(worlds,)`."""
    return np.asarray(np.asarray(seen, dtype=np.float64)[WHEN + 1 : WHEN + 1 + SPAN].mean(axis=0))


def move_of(menu: str, month: int, move: str) -> ImposedMove:
    """Return a word or deed that is imposed in every world."""
    capital, _, kind = menu.partition(".")
    return ImposedMove(capital, month, move if kind == "word" else None, move if kind == "deed" else None)


def to_washington(plays: Plays) -> list[Line]:
    """Return how each type of Kim answers ships and talks."""
    ships, talks = {}, {}
    for kim in ("fearful", "greedy"):
        ships[kim] = answer(plays, "washington.deed", "deploy", "hold", tests, {"kim_type": kim})
        talks[kim] = answer(plays, "washington.word", "talks", "silence", tests, {"kim_type": kim})
    return [
        Line("answer.ships.fearful", "ships: tests of a fearful Kim", UP, mean_estimate(ships["fearful"])),
        Line("answer.ships.greedy", "ships: tests of a greedy Kim", DOWN, mean_estimate(ships["greedy"])),
        Line("answer.talks.fearful", "US talks: tests of a fearful Kim", DOWN, mean_estimate(talks["fearful"])),
        Line("answer.talks.greedy", "US talks: tests of a greedy Kim, not lower",
             Wanted(low=NOT_LOWER, clear=True), mean_estimate(talks["greedy"])),
        Line("answer.talks.apart", "US talks: tests of a greedy Kim less those of a fearful one", UP,
             difference(talks["greedy"], talks["fearful"])),
    ]  # fmt: skip


def to_pyongyang(plays: Plays) -> list[Line]:
    """Return how Washington and Seoul answer a big test, and Washington an offer."""

    def coercion(h: History) -> Any:
        deeds = did(h, "washington_deed", WashingtonDeed.SANCTIONS, WashingtonDeed.DEPLOY)
        return did(h, "washington_word", WashingtonWord.THREATEN) | deeds

    big = ("pyongyang.deed", "big_test", "build")
    coerced = answer(plays, *big, coercion)
    condemned = answer(plays, *big, lambda h: did(h, "seoul_word", SeoulWord.CONDEMN))
    talks = answer(plays, "pyongyang.word", "offer", "silence", us_talks)
    return [
        Line("answer.test.washington", "a big test: months of US coercion", UP, mean_estimate(coerced)),
        Line("answer.test.seoul", "a big test: months in which Seoul condemns", UP, mean_estimate(condemned)),
        Line("answer.offer", "an offer: months of US talks", UP, mean_estimate(talks)),
    ]  # fmt: skip


def us_talks(h: History) -> Any:
    """Return the months in which Washington talks, openly or not."""
    return did(h, "washington_word", WashingtonWord.TALKS, WashingtonWord.BACK_CHANNEL)


def about_beijing(plays: Plays) -> list[Line]:
    """Return what blame does to Beijing, and what Beijing's mediation does to a Kim whose price is met or not."""
    found = []
    for name, relation, wanted in (("fair", 0.1, UP), ("bad", -0.75, None)):
        moved = answer(
            plays, "washington.word", "blame_beijing", "silence", lambda h: h.state["enforcement"],
            {"start_relation": relation},
        )  # fmt: skip
        what = f"blame while relations are {name}: enforcement"
        found.append(Line(f"answer.blame.{name}", what, wanted, mean_estimate(moved)))
    for kim in ("fearful", "greedy"):
        for name, paid, wanted in (("met", True, UP), ("unmet", False, None)):
            what = f"mediation: soft words of a {kim} Kim whose price is {'met' if paid else 'not met'}"
            found.append(Line(f"answer.mediate.{kim}.{name}", what, wanted, mean_answer(plays, kim, paid)))
    return found


def mean_answer(plays: Plays, kim: str, paid: bool) -> Estimate:
    """Return what mediation does to the soft words of a Kim who consolidates, the month after he was paid or not."""
    changes = {"kim_type": kim, "washington.policy": "engagement", "pyongyang.policy": "consolidate"}
    deeds = ("relief", "aid") if paid else ("hold", "look_away")
    paying = zip(("washington.deed", "beijing.deed"), deeds, strict=True)
    imposed = tuple(move_of(menu, WHEN - 1, deed) for menu, deed in paying)
    return mean_estimate(answer(plays, "beijing.word", "mediate", "silence", soft_words, changes, imposed))


def soft_words(h: History) -> Any:
    """Return the months in which Pyongyang talks or offers."""
    return did(h, "pyongyang_word", PyongyangWord.TALKS, PyongyangWord.OFFER)


def of_seoul(plays: Plays) -> list[Line]:
    """Return whether Seoul ever retaliates without cause: free worlds, and those with the most lethal acts."""
    without = number = 0
    for h in (plays.free, plays.held("pressure, refused")):
        retaliates = did(h, "seoul_deed", SeoulDeed.RETALIATE)
        number += int(retaliates.sum())
        without += int((retaliates & ~before(did(h, "pyongyang_deed", PyongyangDeed.LETHAL_ACT))).sum())
    what = f"Seoul's retaliations without a lethal act the month before, of {number}"
    return [Line("answer.retaliation", what, NONE, exact(without, number))]
