"""Causes: what the quiet move in a move's place would have given another capital."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.classroom.team import causes
from sim.classroom.team.causes import find_causes, size_values
from sim.classroom.team.replays import Replays
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS, QUIET
from tests.for_each import for_each
from tests.seats.tables import spring

GAME = [dict(QUIET), QUIET | {"pyongyang.deed": "big_test", "seoul.deed": "aid"}]


def effects(monkeypatch: pytest.MonkeyPatch, added: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Return the causes of a game by menu, month and the capital touched, if the quiet move in
    place of each capital's adds to Washington what is given.
    """

    def replay(scenario: Any, games: Any, lives: int, **_: Any) -> Replays:
        gains = [0.0, *(added[menu.partition(".")[0]] for menu in changed(games))]
        worth = {capital: np.zeros((len(games), lives)) for capital in CAPITALS}
        worth["washington"] += np.array(gains)[:, None]
        return Replays(worth, {})

    monkeypatch.setattr(causes, "replay", replay)
    return [(cause.menu, cause.month, cause.who) for cause in find_causes(spring(2), GAME)]


def changed(games: Any) -> list[str]:
    """Return the menu of the move that each game but the first has otherwise."""
    return [
        next(menu for menu, move in game[1].items() if move != games[0][1][menu])
        for game in games[1:]
    ]


def test_a_cause_is_a_loud_move_with_a_clear_effect_on_another_the_largest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clear = effects(monkeypatch, {"pyongyang": -2.0, "seoul": 5.0})
    assert clear == [("seoul.deed", 1, "washington"), ("pyongyang.deed", 1, "washington")]
    assert effects(monkeypatch, {"pyongyang": 0.2, "seoul": -0.2}) == []


def test_a_quiet_game_has_no_cause() -> None:
    assert find_causes(spring(2), [dict(QUIET)] * 2) == []


@for_each(
    "half, by, limits",
    [(0.3, "1.5", "1.2\u20131.8"), (0.02, "1.50", "1.48\u20131.52"), (0.0, "1.5", "team.alike")],
)
def test_no_interval_is_printed_without_a_width(half: float, by: str, limits: str) -> None:
    effect = Estimate(1.5, 1.5 - half, 1.5 + half, 40, "normal")
    assert size_values(effect) == {"by": by, "range": limits}
