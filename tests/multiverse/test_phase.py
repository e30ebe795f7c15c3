"""The phase plane: known drifts and honest intervals."""

import numpy as np
import pytest

import sim
from sim.errors import DataProblem
from sim.show.phase_plot import (
    LEAST_MONTHS,
    X_EDGES,
    Y_EDGES,
    bins,
    drifts,
    last_of,
    mean_by_world,
    mean_path,
    phase,
)
from sim.study.outcomes import FINAL_STATES
from tests.show.drawn import by_gid, illegible, words

LUCK = np.random.default_rng(8)
X, Y = LUCK.uniform(0.1, 0.9, (1, 400)), LUCK.uniform(1.0, 7.0, (1, 400))
ENDS = LUCK.integers(0, len(FINAL_STATES), 400)


def test_a_model_held_still_has_no_drift() -> None:
    field = drifts(np.repeat(X, 25, axis=0), np.repeat(Y, 25, axis=0), X_EDGES, Y_EDGES)
    assert field == []
    wide = drifts(np.repeat(X, 25, axis=0), np.repeat(Y, 25, axis=0), X_EDGES[::5], Y_EDGES[::4])
    assert len(wide) > 8
    for each in wide:
        assert (each.along.value, each.up.value, each.along.low, each.up.high) == (0.0, 0.0, 0.0, 0.0)
        assert not each.clear


def test_a_constant_drift_is_found_everywhere() -> None:
    steps = np.arange(13)[:, None]
    field = drifts(X * 0.5 + 0.01 * steps, Y - 0.05 * steps, X_EDGES[::4], Y_EDGES[::4])
    assert field
    for each in field:
        assert each.along.value == pytest.approx(0.01)
        assert each.up.value == pytest.approx(-0.05)
        assert each.clear


def test_every_month_counts_once_and_thin_bins_are_left_out() -> None:
    x, y = np.full((41, 12), 0.22), np.full((41, 12), 3.1)
    (only,) = drifts(x, y, X_EDGES, Y_EDGES)
    assert (only.months, only.along.n) == (480, 12)
    assert (only.x, only.y) == (pytest.approx(0.225), pytest.approx(3.25))
    # A world that has ended counts up to its end.
    x[5:, 0] = np.nan
    (rest,) = drifts(x, y, X_EDGES, Y_EDGES)
    assert rest.months == 480 - 36
    assert drifts(x[:, :9], y[:, :9], X_EDGES, Y_EDGES) == []
    assert drifts(x[:3, :12], y[:3, :12], X_EDGES, Y_EDGES) == []
    with pytest.raises(DataProblem):
        drifts(x, y[:, :5], X_EDGES, Y_EDGES)


def test_a_value_on_an_edge_lies_in_one_bin() -> None:
    edges = np.array([0.0, 1.0, 2.0])
    assert bins(np.array([-0.1, 0.0, 0.5, 1.0, 2.0, 2.1]), edges).tolist() == [-1, 0, 0, 1, 1, -1]


def test_the_interval_runs_over_worlds_and_covers() -> None:
    missed = 0
    for seed in range(200):
        luck = np.random.default_rng(seed)
        whose = np.repeat(np.arange(40), 10)
        # Months of one world share most of their luck.
        values = 0.3 + luck.normal(size=40)[whose] + 0.2 * luck.normal(size=400)
        e = mean_by_world(values, whose, level=0.95)
        missed += not e.low <= 0.3 <= e.high
    assert 2 <= missed <= 24


def test_the_mean_path_stops_with_the_last_world_and_ends_are_the_last_values() -> None:
    state = np.array([[1.0, 2.0], [2.0, np.nan], [4.0, np.nan], [np.nan, np.nan]])
    assert [each.value for each in mean_path(state)] == [1.5, 2.0, 4.0]
    assert last_of(state).tolist() == [4.0, 2.0]


def test_the_phase_plot_is_legible_and_says_what_an_arrow_is() -> None:
    figure = phase(sim.run(sim.load_scenario("2017-spring"), worlds=200, seed=7))
    assert illegible(figure) == []
    assert f"at least {LEAST_MONTHS} months" in " ".join(words(figure).split())
    assert by_gid(figure, "mean path")
    assert figure.rendered("svg") == figure.rendered("svg")


def test_a_plane_without_worlds_enough_is_refused() -> None:
    with pytest.raises(DataProblem, match="In no bin"):
        phase(sim.run(sim.load_scenario("2017-spring"), worlds=4, seed=7))
