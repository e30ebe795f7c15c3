"""The asymmetric escalation game of Zagare and Kilgour, where each side knows the other's mind and
where none does.
"""

from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.analysis.games import Profile
from sim.core.base.arrays import Floats, Quantity, weighted_sum
from tests.games.choice import logit_probabilities
from tests.games.fixed_point import fixed_point

OUTCOMES = ("SQ", "DC", "DD", "ED", "DE", "EE")


@dataclass(frozen=True)
class ChallengerPayoffs:
    """What the Challenger gets from each outcome, worst first.

    All-out conflict (EE) is worth more to a hard Challenger than giving way once the Defender has
    escalated (DE), and less to a soft one. Then come limited conflict (DD), escalation to which the
    Defender gives way (ED), the status quo (SQ) and a Defender that concedes (DC). Raises
    ValueError if the order is broken.
    """

    soft_all_out: float = 0.0
    defender_wins: float = 1.0
    hard_all_out: float = 2.0
    limited: float = 3.0
    challenger_wins: float = 4.0
    status_quo: float = 5.0
    concession: float = 6.0

    def __post_init__(self) -> None:
        _check_order(self)

    def by_outcome(self, hard: bool) -> Floats:
        """Give the payoffs in the order of `OUTCOMES`."""
        all_out = self.hard_all_out if hard else self.soft_all_out
        yielding = (self.challenger_wins, self.defender_wins)
        return np.array([self.status_quo, self.concession, self.limited, *yielding, all_out])


@dataclass(frozen=True)
class DefenderPayoffs:
    """What the Defender gets from each outcome, worst first.

    A strategically hard Defender prefers all-out conflict (EE) to giving way to escalation (ED); a
    tactically hard one prefers limited conflict (DD) to conceding (DC). Raises ValueError if the
    order is broken.
    """

    soft_all_out: float = 0.0
    challenger_wins: float = 1.0
    hard_all_out: float = 2.0
    soft_limited: float = 3.0
    concession: float = 4.0
    hard_limited: float = 5.0
    defender_wins: float = 6.0
    status_quo: float = 7.0

    def __post_init__(self) -> None:
        _check_order(self)

    def by_outcome(self, tactically_hard: bool, strategically_hard: bool) -> Floats:
        """Give the payoffs in the order of `OUTCOMES`."""
        limited = self.hard_limited if tactically_hard else self.soft_limited
        all_out = self.hard_all_out if strategically_hard else self.soft_all_out
        yielding = (self.challenger_wins, self.defender_wins)
        return np.array([self.status_quo, self.concession, limited, *yielding, all_out])


def asymmetric_escalation(challenger: Floats, defender: Floats, precision: float) -> Floats:
    """Solve the game backwards with the model's logit rule; returns the probability of each of
    `OUTCOMES`.

    `challenger` and `defender` are payoffs in the order of `OUTCOMES`. The Challenger keeps the
    status quo or challenges; the Defender concedes, responds in kind or escalates; the Challenger
    may escalate in turn, and the Defender may answer that. At high precision a soft Challenger is
    deterred, and so is a hard one that meets a Defender hard on both levels; every other Defender
    concedes to a hard Challenger. Source: Zagare and Kilgour (2000), Perfect Deterrence, Cambridge
    University Press, chapter 6; (1995), World Politics 47, 373-417.
    """
    status_quo, concede, limited, challenger_wins, defender_wins, all_out = np.eye(len(OUTCOMES))
    counter = _decide(defender, [challenger_wins, all_out], precision)
    in_kind = _decide(challenger, [limited, counter], precision)
    escalation = _decide(challenger, [defender_wins, all_out], precision)
    response = _decide(defender, [concede, in_kind, escalation], precision)
    return _decide(challenger, [status_quo, response], precision)


def _decide(payoffs: Floats, options: list[Floats], precision: float) -> Floats:
    """Mix the ends to which the options lead, as one side chooses among them."""
    ends = np.stack(options)
    expected = weighted_sum(payoffs.T, ends.T)
    choice = logit_probabilities(expected, precision)
    mixed: Floats = weighted_sum(ends, choice)
    return mixed


def _check_order(payoffs: ChallengerPayoffs | DefenderPayoffs) -> None:
    """Refuse payoffs that do not rise in the order in which they are declared."""
    values = astuple(payoffs)
    if not all(worse < better for worse, better in pairwise(values)):
        raise ValueError(
            "These payoffs are not the asymmetric escalation game.\n"
            f"Where: {payoffs}.\n"
            "Give payoffs that rise in the order in which they are listed."
        )


SMALLEST_CHANCE = 1e-300  # keeps Bayes' rule defined where no type challenges


@dataclass(frozen=True, eq=False)
class Retaliation:
    """How the four types play.

    `challenge` and `escalate` are probabilities, hard type first, `(2, worlds)`; `belief` is what
    the Defender makes of a challenge: the chance that the Challenger is hard, `(worlds,)`.
    """

    challenge: Floats
    escalate: Floats
    belief: Floats
    converged: npt.NDArray[np.bool_]


