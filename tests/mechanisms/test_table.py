"""The table of the mechanisms in the documentation: complete, and true to the names in the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sim.game.catalogue import CAPITALS
from sim.study.run import FLAGS, Run
from sim.study.scenario import shipped_scenarios
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.parameters import LEDGER, MODULES
from sim.study.scenario import Scenario
from sim.world.state import RECORDED_STATES

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([^`]+)`")
NUMBERED = re.compile(r"test_mechanism_(\d\d)_\w+")
KNOWN = {
    *LEDGER,
    *MODULES,
    *CAPITALS,
    *RECORDED_STATES,
    *FLAGS,
    *shipped_scenarios(),
    *(item.name for item in fields(Scenario)),
    *(action.name for actions in ACTIONS.values() for action in actions),
    *(policy for policies in POLICIES.values() for policy in policies),
    *(name for name in dir(Run) if not name.startswith("_")),
}


def rows() -> dict[int, list[str]]:
    """The cells of each row of the table, by the number of the mechanism."""
    lines = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {int(row[0]): row for row in cells if row[0].isdigit()}


def written() -> set[str]:
    """The names of the tests of mechanisms that are there."""
    sources = Path(__file__).parent.glob("test_*.py")
    return {found for source in sources for found in re.findall(r"^def (test_mechanism_\w+)", source.read_text(), re.M)}


def test_every_mechanism_has_its_row_and_its_test() -> None:
    assert list(rows()) == list(range(1, 30))
    assert {int(NUMBERED.fullmatch(name)[1]) for name in written()} == set(range(1, 30))  # type: ignore[index]


@pytest.mark.parametrize("number", range(1, 30))
def test_every_name_in_a_row_is_one_of_the_code(number: int) -> None:
    _, described, place, tests = rows()[number]
    assert described
    for name in NAMED.findall(place):
        assert (ROOT / name).is_file() if "/" in name else name in KNOWN, name
    assert set(NAMED.findall(tests)) == {name for name in written() if name.startswith(f"test_mechanism_{number:02d}_")}
