"""The game over pools: a profile at rest where there is one, a mix where best replies go round for ever."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analysis.learn.oracle import PoolGame, pool_game
from sim.analysis.learn.profiles import LINE_UP, OWN, Policy
from sim.arrays import Floats

CORE = sim.load_scenario("core")
OTHER: Policy = (("washington.policy", "dove"),)
THEIRS: Policy = (("beijing.policy", "broker"),)
POOLS = {"washington": [OWN, OTHER], "beijing": [OWN, THEIRS], "pyongyang": [OWN], "seoul": [OWN]}


def game(us: Floats, theirs: Floats) -> PoolGame:
    """Return the game of Washington and Beijing with these payoffs, the same in each of ten worlds."""
    value = np.zeros((1, 4, 2, 2, 1, 1, 10))
    value[0, 0, :, :, 0, 0], value[0, 1, :, :, 0, 0] = us[..., None], theirs[..., None]
    return pool_game(CORE, 7, POOLS, value, np.zeros((1, 2, 2, 1, 1, 10), dtype=bool))


def test_best_replies_lead_to_rest() -> None:
    """A prisoners' dilemma: from the line-up both turn to what dominates."""
    found = game(np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]]))
    assert found.resting() == ((1.0, (OTHER, THEIRS, OWN, OWN)),)
    assert found.worth(found.resting(), "washington").tolist() == [1.0] * 10
    assert found.worth(((1.0, LINE_UP),), "washington").tolist() == [3.0] * 10


def test_where_replies_go_round_it_is_a_mix() -> None:
    """Matching pennies: each profile a quarter."""
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    mix = game(pennies, -pennies).resting()
    assert [weight for weight, _ in mix] == pytest.approx([0.25] * 4)
    assert sum(weight for weight, _ in mix) == pytest.approx(1.0)
    assert game(pennies, -pennies).worth(mix, "beijing") == pytest.approx(np.zeros(10))


def test_a_line_up_that_nobody_leaves_is_at_rest() -> None:
    still = np.array([[2.0, 2.0], [1.0, 1.0]])
    assert game(still, still.T).resting() == ((1.0, LINE_UP),)


def test_a_game_among_fewer_policies() -> None:
    found = game(np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[3.0, 5.0], [0.0, 1.0]]))
    fewer = found.among(POOLS | {"washington": [OWN]})
    assert fewer.resting() == ((1.0, (OWN, THEIRS, OWN, OWN)),)
    alone = found.among(POOLS | {"washington": [OWN], "beijing": [OWN]})
    assert alone.resting() == ((1.0, LINE_UP),)