def massive_retaliation(
    challenger_credibility: Quantity,
    defender_credibility: Quantity,
    precision: float,
    challenger: ChallengerPayoffs | None = None,
    defender: DefenderPayoffs | None = None,
) -> Retaliation:
    """Find the agent logit equilibrium where each side is hard with a probability that the other
    knows.

    The credibilities are numbers or `(worlds,)` in (0, 1): the chance that a side prefers all-out
    conflict (EE) to giving way. The Defender, known to be tactically soft, has no use for a
    response in kind: it concedes or escalates, judging the Challenger by Bayes' rule from the
    challenge. Raises ValueError for a credibility outside (0, 1).

    At high precision a hard Challenger challenges. The rest follows from the chance of escalation
    at which a soft one is indifferent, (DC - SQ) / (DC - DE), and from the belief in a hard
    Challenger at which a Defender is, (DE - DC) / (DE - EE) with its own EE. The game is that of
    Zagare and Kilgour (1993), Conflict Management and Peace Science 13, 61-86; (2000), Perfect
    Deterrence, Cambridge University Press, chapter 7. Equilibria that rest on what the Defender
    would believe after a challenge that nobody makes are not limits of logit choice and are not
    found.
    """
    hard, firm = np.broadcast_arrays(
        _chance("challenger_credibility", challenger_credibility),
        _chance("defender_credibility", defender_credibility),
    )
    challenger, defender = challenger or ChallengerPayoffs(), defender or DefenderPayoffs()
    game = _HiddenTypes(hard, firm, precision, challenger, defender)
    even: Profile = (np.full((2, 2, hard.size), 0.5),)
    (escalate,), settled, _ = fixed_point(
        game.respond, even, damping=game.damping(), rounds=100_000
    )
    challenge = game.challenge(escalate[1])
    return Retaliation(challenge, escalate[1], game.belief(challenge), settled[0] & settled[1])


class _HiddenTypes:
    """How the types answer one another; a hard and a soft type are the two rows of each array."""

    def __init__(
        self,
        hard: Floats,
        firm: Floats,
        precision: float,
        challenger: ChallengerPayoffs,
        defender: DefenderPayoffs,
    ) -> None:
        self.hard, self.firm, self.precision = hard, firm, precision
        self.challenger, self.defender = challenger, defender
        ends = np.array([[challenger.hard_all_out], [challenger.soft_all_out]])
        # The last move does not depend on anyone: what a Challenger does once the Defender has
        # escalated.
        self.fight = self._second(challenger.defender_wins, ends)
        self.escalated = self.fight * ends + (1.0 - self.fight) * challenger.defender_wins
        self.all_out = np.array([[defender.hard_all_out], [defender.soft_all_out]])

    def challenge(self, escalate: Floats) -> Floats:
        """Give the chance that each type challenges, given the chance that each Defender
        escalates.
        """
        escalation = self.firm * escalate[0] + (1.0 - self.firm) * escalate[1]
        expected = escalation * self.escalated + (1.0 - escalation) * self.challenger.concession
        return self._second(self.challenger.status_quo, expected)

    def belief(self, challenge: Floats) -> Floats:
        """Give the chance that a Challenger that challenges is hard, by Bayes' rule."""
        hard, soft = np.maximum(challenge, SMALLEST_CHANCE)
        belief: Floats = self.hard * hard / (self.hard * hard + (1.0 - self.hard) * soft)
        return belief

    def respond(self, profile: Profile) -> Profile:
        """Give the answer of each Defender to the challenge that the Defenders' own choices
        provoke.
        """
        # Belief follows at once from the Challenger's answer. Were that damped as well, two chances
        # close to 0 would still stand in the ratio of the start when the tolerance is met.
        belief = self.belief(self.challenge(profile[0][1]))
        conflict = belief * self.fight[0] + (1.0 - belief) * self.fight[1]
        expected = conflict * self.all_out + (1.0 - conflict) * self.defender.defender_wins
        chance = self._second(self.defender.concession, expected)
        return (np.stack([1.0 - chance, chance]),)

    def damping(self) -> float:
        """Give a step small enough for bluff and answer to settle: both react in proportion to
        precision.
        """
        reach = self.challenger.concession - self.challenger.soft_all_out
        stake = self.defender.defender_wins - self.defender.soft_all_out
        return 1.0 / (2.0 + self.precision * reach * self.precision * stake / 16.0)

    def _second(self, first: float, second: Floats) -> Floats:
        """Give the logit chance of the second of two options, the first worth the same to all."""
        menu = np.stack([np.full_like(second, first), second])
        chance: Floats = logit_probabilities(menu, self.precision)[1]
        return chance


def _chance(name: str, value: Quantity) -> Floats:
    """Turn a credibility into `(worlds,)`, or say what is wrong."""
    chance = np.atleast_1d(np.asarray(value, dtype=np.float64))
    if not ((chance > 0.0) & (chance < 1.0)).all():
        raise ValueError(
            f"{name} leaves no doubt.\nWhere: massive_retaliation.\nGive chances above 0 and below 1."
        )
    return chance
