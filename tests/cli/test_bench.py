"""What the benchmark counts and compares; never how long anything takes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.analysis import bench
from sim.analysis.bench import OneWorld, Times, batch_run, rates
from sim.analysis.floor import Counter, needs_of
from sim.study.scenario_file import load_scenario
from sim.world.luck import SLOTS, Luck
from sim.world.model import EscalationModel
from tests.cli.command import Captured, said


def test_a_counter_counts_each_slot_of_a_month_once_and_every_exponential() -> None:
    counter = Counter()
    uniform, exp = Luck.uniform, np.exp
    with counter.listening():
        for month in (0, 1):
            luck = Luck(7, month, [(0, 5)])
            luck.uniform("accident")
            luck.uniform("accident")
            luck.normal("tension")
        np.exp(np.zeros((3, 5)))
        np.exp(0.0)
    assert (len(counter.uniforms), len(counter.normals), counter.exponentials) == (4, 2, 16)
    assert (Luck.uniform, np.exp) == (uniform, exp)


def test_needs_do_not_depend_on_the_number_of_worlds_and_grow_with_modules() -> None:
    core = load_scenario("core").change({"months": 4})
    few, many = needs_of(core, 20), needs_of(core, 60)
    assert (few.uniforms, few.normals) == (many.uniforms, many.normals)
    everything = needs_of(load_scenario("2017-spring").change({"months": 4}), 20)
    assert few.uniforms < everything.uniforms <= 4 * len(SLOTS)
    assert few.normals < everything.normals <= everything.uniforms
    # Four capitals choose each month, over all their moves.
    assert few.exponentials >= 4 * 4


def test_batch_run_plays_the_same_world() -> None:
    scenario = load_scenario("core").change({"months": 6})
    alone = OneWorld(3, scenario)
    while alone.running:
        alone.step()
    batch = EscalationModel(scenario, 5, 7).run()
    for name, column in batch.outcomes().items():
        assert alone.outcomes()[name][0] == column[3], name
    alone.close()
    batch.close()
    assert batch_run(scenario, runs=2)["runs"] == 2


def test_rates_are_worlds_by_seconds() -> None:
    found = rates(Times([4.0, 1.0, 2.0], [0.5, 1.5, 1.0]), 100)
    assert (found["worlds_a_second"], found["best_worlds_a_second"]) == (50, 100)
    assert (found["worlds_a_second_a_core"], found["milliseconds"]) == (100, 2000)


def test_the_whole_measurement_of_a_short_game(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months stand for 36, so that this takes seconds; every ratio is that of the speeds beside it."""
    monkeypatch.setattr(bench, "MONTHS", 2)
    monkeypatch.setattr(bench, "memory", lambda: {"worlds": 1, "peak_megabytes": 501.0})
    result = said(capsys, "bench", "--repeats", 1, "-j", 1, "--memory", "-q")
    found = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    for name in ("core", "all modules"):
        assert set(found["one_process"][name]) == set(found["all_cores"][name]) == {"1", "100", "2000", "20000"}
        many, rate = found["one_process"][name]["20000"], "worlds_a_second_a_core"
        to_batch_run = many[rate] / found["batch_run"][name][rate]
        assert found["ratios"][name]["to_batch_run"] == pytest.approx(to_batch_run, abs=0.06)
        floor = found["floor"][name]
        to_floor = floor[rate] / found["one_process"][name]["2000"][rate]
        assert floor["model_to_floor"] == pytest.approx(to_floor, abs=0.006)
    met = {line["what"]: line["met"] for line in found["wanted"]}
    assert met["a million worlds: peak in MB, at most"] is False
    for line in found["wanted"]:
        if "at least" in line["what"]:
            assert line["met"] == (line["measured"] >= line["wanted"])
        else:
            assert line["met"] == (line["measured"] <= line["wanted"])
