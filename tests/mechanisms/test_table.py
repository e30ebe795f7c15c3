"""The table of the mechanisms in the documentation: complete, and true to the names in the code."""

import re
from pathlib import Path

from sim.cli.look_up import all_entries
from tests.for_each import for_each

from .test_claims import CLAIMS

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([^`]+)`")
NUMBERED = re.compile(r"(?:test_)?(\d+)[ _].+")


def rows() -> dict[int, list[str]]:
    """The cells of each row of the table, by the number of the mechanism."""
    lines = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ")
    ]
    return {int(row[0]): row for row in cells if row[0].isdigit()}


def written() -> set[str]:
    """The names of the claims and the tests of mechanisms that are there."""
    sources = Path(__file__).parent.glob("test_*.py")
    tests = {
        found
        for source in sources
        for found in re.findall(r"^def (test_\d+_\w+)", source.read_text(), re.M)
    }
    return tests | {claim.name for claim in CLAIMS}


def number_of(name: str) -> int:
    """The number of the mechanism that a claim or a test is about."""
    return int(NUMBERED.fullmatch(name)[1])  # type: ignore[index]


def known() -> set[str]:
    """Every name that can be explained, whole or by its last part, and the scenarios."""
    names = {part for each in all_entries() for part in (each.name, each.name.rpartition(".")[2])}
    return (
        names
        | {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
        | {"evidence_beijing", "kim.leverage"}
    )


def test_every_mechanism_has_its_row_and_its_test() -> None:
    assert list(rows()) == list(range(1, 30))
    assert {number_of(name) for name in written()} == set(range(1, 30))


@for_each("number", range(1, 30))
def test_every_name_in_a_row_is_one_of_the_code(number: int) -> None:
    _, described, place, moves, tests = rows()[number]
    assert described
    assert moves
    names = known()
    for name in NAMED.findall(place) + NAMED.findall(moves):
        assert (ROOT / name).is_file() if "/" in name else name in names, name
    assert set(NAMED.findall(tests)) == {name for name in written() if number_of(name) == number}
