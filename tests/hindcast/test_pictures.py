"""Pictures of a calibration and a hindcast: the same bytes again, what they show, and what they refuse."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.calibration.overlap import learnt
from sim.analysis.calibration.prior import Prior
from sim.analysis.calibration.sample import Sample
from sim.analysis.history.calibrate import Calibration, Simulated
from sim.analysis.history.hindcast import DEFAULTS, MODEL, TARGETS, Forecasts
from sim.analysis.history.lesson import Lesson, Number
from sim.analysis.history.predictive import Checks
from sim.analysis.history.scoreboard import Scoreboard, judge
from sim.errors import DataProblem
from sim.show.pit import pit_histograms
from sim.show.posterior_plot import posterior_plot
from sim.show.provenance import Provenance
from sim.show.reliability import reliability_diagram
from sim.show.saving import rendered
from sim.study.draws import Draws
from sim.study.estimate import wilson
from tests.show.drawn import illegible
from tests.support import lineup

GENERATOR = np.random.default_rng(2)
ORIGINS = 40
ABOUT = Provenance("record", "abc", 7, ORIGINS, "Wilson 95 %, n / horizon", "0.1.0", "origins")


def some_scores() -> Scoreboard:
    """Return scores of forecasts made up for one horizon."""
    given = {(target, 3): GENERATOR.dirichlet(np.ones(4), ORIGINS) for target in TARGETS}
    seen = {key: GENERATOR.integers(0, 4, ORIGINS) for key in given}
    months = tuple(f"20{10 + k // 12}-{k % 12 + 1:02d}" for k in range(ORIGINS))
    forecasts = {MODEL: given, DEFAULTS: given, "climatology": given}
    span = ("r", "h", "2010-01", "2013-06", ("2000-01", "2009-12"), "p", 7, 50)
    return judge(Forecasts(*span, (3,), {3: months}, forecasts, seen), 100)


def some_lesson(numbers: int = 3) -> Lesson:
    """Return a calibration made up, with one number that is known well."""
    names = ("momentum", "foresight", "accident_hazard", *["response"] * 30)[:numbers]
    hazard = (0.0001, 0.005, "log-uniform")
    ranges: dict[str, Any] = {"momentum": (0, 4), "foresight": (1, 12), "accident_hazard": hazard}
    priors = tuple(Prior(name, *ranges.get(name, (0, 2))) for name in names)
    places = GENERATOR.random((300, numbers))
    places[:, 0] *= 0.2
    weights = np.ones(300)
    found = Calibration(
        "r", "2007-01", "2014-12", lineup(), priors, 7,
        Simulated(places, places, np.ones(300, dtype=bool)), places[0], Sample(places, weights, 1.0),
    )  # fmt: skip
    rows = tuple(
        Number(prior, 0.1, 0.5, 0.9, 0.5, 0.1, learnt(column, weights), 1.0)
        for prior, column in zip(priors, places.T, strict=True)
    )
    draws = Draws(("momentum",), np.ones((300, 1)))
    return Lesson(found, rows, Checks((), wilson(1, 2)), draws)


SCORES = some_scores()


@pytest.mark.parametrize("draw", [reliability_diagram, pit_histograms])
def test_a_picture_is_the_same_again_and_counts_its_origins(draw: Any) -> None:
    figure = draw(SCORES, ABOUT)
    figure.draw_without_rendering()
    assert illegible(figure) == []
    first = rendered(figure, "png")
    assert rendered(draw(SCORES, ABOUT), "png") == first
    with pytest.raises(DataProblem):
        draw(SCORES, replace(ABOUT, n=ORIGINS + 1))


def test_a_panel_has_the_points_of_its_classes() -> None:
    figure = reliability_diagram(SCORES, ABOUT)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == [str(each.happened.n) for each in SCORES.reliability[3]]
    assert sum(map(int, texts)) == ORIGINS * len(TARGETS)


def test_the_bars_of_a_pit_are_shares() -> None:
    figure = pit_histograms(SCORES, ABOUT)
    for axes in figure.axes:
        assert sum(bar.get_height() for bar in axes.patches if bar.get_gid()) == pytest.approx(1.0)


def test_the_best_informed_number_comes_first() -> None:
    learned = some_lesson()
    about = replace(ABOUT, n=300, counted="draws")
    figure = posterior_plot(learned, about)
    figure.draw_without_rendering()
    assert illegible(figure) == []
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles[0].startswith("momentum")
    assert len(titles) == 3
    assert rendered(posterior_plot(learned, about), "png") == rendered(figure, "png")
    with pytest.raises(DataProblem):
        posterior_plot(learned, replace(about, n=3))
    with pytest.raises(DataProblem):
        posterior_plot(some_lesson(26), about)
