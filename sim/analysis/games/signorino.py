"""Signorino's two-stage crisis: attack or not, resist or not, with an error in each choice."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.analysis.games.choice import logit_probabilities
from sim.arrays import Floats

SHARP = 1e9  # a precision at which the logit rule is a best response


class Attacker(NamedTuple):
    """What the state that may attack gets from each outcome."""

    status_quo: float
    capitulation: float
    war: float


class Target(NamedTuple):
    """What the state that may resist gets once attacked."""

    capitulation: float
    war: float


def two_stage_logit(attacker: Attacker, target: Target, precision: float) -> Floats:
    """Solve the crisis backwards with the model's logit rule, each choice with its own error.

    Returns the probabilities of status quo, capitulation and war. This is the agent-error logit equilibrium
    of the game. Source: Signorino (1999), American Political Science Review 93, 279-297.
    """
    resist = float(logit_probabilities(np.array(target), precision)[1])
    attack = float(logit_probabilities(_first_stage(attacker, resist), precision)[1])
    return _outcomes(attack, resist)


def two_stage_probit(attacker: Attacker, target: Target, spread: float, worlds: int = 20_000) -> Floats:
    """Solve the crisis backwards where each payoff carries a normal error, by playing out many worlds.

    `spread` is the standard deviation of the error of one action, above 0. The worlds are the quantiles of
    the difference of two errors, and in each the choice rule at a very high precision picks the better
    action; so a probability is exact to 1 / worlds. Returns the probabilities of status quo, capitulation
    and war.

    Closed form, Phi the normal distribution: P(resist) = Phi((war - capitulation) / (spread sqrt 2)), and
    likewise for the attack with the payoff expected. Source: Signorino (2003), Political Analysis 11,
    316-344.
    """
    if not (spread > 0.0 and worlds >= 1):
        raise ValueError(
            f"spread {spread} and worlds {worlds} cannot be played.\n"
            "Where: two_stage_probit.\n"
            "Give a spread above 0 and at least one world."
        )
    errors = spread * np.sqrt(2.0) * ndtri((np.arange(worlds) + 0.5) / worlds)
    resist = _share_of_worlds(np.array(target), errors)
    attack = _share_of_worlds(_first_stage(attacker, resist), errors)
    return _outcomes(attack, resist)


def _first_stage(attacker: Attacker, resist: float) -> Floats:
    """Give the attacker's expected payoffs of holding back and of attacking."""
    expected = resist * attacker.war + (1.0 - resist) * attacker.capitulation
    return np.array([attacker.status_quo, expected])


def _share_of_worlds(payoffs: Floats, errors: Floats) -> float:
    """Give the share of worlds in which the second action is the better one, its error added."""
    utility = np.stack([np.full_like(errors, payoffs[0]), payoffs[1] + errors])
    chosen = logit_probabilities(utility, SHARP)[1]
    return float(np.count_nonzero(chosen > 0.5) / errors.size)


def _outcomes(attack: float, resist: float) -> Floats:
    """Give the probabilities of status quo, capitulation and war."""
    return np.array([1.0 - attack, attack * (1.0 - resist), attack * resist])
