"""The damped fixed point: it answers itself, flags what does not converge, and never mixes
worlds.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.analysis.games import Profile
from tests.games.choice import logit_probabilities
from tests.games.fixed_point import fixed_point

pytestmark = pytest.mark.short


def chicken_answers(precision: np.ndarray):  # type: ignore[no-untyped-def]
    """Two players of chicken (1, 0, -1, -10), one game per world, each world at its own
    precision.
    """

    def respond(profile: Profile) -> Profile:
        answers = []
        for other in (profile[1], profile[0]):
            swerve, stick = -other[1], other[0] - 10.0 * other[1]
            answers.append(logit_probabilities(np.stack([swerve, stick]), precision))
        return tuple(answers)

    return respond


def uniform(worlds: int) -> Profile:
    return np.full((2, worlds), 0.5), np.full((2, worlds), 0.5)


def test_the_profile_answers_itself_as_an_independent_root_says() -> None:
    precision = np.array([0.0, 0.1, 0.2, 0.3])
    profile, converged, residual = fixed_point(chicken_answers(precision), uniform(4))
    assert converged.all()
    assert (residual <= 1e-8).all()
    for world, number in enumerate(precision):
        root = brentq(
            lambda q, p=number: 1 / (1 + math.exp(-p * (1 - 10 * q))) - q, 0.0, 1.0, xtol=1e-14
        )
        assert profile[0][1, world] == pytest.approx(root, abs=1e-7)
        assert profile[1][1, world] == pytest.approx(root, abs=1e-7)


def test_the_residual_is_the_gap_of_the_profile_returned() -> None:
    respond = chicken_answers(np.array([0.2, 3.0, 8.0]))
    for rounds in (1, 2, 7, 200):
        profile, converged, residual = fixed_point(respond, uniform(3), rounds=rounds)
        gaps = [
            np.abs(new - old).max(axis=0)
            for new, old in zip(respond(profile), profile, strict=True)
        ]
        assert (residual == np.maximum(*gaps)).all()
        assert (converged == (residual <= 1e-8)).all()


def test_a_world_that_cycles_is_flagged_and_the_others_are_not() -> None:
    # Undamped, symmetric chicken at high precision swings between sticking and swerving together.
    precision = np.array([0.2, 5.0])
    _, converged, residual = fixed_point(chicken_answers(precision), uniform(2), damping=1.0)
    assert converged.tolist() == [True, False]
    assert residual[1] > 0.1


def test_rounds_stop_once_every_world_is_held() -> None:
    calls = []
    respond = chicken_answers(np.array([0.1]))

    def counted(profile: Profile) -> Profile:
        calls.append(1)
        return respond(profile)

    fixed_point(counted, uniform(1))
    assert 1 < len(calls) < 60
    calls.clear()
    fixed_point(counted, uniform(1), tolerance=-1.0, rounds=9)
    assert len(calls) == 9


def test_a_world_held_early_keeps_its_bits_whatever_the_others_do() -> None:
    precision = np.random.default_rng(6).uniform(0.0, 6.0, 40)
    together, converged, residual = fixed_point(chicken_answers(precision), uniform(40))
    assert converged.any()
    assert not converged.all()
    for world in range(40):
        one = slice(world, world + 1)
        alone, converged_alone, residual_alone = fixed_point(
            chicken_answers(precision[one]), uniform(1)
        )
        assert all(
            (mine[:, 0] == ours[:, world]).all() for mine, ours in zip(alone, together, strict=True)
        )
        assert converged_alone[0] == converged[world]
        assert residual_alone[0] == residual[world]
