"""The forecast: what a hindcast says at that origin, and the book in which it is kept."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history import ForecastOptions, HindcastOptions, scoreboard
from sim.history.benchmarks import MODEL, POOL
from sim.history.book import load_book, register, seal_of
from sim.history.forecast import AHEAD, ForecastFinding, find
from sim.history.kept_posterior import KeptPosterior, kept_prior
from sim.history.record import Record, csv_text, load_record
from sim.history.targets import TARGETS
from tests.cli.command import Captured, said, three_lines

RECORD = load_record()
SMALL = ("forecast", "--month", "1995-06", "--particles", 2, "-n", 20, "-q")
ABOUT = {"record": "a" * 12, "rules": "b" * 64, "posterior": "c" * 12, "how": "by hand"}


@cache
def few() -> KeptPosterior:
    """Return few sets of parameters, as if they had been learnt from the months to 1992-06."""
    return replace(kept_prior(6, 8, 3), last="1992-06")


def forecast(record: Record) -> ForecastFinding:
    """Return a small forecast."""
    return find(ForecastOptions(record, few(), worlds=60, particles=6), ())


@cache
def early() -> ForecastFinding:
    """Return the forecast after 1993-05, made once."""
    return forecast(RECORD.window("1990-01", "1993-05"))


def test_it_equals_the_hindcast_of_that_origin_to_the_bit() -> None:
    asked = HindcastOptions(
        RECORD, few(), "1993-02", "1993-09", worlds=60, particles=6, horizons=(3, 6)
    )
    there = scoreboard.forecasts_of(asked).forecasts
    row = asked.months.index("1993-06")
    for horizon in (3,):
        for name, own in early().forecasts.items():
            for target in TARGETS:
                key = (target, horizon)
                assert own[key].tobytes() == there[name][key][row].tobytes(), (name, key)


def test_it_reads_no_month_after_the_one_that_is_named() -> None:
    named = find(ForecastOptions(RECORD, few(), "1993-05", worlds=60, particles=6), ())
    assert (
        named.forecasts[MODEL]["test_month", 3].tolist()
        == early().forecasts[MODEL]["test_month", 3].tolist()
    )
    assert named.about()["record"] == early().about()["record"]


def test_every_forecast_is_a_distribution_and_the_sentences_tell_the_pool() -> None:
    found = early()
    for own in found.forecasts.values():
        for (_, h), rows in own.items():
            assert rows.shape == (h + 1,)
            assert rows.sum() == pytest.approx(1.0)
    assert {h for _, h in found.forecasts[POOL]} == set(AHEAD)
    first = found.sentences()[0]
    assert first.startswith("In the mean tests come in ")
    assert first.endswith(" of the 12 months after May 1993; brackets: 5 to 95 %.")
    shown = float(first.split()[6])
    assert shown == pytest.approx(found.mean("test_month", 12), abs=0.051)
    assert found.told("test_month", 12) in found.sentences()[0]
    assert json.dumps(found.data(), allow_nan=False)
    assert found.chance("test_month", 3, 0) == pytest.approx(1.0)


def test_a_book_keeps_a_forecast_a_month_and_scores_those_that_have_come(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    months = ("1993-05", "1993-11", "1995-01")
    for month in months:
        register(path, month, early().forecasts, ABOUT, "1993-12-01")
    book = load_book(path)
    assert [line.after for line in book.lines] == list(months)
    assert [line.late for line in book.lines] == [True, False, False]
    known = RECORD.window("1990-01", "1994-06")
    scored = scoreboard.find(HindcastOptions(known, registered=book, resamples=50), ())
    assert scored.row("test_month", 12, POOL).means["log_score"].n == 1
    assert scored.row("test_month", 3, POOL).means["log_score"].n == 2
    rows = early().forecasts[POOL]["test_month", 3]
    seen = scored.counts["test_month", 3]
    wanted = -np.log(0.99 * np.round(rows, 6)[seen] + 0.01 / 4).mean()
    assert scored.score("test_month", 3, POOL) == pytest.approx(wanted)
    assert "2 registered forecasts, after 1993-05 to 1993-11" in scored.sentences()[0]


def test_the_same_forecast_is_written_once_and_another_of_that_month_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.jsonl"
    seals = {
        register(path, "1993-05", early().forecasts, ABOUT, day)
        for day in ("1993-06-01", "1993-07-01")
    }
    assert len(seals) == 1
    other = {
        name: {key: np.eye(key[1] + 1)[0] for key in own} for name, own in early().forecasts.items()
    }
    before = path.read_bytes()
    with pytest.raises(DataProblem, match="holds a forecast after 1993-05"):
        register(path, "1993-05", other, ABOUT, "1993-06-01")
    assert path.read_bytes() == before


@pytest.mark.parametrize("change", ["number", "dropped", "turned", "sealed anew", "noise"])
def test_a_book_that_was_changed_is_refused_with_its_line(change: str, tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    for month in ("1993-05", "1993-11", "1995-01"):
        register(path, month, early().forecasts, ABOUT, "1993-12-01")
    lines = path.read_text().splitlines()
    first = json.loads(lines[0])
    if change == "number":
        first["written"] = "1993-01-01"
        lines[0] = json.dumps(first, ensure_ascii=False)
    elif change == "sealed anew":
        first["written"] = "1993-01-01"
        first["seal"] = seal_of(first)
        lines[0] = json.dumps(first, ensure_ascii=False)
    elif change == "noise":
        lines[0] = "no forecast"
    else:
        lines = [lines[0], lines[2]] if change == "dropped" else lines[::-1]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(DataProblem) as problem:
        load_book(path)
    wanted = {"dropped": "line 2", "sealed anew": "line 2"}.get(change, "line 1")
    assert wanted in str(problem.value.location)


def test_the_command_registers_and_the_hindcast_scores(capsys: Captured, tmp_path: Path) -> None:
    book = tmp_path / "book.jsonl"
    found = said(capsys, *SMALL, "--register", book, "--json")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert (content["after"], content["first"], content["last"]) == (
        "1995-06",
        "1995-07",
        "1996-06",
    )
    scored = said(capsys, "hindcast", "--registered", book, "-q")
    assert scored.code == 0, scored.err
    assert scored.out.startswith("1 registered forecasts, after 1995-06 to 1995-06; 1 of them")
    assert "Tests at 12 months, 1 forecasts: pool" in " ".join(scored.out.split())
    beside = said(capsys, "hindcast", "--registered", book, "--from", "2000-01")
    assert beside.code == 2
    three_lines(beside.err)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--month", "2031-01"), 3),
        (("--month", "1991-01"), 3),
        (("--month", "tomorrow"), 2),
        (("--record", "none.csv"), 3),
    ],
)
def test_a_forecast_that_cannot_be_is_refused(
    args: tuple[str, str], code: int, capsys: Captured
) -> None:
    found = said(capsys, "forecast", *args, "--dry-run")
    assert found.code == code
    three_lines(found.err)


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
