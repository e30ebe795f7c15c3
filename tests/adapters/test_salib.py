"""SALib gets the ranges of the model, and what it samples is played under the same luck."""

import numpy as np

from tests.adapters.page import played


def test_a_problem_is_sampled_played_and_analysed() -> None:
    page = played("SALib")
    spec = page["spec"]
    indices = spec.analyze_rbd_fast(seed=7).analysis
    assert np.isfinite(indices["S1"]).all()
    shares = page["lose_lose"](spec.samples[[0, 1, 0]])
    # A point twice has the same share.
    assert shares[0] == shares[2]
