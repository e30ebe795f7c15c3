"""Numbers on the command line are those of the library, and files hold what was run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.core.estimate.writing import nine_digits
from sim.core.outcomes.outcomes import FINAL_STATES, FLAGS, NUMBERS, plain_name
from sim.core.scenario import load_scenario
from sim.show.tables import as_text
from sim.study.estimate.quantities import Table, share
from sim.study.store.manifest import as_json
from tests.cli.command import Captured, process, said

OVER = ("--over", "washington.pressure=0,1", "--over", "beijing.policy=balance,enforce")
AXES = {"washington.pressure": [0.0, 1.0], "beijing.policy": ["balance", "enforce"]}


def by_name(found: dict[str, Any], table: str, column: str) -> dict[str, Any]:
    """Return a column of a table in JSON by the names of its rows."""
    return {row["name"]: row[column] for row in found[table]}


def test_a_run_in_json_is_the_run_of_the_library(capsys: Captured) -> None:
    result = said(
        capsys, "run", "2017-spring", "-n", 30, "--seed", 3, "--set", "months=12", "--json", "-q"
    )
    made = sim.run(sim.load_scenario("2017-spring").change({"months": 12}), worlds=30, seed=3)
    found = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert (found["scenario_hash"], found["options"]["worlds"]) == (made.scenario.hash, 30)
    outcomes = by_name(found, "outcomes", "share or mean")
    ends = by_name(found, "ends", "share of worlds")
    for name in FINAL_STATES:
        assert ends[name]["value"] == nine_digits(made.probability(name).value)
    for name in FLAGS:
        assert nine_digits(made.probability(name).as_dict()).items() >= outcomes[name].items()
    for name in NUMBERS:
        assert outcomes[name]["value"] == nine_digits(made.mean(name).value)


def test_a_table_shows_every_probability_with_its_interval(capsys: Captured) -> None:
    result = said(capsys, "run", "core", "-n", 30, "-q")
    made = sim.run(sim.load_scenario("core"), worlds=30, seed=7)
    for name in FINAL_STATES:
        text = re.escape(share(made.probability(name)).text())
        assert re.search(rf"  {name} +{text}(  |\n)", result.out)
    assert "30 worlds" in result.out
    assert "Not a forecast" in result.out


def test_a_folder_holds_the_run(tmp_path: Path) -> None:
    ran = process("run", "2017-spring", "-n", 20, "-o", tmp_path, "-q")
    assert (ran.returncode, ran.stderr) == (0, "")
    made = sim.run(sim.load_scenario("2017-spring"), worlds=20, seed=7)
    table = pd.read_parquet(tmp_path / "runs.parquet")
    assert list(table.columns) == ["cell", "world", "seed", *made.outcomes.columns[1:-1], "error"]
    for name in made.outcomes.columns[:-1]:
        assert (table[name].astype(str) == made.outcomes[name].astype(str)).all(), name
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert (manifest["scenario_hash"], manifest["seed"]) == (made.scenario.hash, 7)
    assert manifest["command"].startswith("sim run 2017-spring")
    pictures = {path.name for path in tmp_path.glob("*.png")}
    assert pictures == {"outcomes.png", "ridges.png", "fan.png", "timeline.png"}
    again = sim.load_study(tmp_path).run()
    assert again.columns.keys() == made.columns.keys()
    assert all(np.array_equal(again.columns[name], made.columns[name]) for name in made.columns)


def test_a_folder_and_an_archive_are_shown_as_what_was_found(
    capsys: Captured, tmp_path: Path
) -> None:
    line = ("compare", "core", "dual-track", "--set", "months=3", "-n", 20, "-q", "--no-figures")
    told = said(capsys, *line, "-o", tmp_path / "two").out
    out = said(capsys, "show", tmp_path / "two").out
    assert out.startswith("sim compare core dual-track --set months=3")
    assert " ".join(told.splitlines()[1:2]) in out
    assert "Share of worlds in which it happens" in out
    found = json.loads(said(capsys, "show", tmp_path / "two", "--json").out)
    assert by_name(found, "outcomes", "A").keys() >= {"lose_lose", "war"}
    assert "by who Kim is" in said(capsys, "show", tmp_path / "two", "--full").out
    run = ("run", "core", "--set", "months=3", "-n", 20, "-q", "--no-figures")
    assert said(capsys, *run, "-o", tmp_path / "one").code == 0
    assert "How worlds end: each in one way" in said(capsys, "show", tmp_path / "one").out
    names = ("--author", "Ada Lovelace", "-o", tmp_path / "a.zip")
    assert said(capsys, "archive", tmp_path / "one", *names).code == 0
    about = said(capsys, "show", tmp_path / "a.zip").out
    assert "- Ada Lovelace" in about
    assert "| one | run | core |" in about
    (tmp_path / "b.zip").write_bytes(b"no archive")
    assert said(capsys, "show", tmp_path / "b.zip").code == 3


def test_more_threads_than_batches_change_nothing(capsys: Captured) -> None:
    """The two horizons cannot share a batch, so that there are two for five threads."""
    line = ("sweep", "core", "--over", "months=2,3", "-n", 5, "-q", "--json")
    assert said(capsys, *line, "-j", 5) == said(capsys, *line)


def test_a_sweep_is_the_sweep_of_the_library(capsys: Captured, tmp_path: Path) -> None:
    result = said(capsys, "sweep", "core", *OVER, "-n", 12, "--json", "-q", "-o", tmp_path)
    assert (result.code, result.err) == (0, "")
    made = sim.sweep(load_scenario("core"), AXES, 12, 7)
    found = json.loads(result.out)
    assert found == json.loads((tmp_path / "finding.json").read_text())["data"]
    for name in (*map(plain_name, FINAL_STATES), *FLAGS):
        cells = made.estimates(name)
        for part in ("value", "low", "high"):
            kept = [cell[name][part] for cell in found["estimates"]]
            assert kept == pytest.approx(getattr(cells, part).ravel())
    assert (tmp_path / "marginals.png").stat().st_size > 10_000


def test_of_many_cells_the_data_hold_the_outcomes_of_the_tables(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("sweep", "core", *OVER, "-n", 4, "--json", "-q", "--outcome", "war")
    whole = json.loads(said(capsys, *line).out)
    monkeypatch.setattr("sim.analysis.sweep.findings.MOST_IN_FULL", 3)
    found = json.loads(said(capsys, *line).out)
    names = found["estimates"][0].keys()
    assert {"cell", "n", "failed", "war"} <= names
    assert not {"lose_lose", "tests"} & names
    cut = [{name: cell[name] for name in names} for cell in whole["estimates"]]
    assert found["estimates"] == cut


def test_a_long_list_has_an_entry_a_line() -> None:
    short = {"é": [], "none": [float("nan"), {"a": (1, True)}], "cells": [[0.1, "x"]] * 1000}
    usual = json.dumps(short | {"none": [None, {"a": [1, True]}]}, indent=1, ensure_ascii=False)
    assert as_json(short).decode() == usual + "\n"
    text = as_json({"cells": [{"n": 1, "share": float("inf")}] * 1001}).decode()
    assert text.count('\n  {"n": 1, "share": null}') == 1001
    assert json.loads(text) == {"cells": [{"n": 1, "share": None}] * 1001}


def test_each_row_of_a_sweep_says_its_cell(capsys: Captured, tmp_path: Path) -> None:
    assert (
        said(capsys, "sweep", "core", *OVER, "-n", 12, "-q", "-o", tmp_path, "--no-figures").code
        == 0
    )
    table = pd.read_parquet(tmp_path / "runs.parquet")
    assert len(table) == 4 * 12
    for (cell, pressure, policy), rows in table.groupby(
        ["cell", "washington.pressure", "beijing.policy"], observed=True
    ):
        change = {"washington.pressure": pressure, "beijing.policy": policy}
        alone = sim.run(sim.load_scenario("core").change(change), worlds=12, seed=7)
        assert np.array_equal(rows["value_seoul"], alone.outcomes["value_seoul"]), cell


def test_an_axis_called_like_an_outcome(capsys: Captured, tmp_path: Path) -> None:
    assert (
        said(capsys, "sweep", "core", "--over", "months=3,6", "-n", 5, "-q", "-o", tmp_path).code
        == 0
    )
    table = pd.read_parquet(tmp_path / "runs.parquet")
    assert table["set months"].tolist() == [3.0] * 5 + [6.0] * 5
    assert (table["months"] <= table["set months"]).all()


def test_the_grid_of_a_sweep_marks_undecided_cells(capsys: Captured) -> None:
    axes = ("--over", "washington.pressure=1:0:2", "--over", "beijing.enforcement=0:1:2")
    result = said(capsys, "sweep", "core", *axes, "-n", 40, "-q", "--full")
    made = sim.sweep(
        load_scenario("core"),
        {"washington.pressure": [1.0, 0.0], "beijing.enforcement": [0.0, 1.0]},
        40,
        7,
    )
    rows = [line for line in result.out.splitlines() if line.lstrip().startswith(("1 ", "0 "))]
    # Win-win has a plane of its own, below that of lose-lose.
    for outcome, plane in (("win_win", rows[2:4]), ("lose_lose", rows[:2])):
        cells, middle = made.estimates(outcome), round(made.overall(outcome).value, 3)
        unsure = int(((cells.low <= middle) & (middle <= cells.high)).sum())
        assert sum(row.count("~") for row in plane) == unsure
    # The second axis rises upwards and the first to the right, whatever order they were given in.
    top_left = rows[0].split()[1].rstrip("~")
    assert float(top_left) == pytest.approx(100 * cells.value[1, 1], abs=0.51)


def test_a_dry_run_runs_and_writes_nothing(capsys: Captured, tmp_path: Path) -> None:
    for line in ("run core -n 50", "sweep core --over washington.pressure=0:1:3 -n 50"):
        result = said(capsys, *line.split(), "--dry-run", "-o", tmp_path / "out")
        assert (result.code, result.err) == (0, "")
        assert "would run study" in result.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["run core -n 5", "sweep pressure-enforcement"])
def test_a_dry_run_is_refused_where_the_call_itself_is(
    capsys: Captured, tmp_path: Path, line: str
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    told = [said(capsys, *line.split(), "-o", tmp_path, *more) for more in ((), ("--dry-run",))]
    assert (told[0].code, told[0].err) == (told[1].code, told[1].err)
    assert "the folder holds something else" in told[1].err
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.txt"]


def test_two_scenarios_are_compared_in_the_same_worlds(capsys: Captured) -> None:
    change = ("--with", "B:washington.policy=engagement")
    result = said(capsys, "compare", "core", "core", *change, "-n", 60, "--json", "-q")
    core = sim.load_scenario("core")
    made = [core, core.change({"washington.policy": "engagement"})]
    a, b = (sim.run(each, worlds=60, seed=7) for each in made)
    found = json.loads(result.out)
    assert found["options"]["paired"] is True
    less = by_name(found, "outcomes", "A minus B")
    for name in ("lose_lose", "war", "freeze", "cold standoff"):
        assert (
            less[name].items() <= nine_digits(sim.paired_difference(a, b, name).as_dict()).items()
        )
    by_kim = next(
        each for each in sim.compare(*made, worlds=60).tables() if each.name == "net_by_kim"
    )
    assert [cell.value for cell in by_kim.rows[0][1:]] == [
        a.mean("net").value,
        b.mean("net").value,
        sim.paired_difference(a, b, "net").value,
    ]
    assert {row[0] for row in by_kim.rows} == {
        "all worlds",
        "fearful Kim",
        "greedy Kim",
        "erratic Kim",
    }


def test_a_scenario_against_itself_cannot_be_told_apart(capsys: Captured) -> None:
    found = json.loads(said(capsys, "compare", "core", "core", "-n", 25, "--json", "-q").out)
    for row in found["flips"]:
        assert (row["only in A"], row["only in B"]) == (0, 0)
    for row in found["shares"]:
        assert row["verdict"] == "the same in every one of these worlds"


def test_a_comparison_says_by_what_each_side_differs_from_its_scenario(capsys: Captured) -> None:
    ways = ("--set", "months=3", "--with", "B:washington.policy=engagement")
    out = " ".join(
        said(capsys, "compare", "core", "core", *ways, "-n", 5, "-q", "--full").out.split()
    )
    assert "(core with months=3)." in out
    assert "(core with months=3, washington.policy=engagement)." in out


def test_many_are_compared_with_the_first_as_each_alone_would_be(capsys: Captured) -> None:
    """A less C among three is A less B of two: all stand in the same worlds."""
    three = (
        "compare",
        "core",
        "core",
        "core",
        "--with",
        "B:months=3",
        "--with",
        "C:washington.policy=engagement",
    )
    found = json.loads(said(capsys, *three, "-n", 40, "--json", "-q").out)
    two = (
        "compare",
        "core",
        "core",
        "--with",
        "B:washington.policy=engagement",
        "-n",
        40,
        "--json",
        "-q",
    )
    alone = json.loads(said(capsys, *two).out)
    _, b, c = found["sides"]
    assert (b["months"], c["changes"]) == (3, "washington.policy=engagement")
    for one, other in zip(found["outcomes"], alone["outcomes"], strict=True):
        assert (one["name"], one["C"], one["A minus C"]) == (
            other["name"],
            other["B"],
            other["A minus B"],
        )


@pytest.mark.parametrize("change", ["D:months=3", "months=3", "core:months=3"])
def test_a_change_of_one_scenario_names_one_that_is_there(change: str, capsys: Captured) -> None:
    result = said(capsys, "compare", "core", "core", "--with", change)
    assert (result.code, "needs its letter or name" in result.err) == (2, True)


def test_an_option_that_was_names_the_one_that_is(capsys: Captured) -> None:
    result = said(capsys, "compare", "core", "core", "--set-b", "months=3")
    assert (result.code, "Use --with B:NAME=VALUE." in result.err) == (2, True)


def test_unpaired_worlds_have_luck_of_their_own(capsys: Captured) -> None:
    found = json.loads(
        said(capsys, "compare", "core", "core", "-n", 25, "--json", "-q", "--unpaired").out
    )
    assert [side["seed"] for side in found["sides"]] == [7, 8]


def test_the_vote_of_a_capital_whose_rule_over_courses_is_compared_is_called_off(
    capsys: Captured,
) -> None:
    line = ("compare", "2017-spring", "2017-spring", "-n", 5, "--no-progress")
    result = said(capsys, *line, "--with", "B:seoul.policy=progressive", "--full")
    assert "vote of Seoul is called off" in result.out
    found = json.loads(said(capsys, *line, "--with", "B:seoul.policy=progressive", "--json").out)
    off = sim.load_scenario("2017-spring").change({"elections.seoul": False})
    assert found["sides"][0]["hash"] == off.hash
    assert (
        "called off" not in said(capsys, *line, "--with", "B:beijing.policy=broker", "--full").out
    )
    assert "called off" not in said(capsys, *line, "--with", "B:seoul.policy=sunshine").err
    assert (
        "called off"
        not in said(
            capsys, *line, "--with", "B:seoul.policy=progressive", "--unpaired", "--full"
        ).out
    )


POLICIES = [f"washington.policy={name}" for name in ("engagement", "patience", "maximum_pressure")]


def test_policies_are_compared_in_one_sentence_and_rows_that_fit_80_columns(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = said(capsys, "compare", *POLICIES, "-n", 1000, "-q").out
    assert max(map(len, out.splitlines())) <= 80
    first = " ".join(out.partition("\n\n")[0].split())
    assert "1 000 worlds cannot tell under which side the value to Washington is highest" in first
    # The months of both powers lead; lose-lose follows.
    assert first.index("value to Washington") < out.index("lose-lose")
    full = " ".join(said(capsys, "compare", *POLICIES, "-n", 1000, "-q", "--full").out.split())
    assert "The gamble is engagement (A): in its worst 5 % of worlds" in full
    found = json.loads(said(capsys, "compare", *POLICIES, "-n", 300, "--json", "-q").out)
    assert found["sides"][2]["called"] == "maximum pressure"


def test_sides_that_are_level_are_said_to_be(capsys: Captured) -> None:
    out = " ".join(said(capsys, "compare", "core", "core", "core", "-n", 100, "-q").out.split())
    assert out.count("in every world") == 2
    assert "gamble" not in out


def test_an_outcome_of_no_short_table_is_compared_too(capsys: Captured) -> None:
    out = said(
        capsys,
        "compare",
        "2017-spring",
        "dual-track",
        "-n",
        100,
        "-q",
        "--outcome",
        "deterrent_complete",
    ).out
    assert "\nDeterrent complete: " in out
    assert "\n  deterrent complete  " in out


def test_a_folder_stands_for_the_scenario_that_was_run_in_it(
    capsys: Captured, tmp_path: Path
) -> None:
    said(
        capsys,
        "run",
        "core",
        "--set",
        "months=3",
        "-n",
        20,
        "-o",
        tmp_path / "short",
        "-q",
        "--no-figures",
    )
    found = json.loads(
        said(capsys, "compare", "core", tmp_path / "short", "-n", 20, "--json", "-q").out
    )
    assert [side["months"] for side in found["sides"]] == [sim.load_scenario("core").months, 3]


def test_columns_that_a_line_does_not_hold_follow_in_a_block_of_their_own() -> None:
    heads = ("", *(f"a long head {k}" for k in range(12)))
    table = Table(
        "wide", "A wide table", heads, tuple((name, *range(12)) for name in ("one", "two"))
    )
    lines = as_text(table, width=80).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("  one") for line in lines) > 1
    assert all(any(head in line for line in lines) for head in heads)
