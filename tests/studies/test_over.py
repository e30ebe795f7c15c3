"""A sweep over axes is a study: it resumes, reproduces, and says what the same grid in memory
says.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.core.base.errors import ExitCode
from sim.core.outcomes.outcomes import ASKABLE, FINAL_STATES, FLAGS
from sim.core.runs import runner
from sim.core.scenario import load_scenario
from sim.study.experiment.build import grid_of
from sim.study.experiment.factor_text import factors_from
from sim.study.play.grid import Grid, sweep
from sim.study.run.worlds import run
from sim.study.store.study_results import load_study
from tests.cli.command import Captured, said
from tests.studies.studies import play

AXES = ("washington.pressure=1:0:3", "accident=0.001,0.005", "beijing.policy=balance,enforce")
AXES_NAMED = [axis.partition("=")[0] for axis in AXES]
OVER = tuple(part for axis in AXES for part in ("--over", axis))


def test_the_parts_of_a_study_say_what_the_grid_in_memory_says(tmp_path: Path) -> None:
    scenario = load_scenario("core").change({"months": 12})
    factors = factors_from([(text, "here") for text in AXES], scenario)
    play(grid_of(scenario, factors, 30, 5, ASKABLE), tmp_path)
    kept, whole = (
        Grid(load_study(tmp_path)),
        sweep(scenario, {each.name: list(each.values) for each in factors}, 30, 5),
    )
    assert (kept.factors, kept.shape, kept.worlds, kept.seed) == (whole.factors, whole.shape, 30, 5)
    for name in (*FINAL_STATES, *FLAGS):
        for part, other in zip(kept.estimates(name), whole.estimates(name), strict=True):
            assert np.array_equal(part, other), name
        assert kept.overall(name) == whole.overall(name), name
    for number in range(12):
        values = dict(zip(AXES_NAMED, whole.values(number), strict=True))
        alone = run(scenario.change(values), 30, 5)
        assert kept.estimates("crisis").value.ravel()[number] == alone.probability("crisis").value
        assert np.array_equal(
            kept.results.run(number).columns["value_seoul"], alone.columns["value_seoul"]
        )


def test_inputs_are_built_once_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    runner.set_for_all.cache_clear()
    laid_out = import_module("sim.core.runs.inputs")  # the package has a function of that name
    built: list[object] = []
    make = laid_out.by_month
    monkeypatch.setattr(laid_out, "by_month", lambda *given: built.append(given) or make(*given))
    sweep(
        load_scenario("core").change({"months": 3}),
        {"beijing.policy": ("balance", "enforce", "free")},
        4,
        5,
    )
    assert len(built) == 3 + 1, "each cell, and what all are compared with"


def test_the_same_sweep_goes_on_and_writes_the_same(capsys: Captured, tmp_path: Path) -> None:
    line = (
        "sweep",
        "core",
        *OVER,
        "-n",
        40,
        "--set",
        "months=6",
        "-o",
        tmp_path,
        "--no-figures",
        "--json",
    )
    first = said(capsys, *line, "-q")
    table = (tmp_path / "runs.parquet").read_bytes()
    (part,) = (tmp_path / "rounds" / "1" / "parts").iterdir()
    part.unlink()
    second = said(capsys, *line)
    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out
    assert (tmp_path / "runs.parquet").read_bytes() == table
    assert "going on" in said(capsys, *line).err


def test_a_sweep_reproduces_like_any_study(capsys: Captured, tmp_path: Path) -> None:
    line = (
        "sweep",
        "core",
        *OVER,
        "-n",
        10,
        "--set",
        "months=3",
        "-o",
        tmp_path,
        "-q",
        "--no-figures",
    )
    assert said(capsys, *line).code == 0
    assert said(capsys, "reproduce", tmp_path, "-q").code == 0


def test_force_replaces_results_and_never_what_is_not_ours(
    capsys: Captured, tmp_path: Path
) -> None:
    line = (
        "sweep",
        "core",
        "--over",
        "washington.pressure=0,1",
        "--set",
        "months=3",
        "-o",
        tmp_path,
        "-q",
        "--no-figures",
    )
    assert said(capsys, *line, "-n", 10).code == 0
    assert said(capsys, *line, "-n", 12).code == ExitCode.INVALID
    assert said(capsys, *line, "-n", 12, "--force").code == 0
    assert len(pd.read_parquet(tmp_path / "runs.parquet")) == 24
    (tmp_path / "letter.txt").write_text("mine")
    assert said(capsys, *line, "-n", 14, "--force").code == 0
    assert len(pd.read_parquet(tmp_path / "runs.parquet")) == 28
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_dry_run_in_json(capsys: Captured) -> None:
    found = json.loads(said(capsys, "sweep", "core", *OVER, "-n", 7, "--dry-run", "--json").out)
    assert (found["cells"], found["worlds"]) == (12, 84)


@pytest.mark.parametrize(
    "axis",
    [
        "beijing.policy=free,held",
        "kim_type=fearful,greedy",
        "months=3,4",
        "start_tension=2,4",
        "pyongyang.course=build,charm",
        "switches.washington=true,false",
    ],
)
def test_an_axis_of_any_kind(capsys: Captured, axis: str) -> None:
    line = ("sweep", "2017-spring", "--over", axis, "-n", 4, "-q", "--json")
    found = json.loads(said(capsys, *line).out)
    assert [cell["n"] for cell in found["estimates"]] == [4, 4]


def test_an_election_that_is_kept_and_one_that_is_called_off(tmp_path: Path) -> None:
    spring = load_scenario("2017-spring").change({"months": 8})
    votes = factors_from([("elections.seoul=true,false", "here")], spring)
    play(grid_of(spring, votes, 40, 5, ASKABLE), tmp_path)
    kept = pd.concat(load_study(tmp_path).worlds())
    for cell, asked in enumerate((spring, spring.change({"elections.seoul": False}))):
        own = run(asked, 40, 5).columns["value_seoul"]
        assert np.array_equal(kept[kept["cell"] == cell]["value_seoul"].to_numpy(), own)
    assert not np.array_equal(
        *(kept[kept["cell"] == cell]["value_seoul"].to_numpy() for cell in (0, 1))
    )
