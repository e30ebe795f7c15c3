"""The outcomes of a world in words."""

from typing import Final

from sim.study.outcomes import OUTCOMES

SHOWN_FLAGS: Final = (
    "war", "accident", "brink_war", "decided_war", "collapse", "crisis", "turn", "ever_freeze", "lose_lose",
)  # fmt: skip
"""The flags that tables and bars of a run show, in this order; unlike final states, flags overlap."""


def label(outcome: str) -> str:
    """Return an outcome in words, as its ledger has it; what is no outcome has its name."""
    return OUTCOMES[outcome].label if outcome in OUTCOMES else outcome.replace("_", " ")


def outcome_label(name: str) -> str:
    """Return an outcome as a title or an axis names it: `lose-lose`, `regime collapse`."""
    return "lose-lose" if name == "lose_lose" else label(name)
