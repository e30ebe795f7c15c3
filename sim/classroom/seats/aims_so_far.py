"""Where a seat stands: its aims as far as it can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Flags, Floats
from sim.classroom.seats.play import Position
from sim.game.aims import Aim, aims_of
from sim.game.catalogue import MOVES
from sim.game.moves import Ending
from sim.study.measure.history import History


@dataclass(frozen=True)
class SeenSoFar:
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


def seen_in(position: Position, capital: str) -> SeenSoFar:
    """Return what a capital has seen of the months that are over."""
    views = position.views[capital][1:]
    series = {name: [view["states"][name] for view in views] for name in views[0]["states"]}
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        names = [move.name for move in moves]
        series[f"{other}_{kind}"] = [names.index(view["moves"][other][kind]) for view in views]
    series["ending"] = [Ending.NONE] * len(views)
    return SeenSoFar({name: np.array(values, np.float64)[:, None] for name, values in series.items()})


def aims_seen(position: Position, capital: str) -> list[dict[str, Any]]:
    """Return the aims of a capital, each with whether it would be kept if the game ended now, None if it cannot tell.

    Of a game that is over it is what was, whoever could see it.
    """
    seen = seen_in(position, capital) if position.month and not position.over else None
    return [
        {"name": aim.name, "vital": aim.vital, "kept": is_kept(position, aim, seen)} for aim in aims_of(capital)
    ]  # fmt: skip


def is_kept(position: Position, aim: Aim, seen: SeenSoFar | None) -> bool | None:
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
