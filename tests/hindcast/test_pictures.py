"""Figures of a hindcast: the same bytes again, and what they show."""

import numpy as np

from sim.history import HindcastOptions
from sim.history.benchmarks import MODEL, POOL
from sim.history.figures import figures
from sim.history.kept_posterior import kept_prior
from sim.history.scoreboard import HindcastFinding
from sim.history.targets import TARGETS
from tests.show.drawn import illegible

GENERATOR = np.random.default_rng(2)
ORIGINS = 40


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


def test_a_picture_is_the_same_again_and_has_every_class() -> None:
    figure = figures(SCORES)["reliability"]()
    assert illegible(figure) == []
    first = figure.rendered("png")
    assert figures(SCORES)["reliability"]().rendered("png") == first
    drawn = {row["row"]: row for row in figure.data}
    assert len(drawn) == len(SCORES.reliability(3))
