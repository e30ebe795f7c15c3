"""All that a lesson's page holds, recorded from the model."""

from __future__ import annotations

from typing import Any, Final

from sim.calendar import months_from
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.policies import POLICIES
from sim.pages.class_page.crisis import recorded_crisis
from sim.pages.class_page.lesson import Lesson
from sim.pages.class_page.page import recorded_sandbox
from sim.pages.class_page.worlds import (
    SHARES,
    TO,
    counted,
    course_names,
    large_run,
    month_names,
    plain_changes,
    recorded_setting,
)
from sim.study.estimate.interval import wilson_cells
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import run
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios, to_toml

SAVED: Final = "this-page.toml"

LARGE: Final = 2000
"""Worlds behind the narrow intervals that stand beside those of the class's own worlds."""


def recorded_lesson(lesson: Lesson, scenario: Scenario, seed: int, worlds: int) -> dict[str, Any]:
    """Return the data of a lesson's page: both settings, the crisis, the sandbox, and where they come from."""
    settings = {"a": scenario.change(lesson.first), "b": scenario.change(lesson.second)}
    changes = {"a": plain_changes(lesson.first), "b": plain_changes(lesson.second)}
    known = shipped(scenario)
    # A scenario that does not ship is given as a file for the reader to save; the changes of the lesson follow.
    file = scenario.name if known else SAVED
    kept = {
        side: recorded_setting(setting, worlds, seed)
        | {
            "hash": setting.hash,
            "command": command(file, seed, worlds, changes[side]),
            "plans": plans(setting),
            "votes": votes(setting),
        }
        for side, setting in settings.items()
    }
    large = {side: run(setting, LARGE, seed) for side, setting in settings.items()}
    return {
        "lesson": lesson.name, "seat": lesson.seat, "outcome": lesson.outcome, "counted": counted(lesson.outcome),
        "world": min(lesson.world, worlds - 1), "seed": seed, "worlds": worlds, "months": scenario.months,
        "monthNames": month_names(scenario), "capitals": list(CAPITALS), "shares": list(SHARES),
        "moves": {menu: [move.name for move in moves] for menu, moves in MOVES.items()},
        "courses": {capital: course_names(capital) for capital in CAPITALS},
        "finalStates": list(FINAL_STATES), "scenario": {"name": scenario.name, "title": scenario.title},
        "version": tool_version(),
        "settings": kept, "large": large_run(large["a"], large["b"], lesson.outcome),
        "intervals": intervals(worlds), "crisis": recorded_crisis(settings["a"], lesson, worlds, seed),
        "sandbox": recorded_sandbox(settings["a"], worlds, seed)
        | {"command": command(file, seed, worlds, changes["a"])},
        "file": None if known else {"name": SAVED, "text": to_toml(scenario)},
    }  # fmt: skip


def command(file: str, seed: int, worlds: int, changes: list[str]) -> str:
    """Return the command line that gives the same numbers."""
    return " ".join(["sim run", file, f"-n {worlds}", f"--seed {seed}", *(f"--set {change}" for change in changes)])


def shipped(scenario: Scenario) -> bool:
    """Say whether a scenario is the one that ships under its name, so that a command may call it by that."""
    return scenario.name in shipped_scenarios() and load_scenario(scenario.name).hash == scenario.hash


def plans(scenario: Scenario) -> dict[str, list[tuple[str, str]]]:
    """Return each capital's schedule as (month, policy)."""
    return {
        capital: [(spell.start or scenario.start, spell.policy) for spell in scenario.plan(capital).in_time]
        for capital in CAPITALS
    }  # fmt: skip


def votes(scenario: Scenario) -> list[tuple[str, str]]:
    """Return as (capital, month) the elections that are played and may change a course: that of a capital not held."""
    return [
        (vote.capital, vote.month) for vote in scenario.elections
        if months_from(scenario.start, vote.month, "month") < scenario.months
        and POLICIES[vote.capital][scenario.plan(vote.capital).in_time[0].policy].reviews
    ]  # fmt: skip


def intervals(worlds: int) -> list[str]:
    """Return the Wilson 95 % interval of k of n worlds for k from 0 to n, in per cent."""
    cells = wilson_cells(list(range(worlds + 1)), worlds)
    return [f"{100 * low:.0f}{TO}{100 * high:.0f}\u00a0%" for low, high in zip(cells.low, cells.high, strict=True)]
