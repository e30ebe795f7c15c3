"""The tour leads through the whole core: every file once, in twelve stops that can be read."""

import re
from pathlib import Path

from tests.docs.documents import ROOT, section
from tools.yardstick import count_python

PAGE = ROOT / "docs" / "tour.md"
CORE = ROOT / "sim" / "core"
MOST_TOKENS = 9_000
STOPS = re.findall(
    r"^\| (\d+ [^|]+) \| ([^|]+) \| [^|]+\? \|$", section(PAGE, "Twelve stops"), re.M
)


def files_of(cell: str) -> list[Path]:
    """The files that a cell of the table names."""
    named = [ROOT / name for name in re.findall(r"`([^`]+)`", cell)]
    return [
        path for each in named for path in (sorted(each.rglob("*.py")) if each.is_dir() else [each])
    ]


def test_twelve_stops_name_every_file_of_the_core_once() -> None:
    assert [int(name.split()[0]) for name, _ in STOPS] == list(range(1, 13))
    named = [path for _, cell in STOPS for path in files_of(cell)]
    assert sorted(named) == sorted(CORE.rglob("*.py"))


def test_no_stop_is_longer_than_a_reader_can_bear() -> None:
    sizes = {
        name: sum(count_python(path.read_text(encoding="utf-8")) for path in files_of(cell))
        for name, cell in STOPS
    }
    print(sizes)
    assert [name for name, tokens in sizes.items() if tokens > MOST_TOKENS] == []


def test_it_ends_on_twelve_questions_and_is_led_to() -> None:
    questions = re.findall(r"^\d+\. .+\?$", section(PAGE, "Twelve questions"), re.M)
    assert len(questions) == 12
    for page in ("README.md", "CONTRIBUTING.md", "docs/index.md"):
        assert "tour.md" in (ROOT / page).read_text(encoding="utf-8"), page


def test_the_key_answers_all_twelve_by_names_that_stand_in_their_files() -> None:
    key = (ROOT / "tests" / "readers" / "key.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\d+\. ", key, re.M)) == 12
    named = re.findall(r"`(sim/core/[^`]+\.py)`\s+`(\w+)`", key)
    assert len(named) >= 12
    assert [
        (file, name)
        for file, name in named
        if not re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8"))
    ] == []
