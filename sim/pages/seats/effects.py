"""What each move usually does, measured by the model: the same worlds with it and without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.game.catalogue import MOVES
from sim.show.inputs import shown
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.run.interventions import ImposedMove
from sim.study.run.runner import Block, outcomes_and_series
from sim.study.scenario import Scenario

WORLDS: Final = 1000
SEED: Final = 7
MADE_IN: Final = 3
"""The month of the move, counted from 0: by then the worlds have parted."""

FELT_AFTER: Final = 3
"""Months after which tension is compared."""

PAID_FOR: Final = 6
"""Months over which a capital's own payoff is compared."""

QUIET: Final = {"word": "silence", "deed": "hold"}
QUIET_IN_BEIJING: Final = "look_away"

LITTLE: Final = (0.05, 0.25)
"""From where a difference is told as little, and as much: rungs of tension, or standard deviations of the payoff."""


@dataclass(frozen=True)
class Effect:
    """What a move makes of tension, in rungs, and of the own monthly payoff, in its spread over worlds."""

    tension: Estimate
    worth: Estimate

    def as_data(self) -> dict[str, Any]:
        """Return it for a page: each as a step from −2 to 2, with the numbers behind it."""
        both = {"tension": self.tension, "worth": self.worth}
        return {name: step_of(found) for name, found in both.items()} | {
            "numbers": {name: shown(found) for name, found in both.items()}
        }


def step_of(found: Estimate) -> int:
    """Return a difference as a step: 0 hardly, 1 a little, 2 much, with its sign; 0 where its sign is not sure."""
    if found.low <= 0.0 <= found.high:
        return 0
    size = sum(abs(found.value) >= bound for bound in LITTLE)
    return size if found.value > 0.0 else -size


def quiet_on(menu: str) -> str:
    """Return the move of a menu against which all others are measured: to say nothing, to do nothing."""
    capital, _, kind = menu.partition(".")
    return QUIET_IN_BEIJING if (capital, kind) == ("beijing", "deed") else QUIET[kind]


def effects_in(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effect of every move but the quiet ones, by menu, as the model has it at the start of a scenario."""
    return measured(scenario.change({"months": MADE_IN + PAID_FOR}))


@lru_cache(maxsize=8)
def measured(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effects in a scenario of nine months: each move in month 3, all else left to the rules."""
    return {menu: effects_on(scenario, menu) for menu in MOVES}


def effects_on(scenario: Scenario, menu: str) -> Mapping[str, Effect]:
    """Return the effects of the moves of one menu."""
    quiet = quiet_on(menu)
    without = played_with(scenario, menu, quiet)
    others = (move.name for move in MOVES[menu] if move.name != quiet)
    return {move: effect_of(menu, played_with(scenario, menu, move), without) for move in others}


def played_with(scenario: Scenario, menu: str, move: str) -> Mapping[str, Floats]:
    """Return tension and the own payoff of many worlds in which a move was imposed, each `(months + 1, worlds)`."""
    capital, _, kind = menu.partition(".")
    imposed = ImposedMove(capital, MADE_IN, move) if kind == "word" else ImposedMove(capital, MADE_IN, deed=move)
    names = ("tension", f"{capital}_flow")
    _, series = outcomes_and_series([Block(scenario, 0, WORLDS)], SEED, names, names=(), interventions=[imposed])
    return series


def effect_of(menu: str, made: Mapping[str, Floats], without: Mapping[str, Floats]) -> Effect:
    """Return the difference, world by world, over the worlds that live through it both ways."""
    flow = f"{menu.partition('.')[0]}_flow"
    tension = made["tension"][MADE_IN + FELT_AFTER] - without["tension"][MADE_IN + FELT_AFTER]
    own, other = (series[flow][MADE_IN + 1 :].mean(axis=0) for series in (made, without))
    lived = ~np.isnan(own - other)
    worth = (own - other)[lived] / np.std(other[lived])
    return Effect(mean_estimate(tension[~np.isnan(tension)]), mean_estimate(worth))
