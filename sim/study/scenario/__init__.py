"""Scenarios: files of what is fixed before the first month, and what the engine is given of them."""

from .events import Election, Expiry, Incident, Switch, Window
from .explain import Row, explain
from .file import load_scenario
from .inputs import Inputs, inputs
from .plan import Plan, Spell
from .scenario import Scenario
from .shipped import shipped_scenarios
from .text import to_toml

__all__ = [
    "Election", "Expiry", "Incident", "Inputs", "Plan", "Row", "Scenario", "Spell", "Switch", "Window", "explain",
    "inputs", "load_scenario", "shipped_scenarios", "to_toml",
]  # fmt: skip
