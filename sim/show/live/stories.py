"""The story of one world as the page tells it: its months, moves with their chances, events, and its end."""

from __future__ import annotations

from typing import Any

from sim.analysis.counterfactual.story import Month, story
from sim.game.catalogue import CAPITALS
from sim.show.labels import FLAGS
from sim.study.scenario import Scenario

from .answers import SHOWN_FLAGS
from .playing import Check


def story_of(scenario: Scenario, seed: int, world: int, check: Check) -> dict[str, Any]:
    """Return the story of a world by number: the same world as in any batch."""
    check()
    told = story(scenario, seed, world)
    decisive = {month.number for month in told.decisive()}
    return {
        "title": scenario.title,
        "hash": scenario.hash,
        "seed": str(seed),
        "world": world,
        "kim": told.kim,
        "final": told.final_state,
        "flags": [FLAGS[name] for name in SHOWN_FLAGS if told.outcomes[name]],
        "months": [month_of(month) | {"decisive": month.number in decisive} for month in told.months],
    }


def month_of(month: Month) -> dict[str, Any]:
    """Return one month: the four moves with the chance that each had, what happened, and tension at its end."""
    return {
        "month": month.label,
        "tension": round(month.states["tension"], 2),
        "freeze": month.states["freeze"] > 0,
        "moves": {
            capital: {"label": month.decisions[capital].label, "chance": round(month.decisions[capital].chance, 2)}
            for capital in CAPITALS
        },
        "events": [event.text for event in month.events],
    }
