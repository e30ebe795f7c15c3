"""Laws 1 to 3 of the model: no accident out of nothing, a coin at no precision, odds that mind only their pair."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS, P_ATTACK, W_STRIKE
from sim.world.choice import logit_probabilities
from sim.world.model import EscalationModel
from sim.world.rules.hazards import accident_chance
from sim.study.scenario import Scenario
from tests.support import chances, every_month, lineup, play

TENSE = {"start_tension": 7.9, "tension_rest": 4.0, "accident_hazard": 0.005, "accident_slope": 1.0}
NON_WAR = {name: [not action.war for action in actions] for name, actions in ACTIONS.items()}


@pytest.mark.short
def test_law_01_no_accident_without_presence_and_tests() -> None:
    months, nobody_stirs = 12, {"washington": "wait", "seoul": "wait", "pyongyang": "quiet_build"}
    still = [item for capital, move in nobody_stirs.items() for item in every_month(capital, move, months)]
    tense = lineup(months=months, war_washington=0.0, war_pyongyang=0.0, **TENSE)
    empty = tense.change({"start_presence": 0.0, "presence_normal": 0.0})
    assert not play(empty, 2000, interventions=still).outcomes()["inadvertent_war"].any()
    # The same worlds with troops in them do slide into war: the law is not true for want of danger.
    assert play(tense, 2000, interventions=still).outcomes()["inadvertent_war"].mean() > 0.5


@given(rate=st.floats(0.0001, 0.005), slope=st.floats(0.3, 1.0), tension=st.floats(0.0, 7.99))
def test_law_01_holds_for_every_hazard_and_slope(rate: float, slope: float, tension: float) -> None:
    p = EscalationModel(lineup(accident_hazard=rate, accident_slope=slope)).p
    assert accident_chance(np.array([tension]), np.array([0.0]), np.array([0.0]), p)[0] == 0.0


@pytest.mark.parametrize("apart", [1, 0])
def test_law_01_no_war_move_where_its_threshold_is_zero(apart: int) -> None:
    tense = lineup(months=6, tremble_excludes_war=apart, war_washington=0.05, war_pyongyang=0.05, **TENSE)
    moves = play(tense, 1000).recorder.moves
    assert (moves["washington"] == W_STRIKE).any()
    assert (moves["pyongyang"] == P_ATTACK).any()
    moves = play(tense.change({"war_washington": 0.0, "war_pyongyang": 0.0}), 1000).recorder.moves
    assert not (moves["washington"] == W_STRIKE).any()
    assert not (moves["pyongyang"] == P_ATTACK).any()


def without_precision(scenario: Scenario, capital: str) -> np.ndarray:
    """The chances of a capital's moves at precision 0, which a scenario admits for Pyongyang only."""
    model = EscalationModel(scenario, 3)
    model.step()
    model.batch.p = replace(model.batch.p, precision=0.0)
    actor = model.capital(capital)
    return actor.chances(model.forecasts(actor))


@pytest.mark.short
@pytest.mark.parametrize("capital", CAPITALS)
@pytest.mark.parametrize("tension", [3.2, 7.0])
def test_law_02_uniform_over_moves_without_war_at_no_precision(capital: str, tension: float) -> None:
    rows = without_precision(lineup(start_tension=tension), capital)
    quiet = NON_WAR[capital]
    war = rows[-1] if not quiet[-1] else np.zeros(3)
    np.testing.assert_allclose(rows[quiet], np.broadcast_to((1.0 - war) / sum(quiet), (sum(quiet), 3)), atol=1e-12)
    np.testing.assert_allclose(rows.cumsum(axis=0)[-1], 1.0, atol=1e-12)


@pytest.mark.parametrize("capital", ["washington", "pyongyang"])
def test_law_02_uniform_over_all_moves_if_war_is_not_set_apart(capital: str) -> None:
    rows = without_precision(lineup(start_tension=7.0, tremble_excludes_war=0), capital)
    np.testing.assert_allclose(rows, 1.0 / len(ACTIONS[capital]), atol=1e-12)


def test_law_02_no_precision_at_all_keeps_war_off_a_calm_menu() -> None:
    """An unpredictable Pyongyang can lose all its precision; below rung 6 the war move is not feasible all the same."""
    calm = lineup(p="unpredictable", start_tension=3.0, tremble_excludes_war=0, erratic_precision_loss=1.0)
    rows = chances(calm, "pyongyang")[:, 0]
    np.testing.assert_allclose(rows, [0.125] * 8 + [0.0], atol=1e-12)


utilities = st.lists(st.floats(-20.0, 20.0), min_size=2, max_size=9).map(lambda row: np.array(row)[:, None])


@given(utilities, st.floats(0.25, 4.0), st.floats(-50.0, 50.0), st.floats(0.1, 10.0))
def test_law_02_only_differences_and_the_product_with_precision_count(
    utility: np.ndarray, precision: float, shift: float, scale: float
) -> None:
    plain = logit_probabilities(utility, precision)
    np.testing.assert_allclose(logit_probabilities(utility + shift, precision), plain, rtol=1e-11)
    np.testing.assert_allclose(logit_probabilities(scale * utility, precision / scale), plain, rtol=1e-11)


@pytest.mark.short
@given(utilities, st.floats(0.25, 4.0))
def test_law_03_log_odds_are_precision_times_the_difference(utility: np.ndarray, precision: float) -> None:
    rows = logit_probabilities(utility, precision)[:, 0]
    for row, chance in enumerate(rows):
        np.testing.assert_allclose(chance / rows[0], exp(precision * (utility[row, 0] - utility[0, 0])), rtol=1e-10)
    shorter = logit_probabilities(utility[:2], precision)[:, 0]
    np.testing.assert_allclose(rows[1] / rows[0], shorter[1] / shorter[0], rtol=1e-10)


@pytest.mark.parametrize("capital", ["washington", "pyongyang"])
def test_law_03_a_chance_of_war_leaves_the_other_odds_alone(capital: str) -> None:
    """With the war move set apart its threshold takes the same share from every other move."""
    tense = lineup(start_tension=7.5)
    peaceful = chances(tense.change({f"war_{capital}": 0.0}), capital)[:-1, 0]
    tempted = chances(tense.change({f"war_{capital}": 0.05}), capital)[:-1, 0]
    np.testing.assert_allclose(tempted / tempted[0], peaceful / peaceful[0], rtol=1e-12)
    assert tempted.cumsum()[-1] < 0.97
