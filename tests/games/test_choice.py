"""Laws of the choice rule: uniform at precision 0, log-odds, invariances, war, and no trace of the batch."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.world.choice import (
    logit_probabilities,
    logit_weights,
    reluctance,
    running_total,
    war_probability,
    with_war,
)

pytestmark = pytest.mark.short

payoffs = st.lists(st.floats(-50.0, 50.0), min_size=2, max_size=9)
precisions = st.floats(0.0, 8.0)


def column(values: list[float]) -> np.ndarray:
    return np.array(values)[:, np.newaxis]


def utilities(actions: int = 9, worlds: int = 257) -> np.ndarray:
    return np.random.default_rng(11).normal(scale=4.0, size=(actions, worlds))


@given(payoffs)
def test_precision_zero_is_uniform(values: list[float]) -> None:
    chances = logit_probabilities(column(values), 0.0)
    assert np.abs(chances - 1.0 / len(values)).max() <= 1e-12
    assert (logit_weights(column(values), 0.0) == 1.0).all()


@given(payoffs, precisions)
def test_probabilities_agree_with_plain_arithmetic(values: list[float], precision: float) -> None:
    weights = [math.exp(precision * (value - max(values))) for value in values]
    expected = [weight / math.fsum(weights) for weight in weights]
    assert logit_probabilities(column(values), precision)[:, 0] == pytest.approx(
        expected, rel=1e-12, abs=1e-300
    )


@given(payoffs, precisions, st.floats(-100.0, 100.0))
def test_adding_a_constant_changes_nothing(values: list[float], precision: float, constant: float) -> None:
    before = logit_probabilities(column(values), precision)
    after = logit_probabilities(column(values) + constant, precision)
    assert np.abs(after - before).max() <= 1e-11


@given(payoffs, precisions, st.floats(0.1, 10.0))
def test_scaling_payoffs_against_precision_changes_nothing(
    values: list[float], precision: float, factor: float
) -> None:
    before = logit_probabilities(column(values), precision)
    after = logit_probabilities(factor * column(values), precision / factor)
    assert np.abs(after - before).max() <= 1e-11


@given(payoffs, st.floats(0.0, 2.0))
def test_log_odds_of_two_actions_ignore_the_rest_of_the_menu(values: list[float], precision: float) -> None:
    whole = logit_probabilities(column(values), precision)[:, 0]
    pair = logit_probabilities(column(values[:2]), precision)[:, 0]
    wanted = precision * (values[1] - values[0])
    for chances in (whole, pair):
        assert math.log(chances[1]) - math.log(chances[0]) == pytest.approx(wanted, abs=1e-9)


def test_precision_by_world_equals_each_world_at_its_own() -> None:
    utility = utilities(worlds=5)
    precision = np.array([0.0, 0.25, 1.0, 2.0, 4.0])
    together = logit_weights(utility, precision)
    for world, number in enumerate(precision):
        assert (together[:, world] == logit_weights(utility[:, world], float(number))).all()


def test_a_high_precision_is_a_best_response() -> None:
    utility = utilities()
    chances = logit_probabilities(utility, 1e6)
    assert (chances.argmax(axis=0) == utility.argmax(axis=0)).all()
    assert chances.max(axis=0).min() > 0.999


def test_running_total_is_the_left_fold() -> None:
    rows = utilities()
    assert (running_total(rows) == np.cumsum(rows, axis=0)).all()
    assert (running_total(rows[:, 0]) == np.cumsum(rows[:, 0])).all()


def test_war_needs_rung_six_and_a_threshold() -> None:
    tension = np.array([0.0, 5.0, 5.999, 6.0, 6.5, 7.0, 7.99])
    war = war_probability(tension, 0.01, 1.0)
    assert (war[:3] == 0.0).all()
    assert (war[3:] > 0.0).all()
    assert (war_probability(tension, 0.0, 1.0) == 0.0).all()
    assert (war_probability(tension, np.zeros(7), 2.0) == 0.0).all()


@given(st.floats(6.0, 7.99), st.floats(1e-6, 0.5), st.floats(0.0, 2.0))
def test_war_is_logistic_in_tension(tension: float, threshold: float, slope: float) -> None:
    score = math.log(threshold / (1.0 - threshold)) + slope * (tension - 7.0)
    assert float(war_probability(tension, threshold, slope)) == pytest.approx(1.0 / (1.0 + math.exp(-score)))


def test_war_at_the_reference_tension_is_the_threshold() -> None:
    threshold = np.array([0.0, 0.005, 0.01, 0.05])
    assert war_probability(7.0, threshold, 1.3) == pytest.approx(threshold, rel=1e-14)


def test_war_takes_its_share_and_leaves_the_odds_of_the_rest() -> None:
    nonwar = logit_probabilities(utilities(8, 100), 1.0)
    war = np.linspace(0.0, 0.9, 100)
    menu = with_war(nonwar, war)
    assert (menu[-1] == war).all()
    assert menu.sum(axis=0) == pytest.approx(np.ones(100), abs=1e-14)
    assert menu[1] / menu[0] == pytest.approx(nonwar[1] / nonwar[0], rel=1e-13)
    assert (with_war(nonwar, 0.0)[:-1] == nonwar).all()


@given(payoffs, st.floats(-20.0, 20.0), st.floats(1e-4, 0.5))
def test_reluctance_makes_war_as_likely_as_its_threshold(
    others: list[float], utility_war: float, threshold: float
) -> None:
    cost = reluctance(utility_war, column(others), threshold)
    menu = np.concatenate([column(others), [utility_war - cost]])
    assert logit_probabilities(menu, 1.0)[-1, 0] == pytest.approx(threshold, rel=1e-9)


def test_reluctance_is_without_bound_where_war_is_infeasible() -> None:
    cost = reluctance(3.0, utilities(4, 2), np.array([0.0, 0.01]))
    assert cost[0] == np.inf
    assert np.isfinite(cost[1])


@settings(max_examples=25)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_no_rule_sees_the_batch(worlds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    utility = rng.normal(scale=3.0, size=(9, worlds))
    precision = rng.uniform(0.0, 4.0, worlds)
    tension = rng.uniform(5.5, 8.0, worlds)
    threshold = rng.uniform(0.0, 0.05, worlds)
    war = war_probability(tension, threshold, 1.0)
    chances = logit_probabilities(utility, precision)
    menu = with_war(chances, war)
    cost = reluctance(utility[0], utility[1:], threshold)
    for world in range(worlds):
        one = slice(world, world + 1)
        alone = logit_probabilities(utility[:, one], precision[one])
        war_alone = war_probability(tension[one], threshold[one], 1.0)
        assert (alone == chances[:, one]).all()
        assert (war_alone == war[one]).all()
        assert (with_war(alone, war_alone) == menu[:, one]).all()
        assert (reluctance(utility[0, one], utility[1:, one], threshold[one]) == cost[one]).all()
