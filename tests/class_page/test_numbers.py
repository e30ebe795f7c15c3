"""The numbers of the class page are those of the model: the same scenario and seed give the same worlds."""

from __future__ import annotations

import json
import re
import shlex
from itertools import product
from math import floor
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.counterfactual import stories
from sim.game.catalogue import CAPITALS
from sim.show.class_page import export, lesson_names
from sim.show.class_page.crisis import DOWN, crisis_of, path_of
from sim.show.class_page.lesson import read_lesson
from sim.show.class_page.record import recorded_lesson
from sim.study.run import run
from sim.study.scenario_file import load_scenario
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.outcomes import FINAL_STATES
from sim.world.scenario import Scenario
from tests.class_page.reading import data_of, hits, numbers
from tests.cli.command import Captured, said

WORLDS = 10
SEED = 11


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, Any]]:
    """The data of every lesson, with few worlds."""
    return {name: recorded(name) for name in lesson_names()}


def recorded(name: str) -> dict[str, Any]:
    lesson = read_lesson(name)
    return recorded_lesson(lesson, short(name), SEED, WORLDS)


def short(name: str) -> Scenario:
    return load_scenario(read_lesson(name).scenario).change({"months": 14})


def setting(name: str, side: str) -> Scenario:
    lesson = read_lesson(name)
    return short(name).change(lesson.first if side == "a" else lesson.second)


@pytest.mark.parametrize(("name", "side"), list(product(lesson_names(), "ab")))
def test_each_world_is_that_of_the_run(pages: dict[str, dict[str, Any]], name: str, side: str) -> None:
    data = pages[name]
    kept = data["settings"][side]
    made = run(setting(name, side), WORLDS, SEED, record=["tension", "arsenal", *CAPITALS])
    assert kept["hash"] == made.scenario.hash
    assert hits(data, kept["end"]) == made.flag(data["outcome"]).tolist()
    assert numbers(kept["end"][::2], 1) == made.columns["final_state"].tolist()
    for world, told in enumerate(kept["stories"]):
        length = int(made.columns["months"][world])
        tension = made.state["tension"][: length + 1, world].tolist()
        assert numbers(told["tension"], 2) == [floor(value * 100) for value in tension]
        arsenal = made.state["arsenal"][: length + 1, world].tolist()
        assert numbers(told["states"]["arsenal"], 2) == [round(value * 100) for value in arsenal]
        for capital in CAPITALS:
            assert [int(move) for move in told["moves"][capital]] == made.actions[capital][:length, world].tolist()


@pytest.mark.parametrize("name", lesson_names())
def test_what_each_capital_compared_is_what_the_model_compared(pages: dict[str, dict[str, Any]], name: str) -> None:
    data = pages[name]
    (story,) = stories(setting(name, "a"), SEED, [3])
    told = data["settings"]["a"]["stories"][3]
    for capital, month in product(CAPITALS, range(len(story.months))):
        decision = story.months[month].decisions[capital]
        cells = len(ACTIONS[capital])
        size = 2 + 5 * cells
        part = told["why"][capital][month * size : (month + 1) * size]
        assert numbers(part[:2], 2) == [round(1000 * decision.uniform)]
        for move, (chance, utility) in enumerate(zip(decision.chances, decision.utilities, strict=True)):
            cell = part[2 + 5 * move : 7 + 5 * move]
            assert numbers(cell[:2], 2) == [round(1000 * chance)]
            (kept,) = numbers(cell[2:], 3)
            assert (kept is None) == (utility is None)
            if kept is not None and utility is not None:
                assert kept / 100 + data["lowest"] == pytest.approx(utility, abs=0.006)
        assert list(POLICIES[capital])[int(told["policies"][capital][month])] == decision.policy


@pytest.mark.parametrize("name", lesson_names())
def test_a_month_was_drawn_from_the_chances_that_are_shown(pages: dict[str, dict[str, Any]], name: str) -> None:
    """The needle of luck lies over the move that was made, to the last digit kept."""
    for told in pages[name]["settings"]["b"]["stories"]:
        for capital in CAPITALS:
            size = 2 + 5 * len(ACTIONS[capital])
            for month, move in enumerate(told["moves"][capital]):
                part = told["why"][capital][month * size : (month + 1) * size]
                chances = [int(part[at : at + 2], 36) for at in range(2, size, 5)]
                luck = int(part[:2], 36)
                below = sum(chances[: int(move)])
                assert below - 5 <= luck <= below + chances[int(move)] + 5
                assert abs(sum(chances) - 1000) <= len(chances)


@pytest.mark.parametrize("name", ["lose-lose", "brinkmanship"])
@pytest.mark.parametrize("lineup", ["0000", "3120", "0403", "5241"])
def test_a_line_up_of_the_sandbox_is_that_of_the_run(pages: dict[str, dict[str, Any]], name: str, lineup: str) -> None:
    data = pages[name]
    menus = data["sandbox"]["menus"]
    changes: dict[str, Any] = {}
    place = 0
    scenario = setting(name, "a")
    for capital, choice in zip(CAPITALS, map(int, lineup), strict=True):
        place = place * len(menus[capital]) + choice
        if choice:
            changes[f"{capital}.policy"] = menus[capital][choice]
            if any(vote.capital == capital for vote in scenario.elections):
                changes[f"elections.{capital}"] = False
    made = run(scenario.change(changes), WORLDS, SEED)
    ends = data["sandbox"]["ends"][place]
    assert hits(data, ends) == made.flag(data["outcome"]).tolist()
    assert numbers(ends[::2], 1) == made.columns["final_state"].tolist()


