"""Directions: at z = 0 the game is as shipped, every number lies on one of them and within its
range.
"""

import numpy as np
import pytest

from sim.history import directions as of
from sim.history.directions import CARRIED, DIRECTIONS, drawn_from_prior, numbers_at

NUMBERS = [number for each in DIRECTIONS for number in each.numbers]
ZERO = np.zeros((1, len(DIRECTIONS)))


def test_the_loadings_fit_the_parameters_and_a_parameter_lies_on_one_direction() -> None:
    for number in NUMBERS:
        assert number.sign in (1, -1)
        assert number.low < number.high
        assert number.even or number.low <= of.defaults()[number.name] <= number.high
    assert len({number.name for number in NUMBERS}) == len(NUMBERS)
    assert all(each.numbers for each in DIRECTIONS)
    assert set(CARRIED) <= {each.name for each in DIRECTIONS}


def test_where_nothing_is_moved_the_game_is_as_shipped_but_for_what_has_no_centre() -> None:
    found = numbers_at(ZERO)
    for number in NUMBERS:
        share = (of.defaults()[number.name] - number.low) / (number.high - number.low)
        if of.EDGE <= share <= 1.0 - of.EDGE and not number.even:
            assert found[number.name][0] == pytest.approx(of.defaults()[number.name], abs=1e-12)
        else:
            assert found[number.name][0] == pytest.approx(
                (number.low + number.high) / 2.0, abs=1e-12
            )


def test_numbers_stay_in_their_ranges_and_go_the_way_of_their_sign() -> None:
    for place, each in enumerate(DIRECTIONS):
        low, middle, high = (
            numbers_at(ZERO + z * np.eye(len(DIRECTIONS))[place]) for z in (-30.0, 0.0, 30.0)
        )
        for number in NUMBERS:
            values = low[number.name][0], middle[number.name][0], high[number.name][0]
            assert all(number.low <= value <= number.high for value in values)
            assert np.sign(values[2] - values[0]) == (number.sign if number in each.numbers else 0)


def test_what_is_even_is_uniform_over_its_range_under_the_prior() -> None:
    uniform = (np.arange(999)[:, None] + 0.5) / 999
    z = np.repeat(drawn_from_prior(uniform), len(DIRECTIONS), axis=1)
    found = numbers_at(z)["deterrent_saturation"]
    np.testing.assert_allclose(np.sort(found), 2.0 * np.sort(uniform[:, 0]), atol=1e-9)


def test_the_density_of_the_prior_is_that_of_the_logistic() -> None:
    from scipy.stats import logistic

    z = np.linspace(-8.0, 8.0, 30).reshape(10, 3)
    np.testing.assert_allclose(of.log_prior(z), logistic.logpdf(z).sum(axis=1), atol=1e-12)
    assert pytest.approx(logistic.var()) == of.LOGISTIC_VARIANCE
