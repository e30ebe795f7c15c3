"""Games played again under other luck: all four do what they are told to, and no rule chooses for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.classroom.team.playbooks import Month
from sim.engine import ORDERS
from sim.engine.play import play
from sim.game.catalogue import CAPITALS, MOVES
from sim.scenario import Scenario
from sim.study.agents.observation import KINDS
from sim.study.estimate.interval import NORMAL, Estimate, mean_and_variance
from sim.study.measure.history import History
from sim.study.measure.outcomes import outcomes, series_of
from sim.study.run.inputs import inputs

SEED: Final = 2718
WANTED: Final = tuple(f"{what}_{capital}" for capital in CAPITALS for what in ("value", "loses"))

Orders = npt.NDArray[np.int8]
"""What is ordered, `(months, orders, games)`, −1 where a capital is free."""


@dataclass(frozen=True)
class Replays:
    """Games in many lives: what each was worth by capital, and whether it lost, `(games, lives)`; and what happened.

    `record` holds series by name, `(months, games, lives)`.
    """

    worth: Mapping[str, Floats]
    loses: Mapping[str, Flags]
    record: Mapping[str, Floats]

    def means(self, capital: str) -> Floats:
        """Return the mean worth of each game to a capital."""
        return np.asarray(self.worth[capital].mean(axis=1))


def order_games(scenario: Scenario, games: Sequence[Sequence[Month]]) -> Orders:
    """Return the orders by which games are played; a capital that a month does not name is free."""
    places = {menu: {move.name: place for place, move in enumerate(moves)} for menu, moves in MOVES.items()}
    orders = np.repeat(inputs(scenario).orders[:, :, None], len(games), axis=2)
    for game, months in enumerate(games):
        for month, made in enumerate(months[: scenario.months]):
            for capital, pair in made.items():
                for kind, move in zip(KINDS, pair, strict=True):
                    orders[month, ORDERS.index(f"{capital}_{kind}"), game] = places[f"{capital}.{kind}"][move]
    return orders


def replay(
    scenario: Scenario, orders: Orders, lives: int, *, seed: int = SEED, first: int = 0, record: Sequence[str] = (),
    apart: bool = False,
) -> Replays:  # fmt: skip
    """Play games, each in the same lives: worlds of a seed from a first one on; `apart` gives each lives of its own."""
    given, games = inputs(scenario), orders.shape[2]
    names = tuple(dict.fromkeys((*series_of(WANTED), *record)))
    job = replace(
        given.job(games * lives, seed=seed, record=names), orders=np.repeat(orders, lives, axis=2),
        ids=first + (np.arange(games * lives) if apart else np.tile(np.arange(lives), games)),
    )  # fmt: skip
    history = History(play(job).record, given.numbers, scenario.start)
    found = {name: values.reshape(games, lives) for name, values in outcomes(history, WANTED).items()}
    return Replays(
        {capital: found[f"value_{capital}"] for capital in CAPITALS},
        {capital: found[f"loses_{capital}"] for capital in CAPITALS},
        {name: history.state[name].reshape(-1, games, lives) for name in record},
    )


def play_of(made: Sequence[Mapping[str, str]]) -> list[Month]:
    """Return the months of a game, whose moves are given by menu, with the word and deed of each capital."""
    return [{capital: (month[f"{capital}.word"], month[f"{capital}.deed"]) for capital in CAPITALS} for month in made]


def mean_of(values: Floats) -> Estimate:
    """Return the mean of a sample with its 95 % interval, by the normal distribution: Student's t would need SciPy."""
    n, mean, variance = mean_and_variance(values)
    reach = NORMAL * np.sqrt(variance / n)
    return Estimate(mean, mean - reach, mean + reach, n, "normal", 0.95)
