"""News of the teacher's happens through the model's own mechanisms, is kept with the game, and
comes again with it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import NEWS, with_news
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import COURSES
from sim.core.game.moves import PyongyangDeed
from tests.seats.tables import after, play_on, spring, started, table


def with_one(name: str, month: int = 0, game: GameTable | None = None) -> GameTable:
    """Return a game with one piece of news in a month, all else left to the rules."""
    game = game or table(started())
    while game.position.month < month:
        game.close_month(game.position.month)
    game.inject(name)
    game.close_month(month)
    return game


def test_a_test_is_made_whoever_holds_pyongyang() -> None:
    game = table(started())
    game.choose("pyongyang", 0, "talks", "hold")
    game.inject("nuclear_test")
    game.close_month(0)
    assert game.position.made[0]["pyongyang.deed"] == "big_test"
    assert game.position.made[0]["pyongyang.word"] == "talks"
    play_on(game)
    assert game.position.run.actions["pyongyang.deed"][0, 0] == PyongyangDeed.BIG_TEST


def test_a_death_is_the_death_of_the_scenario() -> None:
    """The detainee's death of June 2017, brought to the first month, weighs on Washington as the
    scenario's own.
    """
    game = with_one("death")
    run = sim.run(with_news(spring(), game.record.news), 1, 7, record=["lethal", "audience"])
    assert after(game, "lethal") == run.state["lethal"][1, 0] > 0
    assert after(game, "audience") == run.state["audience"][1, 0]


def test_seoul_votes_when_the_next_month_opens() -> None:
    game = table(started(scenario=spring(12, **{"elections.seoul": False})))
    game.close_month(0)
    before = game.position.world.seoul_age
    game.inject("seoul_votes")
    game.close_month(1)
    assert before > 0.0
    assert game.position.world.seoul_age <= 1.0
    assert max(game.position.world.seoul_lean) > 0.0
    assert game.position.views["washington"][-1]["courses"]["seoul"] in [
        each.name for each in COURSES["seoul"]
    ]


@pytest.mark.parametrize("name", NEWS)
def test_all_news_is_played_again_from_the_record_and_leaves_the_past_alone(name: str) -> None:
    scenario = spring(8, windows=(), **{"elections.seoul": False})
    game = with_one(name, 2, table(started(scenario=scenario)))
    game.close_month(3)
    again = position_of(game.record)
    assert again.states == game.position.states
    alone = position_of(replace(game.record, news=(), months=({},) * 4))
    assert alone.states[:3] == again.states[:3]
    assert (alone.states != again.states) == (name != "arrest")  # which is told and moves nothing


def test_news_that_cannot_be_is_refused() -> None:
    game = table(started())
    with pytest.raises(UsageProblem):
        game.inject("nonesuch")
    game.inject("missile_test")
    with pytest.raises(UsageProblem, match="of that kind"):
        game.inject("nuclear_test")
    late = with_one("missile_test", 4)
    with pytest.raises(UsageProblem, match="ends before"):
        late.inject("seoul_votes")


def test_a_date_that_is_taken_is_refused() -> None:
    game = table(started())
    for month in (0, 1):
        game.close_month(month)
    with pytest.raises(UsageProblem, match="calendar"):
        game.inject("seoul_votes")


def test_news_waits_for_the_game_to_begin() -> None:
    with pytest.raises(UsageProblem):
        table().inject("missile_test")
