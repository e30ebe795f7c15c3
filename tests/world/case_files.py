"""Reads the statements of tests/cases and holds the model to them; the format is in tests/cases/README.md."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.study.estimate import mean_estimate, probability
from sim.study.paired import paired
from sim.world.actions import index_of
from sim.world.outcomes import FINAL_STATES
from sim.world.scenario import Scenario
from tests.support import LINEUP_2017, chances, lineup, opening, play

FOLDER = Path(__file__).parents[1] / "cases"
WORLDS = 1000
LEVEL = 0.99
SITUATION = {"like", "policies", "last", "start", "values", "modules"}
COMMON = {"says", "why", "in", "at_least", "at_most"}
CASE = COMMON | {"capital", "moves", "more_likely_than_in", "less_likely_than_in", "times", "most_likely", "never"}
RUN = COMMON | {"months", "share", "mean", "higher_than_in", "lower_than_in"}
NO_CLAIM = COMMON - {"at_least", "at_most"} | {"capital", "moves", "times", "months", "share", "mean"}


@dataclass(frozen=True)
class Statement:
    """One block of a file, with the situations of that file."""

    block: Mapping[str, Any]
    situations: Mapping[str, Mapping[str, Any]]
    is_run: bool


def checked(table: Mapping[str, Any], known: set[str], what: str) -> Mapping[str, Any]:
    """Return a table if it has only known keys; raises ValueError for one that would not be read."""
    if strange := table.keys() - known:
        raise ValueError(f"{what}: unknown keys {sorted(strange)}")
    return table


def statements(text: str) -> list[Statement]:
    """Return the statements of a file; raises ValueError for one that is malformed or claims nothing."""
    document = checked(tomllib.loads(text), {"situation", "case", "run"}, "file")
    situations = document.get("situation", {})
    for name, table in situations.items():
        checked(table, SITUATION, name)
    found = []
    for kind, known in (("case", CASE), ("run", RUN)):
        for block in document.get(kind, []):
            checked(block, known, block["says"])
            if not block.keys() - NO_CLAIM:
                raise ValueError(f"{block['says']}: claims nothing")
            found.append(Statement(block, situations, kind == "run"))
    return found


def laid_out(name: str, situations: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a situation with all that it takes over from others."""
    table = dict(situations[name])
    base = laid_out(table.pop("like"), situations) if "like" in table else {}
    for key, value in table.items():
        base[key] = base.get(key, {}) | value if isinstance(value, dict) else value
    return base


def scenario_of(name: str, situations: Mapping[str, Mapping[str, Any]], months: int = 1) -> Scenario:
    """Return the scenario that a situation describes."""
    table = laid_out(name, situations)
    last = table.get("last", {})
    big = last.get("pyongyang") == "big_test"
    tested = big or last.get("pyongyang") == "missile_test"
    remembered = {"start_test_memory": float(tested), "start_big_test_memory": float(big)}
    start = {f"start_{state}": value for state, value in table.get("start", {}).items()}
    return lineup(*table.get("policies", LINEUP_2017)).change(
        {"modules": tuple(table.get("modules", ())), "months": months, "opening_moves": opening(**last)}
        | remembered | start | table.get("values", {})
    )  # fmt: skip


def menu(statement: Statement, situation: str) -> np.ndarray:
    """The chance of each move in the first month, averaged over worlds that differ in what is seen or drawn."""
    rows = chances(scenario_of(situation, statement.situations), statement.block["capital"], 200)
    return rows.cumsum(axis=1)[:, -1] / rows.shape[1]


def failures_of_case(statement: Statement) -> list[str]:
    """Return what of a statement about a choice is not so, in words."""
    block = statement.block
    rows = menu(statement, block["in"])
    chosen = [index_of(block["capital"], move) for move in block["moves"]]
    chance, times = float(rows[chosen].sum()), block.get("times", 1.0)
    wrong = []
    if "at_least" in block and chance < block["at_least"]:
        wrong.append(f"the chance is {chance:.3f}, less than {block['at_least']}")
    if "at_most" in block and chance > block["at_most"]:
        wrong.append(f"the chance is {chance:.3f}, more than {block['at_most']}")
    if block.get("most_likely") and rows.argmax() not in chosen:
        wrong.append(f"another move is more likely: {np.round(rows, 3)}")
    if block.get("never") and chance != 0.0:
        wrong.append(f"the chance is {chance:.2g}, not 0")
    for key, sign in (("more_likely_than_in", 1.0), ("less_likely_than_in", -1.0)):
        if key in block:
            there = float(menu(statement, block[key])[chosen].sum())
            more, less = (chance, there) if sign > 0.0 else (there, chance)
            if not (more > less and more >= times * less):
                wrong.append(f"the chance is {chance:.3f}, and in '{block[key]}' {there:.3f}")
    return wrong


@cache
def run_of(scenario: Scenario) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The outcomes, and the recorded states, of a situation played out."""
    model = play(scenario, WORLDS)
    return model.outcomes(), model.recorder.state


def measured(statement: Statement, situation: str) -> np.ndarray:
    """The outcome flag, or the state at the end of each world, `(worlds,)`."""
    block = statement.block
    out, state = run_of(scenario_of(situation, statement.situations, block["months"]))
    if "mean" in block:
        rows = state[block["mean"]]
        return rows[out["months"], np.arange(WORLDS)]
    share = block["share"]
    return out["final_state"] == FINAL_STATES.index(share) if share in FINAL_STATES else out[share]


def failures_of_run(statement: Statement) -> list[str]:
    """Return what of a statement about an outcome is not so, in words."""
    block = statement.block
    values = measured(statement, block["in"])
    estimate = (mean_estimate if "mean" in block else probability)(values, LEVEL)
    wrong = []
    if "at_least" in block and estimate.low < block["at_least"]:
        wrong.append(f"it is {estimate}, not surely at least {block['at_least']}")
    if "at_most" in block and estimate.high > block["at_most"]:
        wrong.append(f"it is {estimate}, not surely at most {block['at_most']}")
    for key, sign in (("higher_than_in", 1.0), ("lower_than_in", -1.0)):
        if key in block:
            difference = paired(values, measured(statement, block[key]), LEVEL)
            if min(sign * difference.low, sign * difference.high) <= 0.0:
                wrong.append(f"compared with '{block[key]}': {difference}")
    return wrong


def failures(statement: Statement) -> list[str]:
    """Return what of a statement is not so, in words; nothing if it holds."""
    return failures_of_run(statement) if statement.is_run else failures_of_case(statement)
