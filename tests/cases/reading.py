"""Reads the statements of this folder and holds the rules to them; the format is in README.md."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.counterfactual import watch
from sim.engine import PLACES, play
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.estimate.interval import mean_estimate, probability
from sim.study.estimate.paired import paired
from sim.study.outcomes import OUTCOMES, series_of
from sim.study.run.history import History
from sim.study.run.one_world import OneWorld, job_of
from sim.study.scenario import Scenario, inputs, load_scenario
from sim.study.scenario.parameters import PARAMETERS

FOLDER = Path(__file__).parent
WORLDS, SEED, LEVEL = 1000, 0, 0.99
SITUATION = {"like", "courses", "kim", "last", "state", "values", "month"}
COMMON = {"says", "why", "in", "at_least", "at_most"}
CHOICE = COMMON | {"capital", "more_likely_than_in", "less_likely_than_in", "times", "most_likely", "never"}
KINDS = {
    "case": CHOICE | {"moves"},
    "review": CHOICE | {"courses"},
    "run": COMMON | {"months", "free", "share", "mean", "higher_than_in", "lower_than_in"},
}
CLAIMS = {
    "at_least", "at_most", "more_likely_than_in", "less_likely_than_in", "most_likely", "never", "higher_than_in",
    "lower_than_in",
}  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """One block of a file, with the situations of that file."""

    kind: str
    block: Mapping[str, Any]
    situations: Mapping[str, Mapping[str, Any]]


def checked(table: Mapping[str, Any], known: set[str], what: str) -> Mapping[str, Any]:
    """Return a table if it has only known keys; raises ValueError for one that would not be read."""
    if strange := table.keys() - known:
        raise ValueError(f"{what}: unknown keys {sorted(strange)}")
    return table


def statements(text: str) -> list[Statement]:
    """Return the statements of a file; raises ValueError for one that is malformed or claims nothing."""
    document = checked(tomllib.loads(text), {"situation", *KINDS}, "file")
    situations = document.get("situation", {})
    for name, table in situations.items():
        checked(table, SITUATION, name)
    found = []
    for kind, known in KINDS.items():
        for block in document.get(kind, []):
            checked(block, known, block["says"])
            if not block.keys() & CLAIMS:
                raise ValueError(f"{block['says']}: claims nothing")
            found.append(Statement(kind, block, situations))
    return found


def laid_out(name: str, situations: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a situation with all that it takes over from others."""
    table = dict(situations[name])
    base = laid_out(table.pop("like"), situations) if "like" in table else {}
    for key, value in table.items():
        base[key] = base.get(key, {}) | value if isinstance(value, dict) else value
    return base


def last_moves(last: Mapping[str, Any]) -> dict[str, float]:
    """Return what the moves of last month set: the moves themselves, and what is remembered of them."""
    named = [(capital, move) for capital, said in last.items() for move in ([said] if isinstance(said, str) else said)]
    changes: dict[str, float] = {}
    for capital, move in named:
        menu = menu_of(capital, move)
        capital_of, _, kind = menu.partition(".")
        changes |= {f"start_{capital_of}_{kind}.{each.name}": float(each.name == move) for each in MOVES[menu]}
    moves = set(named)
    shot = {("pyongyang", move) for move in ("missile_test", "big_test", "lethal_act")} & moves
    changes |= {"start_tested": float(bool(shot)), "start_big_test": float(("pyongyang", "big_test") in moves)}
    changes |= {"start_lethal": float(("pyongyang", "lethal_act") in moves)}
    return changes | ({"start_quiet": 0.0} if shot else {})


def menu_of(capital: str, move: str) -> str:
    """Return the menu of a capital on which a move stands; raises ValueError for a move that it has not."""
    for kind in ("word", "deed"):
        if any(each.name == move for each in MOVES[f"{capital}.{kind}"]):
            return f"{capital}.{kind}"
    raise ValueError(f"{capital} has no move '{move}'")


