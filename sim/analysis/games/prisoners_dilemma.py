"""The prisoner's dilemma: defecting pays whatever the other does, and both would rather cooperate."""

import numpy as np

from sim.arrays import Floats


def prisoners_dilemma(
    temptation: float = 5.0, reward: float = 3.0, punishment: float = 1.0, sucker: float = 0.0
) -> tuple[Floats, Floats]:
    """Give the payoffs of the prisoner's dilemma, one array per player; actions are cooperate, defect.

    Raises ValueError unless temptation > reward > punishment > sucker. Where defecting gains the same
    against both moves (T - R = P - S), the logit equilibrium is P(defect) = logistic(precision * (T - R)).
    Source: Rapoport and Chammah (1965), Prisoner's Dilemma, University of Michigan Press; default payoffs
    as in Axelrod (1984), The Evolution of Cooperation, Basic Books.
    """
    if not temptation > reward > punishment > sucker:
        raise ValueError(
            "These payoffs are not a prisoner's dilemma.\n"
            f"Where: temptation {temptation}, reward {reward}, punishment {punishment}, sucker {sucker}.\n"
            "Give temptation > reward > punishment > sucker."
        )
    row = np.array([[reward, sucker], [temptation, punishment]])
    return row, row.T.copy()
