"""What a capital sees is one number wherever somebody looks: an environment, a table, a room, a
program, a policy.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.programs import Programs
from sim.classroom.seats.record import GameRecord
from sim.classroom.seats.table import GameTable
from sim.core.engine import play
from sim.core.game.world import STATES
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario
from sim.env.many import ManyWorlds
from sim.policies.active_rules import replaceable
from sim.policies.agents import heard as transcripts_heard, transcript_lines
from sim.policies.agents.observation import DIGITS
from sim.policies.external_agents import Agent

SEEN = {name: rule for name, rule in replaceable().items() if name.endswith("_seen")}
SEED, WORLD, MONTHS = 7, 3, 3
NOBODY = Agent("nobody", ("python", "-c", ""))
"""A program that is gone at once: it is told a month all the same, and the rules move for it."""

WATCHING = """
from dataclasses import dataclass
from sim.policy import *


@dataclass
class Memory:
    arsenal: float = 0.0
    enforcement: float = 0.0
    economy: float = 0.0


def course(view: View, memory: Memory) -> WashingtonCourse:
    memory.arsenal = view.arsenal
    memory.enforcement = view.enforcement
    memory.economy = view.economy
    return view.washington_course
"""

WATCHED = ("arsenal", "enforcement", "economy")


def shifted(rule: FunctionType) -> str:
    """Return a module with a function that sees by a rule, and a tenth less."""
    taken = inspect.signature(rule, eval_str=True).parameters
    words = ", ".join(f"{name}: {each.annotation.__name__}" for name, each in taken.items())
    return (
        f"from {rule.__module__} import {rule.__name__} as usual\nfrom sim.policy import Now, Parameters\n\n\n"
        f"def less({words}) -> float:\n    return usual({', '.join(taken)}) - 0.1\n"
    )


@pytest.fixture
def scenario(quiet: Scenario, folder: Path) -> Scenario:
    """A scenario in which every rule by which capitals see has another in its place."""
    for name, rule in SEEN.items():
        (folder / f"by_{name}.py").write_text(shifted(rule))
    return quiet.change({"months": MONTHS} | {f"rules.{name}": f"by_{name}:less" for name in SEEN})


def in_an_environment(scenario: Scenario, capital: str) -> Iterator[dict[str, float]]:
    many = ManyWorlds(scenario, [capital], 1, engine="python")
    seen = many.reset(SEED, WORLD)
    for _ in range(MONTHS):
        columns = zip(many.sights[capital].columns, seen[capital][0].tolist(), strict=True)
        yield {
            column.name: round(value, DIGITS) for column, value in columns if column.name in STATES
        }
        seen, _, _ = many.step({})


def at_a_table(scenario: Scenario, capital: str) -> Iterator[dict[str, float]]:
    """Yield what the page of a seat shows, at a table and in a room."""
    record = GameRecord(
        scenario, SEED, (capital,), started=True, world=WORLD, months=({},) * (MONTHS - 1)
    )
    for view in position_of(record).views[capital]:
        yield view["states"]


def before_a_program_at_a_table(
    scenario: Scenario, capital: str, folder: Path
) -> Iterator[dict[str, float]]:
    record = GameRecord(scenario, SEED, (capital,), started=True, world=WORLD)
    programs = Programs(GameTable(record, lambda *_: None), {capital: NOBODY}, folder)
    try:
        for _ in range(MONTHS):
            yield programs.told(capital)["state"]
            programs.table.close_month(programs.table.position.month)
    finally:
        programs.close()


def in_many_worlds(scenario: Scenario, capital: str) -> Iterator[dict[str, float]]:
    sim.agent("nobody", "python -c ''")
    job = inputs(scenario.change({f"{capital}.policy": "agent:nobody"})).job(
        1, seed=SEED, first_world=WORLD
    )
    with transcripts_heard() as heard:
        play(job, engine="python")
    for line in transcript_lines(heard[0]):
        yield json.loads(line)["told"]["state"]


@pytest.mark.parametrize("capital", ["washington", "beijing"])
def test_by_the_rules_of_the_scenario_all_show_the_same(
    scenario: Scenario, capital: str, folder: Path
) -> None:
    shown = list(in_an_environment(scenario, capital))
    assert shown == list(at_a_table(scenario, capital))
    assert shown == list(before_a_program_at_a_table(scenario, capital, folder))
    assert shown == list(in_many_worlds(scenario, capital))


def test_a_policy_of_a_users_own_sees_by_them_too(scenario: Scenario, folder: Path) -> None:
    """It remembers what it has seen, and leaves the course as it is."""
    (folder / "watching.py").write_text(WATCHING)
    watched = scenario.change({"washington.policy": "watching:course"})
    for months, shown in enumerate(in_an_environment(watched, "washington"), start=1):
        job = inputs(watched.change({"months": months})).job(1, seed=SEED, first_world=WORLD)
        memory = play(job, engine="python")
        seen = {
            state: round(float(memory.final(f"washington_memory.{state}")[0]), DIGITS)
            for state in WATCHED
        }
        assert seen == {state: shown[state] for state in WATCHED}


def test_each_of_those_rules_shows_washington_another_number(
    scenario: Scenario, quiet: Scenario
) -> None:
    first, usual = (
        next(in_an_environment(each, "washington"))
        for each in (scenario, quiet.change({"months": MONTHS}))
    )
    assert {f"{state}_seen" for state in first if first[state] != usual[state]} == set(SEEN)
