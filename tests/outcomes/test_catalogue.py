"""Adding an outcome is one entry and one function: a copy of the project gets one, and every table
has it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import CATALOGUE, FINAL_STATES, OUTCOMES, STATES
from tests.docs.documents import ROOT

ENTRY = '    yield _flag("long_calm", "Tension stayed below 3 for a year running.", long_calm, in_tables=True)\n'
FUNCTION = '''
def long_calm(history: History) -> Flags:
    """Tell where tension stayed below 3 for a year running."""
    return history.longest(history.state["tension"] < 3.0) >= A_YEAR


'''
COMMANDS = """
import contextlib, io, json, sys
from sim.cli.main import run_guarded
from tools import documents

said = {}
for line in (
    "run core -n 60 -o run -q --full --no-figures", "run core -n 60 --json -q",
    "compare core 2017-spring -n 60 -q --full",
    "sweep core --over washington.pressure=0,1 -n 60 --outcome long_calm -o grid -q --no-figures", "show long_calm",
    "report run -o run.html", "report grid -o grid.html", "show grid --json",
    "sensitivity core --points 64 -n 10 --point-worlds 10 --resamples 100 --factor accident --outcome long_calm -q",
):
    sheet = io.StringIO()
    with contextlib.redirect_stdout(sheet):
        code = run_guarded(line.split())
    said[line] = [code, sheet.getvalue()]
said["documents"] = [0, documents.parameters_page()]
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, str]]]:
    """A copy of the project with one more outcome, and what its commands said."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("sim", "scenarios", "studies", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "sim" / "core" / "outcomes" / "outcomes.py"
    text = path.read_text(encoding="utf-8")
    text = text.replace("def _declared()", FUNCTION.lstrip() + "def _declared()")
    path.write_text(
        text.replace('    yield _flag("deal",', ENTRY + '    yield _flag("deal",'), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def test_one_entry_is_found_in_every_table(copied: tuple[Path, dict[str, tuple[int, str]]]) -> None:
    folder, said = copied
    for line, (code, text) in said.items():
        assert code == 0, line
        if not line.startswith("report"):
            assert "long calm" in text or "long_calm" in text, line
    assert "Tension stayed below 3" in said["show long_calm"][1]
    assert "sim/core/outcomes/outcomes.py, long_calm" in said["show long_calm"][1]
    assert "| `long_calm` | long calm | Tension stayed below 3" in said["documents"][1]
    assert any(
        row["name"] == "long_calm"
        for row in json.loads(said["run core -n 60 --json -q"][1])["outcomes"]
    )
    for page in ("run.html", "grid.html"):
        assert "long calm" in (folder / page).read_text(encoding="utf-8")


def test_one_entry_is_a_column_of_every_store(
    copied: tuple[Path, dict[str, tuple[int, str]]],
) -> None:
    folder, _ = copied
    tables = [folder / "run" / "runs.parquet", folder / "grid" / "runs.parquet"]
    for path in tables:
        field = pq.read_schema(path).field("long_calm")
        assert field.metadata[b"meaning"] == b"Tension stayed below 3 for a year running."
    (part,) = (folder / "grid" / "rounds" / "1" / "parts").iterdir()
    assert "long_calm" in pq.read_schema(part).names


def test_every_final_state_is_an_outcome_of_its_own() -> None:
    """A state can be asked for as a flag; war that was major or limited is one already."""
    finals = [name for name in CATALOGUE.probabilities if CATALOGUE[name].part_of]
    assert {CATALOGUE[name].label for name in finals} | {"major war", "limited war"} == set(
        FINAL_STATES
    )
    assert not set(finals) & set(OUTCOMES)


def test_every_name_of_a_state_has_a_meaning() -> None:
    for name in STATES:
        assert all(meaning for _, meaning in OUTCOMES[name].names)


def test_every_formula_has_a_home() -> None:
    for outcome in OUTCOMES.values():
        assert (ROOT / outcome.home.partition(",")[0]).is_file()


def test_no_series_has_the_name_of_something_else_in_a_history() -> None:
    """Otherwise `history.name` would not be the series."""
    from sim.core.engine import PLACES

    assert not set(PLACES) & {*dir(History), *History.__dataclass_fields__}
