"""Regression adjustment: accepted draws are moved to where they would lie if their summaries were the observed ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.arrays import Floats

from .prior import logistic, logit

RIDGE: Final = 1e-6
"""Keeps the regression solvable where two summaries say the same, as a share of the sum of the weights."""


def slopes(unbounded: Floats, gaps: Floats, weights: Floats) -> Floats:
    """Return the slopes of a weighted linear regression with intercept, `(summaries, numbers)`.

    `unbounded` is `(accepted, numbers)`, `gaps` `(accepted, summaries)` in comparable units, `weights` `(accepted,)`.
    """
    share = weights / weights.sum()
    x = gaps - share @ gaps
    y = unbounded - share @ unbounded
    gram = (x * share[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
    return np.asarray(np.linalg.solve(gram, (x * share[:, None]).T @ y))


def adjusted(places: Floats, summaries: Floats, observed: Floats, scale: Floats, weights: Floats) -> Floats:
    """Return the places, from 0 to 1, of accepted draws after a local linear regression on their summaries.

    The regression runs on the logit of the place, so that no draw leaves the range of its prior. Source: Beaumont,
    Zhang and Balding 2002, Genetics 162:2025; the transformation: Hamilton, Currat, Ray and others 2005.
    """
    gaps = (summaries - observed) / scale
    unbounded = logit(places)
    moved: Floats = unbounded - gaps @ slopes(unbounded, gaps, weights)
    return logistic(moved)
