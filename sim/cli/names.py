"""Names of outcomes, as people write them and as tables print them."""

from __future__ import annotations

from typing import Final

from sim.errors import UsageProblem, nearest
from sim.show.labels import outcome_label as outcome_label
from sim.study.estimate import count_text
from sim.study.run import FLAGS
from sim.world.outcomes import FINAL_STATES

FLAG_LABELS: Final = {
    "war": "war",
    "inadvertent_war": "war by accident",
    "collapse": "regime collapse",
    "crisis": "crisis at some time (rung 5 or more)",
    "ever_freeze": "a freeze at some time",
    "freeze_12": "a freeze of 12 months",
    "lose_lose": "lose-lose, by value (primary)",
    "lose_lose_event": "lose-lose, by event",
}


def several(count: int, word: str) -> str:
    """Return a count with its word: "1 world", "2 000 worlds"."""
    return f"{count_text(count)} {word}{'' if count == 1 else 's'}"


def plain_name(state: str) -> str:
    """Return the name of a final state as it is typed: `regime_collapse`."""
    return state.replace("é", "e").replace(" ", "_")


OUTCOMES: Final = tuple(dict.fromkeys((*FLAGS, *(plain_name(state) for state in FINAL_STATES))))


def outcome_name(text: str) -> str:
    """Return the name of an outcome that a text means; raises UsageProblem with the nearest."""
    name = plain_name(text.strip())
    if name not in OUTCOMES:
        remedy = f"Use one of: {', '.join(OUTCOMES)}.{nearest(name, OUTCOMES)}"
        raise UsageProblem(f"there is no outcome '{text}'", f"--outcome {text}", remedy)
    return name
