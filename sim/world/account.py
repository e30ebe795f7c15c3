"""What an event costs each capital at once."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats, Quantity
from ..game.catalogue import CAPITALS
from .events import Event, Happening
from .luck import Luck
from .parameters import Parameters
from .rules.refugees import lump
from .weighing import Weighing, named_cells


def at_worlds(value: Quantity, worlds: np.ndarray) -> Quantity:
    """Return a number for some of the worlds, by position; a float holds for all."""
    return value if isinstance(value, float) else value[worlds]


def paid_losses(
    happening: Happening, luck: Luck, weighing: Weighing, modules: frozenset[str], p: Parameters
) -> tuple[Floats, Floats]:
    """Return the losses of the month, `(capitals, worlds)`, and the refugees that an event sets in motion.

    War losses are heavy-tailed; a collapse or a major war brings a lump of refugees that Beijing counts once.
    Only worlds with an event are worked out, since they are few.
    """
    worlds = happening.event.size
    losses, arrivals = np.zeros((len(CAPITALS), worlds)), np.zeros(worlds)
    hit = np.flatnonzero((happening.event != Event.NONE) & (happening.event != Event.DENUCLEARISATION))
    if not hit.size:
        return losses, arrivals
    war, major = happening.war[hit], happening.major[hit]
    if "refugees" in modules:
        median, sd = at_worlds(p.refugee_lump, hit), at_worlds(p.refugee_lump_sd, hit)
        arrivals[hit] = np.where(war & ~major, 0.0, lump(luck.normal_at("refugee_lump", hit), median, sd))
    size: Quantity = 1.0
    if "war_losses" in modules:
        size = np.exp(at_worlds(p.war_loss_sd, hit) * luck.normal_at("loss", hit))
    limited, large, collapse = (
        named_cells(name, getattr(p, name)) for name in ("loss_limited", "loss_major", "loss_collapse")
    )
    for row, capital in zip(losses, CAPITALS, strict=True):
        in_war = np.where(major, at_worlds(large[capital], hit), at_worlds(limited[capital], hit)) * size
        row[hit] = np.where(war, in_war, at_worlds(collapse[capital], hit))
        price = at_worlds(weighing.price[capital].get("refugees", 0.0), hit)
        row[hit] += price * arrivals[hit]
    return losses, arrivals
