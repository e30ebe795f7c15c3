"""How much each capital minds each thing: prices by the month, and for as long as a change lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..arrays import Floats, Quantity
from ..game.catalogue import CAPITALS
from .parameters import LEDGER, Parameters
from .rules.economy import MONTHS_A_YEAR

SAME_UNIT = {"no_arsenal": "arsenal"}


@dataclass(frozen=True, slots=True)
class Weighing:
    """The payoff weights of a batch.

    `price[capital][component]` is the cost of one unit for a month. `worth` is the price times the months for which
    a change lasts, D = min(foresight, 1/decay). Scoring uses the first and choosing the second, so both hold the
    same weights. `dread` is the loss in a limited war as each capital weighs it in a choice.
    """

    price: Mapping[str, Mapping[str, Quantity]]
    worth: Mapping[str, Mapping[str, Quantity]]
    dread: Mapping[str, Quantity]


def named_cells(name: str, table: Floats) -> dict[str, Quantity]:
    """Return a table's rows by the names of its cells; a row that is the same in all worlds becomes a float."""
    names = [cell for cell, _ in LEDGER[name].cells]
    if table.shape[1] == 1:
        return {cell: float(row[0]) for cell, row in zip(names, table, strict=True)}
    return dict(zip(names, table, strict=True))


def lasting(p: Parameters) -> dict[str, Quantity]:
    """Return for how many months a change of each component counts."""

    def months(decay: Quantity) -> Quantity:
        with np.errstate(divide="ignore"):
            spell = np.minimum(p.foresight, 1.0 / np.asarray(decay, dtype=np.float64))
        return float(spell) if spell.ndim == 0 else spell

    economy = months(p.adaptation / MONTHS_A_YEAR)
    return {
        "arsenal": p.foresight,
        "no_arsenal": p.foresight,
        "tension": months(p.tension_memory),
        "presence": months(p.presence_return),
        "disunity": months(p.cohesion_return),
        "audience": months(1.0 - p.audience_memory),
        "instability": months(p.stability_speed),
        "enforcing": months(p.enforcement_speed),
        "secondary": months(p.enforcement_speed),
        "poverty": economy,
        "refugees": economy,
        "test_month": months(1.0),
        "thaad": p.foresight,
        "thaad_cost": p.foresight,
    }


def weigh(p: Parameters) -> Weighing:
    """Work out the payoff weights of a batch once."""
    units = named_cells("payoff_units", p.payoff_units)
    spells = lasting(p)
    price: dict[str, dict[str, Quantity]] = {}
    worth: dict[str, dict[str, Quantity]] = {}
    for capital in CAPITALS:
        weights = named_cells(f"weights_{capital}", getattr(p, f"weights_{capital}"))
        price[capital] = {name: weight * units[SAME_UNIT.get(name, name)] for name, weight in weights.items()}
        worth[capital] = {name: cost * spells[name] for name, cost in price[capital].items()}
    return Weighing(price, worth, named_cells("perceived_loss", p.perceived_loss))
