"""The κ curve: a falling share by value, and by aims a share with its range and four quadrants."""

from typing import Any

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.show.kappa_curve import THRESHOLDS, kappa_curve
from sim.show.style import Picture
from sim.study.estimate.interval import wilson
from sim.study.estimate.shown import share
from sim.study.run.readings import QUADRANTS, Range
from tests.show.drawn import AROUND, finished, illegible, made_up, only, provenance, quadrants, words


def drawn(washington: Any, beijing: Any, both: int = 1, around: Range = AROUND) -> Picture:
    n = len(washington)
    shares = {name: wilson(hits, n) for name, hits in zip(QUADRANTS, (both, 0, 0, n - both), strict=True)}
    return kappa_curve({"washington": washington, "beijing": beijing}, shares, around, provenance(n))


def test_the_curve_is_the_share_of_worlds_in_which_both_lose_more() -> None:
    w = made_up()
    line = only(finished("kappa_curve"), "curve").get_ydata()
    pairs = list(zip(w["washington"].tolist(), w["beijing"].tolist(), strict=True))
    for kappa, drawn_share in zip(THRESHOLDS.tolist(), line.tolist(), strict=True):
        assert drawn_share == sum(a > kappa and b > kappa for a, b in pairs) / 400


def test_the_curve_never_rises() -> None:
    assert (np.diff(only(finished("kappa_curve"), "curve").get_ydata()) <= 0).all()


def test_the_share_by_aims_and_its_range_lie_across() -> None:
    figure = finished("kappa_curve")
    assert set(only(figure, "by aims").get_ydata()) == {120 / 400}
    band = only(figure, "range by aims")
    assert (band.get_y(), band.get_y() + band.get_height()) == (AROUND.low, pytest.approx(AROUND.high))
    assert "range: 18 % to 44 %" in words(figure)
    assert "200 joint draws" in words(figure).replace("\n", " ")


def test_the_band_is_the_interval() -> None:
    figure = finished("kappa_curve")
    line, band = only(figure, "curve").get_ydata(), only(figure, "interval").get_paths()[0].vertices
    for place in (0, 24, 80):
        e = wilson(round(line[place] * 400), 400)
        heights = band[np.isclose(band[:, 0], THRESHOLDS[place]), 1]
        assert (heights.min(), heights.max()) == (pytest.approx(e.low), pytest.approx(e.high))


def test_each_quadrant_stands_where_its_heads_say() -> None:
    figure = finished("kappa_curve")
    table = figure.axes[1]
    heads = [text.get_text() for text in (*table.get_xticklabels(), *table.get_yticklabels())]
    assert heads == ["Washington\nloses", "Washington\ndoes not", "Beijing\ndoes not", "Beijing\nloses"]
    places = {"both lose": (0.5, 1.5), "only Washington loses": (0.5, 0.5), "only Beijing loses": (1.5, 1.5),
              "neither loses": (1.5, 0.5)}  # fmt: skip
    for name, e in quadrants().items():
        value = only(figure, f"{name}: value")
        assert value.get_position() == places[name]
        interval = only(figure, f"{name}: interval").get_text()
        assert f"{value.get_text()} {interval}" == share(e).text()


@pytest.mark.parametrize("loss", [-1000.0, 0.0, 0.5, 1000.0])
@pytest.mark.parametrize("both", [0, 30])
def test_extremes_are_legible(loss: float, both: int) -> None:
    for end in (0.0, 1.0):
        around = Range(end, end, end, end, end, (end,) * 200)
        assert illegible(drawn(np.full(30, loss), np.full(30, loss), both, around)) == []


def test_one_world_is_drawn() -> None:
    figure = drawn(np.array([1.0]), np.array([1.0]))
    assert illegible(figure) == []
    assert set(only(figure, "curve").get_ydata().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize(
    ("washington", "beijing"),
    [
        (np.zeros(0), np.zeros(0)), (np.zeros(3), np.zeros(2)), (np.full(3, np.nan), np.zeros(3)),
        (np.zeros(3), np.full(3, np.inf)), (np.array(["a"]), np.zeros(1)), (np.zeros((3, 1)), np.zeros(3)),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(washington: Any, beijing: Any) -> None:
    with pytest.raises(DataProblem):
        kappa_curve({"washington": washington, "beijing": beijing}, quadrants(1, 61), AROUND, provenance(3))


def test_quadrants_of_other_names_or_other_worlds_are_refused() -> None:
    losses = {"washington": np.zeros(400), "beijing": np.zeros(400)}
    for shares in ({}, quadrants(10, 300)):
        with pytest.raises(DataProblem):
            kappa_curve(losses, shares, AROUND, provenance(400))
