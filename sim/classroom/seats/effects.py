"""What each move usually does, measured by the model: the same worlds with it and without it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.arrays import Flags, Floats
from sim.game.catalogue import MOVES
from sim.game.moves import Ending
from sim.study.estimate.interval import NORMAL, Estimate, mean_and_variance
from sim.study.estimate.paired import paired
from sim.study.run.interventions import ImposedMove
from sim.study.run.runner import Block, outcomes_and_series
from sim.study.scenario import Scenario

WORLDS: Final = 400
SEED: Final = 7
FIRST: Final = 3
"""The first month of the move, counted from 0: by then the worlds have parted."""

KEPT_UP: Final = 6
"""Months for which the move is made. One month of it alone does little in the model, as in the world."""

WATCHED: Final = 12
"""Months over which payoff and war are compared, the economy and the arsenal at their end."""

QUIET: Final = {"word": "silence", "deed": "hold"}
QUIET_IN_BEIJING: Final = "look_away"

BOUNDS: Final = {
    "tension": (0.1, 0.5), "worth": (0.1, 0.5), "war": (0.02, 0.1), "economy": (0.25, 1.0), "arsenal": (0.25, 1.0),
}  # fmt: skip
"""From where a difference is told as little, and as much, in UNITS."""

UNITS: Final = dict.fromkeys(BOUNDS, "standard deviations over worlds") | {"tension": "rungs", "war": "1"}

Effect = Mapping[str, Estimate]
"""What a move makes of tension, the own payoff (worth), the chance of war, Pyongyang's economy and its arsenal."""


def effect_data(effect: Effect) -> dict[str, Any]:
    """Return an effect for a page: each part as a step from −2 to 2, with the numbers behind it and their units."""
    numbers = {name: found.as_dict() | {"unit": UNITS[name]} for name, found in effect.items()}
    return {name: step_of(name, found) for name, found in effect.items()} | {"numbers": numbers}


def step_of(name: str, found: Estimate) -> int:
    """Return a difference as a step: 0 hardly, 1 a little, 2 much, with its sign; 0 where its sign is not sure."""
    if found.low <= 0.0 <= found.high:
        return 0
    size = sum(abs(found.value) >= bound for bound in BOUNDS[name])
    return size if found.value > 0.0 else -size


def quiet_on(menu: str) -> str:
    """Return the move of a menu against which all others are measured: to say nothing, to do nothing."""
    capital, _, kind = menu.partition(".")
    return QUIET_IN_BEIJING if (capital, kind) == ("beijing", "deed") else QUIET[kind]


def effects_in(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effect of every move but the quiet ones, by menu, as the model has it from the start of a scenario."""
    return measured(scenario.change({"months": FIRST + WATCHED}))


@lru_cache(maxsize=8)
def measured(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effects in a scenario of that length; all but the one move is left to the rules."""
    return {menu: effects_on(scenario, menu) for menu in MOVES}


def effects_on(scenario: Scenario, menu: str) -> Mapping[str, Effect]:
    """Return the effects of the moves of one menu."""
    quiet = quiet_on(menu)
    without = played_with(scenario, menu, quiet)
    others = (move.name for move in MOVES[menu] if move.name != quiet)
    return {move: effect_of(played_with(scenario, menu, move), without) for move in others}


def played_with(scenario: Scenario, menu: str, move: str) -> Mapping[str, Floats]:
    """Return what is compared of many worlds in which a move is kept up, each `(months + 1, worlds)`."""
    capital, _, kind = menu.partition(".")
    months = range(FIRST, FIRST + KEPT_UP)
    imposed = [
        ImposedMove(capital, month, move) if kind == "word" else ImposedMove(capital, month, deed=move)
        for month in months
    ]
    flow = f"{capital}_payoff"
    names = ("tension", flow, "economy", "arsenal", "ending")
    _, series = outcomes_and_series([Block(scenario, 0, WORLDS)], SEED, names, names=(), interventions=imposed)
    return {"worth" if name == flow else name: values for name, values in series.items()}


def effect_of(made: Mapping[str, Floats], without: Mapping[str, Floats]) -> Effect:
    """Return the differences, world by world; all but that of war over the worlds that last both ways."""
    lived = ~np.isnan(made["tension"][-1] + without["tension"][-1])
    during, after = slice(FIRST + 1, FIRST + KEPT_UP + 1), slice(FIRST + 1, None)

    def difference(name: str, months: slice, spread: bool = True) -> Estimate:
        own, other = (series[name][months][:, lived].mean(axis=0) for series in (made, without))
        n, mean, variance = mean_and_variance((own - other) / (np.std(other) if spread else 1.0))
        reach = NORMAL * np.sqrt(variance / n)  # Student's t would need SciPy
        return Estimate(mean, mean - reach, mean + reach, n, "normal", 0.95)

    war = paired(wars(made), wars(without))
    return {
        "tension": difference("tension", during, spread=False),
        "worth": difference("worth", after),
        "war": Estimate(war.value, war.low, war.high, war.n, war.method, war.level),
        "economy": difference("economy", slice(-1, None)),
        "arsenal": difference("arsenal", slice(-1, None)),
    }


def wars(series: Mapping[str, Floats]) -> Flags:
    """Return which worlds ended in war."""
    ending = np.nan_to_num(series["ending"]).max(axis=0)
    return np.asarray((ending != Ending.NONE) & (ending != Ending.COLLAPSE))
