"""Targets: counts of marked months, on records with holes and on simulated worlds."""

from itertools import product

import numpy as np
import pytest

from sim.history.targets import TARGETS, all_outcomes, outcomes, share_of_worlds

GENERATOR = np.random.default_rng(4)


def marks(text: str) -> np.ndarray:
    """Return marks from a text: `1` yes, `.` no, `?` unknown."""
    return np.array([{"1": 1, ".": 0, "?": -1}[sign] for sign in text], dtype=np.int8)


def test_what_happened_is_unknown_past_the_end_and_where_a_month_is() -> None:
    found = outcomes(marks("......1....?1"), range(13), 2)
    assert found.tolist() == [0] * 5 + [1, 1, 0, 0, 0, -1, -1, -1]


def test_all_outcomes_are_those_of_each_target_and_horizon() -> None:
    seen = {name: GENERATOR.integers(-1, 2, 40).astype(np.int8) for name in TARGETS}
    found = all_outcomes(seen, range(10, 40), (3, 6))
    assert set(found) == set(product(TARGETS, (3, 6)))
    for (name, horizon), happened in found.items():
        assert happened.tolist() == outcomes(seen[name], range(10, 40), horizon).tolist()


@pytest.mark.parametrize("horizon", [1, 3, 6])
def test_a_world_and_a_record_of_the_same_months_agree(horizon: int) -> None:
    """Each world's future, read as a record, gives its own share."""
    futures = GENERATOR.random((horizon, 300)) < 0.15
    seen = [outcomes(world.astype(np.int8), [0], horizon)[0] for world in futures.T]
    np.testing.assert_allclose(
        share_of_worlds(futures, horizon), np.bincount(seen, minlength=horizon + 1) / 300
    )
