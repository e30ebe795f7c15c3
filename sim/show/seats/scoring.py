"""Scores of a team's forecast: against what happened, and against the model's own frequency.

Sources: Brier 1950, Monthly Weather Review 78:1; Good 1952, J. R. Stat. Soc. B 14:107.
"""

from __future__ import annotations

import math

from sim.study.estimate import Estimate, value_text

LEAST: float = 0.005
"""A frequency of 0 or 1 is taken as this far from it, so that its log score is finite: half a world of a hundred."""


def brier(chance: float, happened: bool) -> float:
    """Return the squared distance of a chance from what happened: 0 is best, 1 worst; .5 always scores .25.

    >>> brier(0.8, True)
    0.04
    """
    return round((chance - happened) ** 2, 12)


def log_score(chance: float, happened: bool) -> float:
    """Return minus the logarithm of the chance given to what happened, in nats: 0 is best.

    >>> round(log_score(0.5, False), 3)
    0.693
    """
    return -math.log(chance if happened else 1.0 - chance)


def expected_brier(chance: float, frequency: float) -> float:
    """Return the Brier score to expect over worlds in which the event has this frequency.

    It is least for the frequency itself; the distance to that least is the square of the forecast's error.
    """
    return (chance - frequency) ** 2 + frequency * (1.0 - frequency)


def scored(event: str, chance: float, model: Estimate, happened: bool) -> dict[str, float | bool | str]:
    """Return one event of a forecast with its scores, and those that the model's frequency would have had."""
    frequency = min(max(model.value, LEAST), 1.0 - LEAST)
    return {
        "event": event,
        "chance": chance,
        "happened": happened,
        "frequency": value_text(model.value, model.low, model.high, 3),
        "n": model.n,
        "brier": brier(chance, happened),
        "model_brier": brier(frequency, happened),
        "log": log_score(chance, happened),
        "model_log": log_score(frequency, happened),
        "expected": expected_brier(chance, model.value),
        "least": expected_brier(model.value, model.value),
    }
