"""A mutant is one change that Python reads, and the sample goes over the rooms."""

import ast
from pathlib import Path

from tools.bite import ROOT, Mutant, mutant_at, places_of, room_of, sample, tests_of as nearest

SOURCE = '''"""Text."""

LIMIT: float | None = 2.0


def f(x: float, names: list[str]) -> str:
    if x > LIMIT and "a" in names:
        return "a" + "b"
    return str(x * 3)
'''


def changed_lines(mutant: Mutant) -> int:
    """How many lines of the normal form are others."""
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    return sum(one != other for one, other in zip(whole, mutant.text.splitlines(), strict=True))


def test_each_mutant_changes_one_line_and_can_be_read() -> None:
    found = [mutant_at("f.py", SOURCE, place) for place in places_of(SOURCE)]
    assert {each.line for each in found} == {3, 7, 9}
    assert [changed_lines(each) for each in found] == [1] * len(found)
    pairs = {(each.was, each.becomes) for each in found}
    assert ("x > LIMIT and 'a' in names", "x >= LIMIT and 'a' in names") in pairs
    assert ("x > LIMIT and 'a' in names", "x > LIMIT or 'a' in names") in pairs
    assert ("return str(x * 3)", "return str(x / 3)") in pairs
    assert ("return str(x * 3)", "return str(x * 4)") in pairs


def test_the_sample_is_the_same_each_time_and_goes_over_the_rooms() -> None:
    found = sample(ROOT, 20, 1309)
    assert found == sample(ROOT, 20, 1309)
    assert len({room_of(each.path) for each in found}) == 20


def test_the_nearest_tests_are_there() -> None:
    near, folder = nearest(ROOT, "sim/core/engine/luck.py")
    assert folder == "tests/engine"
    assert all(Path(ROOT, name).is_file() for name in near)
