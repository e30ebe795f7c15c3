"""What the page shows is what `sim run` gives: the same worlds, shares and intervals."""

from __future__ import annotations

import json
import shlex
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.defaults import UNCERTAIN
from sim.game.levers import LEVERS
from sim.game.policies import POLICIES
from sim.pages.live.page import controls, movable
from sim.study.scenario.parameters import PARAMETERS
from tests.cli.command import said
from tests.live.pages import asked_worlds, client, short_page

CHANGES: dict[str, Any] = {
    "washington.policy": "engagement", "washington.pressure": 0.35, "accident": 0.004,
    "elections.seoul": False, "seoul.policy": "hedge",
}  # fmt: skip
CHANGED = [{"scenario": "2017-spring", "changes": {}}, {"scenario": "2017-spring", "changes": CHANGES}]


def same(shown: dict[str, Any], counted: dict[str, Any]) -> None:
    assert shown["value"] == counted["value"]
    assert shown["n"] == counted["n"]
    assert (shown["low"], shown["high"]) == pytest.approx((counted["low"], counted["high"]), abs=1e-12)


def test_page_and_command_line_give_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    page = client()
    answer = page.post("/api/worlds", json=asked_worlds(sides=CHANGED)).json()
    for side, asked in zip(answer["sides"], CHANGED, strict=True):
        question = {"side": asked, "worlds": 40, "seed": "7"}
        command = shlex.split(page.post("/api/export", json=question).json()["command"])
        assert command[0] == "sim"
        printed = said(capsys, *command[1:], "--json")
        assert printed.code == 0, printed.err
        found = json.loads(printed.out)
        assert side["hash"] == found["scenario_hash"]
        for name, shown in side["ends"].items():
            same(shown, found["final_states"][name])
        for name, shown in side["flags"].items():
            same(shown, found["flags"][name])
        for name, shown in side["quadrants"].items():
            same(shown, found["quadrants"][name])
        for index, row in enumerate(found["kappa_curve"]):
            same({key: side["kappa_curve"][key][index] for key in ("value", "low", "high")} | {"n": 40}, row)
        for key in ("low", "high", "draws"):
            assert side["thresholds"][key] == found["lose_lose_range"][key]
        assert side["mostly"] == found["mostly"]


def test_exported_file_holds_the_scenario_of_the_page(tmp_path: Any) -> None:
    page = client()
    made = page.post("/api/export", json={"side": CHANGED[1], "worlds": 40, "seed": "7"}).json()
    file = tmp_path / made["file"]
    file.write_text(made["toml"], encoding="utf-8")
    answer = page.post("/api/worlds", json=asked_worlds(sides=CHANGED[1:])).json()
    assert sim.load_scenario(file).hash == answer["sides"][0]["hash"]


def test_side_by_side_is_each_alone_under_the_same_luck() -> None:
    page = client()
    both = page.post("/api/worlds", json=asked_worlds(sides=CHANGED)).json()["sides"]
    fresh = client()
    alone = [fresh.post("/api/worlds", json=asked_worlds(sides=[side])).json()["sides"][0] for side in CHANGED]
    assert both == alone


def test_equal_line_ups_do_not_differ() -> None:
    answer = client().post("/api/worlds", json=asked_worlds(sides=[CHANGED[1], CHANGED[1]])).json()
    assert answer["sides"][0] == answer["sides"][1]
    assert [each["value"] for each in answer["differences"]] == [0, 0, 0, 0]
    assert not any(each["distinguishable"] for each in answer["differences"])


def test_ribbon_and_trace_are_those_of_the_run() -> None:
    scenario = sim.load_scenario("2017-spring").change({"months": 6})
    run = sim.run(scenario, 40, 7)
    side = client().post("/api/worlds", json=asked_worlds()).json()["sides"][0]
    tension = run.state["tension"]
    for share, row in zip(side["ribbon"]["shares"], side["ribbon"]["tension"], strict=True):
        assert row == pytest.approx(np.nanquantile(tension, share, axis=1), abs=6e-4)
    assert side["ribbon"]["running"] == np.count_nonzero(~np.isnan(tension), axis=1).tolist()
    assert side["final"] == run.columns["final_state"].tolist()
    assert side["trace"]["world"] == 3
    assert side["trace"]["tension"] == pytest.approx(tension[:, 3], abs=6e-4, nan_ok=True)


def test_story_is_the_traced_world() -> None:
    page = client()
    side = page.post("/api/worlds", json=asked_worlds()).json()["sides"][0]
    question = {"client": "test", "side": CHANGED[0], "seed": "7", "world": 3}
    story = page.post("/api/story", json=question).json()
    trace = side["trace"]
    assert story["final"] == trace["final"]
    assert [month["month"] for month in story["months"]] == trace["months"]
    for capital, moves in trace["moves"].items():
        told = [{kind: made["label"] for kind, made in month["moves"][capital].items()} for month in story["months"]]
        assert told == [{kind: made["label"] for kind, made in month.items()} for month in moves]
        assert [month["courses"][capital] for month in story["months"]] == trace["courses"][capital]
    assert [month["tension"] for month in story["months"]] == pytest.approx(trace["tension"][1:], abs=6e-3)


def test_sliders_come_from_the_ledgers() -> None:
    found = controls(sim.load_scenario("2017-spring"))
    for each in (lever for capital in found["capitals"] for lever in capital["levers"]):
        entry = LEVERS[each["name"]]
        assert (each["low"], each["high"], each["meaning"]) == (entry.low, entry.high, entry.meaning)
        assert entry.admits(each["value"])
    for each, wanted in zip(found["numbers"], UNCERTAIN, strict=True):
        assert (each["name"], each["low"], each["high"]) == (wanted.name, wanted.low, wanted.high)
        assert each["meaning"] == PARAMETERS[wanted.name.partition(".")[0]].meaning
    for capital in found["capitals"]:
        assert [policy["name"] for policy in capital["policies"]] == list(POLICIES[capital["name"]])


def test_only_elections_that_are_played_can_be_called_off() -> None:
    scenario = sim.load_scenario("2017-spring")
    assert {vote["name"] for vote in controls(scenario)["votes"]} <= movable(scenario)
    off = scenario.change({"elections": ()})
    assert not controls(off)["votes"]
    assert not [name for name in movable(off) if name.startswith("elections")]


def test_every_slider_moves_the_scenario() -> None:
    scenario = sim.load_scenario("2017-spring")
    found = controls(scenario)
    for each in [*found["numbers"], *(lever for capital in found["capitals"] for lever in capital["levers"])]:
        assert scenario.change({each["name"]: each["high"]}).hash != scenario.change({each["name"]: each["low"]}).hash


def test_kept_runs_answer_as_fresh_ones() -> None:
    page = short_page()
    one, other = client(page), client(page)
    first = one.post("/api/worlds", json=asked_worlds()).json()
    assert other.post("/api/worlds", json=asked_worlds()).json() == first
