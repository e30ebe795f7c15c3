"""The forecast book: what is acknowledged is kept, whoever else writes; what cannot be trusted is scored
apart.
"""

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from sim.core.base.errors import DataProblem, MismatchProblem, Problem
from sim.history import HindcastOptions, scoreboard
from sim.history.benchmarks import MODEL, POOL
from sim.history.book import ForecastBook, load_book, register, seal_of
from sim.history.dates import HORIZONS
from sim.history.record import Record, csv_text, load_record
from sim.history.targets import TARGETS, Key
from sim.study.store import disk
from tests.cli.command import Captured, said, three_lines

RECORD = load_record()
MONTHS = ("1993-05", "1993-11", "1995-01")
SMALL = ("forecast", "--month", "1995-06", "--particles", 2, "-n", 20, "-q")


def forecasts(seed: int = 1) -> dict[str, dict[Key, np.ndarray]]:
    """Return forecasts of pool, model and an even one, drawn by a seed."""
    luck = np.random.default_rng(seed)
    keys = [(target, h) for target in TARGETS for h in HORIZONS]
    drawn = {key: luck.dirichlet(np.ones(key[1] + 1)) for key in keys}
    even = {key: np.full(key[1] + 1, 1 / (key[1] + 1)) for key in keys}
    return {POOL: drawn, MODEL: drawn, "even": even}


def about(month: str, record: Record = RECORD, rules: str = "b" * 64) -> dict[str, str]:
    """Return how a forecast after a month was made."""
    known = record.hash_of("1990-01", month)
    return {"record": known, "rules": rules, "posterior": "c" * 12, "how": "by hand"}


def book_of(path: Path, *lines: tuple[str, str, dict[str, str]]) -> ForecastBook:
    """Write a book of lines, each its last month, the day when it was written and its making."""
    for month, day, how in lines:
        register(path, month, forecasts(), how, day)
    return load_book(path)


def on_time(path: Path) -> ForecastBook:
    """Write a book of three lines, each in the month after its last."""
    days = ("1993-06-01", "1993-12-01", "1995-02-01")
    return book_of(path, *((m, day, about(m)) for m, day in zip(MONTHS, days, strict=True)))


def test_a_book_keeps_a_forecast_a_month_and_scores_those_that_have_come(tmp_path: Path) -> None:
    book = on_time(tmp_path / "book.jsonl")
    assert [line.after for line in book.lines] == list(MONTHS)
    known = RECORD.window("1990-01", "1994-06")
    scored = scoreboard.find(HindcastOptions(known, registered=book, resamples=50), ())
    assert len(scored.log_scores[POOL, ("test_month", 12)]) == 1
    assert len(scored.log_scores[POOL, ("test_month", 3)]) == 2
    rows = forecasts()[POOL]["test_month", 3]
    wanted = -np.log(0.99 * np.round(rows, 6)[scored.counts["test_month", 3]] + 0.01 / 4).mean()
    assert scored.score("test_month", 3, POOL) == pytest.approx(wanted)
    assert scored.sentences()[0] == "3 registered forecasts: 2 counted and 1 still to come."


def test_lines_late_of_other_rules_or_of_another_past_are_told_and_never_in_the_headline(
    tmp_path: Path,
) -> None:
    columns = {name: values.copy() for name, values in RECORD.columns.items()}
    columns["us_talks"][3] += 1
    revised = Record(RECORD.months, columns, RECORD.texts)
    book = book_of(
        tmp_path / "book.jsonl",
        ("1993-05", "1993-06-01", about("1993-05")),
        ("1993-08", "1993-10-01", about("1993-08")),
        ("1993-11", "1993-12-01", about("1993-11", rules="d" * 64)),
        ("1994-02", "1994-03-01", about("1994-02", revised)),
        ("2024-12", "2025-01-01", about("2024-12")),
    )
    found = scoreboard.find(HindcastOptions(RECORD, registered=book, resamples=50), ())
    assert isinstance(found, scoreboard.BookFinding)
    assert found.standings == (
        "counted",
        "late",
        "of other rules",
        "of another record",
        "still to come",
    )
    assert len(found.log_scores[POOL, ("test_month", 3)]) == 1
    assert {name: len(own.counts["test_month", 3]) for name, own in found.apart.items()} == {
        "late": 1,
        "of other rules": 1,
        "of another record": 1,
    }
    assert [row[0] for row in found.apart_table().rows][::3] == list(found.apart)
    assert json.dumps(found.data(), allow_nan=False)


