"""Studies altered by hand: what a sweep that goes on keeps, what is packed for others, what
reproducing says first.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.core.base.errors import DataProblem
from sim.publish import reproduce as reproducing
from sim.study.experiment.definition import Experiment
from sim.study.experiment.study_file import read_study
from sim.study.play.play import play
from sim.study.store.parts import (
    columns_from,
    judge_part,
    read_part,
    restore_parts,
    table_of,
    write_part,
)
from sim.study.store.study_results import load_study
from tests.cli.command import Captured, said, three_lines
from tests.studies.faulty import spoil_worlds
from tests.studies.studies import (
    altered_manifest,
    content,
    every,
    manifest_of,
    play as published,
    round_in,
    standing,
    tabled,
    written,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a study, `small.toml`, its experiment, `out`, with a table of points, and the
    results that are published of it.
    """
    place = tmp_path_factory.mktemp("study")
    play(read_study(tabled(place)), place / "out")
    published(read_study(place / "small.toml"), place / "published")
    restore_parts(round_in(place / "published") / "parts")
    return place


@pytest.fixture
def study(made: Path) -> Experiment:
    """The study."""
    return read_study(made / "small.toml")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of its results that a test may spoil."""
    shutil.copytree(made / "out", tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def results(made: Path, tmp_path: Path) -> Path:
    """A copy of the same study as published, its parts whole."""
    shutil.copytree(made / "published", tmp_path / "results")
    return tmp_path / "results"


def first(folder: Path, kind: str = "parts") -> Path:
    """Return the file of the first block."""
    return sorted((round_in(folder) / kind).iterdir())[0]


def named_for_its_bytes(path: Path) -> Path:
    """Give a file that was changed the name that fits its new bytes."""
    head = path.name[: path.name.rindex("-")]
    return path.rename(
        path.with_name(f"{head}-{hashlib.sha256(path.read_bytes()).hexdigest()}.parquet")
    )


def changed_by_hand(path: Path, column: str) -> Path:
    """Change one value of a part, leave what it says about itself, and give it the name that fits
    its new bytes.
    """
    table = pq.read_table(path, partitioning=None)
    columns, failures = columns_from(table)
    columns[column] = with_another(columns[column])
    pq.write_table(
        table_of(columns, failures, {}).replace_schema_metadata(table.schema.metadata), path
    )
    return named_for_its_bytes(path)


def changed_and_signed(path: Path, column: str, study: Experiment) -> Path:
    """Change one value of a part and write it as the engine would, hash of its content and all."""
    columns, failures = read_part(path)
    path.unlink()
    block = int(path.name.split("-")[1])
    part = write_part(
        path.parent, block, columns | {column: with_another(columns[column])}, failures, study
    )
    return path.parent / part.file


def with_another(values: Any) -> Any:
    """Return values of which one is another."""
    new = values.copy()
    new[3] = ~new[3] if new.dtype == bool else new[3] + 1
    return new


def unlisted(folder: Path, status: str = "running") -> None:
    """Leave the manifest as a sweep leaves it that is killed before it could list a part."""
    altered_manifest(folder, range(0), status=status)


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what tells a file apart from one written anew with the same bytes."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (round_in(folder) / "parts").iterdir()
    }


@pytest.mark.parametrize("how", ["listed", "unlisted", "no manifest"])
@pytest.mark.parametrize("column", ["war", "value_washington", "world"])
def test_values_changed_by_hand_are_run_again(
    how: str, column: str, made: Path, folder: Path, study: Experiment
) -> None:
    """A name that fits the changed bytes does not help: the values are not those that were
    hashed.
    """
    changed = changed_by_hand(first(folder), column)
    assert judge_part(changed, study) is None
    if how == "unlisted":
        unlisted(folder)
        with pytest.raises(DataProblem, match="not as it was written: its values"):
            list(load_study(folder).parts())
    elif how == "no manifest":
        (round_in(folder) / "manifest.json").unlink()
    play(study, folder)
    assert content(folder) == content(made / "out")


def test_the_manifest_knows_the_part_of_a_block(
    made: Path, folder: Path, study: Experiment
) -> None:
    """A part that is whole in itself does not stand in for the one that the manifest lists."""
    changed = changed_and_signed(first(folder), "war", study)
    assert judge_part(changed, study) is not None
    done, gone = standing(folder, study)
    assert sorted(done) == [1, 2, 3, 4, 5]
    assert gone == [changed.name]
    play(study, folder)
    assert content(folder) == content(made / "out")


def test_two_whole_parts_of_a_block_that_is_not_listed_are_both_run_again(
    made: Path, folder: Path, study: Experiment
) -> None:
    held = first(folder)
    own = held.read_bytes()
    changed_and_signed(held, "war", study)
    held.write_bytes(own)
    unlisted(folder)
    done, gone = standing(folder, study)
    assert sorted(done) == [1, 2, 3, 4, 5]
    assert len(gone) == 2
    play(study, folder)
    assert content(folder) == content(made / "out")


@pytest.mark.parametrize("listed", ["all", "none", "some", "no manifest"])
def test_parts_that_are_whole_are_kept_whether_listed_or_not(
    listed: str, folder: Path, study: Experiment
) -> None:
    """A sweep that was killed has written parts since its last manifest: they are not run again."""
    if listed == "none":
        unlisted(folder)
    elif listed == "some":
        altered_manifest(folder, range(2), status="running")
    elif listed == "no manifest":
        (round_in(folder) / "manifest.json").unlink()
    before = marks(folder)
    play(study, folder)
    assert marks(folder) == before
    assert load_study(folder).complete


def test_parts_with_failed_worlds_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = read_study(written(tmp_path))
    spoil_worlds(monkeypatch)
    play(faulty, tmp_path / "out")
    done, gone = standing(tmp_path / "out", faulty)
    assert sorted(done) == list(range(6))
    assert gone == []
    assert sum(part.failed for part in done.values()) == 24


@pytest.mark.parametrize("how", ["fewer worlds", "other cells", "a column less"])
def test_a_part_that_is_not_that_of_its_block_is_run_again(
    how: str, made: Path, folder: Path, study: Experiment
) -> None:
    path = first(folder)
    columns, failures = read_part(path)
    path.unlink()
    unlisted(folder)
    if how == "fewer worlds":
        columns = {name: values[:-1] for name, values in columns.items()}
    elif how == "other cells":
        columns["cell"] = columns["cell"] + np.int32(1)
    else:
        del columns["war"]
    write_part(path.parent, 0, columns, failures, study)
    assert 0 not in standing(folder, study)[0]
    play(study, folder)
    assert content(folder) == content(made / "out")


def test_a_stray_part_is_not_read(made: Path, folder: Path, study: Experiment) -> None:
    """A part that the manifest of a finished study does not list adds no worlds."""
    path = first(folder)
    own = path.read_bytes()
    changed_and_signed(path, "war", study)
    path.write_bytes(own)
    assert load_study(folder).overall("war") == load_study(made / "out").overall("war")
    assert load_study(folder).cells.equals(load_study(made / "out").cells)


def cut_list(folder: Path) -> None:
    """Take a part out of the manifest's list."""
    altered_manifest(folder, range(5))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a part": lambda folder: first(folder).write_bytes(first(folder).read_bytes() + b"x"),
    "a part with a name that fits": lambda folder: changed_by_hand(first(folder), "war"),
    "a part gone": lambda folder: first(folder).unlink(),
    "the design": lambda folder: (round_in(folder) / "design.parquet").write_bytes(b"x"),
    "the design gone": lambda folder: (round_in(folder) / "design.parquet").unlink(),
    "a list cut short": cut_list,
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_study_is_not_packed(
    what: str, results: Path, tmp_path: Path, capsys: Captured
) -> None:
    DAMAGE[what](results)
    ended = said(capsys, "archive", results, "-o", tmp_path / "study.zip")
    assert ended.code == 3
    assert "not as it was written" in three_lines(ended.err)[0]
    assert not list(tmp_path.glob("study.zip*"))


