"""Axis dots: each value where it belongs, with its interval."""

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.show.pictures import MOST, axis_dots
from sim.study.estimate.interval import wilson_cells
from tests.show.drawn import illegible, only, provenance

NAMES = ("beijing.policy", "war")


def test_dots_lie_at_the_shares() -> None:
    cells = wilson_cells([1, 5, 9], 10)
    figure = axis_dots([0.0, 0.25, 1.0], cells, NAMES, 0.5, provenance(10))
    dots = figure.axes[0].containers[0].lines[0]
    assert dots.get_xydata().tolist() == [[0.0, 0.1], [0.25, 0.5], [1.0, 0.9]]


def test_names_stand_in_the_order_given() -> None:
    names = ["lax", "partial_enforcement", "full_enforcement", "mediator", "protector", "bystander", "friend"]
    figure = axis_dots(names, wilson_cells([1] * 7, 10), NAMES, 0.1, provenance(10))
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == names
    assert illegible(figure) == []
    assert "n = 10" in only(figure, "foot").get_text()


@pytest.mark.parametrize("size", [2, MOST + 1])
def test_what_fits_no_figure_is_refused(size: int) -> None:
    cells = wilson_cells(np.ones(3 if size == 2 else size, dtype=int), 10)
    with pytest.raises(DataProblem):
        axis_dots(np.arange(size), cells, NAMES, 0.1, provenance(10))
