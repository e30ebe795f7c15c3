"""All that a page holds beside its texts: the game, the lessons with their arms, the beats, what can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sim.analysis.claims import Arm
from sim.classroom.class_page.course import Beat, Course
from sim.classroom.class_page.lesson import Lesson, read_lesson
from sim.classroom.class_page.proof import SEED
from sim.game.levers import LEVERS
from sim.months import month_after, months_from
from sim.pages.model import game, plain_scenario
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL_STATES
from sim.study.run.interventions import ImposedMove
from sim.study.run.worlds import run
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios, to_toml
from sim.study.scenario.parameters import PARAMETERS

WORLDS: Final = 50
"""Worlds of a page where nobody asks for another number."""

SAVED: Final = "this-page.toml"

LARGE: Final = 2000
"""Worlds behind the range over thresholds."""

STORIES: Final = {
    "mood": ("washington.pressure", "washington.dialogue", "beijing.enforcement", "pyongyang.deterrent_goal"),
    "accidents": ("accident", "clash", "strike_base", "attack_base"),
    "sanctions": ("bite_on_growth", "washington.secondary_sanctions"),
    "sight": ("lookahead", "learn"),
}
"""The sliders of the sandbox, each group one story: what they want, how accident-prone, how hard it bites, how far."""


def recorded_lesson(lesson: Lesson, scenario: Scenario, seed: int, worlds: int) -> dict[str, Any]:
    """Return the data of a lesson's page; raises ScenarioProblem where its changes do not fit the scenario."""
    own = {lesson.name: plain_lesson(lesson, scenario, seed, worlds)}
    return {"home": lesson.name, "lessons": own, "beats": [], "questions": []} | shared(scenario, seed, worlds)


def recorded_course(course: Course) -> dict[str, Any]:
    """Return the data of the course's page: its lessons, its beats and its questions, on its own worlds."""
    lessons = [read_lesson(name) for name in course.lessons]
    start = read_lesson(course.home).start
    return {
        "home": course.home, "lessons": {each.name: plain_lesson(each, start, SEED, WORLDS) for each in lessons},
        "beats": [plain_beat(beat) for beat in course.beats],
        "questions": [asdict(question) for question in course.questions],
    } | shared(start, SEED, WORLDS)  # fmt: skip


def shared(scenario: Scenario, seed: int, worlds: int) -> dict[str, Any]:
    """Return what every page holds: the game, the scenario, the sliders of its sandbox."""
    known = shipped(scenario)
    return {
        "seed": str(seed), "worlds": worlds, "game": game(), "scenario": plain_scenario(scenario),
        "monthNames": month_names(scenario), "finalStates": list(FINAL_STATES), "version": tool_version(),
        "sliders": [{"key": key, "sliders": [slider(name, scenario) for name in names]}
                    for key, names in STORIES.items()],
        "file": scenario.name if known else SAVED, "save": None if known else to_toml(scenario),
    }  # fmt: skip


def plain_lesson(lesson: Lesson, scenario: Scenario, seed: int, worlds: int) -> dict[str, Any]:
    """Return a lesson as plain data: its seat, its two arms, the world it shows and where the story stops."""
    arms = {"a": scenario.change(lesson.first), "b": scenario.change(lesson.second)}
    return {
        "seat": lesson.seat, "outcome": lesson.outcome, "world": min(lesson.world, worlds - 1),
        "arms": {"a": dict(lesson.first), "b": dict(lesson.second)},
        "hashes": {side: arm.hash for side, arm in arms.items()}, "moments": moments(lesson, scenario, seed),
        "thresholds": thresholds(arms, seed) if lesson.outcome == "aims_lose_lose" else None,
    }  # fmt: skip


def plain_beat(beat: Beat) -> dict[str, Any]:
    """Return a beat as plain data; what its choices impose is named as the player orders it."""
    return {
        "name": beat.name, "lesson": beat.lesson, "seat": beat.seat, "world": beat.world, "minutes": beat.minutes,
        "month": beat.month, "until": beat.until, "measure": beat.measure, "options": beat.options,
        "arms": {side: {"changes": beat.changes[side], "imposed": ordered(arm)} for side, arm in beat.arms.items()},
        "claims": beat.claims,
    }  # fmt: skip


def ordered(arm: Arm) -> list[dict[str, Any]]:
    """Return the moves that an arm imposes, each as a month, an order and its place on the menu."""
    moves = [each for each in arm.imposed if isinstance(each, ImposedMove)]
    return [{"month": each.month, "order": order, "move": move} for each in moves for order, move in each.orders()]


def thresholds(arms: Mapping[str, Scenario], seed: int) -> dict[str, tuple[float, float]]:
    """Return from where to where the share of lose-lose goes over joint draws of the aims' thresholds."""
    found = {side: run(arm, LARGE, seed).aims_lose_lose_range for side, arm in arms.items()}
    return {side: (each.low, each.high) for side, each in found.items()}


def shipped(scenario: Scenario) -> bool:
    """Say whether a scenario is the one that ships under its name, so that a command may call it by that."""
    return scenario.name in shipped_scenarios() and load_scenario(scenario.name).hash == scenario.hash


def moments(lesson: Lesson, scenario: Scenario, seed: int) -> list[int]:
    """Return how many months have passed after each decisive month of the shown world; none in other worlds."""
    if scenario.hash != lesson.start.hash or seed != SEED:
        return []
    return [months_from(scenario.start, moment.name, "moments") + 1 for moment in lesson.moments]


def month_names(scenario: Scenario) -> list[str]:
    """Return the months of a scenario as "2017-02"; the page writes them out in its language."""
    return [month_after(scenario.start, month) for month in range(scenario.months)]


def slider(name: str, scenario: Scenario) -> dict[str, Any]:
    """Return a lever or a number as a slider over its range; `key` names its text."""
    entry = LEVERS[name] if name in LEVERS else PARAMETERS[name]
    return {"name": name, "key": name.replace(".", "_"), "low": entry.low, "high": entry.high,
            "value": value_of(name, scenario)}  # fmt: skip


def value_of(name: str, scenario: Scenario) -> float:
    """Return what a scenario sets a number or a lever to, at its start."""
    if name not in LEVERS:
        return scenario.value(name)
    capital, _, lever = name.partition(".")
    plan = scenario.plan(capital)
    return {lever: LEVERS[name].default, **dict(plan.in_time[0].levers), **dict(plan.levers)}[lever]
