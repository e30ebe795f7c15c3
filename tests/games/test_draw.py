"""Drawing an action: the right frequencies, the ordinal order, ties, and no trace of the batch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sim.world.choice import draw, logit_weights, war_probability, with_war

pytestmark = pytest.mark.short

EXTREMES = np.array([2.0**-54, 1e-9, 0.5, 1.0 - 1e-9, 1.0 - 2.0**-53])
weight_lists = st.lists(st.sampled_from([0.0, 1e-12, 0.1, 0.3, 1.0, 7.0]), min_size=2, max_size=9).filter(any)


def test_frequencies_lie_within_a_binomial_bound() -> None:
    worlds = 40_000
    weights = np.array([0.5, 2.0, 0.1, 1.0])
    war = 0.05
    u = np.random.default_rng(2017).uniform(size=worlds)
    actions = draw(np.repeat(weights[:, np.newaxis], worlds, axis=1), u, np.full(worlds, war))
    expected = np.append(weights / weights.sum() * (1.0 - war), war)
    counts = np.bincount(actions, minlength=5)
    assert (counts >= binom.ppf(1e-6, worlds, expected)).all()
    assert (counts <= binom.ppf(1.0 - 1e-6, worlds, expected)).all()


def test_evenly_spread_uniforms_give_the_probabilities_themselves() -> None:
    worlds = 100_000
    u = (np.arange(worlds) + 0.5) / worlds
    weights = np.array([3.0, 1.0, 4.0])
    shares = np.bincount(draw(np.repeat(weights[:, np.newaxis], worlds, axis=1), u), minlength=3) / worlds
    assert shares == pytest.approx(weights / 8.0, abs=1.5 / worlds)


def test_a_draw_with_war_is_the_inverse_cdf_of_the_whole_menu() -> None:
    rng = np.random.default_rng(5)
    worlds = 4000
    weights = logit_weights(rng.normal(size=(8, worlds)), 1.0)
    war = war_probability(rng.uniform(5.0, 8.0, worlds), 0.05, 2.0)
    u = rng.uniform(size=worlds)
    actions = draw(weights, u, war)
    menu = with_war(weights / weights.sum(axis=0), war)
    for world in range(worlds):
        total, action = menu[0, world], 0
        while u[world] >= total:
            action += 1
            total += menu[action, world]
        assert actions[world] == action


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 3.0), st.floats(0.0, 0.3))
def test_a_stochastically_higher_menu_draws_a_weakly_higher_action(
    seed: int, tilt: float, war: float
) -> None:
    rng = np.random.default_rng(seed)
    utility = rng.normal(size=(8, 200))
    u = rng.uniform(size=200)
    higher = utility + tilt * np.arange(8.0)[:, np.newaxis]
    low, high = logit_weights(utility, 1.0), logit_weights(higher, 1.0)
    assert (draw(high, u) >= draw(low, u)).all()
    assert (draw(high, u, war) >= draw(low, u, war)).all()
    assert (draw(low, u, war) >= draw(low, u)).all()


@given(weight_lists, st.sampled_from([None, 0.0, 1e-17, 0.01, 1.0 / 3.0, 0.9999999]))
def test_an_action_without_weight_is_never_drawn(weights: list[float], war: float | None) -> None:
    menu = np.repeat(np.array(weights)[:, np.newaxis], EXTREMES.size, axis=1)
    for action in draw(menu, EXTREMES, war):
        assert action == len(weights) or weights[action] > 0.0


@given(weight_lists, st.floats(1e-6, 0.999), st.integers(0, 2**32 - 1))
def test_war_is_drawn_exactly_where_the_uniform_reaches_its_share(
    weights: list[float], war: float, seed: int
) -> None:
    u = np.random.default_rng(seed).uniform(size=100)
    menu = np.repeat(np.array(weights)[:, np.newaxis], 100, axis=1)
    assert ((draw(menu, u, war) == len(weights)) == (u >= 1.0 - war)).all()


def test_the_last_uniforms_before_war_still_find_the_last_action_with_weight() -> None:
    # At the edge the scaled uniform often rounds up to the total, where a row without weight would follow.
    rng = np.random.default_rng(8)
    war = rng.uniform(0.001, 0.9, 20_000)
    u = np.nextafter(1.0 - war, 0.0)
    weights = np.stack([rng.uniform(0.1, 3.0, u.size), rng.uniform(0.1, 3.0, u.size), np.zeros(u.size)])
    assert (draw(weights, u, war) == 1).all()


def test_a_uniform_exactly_at_the_edge_is_war() -> None:
    assert draw(np.ones((3, 1)), np.array([0.75]), np.array([0.25])).tolist() == [3]


def test_a_certain_war_is_drawn_without_a_division_by_zero() -> None:
    assert (draw(np.ones((3, 5)), EXTREMES, np.ones(5)) == 3).all()


def test_scaling_all_weights_changes_no_draw() -> None:
    rng = np.random.default_rng(3)
    weights = logit_weights(rng.normal(size=(7, 500)), 1.0)
    u = rng.uniform(size=500)
    assert (draw(weights, u) == draw(4.0 * weights, u)).all()


def test_a_world_draws_the_same_alone_and_in_any_batch() -> None:
    rng = np.random.default_rng(4)
    weights = logit_weights(rng.normal(size=(9, 300)), 1.0)
    u = rng.uniform(size=300)
    war = rng.uniform(0.0, 0.2, 300)
    together = draw(weights, u, war)
    assert together.dtype == np.intp
    for world in range(300):
        one = slice(world, world + 1)
        assert draw(weights[:, one], u[one], war[one])[0] == together[world]
        assert draw(weights[:, world], float(u[world]), float(war[world])) == together[world]
