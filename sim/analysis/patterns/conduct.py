"""They act: moves follow a course, courses change seldom, and the state tells much of the next move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.patterns.measures import (
    DOWN,
    UP,
    Line,
    Wanted,
    changes,
    did,
    difference,
    flips,
    lag_correlation,
    on,
    rate,
    record_path,
    severity,
    share,
    share_of,
    talks_that_end,
    tests,
)
from sim.analysis.patterns.minds import Pool, pooled, told, told_beyond, told_by_last
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags, Floats
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.moves import (
    KimType,
    PyongyangCourse,
    PyongyangWord,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.study.estimate.interval import Estimate, mean_estimate, probability
from sim.study.outcomes import OUTCOMES, turn
from sim.study.run.history import History
from sim.study.run.interventions import ImposedMove

KINDS: Final = ("word", "deed")
BEYOND: Final = {"washington": 0.07, "beijing": 0.07, "pyongyang": 0.12, "seoul": 0.12}
"""The least share of the entropy of moves that something else than the own course must tell."""


def acts_lines(plays: Plays) -> list[Line]:
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


CLOCK: Final = 11
"""Months from 2017-02 to 2017-12."""


def turns_lines(plays: Plays) -> list[Line]:
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


WHEN: Final = 8
SPAN: Final = 3
PAIRS: Final = 2
"""Pairs of worlds to one world of the other headings."""

NOT_LOWER: Final = -0.005
Watched = Callable[[History], Any]


def answers_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    return [*to_washington(plays), *to_pyongyang(plays), *about_beijing(plays)]


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
