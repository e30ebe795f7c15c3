"""Turning points: each move measured against what was done, under the same fresh luck."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.classroom.debrief import data_of
from sim.classroom.debrief.turning import APART, futures, turning_points
from sim.classroom.seats.play import Position
from sim.core.game.catalogue import MOVES
from tests.debrief.games import position
from tests.seats.tables import play_on, spring, started, table

__all__ = ["position"]
LINE = {"act": "line", "menu": "pyongyang.deed", "move": "missile_test"}


def test_the_same_move_again_changes_nothing(position: Position) -> None:
    menu = "washington.deed"
    made = [move.name for move in MOVES[menu]].index(position.made[2][menu])
    was, again = futures(position, 2, [None, (menu, made)], 50, generation=1)
    assert np.array_equal(was, again)


def test_futures_from_the_start_are_as_bad_as_worlds_of_the_model() -> None:
    """From the first month of a game in which nobody chose, futures are other worlds that begin
    with the same month.
    """
    game = table(started(scenario=spring(24)))
    play_on(game)
    bad = futures(game.position, 0, [None], 1000, generation=1)[0].mean()
    run = sim.run(spring(24), 1000, 11)
    share = np.mean(run.columns["war"] | run.columns["collapse"] | run.columns["goals_failed_both"])
    assert bad == pytest.approx(share, abs=0.12)


def test_turning_points_lie_apart_in_order_and_name_moves_that_were_not_made(
    position: Position,
) -> None:
    found = turning_points(position)
    months = [turn.month for turn in found]
    assert 1 <= len(found) <= 3
    assert len({turn.capital for turn in found}) == len(found)
    assert all(later - earlier >= APART for earlier, later in pairwise(months))
    for turn in found:
        assert turn.made == position.made[turn.month][turn.menu] != turn.other
        assert turn.difference.value == pytest.approx(
            turn.after_other.value - turn.after_made.value
        )
        assert turn.difference.n == turn.after_made.n == 1000


def test_the_same_game_has_the_same_turning_points(position: Position) -> None:
    assert turning_points(position) == turning_points(position)


def test_the_threats_that_washington_is_held_to_are_the_lines_that_it_drew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.classroom.debrief.turning_points", lambda position: [])
    game = table(started(scenario=spring(2)))
    game.act("seoul", LINE | {"deed": "exercise"})
    game.act("washington", {"act": "note", "to": ["seoul"], "text": "Wait for us"})
    game.close_month(0)
    game.act("washington", LINE | {"deed": "deploy"})
    play_on(game)
    assert data_of(game.position)["lines"] == {1: 1}
