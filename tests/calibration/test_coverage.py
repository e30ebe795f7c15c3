"""The check of a fit on its own simulations: right for a right fit, and able to say no."""

import numpy as np

from sim.analysis.calibration.coverage import coverage
from sim.analysis.calibration.prior import drawn_places


def test_a_right_fit_covers() -> None:
    places = drawn_places(2, 30_000, 5)
    noise = np.random.default_rng(5).standard_normal((30_000, 2))
    summaries = places + 0.15 * noise
    observed = np.array([0.5, 0.4])
    right = coverage(places, summaries, observed, 300, 150, 1)
    assert right.held.low < 0.9 < right.held.high
    assert right.smallest_p > 0.001
    assert right.bound == 0.025


def test_a_fit_that_keeps_far_too_much_is_seen() -> None:
    generator = np.random.default_rng(7)
    places = generator.random((12_000, 1))
    # The summary turns back on itself far from the observation, so that a line through all of it is wrong.
    summaries = np.abs(places - 0.35) + 0.01 * generator.standard_normal(places.shape)
    narrow = coverage(places, summaries, np.array([0.5]), 60, 150, 1)
    wide = coverage(places, summaries, np.array([0.5]), 11_000, 150, 1)
    assert narrow.smallest_p > 0.001
    assert wide.smallest_p < 1e-4


def test_the_check_is_reproducible_and_uses_no_luck_but_its_seed() -> None:
    places = drawn_places(1, 4_000, 2)
    summaries = places + 0.1
    found = [coverage(places, summaries, np.array([0.6]), 100, 60, seed).held.value for seed in (3, 3, 4)]
    assert found[0] == found[1]