def test_the_same_forecast_is_written_once_and_another_of_that_month_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.jsonl"
    anchors = {
        register(path, "1993-05", forecasts(), about("1993-05"), day).anchor
        for day in ("1993-06-01", "1993-07-01")
    }
    assert len(anchors) == 1
    before = path.read_bytes()
    with pytest.raises(DataProblem, match="holds a forecast after 1993-05"):
        register(path, "1993-05", forecasts(2), about("1993-05"), "1993-06-01")
    assert path.read_bytes() == before


def numbered(first: dict[str, Any]) -> None:
    first["number"] = 2


def redated(first: dict[str, Any]) -> None:
    first["written"] = "1993-01-01"


def resealed(first: dict[str, Any]) -> None:
    redated(first)
    first["seal"] = seal_of(first)


@pytest.mark.parametrize(("change", "line"), [(numbered, 1), (redated, 1), (resealed, 2)])
def test_a_line_that_was_changed_breaks_its_seal_or_the_next(
    change: Callable[[dict[str, Any]], None], line: int, tmp_path: Path
) -> None:
    path = tmp_path / "book.jsonl"
    on_time(path)
    first, *rest = path.read_text().splitlines()
    content = json.loads(first)
    change(content)
    path.write_text("\n".join([json.dumps(content, ensure_ascii=False), *rest, ""]))
    with pytest.raises(DataProblem) as problem:
        load_book(path)
    assert problem.value.location == f"{path}, line {line}"


def test_dropped_turned_and_cut_lines_are_refused_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    on_time(path)
    one, two, three = path.read_text().splitlines()
    for lines, row in (
        ([one, three, ""], 2),
        ([three, two, one, ""], 1),
        (["no forecast", two, ""], 1),
        ([one, two[:90]], 2),
    ):
        path.write_text("\n".join(lines))
        with pytest.raises(DataProblem) as problem:
            load_book(path)
        assert f"line {row}" in three_lines(f"sim: {problem.value}")[1]


