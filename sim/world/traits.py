"""What each move does, as named rows over the menu of a capital: worked out once, looked up every month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..arrays import Floats, Ints
from .actions import (
    ACTIONS,
    B_LIFELINE,
    B_MEDIATE,
    B_PROTECT,
    CONCILIATORY,
    P_BIG,
    P_LETHAL,
    P_MISSILE,
    S_AID,
    S_EXERCISE,
    S_INITIATIVE,
    SEVERITY,
    W_DEPLOY,
    W_RELIEF,
    W_SANCTIONS,
    W_THREATEN,
    at,
)  # fmt: skip
from .parameters import Parameters
from .rules.tension import falling, rising

Row = Mapping[str, Floats]
UNFORESEEN = frozenset({"loss", "audience", "threatens", "tests", "big", "disarms", "cohesion"})
"""Traits that only the transitions and the capital itself read: no other capital reckons with them."""


def marks(capital: str, *ordinals: int) -> Floats:
    """Return a column `(actions, 1)` with 1 at the given moves and 0 elsewhere."""
    column = np.zeros((len(ACTIONS[capital]), 1))
    column[list(ordinals)] = 1.0
    return column


def own_traits(capital: str, p: Parameters) -> dict[str, Floats]:
    """Return what is particular to the moves of one capital, each trait `(actions, 1 or worlds)`."""
    talking = marks(capital, *range(CONCILIATORY + 1))
    if capital == "washington":
        return {
            "talking": talking, "deploys": marks(capital, W_DEPLOY), "threatens": marks(capital, W_THREATEN),
            "new_round": marks(capital, W_SANCTIONS), "relief": marks(capital, W_RELIEF), "audience": p.audience_gain,
        }  # fmt: skip
    if capital == "beijing":
        return {
            "aim": p.enforcement_aim, "aid": p.aid_beijing, "vetoes": marks(capital, B_LIFELINE, B_PROTECT),
            "mediates": marks(capital, B_MEDIATE),
        }  # fmt: skip
    if capital == "pyongyang":
        return {
            "talking": talking, "test_weight": p.test_weight, "tests": marks(capital, P_MISSILE, P_BIG),
            "big": marks(capital, P_BIG), "alarms": marks(capital, P_BIG, P_LETHAL),
            "arms": np.maximum(p.arsenal_gain, 0.0), "disarms": np.minimum(p.arsenal_gain, 0.0),
        }  # fmt: skip
    return {
        "exercises": marks(capital, S_EXERCISE), "engages": marks(capital, S_AID, S_INITIATIVE), "aid": p.aid_seoul,
        "sanctions": p.sanctions_seoul, "cohesion": p.cohesion_seoul,
    }  # fmt: skip


class Traits:
    """The traits of one capital's moves.

    `rows[trait]` is `(actions, 1)`, or `(actions, worlds)` where the worlds of the batch differ. Traits that all four
    have: `rise` and `fall` of tension, `gain` and `loss` in talks, and `severity`.
    """

    def __init__(self, capital: str, p: Parameters) -> None:
        effect, talks = getattr(p, f"tension_{capital}"), getattr(p, f"talks_{capital}")
        rows: dict[str, Floats] = {
            "rise": rising(effect, p),
            "fall": falling(effect, p),
            "gain": np.maximum(talks, 0.0),
            "loss": np.minimum(talks, 0.0),
            "severity": SEVERITY[capital],
        } | own_traits(capital, p)
        # Those that others reckon with come first, so that one look-up reads just these, or all.
        self.foreseen_names = tuple(name for name in rows if name not in UNFORESEEN)
        self.rows = {name: rows[name] for name in (*self.foreseen_names, *(n for n in rows if n in UNFORESEEN))}
        same = all(table.shape[1] == 1 for table in self.rows.values())
        self._stacked = np.stack([table[:, 0] for table in self.rows.values()]) if same else None

    def of(self, moves: Ints) -> dict[str, Floats]:
        """Return all traits of the moves made, `(worlds,)` each."""
        return self._looked_up(moves, tuple(self.rows))

    def foreseen(self, moves: Ints) -> dict[str, Floats]:
        """Return the traits of the moves seen that other capitals reckon with, `(worlds,)` each."""
        return self._looked_up(moves, self.foreseen_names)

    def own_memory(self, moves: Ints) -> dict[str, Floats]:
        """Return the few traits that a capital's rules ask of its own last moves."""
        return {name: at(self.rows[name], moves) for name in ("severity", "alarms") if name in self.rows}

    def _looked_up(self, moves: Ints, names: tuple[str, ...]) -> dict[str, Floats]:
        """Return the first traits by name, in one look-up where the worlds share their numbers."""
        if self._stacked is None:
            return {name: at(self.rows[name], moves) for name in names}
        return dict(zip(names, self._stacked[: len(names)].take(moves, axis=1), strict=True))

    def expected(self, chances: Floats) -> dict[str, Floats]:
        """Return the expected traits under chances `(actions, worlds)` of the moves, `(worlds,)` each."""
        means = {}
        for name, table in self.rows.items():
            total = chances[0] * table[0]
            for chance, value in zip(chances[1:], table[1:], strict=True):
                total = total + chance * value
            means[name] = total
        return means

    def menu(self, rows: slice) -> dict[str, Floats]:
        """Return the traits of a part of the menu, `(rows, 1 or worlds)` each."""
        return {name: table[rows] for name, table in self.rows.items()}
