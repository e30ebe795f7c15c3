"""CONTRIBUTING.md is short and its steps are true."""

import re
from dataclasses import dataclass, fields

import pytest

from sim.game.numbers import LEDGER
from sim.game.numbers.entry import Entry, number
from sim.game.policies import POLICIES, Policy
from sim.scenario import shipped_scenarios
from sim.scenario.parameters import PARAMETERS, PLACES
from tests.docs.documents import ROOT, section

PAGE = ROOT / "CONTRIBUTING.md"
TASKS = (
    "Add a policy", "Add a number", "Add a word or a deed", "Add an outcome", "Add a state", "Add an analysis",
    "Add a scenario", "Add a language",
)  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_under_ten_lines(task: str) -> None:
    lines = [line for line in section(PAGE, task).splitlines() if line.strip()]
    assert 0 < len(lines) < 10


def snippet(task: str, opening: str) -> str:
    """The code in line that begins so."""
    found = re.search(rf"`({re.escape(opening)}[^`]*)`", section(PAGE, task))
    assert found
    return found.group(1)


def test_the_policy_of_the_example_is_one() -> None:
    made = eval(snippet("Add a policy", "Policy("), {"Policy": Policy})
    assert made.name not in POLICIES["beijing"]
    assert made.sentence.endswith(".")
    assert {*made.adds, *made.sets} <= set(PLACES)
    assert all(PARAMETERS[name.partition(".")[0]].admits(value) for name, value in made.sets.items())


def test_the_number_of_the_example_is_one() -> None:
    """The group of the example takes the declaration, and the name is still free."""
    code = snippet("Add a number", "smuggling: ")
    space = {"dataclass": dataclass, "number": number}
    exec(f"@dataclass\nclass Group:\n    {code}\n", space)
    (item,) = fields(space["Group"])  # type: ignore[arg-type]
    entry = Entry(item.name, *item.metadata["entry"])
    assert entry.admits(entry.default)
    assert entry.name not in LEDGER


def test_the_scenario_of_the_example_has_a_base_that_ships() -> None:
    base = snippet("Add a scenario", "base = ").split('"')[1]
    assert base in shipped_scenarios()


def test_the_checks_and_the_updates_are_named() -> None:
    said = section(PAGE, "What to run")
    tools = {f"tools/{path.name}" for path in (ROOT / "tools").glob("*.py")}
    assert [tool for tool in tools if tool not in said] == []
    for target in ("make test", "make lint", "make docs"):
        assert f"`{target}`" in said
