"""What is told of a game that is over: all of it, as it was, beside what each capital saw and
worlds of the model.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.classroom.seats.finished import WORLDS, bet_points, finish_game, prices
from sim.classroom.seats.table import GameTable
from sim.core.game.catalogue import CAPITALS
from sim.core.scenario import to_toml
from sim.core.scenario.file import scenario_in
from sim.core.scenario.toml_file import toml_from
from tests.for_each import for_each
from tests.seats.tables import EVEN, play_on, spring, started, table


@pytest.fixture(scope="module")
def game() -> GameTable:
    game = table()
    game.forecast("washington", EVEN)
    game.start()
    game.act("seoul", {"act": "note", "to": ["pyongyang"], "text": "meet us"})
    play_on(game, {"seoul.deed": "aid"})
    return game


def test_a_finished_game_can_be_played_again_from_what_is_told_of_it(game: GameTable) -> None:
    record = game.record
    scenario = scenario_in("told", toml_from("told", to_toml(record.played).encode()))
    again = sim.run(scenario, 1, record.seed, interventions=record.interventions())
    assert np.array_equal(
        again.state["tension"], game.position.run.state["tension"], equal_nan=True
    )


def test_both_truths_are_told_month_by_month(game: GameTable) -> None:
    found = game.debrief()
    assert len(found["truth"]) == found["end"]["months"] == len(found["seen"]["washington"])
    for month in found["truth"]:
        assert month["moves"]["seoul"]["deed"] == "aid"
        assert month["chosen"] == ["seoul.deed"]
    for capital in CAPITALS:
        for each in found["misread"][capital]:
            seen = found["seen"][capital][each["month"] + 1]["moves"][each["capital"]][each["kind"]]
            assert seen == each["seen"] != each["made"]


def test_the_model_is_four_hundred_other_worlds_of_the_same_seed(game: GameTable) -> None:
    beside = game.debrief()["model"]
    run = sim.run(spring(), WORLDS, 7, first_world=1)
    for name, share in beside["ends"].items():
        assert (share["value"], share["n"]) == (run.probability(name).value, 400)
    shots = (run.actions["pyongyang.deed"] >= 3).sum(axis=0)
    assert (beside["shots"], beside["months"]) == (int(np.median(shots)), spring().months)
    alone = sim.run(spring(), 1, 7).state["tension"][:, 0]
    assert beside["alone_path"] == pytest.approx(np.round(alone, 3).tolist(), nan_ok=True)


def test_goals_and_losses_are_the_outcomes_of_the_world(game: GameTable) -> None:
    found, columns = game.debrief(), game.position.run.columns
    for capital, goals in found["goals"].items():
        assert {goal["name"]: goal["kept"] for goal in goals} == {
            goal["name"]: bool(columns[f"goal_{capital}_{goal['name']}"][0]) for goal in goals
        }
        assert found["loses"][capital] == bool(columns[f"loses_{capital}"][0])


def test_private_notes_and_forecasts_are_told_when_all_is_over(game: GameTable) -> None:
    found = game.debrief()
    assert [note["text"] for note in found["notes"]] == ["meet us"]
    assert found["forecasts"]["teams"] == {"washington": EVEN}
    assert found["forecasts"]["happened"]["war"] == bool(game.position.run.columns["war"][0])


def test_a_game_left_to_the_rules_is_its_own_counterfactual() -> None:
    game = table(started())
    play_on(game)
    beside: dict[str, Any] = finish_game(game.position)["model"]
    assert beside["class_path"] == beside["alone_path"]


def test_bets_are_scored_by_who_kim_was() -> None:
    bets = [{"washington": 1.0, "seoul": 0.5}, {"washington": 1.0}, {}]
    assert bet_points(bets, "greedy") == {"washington": 100, "seoul": 75}
    assert bet_points(bets, "fearful") == {"washington": 0, "seoul": 75}
    assert bet_points(bets, "erratic") == {}


def test_points_tell_in_how_many_worlds_of_the_model_it_ended_worse(game: GameTable) -> None:
    run = sim.run(spring(), WORLDS, 7, first_world=1)
    for capital, points in game.debrief()["team"]["points"].items():
        payoff = f"value_{capital}"
        worth = float(game.position.run.columns[payoff][0]) - points["price"]
        assert points["better_than"] == int((run.columns[payoff] < worth).sum())
        assert points["worlds"] == WORLDS


@for_each("stood, price", [(True, 0.0), (False, 3.0)])
def test_a_red_line_that_is_let_pass_costs_three_months(stood: bool, price: float) -> None:
    game = table(started(scenario=spring(4)))
    line = {"act": "line", "menu": "pyongyang.deed", "move": "big_test", "deed": "deploy"}
    game.act("washington", line)
    play_on(game, {"pyongyang.deed": "big_test", "washington.deed": "deploy" if stood else "hold"})
    assert prices(game.position)["washington"] == price
