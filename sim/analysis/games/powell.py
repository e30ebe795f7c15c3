"""Powell's brinkmanship: how much risk of disaster a state will run rather than give way."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from sim.analysis.games.choice import logit_probabilities
from sim.arrays import Floats, Quantity


class Stakes(NamedTuple):
    """What one state gets from each end of a crisis, best first."""

    prize: float
    submission: float
    disaster: float


def stand_probability(risk: Quantity, stakes: Stakes, precision: float) -> Floats:
    """Give the logit chance that a state stands firm where standing brings disaster with probability `risk`.

    `risk` is a number or `(worlds,)` in [0, 1]; a state that stands and meets no disaster wins the prize.
    """
    stand = np.asarray((1.0 - risk) * stakes.prize + risk * stakes.disaster)
    menu = np.stack([np.full_like(stand, stakes.submission), stand])
    chance: Floats = logit_probabilities(menu, precision)[1]
    return chance


def critical_risk(stakes: Stakes) -> float:
    """Find the risk at which a state is as likely to stand firm as to submit.

    It is found from the choice rule and does not depend on precision. Closed form: (prize - submission) /
    (prize - disaster). Raises ValueError unless prize > submission > disaster. Source: Ellsberg (1959), The
    theory and practice of blackmail; Powell (1990), Nuclear Deterrence Theory, Cambridge University Press.

    >>> round(critical_risk(Stakes(prize=1.0, submission=0.0, disaster=-3.0)), 9)
    0.25
    """
    _check(stakes)
    precision = 1.0 / (stakes.prize - stakes.disaster)

    def lean(risk: float) -> float:
        return float(stand_probability(risk, stakes, precision)) - 0.5

    return float(brentq(lean, 0.0, 1.0, xtol=1e-14))


def brinkmanship(first: Stakes, second: Stakes, risks: Sequence[float], precision: float) -> Floats:
    """Play a crisis in which two states take turns to escalate or submit, both knowing all stakes.

    `risks` holds the chance of disaster of each escalation in turn; `first` moves first, and after the last
    escalation the other side submits. Solved backwards with the logit rule. Returns the probabilities that
    the first state prevails, that the second does, and of disaster. At high precision the state with the
    lower critical risk submits at its first move, so that a crisis runs no more than one step of risk.
    Source: Powell (1987), American Political Science Review 81, 717-735, and (2015), International
    Organization 69, 589-626.
    """
    _check(first)
    _check(second)
    value = {
        0: np.array([first.prize, first.submission, first.disaster]),
        1: np.array([second.submission, second.prize, second.disaster]),
    }
    prevails = np.eye(3)
    end: Floats = prevails[(len(risks) + 1) % 2]
    for turn in reversed(range(len(risks))):
        mover = turn % 2
        submit = prevails[1 - mover]
        escalate = (1.0 - risks[turn]) * end + risks[turn] * prevails[2]
        worth = np.array([_inner(value[mover], submit), _inner(value[mover], escalate)])
        choice = logit_probabilities(worth, precision)
        end = choice[0] * submit + choice[1] * escalate
    return end


def _inner(values: Floats, chances: Floats) -> float:
    """Give the expected value over the three ends of a crisis."""
    return float(values[0] * chances[0] + values[1] * chances[1] + values[2] * chances[2])


def _check(stakes: Stakes) -> None:
    """Refuse stakes that make no crisis."""
    if not stakes.prize > stakes.submission > stakes.disaster:
        raise ValueError(
            "These stakes make no crisis.\n"
            f"Where: prize {stakes.prize}, submission {stakes.submission}, disaster {stakes.disaster}.\n"
            "Give prize > submission > disaster."
        )
