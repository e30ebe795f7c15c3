"""`sim hindcast` at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import run_guarded
from sim.history import HindcastOptions
from sim.history.kept_posterior import load_posterior
from sim.history.record import csv_text, load_record
from tests.cli.command import Captured, said, three_lines

SPAN = ("--from", "1995-01", "--to", "1995-10")
SMALL = (
    "hindcast",
    *SPAN,
    "--horizon",
    3,
    "--horizon",
    6,
    "-n",
    30,
    "--particles",
    2,
    "--resamples",
    50,
    "-q",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hindcast") / "out"


@pytest.fixture(scope="module")
def shipped(out: Path) -> dict[str, Any]:
    """Return what is kept of the small hindcast of the record that ships."""
    assert out.is_dir() or run_guarded([*map(str, SMALL), "-o", str(out)]) == 0
    return json.loads((out / "finding.json").read_bytes())["data"]


def test_hindcast_names_the_best_rival_first_and_keeps_every_score(
    capsys: Captured, out: Path
) -> None:
    found = said(capsys, *SMALL, "--full", "-o", out)
    assert found.code == 0, found.err
    assert found.out.startswith(
        "The shipped forecast is not distinguishable from the best benchmark of 1995-01 to 1995-10"
    )
    for piece in (
        "Against an even forecast",
        "tuned",
        "Benchmarks learn from 1990-01",
        "pool",
        "block bootstrap",
        "Free play against the record",
        "Coverage of predictive intervals",
        "level of effort",
        "Border closed: 2020-01 to 2022-08",
    ):
        assert piece in " ".join(found.out.split()), piece
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["status"], manifest["scenario"]) == (
        "hindcast",
        "complete",
        "hindcast-1995-01",
    )
    assert {"reliability.png", "summary.csv"} <= manifest["files"].keys()
    content = json.loads((out / "finding.json").read_bytes())["data"]
    assert {
        "level of effort",
        "model, learning on",
        "model, prior",
        "pool",
        "former pool",
    } <= content["summary"][0].keys()
    before = (out / "finding.json").read_bytes()
    assert said(capsys, *SMALL, "-o", out).code == 0
    assert (out / "finding.json").read_bytes() == before


def test_the_hindcast_takes_any_file_with_the_same_columns(
    shipped: dict[str, Any], capsys: Captured, tmp_path: Path
) -> None:
    path = tmp_path / "record.csv"
    path.write_text(csv_text(load_record()), encoding="utf-8")
    found = said(capsys, *SMALL, "--record", path, "--json")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert f"Hindcast on {path}" in content["notes"][0]
    assert content["summary"] == shipped["summary"]
    text = path.read_text(encoding="utf-8").replace("2016-05,1", "2016-05,x", 1)
    path.write_text(text, encoding="utf-8")
    wrong = said(capsys, "hindcast", "--record", path)
    assert wrong.code == 3
    assert "line 318, column missile_tests" in three_lines(wrong.err)[1]


@pytest.mark.parametrize(
    "args",
    [
        ("--from", "1991-06"),
        ("--from", "1989-01"),
        ("--to", "2025-06"),
        ("--from", "2019-06"),
        ("--record", "none.csv"),
        ("--posterior", "none.json"),
    ],
)
def test_a_hindcast_that_cannot_be_ends_with_3(args: tuple[str, str], capsys: Captured) -> None:
    found = said(capsys, "hindcast", *args, "--dry-run")
    assert found.code == 3
    three_lines(found.err)


def test_a_dry_run_plays_nothing(capsys: Captured, tmp_path: Path) -> None:
    found = said(capsys, "hindcast", "--dry-run", "--json", "-o", tmp_path / "out")
    assert json.loads(found.out) == {"cells": 0}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("first", "horizons", "wanted"),
    [
        ("2015-01", (3, 6, 12), {3: 58, 6: 55, 12: 49}),
        ("2019-08", (4, 2), {2: 4, 4: 2}),
    ],
)
def test_origins_are_the_months_from_which_a_horizon_fits(
    first: str, horizons: tuple[int, ...], wanted: dict[int, int]
) -> None:
    options = HindcastOptions(load_record(), load_posterior(until=first), first, horizons=horizons)
    assert {horizon: len(months) for horizon, months in options.origins.items()} == wanted
