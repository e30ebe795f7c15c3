"""The ladder ribbon: quantiles of running worlds, and the share that war has ended."""

from typing import Any

import numpy as np
import pytest

from sim.errors import DataProblem
from sim.show import palette
from sim.show.ladder import ladder
from sim.show.rows import SHARES, quantiles
from sim.show.style import Picture
from sim.study.estimate.interval import wilson
from sim.study.estimate.shown import share
from sim.study.outcomes import RUNGS
from tests.show.drawn import START, Arrays, by_gid, illegible, made_up, only, provenance, words


def drawn(w: Arrays) -> Picture:
    return ladder(w["tension"], w["war"], w["months"], START, provenance(w["war"].size))


def test_quantiles_are_those_of_the_worlds_still_running() -> None:
    rows = np.array([[1.0, 2, 3, 4, 5], [1, 2, 3, np.nan, np.nan], [np.nan] * 5])
    table = quantiles(rows)
    assert table[2].tolist()[:2] == [3.0, 2.0]
    assert np.isnan(table[:, 2]).all()
    assert (np.diff(table[:, :2], axis=0) >= 0).all()


def test_the_median_line_is_the_median_of_each_month() -> None:
    w = made_up()
    line = only(drawn(w), "median").get_ydata()
    for month in range(37):
        running = sorted(w["tension"][month][~np.isnan(w["tension"][month])].tolist())
        half = len(running) // 2
        middle = running[half] if len(running) % 2 else (running[half - 1] + running[half]) / 2
        assert line[month] == pytest.approx(middle)


def test_bands_reach_from_quantile_to_quantile() -> None:
    w = made_up()
    table = quantiles(w["tension"])
    for low, high in ((0, 4), (1, 3)):
        band = by_gid(drawn(w), f"band {SHARES[low]}-{SHARES[high]}")[0]
        corners = band.get_paths()[0].vertices
        assert corners[:, 1].max() == pytest.approx(table[high].max())
        assert corners[:, 1].min() == pytest.approx(table[low].min())


def test_the_strip_is_the_share_of_all_worlds_that_war_has_ended() -> None:
    w = made_up()
    line = only(drawn(w), "war").get_ydata()
    expected = [float((w["war"] & (w["months"] <= month)).sum()) / 400 for month in range(37)]
    assert line == pytest.approx(expected)
    assert (np.diff(line) >= 0).all()


def test_the_strip_says_the_share_with_its_interval() -> None:
    w = made_up()
    e = wilson(int(w["war"].sum()), 400)
    assert f"war within 36 months: {share(e).text()}" in words(drawn(w))


def test_every_rung_is_named_in_its_own_colour() -> None:
    figure = drawn(made_up())
    written = words(figure)
    assert [name for number, name in enumerate(RUNGS) if f"{number}  {name}" not in written] == []
    light = [
        sum(int(palette.RUNGS[r][i : i + 2], 16) * weight for i, weight in ((1, 0.3), (3, 0.59), (5, 0.11)))
        for r in range(10)
    ]
    assert light == sorted(light)


def test_months_are_calendar_months() -> None:
    assert {"2017-02", "2018-02", "2020-02"} <= set(words(drawn(made_up())).split("\n"))


@pytest.mark.parametrize(
    ("worlds", "months", "hazard"),
    [(1, 36, 0.0), (1, 1, 0.0), (50, 1, 0.5), (50, 36, 1.0), (50, 36, 0.0), (3, 600, 0.001)],
)
def test_extremes_are_drawn(worlds: int, months: int, hazard: float) -> None:
    w = made_up(worlds, months, hazard)
    figure = drawn(w)
    assert illegible(figure) == []
    assert only(figure, "war").get_ydata()[-1] == w["war"].sum() / worlds


def test_all_at_war_in_the_first_month_leaves_the_ladder_empty_after_it() -> None:
    figure = drawn(made_up(hazard=1.0))
    assert "0 at the end" in words(figure)
    assert np.isfinite(only(figure, "median").get_ydata()).sum() == 2
    assert only(figure, "war").get_ydata()[1] == 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tension", np.full((37, 400), np.nan)), ("tension", np.ones(37)), ("tension", np.ones((1, 400))),
        ("tension", np.ones((37, 0))), ("tension", np.full((37, 400), "high")), ("war", np.ones(400)),
        ("war", np.zeros(0, dtype=bool)), ("war", np.zeros(399, dtype=bool)), ("months", np.zeros(400)),
        ("months", np.full(400, 37)), ("months", np.full(400, np.nan)), ("months", np.ones(3)),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(name: str, value: Any) -> None:
    w = made_up() | {name: value}
    with pytest.raises(DataProblem):
        ladder(w["tension"], w["war"], w["months"], START, provenance(400))


def test_another_n_in_the_foot_line_is_refused() -> None:
    w = made_up()
    with pytest.raises(DataProblem, match="would claim 5 worlds"):
        ladder(w["tension"], w["war"], w["months"], START, provenance(5))
