"""Asymmetric matching pennies: one wants to match, the other not, and one match pays more."""

import numpy as np

from sim.arrays import Floats


def matching_pennies(prize: float = 9.0) -> tuple[Floats, Floats]:
    """Give the payoffs of asymmetric matching pennies, one array per player; actions are heads, tails.

    The row player gains `prize` if both play heads and 1 if both play tails; the column player gains 1 if
    they differ; all else is 0. Raises ValueError unless `prize` is above 0. In the Nash equilibrium the row
    player plays heads half the time whatever the prize; in the logit equilibrium it plays heads more often.
    Source: the games of Ochs (1995), Games and Economic Behavior 10, 202-217, as solved by McKelvey and
    Palfrey (1995), same issue, 6-38.
    """
    if not prize > 0:
        raise ValueError(f"prize cannot be {prize}.\nWhere: matching_pennies.\nGive a number above 0.")
    row = np.array([[prize, 0.0], [0.0, 1.0]])
    column = np.array([[0.0, 1.0], [1.0, 0.0]])
    return row, column
