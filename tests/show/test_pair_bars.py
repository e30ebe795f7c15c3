"""Pair bars: differences around zero, grey where these worlds cannot tell."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from sim.errors import DataProblem
from sim.show.pair_bars import MOST_ROWS, pair_bars
from sim.show.style import BLUE, PALE, VERMILLION, Picture
from sim.study.paired import paired, unpaired
from tests.show.drawn import by_gid, finished, illegible, only, provenance, words

NONE, ALL = np.zeros(200, dtype=bool), np.ones(200, dtype=bool)
SOME = np.arange(200) < 60
FEW = np.arange(200) < 3


def drawn(n: int = 200, **differences: Any) -> Picture:
    return pair_bars(differences, ("a", "b"), provenance(n, counted="pairs of worlds"))


def test_bars_run_from_zero_to_the_difference() -> None:
    d = paired(SOME, NONE)
    bar = only(drawn(war=d), "war")
    assert bar.get_x() == 0
    assert bar.get_width() == d.value == 0.3


def test_colour_is_the_verdict() -> None:
    figure = drawn(war=paired(SOME, NONE), crisis=paired(NONE, SOME), collapse=paired(FEW, NONE))
    colours = {name: to_hex(only(figure, name).get_facecolor()).upper() for name in ("war", "crisis", "collapse")}
    assert colours == {"war": VERMILLION, "crisis": BLUE, "collapse": PALE}
    assert "not distinguishable at this n" in words(figure)


def test_grey_is_exactly_where_the_interval_holds_zero() -> None:
    for flips in range(12):
        d = paired(np.arange(200) < flips, NONE)
        grey = to_hex(only(drawn(war=d), "war").get_facecolor()).upper() == PALE
        assert grey is (d.low <= 0 <= d.high)


def test_zero_lies_in_the_middle_of_each_panel() -> None:
    for axes in finished("pair_bars").axes:
        low, high = axes.get_xlim()
        assert low == -high


def test_swapping_the_runs_mirrors_the_figure() -> None:
    ahead, behind = (only(drawn(war=paired(*pair)), "war") for pair in ((SOME, FEW), (FEW, SOME)))
    assert ahead.get_width() == -behind.get_width()


def test_shares_and_means_have_axes_and_units_of_their_own() -> None:
    figure = finished("pair_bars")
    assert [axes.get_xlabel() for axes in figure.axes] == [
        "difference in the share of worlds", "difference in the mean change of value (months)",
    ]  # fmt: skip
    assert len(drawn(war=paired(SOME, NONE)).axes) == 1


def test_the_numbers_are_written_with_their_intervals() -> None:
    assert ".300 [" in words(drawn(war=paired(SOME, NONE)))


def test_rows_keep_the_order_given_and_flags_are_named_in_words() -> None:
    figure = drawn(lose_lose=paired(SOME, NONE), war=paired(FEW, NONE))
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["lose-lose, by value", "war"]
    assert only(figure, "lose_lose").get_y() < only(figure, "war").get_y()


def test_runs_without_common_luck_are_drawn_too() -> None:
    both = provenance((200, 100), seed=(7, 8))  # type: ignore[arg-type]
    figure = pair_bars({"war": unpaired(SOME, SOME[:100])}, ("a", "b"), both)
    assert "n = 200, 100 worlds" in words(figure)


@pytest.mark.parametrize(
    "difference",
    [
        paired(NONE, NONE), paired(ALL, ALL), paired(ALL, NONE), paired(NONE, ALL), paired(SOME * 1.0, SOME * 1.0),
        paired(np.linspace(0, 900, 200), np.zeros(200)),
    ],
)  # fmt: skip
def test_extremes_are_legible(difference: Any) -> None:
    assert illegible(drawn(value=difference)) == []


def test_one_world_has_an_interval_without_ends_that_stays_in_the_figure() -> None:
    figure = drawn(1, value=paired(np.array([3.0]), np.array([1.0])))
    assert illegible(figure) == []
    assert "[-inf, inf]" in words(figure)
    assert to_hex(by_gid(figure, "value")[0].get_facecolor()).upper() == PALE


def test_as_many_rows_as_allowed_are_legible() -> None:
    rows = {f"outcome number {number}": paired(SOME, FEW) for number in range(MOST_ROWS)}
    assert illegible(drawn(**rows)) == []


def test_nothing_too_much_and_another_n_are_refused() -> None:
    d = paired(SOME, FEW)
    for differences in ({}, {str(number): d for number in range(MOST_ROWS + 1)}):
        with pytest.raises(DataProblem):
            drawn(**differences)
    with pytest.raises(DataProblem, match="would claim 100 pairs of worlds"):
        drawn(100, war=d)
