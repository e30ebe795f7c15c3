"""Chicken, and the ordinal name of any game of two players and two actions."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats


def chicken(
    temptation: float = 1.0, reward: float = 0.0, sucker: float = -1.0, crash: float = -10.0
) -> tuple[Floats, Floats]:
    """Give the payoffs of symmetric chicken, one array per player; actions are swerve, stick.

    Raises ValueError unless temptation > reward > sucker > crash. In the mixed Nash equilibrium each sticks
    with probability (T - R) / (T - R + S - P). Source: Rapoport and Chammah (1966), American Behavioral
    Scientist 10(3), 10-28.
    """
    if not temptation > reward > sucker > crash:
        raise ValueError(
            "These payoffs are not chicken.\n"
            f"Where: temptation {temptation}, reward {reward}, sucker {sucker}, crash {crash}.\n"
            "Give temptation > reward > sucker > crash."
        )
    row = np.array([[reward, sucker], [temptation, crash]])
    return row, row.T.copy()


ORDERS: Final = {
    "TRPS": "Prisoner's Dilemma", "TRSP": "Chicken", "TSRP": "Leader", "TSPR": "Hero", "TPSR": "Compromise",
    "TPRS": "Deadlock", "RTPS": "Stag Hunt", "RPTS": "Assurance", "RPST": "Coordination", "RSPT": "Peace",
    "RSTP": "Harmony", "RTSP": "Concord",
}  # fmt: skip
"""The name of each order of outcomes, the best first.

A player gives way by the action that holds the other's best outcome. R: both give way; T: the other alone does; S: the
player alone does; P: neither.
"""

TIES: Final = "a game with ties"


def ordinal_name(row: npt.ArrayLike, column: npt.ArrayLike) -> str:
    """Return the name of a game, payoffs `(2, 2)` each: of one order, or of the row player's and the column player's.

    Actions may stand in any order. Raises ValueError for other shapes.

    >>> ordinal_name([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    "Prisoner's Dilemma"
    >>> ordinal_name([[3, 2], [4, 1]], [[3, 4], [1, 2]])
    "Chicken – Prisoner's Dilemma"
    """
    own, other = np.asarray(row, dtype=np.float64), np.asarray(column, dtype=np.float64)
    if own.shape != (2, 2) or other.shape != (2, 2):
        raise ValueError(
            f"These payoffs have shapes {own.shape} and {other.shape}.\nWhere: ordinal_name.\n"
            "Give two arrays of 2 rows and 2 columns."
        )
    if any(np.unique(payoff).size < 4 for payoff in (own, other)):
        return TIES
    gives_way = int(other.argmax()) // 2, int(own.argmax()) % 2
    names = [ORDERS[order(own, gives_way)], ORDERS[order(other.T, gives_way[::-1])]]
    return " – ".join(dict.fromkeys(names))


def order(own: npt.NDArray[np.float64], gives_way: tuple[int, int]) -> str:
    """Return the order of outcomes of the player whose actions are the rows; `gives_way` says by which each does."""
    mine, others = gives_way
    outcomes = {
        "R": own[mine, others], "T": own[1 - mine, others], "S": own[mine, 1 - others], "P": own[1 - mine, 1 - others],
    }  # fmt: skip
    return "".join(sorted(outcomes, key=lambda outcome: -outcomes[outcome]))
