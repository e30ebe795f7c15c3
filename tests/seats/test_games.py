"""A game is its record: imposed moves are made, policies play the rest, and who may do what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.show.seats.record import LEAST_CHANCE, Record, checked_forecast, checked_teams
from sim.show.seats.replay import position_of
from sim.show.seats.table import POLICY, Table
from sim.world.actions import ACTIONS, index_of
from tests.seats.tables import EVEN, play_on, spring, started, table


def test_a_game_without_moves_is_the_world_of_the_model() -> None:
    game = table(started())
    play_on(game)
    run = sim.run(spring(), 1, 7)
    for name, column in run.columns.items():
        assert np.array_equal(game.played().columns[name], column)
    assert np.array_equal(game.played().state["tension"], run.state["tension"], equal_nan=True)


def test_moves_of_teams_are_made_and_the_model_answers_them() -> None:
    game = table(started())
    play_on(game, {"seoul": "aid", "beijing": "mediate"})
    played = game.played()
    assert (played.actions["seoul"][:, 0] == index_of("seoul", "aid")).all()
    assert (played.actions["beijing"][:, 0] == index_of("beijing", "mediate")).all()
    run = sim.run(spring(), 1, 7, interventions=started(*game.record.months).interventions())
    assert np.array_equal(played.state["tension"], run.state["tension"], equal_nan=True)


def test_a_game_played_month_by_month_is_its_record_replayed() -> None:
    game = table(started())
    game.choose("pyongyang", 0, "big_test")
    game.close_month(0)
    game.choose("washington", 1, "threaten_force")
    game.close_month(1)
    again = position_of(started({"pyongyang": "big_test"}, {"washington": "threaten_force"}))
    assert game.position.views == again.views
    assert game.position.menus == again.menus


def test_a_war_ends_the_game_in_its_month() -> None:
    tense = spring(start_tension=7.5)
    game = table(started(scenario=tense))
    game.choose("washington", 0, "strike")
    game.close_month(0)
    assert game.phase == "over"
    assert game.played().columns["war"][0]
    assert game.seat("seoul")["menu"] == []
    with pytest.raises(UsageProblem):
        game.choose("seoul", 1, "wait")


def test_only_the_open_month_takes_moves_and_each_only_from_its_own_menu() -> None:
    game = table(started())
    for month, move in ((1, "aid"), (-1, "aid"), (0, "strike"), (0, "relief"), (0, "nonesuch"), (0, "attack")):
        with pytest.raises(UsageProblem):
            game.choose("seoul", month, move)
    game.choose("seoul", 0, "aid")
    game.close_month(0)
    with pytest.raises(UsageProblem):
        game.choose("seoul", 0, "wait")
    assert game.record.months == ({"seoul": "aid"},)


def test_a_month_closes_once() -> None:
    game = table(started())
    game.close_month(0)
    game.close_month(0)
    assert len(game.record.months) == 1


def test_a_team_may_change_its_mind_and_may_let_its_policy_act() -> None:
    game = table(started())
    game.choose("seoul", 0, "aid")
    game.choose("seoul", 0, POLICY)
    for capital in CAPITALS[:3]:
        game.choose(capital, 0, POLICY)
    assert game.decided
    game.close_month(0)
    assert game.record.months == ({},)
    assert not game.decided


def test_a_seat_shows_nothing_of_others_before_the_end() -> None:
    game = table(replace(started(seed=8_675_309), started=False))
    game.forecast("seoul", EVEN)
    game.start()
    game.choose("seoul", 0, "local_retaliation")
    other = game.seat("beijing")
    assert "retaliation" not in str(other)
    assert other["forecast"] is None
    assert other["debrief"] is None
    assert other["choice"] is None
    assert [team["chosen"] for team in other["teams"]] == [False, False, False, True]
    assert str(game.record.seed) not in str(other)


def test_forecasts_are_given_before_the_first_month_only() -> None:
    game = table()
    game.forecast("seoul", EVEN)
    game.start()
    with pytest.raises(UsageProblem):
        game.forecast("seoul", EVEN)


@pytest.mark.parametrize(
    "forecast",
    [{}, {"war": 0.5}, EVEN | {"collapse": 0.1}, EVEN | {"war": 0.0}, EVEN | {"war": 1.0}, EVEN | {"war": float("nan")},
     EVEN | {"war": True}, EVEN | {"war": "0.5"}],
)  # fmt: skip
def test_a_forecast_is_a_chance_of_each_event(forecast: Any) -> None:
    with pytest.raises(UsageProblem):
        checked_forecast(forecast)
    assert checked_forecast(EVEN | {"war": LEAST_CHANCE})["war"] == LEAST_CHANCE


@pytest.mark.parametrize("teams", [(), ("tokyo",), ("seoul", "seoul"), ("Seoul",)])
def test_teams_are_capitals_each_once(teams: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem):
        checked_teams(teams)
    assert checked_teams(("seoul", "washington")) == ("washington", "seoul")


def test_where_saving_fails_all_stays_as_it_was() -> None:
    fails = [False]

    def keep(*_: Any) -> None:
        if fails[0]:
            raise OSError("the disk is full")

    game = Table(started(), keep)
    game.choose("seoul", 0, "aid")
    before = (game.record, dict(game.chosen), game.version)
    fails[0] = True
    acts = (lambda: game.close_month(0), lambda: game.choose("seoul", 0, "wait"), lambda: game.choose("beijing", 0, ""))
    for act in acts:
        with pytest.raises(OSError, match="full"):
            act()
    assert (game.record, game.chosen, game.version) == before
    fails[0] = False
    game.close_month(0)
    assert game.record.months == ({"seoul": "aid"},)


def test_one_team_may_play_alone() -> None:
    game = table(Record(spring(2), 3, ("pyongyang",), started=True))
    play_on(game, {"pyongyang": "rhetoric"})
    assert game.phase == "over"
    assert ACTIONS["pyongyang"][int(game.played().actions["pyongyang"][0, 0])].name == "rhetoric"
