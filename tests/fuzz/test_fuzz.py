"""Whatever a file holds, its reader takes it or refuses it in three lines."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.base.errors import Problem
from tests.fuzz.mutating import bytes_changed
from tests.fuzz.readers import READERS

CORPUS = Path(__file__).with_name("corpus")
SHORT = {
    "scenario": 300,
    "study": 200,
    "paper": 300,
    "table": 200,
    "parquet": 60,
    "part": 30,
    "record": 100,
    "factor": 400,
    "game": 200,
    "manifest": 60,
    "archive": 40,
    "formula": 500,
    "answer": 500,
    "policy": 300,
}
LEAST = 10_000
LONG = dict.fromkeys(SHORT, LEAST) | {
    "scenario": 25_000,
    "study": 15_000,
    "paper": 20_000,
    "factor": 20_000,
}


def taken(reader: str, content: bytes, folder: Path) -> bool:
    """Say whether a reader takes a file; it must refuse any other in three lines."""
    try:
        READERS[reader].read(content, folder)
    except Problem as problem:
        lines = str(problem).split("\n")
        assert len(lines) == 3
        assert all(
            line.strip().removeprefix("where:").removeprefix("to do:").strip() for line in lines
        )
        return False
    return True


def share_taken(reader: str, count: int, folder: Path, first: int = 0) -> float:
    """Give a reader so many changed files, each by its own number, and return the share that it
    takes.
    """
    known = READERS[reader]
    seeds = known.seeds(folder)
    assert all(taken(reader, seed, folder) for seed in seeds)
    fine = 0
    for number in range(first, first + count):
        rng = random.Random(f"{reader} {number}")
        # Most keep the form of the file: bytes alone seldom come past its parser.
        change = bytes_changed if rng.random() < 0.15 else known.change
        content = change(rng.choice(seeds), rng)
        try:
            fine += taken(reader, content, folder)
        except Exception:
            (folder / f"{reader}-{number}").write_bytes(content)
            raise
    return fine / count


@pytest.mark.parametrize("reader", READERS)
def test_a_changed_file_is_taken_or_refused(reader: str, tmp_path: Path) -> None:
    assert share_taken(reader, SHORT[reader], tmp_path) >= READERS[reader].least


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_no_changed_file_of_very_many_gives_a_traceback(
    reader: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    share = share_taken(reader, LONG[reader], tmp_path, first=10**6)
    record_property("told", f"fuzz {reader}: {LONG[reader]} files, {share:.1%} taken")
    assert share >= READERS[reader].least


@pytest.mark.parametrize(
    "path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_once_gave_a_traceback_gives_none(path: Path, tmp_path: Path) -> None:
    taken(path.parent.name, path.read_bytes(), tmp_path)


def test_ten_thousand_files_of_each_reader_are_tried_at_length() -> None:
    assert min(LONG.values()) >= LEAST
    assert set(LONG) == set(SHORT) == set(READERS)
