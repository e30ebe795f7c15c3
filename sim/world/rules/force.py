"""Presence, arsenal and the cohesion of the alliance (model, section 7)."""

from __future__ import annotations

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from .bounds import clip


def presence_step(presence: Quantity, deploy: Quantity, exercise: Quantity, p: Parameters) -> Quantity:
    """Return next month's presence before bounds; `deploy` and `exercise` are 0 or 1, or chances."""
    back = presence - p.presence_return * (presence - p.presence_normal)
    return back + p.presence_deploy * deploy + p.presence_exercise * exercise


def presence_next(presence: Quantity, deploy: Quantity, exercise: Quantity, p: Parameters) -> Floats:
    """Return next month's forward presence, in [0, 1]."""
    return clip(presence_step(presence, deploy, exercise, p), 0.0, 1.0)


def growth_share(arsenal: Quantity, freeze: Quantity, pressure: Quantity, p: Parameters) -> Quantity:
    """Return the share of a stated gain that the arsenal can take: less under a freeze, pressure, and near the top."""
    room = (1.0 - arsenal) / p.arsenal_room
    return (1.0 - p.arsenal_freeze_brake * freeze) * (1.0 - p.arsenal_pressure_brake * pressure) * room


def arsenal_next(arsenal: Quantity, gain: Quantity, cut: Quantity, share: Quantity) -> Floats:
    """Return next month's arsenal, in [0, 1]: only growth is slowed, not dismantling.

    `gain` is at or above 0 and `cut` at or below; `share` is from `growth_share`.
    """
    return clip(arsenal + (gain * share + cut), 0.0, 1.0)


def cohesion_next(cohesion: Quantity, seoul: Quantity, gap: Quantity, p: Parameters) -> Floats:
    """Return next month's cohesion, in [0, 1].

    `seoul` is what Seoul's move adds, `gap` the distance in severity between the allies' moves.
    """
    back = cohesion - p.cohesion_return * (cohesion - p.cohesion_rest)
    return clip(back + seoul - p.cohesion_gap * gap / p.severity_unit, 0.0, 1.0)
