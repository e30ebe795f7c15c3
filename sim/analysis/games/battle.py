"""The battle of the sexes: both want to meet, each at its own place."""

import numpy as np

from sim.arrays import Floats


def battle_of_the_sexes(favourite: float = 2.0, other: float = 1.0, apart: float = 0.0) -> tuple[Floats, Floats]:
    """Give the payoffs of the battle of the sexes, one array per player; actions are the places of row and column.

    Raises ValueError unless favourite > other > apart. In the mixed Nash equilibrium each goes to its own favourite
    place with probability (favourite - apart) / (favourite + other - 2 apart). Source: Luce and Raiffa (1957), Games
    and Decisions, Wiley, section 5.3.
    """
    if not favourite > other > apart:
        raise ValueError(
            "These payoffs are no battle of the sexes.\n"
            f"Where: favourite {favourite}, other {other}, apart {apart}.\nGive favourite > other > apart."
        )
    row = np.array([[favourite, apart], [apart, other]])
    column = np.array([[other, apart], [apart, favourite]])
    return row, column
