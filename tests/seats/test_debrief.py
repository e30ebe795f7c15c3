"""The debrief: ranks, shares and scores are what they are said to be."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.pages.seats.debrief import WORLDS, brier, debrief, expected_brier, log_score, scored, standing
from sim.pages.seats.table import Table
from sim.study.estimate.interval import wilson
from tests.seats.tables import EVEN, play_on, spring, started, table

CHANCES = st.floats(0.01, 0.99)


@pytest.fixture(scope="module")
def game() -> Table:
    game = table(replace(started(), started=False))
    for capital in ("washington", "seoul"):
        game.forecast(capital, EVEN)
    game.start()
    play_on(game, {"seoul.deed": "aid"})
    return game


@given(CHANCES, CHANCES)
def test_honest_forecasts_score_best_on_average(chance: float, frequency: float) -> None:
    least = expected_brier(frequency, frequency)
    assert expected_brier(chance, frequency) >= least
    mean = frequency * brier(chance, True) + (1 - frequency) * brier(chance, False)
    assert mean == pytest.approx(expected_brier(chance, frequency))
    log = [frequency * log_score(p, True) + (1 - frequency) * log_score(p, False) for p in (chance, frequency)]
    assert log[0] >= log[1] - 1e-12


def test_scores_of_known_forecasts() -> None:
    assert [brier(0.5, True), brier(1.0, True), brier(0.0, True)] == [0.25, 0.0, 1.0]
    assert log_score(0.25, True) == pytest.approx(math.log(4))
    assert log_score(0.25, False) == pytest.approx(math.log(4 / 3))


def test_a_forecast_that_is_the_models_frequency_scores_as_the_model() -> None:
    found = scored("war", 0.25, wilson(100, 400), happened=True)
    assert found["brier"] == found["model_brier"]
    assert found["log"] == found["model_log"]
    assert found["expected"] == found["least"]


def test_an_outcome_that_no_world_had_leaves_finite_scores() -> None:
    found = scored("war", 0.5, wilson(0, 400), happened=True)
    assert math.isfinite(float(found["model_log"]))


def test_the_model_is_four_hundred_other_worlds_of_the_same_seed(game: Table) -> None:
    found = game.debrief()
    run = sim.run(spring(), WORLDS, 7, first_world=1)
    assert found["worlds"] == 400
    for name, share in found["ends"].items():
        assert share["value"] == run.probability(name).value
        assert share["n"] == 400
    assert sum(share["value"] for share in found["ends"].values()) == pytest.approx(1)
    assert found["same_end"]["value"] == found["ends"][found["end"]["name"]]["value"]


def test_ranks_count_the_worlds_below(game: Table) -> None:
    found = game.debrief()
    run = sim.run(spring(), WORLDS, 7, first_world=1)
    own = game.played().state["tension"]
    mean = {each["name"]: each for each in found["ranks"]}["mean tension"]
    assert mean["lower"] == np.count_nonzero(np.nanmean(run.state["tension"], axis=0) < np.nanmean(own))
    for capital in found["worth"]:
        column = f"value_{capital['capital']}"
        assert capital["lower"] == np.count_nonzero(run.columns[column] < game.played().columns[column][0])


def test_a_path_starts_where_all_worlds_start(game: Table) -> None:
    path = game.debrief()["path"]
    assert path["class"][0] == path["alone"][0] == path["model"][2][0] == 3.2
    assert path["below"][0] == 0.5
    assert all(share is None or 0 <= share <= 1 for share in path["below"])


def test_standing_counts_ties_apart() -> None:
    found = standing("x", 2.0, np.array([1.0, 2.0, 2.0, 3.0]))
    assert (found["lower"], found["equal"], found["worlds"], found["median"]) == (1, 2, 4, 2.0)


def test_only_teams_that_gave_a_forecast_are_scored(game: Table) -> None:
    assert set(game.debrief()["forecasts"]) == {"washington", "seoul"}


def test_moves_say_who_chose_them(game: Table) -> None:
    for month in game.debrief()["moves"]:
        chosen = {(name, kind) for name, made in month["moves"].items() for kind in made if made[kind]["team"]}
        assert chosen == {("seoul", "deed")}
        assert month["moves"]["seoul"]["deed"]["label"] == "aid"


def test_the_luck_left_to_the_rules_is_the_world_without_teams(game: Table) -> None:
    run = sim.run(spring(), 1, 7)
    tension = np.round(run.state["tension"][:, 0], 3).tolist()
    assert game.debrief()["path"]["alone"] == pytest.approx(tension, nan_ok=True)


def test_a_game_left_to_the_rules_is_its_own_counterfactual() -> None:
    game = table(started())
    play_on(game)
    found = debrief(game.record, game.played())
    assert found["path"]["class"] == found["path"]["alone"]
    assert found["end"] == found["alone"]
