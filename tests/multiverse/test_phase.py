"""The phase plane and the ribbon: known drifts, honest intervals, and pictures that repeat."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.show.ladder import median_limits, ribbon
from sim.show.phase_plot import (
    LEAST_MONTHS,
    X_EDGES,
    Y_EDGES,
    bins,
    drifts,
    last_of,
    mean_by_world,
    mean_path,
    phase_plot,
)
from sim.show.style import Picture, rendered
from sim.study.outcomes import FINAL_STATES
from tests.cli.command import Captured, said, three_lines
from tests.show.drawn import START, by_gid, illegible, made_up, provenance, words

LUCK = np.random.default_rng(8)
X, Y = LUCK.uniform(0.1, 0.9, (1, 400)), LUCK.uniform(1.0, 7.0, (1, 400))
ENDS = LUCK.integers(0, len(FINAL_STATES), 400)


def settled(figure: Picture) -> Picture:
    figure.draw_without_rendering()
    return figure


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


def wandering(worlds: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tension and pressure that return to a middle, and final states."""
    luck = np.random.default_rng(2)
    tension, pressure = np.full((37, worlds), 3.0), np.full((37, worlds), 0.2)
    for month in range(36):
        tension[month + 1] = tension[month] + 0.2 * (5.0 - tension[month]) + luck.normal(0, 0.5, worlds)
        pressure[month + 1] = pressure[month] + 0.1 * (0.5 - pressure[month]) + luck.normal(0, 0.03, worlds)
    return np.clip(tension, 0, 7.99), np.clip(pressure, 0, 1), luck.integers(0, len(FINAL_STATES), worlds)


def draw_phase() -> Picture:
    return phase_plot(*wandering(), START, provenance(400, method="t 95 %"))


def test_the_phase_plot_is_legible_and_marks_every_typical_end() -> None:
    figure = settled(draw_phase())
    assert illegible(figure) == []
    assert {mark.get_gid() for mark in by_gid(figure, "end ")} == {f"end {name}" for name in FINAL_STATES}
    assert f"at least {LEAST_MONTHS} months" in " ".join(words(figure).split())
    (arrows,) = by_gid(figure, "drift")
    # The middle pulls from every side.
    left, low = arrows.X < 0.4, arrows.Y < 4.0
    assert (arrows.U[left] > 0).mean() > 0.9
    assert (arrows.V[low] > 0).mean() > 0.9


def draw_ribbon() -> Picture:
    state = made_up()["tension"]
    return ribbon(state, "tension", "escalation", START, provenance(400, method="order statistics 95 %"))


@pytest.mark.parametrize("draw", [draw_phase, draw_ribbon])
def test_the_bytes_repeat_in_every_format(draw: object) -> None:
    assert callable(draw)
    first, again = draw(), draw()
    for kind in ("svg", "pdf", "png"):
        assert rendered(first, kind) == rendered(again, kind)


def test_a_plane_without_worlds_enough_or_with_other_columns_is_refused() -> None:
    tension, pressure, ends = wandering(40)
    about = provenance(40)
    with pytest.raises(DataProblem, match="In no bin"):
        phase_plot(tension[:, :5], pressure[:, :5], ends[:5], START, provenance(5))
    with pytest.raises(DataProblem):
        phase_plot(tension, pressure, ends[:5], START, about)
    with pytest.raises(DataProblem):
        phase_plot(tension, pressure, ends + 8, START, about)
    with pytest.raises(DataProblem):
        phase_plot(tension, pressure, ends, START, provenance(41))


def test_the_median_lies_within_its_limits_and_they_narrow_with_more_worlds() -> None:
    rows = np.random.default_rng(1).normal(size=(4, 900))
    low, middle, high = median_limits(rows)
    assert ((low < middle) & (middle < high)).all()
    few = median_limits(rows[:, :60])
    assert ((few[2] - few[0]) > (high - low)).all()
    rows[2:] = np.nan
    assert np.isnan(median_limits(rows)[:, 2:]).all()


def test_the_ribbon_is_legible_and_shows_a_state_that_never_moves() -> None:
    assert illegible(settled(draw_ribbon())) == []
    flat = ribbon(np.ones((13, 50)), "freeze", "1 where a freeze is in force", START, provenance(50))
    assert illegible(settled(flat)) == []
    assert "median at the end: 1.00" in words(flat)
    with pytest.raises(DataProblem):
        ribbon(np.ones((13, 50)), "freeze", "a freeze", START, provenance(51))


def test_sim_plot_draws_both(tmp_path: Path, capsys: Captured) -> None:
    asked = (("phase",), ("ribbon", "--state", "arsenal"), ("ribbon", "--state", "threat_felt"))
    for number, (what, *more) in enumerate(asked):
        target = tmp_path / f"{number}.svg"
        assert said(capsys, "plot", what, "core", "-n", 80, "--set", "months=24", *more, "-o", target, "-q").code == 0
        assert target.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("asked", [("ribbon", "--state", "arsenl"), ("ladder", "--state", "arsenal")])
def test_a_state_that_cannot_be_drawn_is_refused(tmp_path: Path, capsys: Captured, asked: tuple[str, ...]) -> None:
    what, *more = asked
    result = said(capsys, "plot", what, "core", *more, "-o", tmp_path / "x.png")
    assert (result.code, result.out) == (2, "")
    three_lines(result.err)
