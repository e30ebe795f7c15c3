"""A policy: a named setting of a capital's levers, fixed or by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal["fixed", "reciprocity", "adaptive", "brinkmanship"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One named policy.

    `levers` holds what differs from the ledger's defaults. Under a rule other than `fixed` the levers move with what
    the capital has seen; `meaning` says how in one plain sentence, and `source` where the idea comes from.
    """

    name: str
    meaning: str
    source: str
    levers: tuple[tuple[str, float], ...] = ()
    rule: Rule = "fixed"


def by_name(*policies: Policy) -> dict[str, Policy]:
    """Index policies by name, in the order given."""
    return {policy.name: policy for policy in policies}
