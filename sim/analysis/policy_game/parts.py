"""The parts of the payoffs, the groups that are scaled together, and the parameter that weighs
each.
"""

from __future__ import annotations

from typing import Final

from sim.core.game.payoffs import PARTS
from sim.study.estimate.quantities import list_parts

WAR, AFTER = "war", "after"
"""The last two parts of a payoff: the loss in a war, and the charge at any other end."""

GROUPS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "shame": {
        "washington": ("appeasement", "restraint", "passed"),
        "beijing": ("face", "bypassed", "trade"),
    },
    "outcome": {
        "washington": ("arsenal", "early", "lethal", AFTER),
        "beijing": ("big", "missiles", "hunger", AFTER),
    },
    "war": {"washington": (WAR,), "beijing": (WAR,)},
}
"""Parts that are scaled together: the shame of a month's appearances, its results in the North, and
a war.
"""

AFTERWARDS: Final = {
    "washington": "after_weight",
    "beijing": "after_beijing",
    "pyongyang": "after_weight",
}
"""The parameter that weighs the years after the horizon."""


def parts_named(capital: str) -> dict[str, str]:
    """Return the parts of a capital's payoffs in their order, by name, with their labels in
    tables.
    """
    own = {part.name: part.label for part in PARTS[capital]}
    return own | {WAR: "war", AFTER: "years after"}


def weights_of(capital: str) -> tuple[str, ...]:
    """Return the parameter that weighs each part of a capital's payoffs, empty if there is none."""
    own = [part.weights[0] if part.weights else "" for part in PARTS[capital]]
    return (*own, f"loss_{capital}", AFTERWARDS.get(capital, ""))


def shared_parts() -> str:
    """Return which parts of the payoffs are scaled together, in a sentence."""
    said = []
    for group, own in GROUPS.items():
        labels = [
            f"{list_parts([parts_named(capital)[part] for part in parts])} to {capital.capitalize()}"
            for capital, parts in own.items()
        ]
        said.append(f"{group}: {'; '.join(labels)}")
    return f"Together go: {'. '.join(said)}."
