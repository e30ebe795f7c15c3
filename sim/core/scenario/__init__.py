"""Scenarios: files of what is fixed before the first month, and what the engine is given of
them.
"""

from sim.core.scenario.file import load_scenario, shipped_scenarios
from sim.core.scenario.plan import Election, Expiry, Incident, Plan, Stretch, Switch, Window
from sim.core.scenario.scenario import Scenario
from sim.core.scenario.text import Row, explain, to_toml

__all__ = [
    "Election",
    "Expiry",
    "Incident",
    "Plan",
    "Row",
    "Scenario",
    "Stretch",
    "Switch",
    "Window",
    "explain",
    "load_scenario",
    "shipped_scenarios",
    "to_toml",
]
