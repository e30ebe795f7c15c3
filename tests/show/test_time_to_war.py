"""The quantile dot plot: fifty dots, each one chance in fifty."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import DataProblem
from sim.show.kappa_curve import DOTS, quantile_dots, time_to_war
from sim.show.style import Picture
from sim.study.estimate.interval import probability
from sim.study.estimate.shown import share
from tests.show.drawn import START, finished, illegible, made_up, only, provenance, words


def drawn(war: Any, months: Any, horizon: int = 36) -> Picture:
    return time_to_war(war, months, horizon, START, provenance(len(war)))


def dots(figure: Picture) -> tuple[Any, Any]:
    """Return the middles of the dots with war and of those without, in the units of their axes."""
    return only(figure, "war dots").get_offsets(), only(figure, "other dots").get_offsets()


@given(
    worlds=st.integers(1, 120),
    horizon=st.sampled_from([1, 12, 36]),
    hazard=st.floats(0.001, 1),
    seed=st.integers(0, 99),
)
@settings(max_examples=15)
def test_dots_add_up_to_fifty_and_divide_as_the_worlds_do(worlds: int, horizon: int, hazard: float, seed: int) -> None:
    w = made_up(worlds, horizon, hazard, seed)
    war, other = dots(drawn(w["war"], w["months"], horizon))
    assert len(war) + len(other) == DOTS
    assert abs(len(war) - DOTS * w["war"].mean()) <= 0.5


def test_quantiles_of_fifty_worlds_are_the_worlds() -> None:
    times = np.array([*range(1, 21), *[np.inf] * 30], dtype=float)
    assert quantile_dots(np.random.default_rng(3).permutation(times)).tolist() == times.tolist()


def test_quantiles_do_not_depend_on_how_often_each_world_is_repeated() -> None:
    times = np.array([1.0, 4, 4, 9, np.inf])
    assert quantile_dots(times).tolist() == quantile_dots(np.repeat(times, 40)).tolist()


def test_no_more_dots_before_a_month_than_the_share_of_worlds_allows() -> None:
    w = made_up(1000)
    times = quantile_dots(np.where(w["war"], w["months"], np.inf))
    for month in range(1, 37):
        share = float((w["war"] & (w["months"] <= month)).mean())
        assert abs((times <= month).sum() - DOTS * share) <= 0.5 + 1e-9


def test_each_dot_stands_over_the_months_of_its_column() -> None:
    w = made_up(1000, hazard=0.03)
    figure = drawn(w["war"], w["months"])
    war, _ = dots(figure)
    times = quantile_dots(np.where(w["war"], w["months"], np.inf))
    coming = times[np.isfinite(times)]
    columns = np.unique(war[:, 0])
    width = float(np.diff(columns).min())
    assert (np.abs(np.sort(war[:, 0]) - (coming - 0.5)) <= width / 2).all()
    assert f"a column of dots: {width:g} months" in words(figure)


def test_dots_do_not_overlap_and_stand_on_one_another() -> None:
    figure = finished("time_to_war")
    for axes, (gid, middles) in zip(
        figure.axes[:2], zip(("war dots", "other dots"), dots(figure), strict=True), strict=True
    ):
        places = axes.transData.transform(np.asarray(middles))
        (size,) = np.sqrt(only(figure, gid).get_sizes()) * figure.dpi / 72
        apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
        np.fill_diagonal(apart, np.inf)
        assert apart.min() >= size
        assert np.array_equal(np.unique(middles[:, 1]), np.arange(len(np.unique(middles[:, 1]))) + 0.5)


def test_both_counts_and_the_interval_are_written() -> None:
    figure = finished("time_to_war")
    war, other = dots(figure)
    written = words(figure)
    assert f"war within 36 months: {len(war)} of {DOTS} dots" in written
    assert f"no war within 36 months: {len(other)} of {DOTS} dots" in written
    w = made_up()
    for limit in (12, 36):
        e = probability(w["war"] & (w["months"] <= limit))
        assert f"share of worlds within {limit} months: {share(e).text()}" in written


@pytest.mark.parametrize(
    ("worlds", "horizon", "hazard"),
    [(1, 36, 0.0), (1, 36, 1.0), (200, 36, 0.0), (200, 36, 1.0), (200, 1, 0.5), (200, 13, 0.1), (50, 600, 0.005)],
)
def test_extremes_are_legible(worlds: int, horizon: int, hazard: float) -> None:
    w = made_up(worlds, horizon, hazard)
    figure = drawn(w["war"], w["months"], horizon)
    assert illegible(figure) == []
    for gid in ("war dots", "other dots"):
        marks = only(figure, gid)
        if len(marks.get_offsets()):
            limits = marks.axes.bbox
            places = marks.axes.transData.transform(marks.get_offsets())
            assert (places[:, 0] >= limits.x0 - 1).all()
            assert (places[:, 0] <= limits.x1 + 1).all()
            assert (places[:, 1] <= limits.y1).all()


@pytest.mark.parametrize(
    ("war", "months", "horizon"),
    [
        (np.zeros(0, dtype=bool), np.zeros(0), 36), (np.ones(3), np.ones(3), 36),
        (np.ones(3, dtype=bool), np.ones(2), 36),
        (np.ones(3, dtype=bool), np.full(3, np.nan), 36), (np.ones(3, dtype=bool), np.full(3, 40), 36),
        (np.ones(3, dtype=bool), np.ones(3), 0),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(war: Any, months: Any, horizon: int) -> None:
    with pytest.raises(DataProblem):
        drawn(war, months, horizon)