@pytest.mark.parametrize("name", lesson_names())
def test_the_sandbox_begins_with_the_first_setting(pages: dict[str, dict[str, Any]], name: str) -> None:
    assert pages[name]["sandbox"]["ends"][0] == pages[name]["settings"]["a"]["end"]


@pytest.mark.parametrize(
    ("name", "path"), [("spiral", "0120"), ("brinkmanship", "2201"), ("enforcement-dilemma", "1111")]
)
def test_a_path_through_the_crisis_is_that_of_the_run(pages: dict[str, dict[str, Any]], name: str, path: str) -> None:
    lesson, crisis = read_lesson(name), pages[name]["crisis"]
    policies = tuple(lesson.options[int(choice)] for choice in path)
    scenario = path_of(crisis_of(setting(name, "a"), lesson), lesson.seat, policies)
    made = run(scenario, WORLDS, SEED, record=["tension", *CAPITALS])
    for world in range(WORLDS):
        nodes = [crisis["nodes"][path[: turn + 1]] for turn in range(4)]
        shown = "".join(node["tension"][world] for node in nodes)
        tension = made.state["tension"][1:, world].tolist()
        assert numbers(shown, 2) == [None if value != value else floor(value * 100) for value in tension]
        for place, capital in enumerate(CAPITALS):
            moves = "".join(node["moves"][place][world] for node in nodes)
            wanted = made.actions[capital][:, world].tolist()
            assert numbers(moves, 1) == [None if move < 0 else move for move in wanted]
    leaf = crisis["nodes"][path]
    assert numbers(leaf["end"], 1) == made.columns["final_state"].tolist()
    assert numbers(leaf["down"], 1) == [int(value < DOWN) for value in made.state["tension"][-1].tolist()]


@pytest.mark.parametrize("name", lesson_names())
def test_every_way_through_the_crisis_is_there_once(pages: dict[str, dict[str, Any]], name: str) -> None:
    keys = {"".join(path) for turns in range(1, 5) for path in product("012", repeat=turns)}
    assert set(pages[name]["crisis"]["nodes"]) == keys


@pytest.mark.parametrize("name", lesson_names())
def test_the_wide_estimates_hold_the_outcome_in_many_worlds(pages: dict[str, dict[str, Any]], name: str) -> None:
    large = pages[name]["large"]
    for side in "ab":
        made = run(setting(name, side), 2000, SEED)
        assert large["n"] == "2 000"
        found = made.probability(pages[name]["outcome"])
        shown = [float(number) for number in re.findall(r"[\d.]+", large["outcome"][side])]
        assert shown == pytest.approx([100 * found.value, 100 * found.low, 100 * found.high], abs=0.051)


@pytest.mark.parametrize("name", lesson_names())
def test_a_difference_is_in_points_with_a_true_minus_and_turns_with_the_choice(
    pages: dict[str, dict[str, Any]], name: str
) -> None:
    large = pages[name]["large"]
    shares = [float(large["outcome"][side].split("\u00a0")[0]) for side in "ab"]
    there, back = ([float(number.replace("−", "-")) for number in large["difference"][side]] for side in "ab")
    assert there[0] == pytest.approx(shares[1] - shares[0], abs=0.151)
    assert back == [-there[0], -there[2], -there[1]]
    assert "-" not in json.dumps([large["difference"], large["deltas"]], ensure_ascii=False)


@pytest.mark.parametrize("side", "ab")
def test_a_world_counts_as_a_crisis_from_the_month_that_reaches_rung_5(
    pages: dict[str, dict[str, Any]], side: str
) -> None:
    """The page marks a tile by the tension that it shows; at the end the marks are those of the run."""
    kept = pages["spiral"]["settings"][side]
    reached = [
        any(hundredth is not None and hundredth >= 500 for hundredth in numbers(told["tension"], 2)[1:])
        for told in kept["stories"]
    ]
    assert reached == hits(pages["spiral"], kept["end"])


def test_the_commands_on_the_page_print_the_numbers_of_the_page(tmp_path: Path, capsys: Captured) -> None:
    data = data_of(export("lose-lose", tmp_path / "class.html", worlds=WORLDS, seed=SEED))
    for kept in data["settings"].values():
        assert kept["command"].startswith("sim run 2017-spring ")
        printed = json.loads(said(capsys, *shlex.split(kept["command"])[1:], "--json").out)
        assert printed["scenario_hash"] == kept["hash"]
        states = numbers(kept["end"][::2], 1)
        shares = {name: states.count(place) / WORLDS for place, name in enumerate(FINAL_STATES)}
        assert {name: each["value"] for name, each in printed["final_states"].items()} == shares
        assert printed["flags"]["lose_lose"]["value"] == sum(hits(data, kept["end"])) / WORLDS


def test_a_scenario_that_does_not_ship_comes_with_its_file(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load_scenario("2017-spring").change({"accident_hazard": 0.004, "months": 12, "title": "Riskier"})
    data = data_of(export("spiral", tmp_path / "class.html", scenario=scenario, worlds=WORLDS, seed=SEED))
    (tmp_path / data["file"]["name"]).write_text(data["file"]["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = json.loads(said(capsys, *shlex.split(data["settings"]["b"]["command"])[1:], "--json").out)
    assert printed["scenario_hash"] == data["settings"]["b"]["hash"]
    assert printed["flags"]["crisis"]["value"] == sum(hits(data, data["settings"]["b"]["end"])) / WORLDS
