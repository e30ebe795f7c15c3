"""The bootstrap: resamples are what they say, and its intervals are those of theory where theory
has one.
"""

import numpy as np
import pytest

from sim.core.estimate.interval import mean_estimate
from sim.study.estimate.bootstrap import (
    Stream,
    draw_resamples,
    percentiles,
    resampled_counts,
    resampled_means,
)

STREAM = Stream.POINTS_RESAMPLED


def test_a_resample_holds_as_many_things_as_there_are_each_equally_often() -> None:
    rows = draw_resamples(40, 5_000, 7, STREAM)
    assert rows.shape == (5_000, 40)
    assert (rows.min(), rows.max()) == (0, 39)
    often = np.bincount(rows.ravel()) / 5_000
    np.testing.assert_allclose(often, 1.0, atol=4.5 / np.sqrt(5_000))


def test_blocks_are_drawn_in_a_row_the_first_after_the_last() -> None:
    rows = draw_resamples(10, 200, 7, STREAM, block=4)
    assert rows.shape == (200, 10)
    inside = [k for k in range(9) if k % 4 != 3]
    assert ((rows[:, [k + 1 for k in inside]] - rows[:, inside]) % 10 == 1).all()


def test_counts_add_up_and_their_means_are_means() -> None:
    counts = resampled_counts(30, 100, 7, STREAM)
    assert (counts.sum(axis=1) == 30).all()
    values = np.random.default_rng(1).random((2, 3, 30))
    means = resampled_means(values, counts)
    assert means.shape == (100, 2, 3)
    np.testing.assert_allclose(means[5, 1, 2], np.average(values[1, 2], weights=counts[5]))


@pytest.mark.parametrize("form", ["rows", "counts"])
def test_of_a_mean_the_percentiles_are_near_the_interval_of_student(form: str) -> None:
    values = np.random.default_rng(3).normal(2.0, 1.0, 400)
    if form == "rows":
        drawn = values[draw_resamples(400, 4_000, 7, STREAM)].mean(axis=1)
    else:
        drawn = resampled_means(values, resampled_counts(400, 4_000, 7, STREAM))
    found, theory = percentiles(values.mean(), drawn, 400, "m"), mean_estimate(values)
    assert found.low == pytest.approx(theory.low, abs=0.01)
    assert found.high == pytest.approx(theory.high, abs=0.01)


def test_an_interval_holds_its_value() -> None:
    """Of a maximum every resample is at most the sample."""
    found = percentiles(3.0, np.array([0.0, 1.0, 2.0]), 3, "m")
    assert (found.low, found.value, found.high) == (pytest.approx(0.05), 3.0, 3.0)


def test_means_of_resamples_do_not_hang_on_the_order_of_adding() -> None:
    # A processor of another kind adds up in another order: the bytes must be the same.
    generator = np.random.default_rng(5)
    values = generator.normal(size=(3, 2000)) * np.array([[1.0], [1e-5], [1e9]])
    counts = resampled_counts(2000, 50, 7, STREAM)
    order = generator.permutation(2000)
    assert (
        resampled_means(values, counts).tobytes()
        == resampled_means(values[:, order], counts[:, order]).tobytes()
    )
    plain = counts @ values.T / 2000
    assert np.allclose(
        resampled_means(values, counts), plain, rtol=1e-9, atol=1e-12 * np.abs(values).max(axis=1)
    )
