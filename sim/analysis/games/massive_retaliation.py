"""The asymmetric escalation game where intentions are hidden and the Defender has no answer in kind."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile, fixed_point, logit_probabilities
from sim.analysis.games.zagare_kilgour import ChallengerPayoffs, DefenderPayoffs
from sim.arrays import Floats, Quantity

SMALLEST_CHANCE = 1e-300  # keeps Bayes' rule defined where no type challenges


@dataclass(frozen=True, eq=False)
class Retaliation:
    """How the four types play.

    `challenge` and `escalate` are probabilities, hard type first, `(2, worlds)`; `belief` is what the
    Defender makes of a challenge: the chance that the Challenger is hard, `(worlds,)`.
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
    """Find the agent logit equilibrium where each side is hard with a probability that the other knows.

    The credibilities are numbers or `(worlds,)` in (0, 1): the chance that a side prefers all-out conflict
    (EE) to giving way. The Defender, known to be tactically soft, has no use for a response in kind: it
    concedes or escalates, judging the Challenger by Bayes' rule from the challenge. Raises ValueError for a
    credibility outside (0, 1).

    At high precision a hard Challenger challenges. The rest follows from the chance of escalation at which
    a soft one is indifferent, (DC - SQ) / (DC - DE), and from the belief in a hard Challenger at which a
    Defender is, (DE - DC) / (DE - EE) with its own EE. The game is that of Zagare and Kilgour (1993),
    Conflict Management and Peace Science 13, 61-86; (2000), Perfect Deterrence, Cambridge University Press,
    chapter 7. Equilibria that rest on what the Defender would believe after a challenge that nobody makes
    are not limits of logit choice and are not found.
    """
    hard, firm = np.broadcast_arrays(
        _chance("challenger_credibility", challenger_credibility),
        _chance("defender_credibility", defender_credibility),
    )
    challenger, defender = challenger or ChallengerPayoffs(), defender or DefenderPayoffs()
    game = _HiddenTypes(hard, firm, precision, challenger, defender)
    even: Profile = (np.full((2, 2, hard.size), 0.5),)
    (escalate,), settled, _ = fixed_point(game.respond, even, damping=game.damping(), rounds=100_000)
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
        # The last move does not depend on anyone: what a Challenger does once the Defender has escalated.
        self.fight = self._second(challenger.defender_wins, ends)
        self.escalated = self.fight * ends + (1.0 - self.fight) * challenger.defender_wins
        self.all_out = np.array([[defender.hard_all_out], [defender.soft_all_out]])

    def challenge(self, escalate: Floats) -> Floats:
        """Give the chance that each type challenges, given the chance that each Defender escalates."""
        escalation = self.firm * escalate[0] + (1.0 - self.firm) * escalate[1]
        expected = escalation * self.escalated + (1.0 - escalation) * self.challenger.concession
        return self._second(self.challenger.status_quo, expected)

    def belief(self, challenge: Floats) -> Floats:
        """Give the chance that a Challenger that challenges is hard, by Bayes' rule."""
        hard, soft = np.maximum(challenge, SMALLEST_CHANCE)
        belief: Floats = self.hard * hard / (self.hard * hard + (1.0 - self.hard) * soft)
        return belief

    def respond(self, profile: Profile) -> Profile:
        """Give the answer of each Defender to the challenge that the Defenders' own choices provoke."""
        # Belief follows at once from the Challenger's answer. Were that damped as well, two chances close
        # to 0 would still stand in the ratio of the start when the tolerance is met.
        belief = self.belief(self.challenge(profile[0][1]))
        conflict = belief * self.fight[0] + (1.0 - belief) * self.fight[1]
        expected = conflict * self.all_out + (1.0 - conflict) * self.defender.defender_wins
        chance = self._second(self.defender.concession, expected)
        return (np.stack([1.0 - chance, chance]),)

    def damping(self) -> float:
        """Give a step small enough for bluff and answer to settle: both react in proportion to precision."""
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
        raise ValueError(f"{name} leaves no doubt.\nWhere: massive_retaliation.\nGive chances above 0 and below 1.")
    return chance
