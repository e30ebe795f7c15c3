"""What the project knows of the game cannot be changed by accident from Python."""

import copy
from typing import Any

import pytest

import sim
from sim.core.base.errors import Problem
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.scenario.parameters import DEFAULTS, PLACES
from tests.for_each import for_each

CATALOGUES = {
    "parameters": sim.parameters,
    "outcomes": sim.outcomes,
    "moves": sim.MOVES,
    "courses": sim.COURSES,
    "levers": LEVERS,
    "policies": POLICIES,
    "policies of one": POLICIES["seoul"],
    "defaults": DEFAULTS,
    "places": PLACES,
}


@for_each("catalogue", CATALOGUES.values())
def test_no_entry_can_be_set_or_taken_away(catalogue: Any) -> None:
    before = dict(catalogue)
    name = next(iter(catalogue))
    with pytest.raises((Problem, TypeError)):
        catalogue[name] = None
    with pytest.raises((Problem, TypeError)):
        del catalogue[name]
    for method in ("clear", "popitem"):
        with pytest.raises((Problem, AttributeError)):
            getattr(catalogue, method)()
    assert dict(catalogue) == before


def test_a_copy_of_the_outcomes_is_equal() -> None:
    assert copy.copy(sim.outcomes) == sim.outcomes
