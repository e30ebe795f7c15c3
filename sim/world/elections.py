"""Elections in Seoul and Washington (module `elections`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Floats, Ints, Quantity
from .batch import Batch
from .choice import JUST_BELOW_ONE
from .scenario import Election


def vote_weight(policy: str, weight: float, tension: Floats, batch: Batch) -> Quantity:
    """Return the weight of an option; tension shifts the log-odds of a hard line."""
    if policy != "hard_line":
        return weight
    p = batch.p
    return weight * np.exp(p.election_tension * (tension - p.election_midpoint))


def elected(vote: Election, batch: Batch, present: Ints, tension: Floats, luck: Floats) -> Ints:
    """Return the policy that each world elects, as indices `(worlds,)`.

    One uniform decides: up to `keep` the policy in force stays; the rest is shared out among the options by weight.
    """
    conduct = batch.conducts[vote.capital]
    names = np.asarray(conduct.names)
    share = np.maximum(luck - vote.keep, 0.0) / (1.0 - vote.keep) if vote.keep < 1.0 else np.zeros_like(luck)
    weights: list[Any] = []
    for policy, weight in vote.options:
        open_to_all = np.where((names[present] == policy) & (vote.keep > 0.0), 0.0, 1.0)
        weights.append(vote_weight(policy, weight, tension, batch) * open_to_all)
    reached = [weights[0]]
    for weight in weights[1:]:
        reached.append(reached[-1] + weight)
    target = np.minimum(share, JUST_BELOW_ONE) * reached[-1]
    result = present
    # From the last option down, so that the first one whose share of the line holds the target stands.
    for (policy, _), bound in zip(reversed(vote.options), reversed(reached), strict=True):
        result = np.where(target < bound, batch.policy_index(vote.capital, policy), result)
    return np.where(luck < vote.keep, present, result)
