"""The proof of the scenes behind the wall, in two chairs and in the sandbox, and their numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

import numpy as np

from sim.classroom.class_page.lesson import CLIMBER, WAYS, BehindTable, ChairsTable, Lesson
from sim.classroom.class_page.proving import TWENTY, Proved, bomb_or_war, candidates, prove_men
from sim.classroom.team.replays import Replays, play_games, replay
from sim.core.base.errors import DataProblem
from sim.core.engine import SLOTS
from sim.core.estimate.interval import mean_estimate
from sim.core.game.moves import BeijingDeed, Ending
from sim.core.outcomes.history import History
from sim.core.scenario.scenario import own_policies
from sim.study.store.kept import keep

FIRM: Final = 1e-6
"""The draw at which a power at the brink stands firm; it backs down at 1 less this."""

CLIMBED: Final = ("ending", "deterrent", "washington_yields")
CANDIDATES, EARLIEST_WAR = 2000, 3
CLOSED: Final = BeijingDeed.ENFORCE_FULLY
"""The deed of a month in which Beijing fully enforces."""

GATES: Final = ("open", "half", "closed")
FRESH: Final = (9000, 2000)
"""The first and the number of the worlds in which claims are measured; none is counted on the
page.
"""

LEAST_GAIN: Final = 2.0
"""Months of calm that a payment must bring each giant."""

GOLDEN: Final = (0.6180339887498949, 0.7548776662466927)
"""Steps of sequences that fill 0 to 1 evenly: who he is, and whether the spies err."""


@dataclass(frozen=True)
class Climb:
    """Worlds of a climb, `(worlds,)` each: a war, one by a clash, a whole rocket, and the first months
    of a war and of Washington's backing down, 0 for none.
    """

    war: Any
    clash: Any
    bomb: Any
    war_month: Any
    yield_month: Any


@cache
def climb(lesson: Lesson, face: str, firm: int, first: int, count: int) -> Climb:
    """Return the worlds in which he goes higher and stands firm for `firm` months, then steps down
    and backs away for good.
    """
    behind = behind_of(lesson)
    luck = np.full((behind.months, len(SLOTS), count), np.nan)
    luck[:firm, SLOTS.index(CLIMBER)], luck[firm:, SLOTS.index(CLIMBER)] = FIRM, 1 - FIRM
    higher, down = (
        {"pyongyang.word": pair[0], "pyongyang.deed": pair[1]}
        for pair in (behind.higher, behind.down)
    )
    game = [higher if month < firm else down for month in range(behind.months)]
    scenario = lesson.whole.change(
        {**behind.set, **behind.faces[face].set, "months": behind.months}
    )
    history = play_games(
        scenario, [game], count, seed=lesson.table.seed, first=first, record=CLIMBED, luck=luck
    )
    ending, yields = (np.asarray(history.state[name]) > 0 for name in ("ending", CLIMBED[2]))
    war = ending.any(axis=0)
    return Climb(
        war,
        (np.asarray(history.state["ending"]) == Ending.CLASH).any(axis=0),
        (np.asarray(history.state["deterrent"])[-1] > 0) & ~war,
        np.where(war, ending.argmax(axis=0) + 1, 0),
        np.where(yields.any(axis=0), yields.argmax(axis=0) + 1, 0),
    )


def behind_of(lesson: Lesson) -> BehindTable:
    """Return the scene behind the wall of a lesson that has one."""
    assert lesson.table.behind is not None
    return lesson.table.behind


def chairs_of(lesson: Lesson) -> ChairsTable:
    """Return the two chairs of a lesson that has them."""
    assert lesson.table.chairs is not None
    return lesson.table.chairs


def fits_climb(lesson: Lesson, face: str, first: int, count: int) -> dict[str, Any]:
    """Return for each rule of a climb the worlds that meet it, `(worlds,)`.

    Whenever one lets go before the last month, no war comes and no rocket is whole. The first face
    stands firm: holding on ends in a clash in month three or later, a war that nobody chose. The
    other gives way in month two to five, and no war comes.
    """
    months = behind_of(lesson).months
    let_go = [climb(lesson, face, firm, first, count) for firm in range(months)]
    firm_throughout = climb(lesson, face, months, first, count)
    if face == next(iter(behind_of(lesson).faces)):
        ends = (firm_throughout.war_month >= EARLIEST_WAR) & (firm_throughout.yield_month == 0)
        ends &= firm_throughout.clash
        peace = np.all(
            [
                ~played.war | (firm >= firm_throughout.war_month)
                for firm, played in enumerate(let_go)
            ],
            0,
        )
    else:
        ends = (
            ~firm_throughout.war
            & (firm_throughout.yield_month >= 2)
            & (firm_throughout.yield_month < months)
        )
        peace = np.all([~played.war for played in let_go], axis=0)
    return {
        "letting go ends in no war": peace,
        "letting go leaves no whole rocket": np.all([~played.bomb for played in let_go], axis=0),
        "holding on ends as the page says": ends,
    }


def wars_of(lesson: Lesson) -> dict[str, int]:
    """Return how many of twenty climbs that are held to the end become wars, by face."""
    crowd, months = lesson.table.crowd, behind_of(lesson).months
    return {
        face: round(TWENTY * float(climb(lesson, face, months, crowd.first, crowd.of).war.mean()))
        for face in behind_of(lesson).faces
    }


@dataclass(frozen=True)
class Cell:
    """Lives of two doors and a man: what they are worth to each giant unpaid, what a payment of 1 for
    each closed month moves from Washington to Beijing, the closed months, and whether each ends with
    the bomb or a war.
    """

    washington: Any
    beijing: Any
    moved: Any
    closed: Any
    bomb: Any

    def gain(self, base: Cell, payment: float) -> dict[str, Any]:
        """Return what each giant has more than in the same lives of `base`, which are unpaid.

        Both hold a policy, so nobody answers a payment, and what it moves grows in step with it.
        """
        moved = payment * self.moved
        return {
            "washington": self.washington - moved - base.washington,
            "beijing": self.beijing + moved - base.beijing,
        }


@cache
def cell(lesson: Lesson, man: str, way: str, gate: str, first: int, count: int) -> Cell:
    """Return the lives of two doors and a man."""
    lives, paid = (
        replayed(lesson, man, way, gate, first, count, payment) for payment in (0.0, 1.0)
    )
    record = {name: series[:, 0] for name, series in lives.record.items()}
    return Cell(
        lives.worth["washington"][0],
        lives.worth["beijing"][0],
        paid.worth["beijing"][0] - lives.worth["beijing"][0],
        History(record).count(record["beijing_deed"] == CLOSED),
        bomb_or_war({name: series[-1] for name, series in record.items()}),
    )


def replayed(
    lesson: Lesson, man: str, way: str, gate: str, first: int, count: int, payment: float
) -> Replays:
    """Return lives of two doors and a man, in which Washington pays for each closed month."""
    chairs = chairs_of(lesson)
    doors: dict[str, Any] = {
        "washington.policy": chairs.washington[way],
        "beijing.policy": chairs.beijing[gate],
        "washington.payment": payment,
    }
    scenario = lesson.whole.change({**lesson.table.men[man].set, **doors})
    return replay(
        scenario,
        [[{}] * scenario.months],
        count,
        seed=lesson.table.seed,
        first=first,
        record=("beijing_deed", "deterrent", "freeze", "ending"),
    )


def cells_of(lesson: Lesson) -> dict[str, dict[str, float]]:
    """Return the means of the cells of the page, by man, way and gate."""
    chairs = chairs_of(lesson)
    means = {}
    for man, way, gate in product(lesson.men, WAYS, GATES):
        lives = cell(lesson, man, way, gate, chairs.first, chairs.of)
        means[f"{man} {way} {gate}"] = {
            name: round(float(getattr(lives, name).mean()), 4)
            for name in ("washington", "beijing", "moved", "closed", "bomb")
        }
    return means


def prove_chairs(lesson: Lesson) -> Iterator[Proved]:
    """Yield what two chairs rest on, measured on fresh worlds."""
    afraid, greedy = lesson.men
    payment = chairs_of(lesson).payment

    def line(text: str, gains: Any, low: float, high: float) -> Proved:
        mean = mean_estimate(gains)
        place = f"{text}: {mean.low:+.2f} to {mean.high:+.2f} months of calm, n = {FRESH[1]}"
        return Proved(low <= mean.low and mean.high <= high, place)

    fresh = {
        key: cell(lesson, *key, *FRESH) for key in product(lesson.men, WAYS, ("open", "closed"))
    }
    for man, way in product(lesson.men, WAYS):
        gain = fresh[man, way, "closed"].gain(fresh[man, way, "open"], 0.0)["beijing"]
        yield line(f"unpaid, Beijing opens: {man}, {way}", gain, -np.inf, 0.0)
    for man, way, seats in (
        (afraid, "knock", ("washington", "beijing")),
        (greedy, "ships", ("washington",)),
    ):
        other = WAYS[1 - WAYS.index(way)]
        gain = fresh[man, way, "open"].gain(fresh[man, other, "open"], 0.0)
        for seat in seats:
            yield line(f"{seat} is better off by {way}: {man}", gain[seat], LEAST_GAIN, np.inf)
    for man, (low, high) in {greedy: (LEAST_GAIN, np.inf), afraid: (-np.inf, LEAST_GAIN)}.items():
        gain = fresh[man, "ships", "closed"].gain(fresh[man, "ships", "open"], payment)
        paid = replayed(lesson, man, "ships", "closed", *FRESH, payment).worth
        base = fresh[man, "ships", "open"]
        agrees = all(
            np.allclose(paid[seat][0] - getattr(base, seat), gain[seat], atol=1e-9) for seat in gain
        )
        yield Proved(agrees, f"(e) the rules pay what the page moves: {man}")
        for seat, values in gain.items():
            yield line(f"paid, ships and a closed gate: {man}, {seat}", values, low, high)


def both_better(lesson: Lesson, greedy: float, err: float, gate: str, payment: float) -> int:
    """Return in how many lives of the sandbox both giants are better off than with ships and an
    open gate in the same life.
    """
    chairs = chairs_of(lesson)
    place = np.arange(chairs.of)
    is_greedy, wrong = (place * GOLDEN[0]) % 1 < greedy, (place * GOLDEN[1]) % 1 < err
    better_off = np.zeros(chairs.of, bool)
    for kind, man in enumerate(lesson.men):
        base = cell(lesson, man, "ships", "open", chairs.first, chairs.of)
        for ships in (False, True):
            lives = cell(lesson, man, WAYS[int(ships)], gate, chairs.first, chairs.of)
            gain = lives.gain(base, payment)
            better = (gain["washington"] > 1e-9) & (gain["beijing"] > 1e-9)
            better_off |= better & (is_greedy == bool(kind)) & ((is_greedy != wrong) == ships)
    return int(better_off.sum())


Setting = tuple[float, float, str, float]

PUZZLES: Final[tuple[dict[str, Any], ...]] = (
    {"greedy": 1.0, "lives": 130},
    {"greedy": 1.0, "gate": "closed", "lives": 100, "least": True},
    {"greedy": 0.5, "lives": 160},
)
"""What solves each puzzle: who the men are, the gate, the lives in which both are better off, and
whether a lower payment must not do it.
"""

SETTINGS: Final[tuple[Setting, ...]] = tuple(
    (greedy, round(0.05 * err, 2), gate, round(0.05 * pay, 2))
    for greedy, err, gate, pay in product((0.0, 0.5, 1.0), range(11), GATES, range(13))
)
"""All settings of the sandbox."""


def solutions(lesson: Lesson) -> list[list[Setting]]:
    """Return the settings that solve each puzzle."""
    count: Mapping[Setting, int] = {setting: both_better(lesson, *setting) for setting in SETTINGS}

    def solves(setting: Setting, puzzle: Mapping[str, Any]) -> bool:
        greedy, err, gate, payment = setting
        lower = count.get((greedy, err, gate, round(payment - 0.05, 2)), 0)
        return (
            greedy == puzzle["greedy"]
            and gate == puzzle.get("gate", gate)
            and count[setting] >= puzzle["lives"]
            and (lower < puzzle["lives"] or not puzzle.get("least"))
        )

    return [[setting for setting in SETTINGS if solves(setting, puzzle)] for puzzle in PUZZLES]


def prove_giants(lesson: Lesson) -> Iterator[Proved]:
    """Yield the results of the scenes that a lesson has beside its men."""
    if behind := lesson.table.behind:
        for name, face in behind.faces.items():
            for rule, worlds in fits_climb(lesson, name, face.world, 1).items():
                yield Proved(bool(worlds[0]), f"world {face.world} of the {name}: {rule}")
    if lesson.table.chairs:
        yield from prove_chairs(lesson)
        for number, settings in enumerate(solutions(lesson), 1):
            solvable = 0 < len(settings) < len(SETTINGS) / 4
            place = f"puzzle {number} has {len(settings)} solutions of {len(SETTINGS)} settings"
            yield Proved(solvable, place)


def climbing_worlds(lesson: Lesson) -> dict[str, int]:
    """Return for each face the candidate that meets the rules of a climb and lasts longest; raises
    DataProblem if none does.
    """
    worlds = {}
    for name in behind_of(lesson).faces:
        good = np.all(list(fits_climb(lesson, name, 0, CANDIDATES).values()), axis=0)
        if not good.any():
            raise DataProblem(
                f"no candidate meets the rules of a climb against the {name}",
                lesson.file.place(("behind", "faces", name)),
                "Change what makes him.",
            )
        firm_throughout = climb(lesson, name, behind_of(lesson).months, 0, CANDIDATES)
        worlds[name] = int(
            np.argmax(np.where(good, firm_throughout.war_month + firm_throughout.yield_month, 0))
        )
    return worlds


def lines(lesson: Lesson) -> Iterator[Proved]:
    """Yield the result of every rule of a lesson in every shown world, and of what its scenes rest
    on.
    """
    yield from prove_men(lesson)
    yield from prove_giants(lesson)


def chosen_anew(text: str, lesson: Lesson) -> str:
    """Return the text of a lesson's file with the shown worlds chosen again under the present
    rules.
    """
    places = {f"men.{man}": candidates(lesson, man) for man in lesson.men}
    if lesson.table.behind:
        worlds = climbing_worlds(lesson)
        places |= {f"behind.faces.{face}": {"world": world} for face, world in worlds.items()}
    for table, worlds in places.items():
        for kind, world in worlds.items():
            pattern = rf"(\[{re.escape(table)}\][^\[]*?^{kind} = )\d+"
            text = re.sub(pattern, rf"\g<1>{world}", text, count=1, flags=re.MULTILINE)
    return text


def kept_of(lesson: Lesson, kind: str, make: Callable[[], Any]) -> Any:
    """Return plain data that is made of a lesson, cached by its file, its scenarios and the rules.

    Where a user's own function or program plays it is made anew each time, for its code may change.
    """
    if any(own_policies(scenario) for scenario in lesson.men.values()):
        return make()
    hashes = [scenario.hash for scenario in (lesson.whole, *lesson.men.values())]
    parts = lesson.file.text.encode(), json.dumps(hashes).encode()
    return json.loads(keep(kind, parts, lambda: json.dumps(make()).encode()))


def refuse(lesson: Lesson, name: str) -> None:
    """Raise DataProblem with the world, the path and the rule if a lesson breaks one; the result is
    cached.
    """
    failures = kept_of(
        lesson, "proof", lambda: [line.text for line in lines(lesson) if not line.holds]
    )
    if failures:
        raise DataProblem(
            f"the lesson breaks {len(failures)} of the rules of what may be shown",
            f"lesson '{name}': {failures[0]}",
            "Choose the shown worlds again with sim class --prove FILE --find, or correct the sentence.",
        )
