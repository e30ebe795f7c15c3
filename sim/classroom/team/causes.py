"""The moves that made the difference in a game: each replayed with the quiet move in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.classroom.team.replays import Month, replay
from sim.core.base.months import month_after
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.game.catalogue import CAPITALS, QUIET
from sim.core.scenario import Scenario

LIVES: Final = 40
"""The number of worlds of each replay, with draws other than those of the game."""

FIRST_LIFE: Final = 200
MOST_CAUSES: Final = 3
LEAST: Final = 0.3
"""The least effect of a cause on the other capital that it touches most, in months of calm."""


@dataclass(frozen=True)
class Cause:
    """A move on a menu in a month, counted from 0, that changed the payoff of another capital.

    The quiet move in its place would have added `effect`, in months of calm, to that of `who`.
    """

    menu: str
    month: int
    move: str
    who: str
    effect: Estimate


def find_causes(scenario: Scenario, game: Sequence[Month]) -> list[Cause]:
    """Return up to three causes, one a capital, the largest first, of moves other than the quiet
    one.

    `scenario` has Kim's type set. A cause is left out if its effect on the other capital that it
    touches most has an interval with 0 or is below LEAST.
    """
    places = [
        (month, menu)
        for month, moves in enumerate(game)
        for menu, move in moves.items()
        if move != QUIET[menu]
    ]
    if not places:
        return []
    others = [
        [*game[:month], {**game[month], menu: QUIET[menu]}, *game[month + 1 :]]
        for month, menu in places
    ]
    worth = replay(scenario, [game, *others], LIVES, first=FIRST_LIFE).worth
    added = np.array([worth[capital][1:] - worth[capital][0] for capital in CAPITALS])
    size = abs(added.mean(axis=2))
    causes: dict[str, Cause] = {}
    for place in np.argsort(-size.sum(axis=0), kind="stable"):
        month, menu = places[place]
        mover = menu.partition(".")[0]
        rivals = [number for number, capital in enumerate(CAPITALS) if capital != mover]
        hurt = max(rivals, key=lambda number: float(size[number, place]))
        effect = mean_estimate(added[hurt, place])
        is_clear = not effect.low <= 0.0 <= effect.high and abs(effect.value) >= LEAST
        if is_clear and mover not in causes and len(causes) < MOST_CAUSES:
            causes[mover] = Cause(menu, month, game[month][menu], CAPITALS[hurt], effect)
    return list(causes.values())


Sentence = dict[str, Any]
"""A sentence as data: its key, and its values, which are again keys, months or plain text."""


def cause_sentence(start: str, cause: Cause) -> Sentence:
    """Return the sentence of a cause in a game that starts in month `start`."""
    capital, _, kind = cause.menu.partition(".")
    values = {
        "month": month_after(start, cause.month),
        "capital": f"capitals.{capital}",
        "made": f"{kind}s.{capital}.{cause.move}",
        "other": f"{kind}s.{capital}.{QUIET[cause.menu]}",
        "who": f"capitals.{cause.who}",
        "way": "team.better" if cause.effect.value > 0.0 else "team.worse",
    }
    return {"key": "team.cause", "values": values | size_values(cause.effect)}


def size_values(effect: Estimate) -> dict[str, str]:
    """Return the values of a difference: its size and interval, or a note that all agree."""
    limits = sorted((abs(effect.low), abs(effect.high)))
    for digits in (1, 2):
        low, high = (f"{limit:.{digits}f}" for limit in limits)
        if low != high:
            return {"by": f"{abs(effect.value):.{digits}f}", "range": f"{low}\u2013{high}"}
    return {"by": f"{abs(effect.value):.1f}", "range": "team.alike"}
