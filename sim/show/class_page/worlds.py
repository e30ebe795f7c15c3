"""The worlds of one setting, month by month, as the page keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from sim.analysis.counterfactual import Decision, Story, stories
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.study.compare import paired_difference
from sim.study.estimate import Estimate, count_text
from sim.study.paired import PairedDifference
from sim.study.run import Run, run
from sim.world.capitals import POLICIES
from sim.study.outcomes import FINAL_STATES
from sim.study.scenario import Scenario

from .packing import END, TO, hundredths, packed

SHARES: Final = ("arsenal", "presence", "sanctions", "enforcement", "talks")
"""The states that the page shows beside tension; all lie between 0 and 1."""

BITS: Final = ("lose_lose", "lose_lose_event", "crisis", "inadvertent_war")
LOWEST: Final = -200.0
"""Utilities are kept as hundredths above this; none of the model's comes near it."""

TOLD: Final = (
    "dies", "released", "arrested", "expiry", "window_succeeds", "window_fails", "election", "thaad", "freeze",
    "freeze_breaks", "crisis", "strike", "attack", "accident", "major", "limited", "collapse", "denuclearisation",
)  # fmt: skip
"""The events of a story that the page tells; new lines of a capital it tells from the policies in force."""

STATES_OF: Final = {"war": ("major war", "limited war")}
KAPPAS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)


def recorded_setting(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return what the page keeps of a setting: how each world ends, and its story."""
    told = [recorded_story(each) for each in stories(scenario, seed, range(worlds))]
    return {"end": endings(run(scenario, worlds, seed)), "stories": told}


def recorded_story(told: Story) -> dict[str, Any]:
    """Return a world month by month, each series one text: states in hundredths, moves and policies by number.

    `why` holds what each capital compared: for each month the luck that drew the move, in thousandths, then for each
    move of the menu its chance in thousandths and its utility in hundredths above LOWEST, or dashes where the move was
    not compared.
    """
    months = told.months
    states = [told.start, *(month.states for month in months)]
    decisions = {capital: [month.decisions[capital] for month in months] for capital in CAPITALS}
    return {
        "tension": packed(hundredths([state["tension"] for state in states], down=True), 2),
        "states": {name: packed(hundredths([state[name] for state in states]), 2) for name in SHARES},
        "moves": {capital: move_text([each.moves.index(each.move) for each in made])
                  for capital, made in decisions.items()},
        "policies": {capital: move_text([list(POLICIES[capital]).index(each.policy) for each in made])
                     for capital, made in decisions.items()},
        "why": {capital: "".join(compared(each) for each in made) for capital, made in decisions.items()},
        "events": [[number, event.kind] for number, month in enumerate(months, 1) for event in month.events
                   if event.kind in TOLD],
    }  # fmt: skip


def compared(decision: Decision) -> str:
    """Return the luck of a decision, then the chance and the utility of each move of its menu, in order."""
    text = packed([round(1000 * decision.uniform)], 2)
    for chance, utility in zip(decision.chances, decision.utilities, strict=True):
        text += packed([round(1000 * chance)], 2)
        text += packed([-1 if utility is None else max(0, round(100 * (utility - LOWEST)))], 3)
    return text


def move_text(moves: Iterable[int]) -> str:
    """Return the moves of a world by number, one digit each; after its end a dash."""
    return "".join(END if move < 0 else str(int(move)) for move in moves)


def endings(made: Run) -> str:
    """Return how the worlds end, two digits of base 36 each: the final state, then which of BITS happened."""
    flags = sum(made.flag(name).astype(np.int64) << place for place, name in enumerate(BITS))
    codes = np.stack([made.columns["final_state"].astype(np.int64), flags], axis=1)
    return packed(codes.ravel().tolist(), 1)


def percent(estimate: Estimate) -> str:
    """Return a probability with its interval, both in per cent: `27.0 % (25.1–29.0 %)`."""
    value, low, high = (f"{100 * number:.1f}" for number in (estimate.value, estimate.low, estimate.high))
    return f"{value}\u00a0% ({low}{TO}{high}\u00a0%)"


def signed(estimate: Estimate | PairedDifference, scale: float = 1.0) -> list[str]:
    """Return the value, the low and the high of an estimate that may be negative, with a true minus."""
    numbers = (round(scale * number, 1) + 0.0 for number in (estimate.value, estimate.low, estimate.high))
    return [f"{number:.1f}".replace("-", "−") for number in numbers]


def large_run(first: Run, second: Run, outcome: str) -> dict[str, Any]:
    """Return the estimates of the same two settings in many worlds, and the paired difference.

    Probabilities are in per cent, `difference` in percentage points: the other setting minus the one that was chosen,
    by the choice.
    """
    difference = {"a": paired_difference(second, first, outcome), "b": paired_difference(first, second, outcome)}
    return {
        "n": count_text(first.worlds),
        "outcome": {side: percent(made.probability(outcome)) for side, made in (("a", first), ("b", second))},
        "difference": {side: signed(each, 100.0) for side, each in difference.items()},
        "distinguishable": difference["a"].distinguishable,
        "deltas": {
            capital: {side: signed(made.mean(f"delta_{capital}")) for side, made in (("a", first), ("b", second))}
            for capital in CAPITALS
        },
        "kappa": [
            {"kappa": f"{kappa:.1f}", "a": percent(a), "b": percent(b)}
            for kappa, a, b in zip(KAPPAS, first.kappa_curve(KAPPAS), second.kappa_curve(KAPPAS), strict=True)
        ],
        "readings": {
            name: {side: percent(made.probability(name)) for side, made in (("a", first), ("b", second))}
            for name in ("lose_lose", "lose_lose_event", "crisis", "war")
        },
    }


def counted(outcome: str) -> dict[str, Any]:
    """Return how the page tells from an ending whether the lesson's outcome happened: by a bit, or by final states."""
    if outcome in BITS:
        return {"bit": BITS.index(outcome)}
    return {"states": [FINAL_STATES.index(state) for state in STATES_OF[outcome]]}


def month_names(scenario: Scenario) -> list[str]:
    """Return the start and the months of a scenario as "2017-02"; the page writes them out in its language."""
    return [month_after(scenario.start, month) for month in range(scenario.months)]


def plain_changes(changes: Mapping[str, Any]) -> list[str]:
    """Return changes as `--set` of the command line takes them."""
    return [f"{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in changes.items()]
