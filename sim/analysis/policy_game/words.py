"""Clauses for the policies of players."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.study.estimate.quantities import list_parts
from sim.study.experiment.factor_text import policy_clause

VERBS: Final = {
    "patience": ("waits", "waited"),
    "maximum_pressure": ("presses", "pressed"),
    "engagement": ("talks", "talked"),
    "prevent": ("prepares to strike", "prepared to strike"),
    "shield": ("shields", "shielded"),
    "balance": ("balances", "balanced"),
    "enforce": ("enforces", "enforced"),
    "mediate": ("mediates", "mediated"),
    "build": ("builds", "built"),
    "brinkmanship": ("goes to the brink", "went to the brink"),
    "charm": ("charms", "charmed"),
    "consolidate": ("consolidates", "consolidated"),
    "hedge": ("hedges", "hedged"),
    "sunshine": ("reaches out", "reached out"),
    "hard_line": ("takes a hard line", "took a hard line"),
}
"""The verbs of a capital on a course, in the present and in the past tense."""


def does(player: str, policy: str, past: bool = False) -> str:
    """Return the verb of a player's policy, without the player's name: `presses`."""
    return (
        VERBS[policy][past] if policy in VERBS else policy_clause(player.partition(" (")[0], policy)
    )


def clause(policies: Mapping[str, str], past: bool = False) -> str:
    """Return the policies of a profile in a clause: `Washington presses and Beijing shields`."""
    return list_parts(
        [f"{name.capitalize()} {does(name, policy, past)}" for name, policy in policies.items()]
    )
