"""A mutant is one change that Python reads, and the sample goes over the rooms."""

import ast
from pathlib import Path

from tools.bite import (
    ROOT,
    Mutant,
    bite,
    mutant_at,
    places_of,
    sample,
    tests_of as nearest,
)
from tools.yardstick import room_of

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
    assert ("x > LIMIT", "x >= LIMIT") in pairs
    assert ("x > LIMIT and 'a' in names", "x > LIMIT or 'a' in names") in pairs
    assert ("x > LIMIT and 'a' in names", "not (x > LIMIT and 'a' in names)") in pairs
    assert ("x * 3", "x / 3") in pairs
    assert ("3", "4") in pairs


def test_the_sample_is_the_same_each_time_and_goes_over_the_rooms() -> None:
    found = sample(ROOT, 20, 1309)
    assert found == sample(ROOT, 20, 1309)
    assert len({room_of(each.path) for each in found}) == 20


def test_the_nearest_tests_are_there_and_start_no_browser() -> None:
    near, others = nearest(ROOT, "sim/core/engine/luck.py")
    assert {Path(name).parent.as_posix() for name in others} == {"tests/engine"}
    assert not set(near) & set(others)
    assert all(Path(ROOT, name).is_file() for name in near + others)
    assert "tests/room/test_browser.py" not in nearest(ROOT, "sim/classroom/room/session.py")[0]


def test_a_mutant_dies_where_a_test_fails_and_the_tree_is_as_before(tmp_path: Path) -> None:
    texts = {
        "sim/one.py": "def one() -> int:\n    return 1\n",
        "sim/two.py": "def two() -> int:\n    return 2\n",
        "tests/rooms/test_one.py": "from sim.one import one\n\ndef test_it():\n    assert one() == 1\n",
        "tests/rooms/test_ill.py": "import sim.one\n\ndef test_it():\n    assert False\n",
        "tests/rooms/test_two.py": "from sim.two import two\n\ndef test_it():\n    assert two()\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    one, two = (
        mutant_at(name, texts[name], place)
        for name in ("sim/one.py", "sim/two.py")
        for place in places_of(texts[name])
    )
    ill: set[str] = set()
    assert bite(tmp_path, one, ill) == "tests/rooms/test_one.py::test_it"
    assert bite(tmp_path, two, ill) == ""
    assert ill == {"tests/rooms/test_ill.py::test_it"}
    assert {name: (tmp_path / name).read_text() for name in texts} == texts
