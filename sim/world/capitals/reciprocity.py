"""Washington's policy reciprocity: initiatives, and answers in kind (GRIT, Osgood 1962)."""

from __future__ import annotations

from ...arrays import Quantity
from ..parameters import Parameters
from ..rules.bounds import clip


def is_initiative(month: int, p: Parameters) -> Quantity:
    """Return 1 in the months of an unconditional initiative, else 0; `month` counts from 0."""
    number = month + 1
    return 1.0 * ((number <= p.grit_opening_months) | (number % p.grit_period == 0))


def pressure_and_dialogue(month: int, mean_severity: Quantity, p: Parameters) -> tuple[Quantity, Quantity]:
    """Return the levers pressure and dialogue.

    Outside initiatives they lean against a midpoint by the mean severity of Pyongyang's last three moves, as seen.
    """
    lean = p.grit_gain * mean_severity / p.grit_unit
    opening = is_initiative(month, p)
    pressure = opening * p.grit_opening_pressure + (1.0 - opening) * clip(p.grit_midpoint + lean, 0.0, 1.0)
    dialogue = opening * p.grit_opening_dialogue + (1.0 - opening) * clip(p.grit_midpoint - lean, 0.0, 1.0)
    return pressure, dialogue
