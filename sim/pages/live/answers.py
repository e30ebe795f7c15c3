"""Runs as the page draws them: ribbon, outcomes with intervals, lose-lose, every world's end, one traced world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.counterfactual import Month, story
from sim.analysis.finding import CAVEAT
from sim.analysis.run import KAPPAS
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.pages.seats.record import KINDS
from sim.show.inputs import rounded, shown
from sim.show.ladder import SHARES, quantiles
from sim.study.estimate.interval import number_text, value_text, wilson_cells
from sim.study.outcomes import FINAL_STATES, LEDGER, label_of
from sim.study.run.readings import DRAWS
from sim.study.run.worlds import Run, paired_difference, run
from sim.study.scenario import Scenario

COMPARED: Final = ("lose_lose", "war", "turn", "ever_freeze")
COURSE_SERIES: Final = tuple(f"{capital}_course" for capital in CAPITALS)
Data = dict[str, Any]


def answer(runs: Sequence[Run], world: int) -> Data:
    """Return everything that the page draws of one or two runs."""
    first = runs[0]
    return {
        "seed": str(first.seed),
        "worlds": first.worlds,
        "caveat": CAVEAT,
        "sides": [side(each, min(world, each.worlds - 1)) for each in runs],
        "differences": differences(runs),
    }


def side(played: Run, world: int) -> Data:
    """Return what is drawn of one run; `world` is the position of the traced one."""
    s = played.scenario
    return {
        "title": s.title, "hash": s.hash, "start": s.start, "months": s.months,
        "ribbon": ribbon(played),
        "ends": {name: shown(played.probability(name)) for name in FINAL_STATES},
        "flags": {name: shown(played.probability(name)) | {"label": label_of(name)} for name in LEDGER.shown},
        "quadrants": {name: shown(share) for name, share in played.quadrants().items()},
        "thresholds": thresholds(played),
        "kappa_curve": kappa_curve(played),
        "mostly": played.mostly(),
        "final": played.columns["final_state"].tolist(),
        "trace": trace(played, world),
    }  # fmt: skip


def thresholds(played: Run) -> Data:
    """Return how far the share of lose-lose by aims moves with the thresholds of the aims."""
    found = played.lose_lose_range
    return {
        "draws": DRAWS, "low": found.low, "high": found.high,
        "text": f"{number_text(found.low, 3)} to {number_text(found.high, 3)}",
    }  # fmt: skip


def ribbon(played: Run) -> Data:
    """Return quantiles of tension in the worlds still running, month by month, and how many these are."""
    tension = played.state["tension"]
    running = np.count_nonzero(~np.isnan(tension), axis=1)
    return {
        "shares": list(SHARES),
        "tension": [rounded(row) for row in quantiles(tension)],
        "running": running.tolist(),
    }


def kappa_curve(played: Run) -> Data:
    """Return the share of lose-lose by value at each threshold, with its Wilson interval."""
    losses = played.losses()
    worse = np.minimum(losses["washington"], losses["beijing"])
    hits = [int(np.count_nonzero(worse > kappa)) for kappa in KAPPAS]
    cells = wilson_cells(hits, played.worlds)
    return {
        "kappa": list(KAPPAS), "value": cells.value.tolist(), "low": cells.low.tolist(), "high": cells.high.tolist(),
    }  # fmt: skip


def trace(played: Run, world: int) -> Data:
    """Return one world of a run month by month: tension at the end, freezes, and the course, word and deed of each."""
    lanes = {capital: [f"{capital}.word", f"{capital}.deed"] for capital in CAPITALS}
    series = ["tension", "freeze", *(menu for menus in lanes.values() for menu in menus)]
    number = int(played.columns["world"][world])
    one = run(played.scenario, 1, played.seed, first_world=number, record=[*series, *COURSE_SERIES])
    ended = int(one.columns["months"][0])
    return {
        "world": number,
        "tension": rounded(one.state["tension"][:, 0]),
        "freeze": [bool(value > 0) for value in one.state["freeze"][: ended + 1, 0]],
        "months": [month_after(one.scenario.start, month) for month in range(ended)],
        "moves": {capital: [moves_of(one, menus, month) for month in range(ended)] for capital, menus in lanes.items()},
        "courses": {
            capital: [COURSES[capital][place].label for place in one.courses[capital][:ended, 0]]
            for capital in CAPITALS
        },
        "final": FINAL_STATES[int(one.columns["final_state"][0])],
        "flags": [label_of(name) for name in LEDGER.shown if one.columns[name][0]],
    }


def moves_of(one: Run, menus: Sequence[str], month: int) -> Data:
    """Return the word and the deed of a capital in a month, each in words and with its severity."""
    found = {}
    for menu in menus:
        move = MOVES[menu][int(one.actions[menu][month, 0])]
        found[menu.partition(".")[2]] = {"label": move.label, "severity": move.severity}
    return found


def differences(runs: Sequence[Run]) -> list[Data]:
    """Return how the second run differs from the first, world by world under the same luck."""
    if len(runs) < 2:
        return []
    found = []
    for name in COMPARED:
        difference = paired_difference(runs[1], runs[0], name)
        text = value_text(difference.value, difference.low, difference.high, 3)
        found.append({
            "name": name, "label": label_of(name), "value": difference.value, "low": difference.low,
            "high": difference.high,
            "n": runs[0].worlds, "method": difference.method, "text": text,
            "distinguishable": difference.distinguishable,
        })  # fmt: skip
    return found


Check = Callable[[], None]
"""Called between batches of worlds; it raises where nobody wants the answer any more."""


def play(scenarios: Sequence[Scenario], worlds: int, seed: int, check: Check) -> list[Run]:
    """Return a run of each scenario, worlds 0 up, with tension recorded."""
    check()
    return [run(each, worlds, seed, record=["tension"], progress=lambda _: check()) for each in scenarios]


def story_of(scenario: Scenario, seed: int, world: int, check: Check) -> dict[str, Any]:
    """Return the story of a world by number: the same world as in any batch."""
    check()
    told = story(scenario, seed, world)
    decisive = {month.number for month in told.decisive}
    return {
        "title": scenario.title,
        "hash": scenario.hash,
        "seed": str(seed),
        "world": world,
        "kim": told.kim,
        "final": told.final_state,
        "flags": [label_of(name) for name in LEDGER.shown if told.outcomes[name]],
        "months": [month_of(month) | {"decisive": month.number in decisive} for month in told.months],
    }


def month_of(month: Month) -> dict[str, Any]:
    """Return one month: courses, words and deeds with the chance that each had, events, and tension at its end."""
    return {
        "month": month.label,
        "tension": round(month.states["tension"], 2),
        "freeze": month.states["freeze"] > 0,
        "courses": {capital: course_label(capital, month.courses[capital]) for capital in CAPITALS},
        "moves": {
            capital: {kind: choice_of(month, f"{capital}.{kind}") for kind in KINDS} for capital in CAPITALS
        },
        "events": [event.text for event in month.events],
    }  # fmt: skip


def choice_of(month: Month, menu: str) -> dict[str, Any]:
    """Return a word or a deed in words, with its chance."""
    return {"label": month.choices[menu].label, "chance": round(month.choices[menu].chance, 2)}


def course_label(capital: str, course: str) -> str:
    """Return a course in words."""
    return next(each.label for each in COURSES[capital] if each.name == course)
