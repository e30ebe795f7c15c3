"""Luck: addressable by seed, month, world and purpose, whatever else is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.world.luck import LEAST, MOST_SEED, RESERVED, SLOT, SLOTS, Luck, checked_seed


def by_hand(seed: int, month: int, world: int, slot: str) -> float:
    """One uniform drawn alone: Philox with key (seed, month) at counter (world, block of four slots, 0, 0)."""
    block, row = divmod(SLOT[slot], 4)
    key = np.array([seed, month], dtype=np.uint64)
    counter = np.array([world, block, 0, 0], dtype=np.uint64)
    drawn = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(4)
    return float(max(drawn[row], 2.0**-54))


@pytest.mark.short
@settings(max_examples=50)
@given(
    seed=st.sampled_from([0, 1, MOST_SEED]) | st.integers(0, MOST_SEED),
    month=st.integers(0, 600),
    first=st.sampled_from([0, 2**32 - 1, 2**32, 2**40]) | st.integers(0, 2**33),
    slot=st.sampled_from(SLOTS),
)
def test_a_uniform_is_found_by_its_address(seed: int, month: int, first: int, slot: str) -> None:
    drawn = Luck(seed, month, [(first, 3)]).uniform(slot)
    assert drawn.tolist() == [by_hand(seed, month, first + k, slot) for k in range(3)]


def test_no_slot_shifts_another_and_parts_stand_side_by_side() -> None:
    whole = Luck(7, 3, [(0, 10)])
    parts = Luck(7, 3, [(6, 4), (0, 6), (6, 4)])
    for slot in reversed(SLOTS):
        expected = np.concatenate([whole.uniform(slot)[6:], whole.uniform(slot)[:6], whole.uniform(slot)[6:]])
        assert parts.uniform(slot).tobytes() == expected.tobytes()


def test_slots_are_named_once_and_fit_their_reserve() -> None:
    assert len(set(SLOTS)) == len(SLOTS) <= RESERVED


def test_large_seeds_next_to_each_other_differ() -> None:
    """A key given as a list of large integers would lose the last bits of the seed."""
    a, b = (Luck(seed, 0, [(0, 8)]).uniform("accident") for seed in (MOST_SEED, MOST_SEED - 1))
    assert not np.intersect1d(a, b).size


def test_uniforms_are_uniform_and_slots_apart() -> None:
    luck = Luck(11, 2, [(0, 20000)])
    drawn = [luck.uniform(slot) for slot in SLOTS]
    assert min(stats.kstest(each, "uniform").pvalue for each in drawn) > 0.05 / len(SLOTS) / 10
    off_diagonal = np.corrcoef(drawn)[~np.eye(len(SLOTS), dtype=bool)]
    assert np.abs(off_diagonal).max() < 0.04
    assert all((each >= LEAST).all() and (each < 1.0).all() for each in drawn)


def test_a_normal_is_the_inverse_distribution_function_of_its_uniform() -> None:
    luck = Luck(5, 0, [(0, 500)])
    np.testing.assert_allclose(stats.norm.cdf(luck.normal("tension")), luck.uniform("tension"), rtol=1e-12)


@pytest.mark.short
@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1, np.int64(5)])
def test_a_seed_is_a_whole_number(seed: int) -> None:
    assert checked_seed(seed) == seed
    assert type(checked_seed(seed)) is int


@pytest.mark.short
@pytest.mark.parametrize("seed", [True, False, np.True_, 1.5, 1.0, np.float64(3.0), "7", None, [7]])
def test_what_is_no_whole_number_is_no_seed(seed: object) -> None:
    with pytest.raises(TypeError, match="whole number"):
        checked_seed(seed)


@pytest.mark.short
@pytest.mark.parametrize("seed", [-1, 2**63, 2**64, -(2**63)])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="whole number"):
        checked_seed(seed)
