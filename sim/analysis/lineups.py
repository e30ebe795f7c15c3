"""The named line-ups on which the patterns are checked: one policy a capital for the whole horizon."""

from __future__ import annotations

from typing import Final

from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.study.scenario_file import load_scenario
from sim.world.reluctance import LINEUP_2017
from sim.world.scenario import Plan, Scenario, Spell

BASE: Final = "2017-spring"
LINEUPS: Final[dict[str, tuple[str, str, str, str]]] = {
    "patience": ("strategic_patience", "partial_enforcement", "byungjin", "hedging"),
    "2017": (
        LINEUP_2017["washington"],
        LINEUP_2017["beijing"],
        LINEUP_2017["pyongyang"],
        LINEUP_2017["seoul"],
    ),
    "full enforcement": ("maximum_pressure", "full_enforcement", "byungjin", "hedging"),
    "lax and brinkmanship": ("maximum_pressure", "lax", "brinkmanship", "hard_line"),
    "engagement": ("engagement", "mediator", "byungjin", "sunshine"),
    "engagement, conciliatory": ("engagement", "mediator", "conciliatory", "sunshine"),
}
BYUNGJIN_OR_BRINKMANSHIP: Final = tuple(name for name, line in LINEUPS.items() if line[2] != "conciliatory")


def lineup(policies: tuple[str, str, str, str], months: int = 36) -> Scenario:
    """Return spring 2017 with one policy a capital, in their order, in every month and without elections."""
    changes = {f"{capital}.policy": policy for capital, policy in zip(CAPITALS, policies, strict=True)}
    return load_scenario(BASE).change({"name": "-".join(policies), "months": months, "elections": (), **changes})


def turning() -> Scenario:
    """Return spring 2017 with a Washington that turns from patience to pressure to engagement, a year each."""
    base = lineup(LINEUPS["2017"])
    policies = ("strategic_patience", "maximum_pressure", "engagement")
    spells = tuple(Spell(month_after(base.start, 12 * year), policy) for year, policy in enumerate(policies))
    from dataclasses import replace

    return replace(base, name="turning", washington=Plan(spells))
