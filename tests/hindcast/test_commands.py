"""`sim calibrate`, `sim hindcast` and `sim run --posterior` at the command line."""

import json
from pathlib import Path

import pytest

from sim.analysis.history.posterior import load_posterior
from sim.analysis.history.record import csv_text, load_record
from tests.cli.command import Captured, files_in, said, three_lines

SMALL = ("calibrate", "--to", "2008-06", "--simulations", 300, "--keep", 40, "--draws", 20)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small fit of 2007."""
    from sim.cli.main import guarded

    folder = tmp_path_factory.mktemp("fit")
    assert guarded([*map(str, SMALL), "-o", str(folder), "-q", "--no-progress", "--json"]) == 0
    return folder


def test_calibrate_writes_a_posterior_with_its_provenance(fitted: Path, capsys: Captured, tmp_path: Path) -> None:
    draws = load_posterior(fitted / "posterior.toml")
    assert len(draws) == 20
    about = draws.about
    assert (about["first"], about["last"], about["simulations"], about["seed"]) == ("2007-01", "2008-06", 300, 7)
    assert "calibrate" in str(about["command"]) or about["command"]
    content = json.loads((fitted / "summary.json").read_text(encoding="utf-8"))
    assert {number["name"] for number in content["numbers"]} == set(draws.names)
    again = said(capsys, *SMALL, "-o", tmp_path, "-q", "--no-figures", "--no-progress", "-j", 2)
    assert again.code == 0
    assert "overlap" in again.out
    assert "tuned on patterns that include 2015" in again.out
    assert load_posterior(tmp_path / "posterior.toml").hash == draws.hash
    assert set(files_in(fitted)) == {"posterior.toml", "points.csv", "study.toml", "summary.json", "posterior.png"}


def test_the_draws_are_the_cells_of_a_study(fitted: Path, tmp_path: Path) -> None:
    from sim.study.studies.design import design_of
    from sim.study.studies.study_file import read_study

    draws = load_posterior(fitted / "posterior.toml")
    study = read_study(fitted / "study.toml")
    design = design_of(study)
    assert design.cells == 3 * len(draws)
    names = [factor.name for factor in study.factors]
    cells = [dict(zip(names, cell, strict=True)) for cell in design.values(0, design.cells)]
    assert {cell["washington.policy"] for cell in cells} == {"strategic_patience", "maximum_pressure", "engagement"}
    rows = {tuple(cell[name] for name in draws.names) for cell in cells}
    assert rows == {tuple(row) for row in draws.values.tolist()}


def test_hindcast_says_what_was_fitted_known_and_lost(fitted: Path, capsys: Captured, tmp_path: Path) -> None:
    wanted = ("hindcast", "--posterior", fitted / "posterior.toml", "--from", "2008-07", "--to", "2009-10", "-n", 60,
              "--resamples", 50, "--no-progress")  # fmt: skip
    found = said(capsys, *wanted, "-o", tmp_path)
    assert found.code == 0, found.err
    for piece in ("2007-01 to 2008-06 only", "tuned on patterns", "mapped by hand", "Where the model is worse",
                  "climatology", "markov chain, expanding", "block bootstrap", "Randomised PIT"):  # fmt: skip
        assert piece in found.out, piece
    assert set(files_in(tmp_path)) == {"summary.json", "reliability.png", "pit.png"}
    content = json.loads(said(capsys, *wanted, "--json").out)
    assert content["first"] == "2008-07"
    assert content["rows"]


def test_the_hindcast_takes_any_file_with_the_same_columns(fitted: Path, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(csv_text(load_record()), encoding="utf-8")
    found = said(capsys, "hindcast", "--record", path, "--posterior", fitted / "posterior.toml", "--from", "2016-01",
                 "--to", "2017-02", "-n", 50, "--resamples", 50, "--json", "--no-progress")  # fmt: skip
    assert found.code == 0, found.err
    assert json.loads(found.out)["record"] == str(path)
    text = path.read_text(encoding="utf-8").replace("2016-05,1", "2016-05,x", 1)
    path.write_text(text, encoding="utf-8")
    wrong = said(capsys, "hindcast", "--record", path)
    assert wrong.code == 3
    assert "line 126, column missile_tests" in three_lines(wrong.err)[1]


@pytest.mark.parametrize(
    "args",
    [("--from", "2014-01"), ("--from", "2014-12"), ("--to", "2020-06"), ("--from", "2019-06"), ("--from", "never"),
     ("--posterior", "none.toml"), ("--record", "none.csv")],
)  # fmt: skip
def test_a_hindcast_that_cannot_be_ends_with_3(args: tuple[str, str], capsys: Captured) -> None:
    found = said(capsys, "hindcast", *args, "--dry-run")
    assert found.code == 3
    three_lines(found.err)


@pytest.mark.parametrize(
    ("args", "code"),
    [(("--from", "2005-01"), 3), (("--from", "2006-01"), 3), (("--to", "2030-01"), 3), (("--simulations", "5"), 2),
     (("--simulations", "100", "--keep", "90", "-q", "--no-progress"), 3)],
)  # fmt: skip
def test_a_calibration_that_cannot_be_is_refused(args: tuple[str, ...], code: int, capsys: Captured) -> None:
    found = said(capsys, "calibrate", *args)
    assert found.code == code
    three_lines(found.err)


def test_dry_runs_print_what_would_be_done(capsys: Captured) -> None:
    assert json.loads(said(capsys, "calibrate", "--dry-run", "--json").out)["months"] == 96
    assert json.loads(said(capsys, "hindcast", "--dry-run", "--json").out)["origins"] == {"3": 58, "6": 55, "12": 49}
    assert "500000 histories of 96 months" in said(capsys, "calibrate", "--dry-run").out
    short = ("hindcast", "--from", "2019-08", "--horizon", 4, "--horizon", 2, "--dry-run", "--json")
    assert json.loads(said(capsys, *short).out)["origins"] == {"2": 4, "4": 2}
    assert "58 of 3 months" in said(capsys, "hindcast", "--dry-run").out


def test_a_run_over_the_posterior_keeps_the_kinds_of_uncertainty_apart(capsys: Captured) -> None:
    draws = load_posterior()
    worlds = 2 * len(draws)
    args = ("run", "2017-spring", "--set", "months=6", "--set", "momentum=1", "-n", worlds, "-q", "--no-progress")
    found = said(capsys, *args, "--posterior")
    assert found.code == 0, found.err
    lines = [line.split()[0] for line in found.out.splitlines() if line.startswith("    ")]
    assert lines == ["sampling", "parameters", "structure"] * 4
    assert "not drawn: momentum" in found.out
    content = json.loads(said(capsys, *args, "--posterior", "--json").out)
    assert content["posterior"]["hash"] == draws.hash
    assert "momentum" not in content["posterior"]["drawn"]
    assert set(content["uncertainty"]["war"]) == {"sampling", "parameter_sd", "draws", "structural"}
    few = said(capsys, "run", "2017-spring", "--set", "months=3", "-n", 10, "-q", "--no-progress", "--posterior")
    assert "too few to tell luck from numbers" in few.out
    assert f"posterior {draws.hash}" in said(capsys, "run", "2017-spring", "--posterior", "--dry-run").out
    plain = said(capsys, *args)
    assert "sampling" not in plain.out


def test_the_shipped_posterior_was_fitted_on_the_shipped_record_before_2015() -> None:
    from sim.analysis.history.calibrate import CALIBRATED
    from sim.analysis.history.record_hash import record_hash

    draws = load_posterior()
    assert draws.names == CALIBRATED
    assert (draws.about["first"], draws.about["last"]) == ("2007-01", "2014-12")
    assert draws.about["record_hash"] == record_hash(load_record(), "2007-01", "2014-12")
    assert draws.about["simulations"] == 500_000


def test_the_shipped_posterior_was_fitted_under_the_shipped_lines_of_policy() -> None:
    from sim.analysis.history.origin import scenario_over

    about = load_posterior().about
    assert about["scenario_hash"] == scenario_over(load_record(), about["first"], about["last"]).hash
