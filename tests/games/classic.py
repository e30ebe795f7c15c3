"""Textbook games of two players and two actions, one array of payoffs per player."""

from __future__ import annotations

import numpy as np

from sim.core.base.arrays import Floats


def battle_of_the_sexes(
    favourite: float = 2.0, other: float = 1.0, apart: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the battle of the sexes, for favourite > other > apart; actions are the places of row
    and column.

    In the mixed Nash equilibrium each goes to its own favourite place with probability (favourite -
    apart) / (favourite + other - 2 apart). Source: Luce and Raiffa (1957), Games and Decisions,
    Wiley, section 5.3.
    """
    row = np.array([[favourite, apart], [apart, other]])
    column = np.array([[other, apart], [apart, favourite]])
    return row, column


def matching_pennies(prize: float = 9.0) -> tuple[Floats, Floats]:
    """Return asymmetric matching pennies, for a prize above 0; actions are heads, tails.

    The row player gains `prize` if both play heads and 1 if both play tails; the column player
    gains 1 if they differ; all else is 0. In the Nash equilibrium the row player plays heads half
    the time whatever the prize; in the logit equilibrium it plays heads more often. Source: the
    games of Ochs (1995), Games and Economic Behavior 10, 202-217, as solved by McKelvey and Palfrey
    (1995), same issue, 6-38.
    """
    row = np.array([[prize, 0.0], [0.0, 1.0]])
    column = np.array([[0.0, 1.0], [1.0, 0.0]])
    return row, column


def prisoners_dilemma(
    temptation: float = 5.0, reward: float = 3.0, punishment: float = 1.0, sucker: float = 0.0
) -> tuple[Floats, Floats]:
    """Return the prisoner's dilemma, for temptation > reward > punishment > sucker; actions are
    cooperate, defect.

    Where defecting gains the same against both moves (T - R = P - S), the logit equilibrium is
    P(defect) = logistic(precision * (T - R)). Source: Rapoport and Chammah (1965), Prisoner's
    Dilemma, University of Michigan Press; default payoffs as in Axelrod (1984), The Evolution of
    Cooperation, Basic Books.
    """
    row = np.array([[reward, sucker], [temptation, punishment]])
    return row, row.T.copy()


def stag_hunt(stag: float = 4.0, hare: float = 3.0, alone: float = 0.0) -> tuple[Floats, Floats]:
    """Return the stag hunt, for stag > hare > alone; actions are stag, hare.

    Two who hunt the stag get `stag` each; who hunts hare gets `hare` whatever the other does; who
    hunts the stag alone gets `alone`. In the mixed Nash equilibrium each hunts the stag with
    probability (hare - alone) / (stag - alone). Source: Skyrms (2004), The Stag Hunt and the
    Evolution of Social Structure, Cambridge University Press.
    """
    row = np.array([[stag, alone], [hare, hare]])
    return row, row.T.copy()


def chicken(
    temptation: float = 1.0, reward: float = 0.0, sucker: float = -1.0, crash: float = -10.0
) -> tuple[Floats, Floats]:
    """Return symmetric chicken, for temptation > reward > sucker > crash; actions are swerve,
    stick.

    In the mixed Nash equilibrium each sticks with probability (T - R) / (T - R + S - P). Source:
    Rapoport and Chammah (1966), American Behavioral Scientist 10(3), 10-28.
    """
    row = np.array([[reward, sucker], [temptation, crash]])
    return row, row.T.copy()
