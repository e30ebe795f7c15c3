"""The English names of the model's entries, from the catalogues that declare them; other languages
give their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.goals import GOALS
from sim.core.game.levers import LEVERS
from sim.core.game.moves import KimType
from sim.core.game.payoffs import PARTS
from sim.core.game.world import STATES
from sim.core.outcomes.outcomes import CATALOGUE, ENDING_NAMES, FINAL_STATES, RUNGS
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.study.experiment.factor_text import POLICY_NAMES

SAID_BY_OTHERS: Final = ("goal_", "share_")
"""Outcomes that are a goal or a course of a capital; their names are put together from those."""


def english_states() -> Iterator[tuple[str, str]]:
    """Yield the name of each state that some capital sees, after its key: `state.tension`."""
    return ((f"state.{name}", state.label) for name, state in STATES.items() if state.label)


def english_names() -> Iterator[tuple[str, str]]:
    """Yield the name of everything that a page may name, after its key: `deeds.pyongyang.big_test`,
    `rungs.5`.
    """
    yield from ((f"capitals.{capital}", capital.title()) for capital in CAPITALS)
    for menu, moves in MOVES.items():
        capital, _, kind = menu.partition(".")
        yield from ((f"{kind}s.{capital}.{move.name}", move.label) for move in moves)
    for capital, courses in COURSES.items():
        yield from ((f"courses.{capital}.{course.name}", course.label) for course in courses)
    yield from (
        (part.place.replace("payoffs", "parts"), part.label)
        for parts in PARTS.values()
        for part in parts
    )
    yield from ((f"kims.{kim.name.lower()}", kim.name.lower()) for kim in KimType)
    yield from ((f"rungs.{rung}", name) for rung, name in enumerate(RUNGS))
    yield from ((f"states.{state}", state) for state in FINAL_STATES)
    yield from ((f"endings.{ending}", ending) for ending, _ in ENDING_NAMES)
    yield from ((f"goals.{goal.capital}.{goal.name}", goal.label) for goal in GOALS)
    yield from ((f"levers.{name}", lever.label) for name, lever in LEVERS.items())
    yield from ((f"policies.{policy}", name) for policy, name in POLICY_NAMES.items())
    yield from shipped_titles().items()
    outcomes = (
        outcome for name, outcome in CATALOGUE.items() if not name.startswith(SAID_BY_OTHERS)
    )
    yield from ((f"outcomes.{outcome.name}", outcome.label) for outcome in outcomes)


@cache
def shipped_titles() -> dict[str, str]:
    """Return the titles of the scenarios that ship, by their keys."""
    return {f"scenarios.{name}": load_scenario(name).title for name in shipped_scenarios()}


def title_key(scenario: Scenario) -> str:
    """Return the key of the title of a scenario that ships; of another one it is empty, and its
    title is its own.
    """
    key = f"scenarios.{scenario.name}"
    return key if shipped_titles().get(key) == scenario.title else ""
