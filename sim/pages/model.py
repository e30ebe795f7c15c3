"""The model as a page carries it: the kernel as WebAssembly, and the data of the game for the
player in the page.
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from importlib import resources
from importlib.util import find_spec
from itertools import product
from typing import Any, Final

from sim.core.base.errors import UsageProblem, lacking
from sim.core.base.months import months_from
from sim.core.engine.kernel import shipped_wasm, way_to_compile
from sim.core.engine.records import flat, names_of
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import WASM, NoCompiler, library
from sim.core.engine.translated import translation
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.levers import LEVERS
from sim.core.game.moves import KimType
from sim.core.game.policies import POLICIES, Policy, orders_of
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import DEFAULTS, PLACES, SHARES
from sim.core.scenario.plan import policy_of
from sim.core.scenario.scenario import own_policies
from sim.pages.text.names import title_key
from sim.policies.user_policies import RULES


def check_shipped(scenario: Scenario) -> None:
    """Refuse a scenario with a user's own policy or rule; raises UsageProblem."""
    for key, name in own_policies(scenario).items():
        place = key if key.startswith(RULES) else f"{key}.policy"
        raise UsageProblem(
            f"a page cannot play '{name}': its kernel was compiled of the rules that ship, and has no compiler",
            place,
            "Name a policy that ships here; sim run, compare, why, sweep and EscalationModel play your own.",
        )


PLAYER: Final = ("numbers", "texts", "kernel", "scenario", "outcomes", "tension")
"""The parts of the player that every page has, in the order of their dependencies."""

DRAWING: Final = ("dom", "address", "faces", "scene", "stage", "ladder", "showing")
"""The parts that draw and describe stage and ladder, in the order of their dependencies."""

FORM: Final = ("shared",)


@cache
def module() -> bytes:
    """Return the kernel as WebAssembly: the one that came with the package, else one compiled now,
    in seconds.

    Raises UsageProblem where none came and none can be compiled.
    """
    kernel = translation(read_game())
    if path := shipped_wasm(kernel.fingerprint):
        return path.read_bytes()
    if find_spec("ziglang") is None:  # no other compiler here makes WebAssembly
        raise lacking("ziglang, which compiles the game for a page,", "WebAssembly", "compile")
    try:
        return library(kernel.cpp, kernel.fingerprint, FORM, WASM).read_bytes()
    except (NoCompiler, OSError) as error:
        problem = f"the game cannot be compiled for the page: {error}"
        raise UsageProblem(problem, "WebAssembly", way_to_compile(error)) from error


def asset(package: str, *path: str) -> str:
    """Return a file among the assets of a package."""
    return resources.files(package).joinpath("assets", *path).read_text(encoding="utf-8")


def player(name: str) -> str:
    """Return a part of the player or of the drawing, a JavaScript module."""
    return asset("sim.pages", f"{name}.js")


def menus() -> dict[str, Any]:
    """Return the courses of each capital and the moves of each menu, by name, and how severe each
    move is.
    """
    return {
        "courses": {
            capital: [course.name for course in courses] for capital, courses in COURSES.items()
        },
        "moves": {menu: [move.name for move in moves] for menu, moves in MOVES.items()},
        "severity": {menu: [move.severity for move in moves] for menu, moves in MOVES.items()},
    }


def game() -> dict[str, Any]:
    """Return the names, places and defaults of the game, and its policies, as plain data.

    `placed` says where among the numbers each default stands, -1 for one that only outcomes read.
    """
    rules = read_game()
    levers = {lever.field: (name, lever.default) for name, lever in LEVERS.items()}
    numbers = names_of(rules.numbers)
    return {
        "places": names_of(rules.world),
        "fresh": flat(rules.world()),
        "orders": names_of(rules.part_of_now("orders")),
        "slots": names_of(rules.part_of_now("luck")),
        "calendar": names_of(rules.part_of_now("calendar")),
        "levers": [levers[item.name] for item in fields(rules.part_of_now("levers"))],
        "numbers": flat(rules.numbers()),
        "placed": [
            numbers.index(place) if (place := PLACES.get(name)) in numbers else -1
            for name in DEFAULTS
        ],
        "defaults": dict(DEFAULTS),
        "shares": SHARES,
        "kims": [kim.name.lower() for kim in KimType],
        "capitals": CAPITALS,
        "policies": {
            capital: {name: plain_policy(capital, policy) for name, policy in policies.items()}
            for capital, policies in POLICIES.items()
        },
    } | menus()


def plain_policy(capital: str, policy: Policy) -> dict[str, Any]:
    """Return a policy as the player reads it: first course, orders, and changes to parameters."""
    return {
        "course": policy.course,
        "orders": orders_of(capital, policy.standing),
        "adds": dict(policy.adds),
        "sets": dict(policy.sets),
        "reviews": policy.reviews,
    }


def plain_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the player reads it: stretches in months from 0, a calendar without
    zeros.
    """
    check_shipped(scenario)
    calendar = inputs(scenario).calendar
    rows = product(range(len(calendar)), range(calendar.shape[1]))
    return {
        "name": scenario.name,
        "title": scenario.title,
        "titleKey": title_key(scenario),
        "start": scenario.start,
        "months": scenario.months,
        "kim_type": scenario.kim_type,
        "values": dict(scenario.values),
        "plans": {capital: plain_plan(scenario, capital) for capital in CAPITALS},
        "votes": [
            (vote.capital, months_from(scenario.start, vote.month, "month"))
            for vote in scenario.elections
        ],
        "calendar": [
            (month, place, float(calendar[month, place]))
            for month, place in rows
            if calendar[month, place]
        ],
    }


def plain_plan(scenario: Scenario, capital: str) -> dict[str, Any]:
    """Return the stretches of a capital and the levers that hold in every month."""
    plan, begins = scenario.plan(capital), scenario.start

    def full(levers: Any) -> dict[str, float]:
        return {f"{capital}.{name}": value for name, value in levers}

    stretches = [
        {
            "start": months_from(begins, stretch.start or begins, "month"),
            "policy": stretch.policy,
            "levers": full(stretch.levers),
        }
        | (
            {}
            if stretch.policy in POLICIES[capital]
            else {"rule": plain_policy(capital, policy_of(capital, stretch.policy))}
        )
        for stretch in plan.in_time
    ]
    return {"stretches": stretches, "levers": full(plan.levers)}


EXPORTED: Final = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
MODULE_WORDS: Final = re.compile(
    r"^(?:export (?=async|function|const)|import [^;]*;\n)", re.MULTILINE
)


def inline_module(text: str) -> str:
    """Return a JavaScript module as a statement that leaves its exports, for a page of one file."""
    names = ", ".join(EXPORTED.findall(text))
    return f"const {{ {names} }} = (() => {{\n{MODULE_WORDS.sub('', text)}return {{ {names} }};\n}})();\n"
