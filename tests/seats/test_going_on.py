"""A game goes on from where it stands, and is the game that is played again from its start, to the
byte.
"""

from __future__ import annotations

import random

import pytest

from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import NEWS
from sim.classroom.seats.red_lines import LINES
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from tests.seats.tables import spring, started, table


def say_something(game: GameTable, luck: random.Random) -> None:
    """Say or threaten something, or let news happen; much of it cannot be, and is refused."""
    by = luck.choice(CAPITALS)
    menu = luck.choice(list(LINES))
    requests = (
        {"act": "note", "to": [], "text": "We are watching."},
        {"act": "course", "course": luck.choice(COURSES[by]).name},
        {
            "act": "line",
            "menu": menu,
            "move": luck.choice(LINES[menu]),
            "deed": luck.choice(LINES[f"{by}.deed"]),
        },
    )
    try:
        if luck.random() < 0.1:
            game.inject(luck.choice(list(NEWS)))
        else:
            game.act(by, luck.choice(requests))
    except UsageProblem:
        return


@pytest.mark.parametrize("seed", range(2))
def test_a_game_that_went_on_is_the_game_played_again(seed: int) -> None:
    luck = random.Random(seed)
    game = table(started(seed=seed, scenario=spring(12)))
    while game.phase == "playing":
        for _ in range(6):
            say_something(game, luck)
        assert repr(game.position) == repr(position_of(game.record))
        menu = luck.choice(list(MOVES))
        game.close_month(game.position.month, {menu: luck.choice(MOVES[menu][:3]).name})
        assert repr(game.position) == repr(position_of(game.record))
    assert game.position.lines
    assert game.position.held_to
    assert game.record.news


def test_to_go_on_leaves_the_position_before_as_it_was() -> None:
    game = table(started())
    game.close_month(0)
    before = game.position
    said = repr(before)
    game.act(
        "washington",
        {"act": "line", "menu": "pyongyang.deed", "move": "big_test", "deed": "deploy"},
    )
    game.close_month(1)
    assert repr(before) == said
