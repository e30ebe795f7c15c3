"""Reading, asking, reproducing, archiving and citing a study."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.cli.archive import read_words
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, MismatchProblem, UsageProblem
from sim.core.outcomes.outcomes import CATALOGUE
from sim.publish.reproduce import Agreement, is_alike, reproduce_folders
from sim.study.experiment.study_file import read_study
from sim.study.run.task import StudyStopped
from sim.study.store import results as results_module
from sim.study.store.archive import archive
from sim.study.store.parts import read_part, restore_parts, sha256_of, write_part
from sim.study.store.study_results import StudyResults, load_study
from tests.cli.command import Captured, said
from tests.studies.faulty import spoil_worlds
from tests.studies.studies import (
    SMALL,
    altered_manifest,
    content,
    every,
    manifest_of,
    play,
    round_in,
    tabled,
    written,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study with a table of points."""
    place = tmp_path_factory.mktemp("study")
    play(read_study(tabled(place)), place / "out")
    return place / "out"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def rewritten(folder: Path, change: str) -> None:
    """Alter a value of the second part and give it the name that fits its new bytes."""
    restore_parts(round_in(folder) / "parts")
    path = next((round_in(folder) / "parts").glob("part-000001-*"))
    columns, failures = read_part(path)
    values = columns[change].copy()
    values[5] = ~values[5] if values.dtype == bool else values[5] * (1 + 1e-7)
    path.unlink()
    part = write_part(
        path.parent, 1, columns | {change: values}, failures, load_study(folder).study
    )
    files = manifest_of(folder)["files"] | {f"parts/{part.file}": sha256_of(part.file)}
    del files[f"parts/{path.name}"]
    altered_manifest(folder, files=files)


def test_all_worlds_together_are_the_worlds_of_the_parts(made: Path) -> None:
    results = load_study(made)
    hits = [CATALOGUE.flag(columns, "war") for columns, _ in results.parts()]
    assert results.overall("war").value == pytest.approx(
        sum(h.sum() for h in hits) / sum(h.size for h in hits)
    )


def test_shared_luck_widens_the_interval_over_all_cells(tmp_path: Path) -> None:
    """Cells with the same luck are no independent samples; with independent luck Wilson's interval
    holds.
    """
    text = SMALL.replace('"war", ', '"war", "crisis", ')
    play(read_study(written(tmp_path, text)), tmp_path / "common")
    play(
        read_study(written(tmp_path, text.replace("block = 2", 'block = 2\nluck = "independent"'))),
        tmp_path / "own",
    )
    common, own = (load_study(tmp_path / name).overall("crisis") for name in ("common", "own"))
    assert (common.n, own.n) == (40, 480)
    assert common.half_width > 1.5 * own.half_width


def test_a_factor_called_like_an_outcome_keeps_its_own_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, SMALL.replace('"war", ', '"war", "accident", '))
    play(read_study(path), tmp_path / "out")
    results = load_study(tmp_path / "out")
    assert results.cells["set accident"].tolist() == results.design["accident"].tolist()
    assert results.cells["accident"].between(0, 1).all()
    assert run_guarded(["show", str(tmp_path / "out"), "--full"]) == 0
    assert "war by accident" in capsys.readouterr().out


def test_an_outcome_that_was_not_kept_is_refused(made: Path) -> None:
    with pytest.raises(UsageProblem, match="did not keep"):
        load_study(made).overall("collapse")


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="no results"):
        load_study(tmp_path)


def test_a_study_reproduces(made: Path) -> None:
    before = every(made)
    assert again(made).rows == 480
    assert every(made) == before


@pytest.mark.parametrize("column", ["war", "value_washington"])
def test_a_difference_is_named(
    column: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, column)
    assert run_guarded(["reproduce", str(folder), "-q"]) == 5
    message = capsys.readouterr().err
    assert f"cell 2, world 5, {column}: " in message
    assert len(message.strip().split("\n")) == 3


def again(folder: Path) -> Agreement:
    """Play the experiment in a folder again."""
    return reproduce_folders([folder], 1, read_words)


