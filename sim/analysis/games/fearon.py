"""Fearon's risk-return trade-off: how much to demand of a rival whose cost of war is not known."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.games.choice import logit_probabilities, running_total
from sim.arrays import Floats


@dataclass(frozen=True, eq=False)
class Bargain:
    """A demand chosen by logit: the menu, the chance of each demand, and the chance that it is refused."""

    demands: Floats
    choice: Floats
    refusal: Floats

    @property
    def demand(self) -> float:
        """The mean demand, a share of the prize."""
        return float(running_total(self.choice * self.demands)[-1])

    @property
    def war(self) -> float:
        """The probability that the demand is refused and war follows."""
        return float(running_total(self.choice * self.refusal)[-1])


def fearon_demand(
    strength: float,
    cost: float,
    top_cost: float,
    precision: float,
    demands: int = 1001,
    types: int = 1000,
) -> Bargain:
    """Choose a demand when the rival's cost of war is uniform between 0 and `top_cost`.

    A prize of 1 is divided. War gives the state that demands `strength` minus `cost` and the rival 1 -
    `strength` minus its own cost. The rival accepts or fights, then the demand is chosen against the chance
    of acceptance, both by the model's logit rule at `precision`. The menu is a grid of `demands` shares
    from 0 to 1, the rival a grid of `types` costs. Raises ValueError unless strength is in (0, 1), cost at
    least 0 and top_cost above 0.

    At high precision the demand is strength + max(0, top_cost - cost) / 2, if that is below 1, and the risk
    of war max(0, top_cost - cost) / (2 top_cost). Source: Fearon (1995), International Organization 49,
    379-414.
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
    refusal = running_total(answers[1])[-1] / types
    utility = (1.0 - refusal) * menu + refusal * (strength - cost)
    return Bargain(menu, logit_probabilities(utility, precision), refusal)
