"""The game of held courses, on made-up payoffs whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.defaults import BASE
from sim.analysis.patterns.dilemma import CourseGame, game_in, lines_of_game, profiles_of
from sim.core.game.catalogue import CAPITALS, VALUES
from sim.core.game.policies import courses_of
from sim.core.scenario import load_scenario
from sim.study.play.play import play

TYPES = 3
SHAPE = tuple(len(courses_of(capital)) for capital in CAPITALS)
WASHINGTON, BEIJING, PYONGYANG, SEOUL = range(4)


def game(value: np.ndarray, lost: np.ndarray | None = None, worlds: int = 30) -> CourseGame:
    """Return a game in which all worlds are alike; `value` is `(types, capitals, w, b, p, s)`."""
    failed = np.zeros((TYPES, *SHAPE)) if lost is None else lost
    repeated = [np.repeat(each[..., None], worlds, axis=-1) for each in (value, failed)]
    return CourseGame(repeated[0], repeated[1], np.array((0.5, 0.3, 0.2)), 3)


def of_own_course(capital: int, worth: list[float]) -> np.ndarray:
    """Return values that hang on a capital's own course alone, for it; the others get nothing."""
    value = np.zeros((TYPES, 4, *SHAPE))
    own = np.array(worth).reshape([-1 if axis == capital else 1 for axis in range(4)])
    value[:, capital] = own
    return value


@pytest.mark.parametrize("capital", range(4))
def test_a_course_that_is_always_best_is_dominant(capital: int) -> None:
    worth = [0.0, 3.0, 2.0, 1.0][: SHAPE[capital]]
    made = game(of_own_course(capital, worth))
    line = lines_of_game(made)[capital]
    assert (line.measured.value, line.holds) == (1.0, False)
    shares = made.best_shares(made.payoffs(made.value.mean(axis=-1)))[capital]
    assert shares.tolist() == [0.0, 1.0, 0.0, 0.0][: SHAPE[capital]]


def test_a_course_that_answers_the_others_is_not() -> None:
    """Washington wants to do what Beijing does: each course is best in a quarter of what the others
    may do.
    """
    value = np.zeros((TYPES, 4, *SHAPE))
    value[:, WASHINGTON] = np.eye(4)[:, :, None, None]
    made = game(value)
    shares = made.best_shares(made.payoffs(made.value.mean(axis=-1)))[WASHINGTON]
    assert shares.tolist() == [0.25] * 4
    assert lines_of_game(made)[WASHINGTON].holds


def test_types_of_kim_count_alike() -> None:
    value = np.zeros((TYPES, 4, *SHAPE))
    for kim, course in enumerate((0, 2, 2)):
        value[kim, PYONGYANG, :, :, course] = 1.0
    made = game(value)
    shares = made.best_shares(made.payoffs(made.value.mean(axis=-1)))[PYONGYANG]
    np.testing.assert_allclose(shares, [1 / 3, 0.0, 2 / 3, 0.0])


def test_at_an_equilibrium_each_type_of_kim_takes_its_own_course() -> None:
    """Both powers fail their goals where the fearful Kim builds, and nowhere else; he wants to."""
    value = of_own_course(WASHINGTON, [1.0, 0.0, 0.0, 0.0]) + of_own_course(
        BEIJING, [1.0, 0.0, 0.0, 0.0]
    )
    value += of_own_course(SEOUL, [1.0, 0.0, 0.0])
    value[0, PYONGYANG, :, :, 1] = value[1:, PYONGYANG, :, :, 2] = 1.0
    lost = np.zeros((TYPES, *SHAPE))
    lost[0, :, :, 1] = 1.0
    least = lines_of_game(game(value, lost))[-1]
    assert least.measured.value == pytest.approx(0.5)
    assert least.holds


def test_the_game_that_is_played_has_the_payoffs_of_its_cells() -> None:
    spring = load_scenario(BASE).change({"months": 2})
    results = play(profiles_of(spring, 3, 5))
    made = game_in(spring, results)
    assert made.value.shape == (TYPES, len(VALUES), *SHAPE, 3)
    held = dict(zip(CAPITALS, ("engagement", "mediate", "charm", "sunshine"), strict=True))
    places = [courses_of(name).index(course) for name, course in held.items()]
    order = results.study.components[0].factors
    cell = spring.change(
        {f"{name}.policy": course for name, course in held.items()} | {"kim_type": "greedy"}
    )
    import sim

    alone = sim.run(cell, worlds=3, seed=5).to_frame()
    assert len(order) == 1 + len(CAPITALS)
    np.testing.assert_allclose(made.value[1, 0, *places], alone["value_washington"])
