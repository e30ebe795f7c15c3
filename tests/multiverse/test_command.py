"""`sim multiverse`: what it prints and writes, and what it refuses."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.multiverse import MultiverseOptions
from sim.analysis.multiverse.findings import cells_of
from sim.core.scenario import load_scenario
from sim.study.store.disk import MARK
from tests.cli.command import Captured, said, three_lines

ASKED = [
    "multiverse",
    "2017-spring",
    "--set",
    "months=6",
    "-n",
    "30",
    "-q",
    "--learning",
    "own",
    "--accident",
    "own",
    "--kim-type",
    "greedy",
    "--kappa",
    ".2,.6",
]


def test_the_command_prints_and_writes_the_same_findings(tmp_path: Path, capsys: Captured) -> None:
    result = said(capsys, *ASKED, "--json", "-o", tmp_path / "out")
    assert result.code == 0
    printed = json.loads(result.out)
    assert json.loads((tmp_path / "out" / "finding.json").read_text())["data"] == printed
    names = {
        "finding.json",
        "finding.txt",
        "manifest.json",
        "specifications.csv",
        "influence.png",
        "ablation.csv",
        "figure-influence.csv",
        "influence.csv",
        "otherwise.csv",
        "spread.csv",
    }
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_file()} - {MARK} == names
    table = pd.read_csv(tmp_path / "out" / "specifications.csv")
    assert len(table) == len(printed["specifications"])
    assert table["lose-lose"].is_monotonic_increasing
    assert (table["lose-lose n"] == 30).all()
    assert (table["default"] == "yes").sum() == 1
    assert set(table["reading"]) == {"benchmark", "goals", "value"}
    assert {"κ = 0.2", "κ = 0.6"} < set(table["threshold"])


def test_every_choice_can_be_tried_in_a_folder(tmp_path: Path, capsys: Captured) -> None:
    # The steep law of accidents is a whole number; and the rounds after the first
    # keep goals alone.
    asked = [
        "multiverse",
        "2017-spring",
        "--set",
        "months=12",
        "-n",
        "20",
        "--kim-type",
        "greedy",
        "--no-ablation",
        "--no-figures",
        "--reading",
        "goals",
        "-o",
        tmp_path / "out",
    ]
    first, again = said(capsys, *asked), said(capsys, *asked)
    assert (first.code, again.code, first.out) == (0, 0, again.out)


def test_lose_lose_that_never_happens_is_refused(tmp_path: Path, capsys: Captured) -> None:
    asked = ["months=1" if word == "months=6" else word for word in ASKED]
    result = said(capsys, *asked, "--reading", "goals", "-o", tmp_path / "out")
    assert (result.code, result.out) == (3, "")
    assert "of every specification" in three_lines(result.err)[0]


def test_the_answer_comes_first_and_keeps_choice_and_luck_apart(capsys: Captured) -> None:
    asked = (*ASKED, "--reading", "value", "--kappa", "-1,.6")
    short, full = said(capsys, *asked), said(capsys, *asked, "--full")
    assert (short.code, full.code) == (0, 0)
    assert short.out.splitlines()[1].startswith("Lose-lose happens in ")
    assert "Not a forecast" in short.out
    parts = (
        "Spread over choices (no interval",
        "Sampling error of one specification: ±",
        "Channels switched off",
    )
    assert [part for part in parts if part in short.out] == []
    assert [part for part in parts if part not in full.out] == []
    assert "pareto" not in full.out
    assert "Channels" not in said(capsys, *asked, "--full", "--no-ablation").out


def test_the_same_study_may_be_written_again_with_the_same_bytes(
    tmp_path: Path, capsys: Captured
) -> None:
    asked = [*ASKED, "--no-ablation", "--format", "svg", "-o", tmp_path / "out"]

    def kept() -> dict[str, bytes]:
        own = (
            path
            for path in (tmp_path / "out").iterdir()
            if path.is_file() and path.name not in (MARK, "manifest.json")
        )
        return {path.name: path.read_bytes() for path in own}

    assert said(capsys, *asked).code == 0
    first = kept()
    assert set(first) >= {"influence.svg"}
    assert said(capsys, *asked).code == 0
    assert kept() == first
    other = said(capsys, *asked, "--seed", 8)
    assert other.code == 3
    three_lines(other.err)


def test_a_dry_run_says_how_many_cells_would_be_played(capsys: Captured) -> None:
    short = load_scenario("2017-spring").change({"months": 6})
    asked = {
        "learning": ("own",),
        "accident": ("own",),
        "kim_type": ("greedy",),
        "kappas": (0.2, 0.6),
    }
    options = MultiverseOptions(short, **asked, worlds=30)
    plan = json.loads(said(capsys, *ASKED, "--dry-run", "--json").out)
    assert plan["cells"] == len(cells_of(options)[0])


@pytest.mark.parametrize(
    "more",
    [
        ["--lookahead", "non"],
        ["--kappa", "much"],
        ["--kappa", "99"],
        ["--courses", "fixed"],
        ["-n", "5"],
        ["--kim-type", "mad"],
        ["--reading", "loss"],
    ],
)
def test_bad_input_is_three_lines(more: list[str], capsys: Captured) -> None:
    result = said(capsys, *ASKED, *more)
    assert (result.code, result.out) == (2, "")
    three_lines(result.err)


def test_a_dry_run_says_that_more_rounds_follow(capsys: Captured) -> None:
    assert "the first of 2 rounds" in said(capsys, *ASKED, "--dry-run").out
    assert "rounds" not in said(capsys, *ASKED, "--reading", "value", "--dry-run").out
    asked = (
        "sensitivity",
        "2017-spring",
        "--points",
        "64",
        "-n",
        "10",
        "--factor",
        "clash",
        "--dry-run",
    )
    assert "the first of 2 rounds" in said(capsys, *asked).out