def test_a_missing_last_line_is_seen_by_its_anchor(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    book = on_time(path)
    anchor = book.lines[-1].anchor
    book.check_anchor(anchor)
    path.write_text("\n".join(path.read_text().splitlines()[:2]) + "\n")
    with pytest.raises(MismatchProblem, match="holds 2 lines, and the anchor is of line 3"):
        load_book(path).check_anchor(anchor)
    with pytest.raises(MismatchProblem, match="not the one of the anchor"):
        load_book(path).check_anchor(f"2:{'0' * 64}")


def test_a_line_that_was_cut_is_replaced_and_one_without_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    on_time(path)
    content = path.read_bytes()
    for kept in (content[:-1], content[:-40]):
        path.write_bytes(kept)
        line = register(path, "1995-01", forecasts(), about("1995-01"), "1995-02-01")
        assert (line.number, path.read_bytes().rstrip()) == (3, content.rstrip())
    path.write_bytes(content[:-1])
    register(path, "1996-01", forecasts(), about("1996-01"), "1996-02-01")
    assert [line.number for line in load_book(path).lines] == [1, 2, 3, 4]


class FailingDisk(disk.System):
    """A disk on which the n-th operation fails, and a write stops half way."""

    def __init__(self, last: int) -> None:
        self.left = last

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt

    def open(self, path: Path, flags: int, mode: int = disk.OPEN_MODE) -> BinaryIO:
        self.count()
        return super().open(path, flags, mode)

    def write(self, file: BinaryIO, content: bytes) -> None:
        super().write(file, content[: len(content) // 2])
        file.flush()
        self.count()
        super().write(file, content[len(content) // 2 :])

    def sync(self, file: BinaryIO) -> None:
        self.count()
        super().sync(file)
        self.count()

    def sync_folder(self, folder: Path) -> None:
        self.count()
        super().sync_folder(folder)
        self.count()


@pytest.mark.parametrize("last", range(1, 8))
def test_a_kill_at_any_step_loses_no_line_and_the_same_command_goes_on(
    last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.jsonl"
    before = on_time(path).lines
    monkeypatch.setattr(disk, "system", FailingDisk(last))
    ask = (path, "1996-01", forecasts(), about("1996-01"), "1996-02-01")
    if last < 7:
        with pytest.raises(KeyboardInterrupt):
            register(*ask)
    monkeypatch.setattr(disk, "system", disk.System())
    assert [line.anchor for line in load_book(path, mend=True).lines[:3]] == [
        line.anchor for line in before
    ]
    line = register(*ask)
    assert line.number == 4
    assert load_book(path).lines[-1].anchor == line.anchor


def write_one(path: Path, month: str, gate: Any, answers: Any) -> None:
    """Register one forecast when all writers are ready, and tell its anchor."""
    gate.wait()
    try:
        answers.put(register(path, month, forecasts(), about(month), "1993-06-01").anchor)
    except Problem:
        answers.put(None)


def lost_in_races(folder: Path, tries: int, writers: int) -> tuple[int, int]:
    """Return how many forecasts were acknowledged, and how many of those a book has lost."""
    fork = multiprocessing.get_context("fork")
    acknowledged = lost = 0
    for number in range(tries):
        path, gate, answers = folder / f"{number}.jsonl", fork.Barrier(writers), fork.Queue()
        register(path, "1993-01", forecasts(), about("1993-01"), "1993-02-01")
        processes = [
            fork.Process(target=write_one, args=(path, f"1993-{5 + k:02d}", gate, answers))
            for k in range(writers)
        ]
        for process in processes:
            process.start()
        anchors = [anchor for _ in processes if (anchor := answers.get())]
        for process in processes:
            process.join()
        there = {line.anchor for line in load_book(path).lines}
        acknowledged += len(anchors)
        lost += len(set(anchors) - there)
        assert len(there) == 1 + len(anchors)
    return acknowledged, lost


@pytest.mark.parametrize("writers", [2, 3])
def test_what_several_writers_are_told_is_registered_is_there(writers: int, tmp_path: Path) -> None:
    acknowledged, lost = lost_in_races(tmp_path, 10, writers)
    assert lost == 0
    assert acknowledged >= 10


@pytest.mark.long
@pytest.mark.parametrize("writers", [2, 3])
def test_two_hundred_races_lose_nothing(writers: int, tmp_path: Path) -> None:
    assert lost_in_races(tmp_path, 200, writers)[1] == 0


def test_the_command_registers_and_the_hindcast_scores(capsys: Captured, tmp_path: Path) -> None:
    book = tmp_path / "book.jsonl"
    found = said(capsys, *SMALL, "--register", book, "--json")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert content["scenario"] == "from-record-1995-06"
    anchor = content["sentences"][-1].split()[-1]
    scored = said(capsys, "hindcast", "--registered", book, "--anchor", anchor, "-q")
    assert scored.code == 0, scored.err
    # It was written today, long after its months.
    assert scored.out.startswith("1 registered forecast: 1 late.")
    wrong = said(capsys, "hindcast", "--registered", book, "--anchor", f"2:{anchor[2:]}")
    assert (wrong.code, wrong.out) == (5, "")
    for args in (("--registered", book, "--from", "2000-01"), ("--anchor", anchor)):
        beside = said(capsys, "hindcast", *args)
        assert beside.code == 2
        three_lines(beside.err)


def test_a_gap_and_a_month_twice_are_refused_and_nothing_is_written(
    capsys: Captured, tmp_path: Path
) -> None:
    lines = csv_text(RECORD).splitlines()
    book = tmp_path / "book.jsonl"
    for rows in (lines[:-2] + lines[-1:], [*lines, lines[-1]]):
        path = tmp_path / "mine.csv"
        path.write_text("\n".join(rows) + "\n")
        found = said(capsys, "forecast", "--record", path, "--register", book)
        assert found.code == 3
        assert "mine.csv, line" in three_lines(found.err)[1]
        assert not book.exists()
