"""What a class page holds of the model: the lesson's arms, its decisive months, and sliders as the ledger has them."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from sim.classroom.class_page import lesson_names
from sim.classroom.class_page.lesson import read_lesson
from sim.classroom.class_page.record import STORIES, recorded_lesson
from sim.game.levers import LEVERS
from sim.pages.model import module, plain_scenario
from sim.study.scenario import Scenario, load_scenario
from sim.study.scenario.parameters import PARAMETERS

WORLDS, SEED = 10, 11


def recorded(name: str, scenario: Scenario | None = None) -> dict[str, Any]:
    lesson = read_lesson(name)
    return recorded_lesson(lesson, scenario or lesson.start, SEED, WORLDS)


@pytest.mark.parametrize("name", lesson_names())
def test_a_page_holds_both_arms_of_its_lesson_and_no_world(name: str) -> None:
    data, lesson = recorded(name), read_lesson(name)
    own = data["lessons"][name]
    assert own["arms"] == {"a": lesson.first, "b": lesson.second}
    assert own["hashes"]["b"] == lesson.start.change(lesson.second).hash
    assert data["scenario"] == plain_scenario(lesson.start)
    assert {"stories", "settings", "ends"} & set(data) == set()


@pytest.mark.parametrize("name", lesson_names())
def test_the_story_stops_after_the_moments_that_the_lesson_tests(name: str) -> None:
    data = recorded_lesson(read_lesson(name), read_lesson(name).start, 7, 50)
    moments = data["lessons"][name]["moments"]
    assert 5 <= len(moments) <= 7
    assert [data["monthNames"][month - 1] for month in moments] == [m.name for m in read_lesson(name).moments]


def test_in_another_scenario_or_seed_the_game_itself_finds_where_the_story_stops() -> None:
    for data in (recorded("spiral", load_scenario("core")), recorded("spiral")):
        assert data["lessons"]["spiral"]["moments"] == []


def test_every_slider_has_the_range_and_the_value_of_the_ledger() -> None:
    data = recorded("key")
    sliders = {each["name"]: each for story in data["sliders"] for each in story["sliders"]}
    assert set(sliders) == {name for names in STORIES.values() for name in names}
    for name, each in sliders.items():
        entry = LEVERS[name] if name in LEVERS else PARAMETERS[name]
        assert (each["low"], each["high"]) == (entry.low, entry.high)
    assert sliders["lookahead"]["value"] == load_scenario("2017-spring").value("lookahead")


def test_a_slider_stands_where_the_scenario_puts_it() -> None:
    scenario = load_scenario("2017-spring").change({"washington.pressure": 0.9, "accident": 0.01})
    data = recorded("spiral", scenario)
    sliders = {each["name"]: each["value"] for story in data["sliders"] for each in story["sliders"]}
    assert sliders["washington.pressure"] == 0.9
    assert sliders["accident"] == 0.01


def test_a_scenario_that_does_not_ship_is_on_the_page_as_a_file() -> None:
    data = recorded("spiral", load_scenario("2017-spring").change({"months": 12}))
    assert data["file"] == "this-page.toml"
    assert "months = 12" in data["save"]
    assert shlex.split(recorded("spiral")["file"]) == ["2017-spring"]


def test_the_kernel_of_a_page_is_webassembly_and_small() -> None:
    assert module()[:4] == b"\0asm"
    assert len(module()) < 250_000
