"""What predictive intervals hold: closed cases, and forecasts that are right."""

import numpy as np
import pytest

from sim.history.scores import LEVELS, coverage, interval_of

GENERATOR = np.random.default_rng(12)


def test_an_interval_ends_where_its_tails_do() -> None:
    forecast = np.array([0.04, 0.06, 0.8, 0.06, 0.04])
    assert [tuple(map(int, interval_of(forecast, level))) for level in LEVELS] == [
        (2, 2),
        (1, 3),
        (0, 4),
    ]


def test_right_forecasts_are_held_at_least_as_often_as_said_and_the_rest_lies_on_both_sides() -> (
    None
):
    from scipy.stats import binom

    chance = GENERATOR.random(4000)
    right = binom.pmf(np.arange(13), 12, chance[:, None])
    for each in coverage(right, GENERATOR.binomial(12, chance)):
        assert each.level - 0.02 < each.inside
        assert each.inside + each.above + each.below == pytest.approx(1.0)
        assert each.above == pytest.approx(each.below, abs=0.03)


def test_forecasts_that_are_too_low_leave_what_came_above_and_unknown_counts_are_left_out() -> None:
    low = np.tile([0.9, 0.1, 0.0, 0.0], (4, 1))
    _, ninety, _ = coverage(low, np.array([3, 3, 0, -1]))
    assert (ninety.n, ninety.above, ninety.below) == (3, pytest.approx(2 / 3), 0.0)
