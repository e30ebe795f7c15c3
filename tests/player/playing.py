"""Scenarios to compare on, and the player of the pages in a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Page

from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.pages.model import PLAYER, game, inline_module, module, plain_scenario, player
from sim.study.run.worlds import Run
from tests.browser.chromium import opened_browser

SERIES = [menu.replace(".", "_") for menu in MOVES] + [f"{capital}_course" for capital in CAPITALS]
FLAGS = (
    "goals_failed_both",
    "crisis",
    "war",
    "opening",
    "accident",
    "brink_war",
    "decided_war",
    "ever_freeze",
    "collapse",
    "deterrent_complete",
)
VALUES = tuple(f"value_{capital}" for capital in CAPITALS)
PLAYED = """([scenario, changes, seed, worlds]) => {
    const inputs = inputsOf(GAME, scenario, changes);
    const ids = Array.from({ length: worlds }, (_, world) => world);
    const run = playWorlds(KERNEL, inputs, seed, ids, [...new Set([...SERIES, ...NAMES])]);
    const pasts = ids.map(world => pastOf(run, world, inputs.values));
    const text = array => {
        let said = "";
        for (const each of new Uint8Array(array.buffer)) said += String.fromCharCode(each);
        return btoa(said);
    };
    return {
        moves: NAMES.map(name => text(Int8Array.from(run.series[name]))), lived: text(run.lived),
        final_state: pasts.map(finalState), flags: FLAGS.map(name => pasts.map(OUTCOMES[name])),
        values: GAME.capitals.map(capital => text(Float64Array.from(pasts, past => valueOf(past, capital)))),
        goals: GAME.capitals.map(capital => pasts.map(past => loses(past, capital))),
    };
}"""


@dataclass(frozen=True)
class Point:
    """A shipped scenario by name, what comes with it to the page, and what is changed there, as the
    command line takes it.
    """

    scenario: str
    changes: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> Scenario:
        return load_scenario(self.scenario).change(self.before)

    @property
    def whole(self) -> Scenario:
        return self.given.change(self.changes)


def points(number: int) -> list[Point]:
    """Return every shipped scenario as it is, then some with changes of every kind, drawn at
    random.
    """
    names = shipped_scenarios()
    random = np.random.default_rng(2017)
    made = [Point(name, {}) for name in names]
    while len(made) < number:
        made.append(Point(str(random.choice(names)), drawn(random)))
    return made[:number]


def drawn(random: np.random.Generator) -> dict[str, Any]:
    """Return random changes of every kind."""
    changes: dict[str, Any] = {}
    for capital in random.choice(CAPITALS, 2, replace=False):
        changes[f"{capital}.policy"] = str(
            random.choice([name for name in POLICIES[capital] if name != "held"])
        )
    for name in random.choice(list(LEVERS), 2, replace=False):
        changes[str(name)] = round(float(random.uniform(LEVERS[name].low, LEVERS[name].high)), 3)
    changes["lookahead"] = round(float(random.uniform(0.0, 14.0)), 2)
    changes["kim_chance.greedy"] = round(float(random.uniform(0.1, 1.0)), 2)
    if random.random() < 0.5:
        changes["elections.seoul"] = False
    if random.random() < 0.3:
        changes["kim_type"] = str(random.choice(["fearful", "greedy", "erratic"]))
    return changes


@contextmanager
def player_page() -> Iterator[Page]:
    """Open an empty page that holds the player."""
    with opened_browser() as browser:
        page = browser.new_page()
        page.goto("about:blank")
        page.add_script_tag(content="".join(inline_module(player(name)) for name in PLAYER))
        page.add_script_tag(
            content=f"const NAMES = {SERIES}, FLAGS = {list(FLAGS)}; let GAME, KERNEL;"
        )
        page.evaluate(
            "async ([bytes, game]) => { GAME = game; KERNEL = await openKernel(bytesOf(bytes), game); }",
            [base64.b64encode(module()).decode(), game()],
        )
        yield page


def played(page: Page, point: Point, seed: int, worlds: int) -> dict[str, Any]:
    """Return what the player makes of worlds: moves, months lived, final states, outcomes and
    values.
    """
    scenario = plain_scenario(point.given)
    found = page.evaluate(PLAYED, [scenario, point.changes, str(seed), worlds])

    def read(text: str, kind: str) -> Any:
        return np.frombuffer(base64.b64decode(text), kind)

    return {
        "moves": {
            name: read(text, "i1").reshape(-1, worlds)
            for name, text in zip(SERIES, found["moves"], strict=True)
        },
        "months": read(found["lived"], "<i4"),
        "final_state": np.array(found["final_state"]),
        **{name: np.array(flags) for name, flags in zip(FLAGS, found["flags"], strict=True)},
        **{name: read(text, "<f8") for name, text in zip(VALUES, found["values"], strict=True)},
        **{
            f"loses_{capital}": np.array(each)
            for capital, each in zip(CAPITALS, found["goals"], strict=True)
        },
    }


def differing(run: Run, found: dict[str, Any]) -> list[str]:
    """Return what differs between a run and what the player made of the same worlds, by name."""
    wrong = []
    lived = np.arange(run.scenario.months)[:, None] < run.columns["months"]
    for name, moves in found["moves"].items():
        wanted = run.state[name][1:]
        if not np.array_equal(np.where(lived, moves, 0), np.where(lived, np.nan_to_num(wanted), 0)):
            wrong.append(name)
    names = (
        "months",
        "final_state",
        *FLAGS,
        *VALUES,
        *(f"loses_{capital}" for capital in CAPITALS),
    )
    return wrong + [name for name in names if not np.array_equal(run.columns[name], found[name])]
