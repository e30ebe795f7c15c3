"""CONTRIBUTING.md is short and its steps are true."""

import re
from dataclasses import dataclass, fields

from sim.core.game.parameters.entry import Entry, number
from sim.core.game.policies import Policy
from sim.core.scenario import shipped_scenarios
from sim.core.scenario.parameters import PARAMETERS, PLACES
from tests.docs.documents import ROOT, section
from tests.docs.tasks import PAGE, snippet
from tests.for_each import for_each

TASKS = (
    "Add a policy",
    "Add a parameter",
    "Add a lever",
    "Add a word or a deed",
    "Add an outcome",
    "Add a state",
    "Add an analysis",
    "Add a figure",
    "Add a lesson",
    "Add a scenario",
    "Add a language",
)
WANTED = {
    "a policy": 1,
    "a parameter": 1,
    "a lever": 3,
    "a state": 2,
    "an outcome": 1,
    "an analysis": 1,
    "a figure": 1,
    "a lesson": 1,
    "a word in the terminal": 1,
}
"""In how many files each is written by hand, at most."""

TOUCHED = {
    re.sub(r"\[(.+)\]\(.+\)", r"\1", task): (said, int(files))
    for task, said, files in re.findall(
        r"^\| (.+?) \| (.+?) \| (\d) \|$", section(PAGE, "What each change touches"), re.M
    )
}


@for_each("task", TASKS)
def test_a_task_takes_under_ten_lines(task: str) -> None:
    lines = [line for line in section(PAGE, task).splitlines() if line.strip()]
    assert 0 < len(lines) < 10


def test_what_each_change_touches_is_as_little_as_was_promised() -> None:
    assert {task: files for task, (_, files) in TOUCHED.items()} == WANTED


@for_each("task", TOUCHED)
def test_the_files_of_a_change_are_there(task: str) -> None:
    named = re.findall(r"`([^`]+/[^`]*)`", TOUCHED[task][0])
    assert [each for each in named if not (ROOT / each).exists()] == []
    assert len(named) <= WANTED[task]


def test_the_policy_of_the_example_is_one() -> None:
    made = eval(snippet("Add a policy", "Policy("), {"Policy": Policy})
    assert made.sentence.endswith(".")
    assert {*made.adds, *made.sets} <= set(PLACES)
    assert all(
        PARAMETERS[name.partition(".")[0]].admits(value) for name, value in made.sets.items()
    )


def test_the_number_of_the_example_is_one() -> None:
    """The group of the example takes the declaration."""
    code = snippet("Add a parameter", "smuggling: ")
    space = {"dataclass": dataclass, "number": number}
    exec(f"@dataclass\nclass Group:\n    {code}\n", space)
    (item,) = fields(space["Group"])  # type: ignore[arg-type]
    entry = Entry(item.name, *item.metadata["entry"])
    assert entry.admits(entry.default)


def test_the_scenario_of_the_example_has_a_base_that_ships() -> None:
    base = snippet("Add a scenario", "base = ").split('"')[1]
    assert base in shipped_scenarios()


def test_the_checks_and_the_updates_are_named() -> None:
    said = section(PAGE, "What to run")
    tools = {f"tools/{path.name}" for path in (ROOT / "tools").glob("*.py")}
    assert [tool for tool in tools if tool not in said] == []
    for target in ("make test", "make lint", "make docs"):
        assert f"`{target}`" in said
