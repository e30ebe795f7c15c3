"""`sim hindcast` at the command line."""

import json
from pathlib import Path

import pytest

from sim.analysis.history.record import csv_text, load_record
from tests.cli.command import Captured, files_in, said, three_lines

SPAN = ("--from", "2016-01", "--to", "2017-02")
SMALL = ("hindcast", *SPAN, "-n", 50, "--resamples", 50, "--no-progress")


def test_hindcast_says_what_was_known_and_lost_and_that_nothing_was_fitted(capsys: Captured, tmp_path: Path) -> None:
    found = said(capsys, *SMALL, "-o", tmp_path)
    assert found.code == 0, found.err
    for piece in ("Nothing is fitted", "2007-01 to 2015-12", "read by hand", "Where the model is worse", "climatology",
                  "markov chain, expanding", "block bootstrap", "Randomised PIT"):  # fmt: skip
        assert piece in " ".join(found.out.split()), piece
    assert set(files_in(tmp_path)) == {"summary.json", "reliability.png", "pit.png"}
    content = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert content["first"] == "2016-01"
    assert content["rows"]


def test_the_hindcast_takes_any_file_with_the_same_columns(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(csv_text(load_record()), encoding="utf-8")
    found = said(capsys, *SMALL, "--record", path, "--json")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert content["record"] == str(path)
    own = json.loads(said(capsys, *SMALL, "--json").out)
    assert content["model_forecasts"] == own["model_forecasts"]
    text = path.read_text(encoding="utf-8").replace("2016-05,1", "2016-05,x", 1)
    path.write_text(text, encoding="utf-8")
    wrong = said(capsys, "hindcast", "--record", path)
    assert wrong.code == 3
    assert "line 126, column missile_tests" in three_lines(wrong.err)[1]


@pytest.mark.parametrize(
    "args",
    [("--from", "2007-06"), ("--from", "2006-01"), ("--to", "2020-06"), ("--from", "2019-06"), ("--from", "never"),
     ("--record", "none.csv")],
)  # fmt: skip
def test_a_hindcast_that_cannot_be_ends_with_3(args: tuple[str, str], capsys: Captured) -> None:
    found = said(capsys, "hindcast", *args, "--dry-run")
    assert found.code == 3
    three_lines(found.err)


def test_dry_runs_print_what_would_be_done(capsys: Captured) -> None:
    assert json.loads(said(capsys, "hindcast", "--dry-run", "--json").out)["origins"] == {"3": 58, "6": 55, "12": 49}
    short = ("hindcast", "--from", "2019-08", "--horizon", 4, "--horizon", 2, "--dry-run", "--json")
    assert json.loads(said(capsys, *short).out)["origins"] == {"2": 4, "4": 2}
    assert "58 of 3 months" in said(capsys, "hindcast", "--dry-run").out
