"""The Pareto plot and the regret bars: what they mark, and that names stay legible."""

import numpy as np
import pytest

from sim.analysis.robustness.figures import MOST, kind_of, pareto, regret_bars
from sim.core.base.errors import DataProblem
from sim.show.grammar import spread_out
from tests.robustness.test_robustness import made_up
from tests.show.drawn import illegible, words

LUCK = np.random.default_rng(9)
FOUND = made_up(*(LUCK.normal(size=(2, 6, 30)) + np.arange(6)[:, None] * 0.6), LUCK.random((6, 30)))


def test_each_profile_is_marked_as_it_stands() -> None:
    figure = pareto(FOUND)
    assert illegible(figure) == []
    for each in FOUND.standings:
        assert each.profile in figure.artists
    assert {kind_of(each) for each in FOUND.standings} >= {"in set", "beaten"}
    assert "points of 50 worlds" in words(figure)


@pytest.mark.parametrize("count", [1, 2, MOST])
def test_profiles_in_one_place_stay_legible(count: int) -> None:
    trial = made_up(*np.random.default_rng(1).normal(size=(2, count, 20)))
    figure = pareto(trial)
    assert illegible(figure) == []


def test_names_are_spread_no_more_than_need_be() -> None:
    free = np.array([0.1, 0.4, 0.9])
    assert spread_out(free, 0.1) == pytest.approx(free)
    for crowd in ([0.5, 0.5, 0.5], [0.0, 0.0, 0.01], [0.6, 0.2, 0.21]):
        places = spread_out(np.array(crowd), 0.1)
        assert (np.diff(places[np.argsort(crowd, kind="stable")]) >= 0.1 - 1e-12).all()
    assert spread_out(np.array([0.5, 0.5, 0.5]), 0.1) == pytest.approx([0.4, 0.5, 0.6])


def test_profiles_of_the_least_regret_are_on_top() -> None:
    figure = regret_bars(FOUND)
    assert illegible(figure) == []
    own = FOUND.criterion("lose_lose", "mean_regret").profiles
    names = [each.get_text() for each in np.ravel(figure.ax)[0].get_yticklabels()]
    assert names == sorted(names, key=lambda name: own[name].value)


def test_the_bytes_repeat() -> None:
    assert regret_bars(FOUND).rendered("svg") == regret_bars(FOUND).rendered("svg")
    assert pareto(FOUND).rendered("svg") == pareto(FOUND).rendered("svg")


def test_too_much_is_refused() -> None:
    with pytest.raises(DataProblem):
        pareto(made_up(*LUCK.normal(size=(2, MOST + 1, 20))))
