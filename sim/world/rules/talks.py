"""The audience at home and the progress of talks (model, section 7)."""

from __future__ import annotations

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip


def audience_next(audience: Quantity, gain: Quantity, p: Parameters) -> Floats:
    """Return next month's US audience stock, in [0, 1] (Fearon 1994)."""
    return clip(p.audience_memory * audience + gain, 0.0, 1.0)


def audience_gain(table: Floats, threats: Floats, ambiguity: Quantity) -> Floats:
    """Return what each move adds to the audience stock: a threat without a red line adds less.

    `table` is `(actions, 1 or worlds)` and `threats` `(actions, 1)` marks the threats with 1.
    """
    return table * (1.0 - threats * ambiguity)


def talks_progress(talks: Quantity, gains: Quantity, losses: Quantity) -> Quantity:
    """Return the step that moves make in talks: gains count less the nearer talks are to their end."""
    return (1.0 - talks) * gains + losses


def talks_next(talks: Quantity, gains: Quantity, losses: Quantity, p: Parameters) -> Floats:
    """Return next month's progress of talks, in [0, 1]."""
    return clip(p.talks_memory * talks + talks_progress(talks, gains, losses), 0.0, 1.0)
