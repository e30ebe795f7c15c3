"""The generated pages are fresh, whole, and the same wherever they are made."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from jinja2 import UndefinedError

from sim.cli.look_up import all_entries
from sim.core.base.errors import DataProblem
from sim.core.engine import PLACES, SLOTS, Job, play
from sim.core.game.world import STATES
from sim.core.scenario.parameters import PARAMETERS
from sim.publish import words
from tests.docs.documents import ROOT, text_of
from tools import documents as pages, entry_tables

DOCS = ROOT / "docs"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the documents that may be spoilt."""
    return Path(shutil.copytree(DOCS, tmp_path / "docs"))


def test_no_generated_page_is_stale() -> None:
    names = [path.name for path in pages.stale()]
    assert names == [], "run `make docs`"


@pytest.mark.parametrize(
    ("page", "old"),
    [("parameters.md", "| `start_tension` |"), ("odd.md", "| Washington | `talks` (−2)")],
)
def test_a_changed_number_makes_a_page_stale_until_it_is_written(
    copy: Path, page: str, old: str
) -> None:
    assert not pages.stale(copy)
    spoilt = copy / page
    assert old in text_of(spoilt)
    spoilt.write_text(text_of(spoilt).replace(old, "| `calm` | x |"), encoding="utf-8")
    assert [path.name for path in pages.write(copy)] == [page]
    assert text_of(spoilt) == text_of(DOCS / page)


def test_a_mark_that_does_not_exist_is_refused(copy: Path) -> None:
    (copy / "index.md").write_text("<!-- generated: wishes -->\n<!-- end -->\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="no generated table 'wishes'"):
        pages.pages(copy)


def test_a_table_of_a_file_without_a_heading_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pages.schema("study")
    made["$defs"]["MoodTable"] = {"description": "A mood.", "properties": {}}
    monkeypatch.setattr(pages, "schema", lambda _: made)
    with pytest.raises(UndefinedError, match="MoodTable"):
        pages.file_page("study")


def test_a_folder_without_the_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="not there"):
        pages.write(tmp_path)


def test_a_page_keeps_what_is_written_around_its_tables() -> None:
    text = "before\n\n<!-- generated: tags -->\nold\n<!-- end -->\n\nafter\n"
    once = pages.fill_page(text, {"tags": "new"}, "a page")
    assert once == "before\n\n<!-- generated: tags -->\n\nnew\n\n<!-- end -->\n\nafter\n"
    assert pages.fill_page(once, {"tags": "new"}, "a page") == once


def test_the_page_of_numbers_names_everything() -> None:
    page = pages.parameters_page()
    elsewhere = {
        "state",
        "field of a scenario",
        "final state",
        "ending",
        "capital",
        "evidence tag",
        "policy profile",
        "term",
        "rung",
    }
    names = [
        each.name.rpartition(".")[2] if each.kind != "lever" else each.name
        for each in all_entries()
        if each.kind not in elsewhere
    ]
    assert len(names) > 500
    assert [name for name in names if f"`{name}`" not in page] == []


def test_each_number_stands_with_all_that_is_known_of_it() -> None:
    lines = text_of(DOCS / "parameters.md").splitlines()
    for name, entry in PARAMETERS.items():
        # The fifteen that carry the answer have a row of effects too, at the top of the page.
        rows = [line for line in lines if line.startswith(f"| `{name}` |")]
        shown = [
            entry.meaning,
            f"| {entry_tables.default_of(entry)} |",
            f"| {entry_tables.span(entry)} |",
        ]
        assert any(all(part in row for part in shown) for row in rows), name


def test_the_description_holds_its_tables() -> None:
    marks = re.findall(r"<!-- generated: (.+) -->", text_of(DOCS / "odd.md"))
    assert sorted(marks) == sorted(["menus", "courses"])


def test_every_state_and_slot_is_described() -> None:
    """What is not a number of the peninsula or of a capital has a menu: courses, moves, leans,
    evidence, endings.
    """
    menus = re.compile(
        r"(.+_(course|next|lean\.\d|word|deed|turned|yields))|kim\.type|(frozen_)?evidence(_beijing)?\.\d|moves\..+"
        r"|ending|major"
    )
    assert set(STATES) == {name for name in PLACES if not menus.fullmatch(name)}
    assert all(words.purpose(slot) for slot in SLOTS)
    assert set(words.PURPOSES) <= set(SLOTS)


def test_no_state_leaves_its_range() -> None:
    worlds = play(Job(300, 3, 36, record=tuple(STATES)))
    for name, state in STATES.items():
        values = worlds.record[name][~np.isnan(worlds.record[name])]
        assert values.size, name
        assert state.low <= values.min(), name
        assert values.max() <= state.high, name


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert entry_tables.table(("a",), [("x|y",)]).splitlines()[-1] == "| x\\|y |"


def test_the_pages_are_the_same_in_another_process() -> None:
    code = "from tools import documents; print(documents.parameters_page(), documents.blocks())"
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert made[0]
