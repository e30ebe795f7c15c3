"""Tension: how moves raise and calm it, and how it returns to rest (model, section 7)."""

import numpy as np

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip

HIGHEST_TENSION = 7.99


def calming_share(tension: Quantity, p: Parameters) -> Floats:
    """Return the share of a calming step that counts: there is little to calm where tension is low."""
    return np.minimum(1.0, tension / p.tension_floor)


def rising(effect: Quantity, p: Parameters) -> Floats:
    """Return what a move raises tension by; the scale δ/δ₀ keeps its long-run effect the same whatever the memory."""
    return p.tension_memory / p.tension_memory_reference * np.maximum(effect, 0.0)


def falling(effect: Quantity, p: Parameters) -> Floats:
    """Return what a move lowers tension by where there is enough of it, as a number at or below 0."""
    return p.tension_memory / p.tension_memory_reference * np.minimum(effect, 0.0)


def tension_step(effect: Quantity, calming: Quantity, p: Parameters) -> Floats:
    """Return the step of tension that a move of the given effect makes; `calming` is from `calming_share`."""
    return rising(effect, p) + falling(effect, p) * calming


def tension_drift(tension: Quantity, freeze: Quantity, alarm: Quantity, calming: Quantity, p: Parameters) -> Quantity:
    """Return where tension goes before anyone moves: back towards rest, calmed by a freeze, raised by an alarm.

    `alarm` is 1 in the month after a lethal provocation or a big test.
    """
    rest = tension - p.tension_memory * (tension - p.tension_rest)
    return rest + falling(-p.tension_freeze, p) * freeze * calming + p.tension_test_jump * alarm


def tension_next(drifted: Quantity, steps: Quantity, noise: Quantity, p: Parameters) -> Floats:
    """Return next month's tension from the drifted value, the sum of the moves' steps and a normal variate."""
    return clip(drifted + steps + p.tension_noise * noise, 0.0, HIGHEST_TENSION)
