"""A game is its record: imposed moves are made, policies play the rest, and who may do what is
kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import LEAST_CHANCE, GameRecord, checked_forecast
from sim.classroom.seats.table import OPEN, GameTable
from sim.core.base.errors import UsageProblem
from sim.core.game.moves import BeijingWord, PyongyangWord, SeoulDeed
from sim.core.outcomes.outcomes import OF_ONE
from sim.core.scenario.plan import checked_capitals
from tests.for_each import for_each
from tests.seats.tables import EVEN, play_on, spring, started, table


def test_a_game_without_moves_is_the_world_of_the_model() -> None:
    game = table(started())
    play_on(game)
    run = sim.run(spring(), 1, 7)
    for name in OF_ONE:
        assert np.array_equal(game.position.run.columns[name], run.columns[name])
    assert np.array_equal(game.position.run.state["tension"], run.state["tension"], equal_nan=True)


def test_moves_of_teams_are_made_and_the_model_answers_them() -> None:
    game = table(started())
    play_on(game, {"seoul.deed": "aid", "beijing.word": "mediate"})
    played = game.position.run
    lasted = int(played.columns["months"][0])
    assert (played.actions["seoul.deed"][:lasted, 0] == SeoulDeed.AID).all()
    assert (played.actions["beijing.word"][:lasted, 0] == BeijingWord.MEDIATE).all()
    run = sim.run(spring(), 1, 7, interventions=started(*game.record.months).interventions())
    assert np.array_equal(played.state["tension"], run.state["tension"], equal_nan=True)
    alone = sim.run(spring(), 1, 7)
    assert not np.array_equal(played.state["tension"], alone.state["tension"], equal_nan=True)


def test_a_game_played_month_by_month_is_its_record_replayed() -> None:
    game = table(started())
    game.choose("pyongyang", 0, OPEN, "big_test")
    game.close_month(0)
    game.choose("washington", 1, "threaten", "deploy")
    game.close_month(1)
    again = position_of(
        started(
            {"pyongyang.deed": "big_test"},
            {"washington.word": "threaten", "washington.deed": "deploy"},
        )
    )
    assert (game.position.states, game.position.views) == (again.states, again.views)


def test_what_a_team_sees_of_a_world_is_that_world() -> None:
    game = table(started())
    play_on(game, {"seoul.deed": "aid"})
    tension = game.position.run.state["tension"][:, 0]
    for month, view in enumerate(game.position.views["seoul"]):
        assert view["states"]["tension"] == round(float(tension[month]), 3)


def test_a_war_ends_the_game_in_its_month() -> None:
    game = table(
        started(scenario=spring(accident=0.02, accident_slope=2.0, start_tension=7.9, months=24))
    )
    play_on(
        game,
        {
            "pyongyang.deed": "lethal_act",
            "washington.word": "threaten",
            "washington.deed": "deploy",
        },
    )
    assert game.position.run.columns["war"][0]
    assert len(game.record.months) == game.position.run.columns["months"][0] < 24
    assert game.seat("seoul")["menu"] == {}
    with pytest.raises(UsageProblem):
        game.choose("seoul", len(game.record.months), OPEN, "hold")


def test_only_the_open_month_takes_moves_and_each_only_from_its_own_menu() -> None:
    game = table(started())
    wrong = (
        (1, OPEN, "aid"),
        (-1, OPEN, "aid"),
        (0, OPEN, "relief"),
        (0, "threaten", OPEN),
        (0, "aid", OPEN),
        (0, OPEN, "nonesuch"),
    )
    for month, word, deed in wrong:
        with pytest.raises(UsageProblem):
            game.choose("seoul", month, word, deed)
    game.choose("seoul", 0, OPEN, "aid")
    game.close_month(0)
    with pytest.raises(UsageProblem):
        game.choose("seoul", 0, OPEN, "hold")
    assert game.record.months == ({"seoul.deed": "aid"},)


def test_a_month_closes_once() -> None:
    game = table(started())
    game.close_month(0)
    game.close_month(0)
    assert len(game.record.months) == 1


def test_a_team_may_change_its_mind_and_may_leave_all_to_the_rules() -> None:
    game = table(started())
    game.choose("seoul", 0, "condemn", "aid")
    game.choose("seoul", 0, OPEN, OPEN)
    game.close_month(0)
    assert game.record.months == ({},)


def test_a_seat_shows_nothing_of_others_before_the_end() -> None:
    game = table(replace(started(seed=8_675_309), started=False))
    game.forecast("seoul", EVEN)
    game.start()
    game.choose("seoul", 0, "initiative", "sanction")
    other = game.seat("beijing")
    assert "initiative" not in str(other)
    assert str(game.record.seed) not in str(other)


def test_forecasts_are_given_before_the_first_month_only() -> None:
    game = table()
    game.forecast("seoul", EVEN)
    game.start()
    with pytest.raises(UsageProblem):
        game.forecast("seoul", EVEN)


@for_each(
    "forecast",
    [
        {},
        {"war": 0.5},
        EVEN | {"collapse": 0.1},
        EVEN | {"war": 0.0},
        EVEN | {"war": 1.0},
        EVEN | {"war": float("nan")},
        EVEN | {"war": True},
        EVEN | {"war": "0.5"},
    ],
)
def test_a_forecast_is_a_chance_of_each_event(forecast: Any) -> None:
    with pytest.raises(UsageProblem):
        checked_forecast(forecast)
    assert checked_forecast(EVEN | {"war": LEAST_CHANCE})["war"] == LEAST_CHANCE


@pytest.mark.parametrize("teams", [(), ("tokyo",), ("seoul", "seoul"), ("Seoul",)])
def test_teams_are_capitals_each_once(teams: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem):
        checked_capitals(teams, "teams")
    assert checked_capitals(("seoul", "washington"), "teams") == ("washington", "seoul")


def test_where_saving_fails_all_stays_as_it_was() -> None:
    fails = [False]

    def keep(*_: Any) -> None:
        if fails[0]:
            raise OSError("the disk is full")

    game = GameTable(started(), keep)
    game.choose("seoul", 0, OPEN, "aid")
    before = (game.record, dict(game.chosen))
    fails[0] = True
    acts = (
        lambda: game.close_month(0),
        lambda: game.choose("seoul", 0, OPEN, "hold"),
        lambda: game.choose("beijing", 0, OPEN, OPEN),
    )
    for act in acts:
        with pytest.raises(OSError, match="full"):
            act()
    assert (game.record, game.chosen) == before
    fails[0] = False
    game.close_month(0)
    assert game.record.months == ({"seoul.deed": "aid"},)


def test_one_team_may_play_alone() -> None:
    game = table(GameRecord(spring(2), 3, ("pyongyang",), started=True))
    play_on(game, {"pyongyang.word": "threaten"})
    assert game.phase == "over"
    assert game.position.run.actions["pyongyang.word"][0, 0] == PyongyangWord.THREATEN
    assert game.record.months == ({"pyongyang.word": "threaten"},) * 2
