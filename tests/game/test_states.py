"""A state is declared once: what is said of it fits the world, the parameters and what
capitals see.
"""

from dataclasses import fields

import pytest

from sim.core.engine import PLACES
from sim.core.game.catalogue import CAPITALS
from sim.core.game.first_half import World
from sim.core.game.world import STATES, observed_by
from sim.core.scenario.parameters import PARAMETERS
from sim.policies.agents.observation import Observation


def test_a_state_is_a_place_of_a_world_and_starts_within_its_range(
    subtests: pytest.Subtests,
) -> None:
    for name in STATES:
        with subtests.test(name):
            state = STATES[name]
            assert name in PLACES
            start = PARAMETERS.get(f"start_{name}")
            assert start is None or (state.low <= start.low <= start.high <= state.high)


def test_what_is_seen_has_a_name_and_an_error_only_whoever_sees_it(
    subtests: pytest.Subtests,
) -> None:
    for name in [name for name, state in STATES.items() if state.seen_by]:
        with subtests.test(name):
            state = STATES[name]
            assert state.label
            assert set(state.errors) <= set(state.seen_by) <= set(CAPITALS)
            assert state.low < state.high


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_capital_observes_the_states_that_are_declared_to_be_seen_by_it(capital: str) -> None:
    sight = Observation(capital)
    assert {column.name for column in sight.columns if column.name in STATES} == set(
        observed_by(capital)
    )
    for column in sight.columns:
        if column.name in STATES:
            wrong = capital in STATES[column.name].errors
            assert column.place == (f"{column.name}_by_{capital}" if wrong else column.name)
            assert column.place in {each.name for each in fields(World)}


def test_what_nobody_sees_is_told_to_nobody() -> None:
    assert [
        name for name, state in STATES.items() if (state.says or state.label) and not state.seen_by
    ] == []
