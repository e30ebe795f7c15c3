"""A finished game with everything in it that a debrief shows, and its page in the shared
browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from sim.classroom.debrief import write_debrief
from sim.classroom.seats.play import Position
from sim.classroom.seats.record import GameRecord
from sim.core.game.catalogue import CAPITALS
from tests.browser.chromium import Watched
from tests.seats.tables import play_on, spring, table

NOTE: Final = 'Meet us <b onclick="x">at</b> Panmunjom & soon'


def finished_game(months: int = 24) -> Position:
    """Return a game with a note, a red line, and forecasts of two teams."""
    game = table(GameRecord(spring(months), 7, CAPITALS))
    game.forecast("washington", {"war": 0.2, "goals_failed_both": 0.4, "ever_freeze": 0.1})
    game.forecast("seoul", {"war": 0.1, "goals_failed_both": 0.6, "ever_freeze": 0.5})
    game.start()
    game.act("seoul", {"act": "note", "to": ["pyongyang"], "text": NOTE})
    game.act(
        "washington",
        {"act": "line", "menu": "pyongyang.deed", "move": "missile_test", "deed": "deploy"},
    )
    game.close_month(0)
    game.close_month(1)
    game.choose("washington", 2, "threaten", "deploy")
    game.close_month(2)
    play_on(game)
    return game.position


@pytest.fixture(scope="module")
def position() -> Position:
    return finished_game()


@pytest.fixture(scope="module")
def file(position: Position, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_debrief(position, tmp_path_factory.mktemp("debrief") / "debrief.html")


def at(page: Page, file: Path, address: str = "") -> Watched:
    """Open the debrief at an address, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#{address}")
    page.wait_for_selector("body[data-ready]")
    return watched
