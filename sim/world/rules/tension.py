"""Tension: how moves raise and calm it, and how it returns to rest (model, section 7)."""

import numpy as np

from ..parameters import Parameters
from ..types import Floats, Quantity
from .bounds import clip

HIGHEST_TENSION = 7.99


def calming_share(tension: Quantity, p: Parameters) -> Floats:
    """Return the share of a calming step that counts: there is little to calm where tension is low."""
    return np.minimum(1.0, tension / p.tension_floor)  # type: ignore[no-any-return]


def tension_step(effect: Quantity, calming: Quantity, p: Parameters) -> Quantity:
    """Return the step of tension that a move of the given effect makes.

    `effect` is a table `(actions, 1)` or values `(worlds,)`; `calming` is from `calming_share`. The scale δ/δ₀ keeps
    the long-run effect of a move the same whatever the memory.
    """
    scale = p.tension_memory / p.tension_memory_reference
    return scale * (np.maximum(effect, 0.0) + np.minimum(effect, 0.0) * calming)  # type: ignore[no-any-return]


def tension_drift(tension: Quantity, freeze: Quantity, alarm: Quantity, calming: Quantity, p: Parameters) -> Quantity:
    """Return where tension goes before anyone moves: back towards rest, calmed by a freeze, raised by an alarm.

    `alarm` is 1 in the month after a lethal provocation or a big test.
    """
    rest = tension - p.tension_memory * (tension - p.tension_rest)
    return rest + tension_step(-p.tension_freeze * freeze, calming, p) + p.tension_test_jump * alarm


def tension_next(drifted: Quantity, steps: Quantity, noise: Quantity, p: Parameters) -> Floats:
    """Return next month's tension from the drifted value, the sum of the moves' steps and a normal variate."""
    return clip(drifted + steps + p.tension_noise * noise, 0.0, HIGHEST_TENSION)
