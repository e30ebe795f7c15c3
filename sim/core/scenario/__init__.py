"""Scenarios: files of the settings that are fixed before the first month, and the inputs of the
engine that follow from them.
"""

from sim.core.scenario.file import load_scenario, shipped_scenarios
from sim.core.scenario.plan import Election, Expiry, Incident, Plan, Stretch, Switch, Window
from sim.core.scenario.scenario import Scenario
from sim.core.scenario.text import ValueRow, explain, to_toml

__all__ = [
    "Election",
    "Expiry",
    "Incident",
    "Plan",
    "Scenario",
    "Stretch",
    "Switch",
    "ValueRow",
    "Window",
    "explain",
    "load_scenario",
    "shipped_scenarios",
    "to_toml",
]