@pytest.mark.parametrize("what", DAMAGE)
def test_reproducing_says_first_that_a_file_was_altered(
    what: str, results: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is run, and no rule is blamed, where a file is not the one that was written."""

    def never(*_: Any) -> None:
        raise AssertionError("it was run again")

    monkeypatch.setattr(reproducing, "play_blocks", never)
    DAMAGE[what](results)
    before = every(results)
    ended = said(capsys, "reproduce", results, "-q")
    assert ended.code == 5
    lines = three_lines(ended.err)
    assert "not as it was written" in lines[0]
    assert "changed after the sweep" in lines[2]
    assert "rules" not in ended.err
    assert every(results) == before


def test_an_unfinished_study_is_neither_cited_nor_packed_nor_reproduced(
    results: Path, tmp_path: Path, capsys: Captured
) -> None:
    unlisted(results, "stopped")
    first(results).unlink()
    packing = ("archive", results, "-o", tmp_path / "study.zip")
    for line in (("archive", "--cite", results), packing, ("reproduce", results, "-q")):
        ended = said(capsys, *line)
        assert ended.code == 3
        assert ended.out == ""
        assert "not finished" in three_lines(ended.err)[0]


@pytest.mark.parametrize(
    "more",
    [
        {"parts/part.parquet": "0" * 64},
        {f"parts/part-000007-{'0' * 64}.parquet": "1" * 64},
        {f"parts/part-000000-{'0' * 64}.parquet": "0" * 64},
        {f"transcripts/said-000000-{'0' * 64}.parquet": "0" * 64},
    ],
)
def test_a_manifest_that_lists_what_no_sweep_writes_is_refused(
    more: dict[str, str], results: Path, capsys: Captured
) -> None:
    altered_manifest(results, files=manifest_of(results)["files"] | more)
    for line in (
        ("show", round_in(results)),
        ("archive", "--cite", results),
        ("reproduce", results, "-q"),
    ):
        ended = said(capsys, *line)
        assert ended.code == 3
        assert "the manifest is not as it was written" in three_lines(ended.err)[0]
