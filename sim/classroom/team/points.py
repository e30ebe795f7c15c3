"""Points of a team, the moves that made the difference in its game, and better ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from sim.classroom.team.cards import CARDS, paid_by, tables
from sim.classroom.team.replays import SIMPLE, WAYS, Month, mean_of, play_out, replay
from sim.core.base.arrays import Floats
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS, MOVES, QUIET
from sim.core.scenario import Scenario
from sim.policies.agents.observation import KINDS

LIVES: Final = 40
"""The number of worlds in which each way is played, with draws other than those of the game."""

FIRST_LIFE: Final = 200

LINE_BROKEN: Final = 3.0
COURSE_TURNED: Final = 1.0
"""Prices of a red line that was not enforced and of a declaration taken back, in months of calm."""


@dataclass(frozen=True)
class TeamPoints:
    """How well a capital did and answered, 0 to 1; payoffs are in months of calm, with card and
    prices.

    `paid` is the share of the prices in `worth`; `best` is the simple way with the highest payoff,
    `best_worth`.
    """

    answer: float
    level: float
    worth: float
    paid: float
    best: str
    best_worth: float


def level_of(worth: Floats | float, capital: str, kim: str, months: int) -> Floats:
    """Return a capital's level, 0 to 1: its payoff between the low and high ends of simple ways."""
    rows = tables()["levels"][kim][capital]
    low, high = (
        np.interp(months, tables()["months"], [row[end] for row in rows]) for end in (0, 1)
    )
    return np.asarray(np.clip((worth - low) / (high - low), 0.0, 1.0))


def answer_of(worth: Floats | float, others: Floats) -> Floats:
    """Return the quality of an answer, 0 to 1, between the worst and the best simple way.

    `others` holds the payoffs of the ways on its first axis, the other capitals' moves held.
    """
    low, high = others.min(axis=0), np.maximum(others.max(axis=0), worth)
    return np.asarray(np.clip((worth - low) / np.maximum(high - low, 1e-9), 0.0, 1.0))


def judge(
    scenario: Scenario,
    played: Sequence[Month],
    kim: str,
    cards: Mapping[str, str],
    paid: Mapping[str, float],
) -> dict[str, TeamPoints]:
    """Return the points of every capital for a game with the moves `played`; `paid` are the prices of
    each.

    `scenario` is that of the game with Kim's type set and with the number of months played.
    """
    ways = [(capital, name) for capital in CAPITALS for name in SIMPLE[capital]]
    games = [
        played,
        *(play_out({capital: WAYS[capital][name]}, len(played), played) for capital, name in ways),
    ]
    lives = replay(scenario, games, LIVES, first=FIRST_LIFE, record=["freeze"])
    freeze = (lives.record["freeze"][-1] > 0.0).mean(axis=1)
    judged = {}
    for capital in CAPITALS:
        price, card = paid.get(capital, 0.0), cards.get(capital)
        dealt = CARDS[capital][card] if card else None
        worths = lives.means(capital) + np.array(
            [paid_by(dealt, game, share) for game, share in zip(games, freeze, strict=True)]
        )
        worth, others = float(worths[0]) - price, worths[1:][[way[0] == capital for way in ways]]
        level, answer, best = (
            level_of(worth, capital, kim, len(played)),
            answer_of(worth, others),
            int(others.argmax()),
        )
        judged[capital] = TeamPoints(
            float(answer),
            float(level),
            worth,
            -price,
            SIMPLE[capital][best],
            float(others[best]),
        )
    return judged


MOST_CAUSES: Final = 3
NOTICED: Final = 0.05
LEAST: Final = 0.3
"""The least effect of a cause on the other capital that it touches most, in months of calm."""


@dataclass(frozen=True)
class OtherMove:
    """Another statement or action of a capital in a month, counted from 0."""

    capital: str
    month: int
    kind: str
    made: str
    other: str


@dataclass(frozen=True)
class Cause:
    """A move that changed the payoff of another capital `who`: the other move would have added `by`
    to it, in months of calm.
    """

    change: OtherMove
    who: str
    by: Estimate


def changes_in(game: Sequence[Month]) -> Iterator[OtherMove]:
    """Yield every other statement and action of every month of a game."""
    for capital in CAPITALS:
        for month, pairs in enumerate(game):
            for kind, was in zip(KINDS, pairs[capital], strict=True):
                names = (move.name for move in MOVES[f"{capital}.{kind}"] if move.name != was)
                yield from (OtherMove(capital, month, kind, was, name) for name in names)


def change_month(game: Sequence[Month], change: OtherMove) -> list[Month]:
    """Return a game with one change."""
    word, deed = game[change.month][change.capital]
    pair = (change.other, deed) if change.kind == "word" else (word, change.other)
    return [
        *game[: change.month],
        {**game[change.month], change.capital: pair},
        *game[change.month + 1 :],
    ]


@dataclass(frozen=True)
class Otherwise:
    """The payoffs that each change of a game adds to each capital.

    `added` is `(changes, worlds)` by capital.
    """

    changes: list[OtherMove]
    added: dict[str, Floats]

    def mean(self, capital: str) -> Floats:
        """Return the mean payoff that each change adds to a capital."""
        return np.asarray(self.added[capital].mean(axis=1))


