"""Models of crises with known answers: Fearon's bargain, Powell's brink, Signorino's errors,
Richardson's race.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import ndtri

from sim.analysis.games import Profile
from sim.core.base.arrays import Floats, Quantity, weighted_sum
from tests.games.choice import logit_probabilities
from tests.games.fixed_point import fixed_point


@dataclass(frozen=True, eq=False)
class Bargain:
    """A demand chosen by logit: the menu, the chance of each demand, and the chance that it is
    refused.
    """

    demands: Floats
    choice: Floats
    refusal: Floats

    @property
    def demand(self) -> float:
        """The mean demand, a share of the prize."""
        return float(weighted_sum(self.choice, self.demands))

    @property
    def war(self) -> float:
        """The probability that the demand is refused and war follows."""
        return float(weighted_sum(self.choice, self.refusal))


def fearon_demand(
    strength: float,
    cost: float,
    top_cost: float,
    precision: float,
    demands: int = 1001,
    types: int = 1000,
) -> Bargain:
    """Choose a demand when the rival's cost of war is uniform between 0 and `top_cost`.

    A prize of 1 is divided. War gives the state that demands `strength` minus `cost` and the rival
    1 - `strength` minus its own cost. The rival accepts or fights, then the demand is chosen
    against the chance of acceptance, both by the model's logit rule at `precision`. The menu is a
    grid of `demands` shares from 0 to 1, the rival a grid of `types` costs. Raises ValueError
    unless strength is in (0, 1), cost at least 0 and top_cost above 0.

    At high precision the demand is strength + max(0, top_cost - cost) / 2, if that is below 1, and
    the risk of war max(0, top_cost - cost) / (2 top_cost). Source: Fearon (1995), International
    Organization 49, 379-414.
    """
    if not (0.0 < strength < 1.0 and cost >= 0.0 and top_cost > 0.0):
        raise ValueError(
            "This is not a bargaining problem.\n"
            f"Where: strength {strength}, cost {cost}, top_cost {top_cost}.\n"
            "Give a strength between 0 and 1, a cost of 0 or more and a top cost above 0."
        )
    menu = np.linspace(0.0, 1.0, demands)
    costs = top_cost * (np.arange(types) + 0.5) / types
    accept = np.broadcast_to(1.0 - menu, (types, demands))
    fight = np.broadcast_to((1.0 - strength - costs)[:, np.newaxis], (types, demands))
    answers = logit_probabilities(np.stack([accept, fight]), precision)
    refusal = weighted_sum(answers[1], np.ones(types)) / types
    utility = (1.0 - refusal) * menu + refusal * (strength - cost)
    return Bargain(menu, logit_probabilities(utility, precision), refusal)


class Stakes(NamedTuple):
    """What one state gets from each end of a crisis, best first."""

    prize: float
    submission: float
    disaster: float


def stand_probability(risk: Quantity, stakes: Stakes, precision: float) -> Floats:
    """Give the logit chance that a state stands firm where standing brings disaster with
    probability `risk`.

    `risk` is a number or `(worlds,)` in [0, 1]; a state that stands and meets no disaster wins the
    prize.
    """
    stand = np.asarray((1.0 - risk) * stakes.prize + risk * stakes.disaster)
    menu = np.stack([np.full_like(stand, stakes.submission), stand])
    chance: Floats = logit_probabilities(menu, precision)[1]
    return chance


def critical_risk(stakes: Stakes) -> float:
    """Find the risk at which a state is as likely to stand firm as to submit.

    It is found from the choice rule and does not depend on precision. Closed form: (prize -
    submission) / (prize - disaster). Raises ValueError unless prize > submission > disaster.
    Source: Ellsberg (1959), The theory and practice of blackmail; Powell (1990), Nuclear Deterrence
    Theory, Cambridge University Press.

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

    `risks` holds the chance of disaster of each escalation in turn; `first` moves first, and after
    the last escalation the other side submits. Solved backwards with the logit rule. Returns the
    probabilities that the first state prevails, that the second does, and of disaster. At high
    precision the state with the lower critical risk submits at its first move, so that a crisis
    runs no more than one step of risk. Source: Powell (1987), American Political Science Review 81,
    717-735, and (2015), International Organization 69, 589-626.
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
        expected = np.array([_inner(value[mover], submit), _inner(value[mover], escalate)])
        choice = logit_probabilities(expected, precision)
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

    Returns the probabilities of status quo, capitulation and war. This is the agent-error logit
    equilibrium of the game. Source: Signorino (1999), American Political Science Review 93,
    279-297.
    """
    resist = float(logit_probabilities(np.array(target), precision)[1])
    attack = float(logit_probabilities(_first_stage(attacker, resist), precision)[1])
    return _outcomes(attack, resist)


def two_stage_probit(
    attacker: Attacker, target: Target, spread: float, worlds: int = 20_000
) -> Floats:
    """Solve the crisis backwards where each payoff carries a normal error, by playing out many
    worlds.

    `spread` is the standard deviation of the error of one action, above 0. The worlds are the
    quantiles of the difference of two errors, and in each the choice rule at a very high precision
    picks the better action; so a probability is exact to 1 / worlds. Returns the probabilities of
    status quo, capitulation and war.

    Closed form, Phi the normal distribution: P(resist) = Phi((war - capitulation) / (spread sqrt
    2)), and likewise for the attack with the payoff expected. Source: Signorino (2003), Political
    Analysis 11, 316-344.
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


