"""Games replayed with ordered moves under other random draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Floats
from sim.core.engine import ORDERS
from sim.core.engine.play import play
from sim.core.game.catalogue import CAPITALS, menu_names
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import outcomes, series_of
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario

Month = Mapping[str, str]
"""The moves of a month by menu: `seoul.word`, `seoul.deed`."""

SEED: Final = 2718
PAYOFFS: Final = tuple(f"value_{capital}" for capital in CAPITALS)

Orders = npt.NDArray[np.int8]
"""Orders as indices of moves, `(months, orders, games)`; −1 if a capital is free."""


@dataclass(frozen=True)
class Replays:
    """Games in many worlds: payoffs by capital, `(games, worlds)`, and series by name, `(months,
    games, worlds)`.
    """

    worth: Mapping[str, Floats]
    record: Mapping[str, Floats]


def order_games(scenario: Scenario, games: Sequence[Sequence[Month]]) -> Orders:
    """Return the orders that impose the moves of games; a menu that a month does not name is
    free.
    """
    orders = np.repeat(inputs(scenario).orders[:, :, None], len(games), axis=2)
    for number, game in enumerate(games):
        for month, moves in enumerate(game[: scenario.months]):
            for menu, move in moves.items():
                order = ORDERS.index(menu.replace(".", "_"))
                orders[month, order, number] = menu_names(menu).index(move)
    return orders


def play_games(
    scenario: Scenario,
    games: Sequence[Sequence[Month]],
    lives: int,
    *,
    seed: int,
    first: int,
    record: Sequence[str],
    apart: bool = False,
    luck: Floats | None = None,
) -> History:
    """Return the histories of games, each in the same `lives` worlds of the seed from `first` on.

    If `apart` is true, each game has worlds of its own. `luck` holds the draws of the worlds of
    each game, `(months, slots, worlds)`, NaN for those that are drawn.
    """
    fixed, worlds = inputs(scenario), lives * len(games)
    job = replace(
        fixed.job(worlds, seed=seed, record=tuple(record)),
        orders=np.repeat(order_games(scenario, games), lives, axis=2),
        ids=first + (np.arange(worlds) if apart else np.tile(np.arange(lives), len(games))),
        luck=None if luck is None else np.tile(luck, len(games)),
    )
    return History(play(job).record, fixed.numbers, scenario.start)


def replay(
    scenario: Scenario,
    games: Sequence[Sequence[Month]],
    lives: int,
    *,
    seed: int = SEED,
    first: int = 0,
    record: Sequence[str] = (),
) -> Replays:
    """Play games as `play_games` does; return their payoffs and series."""
    names = tuple(dict.fromkeys((*series_of(PAYOFFS), *record)))
    history = play_games(scenario, games, lives, seed=seed, first=first, record=names)
    columns = outcomes(history, PAYOFFS)
    return Replays(
        {capital: columns[f"value_{capital}"].reshape(len(games), lives) for capital in CAPITALS},
        {name: history.state[name].reshape(-1, len(games), lives) for name in record},
    )
