"""7.1: Kim as numbers, in somebody's view."""

from __future__ import annotations

import numpy as np

from .arrays import FEARFUL, GREEDY, Array, Fields, of

AS_THEY_STAND = (
    "drive_threat",
    "drive_softness",
    "greed",
)


def kim_as_numbers(kind: Array, leverage: Array, levers: Fields, p: Fields) -> Fields:
    """Return the numbers of a view of Kim: a type for each world, and Beijing's leverage."""
    found = Fields({name: of(p[name], kind) for name in AS_THEY_STAND})
    odd = levers.unpredictability
    found = found.but(
        precision=of(p.precision, kind) * (1 - p.unpredictable * odd),
        drive_bite=of(p.drive_bite, kind) * (0.5 + leverage),
        econ=p.econ * (0.5 + leverage),
        fearful=(kind == FEARFUL) * 1.0,
        greedy=(kind == GREEDY) * 1.0,
    )
    return found.but(
        stray=(1 - found.precision) / 2,
        price=p.price + p.price * found.greed,
        gain=p.gain * found.greed,
        peace=p.peace - p.peace * found.greed,
    )


def pure_type(kind: int, levers: Fields, p: Fields) -> Fields:
    """Return a pure type as observers reckon with it: they believe in one leverage."""
    return kim_as_numbers(np.full(p.leverage_believed.shape, kind), p.leverage_believed, levers, p)
