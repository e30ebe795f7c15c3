"""Points of a team: how well its game went for it, times how well it answered what the others did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.classroom.team.cards import CARDS, paid_by, tables
from sim.classroom.team.playbooks import SIMPLE, WAYS, Month, play_out
from sim.classroom.team.replays import order_games, replay
from sim.game.catalogue import CAPITALS
from sim.scenario import Scenario

BY_LEVEL: Final = 0.65
"""The share of the level that counts whatever the answer was; the rest counts as far as the answer was good."""

MOST_OF_A_LOSER: Final = 40.0
"""The most points of a capital that loses by its aims."""

QUANTILES: Final = (0.15, 0.9)
"""Of all games by simple ways, the worths that are level 0 and level 1."""

LIVES: Final = 40
"""Lives in which each way of playing is played: under luck other than that of the game."""

FIRST_LIFE: Final = 200

LINE_BROKEN: Final = 3.0
COURSE_TURNED: Final = 1.0
"""What a red line that was let pass, and a declaration taken back, cost: months of calm."""


@dataclass(frozen=True)
class Points:
    """Points of a capital, and what they are made of; worths are in months of calm, its card and its prices in them.

    `card` and `paid` are what these two add to the worth; `best` is the simple way that would have been worth most.
    """

    points: float
    answer: float
    level: float
    worth: float
    card: float
    paid: float
    best: str
    best_worth: float
    lost: bool


def level_of(worth: Floats | float, capital: str, kim: str, months: int) -> Floats:
    """Return how well a game of so many months went for a capital among all games by simple ways, 0 to 1."""
    rows = tables()["levels"][kim][capital]
    low, high = (np.interp(months, tables()["months"], [row[end] for row in rows]) for end in (0, 1))
    return np.asarray(np.clip((worth - low) / (high - low), 0.0, 1.0))


def answer_of(worth: Floats | float, others: Floats) -> Floats:
    """Return how good an answer was between the worst and the best of simple ways, the others held, 0 to 1.

    `others` holds the worth of each way on its first axis.
    """
    low, high = others.min(axis=0), np.maximum(others.max(axis=0), worth)
    return np.asarray(np.clip((worth - low) / np.maximum(high - low, 1e-9), 0.0, 1.0))


def points_of(level: Floats, answer: Floats, loses: Any) -> Floats:
    """Return points from 0 to 100."""
    points = 100.0 * level * (BY_LEVEL + (1.0 - BY_LEVEL) * answer)
    return np.where(loses, np.minimum(points, MOST_OF_A_LOSER), points)


def judge(
    scenario: Scenario, made: Sequence[Month], kim: str, lost: Mapping[str, bool],
    cards: Mapping[str, str], paid: Mapping[str, float],
) -> dict[str, Points]:  # fmt: skip
    """Return the points of every capital for a game whose months were made; `paid` is what each paid beside it.

    `scenario` is that of the game, with Kim named and as many months as were played.
    """
    ways = [(capital, name) for capital in CAPITALS for name in SIMPLE[capital]]
    games = [made, *(play_out({capital: WAYS[capital][name]}, len(made), made) for capital, name in ways)]
    found = replay(scenario, order_games(scenario, games), LIVES, first=FIRST_LIFE, record=["freeze"])
    freeze = (found.record["freeze"][-1] > 0.0).mean(axis=1)
    judged = {}
    for capital in CAPITALS:
        plain, price, card = found.means(capital), paid.get(capital, 0.0), cards.get(capital)
        held = CARDS[capital][card] if card else None
        worths = plain + np.array([paid_by(held, game, share) for game, share in zip(games, freeze, strict=True)])
        own, others = float(worths[0]) - price, worths[1:][[way[0] == capital for way in ways]]
        level, answer, best = level_of(own, capital, kim, len(made)), answer_of(own, others), int(others.argmax())
        judged[capital] = Points(
            float(points_of(level, answer, lost[capital])), float(answer), float(level), own,
            float(worths[0] - plain[0]), -price, SIMPLE[capital][best], float(others[best]), lost[capital],
        )  # fmt: skip
    return judged
