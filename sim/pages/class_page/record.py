"""All that a lesson's page holds, recorded from the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats
from sim.calendar import month_after, months_from
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.policies import POLICIES
from sim.pages.class_page.lesson import Lesson, recorded_sandbox
from sim.pages.class_page.worlds import (
    SHARES,
    TO,
    counted,
    course_names,
    hundredths,
    large_run,
    month_names,
    move_text,
    packed,
    plain_changes,
    recorded_setting,
)
from sim.study.estimate.interval import wilson_cells
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL_STATES
from sim.study.run.runner import Block, outcomes_and_series
from sim.study.run.worlds import run
from sim.study.scenario import Plan, Scenario, Spell, load_scenario, shipped_scenarios, to_toml

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


TURNS: Final = 4
TURN_MONTHS: Final = 3
EVENTS: Final = ("major war", "limited war", "regime collapse")
DOWN: Final = 4.0
"""A world has come down when, without war or collapse, its tension ends below rung 4, show of force."""


def lineup(scenario: Scenario) -> tuple[str, ...]:
    """Return the last policy that each capital is scheduled to follow."""
    return tuple(scenario.plan(capital).in_time[-1].policy for capital in CAPITALS)


def crisis_of(scenario: Scenario, lesson: Lesson) -> Scenario:
    """Return the scenario as it stands in a crisis: a year from its start, no vote, no dated event."""
    held: dict[str, Any] = {
        f"{capital}.policy": policy for capital, policy in zip(CAPITALS, lineup(scenario), strict=True)
    }
    events = ("elections", "switches", "windows", "expiries", "incidents", "leaders")
    calm: dict[str, Any] = dict.fromkeys(events, ())
    return scenario.change(held | calm | {"months": TURNS * TURN_MONTHS} | before(lesson.opening) | dict(lesson.crisis))


def before(opening: Mapping[str, str]) -> dict[str, float]:
    """Return the cells of the ledger that set the words and deeds of the month before the start."""
    return {
        f"start_{menu.replace('.', '_')}.{move.name}": float(move.name == made)
        for menu, made in opening.items() for move in MOVES[menu]
    }  # fmt: skip


def path_of(scenario: Scenario, seat: str, courses: tuple[str, ...]) -> Scenario:
    """Return the crisis in which the seat holds one course after another, three months each."""
    spells = tuple(Spell(month_after(scenario.start, TURN_MONTHS * turn), each) for turn, each in enumerate(courses))
    plan: dict[str, Any] = {seat: Plan(spells, scenario.plan(seat).levers)}
    return replace(scenario, **plan)


def recorded_crisis(scenario: Scenario, lesson: Lesson, worlds: int, seed: int) -> dict[str, Any]:
    """Return all paths through the crisis as a tree: the key "02" is option 0, then option 2.

    A node holds, for each world, the three months that its last choice brought; a leaf also says where the world came
    down and how it ended.
    """
    start = crisis_of(scenario, lesson)
    paths = list(product(range(len(lesson.options)), repeat=TURNS))
    blocks = [
        Block(path_of(start, lesson.seat, tuple(lesson.options[choice] for choice in path)), 0, worlds)
        for path in paths
    ]
    names = [menu.replace(".", "_") for menu in MOVES]
    columns, series = outcomes_and_series(blocks, seed, ["tension", *names], names=("final_state",))
    tension = series["tension"]
    nodes: dict[str, Any] = {}
    for number, path in enumerate(paths):
        part = slice(number * worlds, (number + 1) * worlds)
        for turn in range(TURNS):
            key = "".join(map(str, path[: turn + 1]))
            if key not in nodes:
                first = turn * TURN_MONTHS
                nodes[key] = node({name: rows[:, part] for name, rows in series.items()}, first)
        leaf = nodes["".join(map(str, path))]
        leaf["end"] = packed(columns["final_state"][part].tolist(), 1)
        leaf["down"] = packed(came_down(tension[-1, part], columns["final_state"][part]).astype(np.int64).tolist(), 1)
    return {
        "turns": TURNS, "turnMonths": TURN_MONTHS, "down": DOWN, "options": list(lesson.options), "nodes": nodes,
        "start": packed(hundredths(tension[0, :1], down=True), 2),
        "opening": dict(lesson.opening), "values": dict(lesson.crisis), "lines": list(lineup(start)),
    }  # fmt: skip


def node(series: Mapping[str, Floats], first: int) -> dict[str, Any]:
    """Return the three months from month `first` on: tension after each, and the moves by menu, as texts by world."""
    months = slice(first + 1, first + 1 + TURN_MONTHS)
    moves = {menu: series[menu.replace(".", "_")][months] for menu in MOVES}
    return {
        "tension": [packed(hundredths(row, down=True), 2) for row in series["tension"][months].T],
        "moves": {menu: [move_text(np.nan_to_num(row, nan=-1.0)) for row in rows.T] for menu, rows in moves.items()},
    }


def came_down(last_tension: Floats, final_state: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Say which worlds ended below rung 4 without war or collapse; one that ended early has no tension left (NaN)."""
    ended = np.isin(final_state, [FINAL_STATES.index(name) for name in EVENTS])
    down: npt.NDArray[np.bool_] = (np.nan_to_num(last_tension, nan=np.inf) < DOWN) & ~ended
    return down
