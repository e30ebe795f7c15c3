"""Drawns of a hindcast: the same bytes again, what they show, and what they refuse."""

import numpy as np

from sim.history import HindcastOptions
from sim.history.benchmarks import MODEL, POOL
from sim.history.figures import reliability_diagram
from sim.history.kept_posterior import kept_prior
from sim.history.scoreboard import HindcastFinding
from sim.history.targets import TARGETS
from sim.show.drawn import Provenance
from tests.show.drawn import illegible

GENERATOR = np.random.default_rng(2)
ORIGINS = 40
ABOUT = Provenance("record", "abc", 7, ORIGINS, "Wilson 95 %, n / horizon", "0.1.0", "origins")


def some_scores() -> HindcastFinding:
    """Return scores of forecasts made up for one horizon."""
    given = {(target, 3): GENERATOR.dirichlet(np.ones(4), ORIGINS) for target in TARGETS}
    seen = {key: GENERATOR.integers(0, 4, ORIGINS) for key in given}
    forecasts = {POOL: given, MODEL: given, "even": given}
    asked = HindcastOptions(
        first="2010-01", last="2013-06", horizons=(3,), resamples=100, posterior=kept_prior(6, 8, 3)
    )
    return HindcastFinding(asked, forecasts, seen)


SCORES = some_scores()


def test_a_picture_is_the_same_again_and_counts_its_origins() -> None:
    figure = reliability_diagram(SCORES, ABOUT)
    assert illegible(figure) == []
    first = figure.rendered("png")
    assert reliability_diagram(SCORES, ABOUT).rendered("png") == first


def test_a_panel_has_the_points_of_its_classes() -> None:
    figure = reliability_diagram(SCORES, ABOUT)
    texts = [text.get_text() for text in np.ravel(figure.ax)[0].texts]
    assert texts == [str(each.happened.n) for each in SCORES.reliability[3]]
    assert sum(map(int, texts)) == ORIGINS * len(TARGETS)
