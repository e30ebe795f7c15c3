"""The κ curve: a falling share, and four quadrants that add up to all worlds."""

from typing import Any

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.show.kappa_curve import THRESHOLDS, kappa_curve, quadrants
from sim.show.style import Picture
from sim.study.estimate import wilson
from tests.show.drawn import finished, illegible, made_up, only, provenance, words

LINES = (15.0, 20.0)


def drawn(washington: Any, beijing: Any, kappa: float = 0.6) -> Picture:
    return kappa_curve(washington, beijing, LINES, kappa, provenance(len(washington)))


def test_the_curve_is_the_share_of_worlds_below_both_lines() -> None:
    w = made_up()
    line = only(finished("kappa_curve"), "curve").get_ydata()
    pairs = list(zip(w["delta_washington"].tolist(), w["delta_beijing"].tolist(), strict=True))
    for kappa, share in zip(THRESHOLDS.tolist(), line.tolist(), strict=True):
        both = sum(a < -kappa * 15 and b < -kappa * 20 for a, b in pairs)
        assert share == both / 400


def test_the_curve_never_rises() -> None:
    assert (np.diff(only(finished("kappa_curve"), "curve").get_ydata()) <= 0).all()


def test_the_chosen_threshold_is_marked_on_the_curve() -> None:
    figure = finished("kappa_curve")
    mark, line = only(figure, "chosen"), only(figure, "curve")
    assert mark.get_xdata().tolist() == [0.6]
    place = int(np.argmin(np.abs(THRESHOLDS - 0.6)))
    assert mark.get_ydata()[0] == line.get_ydata()[place]


def test_the_band_is_the_interval() -> None:
    figure = finished("kappa_curve")
    line, band = only(figure, "curve").get_ydata(), only(figure, "interval").get_paths()[0].vertices
    for place in (0, 24, 80):
        e = wilson(round(line[place] * 400), 400)
        heights = band[np.isclose(band[:, 0], THRESHOLDS[place]), 1]
        assert (heights.min(), heights.max()) == (pytest.approx(e.low), pytest.approx(e.high))


def test_quadrants_count_every_world_once() -> None:
    w = made_up()
    delta = {"washington": w["delta_washington"], "beijing": w["delta_beijing"]}
    for kappa in (0.0, 0.6, 2.0):
        shares = quadrants(delta, dict(zip(delta, LINES, strict=True)), kappa)
        assert sum(round(e.value * 400) for e in shares.values()) == 400
        loses = (float((delta["washington"] < -kappa * 15).mean()), float((delta["beijing"] < -kappa * 20).mean()))
        assert shares["both"].value + shares["washington"].value == pytest.approx(loses[0])
        assert shares["both"].value + shares["beijing"].value == pytest.approx(loses[1])


def test_the_quadrant_both_is_the_point_on_the_curve() -> None:
    figure = finished("kappa_curve")
    written = only(figure, "both value").get_text()
    assert written == f".{round(float(only(figure, 'chosen').get_ydata()[0]) * 1000):03d}"


def test_all_four_quadrants_are_written_with_intervals() -> None:
    figure = finished("kappa_curve")
    for quadrant in ("both", "washington", "beijing", "neither"):
        assert only(figure, f"{quadrant} interval").get_text().startswith("[")
    assert {"both lose", "Washington only", "Beijing only", "neither"} <= set(words(figure).split("\n"))


@pytest.mark.parametrize("kappa", [0.0, 0.6, 2.0])
@pytest.mark.parametrize("change", [-1000.0, 0.0, -9.0])
def test_extremes_are_legible(kappa: float, change: float) -> None:
    figure = drawn(np.full(30, change), np.full(30, change), kappa)
    assert illegible(figure) == []


def test_one_world_is_drawn() -> None:
    figure = drawn(np.array([-20.0]), np.array([-20.0]))
    assert illegible(figure) == []
    assert set(only(figure, "curve").get_ydata().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize(
    ("washington", "beijing", "kappa"),
    [
        (np.zeros(0), np.zeros(0), 0.6), (np.zeros(3), np.zeros(2), 0.6), (np.full(3, np.nan), np.zeros(3), 0.6),
        (np.zeros(3), np.full(3, np.inf), 0.6), (np.zeros(3), np.zeros(3), 2.5), (np.zeros(3), np.zeros(3), -0.1),
        (np.zeros(3), np.zeros(3), np.nan), (np.array(["a"]), np.zeros(1), 0.6), (np.zeros((3, 1)), np.zeros(3), 0.6),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(washington: Any, beijing: Any, kappa: float) -> None:
    with pytest.raises(DataProblem):
        drawn(washington, beijing, kappa)
