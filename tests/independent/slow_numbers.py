"""The numbers and policies of one world, as plain dictionaries.

Nothing here comes from the code of the rules. Numbers are read off the ledger; the presets of the policies are
written down again from the specification.
"""

from __future__ import annotations

from typing import Any

from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS
from sim.world.parameters import LEDGER
from sim.study.scenario import Scenario

Numbers = dict[str, Any]
Levers = dict[str, float]

MOVES = {capital: tuple(action.name for action in ACTIONS[capital]) for capital in CAPITALS}
SEVERITY = {capital: {action.name: action.severity for action in ACTIONS[capital]} for capital in CAPITALS}
WAR_MOVE = {"washington": "strike", "pyongyang": "attack"}
PEACEFUL = {
    capital: tuple(move for move in MOVES[capital] if move != WAR_MOVE.get(capital)) for capital in CAPITALS
}

TALKING = {
    "washington": ("relief", "formal_talks", "back_channel"),
    "pyongyang": ("dismantle", "formal_talks", "moratorium"),
}
BREAKING = {
    "washington": ("sanctions", "threaten_force", "deploy", "strike"),
    "pyongyang": ("missile_test", "big_test", "lethal_provocation", "attack"),
}
TESTS = ("missile_test", "big_test")
ALARMS = ("big_test", "lethal_provocation")
SHIELDS = ("lifeline_aid", "protect")
ENGAGES = ("aid", "peace_initiative")

RANGE = {"tension": (0.0, 7.99), "economy": (-0.5, 0.3), "thaad": (0.0, 2.0), "relation": (-1.0, 1.0)}

CORE_LEVERS = {
    "washington": ("pressure", "dialogue", "patience"),
    "beijing": ("enforcement", "mediation", "protection"),
    "pyongyang": ("testing", "provocation", "bargaining"),
    "seoul": ("engagement", "hard_line", "follow_washington"),
}
PRESETS: dict[str, dict[str, tuple[float, ...]]] = {
    "washington": {
        "strategic_patience": (0.3, 0.1, 1.0),
        "maximum_pressure": (1.0, 0.1, 0.0),
        "engagement": (0.1, 1.0, 0.2),
        "reciprocity": (),
        "adaptive": (),
    },
    "beijing": {
        "lax": (0.1, 0.2, 0.8),
        "partial_enforcement": (0.5, 0.4, 0.2),
        "full_enforcement": (1.0, 0.1, 0.0),
        "mediator": (0.3, 1.0, 0.2),
        "protector": (0.0, 0.2, 1.0),
    },
    "pyongyang": {
        "byungjin": (0.9, 0.2, 0.1),
        "brinkmanship": (0.8, 0.9, 0.2),
        "conciliatory": (0.1, 0.0, 1.0),
        "unpredictable": (0.9, 0.2, 0.1),
    },
    "seoul": {
        "sunshine": (1.0, 0.0, 0.0),
        "hard_line": (0.0, 1.0, 0.0),
        "hedging": (0.4, 0.4, 0.5),
        "alliance_first": (0.1, 0.3, 1.0),
    },
}
FAMILIES = ("strategic_patience", "maximum_pressure", "engagement")
DRAWN_PRESETS = ("byungjin", "brinkmanship", "conciliatory")


def clip(value: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(max(value, low), high)


def is_off(module: str, scenario: Scenario) -> bool:
    return module != "core" and module not in scenario.modules


def numbers_of(scenario: Scenario) -> Numbers:
    """Return every number as a float and every table as a dictionary of its cells."""
    given = dict(scenario.values)
    p: Numbers = {}
    for name, entry in LEDGER.items():
        if entry.kind == "lever":
            continue
        off = is_off(entry.module, scenario)
        value = (
            (entry.default if entry.neutral is None else entry.neutral)
            if off
            else given.get(name, entry.default)
        )
        if entry.kind == "table":
            p[name] = {
                cell: value * (standard if off else given.get(f"{name}.{cell}", standard))
                for cell, standard in entry.cells
            }
        else:
            p[name] = value
    return p


def levers_of(capital: str, policy: str, extra: dict[str, float], scenario: Scenario) -> Levers:
    """Return the levers that a policy declares, with those a plan holds; a module that is off keeps its default."""
    preset = dict(zip(CORE_LEVERS[capital], PRESETS[capital][policy], strict=False))
    if policy == "unpredictable":
        preset["unpredictability"] = 1.0
    levers = {}
    for name, entry in LEDGER.items():
        if entry.kind == "lever" and name.startswith(f"{capital}."):
            lever = name.split(".")[1]
            value = extra.get(lever, preset.get(lever, entry.default))
            levers[lever] = entry.default if is_off(entry.module, scenario) else value
    return levers
