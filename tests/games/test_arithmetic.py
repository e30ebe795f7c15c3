"""Arithmetic that hangs on no processor: e to the x, elimination, and the slopes of a logit branch
in closed form.
"""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim.analysis.games import ScoreMap
from sim.core.base.arrays import Floats, exp
from sim.core.game import maths
from sim.study.estimate.linear import solve, solve_all

LUCK = np.random.default_rng(4)


@given(st.floats(-800.0, 800.0))
def test_exp_has_sixteen_digits_and_the_rules_nine(x: float) -> None:
    held = min(max(x, -700.0), 700.0)
    assert float(exp(np.array([x]))[0]) == pytest.approx(math.exp(held), rel=3e-16)
    assert maths.exp(x) == pytest.approx(math.exp(held), rel=3.1e-9)


@pytest.mark.parametrize("size", [1, 2, 5, 17])
def test_elimination_solves_and_knows_the_sign(size: int) -> None:
    systems, right = LUCK.normal(size=(20, size, size)), LUCK.normal(size=size)
    points, determinants = solve_all(systems, right)
    for system, point, determinant in zip(systems, points, determinants, strict=True):
        found, sign = solve(system, right)
        assert system @ found == pytest.approx(right, abs=1e-9)
        assert found == pytest.approx(point, rel=1e-9, abs=1e-12)
        assert sign == np.sign(np.linalg.det(system)) == np.sign(determinant)


def test_a_singular_system_is_said_to_be_one_and_solved_as_far_as_it_goes() -> None:
    matrix = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 0.0, 5.0]])
    found, sign = solve(matrix, np.array([8.0, 16.0, 10.0]))
    assert sign == 0
    assert matrix @ found == pytest.approx([8.0, 16.0, 10.0])
    assert not abs(solve_all(matrix[None], np.ones(3))[1][0]) > 0.0


def by_differences(game: ScoreMap, point: Floats) -> Floats:
    """The slopes of the gap by small steps."""
    steps = 1e-6 * np.eye(point.size)
    return np.array(
        [
            (game.gap_and_slopes(point + s)[0] - game.gap_and_slopes(point - s)[0]) / 2e-6
            for s in steps
        ]
    ).T


def test_slopes_are_those_of_the_gap() -> None:
    whole = tuple(LUCK.normal(size=(3, 2, 4)) for _ in range(3))
    game = ScoreMap([((0, 1, 2), whole)])
    point = np.append(LUCK.normal(size=game.unknowns), 1.3)
    assert game.gap_and_slopes(point)[1] == pytest.approx(by_differences(game, point), abs=1e-7)


def test_a_game_that_is_a_sum_is_the_game_of_its_sums() -> None:
    one, two = (tuple(LUCK.normal(size=shape) for _ in range(2)) for shape in ((3, 2), (3, 4)))
    first = one[0][:, :, None] + two[0][:, None, :]
    others = (
        np.broadcast_to(one[1][:, :, None], first.shape),
        np.broadcast_to(two[1][:, None, :], first.shape),
    )
    parts, whole = (
        ScoreMap([((0, 1), one), ((0, 2), two)]),
        ScoreMap([((0, 1, 2), (first, *others))]),
    )
    point = np.append(LUCK.normal(size=whole.unknowns), 0.7)
    for a, b in zip(parts.gap_and_slopes(point), whole.gap_and_slopes(point), strict=True):
        assert a == pytest.approx(b, abs=1e-12)
