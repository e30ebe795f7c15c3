"""Shares of worlds that were tried several times: never surer than the worlds allow."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.estimate.interval import wilson
from sim.study.estimate.shares import clustered_share


def test_one_trial_a_world_is_wilson_up_to_the_correction_of_the_variance() -> None:
    hits = np.repeat([1.0, 0.0], [300, 700])
    found, plain = clustered_share(hits, np.ones(1000)), wilson(300, 1000)
    assert found.value == plain.value
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=2e-5)


@pytest.mark.parametrize("times", [1, 5, 40])
def test_the_same_worlds_tried_again_tell_nothing_new(times: int) -> None:
    hits = np.repeat([1.0, 0.0], [30, 70])
    once, often = (
        clustered_share(hits, np.ones(100)),
        clustered_share(hits * times, np.full(100, float(times))),
    )
    assert (often.low, often.high) == pytest.approx((once.low, once.high), abs=1e-12)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_never_or_always_happens_is_as_sure_as_its_worlds(share: float) -> None:
    found = clustered_share(np.full(50, 8.0 * share), np.full(50, 8.0))
    plain = wilson(round(50 * share), 50)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=1e-12)


@pytest.mark.parametrize("p", [0.02, 0.2, 0.5])
def test_it_covers_the_truth_where_worlds_are_alike_in_all_cells(p: float) -> None:
    """Half of the cells follow the world, half are luck of their own."""
    draw = np.random.default_rng(7)
    covered = 0
    for _ in range(800):
        world = draw.random(200) < p
        own = draw.random((200, 4)) < p
        found = clustered_share(4.0 * world + own.sum(axis=1), np.full(200, 8.0))
        covered += found.low <= p <= found.high
    assert covered / 800 >= 0.93