def test_tables_in_other_bytes_agree_value_for_value(folder: Path, capsys: Captured) -> None:
    """Another version of pyarrow writes the same table otherwise: it goes on, is packed, and
    reproduces.
    """
    restore_parts(round_in(folder) / "parts")
    for path in (round_in(folder) / "design.parquet", *(round_in(folder) / "parts").iterdir()):
        before = path.read_bytes()
        pq.write_table(pq.read_table(path, partitioning=None), path, row_group_size=7)
        assert path.read_bytes() != before
    whole = every(folder)
    play(load_study(folder).study, folder)
    assert content(folder)["design.parquet"] == whole["rounds/1/design.parquet"]
    packed = folder.with_suffix(".zip")
    archive([folder], packed)
    for command in ((folder,), (packed,), (packed, "--check")):
        assert said(capsys, "reproduce", *command).code == 0
    assert "480 worlds, value for value" in said(capsys, "reproduce", folder).out
    rewritten(folder, "value_washington")
    with pytest.raises(MismatchProblem, match="cell 2, world 5, value_washington"):
        again(folder)


def test_a_study_with_failed_worlds_reproduces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_worlds(monkeypatch)
    with pytest.raises(StudyStopped):
        play(read_study(written(tmp_path)), tmp_path / "out")
    assert again(tmp_path / "out").rows == 480
    monkeypatch.undo()
    with pytest.raises(MismatchProblem, match="other worlds fail: 0 now, 4 before"):
        again(tmp_path / "out")


def test_a_citation_holds_the_hash(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_guarded(["archive", "--cite", str(made)]) == 0
    said = capsys.readouterr().out
    results: StudyResults = load_study(made)
    assert said.startswith("@misc{")
    assert said.count("{") == said.count("}")
    assert said.count(results.hash) == 2
    assert results.study.title in said


def test_a_study_is_shown_with_intervals(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_guarded(["show", str(made)]) == 0
    assert "It is 0 % (0 to 9) in each of the 12 cells." in capsys.readouterr().out
    assert run_guarded(["show", str(made), "--full"]) == 0
    said = capsys.readouterr().out
    assert "480 worlds of 4 months" in said
    assert "Over all worlds of all cells" in said
    assert run_guarded(["show", str(made), "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["estimates"]
    assert len(cells) == 12
    assert {"war", "n"} <= cells[0].keys()
    assert cells[0]["war"]["high"] > cells[0]["war"]["low"]


@pytest.mark.parametrize(("reach", "code"), [(1e-15, 0), (1e-6, 5)])
def test_the_last_digit_refuses_nothing(
    reach: float, code: int, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Versions of SciPy differ in the last of sixteen digits of a limit: nine are shown and compared."""
    quantile = results_module.t_quantile
    monkeypatch.setattr(
        results_module, "t_quantile", lambda *level: quantile(*level) * (1.0 + reach)
    )
    assert said(capsys, "reproduce", made, "-q").code == code


@pytest.mark.parametrize(
    ("name", "record", "rerun", "alike"),
    [
        ("figure-ridges.csv", "0.084552", "0.084553", True),
        ("figure-ridges.csv", "0.084552", "0.084554", False),
        ("figure-fan.csv", "2.6548", "2.6549", True),
        ("figure-fan.csv", "2.6548", "2.6551", False),
        ("figure-fan.csv", "3", "4", False),
        ("figure-fan.csv", "3.2", "3.3", False),
        ("outcomes.csv", "0.084552", "0.084553", False),
        ("outcomes.csv", "0.0845520001", "0.0845520002", True),
    ],
)
def test_the_last_decimal_of_the_data_of_a_figure_refuses_nothing(
    name: str, record: str, rerun: str, alike: bool, tmp_path: Path
) -> None:
    """The data of figures have four or six decimals: a number near a tie is rounded up or down."""
    (tmp_path / name).write_text(f"run,value\nspring,{record}\n")
    assert is_alike(tmp_path / name, f"run,value\nspring,{rerun}\n".encode()) is alike
