"""What an adviser says of a move: what it usually does, measured by the model, and in one month of five the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.classroom.team.replays import mean_of
from sim.game.catalogue import CAPITALS, MOVES, QUIET
from sim.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import Estimate
from sim.study.run.interventions import ImposedMove
from sim.study.run.runner import Block, outcomes_and_series

WORLDS: Final = 400
SEED: Final = 7
FIRST: Final = 3
"""The first month of the move, counted from 0: by then the worlds have parted."""

KEPT_UP: Final = 6
"""Months for which the move is made. One month of it alone does little in the model, as in the world."""

WATCHED: Final = 12
"""Months over which the own payoff is compared."""

WRONG: Final = 0.2
"""How often an adviser is wrong."""

BOUNDS: Final = {"tension": (0.1, 0.5), "worth": (0.1, 0.5)}
"""From where a difference is told as little, and as much: in rungs, and in standard deviations over worlds."""

Effect = Mapping[str, Estimate]
"""What a move makes of tension and of the own payoff (worth)."""


def advise(effect: Effect, wrong: bool) -> dict[str, int]:
    """Return what an adviser thinks that a move does, each part as a step from −2 to 2."""
    return {name: -step_of(name, found) if wrong else step_of(name, found) for name, found in effect.items()}


def is_wrong(seed: int, month: int, capital: str) -> bool:
    """Say whether the adviser of a capital is wrong in a month, by the luck of the game."""
    return bool(generator(seed, Stream.SEATS_CARDS, 1, month, CAPITALS.index(capital)).random() < WRONG)


def step_of(name: str, found: Estimate) -> int:
    """Return a difference as a step: 0 hardly, 1 a little, 2 much, with its sign; 0 where its sign is not sure."""
    if found.low <= 0.0 <= found.high:
        return 0
    size = sum(abs(found.value) >= bound for bound in BOUNDS[name])
    return size if found.value > 0.0 else -size


MEASURING: Final = Lock()
"""Whoever asks while they are measured waits, and does not measure them again."""


def effects_in(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effect of every move but the quiet ones, by menu, as the model has it from the start of a scenario."""
    with MEASURING:
        return measure_effects(scenario.change({"months": FIRST + WATCHED}))


@lru_cache(maxsize=8)
def measure_effects(scenario: Scenario) -> Mapping[str, Mapping[str, Effect]]:
    """Return the effects in a scenario of that length; all but the one move is left to the rules."""
    found: dict[str, Mapping[str, Effect]] = {}
    for menu, moves in MOVES.items():
        without = played_with(scenario, menu, QUIET[menu])
        others = [move.name for move in moves if move.name != QUIET[menu]]
        found[menu] = {move: effect_of(played_with(scenario, menu, move), without) for move in others}
    return found


def played_with(scenario: Scenario, menu: str, move: str) -> Mapping[str, Floats]:
    """Return what is compared of many worlds in which a move is kept up, each `(months + 1, worlds)`."""
    capital, _, kind = menu.partition(".")
    imposed = [
        ImposedMove(capital, month, move) if kind == "word" else ImposedMove(capital, month, deed=move)
        for month in range(FIRST, FIRST + KEPT_UP)
    ]
    flow = f"{capital}_payoff"
    names = ("tension", flow)
    _, series = outcomes_and_series([Block(scenario, 0, WORLDS)], SEED, names, names=(), interventions=imposed)
    return {"worth" if name == flow else name: values for name, values in series.items()}


def effect_of(made: Mapping[str, Floats], without: Mapping[str, Floats]) -> Effect:
    """Return the differences, world by world, over the worlds that last both ways."""
    lived = ~np.isnan(made["tension"][-1] + without["tension"][-1])
    during, after = slice(FIRST + 1, FIRST + KEPT_UP + 1), slice(FIRST + 1, None)

    def difference(name: str, months: slice, spread: bool = True) -> Estimate:
        own, other = (series[name][months][:, lived].mean(axis=0) for series in (made, without))
        return mean_of((own - other) / (np.std(other) if spread else 1.0))

    return {"tension": difference("tension", during, spread=False), "worth": difference("worth", after)}
