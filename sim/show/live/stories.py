"""The story of one world as the page tells it: its months, words and deeds with chances, turns, events, its end."""

from __future__ import annotations

from typing import Any

from sim.analysis.counterfactual import Month, story
from sim.game.catalogue import CAPITALS, COURSES
from sim.show.labels import SHOWN_FLAGS, label
from sim.show.seats.record import KINDS
from sim.study.scenario import Scenario

from .playing import Check


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
        "flags": [label(name) for name in SHOWN_FLAGS if told.outcomes[name]],
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
