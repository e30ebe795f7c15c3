"""Chicken: two drivers, and the one who swerves loses face."""

import numpy as np

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
