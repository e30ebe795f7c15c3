"""The parts of the payoffs, which hang together, and over which range each may be drawn."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.payoffs import PARTS
from sim.study.estimate.quantities import list_parts

WAR, AFTER = "war", "after"
"""The last two parts of a value: what a war costs, and what any other end is charged."""

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
"""Parts whose sizes hang together: the shame of how a month looks, what comes of it in the North, and
a war.
"""

AFTERWARDS: Final = {
    "washington": "after_weight",
    "beijing": "after_beijing",
    "pyongyang": "after_weight",
}
"""The parameter that weighs the years after the horizon."""

USUAL: Final = (0.5, 2.0)
"""The range of a part that no parameter weighs."""

LEAST: Final = 0.25
"""A range that begins at nothing is drawn from here on."""


def parts_named(capital: str) -> dict[str, str]:
    """Return the parts of a capital's values in their order, by name, with what tables say."""
    own = {part.name: part.label for part in PARTS[capital]}
    return own | {WAR: "war", AFTER: "years after"}


def spans_of(capital: str) -> Floats:
    """Return the range of the factor of each part, `(parts, 2)`: of the parameter that weighs it,
    by its default.
    """
    weights = [part.weights[:1] for part in PARTS[capital]]
    weights += [(f"loss_{capital}",), (AFTERWARDS.get(capital, ""),)]
    found = []
    for own in weights:
        entry = RULE_PARAMETERS.get(own[0]) if own else None
        if entry is None or entry.default <= 0.0:
            found.append(USUAL)
        else:
            found.append((max(entry.low / entry.default, LEAST), entry.high / entry.default))
    return np.array(found)


def lots_of(capital: str) -> tuple[int, ...]:
    """Return which parts are drawn together, a number a part: those of a group share one."""
    names = list(parts_named(capital))
    lots = {part: f" {group}" for group, own in GROUPS.items() for part in own.get(capital, ())}
    order = list(dict.fromkeys(lots.get(name, name) for name in names))
    return tuple(order.index(lots.get(name, name)) for name in names)


def shared_parts() -> str:
    """Return which parts of the payoffs are scaled and drawn together, in a sentence."""
    said = []
    for group, own in GROUPS.items():
        labels = [
            f"{list_parts([parts_named(capital)[part] for part in parts])} to {capital.capitalize()}"
            for capital, parts in own.items()
        ]
        said.append(f"{group}: {'; '.join(labels)}")
    return f"Together go: {'. '.join(said)}."
