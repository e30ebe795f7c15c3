"""Where a seat stands: its aims as far as it can tell, and its worth among worlds of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.arrays import Flags, Floats
from sim.classroom.seats.play import Position
from sim.classroom.seats.record import Record
from sim.engine import PLACES
from sim.game.aims import Aim, aims_of
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.moves import Ending
from sim.study.estimate.interval import wilson
from sim.study.run.history import History
from sim.study.run.runner import Block, outcomes_and_series
from sim.study.scenario import Scenario

WORLDS: Final = 400
"""The worlds of the model that a game is set beside: those after its own under the same seed."""


@dataclass(frozen=True)
class Seen:
    """What a capital has seen of one world so far, as an aim reads it: no end, and only what it can see."""

    state: Mapping[str, Floats]

    def last(self, name: str) -> Floats:
        """Return a series in the last month."""
        return np.asarray(self.state[name][-1])

    def late(self, name: str, months: int) -> Floats:
        """Return the mean of a series over the last months."""
        return np.asarray(self.state[name][-months:].mean(axis=0))

    def share(self, flags: Flags, months: int | None = None) -> Floats:
        """Return the share of months, or of the last of them, in which something holds."""
        return np.asarray(flags[-(months or len(flags)) :].mean(axis=0))


def seen_in(position: Position, capital: str) -> Seen:
    """Return what a capital has seen of the months that are over."""
    views = position.views[capital][1:]
    series = {name: [view["states"][name] for view in views] for name in views[0]["states"]}
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        names = [move.name for move in moves]
        series[f"{other}_{kind}"] = [names.index(view["moves"][other][kind]) for view in views]
    series["ending"] = [Ending.NONE] * len(views)
    return Seen({name: np.array(values, np.float64)[:, None] for name, values in series.items()})


def aims_seen(position: Position, capital: str) -> list[dict[str, Any]]:
    """Return the aims of a capital, each with whether it would be kept if the game ended now, None if it cannot tell.

    Of a game that is over it is what was, whoever could see it.
    """
    seen = seen_in(position, capital) if position.month and not position.over else None
    return [
        {"name": aim.name, "vital": aim.vital, "kept": is_kept(position, aim, seen)} for aim in aims_of(capital)
    ]  # fmt: skip


def is_kept(position: Position, aim: Aim, seen: Seen | None) -> bool | None:
    """Return whether an aim is kept as far as its capital can tell; None where it cannot, or nothing has happened."""
    if position.over:
        return bool(position.run.columns[aim.column][0])
    if seen is None:
        return None
    measures = History({"ending": np.zeros((1, 1))}, position.given.numbers).aims
    try:
        return bool(aim.kept(seen, measures)[0])
    except KeyError:
        return None


def worth_of(position: Position, capital: str) -> dict[str, Any] | None:
    """Return the share of the model's worlds in which a capital has been paid less a month so far; None at the start.

    Worlds that have ended by then are left out. Losses of an end come with the debrief.
    """
    month = position.month
    if not month:
        return None
    flow = PLACES.index(f"{capital}_payoff")
    own = float(np.mean([state[flow] for state in position.states[1:]]))
    others = paid_in(position.record)[capital][:month]
    others = others[:, ~np.isnan(others[-1])].mean(axis=0)
    return wilson(int(np.count_nonzero(others < own)), others.size).as_dict() if others.size else None


def paid_in(record: Record) -> Mapping[str, Floats]:
    """Return what each month paid each capital in the worlds that a game is set beside, `(months, worlds)`."""
    return paid_from(record.scenario, record.seed, record.world + 1)


@lru_cache(maxsize=32)
def paid_from(scenario: Scenario, seed: int, first: int) -> Mapping[str, Floats]:
    """Return what each month paid each capital in many worlds of the model from a first one on, `(months, worlds)`."""
    names = [f"{capital}_payoff" for capital in CAPITALS]
    _, series = outcomes_and_series([Block(scenario, first, WORLDS)], seed, names, names=())
    return {capital: series[name][1:] for capital, name in zip(CAPITALS, names, strict=True)}
