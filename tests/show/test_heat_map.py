"""The heat map: colours are the shares, and cells that cannot be told from the line carry a ring."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import DataProblem
from sim.show.heat_map import heat_map, undecided
from sim.show.style import Picture
from sim.study.estimate.interval import Cells, wilson, wilson_cells
from sim.study.estimate.shown import share
from tests.show.drawn import finished, grid, illegible, only, provenance, words

NAMES = ("washington.pressure", "beijing.enforcement", "war")


def drawn(x: Any, y: Any, cells: Cells, line: float = 0.5) -> Picture:
    return heat_map(x, y, cells, NAMES, line, provenance(200, counted="worlds a cell"))


def rings(figure: Picture) -> set[tuple[float, float]]:
    marks = only(figure, "undecided")
    return set(zip(np.round(marks.get_xdata(), 9), np.round(marks.get_ydata(), 9), strict=True))


def test_rings_stand_on_the_cells_whose_interval_holds_the_line_and_on_no_other() -> None:
    x, y, cells = grid()
    expected = set()
    for row in range(11):
        for column in range(11):
            e = wilson(round(float(cells.value[row, column]) * 200), 200)
            if e.low <= 0.5 <= e.high:
                expected.add((round(float(x[column]), 9), round(float(y[row]), 9)))
    assert 0 < len(expected) < 121
    figure = drawn(x, y, cells)
    assert rings(figure) == expected
    assert f"undecided: interval holds 50 % ({len(expected)} of 121 cells)" in words(figure)


@given(hits=st.integers(0, 50), n=st.integers(50, 200), line=st.floats(0, 1))
@settings(max_examples=50)
def test_a_cell_is_undecided_exactly_where_the_line_lies_within_its_limits(hits: int, n: int, line: float) -> None:
    e = wilson(hits, n)
    cells = Cells(*(np.array([[value]]) for value in (e.value, e.low, e.high)))
    assert bool(undecided(cells, line)[0, 0]) is not (line < e.low or line > e.high)


def test_more_worlds_leave_fewer_cells_undecided() -> None:
    few, many = (len(rings(drawn(*grid(n)))) for n in (100, 10_000))
    assert many < few


def test_colours_are_the_shares() -> None:
    x, y, cells = grid()
    mesh = drawn(x, y, cells).axes[0].collections[0]
    assert np.array_equal(np.asarray(mesh.get_array()).reshape(11, 11), cells.value)


def test_rows_are_y_and_columns_are_x() -> None:
    x, y, cells = grid(nx=4, ny=7)
    axes = drawn(x, y, cells).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == NAMES[:2]
    mesh: Any = axes.collections[0]
    assert np.asarray(mesh.get_array()).reshape(7, 4)[6, 0] == cells.value[6, 0]
    corners = mesh.get_coordinates()
    assert corners[:, :, 1].max() > corners[:, :, 0].max() - 1
    assert corners.shape == (8, 5, 2)


def test_uneven_values_have_borders_half_way() -> None:
    cells = wilson_cells(np.array([[10, 20, 30]]), 100)
    figure = heat_map([0.0, 1.0, 3.0], ["all"], cells, NAMES, 0.5, provenance(100, counted="worlds a cell"))
    mesh: Any = figure.axes[0].collections[0]
    assert mesh.get_coordinates()[0, :, 0].tolist() == [-0.5, 0.5, 2.0, 4.0]


def test_the_line_is_drawn_as_a_contour_where_the_values_cross_it() -> None:
    assert "contour at 50 %" in words(finished("heat_map"))
    x, y, cells = grid()
    assert "contour at 95 %" not in words(drawn(x, y, cells, 0.95))


def test_policies_have_values_in_the_cells_and_no_contours() -> None:
    figure = finished("policies")
    assert "contour" not in words(figure)
    _, _, cells = grid(nx=3, ny=5)
    written = words(figure)
    for value in cells.value.ravel().tolist():
        assert share(wilson(round(200 * value), 200)).text() in written


def test_more_policies_than_have_room_are_drawn_without_numbers() -> None:
    _, y, cells = grid(nx=7)
    figure = drawn([f"policy_{number}" for number in range(7)], y, cells)
    assert illegible(figure) == []
    assert "[" not in words(figure)


def test_a_cell_without_worlds_is_left_open_and_said_so() -> None:
    x, y, cells = grid()
    holed = Cells(*(np.where(np.arange(121).reshape(11, 11) == 60, np.nan, part) for part in cells))
    figure = drawn(x, y, holed)
    assert "no worlds" in words(figure)
    assert "no worlds" not in words(drawn(x, y, cells))
    mesh: Any = figure.axes[0].collections[0]
    assert np.ma.getmaskarray(mesh.get_array()).sum() == 1
    assert (round(float(x[5]), 9), round(float(y[5]), 9)) not in rings(figure)


@pytest.mark.parametrize("hits", [0, 200])
def test_a_grid_where_it_never_or_always_happens_is_drawn(hits: int) -> None:
    x, y, _ = grid()
    figure = drawn(x, y, wilson_cells(np.full((11, 11), hits), 200))
    assert illegible(figure) == []
    assert rings(figure) == set()


@pytest.mark.parametrize(("nx", "ny"), [(1, 1), (1, 11), (11, 1), (2, 2), (41, 41)])
def test_grids_of_any_size_are_legible(nx: int, ny: int) -> None:
    assert illegible(drawn(*grid(nx=nx, ny=ny))) == []


@pytest.mark.parametrize(
    ("x", "y", "shape"),
    [
        ([0.0, 1.0], [0.0, 1.0], (2, 3)), ([1.0, 0.0], [0.0, 1.0], (2, 2)), ([0.0, 0.0], [0.0, 1.0], (2, 2)),
        ([0.0, np.nan], [0.0, 1.0], (2, 2)), ([], [0.0], (1, 0)), ([[0.0]], [0.0], (1, 1)),
    ],
)  # fmt: skip
def test_axes_that_do_not_fit_are_refused(x: Any, y: Any, shape: tuple[int, int]) -> None:
    with pytest.raises(DataProblem):
        drawn(x, y, Cells(*(np.full(shape, 0.5) for _ in range(3))))


def test_nan_everywhere_is_refused() -> None:
    x, y, cells = grid()
    with pytest.raises(DataProblem, match="missing"):
        drawn(x, y, Cells(*(np.full_like(part, np.nan) for part in cells)))
