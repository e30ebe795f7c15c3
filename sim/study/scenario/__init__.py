"""Scenarios: files of what is fixed before the first month, and what the engine is given of them."""

from sim.study.scenario.file import load_scenario, shipped_scenarios
from sim.study.scenario.inputs import Inputs, inputs
from sim.study.scenario.plan import Election, Expiry, Incident, Plan, Spell, Switch, Window
from sim.study.scenario.scenario import Scenario
from sim.study.scenario.text import Row, explain, to_toml

__all__ = [
    "Election", "Expiry", "Incident", "Inputs", "Plan", "Row", "Scenario", "Spell", "Switch", "Window", "explain",
    "inputs", "load_scenario", "shipped_scenarios", "to_toml",
]  # fmt: skip
