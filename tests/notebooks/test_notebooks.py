"""The notebooks run from top to bottom, and the outputs that they keep are what they print
today.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tools.update_notebooks import FOLDER, executed

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
ADDRESS = re.compile(r"0x[0-9a-f]+")


def outputs(book: Any) -> list[tuple[str, str]]:
    """Return the kind and text of each output, pictures by their kind alone."""
    found = []
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            found.append((output.output_type, ADDRESS.sub("", text)))
    return found


def test_the_seven_are_there() -> None:
    begins = [path.stem[:2] for path in NOTEBOOKS]
    assert begins == ["01", "02", "03", "04", "05", "06", "07"]


@EVERY
def test_it_runs_and_prints_what_it_keeps(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    assert outputs(executed(path)) == outputs(kept)
    assert not any(
        output.output_type == "error" for cell in kept.cells for output in cell.get("outputs", ())
    )


@EVERY
def test_it_begins_with_a_question_and_ends_with_an_exercise(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert "**Question.**" in cells[0].source
    assert "**Exercise.**" in cells[-1].source
    assert "no forecast" in cells[-1].source


@EVERY
def test_it_is_short(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert len(cells) <= 18
    assert all(len(cell.source.splitlines()) <= 14 for cell in cells if cell.cell_type == "code")


def test_a_bar_appears_in_a_notebook_for_long_work_alone() -> None:
    """What is long is set here, so that no clock decides."""
    cells = [
        "import sim\nfrom sim.study.run import progress",
        "progress.WAIT = 1e9\nshort = sim.run('2017-spring', worlds=200)",
        "progress.WAIT = 0.0\nlong = sim.run('2017-spring', worlds=20_000)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(book, timeout=600, kernel_name="python3").execute()
    *silent, shown = (cell.outputs for cell in book.cells)
    assert silent == [[], []]
    assert "/20000 [" in shown[0]["data"]["text/plain"]
