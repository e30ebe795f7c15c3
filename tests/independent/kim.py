"""7.1: Kim as numbers, in somebody's view."""

from __future__ import annotations

import numpy as np

from .arrays import FEARFUL, GREEDY, Array, Fields, of

AS_THEY_STAND = (
    "drive_threat",
    "drive_softness",
    "price",
    "deter",
    "extort",
    "fear",
    "live",
    "both_talk",
    "deal",
    "exploit",
    "danger",
)


def kim_as_numbers(kind: Array, leverage: Array, levers: Fields, p: Fields) -> Fields:
    """Return the numbers of a view of Kim: a type for each world, and Beijing's leverage."""
    found = Fields({name: of(p[name], kind) for name in AS_THEY_STAND})
    odd = levers.unpredictability
    return found.but(
        precision=of(p.precision, kind) * (1 - p.unpredictable_precision * odd),
        stray=np.minimum(0.6, of(p.stray, kind) + p.unpredictable_stray * odd),
        drive_bite=of(p.drive_bite, kind) * (0.5 + leverage),
        econ=of(p.econ, kind) * (0.5 + leverage),
        fearful=(kind == FEARFUL) * 1.0,
        greedy=(kind == GREEDY) * 1.0,
    )


def pure_type(kind: int, levers: Fields, p: Fields) -> Fields:
    """Return a pure type as observers reckon with it: they believe in one leverage."""
    return kim_as_numbers(np.full(p.leverage_believed.shape, kind), p.leverage_believed, levers, p)
