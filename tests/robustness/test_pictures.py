"""The Pareto plot and the regret bars: what they mark, and that names stay legible."""

import numpy as np
import pytest

from sim.analysis.robustness.figures import MOST, kind_of, pareto, regret_bars
from sim.errors import DataProblem
from sim.show.drawn import Drawn
from sim.show.grammar import spread_out
from tests.robustness.test_robustness import made_up
from tests.show.drawn import illegible, provenance, words

LUCK = np.random.default_rng(9)
FOUND = made_up(*(LUCK.normal(size=(2, 6, 30)) + np.arange(6)[:, None] * 0.6), LUCK.random((6, 30)))


def settled(figure: Drawn) -> Drawn:
    return figure


def test_each_line_up_is_marked_as_it_stands() -> None:
    found = FOUND.standings
    figure = settled(pareto(found, provenance(30, counted="points of 50 worlds", method="t 95 %")))
    assert illegible(figure) == []
    for each in found:
        assert each.lineup in figure.artists
    assert {kind_of(each) for each in found} >= {"in set", "beaten"}
    assert "points of 50 worlds" in words(figure)


@pytest.mark.parametrize("count", [1, 2, MOST])
def test_line_ups_in_one_place_stay_legible(count: int) -> None:
    trial = made_up(*np.random.default_rng(1).normal(size=(2, count, 20)))
    figure = settled(pareto(trial.standings, provenance(20, counted="points of 50 worlds")))
    assert illegible(figure) == []


def test_names_are_spread_no_more_than_need_be() -> None:
    free = np.array([0.1, 0.4, 0.9])
    assert spread_out(free, 0.1) == pytest.approx(free)
    for crowd in ([0.5, 0.5, 0.5], [0.0, 0.0, 0.01], [0.6, 0.2, 0.21]):
        places = spread_out(np.array(crowd), 0.1)
        assert (np.diff(places[np.argsort(crowd, kind="stable")]) >= 0.1 - 1e-12).all()
    assert spread_out(np.array([0.5, 0.5, 0.5]), 0.1) == pytest.approx([0.4, 0.5, 0.6])


def test_line_ups_of_the_least_regret_are_on_top() -> None:
    figure = regret_bars(FOUND, provenance(30, counted="points of 50 worlds"))
    assert illegible(figure) == []
    own = FOUND.criterion("lose_lose", "mean_regret").lineups
    names = [each.get_text() for each in np.ravel(figure.ax)[0].get_yticklabels()]
    assert names == sorted(names, key=lambda name: own[name].value)


def test_the_bytes_repeat() -> None:
    about = provenance(30, counted="points of 50 worlds")
    assert regret_bars(FOUND, about).rendered("svg") == regret_bars(FOUND, about).rendered("svg")
    assert pareto(FOUND.standings, about).rendered("svg") == pareto(FOUND.standings, about).rendered("svg")


def test_too_much_is_refused() -> None:
    about = provenance(30, counted="points of 50 worlds")
    with pytest.raises(DataProblem):
        pareto(FOUND.standings * MOST, about)
