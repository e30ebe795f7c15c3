"""The words in which teams read their view: states, events and briefings."""

from __future__ import annotations

from typing import Final

from sim.game.aims import aims_of
from sim.show.rungs import RUNGS
from sim.study.estimate import number_text

STATES: Final = {
    "tension": ("tension", "0 to 8; its whole part is the rung of the ladder; a crisis from 5, the brink from 6"),
    "presence": ("forces in Korea", "American and Korean forward presence, 0 to 1; .5 is normal"),
    "arsenal": ("arsenal", "Pyongyang's progress, 0 to 1; from .75 the homeland begins to be in range, 1 is proven"),
    "un_measures": ("UN sanctions", "measures of the United Nations on the books, 0 to 1"),
    "us_measures": ("US sanctions", "measures of the United States on the books, 0 to 1"),
    "enforcement": ("enforcement", "the share of the measures that China enforces, 0 to 1"),
    "economy": ("economy", "Pyongyang's economy against the start, as a logarithm"),
    "cohesion": ("cohesion", "cohesion of Washington and Seoul, 0 to 1"),
    "talks": ("talks", "progress of talks, 0 to 1"),
    "freeze": ("freeze", "whether a freeze is in force"),
    "audience": ("audience", "Washington's stock of threats made, which backing down would cost it, 0 to 1"),
    "thaad": ("THAAD", "missile defence in South Korea; 1 as deployed, 2 full"),
    "relation": ("US–China relation", "−1 to 1"),
    "detained": ("detainee", "whether an American is held in Pyongyang"),
    "refugees": ("refugees", "who comes over the Yalu, in thousands a month"),
    "deterrent": ("deterrent", "whether your deterrent is complete"),
    "credibility": ("Washington's word", "how far Washington's promises can be trusted, 0 to 1"),
}
"""Label and meaning of each state in a view."""

EVENTS: Final = {
    "war": "war, limited or major",
    "lose_lose": "lose-lose: Washington and Beijing both lose, by their aims",
    "ever_freeze": "a freeze at some time",
}
"""The events of a forecast."""

ERRORS: Final = 2.0
"""Standard deviations that a view names as its error: about 95 % of a normal error lies within."""


def briefing(capital: str) -> str:
    """Return what a capital wants: its aims, and when it loses."""
    vital, others = ("; ".join(aim.label for aim in aims_of(capital) if aim.vital is kind) for kind in (True, False))
    return f"You lose if one of these fails: {vital}. Or if two of these fail: {others}."


def state_text(name: str, value: float, error: float) -> str:
    """Return the value of a state as a team reads it, with its error if it has one."""
    if name in ("freeze", "detained", "deterrent"):
        return "yes" if value > 0 else "no"
    if name == "tension":
        return f"{value:.2f}, rung {int(value)}: {RUNGS[int(value)]}"
    number = number_text(value, 2)
    return f"{number}, give or take {number_text(ERRORS * error, 2)}" if error else number