def scenario_of(table: Mapping[str, Any], months: int, free: bool) -> Scenario:
    """Return the scenario that a situation describes: the core of the game, from these courses on."""
    changes: dict[str, Any] = {"months": months, "start": f"2017-{table.get('month', 2):02d}"}
    changes["kim_type"] = table.get("kim", "fearful")
    for capital, course in table.get("courses", {}).items():
        changes |= {f"start_{capital}_course.{each.name}": float(each.name == course) for each in COURSES[capital]}
    changes |= {f"{capital}.policy": "free" if free else "held" for capital in CAPITALS}
    changes |= last_moves(table.get("last", {}))
    starts = {f"start_{name}": value for name, value in table.get("state", {}).items()}
    changes |= {name: value for name, value in starts.items() if name in PARAMETERS}
    return load_scenario("core").change(changes | table.get("values", {}))


def facing(statement: Statement, situation: str) -> OneWorld:
    """Return the world of a situation at its first month."""
    table = laid_out(situation, statement.situations)
    one = OneWorld(job_of(scenario_of(table, 1, free=True), SEED, 0))
    one.state.kim.key = 0.5
    for name, value in table.get("state", {}).items():
        if name not in PLACES:
            raise ValueError(f"{situation}: there is no state '{name}'")
        owner, _, last = ("", "", name) if "." not in name else name.partition(".")
        setattr(getattr(one.state, owner) if owner else one.state, last, float(value))
    return one


def chances_of(statement: Statement, situation: str) -> dict[str, float]:
    """Return the chance of each move of the menu in question, or of each course at a review."""
    capital = statement.block["capital"]
    one = facing(statement, situation)
    if statement.kind == "review":
        names = [course.name for course in COURSES[capital]]
        return dict(zip(names, watch.WEIGHING[capital](one.state, one.now(), one.p, one.rules).chances, strict=True))
    menus = {menu_of(capital, move) for move in statement.block["moves"]}
    if len(menus) > 1:
        raise ValueError(f"{statement.block['says']}: words and deeds are drawn apart")
    menu = menus.pop()
    row = getattr(watch.chances_of(one, one.now()), menu.replace(".", "_"))
    return {move.name: row[place] for place, move in enumerate(MOVES[menu])}


def failures_of_choice(statement: Statement) -> list[str]:
    """Return what of a statement about a choice is not so, in words."""
    block = statement.block
    chosen = block["courses" if statement.kind == "review" else "moves"]

    def total(situation: str) -> float:
        found = chances_of(statement, situation)
        return sum(found[name] for name in chosen)

    chance, times = total(block["in"]), block.get("times", 1.0)
    wrong = []
    if "at_least" in block and chance < block["at_least"]:
        wrong.append(f"the chance is {chance:.3f}, less than {block['at_least']}")
    if "at_most" in block and chance > block["at_most"]:
        wrong.append(f"the chance is {chance:.3f}, more than {block['at_most']}")
    every = chances_of(statement, block["in"])
    if block.get("most_likely") and max(every, key=lambda name: every[name]) not in chosen:
        wrong.append(f"something else is more likely: {every}")
    if block.get("never") and chance > 1e-9:
        wrong.append(f"the chance is {chance:.2g}, not 0")
    for key, sign in (("more_likely_than_in", 1.0), ("less_likely_than_in", -1.0)):
        if key in block:
            there = total(block[key])
            more, less = (chance, there) if sign > 0.0 else (there, chance)
            if not (more > less and more >= times * less):
                wrong.append(f"the chance is {chance:.3f}, and in '{block[key]}' {there:.3f}")
    return wrong


@cache
def history_of(scenario: Scenario, names: tuple[str, ...]) -> History:
    """Return the recorded series of a situation played out in many worlds."""
    job = inputs(scenario).job(WORLDS, seed=SEED, record=tuple(sorted({"ending", *names})))
    return History(play(job).record)


def measured(statement: Statement, situation: str) -> np.ndarray:
    """Return the outcome, or the state at the end of each world, `(worlds,)`."""
    block, table = statement.block, laid_out(situation, statement.situations)
    for name in table.get("state", {}):
        if f"start_{name}" not in PARAMETERS:
            raise ValueError(f"{situation}: no run can start from a state '{name}'")
    scenario = scenario_of(table, block["months"], block.get("free", False))
    if "mean" in block:
        return history_of(scenario, (block["mean"],)).last(block["mean"])
    return OUTCOMES[block["share"]].of(history_of(scenario, series_of((block["share"],))))


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
    return failures_of_run(statement) if statement.kind == "run" else failures_of_choice(statement)
