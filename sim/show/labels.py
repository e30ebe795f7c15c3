"""The outcomes of a world in words, in the order of their meaning."""

from typing import Final

FLAGS: Final = {
    "war": "war",
    "major_war": "major war",
    "limited_war": "limited war",
    "inadvertent_war": "war by accident",
    "collapse": "regime collapse",
    "crisis": "a crisis (rung 5 or more)",
    "ever_freeze": "a freeze at some time",
    "freeze_12": "a freeze of 12 months",
    "lose_lose": "lose-lose, by value",
    "lose_lose_event": "lose-lose, by event",
    "lose_lose_regret": "lose-lose, by regret",
}
"""What happens in a world or not; unlike final states, flags overlap."""


def label(outcome: str) -> str:
    """Return an outcome in words; what is no flag has its name."""
    return FLAGS.get(outcome, outcome.replace("_", " "))


SHOWN_FLAGS: Final = (
    "war", "inadvertent_war", "collapse", "crisis", "ever_freeze", "freeze_12", "lose_lose", "lose_lose_event",
)  # fmt: skip
"""The flags that tables and bars of a run show, in this order."""


def outcome_label(name: str) -> str:
    """Return an outcome as a title or an axis names it: `lose-lose`, `regime collapse`."""
    return name.replace("lose_lose", "lose-lose").replace("_", " ")
