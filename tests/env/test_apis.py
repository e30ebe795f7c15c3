"""The environments keep the contracts of Gymnasium and PettingZoo; the vector one is the single one
world by world.
"""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest

import sim
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import Ending

pytest.importorskip("gymnasium")
pytest.importorskip("pettingzoo")

from gymnasium.utils.env_checker import check_env
from pettingzoo.test import parallel_api_test, parallel_seed_test

from sim.env import SingleEnv, VectorEnv, parallel_env

SPRING = sim.load_scenario("2017-spring")
SHORT = SPRING.change({"months": 14, "accident": 0.02, "start_tension": 6.0})


@pytest.mark.parametrize("capital", CAPITALS)
@pytest.mark.parametrize("reward", ["payoff", "goals"])
def test_gymnasium_accepts_the_single_environment(capital: str, reward: str) -> None:
    check_env(SingleEnv(SHORT, capital, reward=reward), skip_render_check=True)


def test_pettingzoo_accepts_the_parallel_environment() -> None:
    parallel_api_test(parallel_env(SHORT), num_cycles=200)
    parallel_seed_test(lambda: parallel_env(SHORT), num_cycles=60)


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_vector_environment_is_the_single_one_world_by_world(capital: str) -> None:
    worlds, first = 60, 5
    vector, single = VectorEnv(SHORT, capital, worlds), SingleEnv(SHORT, capital)
    vector.action_space.seed(3)
    actions = [vector.action_space.sample() for _ in range(SHORT.months)]
    seen = [vector.reset(seed=11, options={"world": first})[0]]
    paid, over = [], []
    for action in actions:
        row, reward, terminated, truncated, _ = vector.step(action)
        seen.append(row)
        paid.append(reward)
        over.append(terminated)
        assert vector.observation_space.contains(row)
        assert not truncated.any()
    for world in range(worlds):
        row, told = single.reset(seed=11, options={"world": first + world})
        assert told == {"world": first + world}
        assert row.tobytes() == seen[0][world].tobytes()
        done, month = False, 0
        while not done:
            row, reward, done, _, told = single.step(actions[month][world])
            assert row.tobytes() == seen[month + 1][world].tobytes()
            assert reward == paid[month][world]
            assert done == over[month][world]
            month += 1
        assert Ending[told["ending"].upper()] == vector.many.ending[world]
    assert len({int(ends) for ends in vector.many.ending}) > 1


def test_four_capitals_alone_in_a_world_are_its_one_capital_and_three_by_the_rules() -> None:
    four, one = parallel_env(SHORT), SingleEnv(SHORT, "beijing")
    four.reset(seed=2)
    one.reset(seed=2)
    while four.agents:
        seen, paid, *_ = four.step({"beijing": np.array([1, 2])})
        row, reward, *_ = one.step(np.array([1, 2]))
        assert seen["beijing"].tobytes() == row.tobytes()
        assert paid["beijing"] == reward


def test_episodes_without_a_seed_are_the_following_worlds() -> None:
    env = SingleEnv(SHORT)
    assert [env.reset()[1]["world"] for _ in range(3)] == [0, 1, 2]
    assert env.reset(seed=4)[1]["world"] == 0
    assert env.reset()[1]["world"] == 1
    vector = VectorEnv(SHORT, worlds=3)
    assert [vector.reset()[1]["world"].tolist() for _ in range(2)] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("name", ["sim.env.four", "sim.env.many", "sim.env.one_capital"])
def test_the_examples_of_docstrings_hold(name: str) -> None:
    assert (
        doctest.testmod(
            importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE
        ).failed
        == 0
    )
