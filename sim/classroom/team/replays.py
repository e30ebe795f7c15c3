"""Simple ways to play a capital, and games replayed with ordered moves under other random draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats
from sim.core.engine import ORDERS
from sim.core.engine.play import play
from sim.core.estimate.interval import Estimate, mean_and_variance
from sim.core.estimate.quantiles import NORMAL
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import outcomes, series_of
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario
from sim.policies.agents.observation import KINDS

Pair = tuple[str, str]
"""A statement and an action."""

Month = Mapping[str, Pair]
"""The statement and action of each capital in a month."""

SHOTS: Final = ("missile_test", "big_test", "lethal_act")
PRESSURE: Final = ("sanctions", "deploy")


def shot(last: Month) -> bool:
    """Say whether Pyongyang tested or killed."""
    return last["pyongyang"][1] in SHOTS


def was_pressed(last: Month) -> bool:
    """Say whether Washington threatened or pressed."""
    return last["washington"][0] == "threaten" or last["washington"][1] in PRESSURE


@dataclass(frozen=True)
class MovePlan:
    """A statement and an action each month, and others after some event, from a month on, or in
    some months.

    `after` reads the last month; `since` counts months from 0; `twice` lists months of the year,
    from 0.
    """

    usual: Pair
    other: Pair | None = None
    after: Callable[[Month], bool] | None = None
    since: int | None = None
    twice: tuple[int, ...] = ()

    def choose(self, month: int, last: Month | None) -> Pair:
        """Return the statement and action in `month`, counted from 0, given all moves of the `last`
        month.
        """
        happened = self.after is not None and last is not None and self.after(last)
        late = self.since is not None and month >= self.since
        return (
            self.other
            if self.other and (happened or late or month % 12 in self.twice)
            else self.usual
        )


WAYS: Final[Mapping[str, Mapping[str, MovePlan]]] = {
    "washington": {
        "soft": MovePlan(("talks", "hold")),
        "bribe": MovePlan(("talks", "relief")),
        "wait": MovePlan(("silence", "hold")),
        "hard": MovePlan(("threaten", "sanctions")),
        "deploy": MovePlan(("threaten", "deploy")),
        "talk_and_squeeze": MovePlan(("talks", "sanctions")),
        "tit_for_tat": MovePlan(("talks", "hold"), ("threaten", "sanctions"), shot),
        "relief_for_quiet": MovePlan(("talks", "relief"), ("silence", "sanctions"), shot),
    },
    "beijing": {
        "restraint": MovePlan(("restraint", "enforce_partly")),
        "look_away": MovePlan(("restraint", "look_away")),
        "mediate_and_aid": MovePlan(("mediate", "aid")),
        "mediate": MovePlan(("mediate", "enforce_partly")),
        "enforce": MovePlan(("warn", "enforce_fully")),
        "tit_for_tat": MovePlan(("mediate", "look_away"), ("warn", "enforce_fully"), shot),
    },
    "pyongyang": {
        "soft": MovePlan(("talks", "hold")),
        "talk_and_build": MovePlan(("talks", "build")),
        "talk_and_test": MovePlan(("talks", "missile_test")),
        "talk_and_bomb": MovePlan(("talks", "big_test")),
        "hard": MovePlan(("threaten", "missile_test")),
        "bomb": MovePlan(("threaten", "big_test")),
        "quiet_build": MovePlan(("silence", "build")),
        "tit_for_tat": MovePlan(("talks", "hold"), ("threaten", "missile_test"), was_pressed),
        "exploit": MovePlan(("talks", "missile_test"), ("talks", "hold"), was_pressed),
        "feint": MovePlan(("talks", "hold"), ("threaten", "big_test"), since=6),
        "pay_me": MovePlan(
            ("talks", "hold"),
            ("threaten", "missile_test"),
            lambda last: last["washington"][1] != "relief",
        ),
        "quiet_then_bombs": MovePlan(("talks", "build"), ("talks", "big_test"), since=9),
    },
    "seoul": {
        "soft": MovePlan(("initiative", "hold")),
        "aid": MovePlan(("initiative", "aid")),
        "quiet_exercises": MovePlan(("silence", "hold"), ("silence", "exercise"), twice=(1, 6)),
        "hard": MovePlan(("condemn", "sanction"), ("condemn", "exercise"), twice=(1, 6)),
        "tit_for_tat": MovePlan(("initiative", "hold"), ("condemn", "sanction"), shot),
    },
}
"""Ways to play by capital and name. The first of each is the soft one."""

SIMPLE: Final[Mapping[str, tuple[str, ...]]] = {
    capital: tuple(name for name, plan in ways.items() if plan.after is None)
    for capital, ways in WAYS.items()
}
"""The ways that do not react, by capital: the benchmarks of a team's answer, with the others' moves
held.
"""


def play_out(ways: Mapping[str, MovePlan], months: int, game: Sequence[Month] = ()) -> list[Month]:
    """Return the moves of all months: by `ways` for their capitals, from the `game` for the others."""
    played: list[Month] = []
    for month in range(months):
        last = played[-1] if played else None
        pairs = {capital: way.choose(month, last) for capital, way in ways.items()}
        played.append(pairs if len(pairs) == len(CAPITALS) else {**game[month], **pairs})
    return played


SEED: Final = 2718
PAYOFFS: Final = tuple(f"{part}_{capital}" for capital in CAPITALS for part in ("value", "loses"))

Orders = npt.NDArray[np.int8]
"""Orders as indices of moves, `(months, orders, games)`; −1 if a capital is free."""


@dataclass(frozen=True)
class Replays:
    """Games in many worlds: payoffs and losses by capital, `(games, worlds)`, and recorded series.

    `record` holds series by name, `(months, games, worlds)`.
    """

    worth: Mapping[str, Floats]
    loses: Mapping[str, Flags]
    record: Mapping[str, Floats]

    def means(self, capital: str) -> Floats:
        """Return a capital's mean payoff in each game."""
        return np.asarray(self.worth[capital].mean(axis=1))


