"""The game of held courses, on made-up payoffs whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from sim.analysis.defaults import BASE
from sim.analysis.patterns import findings as dilemma
from sim.analysis.policy_game.game import PolicyGame, resample_game
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import courses_of
from sim.core.scenario import load_scenario

if TYPE_CHECKING:
    from sim.analysis.patterns.plays import PatternPlays

TYPES = ("fearful", "greedy", "erratic")
SHAPE = tuple(len(courses_of(capital)) for capital in CAPITALS)
WASHINGTON, BEIJING, PYONGYANG, SEOUL = range(4)


def game(value: np.ndarray, goals_failed: np.ndarray | None = None, worlds: int = 30) -> PolicyGame:
    """Return a game in which all worlds are alike; `value` is `(types, capitals, w, b, p, s)`."""
    lost = np.zeros((len(TYPES), *SHAPE)) if goals_failed is None else goals_failed
    choices = {capital: courses_of(capital) for capital in CAPITALS}
    return PolicyGame(
        load_scenario(BASE),
        3,
        choices,
        TYPES,
        (0.5, 0.3, 0.2),
        np.repeat(value[..., None], worlds, axis=-1),
        np.repeat(lost[..., None] > 0.5, worlds, axis=-1),
        np.ones(4),
    )


def of_own_course(capital: int, worth: list[float]) -> np.ndarray:
    """Return values that hang on a capital's own course alone, for it; the others get nothing."""
    value = np.zeros((len(TYPES), 4, *SHAPE))
    own = np.array(worth).reshape([-1 if axis == capital else 1 for axis in range(4)])
    value[:, capital] = own
    return value


@pytest.mark.parametrize("capital", range(4))
def test_a_course_that_is_always_best_is_dominant(capital: int) -> None:
    worth = [0.0, 3.0, 2.0, 1.0][: SHAPE[capital]]
    made = game(of_own_course(capital, worth))
    line = dilemma.best_most_often(made, resample_game(made, 5), CAPITALS[capital])
    assert (line.measured.value, line.holds) == (1.0, False)
    shares = dilemma.shares_of(made, made.payoffs(), CAPITALS[capital])
    assert shares.tolist() == [0.0, 1.0, 0.0, 0.0][: SHAPE[capital]]


def test_a_course_that_answers_the_others_is_not() -> None:
    """Washington wants to do what Beijing does: each course is best in a quarter of what the others
    may do.
    """
    value = np.zeros((len(TYPES), 4, *SHAPE))
    value[:, WASHINGTON] = np.eye(4)[:, :, None, None]
    made = game(value)
    assert dilemma.shares_of(made, made.payoffs(), "washington").tolist() == [0.25] * 4
    assert dilemma.best_most_often(made, resample_game(made, 5), "washington").holds


def test_types_of_kim_count_alike() -> None:
    value = np.zeros((len(TYPES), 4, *SHAPE))
    for kim, course in enumerate((0, 2, 2)):
        value[kim, PYONGYANG, :, :, course] = 1.0
    made = game(value)
    np.testing.assert_allclose(
        dilemma.shares_of(made, made.payoffs(), "pyongyang"), [1 / 3, 0.0, 2 / 3, 0.0]
    )


def test_a_mixture_is_written_with_its_shares() -> None:
    assert dilemma.mixture("seoul", np.array([0.0, 1.0, 0.0])) == "hedging"
    assert (
        dilemma.mixture("seoul", np.array([0.75, 0.248, 0.002])) == "sunshine 75 % + hedging 25 %"
    )


def test_both_giants_lose_where_another_pair_of_courses_is_better_for_both() -> None:
    """A prisoner's dilemma of two courses each; the others of the menu are worse than any of
    them.
    """
    pays = np.full((4, 4), -9.0)
    pays[:2] = [[3.0, 0.0, -7.0, -7.0], [5.0, 1.0, -6.0, -6.0]]
    value = np.zeros((len(TYPES), 4, 4, 4, 1, 1))
    value[:, WASHINGTON, ..., 0, 0], value[:, BEIJING, ..., 0, 0] = pays, pays.T
    loss = np.array([4.0, 8.0, 1.0, 1.0])
    choices = {
        capital: courses_of(capital)[: 4 if place < 2 else 1]
        for place, capital in enumerate(CAPITALS)
    }
    made = replace(
        game(np.zeros((3, 4, *SHAPE))),
        choices=choices,
        loss=loss,
        value=np.repeat(value[..., None], 30, axis=-1),
        goals_failed=np.zeros((3, 4, 4, 1, 1, 30), dtype=bool),
    )
    asked: list[Any] = []

    class Made:
        def giants(self, changes: Any) -> PolicyGame:
            asked.append(dict(changes))
            return made

    lines = {line.key: line for line in dilemma.of_giants(cast("PatternPlays", Made()))}
    own = lines["dilemma.giants.own_beliefs"]
    assert (own.measured.value, own.holds) == (2.0 / 8.0, True)
    assert lines["dilemma.giants.fearful"].holds is False
    assert lines["dilemma.giants.model_prior.60_months"].holds is None
    assert asked[0] == {}
