"""The conditions of goals and the purposes of random draws, in words."""

from __future__ import annotations

from typing import Final

from sim.core.game.catalogue import CAPITALS
from sim.core.game.goals import Goal

BLOCK: Final = 4
"""Random draws in one block of the generator."""


PURPOSES: Final = {
    "accident": "whether an accident starts a war",
    "strike": "whether Washington strikes",
    "attack": "whether Pyongyang attacks",
    "clash": "whether war begins if both stand firm",
    "stand_washington": "whether Washington stands firm at the brink",
    "stand_pyongyang": "whether Pyongyang stands firm at the brink",
    "tension": "the monthly noise of tension, a normal",
    "collapse": "whether the regime collapses",
    "see_word": "how others see Pyongyang's statement",
    "see_deed": "how others see Pyongyang's action",
    "hear_word": "how Pyongyang hears Washington's statement",
    "type_drift": "whether Kim's type changes",
    "deal": "whether a freeze begins",
    "freeze_end": "whether a freeze ends",
    "sports": "the effect of games of sport on talks, a normal",
    "office": "the winner of an election, or the result of a switch",
    "see_enforcement": "Washington's error about enforcement, a normal",
    "see_economy": "Washington's and Beijing's error about the economy, a normal",
    "see_arsenal": "Washington's error about the arsenal, a normal",
    "kim_type": "Kim's type: at the start, with a new leader, when the type drifts",
    "leverage": "how much leverage Beijing has over Kim; at the start only",
    "relation": "the drift of the powers' relation, a normal; at the start only",
    "severity": "whether a war is major",
    "kim_known": "what the source of a message about Kim reports",
    "speaks": "whether a message about Kim is sent, or a proof is held",
    "message": "what a message about Kim says",
}


def condition(goal: Goal) -> str:
    """Return the condition under which a goal is met, in words."""
    return " ".join(goal.meaning.split()).removeprefix("Tell where ").rstrip(".")


def purpose(slot: str) -> str:
    """Return the purpose of a random draw, in words."""
    first, _, rest = slot.partition("_")
    if first in CAPITALS:
        return f"{first.title()}'s {'statement' if rest == 'word' else 'action'}"
    if first == "review":
        return f"whether {rest.title()} reviews its course"
    if first == "course":
        return f"which course {rest.title()} takes at a review; at the start, its first course"
    if first == "scale":
        return f"the scale of {rest.title()}'s loss in a war, a normal"
    return PURPOSES[slot]