def order_games(scenario: Scenario, games: Sequence[Sequence[Month]]) -> Orders:
    """Return the orders that impose the moves of games; a capital that a month does not name is
    free.
    """
    places = {
        menu: {move.name: place for place, move in enumerate(moves)}
        for menu, moves in MOVES.items()
    }
    orders = np.repeat(inputs(scenario).orders[:, :, None], len(games), axis=2)
    for game, months in enumerate(games):
        for month, pairs in enumerate(months[: scenario.months]):
            for capital, pair in pairs.items():
                for kind, move in zip(KINDS, pair, strict=True):
                    orders[month, ORDERS.index(f"{capital}_{kind}"), game] = places[
                        f"{capital}.{kind}"
                    ][move]
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
    apart: bool = False,
) -> Replays:
    """Play games as `play_games` does; return their payoffs, losses and series."""
    names = tuple(dict.fromkeys((*series_of(PAYOFFS), *record)))
    history = play_games(scenario, games, lives, seed=seed, first=first, record=names, apart=apart)
    columns = {
        name: values.reshape(len(games), lives)
        for name, values in outcomes(history, PAYOFFS).items()
    }
    return Replays(
        {capital: columns[f"value_{capital}"] for capital in CAPITALS},
        {capital: columns[f"loses_{capital}"] for capital in CAPITALS},
        {name: history.state[name].reshape(-1, len(games), lives) for name in record},
    )


def play_of(moves: Sequence[Mapping[str, str]]) -> list[Month]:
    """Return the months of a game with pairs of statement and action, from moves by menu."""
    return [
        {capital: (month[f"{capital}.word"], month[f"{capital}.deed"]) for capital in CAPITALS}
        for month in moves
    ]


def mean_of(values: Floats) -> Estimate:
    """Return the mean of a sample with its normal 95 % interval; Student's t would need SciPy."""
    n, mean, variance = mean_and_variance(values)
    reach = NORMAL * np.sqrt(variance / n)
    return Estimate(mean, mean - reach, mean + reach, n, "normal", 0.95)
