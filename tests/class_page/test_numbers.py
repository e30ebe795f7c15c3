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
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.pages.class_page import export, lesson_names
from sim.pages.class_page.lesson import read_lesson
from sim.pages.class_page.record import DOWN, crisis_of, path_of, recorded_lesson
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import paired_difference, run
from sim.study.scenario import Scenario, load_scenario
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
    made = run(setting(name, side), WORLDS, SEED, record=["tension", "arsenal"])
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
            assert [int(course) for course in told["courses"][capital]] == made.courses[capital][
                :length, world
            ].tolist()
        for menu in MOVES:
            assert [int(move) for move in told["moves"][menu]] == made.actions[menu][:length, world].tolist()


@pytest.mark.parametrize("name", lesson_names())
def test_the_chances_on_the_page_are_those_of_the_story(pages: dict[str, dict[str, Any]], name: str) -> None:
    (story,) = stories(setting(name, "a"), SEED, [3])
    told = pages[name]["settings"]["a"]["stories"][3]
    for menu, moves in MOVES.items():
        size = 2 * (1 + len(moves))
        for number, month in enumerate(story.months):
            choice = month.choices[menu]
            kept = numbers(told["why"][menu][number * size : (number + 1) * size], 2)
            assert kept == [round(1000 * each) for each in (choice.uniform, *choice.chances)]


@pytest.mark.parametrize("name", lesson_names())
def test_a_month_was_drawn_from_the_chances_that_are_shown(pages: dict[str, dict[str, Any]], name: str) -> None:
    """The needle of luck lies over the word or deed that was made, to the last digit kept."""
    for told in pages[name]["settings"]["b"]["stories"]:
        for menu, moves in MOVES.items():
            size = 2 * (1 + len(moves))
            for month, move in enumerate(told["moves"][menu]):
                part = told["why"][menu][month * size : (month + 1) * size]
                luck, *chances = (int(part[at : at + 2], 36) for at in range(0, size, 2))
                below = sum(chances[: int(move)])
                assert below - 5 <= luck <= below + chances[int(move)] + 5
                assert abs(sum(chances) - 1000) <= len(chances)


@pytest.mark.parametrize("name", ["lose-lose", "brink"])
@pytest.mark.parametrize("lineup", ["0000", "3120", "0403", "4241"])
def test_a_line_up_of_the_sandbox_is_that_of_the_run(pages: dict[str, dict[str, Any]], name: str, lineup: str) -> None:
    data = pages[name]
    menus = data["sandbox"]["menus"]
    changes: dict[str, Any] = {}
    place = 0
    for capital, choice in zip(CAPITALS, map(int, lineup), strict=True):
        assert len(menus[capital]) == 1 + len(COURSES[capital])
        place = place * len(menus[capital]) + choice
        if choice:
            changes[f"{capital}.policy"] = menus[capital][choice]
    made = run(setting(name, "a").change(changes), WORLDS, SEED)
    ends = data["sandbox"]["ends"][place]
    assert hits(data, ends) == made.flag(data["outcome"]).tolist()
    assert numbers(ends[::2], 1) == made.columns["final_state"].tolist()


@pytest.mark.parametrize("name", lesson_names())
def test_the_sandbox_begins_with_the_first_setting(pages: dict[str, dict[str, Any]], name: str) -> None:
    assert pages[name]["sandbox"]["ends"][0] == pages[name]["settings"]["a"]["end"]


@pytest.mark.parametrize(
    ("name", "path"), [("spiral", "0120"), ("brink", "2201"), ("key", "1111")]
)
def test_a_path_through_the_crisis_is_that_of_the_run(pages: dict[str, dict[str, Any]], name: str, path: str) -> None:
    lesson, crisis = read_lesson(name), pages[name]["crisis"]
    courses = tuple(lesson.options[int(choice)] for choice in path)
    scenario = path_of(crisis_of(setting(name, "a"), lesson), lesson.seat, courses)
    made = run(scenario, WORLDS, SEED, record=["tension"])
    for world in range(WORLDS):
        nodes = [crisis["nodes"][path[: turn + 1]] for turn in range(4)]
        shown = "".join(node["tension"][world] for node in nodes)
        tension = made.state["tension"][1:, world].tolist()
        assert numbers(shown, 2) == [None if value != value else floor(value * 100) for value in tension]
        for menu in MOVES:
            moves = "".join(node["moves"][menu][world] for node in nodes)
            wanted = made.actions[menu][:, world].tolist()
            assert numbers(moves, 1) == [None if move < 0 else move for move in wanted]
    leaf = crisis["nodes"][path]
    assert numbers(leaf["end"], 1) == made.columns["final_state"].tolist()
    ended = made.flag("war") | made.flag("collapse")
    assert numbers(leaf["down"], 1) == ((made.state["tension"][-1] < DOWN) & ~ended).astype(int).tolist()


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
    assert "-" not in json.dumps([large["difference"], large["values"]], ensure_ascii=False)


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_shows_what_it_teaches(name: str) -> None:
    """Under the same luck the two choices differ in the outcome that is bet on, clear of 0."""
    lesson = read_lesson(name)
    scenario = load_scenario(lesson.scenario)
    first, second = (run(scenario.change(changes), 2000, SEED) for changes in (lesson.first, lesson.second))
    assert paired_difference(second, first, lesson.outcome).distinguishable


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
    scenario = load_scenario("2017-spring").change({"accident": 0.004, "months": 12, "title": "Riskier"})
    data = data_of(export("lose-lose", tmp_path / "class.html", scenario=scenario, worlds=WORLDS, seed=SEED))
    (tmp_path / data["file"]["name"]).write_text(data["file"]["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = json.loads(said(capsys, *shlex.split(data["settings"]["b"]["command"])[1:], "--json").out)
    assert printed["scenario_hash"] == data["settings"]["b"]["hash"]
    assert printed["flags"]["lose_lose"]["value"] == sum(hits(data, data["settings"]["b"]["end"])) / WORLDS
