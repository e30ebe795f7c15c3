"""Numbers as short texts: two or three digits of base 36 each, since a page of one file must stay small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.counterfactual import Choice, Story, stories
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.estimate.interval import Estimate, count_text
from sim.study.estimate.paired import PairedDifference
from sim.study.outcomes import FINAL_STATES, Columns
from sim.study.run.worlds import Run, paired_difference, run
from sim.study.scenario import Scenario

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
PAIRS: Final = tuple(first + second for first in DIGITS for second in DIGITS)
END: Final = "-"
"""Stands for each digit of a number that does not exist, since the world has ended."""

TO: Final = "\u2060–\u2060"
"""A dash between the limits of an interval, at which no line breaks."""


def packed(values: Iterable[int], width: int) -> str:
    """Return whole numbers from 0 to 36^width − 1 as one text, `width` digits each; a negative number has no digit.

    Raises ValueError for a number that is too large.
    """
    return "".join(END * width if number < 0 else _digits(number, width) for number in values)


def hundredths(values: npt.ArrayLike, down: bool = False) -> list[int]:
    """Return numbers in whole hundredths; −1 where there is none (NaN).

    They are rounded, or with `down` cut off, so that a tension stays on its rung.
    """
    scaled = np.asarray(values, dtype=np.float64) * 100.0
    whole = np.floor(scaled) if down else np.rint(scaled)
    found: list[int] = np.where(np.isnan(scaled), -1.0, whole).astype(np.int64).ravel().tolist()
    return found


def _digits(number: int, width: int) -> str:
    pairs = PAIRS[number % 1296]
    if width == 2 and number < 1296:
        return pairs
    if width == 1 and number < 36:
        return DIGITS[number]
    if width == 3 and number < 46656:
        return DIGITS[number // 1296] + pairs
    raise ValueError(f"{number} does not fit into {width} digits of base 36")


SHARES: Final = ("arsenal", "presence", "un_measures", "us_measures", "enforcement", "cohesion", "talks")
"""The states that the page shows beside tension; all lie between 0 and 1."""

BITS: Final = ("lose_lose", "crisis", "turn", "deterrent_complete", "loses_beijing")
TOLD: Final = (
    "window_succeeds", "window_fails", "new_leader", "election", "switch", "arrested", "released", "dies", "round",
    "expiry", "freeze", "freeze_ends", "deterrent", "thaad", "crisis", "washington_backs_down",
    "pyongyang_backs_down", "both_stand", "strike", "attack", "clash", "accident", "collapse", "major", "limited",
)  # fmt: skip
"""The events of a story that the page tells; new courses of a capital it tells from the courses in force."""

STATES_OF: Final = {"war": ("major war", "limited war")}
KAPPAS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)


def recorded_setting(scenario: Scenario, worlds: int, seed: int) -> dict[str, Any]:
    """Return what the page keeps of a setting: how each world ends, and its story."""
    told = [recorded_story(each) for each in stories(scenario, seed, range(worlds))]
    return {"end": endings(run(scenario, worlds, seed).columns), "stories": told}


def recorded_story(told: Story) -> dict[str, Any]:
    """Return a world month by month, each series one text: states in hundredths, moves and courses by number.

    `why` holds, for each menu and month, the luck that drew the word or deed, in thousandths, then the chance of each
    move of the menu in thousandths.
    """
    months = told.months
    states = [told.start, *(month.states for month in months)]
    choices = {menu: [month.choices[menu] for month in months] for menu in MOVES}
    return {
        "tension": packed(hundredths([state["tension"] for state in states], down=True), 2),
        "states": {name: packed(hundredths([state[name] for state in states]), 2) for name in SHARES},
        "moves": {menu: move_text([each.moves.index(each.done) for each in made]) for menu, made in choices.items()},
        "courses": {
            capital: move_text([course_names(capital).index(month.courses[capital]) for month in months])
            for capital in CAPITALS
        },
        "why": {menu: "".join(weighed(each) for each in made) for menu, made in choices.items()},
        "events": [[number, event.kind] for number, month in enumerate(months, 1) for event in month.events
                   if event.kind in TOLD],
    }  # fmt: skip


def course_names(capital: str) -> list[str]:
    """Return the courses of a capital by name, in the order of its menu."""
    return [course.name for course in COURSES[capital]]


def weighed(choice: Choice) -> str:
    """Return the luck of a choice, then the chance of each move of its menu, in order."""
    return packed([round(1000 * each) for each in (choice.uniform, *choice.chances)], 2)


def move_text(moves: Iterable[int]) -> str:
    """Return the moves of a world by number, one digit each; after its end a dash."""
    return "".join(END if move < 0 else str(int(move)) for move in moves)


def endings(columns: Columns) -> str:
    """Return how the worlds end, two digits of base 36 each: the final state, then which of BITS happened."""
    flags = sum(columns[name].astype(np.int64) << place for place, name in enumerate(BITS))
    codes = np.stack([columns["final_state"].astype(np.int64), flags], axis=1)
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
        "values": {
            capital: {side: signed(made.mean(f"value_{capital}")) for side, made in (("a", first), ("b", second))}
            for capital in CAPITALS
        },
        "thresholds": {side: between(made) for side, made in (("a", first), ("b", second))},
        "kappa": [
            {"kappa": f"{kappa:.1f}", "a": percent(a), "b": percent(b)}
            for kappa, a, b in zip(KAPPAS, first.kappa_curve(KAPPAS), second.kappa_curve(KAPPAS), strict=True)
        ],
        "readings": {
            name: {side: percent(made.probability(name)) for side, made in (("a", first), ("b", second))}
            for name in dict.fromkeys(("lose_lose", "crisis", "war", "turn", outcome))
        },
    }


def between(made: Run) -> str:
    """Return from where to where the share of lose-lose goes over joint draws of the aims' thresholds, in per cent."""
    return f"{100 * made.lose_lose_range.low:.0f}{TO}{100 * made.lose_lose_range.high:.0f}\u00a0%"


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