ROUNDS = 2000
TOLERANCE = 1e-10  # in arms


@dataclass(frozen=True, eq=False)
class ArmsRace:
    """The rates of an arms race of two sides, each rate a pair of numbers or of `(worlds,)` arrays.

    x' = reaction[0] y - fatigue[0] x + grievance[0], and y' likewise with the sides exchanged.
    Reactions are at least 0, fatigues above 0, both a year; grievances are in arms a year. Source:
    Richardson (1960), Arms and Insecurity, Boxwood Press.
    """

    reaction: tuple[Quantity, Quantity]
    fatigue: tuple[Quantity, Quantity]
    grievance: tuple[Quantity, Quantity]

    def growth(self, arms: Profile) -> Profile:
        """Give how fast each side's arms grow."""
        x, y = arms
        return (
            self.reaction[0] * y - self.fatigue[0] * x + self.grievance[0],
            self.reaction[1] * x - self.fatigue[1] * y + self.grievance[1],
        )

    def answer(self, arms: Profile) -> Profile:
        """Give the arms at which each side would rest, were the other's to stay as they are."""
        x, y = arms
        return (
            (self.reaction[0] * y + self.grievance[0]) / self.fatigue[0],
            (self.reaction[1] * x + self.grievance[1]) / self.fatigue[1],
        )


def arms_race_equilibrium(race: ArmsRace, worlds: int = 1) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Let each side answer the other until neither moves, with the model's damped fixed point.

    Returns the arms of both sides, `(2, worlds)`, and whether they came to rest, `(worlds,)`; arms
    are NaN where they did not. They come to rest where fatigue outweighs reaction: fatigue[0]
    fatigue[1] > reaction[0] reaction[1]. Closed form: x = (fatigue[1] grievance[0] + reaction[0]
    grievance[1]) / (fatigue[0] fatigue[1] - reaction[0] reaction[1]), and y likewise.
    """
    unarmed = (np.zeros((1, worlds)), np.zeros((1, worlds)))
    # A race without end may pass the largest float; it counts as not settled.
    with np.errstate(over="ignore", invalid="ignore"):
        arms, settled, _ = fixed_point(race.answer, unarmed, tolerance=TOLERANCE, rounds=ROUNDS)
    return np.where(settled, np.concatenate(arms), np.nan), settled


def arms_race_path(race: ArmsRace, start: tuple[float, float], steps: int, step: float) -> Floats:
    """Run the race in small steps of `step` years from `start`; returns `(steps + 1, 2)`.

    For a race of one world: the rates are numbers.
    """
    arms: Profile = (np.array(start[0]), np.array(start[1]))
    path = np.empty((steps + 1, 2))
    path[0] = start
    for number in range(1, steps + 1):
        arms = tuple(
            level + step * growth for level, growth in zip(arms, race.growth(arms), strict=True)
        )
        path[number] = arms
    return path
