"""`sim multiverse`: what it prints and writes, and what it refuses."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.command import Captured, files_in, said, three_lines

ASKED = ["multiverse", "2017-spring", "--set", "months=6", "-n", "30", "-q", "--learning", "own", "--accident", "own",
         "--kim", "greedy", "--kappa", ".2,.6"]  # fmt: skip


def test_the_command_prints_and_writes_the_same_findings(tmp_path: Path, capsys: Captured) -> None:
    result = said(capsys, *ASKED, "--json", "-o", tmp_path / "out")
    assert result.code == 0
    printed = json.loads(result.out)
    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == printed
    names = {"summary.json", "manifest.json", "specifications.parquet", "specification-curve.png", "ablation.png"}
    assert set(files_in(tmp_path / "out")) == names
    table = pd.read_parquet(tmp_path / "out" / "specifications.parquet")
    assert len(table) == len(printed["specifications"])
    assert table["share"].is_monotonic_increasing
    assert (table["n"] == 30).all()
    assert table["default"].sum() == 1
    assert set(table["reading"]) == {"aims", "pareto", "value"}
    assert {"κ = .2", "κ = .6"} < set(table["threshold"])


def test_lose_lose_that_never_happens_is_refused(tmp_path: Path, capsys: Captured) -> None:
    result = said(capsys, *ASKED, "--set", "months=1", "--reading", "aims", "-o", tmp_path / "out")
    assert (result.code, result.out) == (3, "")
    assert "of every specification" in three_lines(result.err)[0]


def test_the_table_keeps_choice_and_luck_apart(capsys: Captured) -> None:
    result = said(capsys, *ASKED, "--reading", "value", "--kappa", "-1,.6")
    assert result.code == 0
    assert "Spread over choices (no interval" in result.out
    assert "Sampling error of one specification: ±" in result.out
    assert "Channels switched off" in result.out
    assert "pareto" not in result.out
    assert "Not a forecast" in result.out
    assert "Channels" not in said(capsys, *ASKED, "--no-ablation").out


def test_the_same_study_may_be_written_again_with_the_same_bytes(tmp_path: Path, capsys: Captured) -> None:
    asked = [*ASKED, "--no-ablation", "--format", "svg", "-o", tmp_path / "out"]
    assert said(capsys, *asked).code == 0
    first = files_in(tmp_path / "out")
    assert set(first) >= {"specification-curve.svg"}
    assert said(capsys, *asked).code == 0
    assert files_in(tmp_path / "out") == first
    other = said(capsys, *asked, "--seed", 8)
    assert other.code == 2
    three_lines(other.err)


def test_a_dry_run_says_what_would_be_played(capsys: Captured) -> None:
    result = said(capsys, *ASKED, "--dry-run")
    assert "would play" in result.out
    assert "structures left out" in result.out
    plan = json.loads(said(capsys, *ASKED, "--dry-run", "--json").out)
    # Two types of Kim (the scenario's own stays), free with and without look-ahead, and held.
    assert plan["structures"] == 6
    assert plan["specifications"] == 6 * len(plan["readings"])


@pytest.mark.parametrize(
    "more",
    [
        ["--lookahead", "non"], ["--kappa", "much"], ["--kappa", "99"], ["--courses", "fixed"], ["-n", "5"],
        ["--kim", "mad"], ["--reading", "loss"],
    ],
)  # fmt: skip
def test_bad_input_is_three_lines(more: list[str], capsys: Captured) -> None:
    result = said(capsys, *ASKED, *more)
    assert (result.code, result.out) == (2, "")
    three_lines(result.err)
