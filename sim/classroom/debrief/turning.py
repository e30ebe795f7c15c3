"""The turning points of a game: the months in which another move of one capital changes the chance
of a bad end most.

Each month is played with every other word or deed of each capital, and then on, by the rules alone,
many times with fresh luck. The months that stand out are then measured again with luck that has not
been looked at: the largest of many differences would else look larger than it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.classroom.seats.finished import KEPT
from sim.classroom.seats.play import Position
from sim.core.base.arrays import Flags, Floats
from sim.core.engine import ORDERS, PLACES
from sim.core.engine.play import play
from sim.core.estimate.interval import Estimate, probability
from sim.core.game import goals
from sim.core.game.catalogue import MOVES
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.runs.inputs import inputs
from sim.study.estimate.paired import PairedDifference, compare_paired

LOOKED: Final = 100
"""Futures of each move in the first search through the months."""

MEASURED: Final = 1000
"""Futures of the moves that stand out, with fresh random draws."""

POINTS: Final = 3
LEAST: Final = 0.05
APART: Final = 2
"""The least number of months between two turning points."""


@dataclass(frozen=True)
class TurningPoint:
    """A month in which another statement or action of a capital changes the chance of a bad end."""

    month: int
    menu: str
    made: str
    other: str
    after_made: Estimate
    after_other: Estimate
    difference: PairedDifference

    @property
    def capital(self) -> str:
        """The capital that made the move."""
        return self.menu.partition(".")[0]


def bad_end(history: History) -> Flags:
    """Return the mask of worlds that end in war, in collapse, or with both great powers losing."""
    return np.asarray(
        goals.war(history) | goals.collapse(history) | goals.both_lose(history, history.goals)
    )


SERIES: Final = asked_of(bad_end)


@lru_cache(maxsize=KEPT)
def turning_points(position: Position) -> list[TurningPoint]:
    """Return up to three turning points of a game that is over, each of another capital, in order
    of their months.

    A move that changes the chance of a bad end by less than five points is none.
    """
    chosen: dict[str, tuple[int, str, int]] = {}
    for _, month, menu, other in sorted(
        looked_through(position), key=lambda candidate: -candidate[0]
    ):
        apart = all(abs(month - other_month) >= APART for other_month, _, _ in chosen.values())
        if apart and len(chosen) < POINTS:
            chosen.setdefault(menu.partition(".")[0], (month, menu, other))
    points = []
    for month, menu, place in sorted(chosen.values()):
        was, would = futures(position, month, [None, (menu, place)], MEASURED, generation=2)
        move, difference = position.made[month][menu], compare_paired(would, was)
        if abs(difference.value) >= LEAST:
            would_be = MOVES[menu][place].name
            points.append(
                TurningPoint(
                    month, menu, move, would_be, probability(was), probability(would), difference
                )
            )
    return points


def looked_through(position: Position) -> Iterator[tuple[float, int, str, int]]:
    """Yield the least change in the share of bad ends (an interval's end) by each other move, with
    month, menu and move.
    """
    for month in range(min(position.month, position.record.played.months - 1)):
        pair = position.made[month]
        others = [
            (menu, place)
            for menu, moves in MOVES.items()
            for place, move in enumerate(moves)
            if move.name != pair[menu]
        ]
        bad = futures(position, month, [None, *others], LOOKED, generation=1)
        for row, (menu, other) in enumerate(others, start=1):
            difference = compare_paired(bad[row], bad[0])
            yield max(difference.low, -difference.high), month, menu, other


def futures(
    position: Position,
    month: int,
    moves: Sequence[tuple[str, int] | None],
    number: int,
    generation: int,
) -> npt.NDArray[np.bool_]:
    """Return the mask of bad ends among futures of a month, `(moves, number)`, with common random
    draws.

    A move is a menu and a place on it, or None for the actual move. The month itself has the random
    draws of the game and the choices of the teams; later months follow the rules alone.
    """
    scenario, worlds = position.record.played, len(moves) * number
    fixed, first = inputs(scenario), month + 1
    opened, record = month_with(position, month, moves)
    job = replace(
        fixed.job(worlds, seed=position.record.seed, record=SERIES),
        months=scenario.months - first,
        levers=fixed.levers[first:],
        calendar=fixed.calendar[first:],
        orders=fixed.orders[first:],
        first_month=first,
        clone=np.tile(np.arange(1, number + 1, dtype=np.int64), len(moves)),
        ids=np.full(worlds, position.record.world, np.int64),
        generation=np.full(worlds, generation, np.int64),
        state=np.repeat(opened, number, axis=1),
    )
    later = play(job).record
    # The months of the game before this one are the same for each.
    series_before = {
        name: [state[PLACES.index(name)] for state in position.states[1 : month + 1]]
        for name in SERIES
    }
    series = {
        name: np.concatenate(
            [
                np.repeat(np.array(series_before[name])[:, None], worlds, axis=1),
                np.repeat(record[name], number, axis=1),
                later[name],
            ]
        )
        for name in SERIES
    }
    return bad_end(History(series, fixed.numbers, scenario.start)).reshape(len(moves), number)


def month_with(
    position: Position, month: int, moves: Sequence[tuple[str, int] | None]
) -> tuple[Floats, dict[str, Floats]]:
    """Return the states after a month with one move changed, and the series recorded in it."""
    fixed, worlds = inputs(position.record.played), len(moves)
    orders = np.repeat(fixed.orders[month : month + 1, :, None], worlds, axis=2)
    for intervention in position.record.interventions():
        for order, place in intervention.orders() if intervention.month == month else ():
            orders[0, ORDERS.index(order)] = place
    for world, move in enumerate(moves):
        if move is not None:
            orders[0, ORDERS.index(move[0].replace(".", "_")), world] = move[1]
    state = np.array(position.states[month])[:, None]
    # A red line may have changed the threats to which Washington is held.
    if month in position.held_to:
        state[PLACES.index("audience")] = position.held_to[month]
    job = replace(
        fixed.job(worlds, seed=position.record.seed, record=SERIES),
        months=1,
        levers=fixed.levers[month : month + 1],
        calendar=fixed.calendar[month : month + 1],
        orders=orders,
        first_month=month,
        ids=np.full(worlds, position.record.world, np.int64),
        state=np.repeat(state, worlds, axis=1),
    )
    played = play(job)
    return played.state, played.record


def turning_data(turn: TurningPoint) -> dict[str, Any]:
    """Return a turning point as plain data."""
    ends = {
        name: {"value": estimate.value, "low": estimate.low, "high": estimate.high}
        for name, estimate in (
            ("was", turn.after_made),
            ("would", turn.after_other),
            ("difference", turn.difference),
        )
    }
    return {
        "month": turn.month,
        "capital": turn.capital,
        "menu": turn.menu,
        "made": turn.made,
        "other": turn.other,
        "n": turn.difference.n,
        **ends,
    }
