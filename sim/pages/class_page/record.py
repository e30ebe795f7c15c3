"""All that a lesson's page holds beside the game and its texts: the lesson, its two arms, what can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.calendar import month_after, months_from
from sim.game.levers import LEVERS
from sim.pages.class_page.lesson import Lesson
from sim.pages.model import game, plain_scenario
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import run
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios, to_toml
from sim.study.scenario.parameters import PARAMETERS

SAVED: Final = "this-page.toml"

LARGE: Final = 2000
"""Worlds behind the range over thresholds."""

TO: Final = "\u2060–\u2060"
"""A dash between the limits of an interval, at which no line breaks."""

STORIES: Final = {
    "mood": ("washington.pressure", "washington.dialogue", "beijing.enforcement", "pyongyang.deterrent_goal"),
    "accidents": ("accident", "clash", "strike_base", "attack_base"),
    "sanctions": ("bite_on_growth", "washington.secondary_sanctions"),
    "sight": ("lookahead", "learn"),
}
"""The sliders of the sandbox, each group one story: what they want, how accident-prone, how hard it bites, how far."""


def recorded_lesson(lesson: Lesson, scenario: Scenario, seed: int, worlds: int) -> dict[str, Any]:
    """Return the data of a lesson's page; raises ScenarioProblem where its changes do not fit the scenario."""
    arms = {"a": scenario.change(lesson.first), "b": scenario.change(lesson.second)}
    known = shipped(scenario)
    return {
        "lesson": lesson.name, "seat": lesson.seat, "outcome": lesson.outcome, "world": min(lesson.world, worlds - 1),
        "seed": str(seed), "worlds": worlds, "game": game(), "scenario": plain_scenario(scenario),
        "arms": {"a": dict(lesson.first), "b": dict(lesson.second)},
        "hashes": {side: arm.hash for side, arm in arms.items()},
        "moments": moments(lesson, scenario), "monthNames": month_names(scenario),
        "thresholds": thresholds(arms, seed) if lesson.outcome == "lose_lose" else None,
        "finalStates": list(FINAL_STATES), "version": tool_version(),
        "sliders": [{"key": key, "sliders": [slider(name, scenario) for name in names]}
                    for key, names in STORIES.items()],
        "file": scenario.name if known else SAVED, "save": None if known else to_toml(scenario),
    }  # fmt: skip


def thresholds(arms: Mapping[str, Scenario], seed: int) -> dict[str, str]:
    """Return from where to where the share of lose-lose goes over joint draws of the aims' thresholds, in per cent."""
    found = {side: run(arm, LARGE, seed).lose_lose_range for side, arm in arms.items()}
    return {side: f"{100 * each.low:.0f}{TO}{100 * each.high:.0f}\u00a0%" for side, each in found.items()}


def shipped(scenario: Scenario) -> bool:
    """Say whether a scenario is the one that ships under its name, so that a command may call it by that."""
    return scenario.name in shipped_scenarios() and load_scenario(scenario.name).hash == scenario.hash


def moments(lesson: Lesson, scenario: Scenario) -> list[int]:
    """Return how many months have passed after each decisive month of the shown world; none in another scenario."""
    if scenario.hash != lesson.start.hash:
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
