"""The asymmetric escalation game of Zagare and Kilgour, where each side knows the other's mind."""

from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.games.choice import logit_probabilities, running_total
from sim.arrays import Floats

OUTCOMES = ("SQ", "DC", "DD", "ED", "DE", "EE")


@dataclass(frozen=True)
class ChallengerPayoffs:
    """What the Challenger gets from each outcome, worst first.

    All-out conflict (EE) is worth more to a hard Challenger than giving way once the Defender has escalated
    (DE), and less to a soft one. Then come limited conflict (DD), escalation to which the Defender gives
    way (ED), the status quo (SQ) and a Defender that concedes (DC). Raises ValueError if the order is
    broken.
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
    tactically hard one prefers limited conflict (DD) to conceding (DC). Raises ValueError if the order is
    broken.
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
    """Solve the game backwards with the model's logit rule; returns the probability of each of `OUTCOMES`.

    `challenger` and `defender` are payoffs in the order of `OUTCOMES`. The Challenger keeps the status quo
    or challenges; the Defender concedes, responds in kind or escalates; the Challenger may escalate in
    turn, and the Defender may answer that. At high precision a soft Challenger is deterred, and so is a
    hard one that meets a Defender hard on both levels; every other Defender concedes to a hard Challenger.
    Source: Zagare and Kilgour (2000), Perfect Deterrence, Cambridge University Press, chapter 6; (1995),
    World Politics 47, 373-417.
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
    expected = running_total(np.ascontiguousarray((ends * payoffs).T))[-1]
    choice = logit_probabilities(expected, precision)
    mixed: Floats = running_total(choice[:, np.newaxis] * ends)[-1]
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
