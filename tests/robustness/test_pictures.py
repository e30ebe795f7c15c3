"""The Pareto plot and the regret bars: what they mark, and that names stay legible."""

import numpy as np
import pytest

from sim.analysis.robustness.figures import MOST, kind_of, pareto, regret_bars, spread_out
from sim.analysis.robustness.findings import standings
from sim.errors import DataProblem
from sim.show.style import Picture, rendered
from tests.robustness.test_robustness import judge, made_up
from tests.show.drawn import by_gid, illegible, provenance, words

LUCK = np.random.default_rng(9)
TRIAL = made_up(*(LUCK.normal(size=(2, 6, 30)) + np.arange(6)[:, None] * 0.6), LUCK.random((6, 30)))


def settled(figure: Picture) -> Picture:
    figure.draw_without_rendering()
    return figure


def test_each_line_up_is_marked_as_it_stands() -> None:
    found = standings(TRIAL)
    figure = settled(pareto(found, provenance(30, counted="points of 50 worlds", method="t 95 %")))
    assert illegible(figure) == []
    for each in found:
        assert len(by_gid(figure, f"{kind_of(each)}: {each.lineup}")) == 1
    assert {kind_of(each) for each in found} >= {"in set", "beaten"}
    assert "points of 50 worlds" in words(figure)


@pytest.mark.parametrize("count", [1, 2, MOST])
def test_line_ups_in_one_place_stay_legible(count: int) -> None:
    trial = made_up(*np.random.default_rng(1).normal(size=(2, count, 20)))
    figure = settled(pareto(standings(trial), provenance(20, counted="points of 50 worlds")))
    assert illegible(figure) == []


def test_names_are_spread_no_more_than_need_be() -> None:
    free = np.array([0.1, 0.4, 0.9])
    assert spread_out(free, 0.1) == pytest.approx(free)
    for crowd in ([0.5, 0.5, 0.5], [0.0, 0.0, 0.01], [0.98, 0.99, 1.0], [0.2, 0.21, 0.6]):
        places = spread_out(np.array(crowd), 0.1)
        assert (np.diff(places) >= 0.1 - 1e-12).all()
        assert places[0] >= 0.05 - 1e-12
        assert places[-1] <= 0.95 + 1e-12
    assert spread_out(np.array([0.5, 0.5, 0.5]), 0.1) == pytest.approx([0.4, 0.5, 0.6])


def test_regret_bars_run_from_zero_to_the_mean_regret_and_the_least_is_on_top() -> None:
    found = judge(TRIAL)
    figure = settled(regret_bars(found, provenance(30, counted="points of 50 worlds")))
    assert illegible(figure) == []
    own = found.criterion("lose_lose", "mean_regret").estimates
    bars = sorted(by_gid(figure, "lose_lose: "), key=lambda bar: bar.get_y())
    assert len(bars) == 6
    assert [bar.get_x() for bar in bars] == [0] * 6
    assert [bar.get_width() for bar in bars] == [own[bar.get_gid().removeprefix("lose_lose: ")].value for bar in bars]
    assert [bar.get_width() for bar in bars] == sorted(bar.get_width() for bar in bars)


def test_the_bytes_repeat() -> None:
    found = judge(TRIAL)
    about = provenance(30, counted="points of 50 worlds")
    assert rendered(regret_bars(found, about), "svg") == rendered(regret_bars(found, about), "svg")
    assert rendered(pareto(found.standings, about), "svg") == rendered(pareto(found.standings, about), "svg")


def test_nothing_too_much_and_another_n_are_refused() -> None:
    about = provenance(30, counted="points of 50 worlds")
    with pytest.raises(DataProblem):
        pareto([], about)
    with pytest.raises(DataProblem):
        pareto(standings(TRIAL) * MOST, about)
    with pytest.raises(DataProblem):
        pareto(standings(TRIAL), provenance(31))
    with pytest.raises(DataProblem):
        regret_bars(judge(TRIAL), provenance(31))
