"""The ordinal name of a game of two players with two actions each: what the order of a player's outcomes is called.

Rapoport and Guyer (1966), General Systems 11, 203-214, counted 78 such games without ties. Each is known by two of
twelve orders, one a player, and an order by the symmetric game in which both players have it: Robinson and Goforth
(2005), The Topology of the 2x2 Games; Bruns (2015), Games 6, 495-520.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

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
