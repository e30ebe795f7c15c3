"""A room on a real port of loopback, in a thread, and the session behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

import httpx

import sim
from sim.classroom.room import room as room_module, session as session_module
from sim.classroom.room.app import room_app
from sim.classroom.room.folder import JOURNAL, ROOM, new_room, saved_room
from sim.classroom.room.session import Players, Session
from sim.classroom.seats.programs import Programs
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.saving import games_in
from sim.core.game.catalogue import CAPITALS
from sim.policies.external_agents import Agent
from sim.study.store.disk import Folder
from tests.serving.running import served

EVEN = {"war": 0.2, "goals_failed_both": 0.4, "ever_freeze": 0.1}
SEED = 7
PATIENCE: Final = httpx.Timeout(120.0)
"""For an answer, on a machine that is busy with much else; one that comes costs nothing."""


def record(months: int = 3, teams: tuple[str, ...] = CAPITALS) -> GameRecord:
    """Return a short game that has not begun."""
    return GameRecord(sim.load_scenario("2017-spring").change({"months": months}), SEED, teams)


@contextmanager
def opened(
    root: Path,
    months: int = 3,
    games: int = 1,
    deadline: int = 0,
    language: str = "en",
    programs: Mapping[str, Agent] = MappingProxyType({}),
) -> Iterator[tuple[str, Session]]:
    """Serve a new room, or the one of a folder that goes on; yield its address and the session."""
    # Nobody waits for a second in a test: all is told twenty times as soon. And nobody is absent
    # for being slow.
    soon = patch.object(session_module, "TICK", session_module.TICK / 20)
    with Folder(root), soon, patch.object(room_module, "PATIENCE_FOR", 3600.0):
        resumed = (root / ROOM).exists()
        game = replace(
            record(months), programs={capital: agent.name for capital, agent in programs.items()}
        )
        kept, tables = (
            saved_room(root) if resumed else new_room(root, game, games, deadline, language)
        )
        places = zip(tables, games_in(root), strict=True)
        players = Players(
            [Programs(table, programs, folder) for table, folder in places if programs]
        )
        session = Session(kept, tables, root / JOURNAL, resumed, players)
        with served(lambda door: room_app(session, door.hosts, door.address)) as address:
            yield address, session


def caller(address: str) -> httpx.Client:
    """Return who asks a room, one question after another."""
    return httpx.Client(base_url=address, timeout=PATIENCE)
