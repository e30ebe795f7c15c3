"""Short games for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sim
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.table import OPEN, GameTable
from sim.core.engine import PLACES
from sim.core.game.catalogue import CAPITALS
from sim.core.scenario import Scenario

EVEN = {"war": 0.2, "goals_failed_both": 0.4, "ever_freeze": 0.1}


def spring(months: int = 6, **changes: Any) -> Scenario:
    """Return a short spring."""
    return sim.load_scenario("2017-spring").change({"months": months} | changes)


def started(
    *months: Mapping[str, str], seed: int = 7, scenario: Scenario | None = None
) -> GameRecord:
    """Return a game of four teams that has begun, with some months over."""
    record = GameRecord(scenario or spring(), seed, CAPITALS, started=True)
    for moves in months:
        record = record.with_month(moves)
    return record


def table(record: GameRecord | None = None) -> GameTable:
    """Return a table that saves nowhere."""
    return GameTable(record or replace(started(), started=False), lambda *_: None)


def after(game: GameTable, name: str, month: int = 1) -> float:
    """Return a state of the game's world at the start (0) or after some months."""
    return game.position.states[month][PLACES.index(name)]


def play_on(game: GameTable, moves: Mapping[str, str] = {}) -> None:
    """Play to the end, the same words and deeds every month by menu, the rules for the rest."""
    while game.phase == "playing":
        month = game.position.month
        for capital in {menu.partition(".")[0] for menu in moves}:
            game.choose(
                capital,
                month,
                moves.get(f"{capital}.word", OPEN),
                moves.get(f"{capital}.deed", OPEN),
            )
        game.close_month(month)