def find_causes(otherwise: Otherwise) -> list[Cause]:
    """Return up to three causes, one a capital, the largest first, of moves other than the quiet
    one.

    A cause is left out if its effect on the other capital that it touches most has an interval with
    0 or is below LEAST.
    """
    moved = np.sum([abs(otherwise.mean(capital)) for capital in CAPITALS], axis=0)
    causes: dict[str, Cause] = {}
    for place in np.argsort(-moved, kind="stable"):
        change = otherwise.changes[place]
        if len(causes) == MOST_CAUSES:
            break
        if change.capital in causes or change.other != QUIET[f"{change.capital}.{change.kind}"]:
            continue
        hurt = max(
            (other for other in CAPITALS if other != change.capital),
            key=lambda other: abs(otherwise.mean(other)[place]),
        )
        effect = mean_of(otherwise.added[hurt][place])
        if not effect.low <= 0.0 <= effect.high and abs(effect.value) >= LEAST:
            causes[change.capital] = Cause(change, hurt, effect)
    return list(causes.values())


def better_for(otherwise: Otherwise, capital: str) -> tuple[OtherMove, Estimate] | None:
    """Return the best change for a capital; None if the low end of its interval is not above 0, or
    the gain is below NOTICED.
    """
    places = [place for place, change in enumerate(otherwise.changes) if change.capital == capital]
    best = max(places, key=lambda place: float(otherwise.mean(capital)[place]))
    gain = mean_of(otherwise.added[capital][best])
    return (otherwise.changes[best], gain) if gain.low > 0.0 and gain.value >= NOTICED else None


Sentence = dict[str, Any]
"""A sentence as data: its key, and its values, which are again keys, months or plain text."""


def tell(
    scenario: Scenario, game: Sequence[Month], points: dict[str, TeamPoints]
) -> dict[str, Any]:
    """Return the causes and the better moves of each capital as sentences, and the points as plain
    data.
    """
    changes = list(changes_in(game))
    games = [game, *(change_month(game, change) for change in changes)]
    lives = replay(scenario, games, LIVES, first=FIRST_LIFE)
    otherwise = Otherwise(
        changes, {power: lives.worth[power][1:] - lives.worth[power][0] for power in CAPITALS}
    )
    return {
        "lives": LIVES,
        "causes": [cause_told(scenario, cause) for cause in find_causes(otherwise)],
        "better": {
            capital: [
                month_told(scenario, better_for(otherwise, capital)),
                way_told(capital, points[capital]),
            ]
            for capital in CAPITALS
        },
        "points": {capital: asdict(power) for capital, power in points.items()},
    }


def cause_told(scenario: Scenario, cause: Cause) -> Sentence:
    """Return the sentence of a cause: the capital that the quiet move would have helped or hurt,
    and how much.
    """
    way = "team.better" if cause.by.value > 0.0 else "team.worse"
    return {
        "key": "team.cause",
        "values": tell_change(scenario, cause.change)
        | tell_size(cause.by)
        | {"who": f"capitals.{cause.who}", "way": way},
    }


def month_told(scenario: Scenario, move: tuple[OtherMove, Estimate] | None) -> Sentence:
    """Return the sentence of the payoff that changing one month would add."""
    if move is None:
        return {"key": "team.no_month", "values": {}}
    return {
        "key": "team.one_month",
        "values": tell_change(scenario, move[0]) | tell_size(move[1]),
    }


def way_told(capital: str, points: TeamPoints) -> Sentence:
    """Return the sentence that compares a capital's payoff with that of its best simple way."""
    values = {"worth": decimal(points.worth), "best": decimal(points.best_worth)}
    if points.best_worth <= points.worth:
        return {"key": "team.unbeaten", "values": values | {"ways": str(len(SIMPLE[capital]))}}
    return {"key": "team.all_along", "values": values | {"name": f"ways.{capital}.{points.best}"}}


def tell_change(scenario: Scenario, change: OtherMove) -> dict[str, str]:
    """Return the values of a change: its month, its capital, the actual move and the other one."""
    menu = f"{change.kind}s.{change.capital}"
    return {
        "month": month_after(scenario.start, change.month),
        "capital": f"capitals.{change.capital}",
        "made": f"{menu}.{change.made}",
        "other": f"{menu}.{change.other}",
    }


def tell_size(size: Estimate) -> dict[str, str]:
    """Return the values of a difference: its size and interval, or a note that all agree."""
    limits = sorted((abs(size.low), abs(size.high)))
    for digits in (1, 2):
        low, high = (decimal(limit, digits) for limit in limits)
        if low != high:
            return {"by": decimal(abs(size.value), digits), "range": f"{low}\u2013{high}"}
    return {"by": decimal(abs(size.value)), "range": "team.alike"}


def decimal(number: float, digits: int = 1) -> str:
    """Return a number of months of calm as text."""
    return f"{number:.{digits}f}".replace("-", "\u2212")
