"""`sim hindcast` at the command line."""

import json
from pathlib import Path

import pytest

from sim.analysis.history.hindcast import HindcastOptions
from sim.analysis.history.record import csv_text, load_record
from tests.cli.command import Captured, said, three_lines

SPAN = ("--from", "2016-01", "--to", "2017-02")
SMALL = ("hindcast", *SPAN, "-n", 50, "--resamples", 50, "-q")


def test_hindcast_says_what_was_known_and_lost_and_that_nothing_was_fitted(capsys: Captured, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = said(capsys, *SMALL, "--full", "-o", out)
    assert found.code == 0, found.err
    assert found.out.startswith("The model is worse than a benchmark in ")
    for piece in ("Nothing is fitted", "Benchmarks learn from 2007-01", "read by hand", "Where the model is worse",
                  "climatology", "markov chain", "hidden chain of 3", "block bootstrap", "Randomised PIT"):  # fmt: skip
        assert piece in " ".join(found.out.split()), piece
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["status"], manifest["scenario"]) == ("hindcast", "complete", "record-2016-01")
    assert {"reliability.png", "pit.png", "summary.csv", "worse.csv"} <= manifest["files"].keys()
    content = json.loads((out / "finding.json").read_bytes())["data"]
    assert content["first"] == "2016-01"
    assert content["rows"]
    # Every origin is an experiment that is kept, so that a hindcast can be stopped and goes on.
    assert len(list((out / "rounds").iterdir())) == len(content["origins"]["3"])


def test_columns_stand_apart_however_long_their_numbers(capsys: Captured) -> None:
    """With intervals of four digits the columns of a small hindcast ran together."""
    line = ("hindcast", "--from", "2016-01", "--to", "2016-12", "--horizon", 3, "-n", 100, "--resamples", 100, "-q")
    text = said(capsys, *line, "--full").out
    heads = next(line for line in text.splitlines() if "log score: model less it" in line)
    starts = [heads.index(head) for head in ("log score", "CRPS", "Brier score", "log score: model less it")]
    rows = text[text.index(heads) :].split("\n\n")[0].splitlines()[1:]
    assert rows
    assert all(row[start - 2 : start].isspace() for row in rows for start in starts if len(row) > start)


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
    assert "line 318, column missile_tests" in three_lines(wrong.err)[1]


@pytest.mark.parametrize(
    "args",
    [("--from", "2007-06"), ("--from", "2006-01"), ("--to", "2020-06"), ("--from", "2019-06"), ("--from", "never"),
     ("--record", "none.csv")],
)  # fmt: skip
def test_a_hindcast_that_cannot_be_ends_with_3(args: tuple[str, str], capsys: Captured) -> None:
    found = said(capsys, "hindcast", *args, "--dry-run")
    assert found.code == 3
    three_lines(found.err)


def test_a_dry_run_plays_nothing_and_says_how_much_a_round_takes(capsys: Captured, tmp_path: Path) -> None:
    found = said(capsys, "hindcast", "--dry-run", "--json", "-o", tmp_path / "out")
    content = json.loads(found.out)
    assert (content["cells"], content["rounds"]) == (1, 58)
    assert "the first of 58 rounds" in said(capsys, "hindcast", "--dry-run").out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("first", "horizons", "wanted"), [
    ("2015-01", (3, 6, 12), {3: 58, 6: 55, 12: 49}), ("2019-08", (4, 2), {2: 4, 4: 2}),
])  # fmt: skip
def test_origins_are_the_months_from_which_a_horizon_fits(
    first: str, horizons: tuple[int, ...], wanted: dict[int, int]
) -> None:
    options = HindcastOptions(load_record(), first, horizons=horizons)
    assert {horizon: len(months) for horizon, months in options.origins.items()} == wanted
