"""The relation of Washington and Beijing, and the dialogue windows that move it (module `relation`)."""

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip


def window_chance(relation: Quantity, p: Parameters) -> Quantity:
    """Return the chance that a dialogue window succeeds."""
    return p.window_base + p.window_slope * relation


def relation_next(relation: Quantity, window: Quantity, secondary: Quantity, p: Parameters) -> Floats:
    """Return the relation a month later, in [−1, 1].

    `window` is +1 where a dialogue window succeeded this month, −1 where it failed, 0 where there was none;
    `secondary` is the lever of secondary sanctions.
    """
    step = p.relation_drift + p.relation_window * window - p.relation_secondary * secondary
    return clip(relation + step, -1.0, 1.0)
