"""Laws of logit choice: uniform at precision 0, log-odds, invariances, best response, and no trace
of the batch.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tests.games.choice import logit_probabilities

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


@given(payoffs, precisions)
def test_probabilities_agree_with_plain_arithmetic(values: list[float], precision: float) -> None:
    weights = [math.exp(precision * (value - max(values))) for value in values]
    expected = [weight / math.fsum(weights) for weight in weights]
    assert logit_probabilities(column(values), precision)[:, 0] == pytest.approx(
        expected, rel=1e-12, abs=1e-300
    )


@given(payoffs, precisions, st.floats(-100.0, 100.0))
def test_adding_a_constant_changes_nothing(
    values: list[float], precision: float, constant: float
) -> None:
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
def test_log_odds_of_two_actions_ignore_the_rest_of_the_menu(
    values: list[float], precision: float
) -> None:
    whole = logit_probabilities(column(values), precision)[:, 0]
    pair = logit_probabilities(column(values[:2]), precision)[:, 0]
    wanted = precision * (values[1] - values[0])
    for chances in (whole, pair):
        assert math.log(chances[1]) - math.log(chances[0]) == pytest.approx(wanted, abs=1e-9)


def test_precision_by_world_equals_each_world_at_its_own() -> None:
    utility = utilities(worlds=5)
    precision = np.array([0.0, 0.25, 1.0, 2.0, 4.0])
    together = logit_probabilities(utility, precision)
    for world, number in enumerate(precision):
        assert (together[:, world] == logit_probabilities(utility[:, world], float(number))).all()


def test_a_high_precision_is_a_best_response() -> None:
    utility = utilities()
    chances = logit_probabilities(utility, 1e6)
    assert (chances.argmax(axis=0) == utility.argmax(axis=0)).all()
    assert chances.max(axis=0).min() > 0.999


@settings(max_examples=25)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_no_world_sees_the_batch(worlds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    utility = rng.normal(scale=3.0, size=(9, worlds))
    precision = rng.uniform(0.0, 4.0, worlds)
    together = logit_probabilities(utility, precision)
    for world in range(worlds):
        one = slice(world, world + 1)
        assert (logit_probabilities(utility[:, one], precision[one]) == together[:, one]).all()
