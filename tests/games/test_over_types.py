"""Games with types that only their player knows: equilibria against the general solver and against
their definition.
"""

import numpy as np
import pytest

from sim.analysis.games import Plan, equilibria_over_types, nash_equilibria
from sim.core.base.arrays import Floats

CHANCES = np.array([0.45, 0.35, 0.2])


def rounded(*choices: Floats) -> list[list[float]]:
    return [np.round(choice, 6).tolist() for choice in choices]


def gains(own: Floats, other: Floats, chances: Floats, plan: Plan) -> list[float]:
    worth = np.einsum("t,tij,tj->i", chances, own, plan[1])
    answers = np.einsum("tij,i->tj", other, plan[0])
    return [
        float(worth.max() - worth @ plan[0]),
        *(answers.max(axis=1) - (answers * plan[1]).sum(axis=1)).tolist(),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_with_one_type_they_are_the_nash_equilibria(seed: int) -> None:
    own, other = np.random.default_rng(seed).normal(size=(2, 3, 4))
    found = equilibria_over_types(own[None], other[None], [1.0])
    wanted = nash_equilibria([own, other])
    assert sorted(rounded(x, q[0]) for x, q in found) == sorted(
        rounded(*each.profile) for each in wanted
    )


@pytest.mark.parametrize("seed", range(4))
def test_nobody_gains_by_leaving_and_their_number_is_odd(seed: int) -> None:
    # Wilson 1971: a game without degeneracy has an odd number of equilibria.
    own, other = np.random.default_rng(seed).normal(size=(2, 3, 3, 3))
    found = equilibria_over_types(own, other, CHANCES)
    assert len(found) % 2 == 1
    for plan in found:
        assert gains(own, other, CHANCES, plan) == pytest.approx([0.0] * 4, abs=1e-9)


def test_a_type_that_cannot_be_changes_nothing() -> None:
    own, other = np.random.default_rng(3).normal(size=(2, 2, 3, 3))
    two = {str(rounded(x, q[0])) for x, q in equilibria_over_types(own, other, [1.0, 0.0])}
    one = {str(rounded(x, q[0])) for x, q in equilibria_over_types(own[:1], other[:1], [1.0])}
    assert two == one


def test_a_spiral_and_a_deterrent_in_one_game() -> None:
    # Rows press, talk; columns arm, calm. Pressed, the fearful arm; talked to, the greedy. Talking
    # pays where it calms.
    own = np.array([[[0.0, 2.0], [-3.0, 4.0]], [[1.0, 3.0], [-4.0, 2.0]]])
    other = np.array([[[1.0, 0.0], [0.0, 2.0]], [[0.0, 1.0], [3.0, 0.0]]])
    pressing, talking = (
        ([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]),
        ([0.0, 1.0], [[0.0, 1.0], [1.0, 0.0]]),
    )

    def found(fearful: float) -> list[tuple[list[float], list[list[float]]]]:
        plans = equilibria_over_types(own, other, [fearful, 1.0 - fearful])
        return [(x.tolist(), q.tolist()) for x, q in plans]

    assert pressing in found(0.5)
    assert talking not in found(0.5)
    assert talking in found(0.95)
