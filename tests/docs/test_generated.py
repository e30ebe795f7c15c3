"""The generated pages are fresh, whole, and the same wherever they are made."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import DataProblem
from sim.show import ledger_tables, pages
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.luck import SLOTS
from sim.world.parameters import GROUPS, LEDGER, MODULES
from sim.world.state import RECORDED_STATES
from tests.docs.documents import ROOT, text_of

DOCS = ROOT / "docs"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the documents that may be spoilt."""
    return Path(shutil.copytree(DOCS, tmp_path / "docs"))


def test_no_generated_page_is_stale() -> None:
    names = [path.name for path in pages.stale()]
    assert names == [], "run `make docs`"


@pytest.mark.parametrize(("page", "old"), [("parameters.md", "| `start_tension` |"), ("odd.md", "| `tension` | τ |")])
def test_a_changed_number_makes_a_page_stale_until_it_is_written(copy: Path, page: str, old: str) -> None:
    assert pages.stale(copy) == []
    spoilt = copy / page
    assert old in text_of(spoilt)
    spoilt.write_text(text_of(spoilt).replace(old, "| `calm` | x |"), encoding="utf-8")
    assert [path.name for path in pages.write(copy)] == [page]
    assert text_of(spoilt) == text_of(DOCS / page)


def test_a_mark_that_does_not_exist_is_refused(copy: Path) -> None:
    (copy / "index.md").write_text("<!-- generated: wishes -->\n<!-- end -->\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="no generated table 'wishes'"):
        pages.pages(copy)


def test_a_folder_without_the_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="not there"):
        pages.write(tmp_path)


def test_a_page_keeps_what_is_written_around_its_tables() -> None:
    text = "before\n\n<!-- generated: tags -->\nold\n<!-- end -->\n\nafter\n"
    once = pages.filled(text, {"tags": "new"}, "a page")
    assert once == "before\n\n<!-- generated: tags -->\n\nnew\n\n<!-- end -->\n\nafter\n"
    assert pages.filled(once, {"tags": "new"}, "a page") == once


def test_the_page_of_numbers_names_everything() -> None:
    page = pages.parameters_page()
    names = [*LEDGER, *MODULES, *SLOTS]
    names += [policy for policies in POLICIES.values() for policy in policies]
    names += [action.name for actions in ACTIONS.values() for action in actions]
    names += [cell for entry in LEDGER.values() for cell, _ in entry.cells]
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("entry", LEDGER.values(), ids=lambda entry: str(entry.name))
def test_a_number_stands_with_all_that_is_known_of_it(entry: ledger_tables.Entry) -> None:
    opening = f"| `{entry.name}` | {entry.symbol} |"
    (row,) = [line for line in text_of(DOCS / "parameters.md").splitlines() if line.startswith(opening)]
    shown = [entry.meaning, f"| {ledger_tables.shown(entry.default)} |" if entry.kind != "table" else "| table × 1 |"]
    if entry.kind != "lever":
        shown += [f"| {entry.tag} |", ledger_tables.source_of(entry)]
    assert [part for part in shown if part not in row] == []


def test_the_description_holds_every_table_once() -> None:
    marks = re.findall(r"<!-- generated: (.+) -->", text_of(DOCS / "odd.md"))
    single = ["states", "moves", "stances", "levers", "policies", "modules", "luck", "tags"]
    assert sorted(marks) == sorted(single + [f"parameters {ledger_tables.group_key(group)}" for group in GROUPS])


def test_every_state_and_slot_is_described() -> None:
    assert set(ledger_tables.STATES) == set(RECORDED_STATES)
    assert all(ledger_tables.purpose(slot) for slot in SLOTS)
    assert set(ledger_tables.PURPOSES) <= set(SLOTS)


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert ledger_tables.grid(("a",), [("x|y",)]).splitlines()[-1] == "| x\\|y |"


def test_the_pages_are_the_same_in_another_process() -> None:
    code = "from sim.show import pages; print(pages.parameters_page(), pages.blocks())"
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
            capture_output=True, check=True, cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert made[0] == made[1]
    assert made[0]
