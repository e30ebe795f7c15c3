"""The words in which teams read their view: states, events and briefings."""

from __future__ import annotations

from typing import Final

from sim.show.rungs import RUNGS
from sim.study.estimate import number_text

STATES: Final = {
    "tension": ("tension", "0 to 8; its whole part is the rung of the ladder"),
    "presence": ("forces in Korea", "American and Korean forward presence; .5 is normal"),
    "arsenal": ("arsenal", "Pyongyang's progress; .5 regional, .8 a deterrent, 1 a proven ICBM"),
    "sanctions": ("sanctions", "sanctions on the books, 0 to 1"),
    "enforcement": ("enforcement", "the share of the rules that Beijing enforces, 0 to 1"),
    "economy": ("economy", "Pyongyang's economy against the start, as a logarithm"),
    "stability": ("stability", "the hold of the regime in Pyongyang, 0 to 1; .75 is normal"),
    "cohesion": ("cohesion", "cohesion of Washington and Seoul, 0 to 1"),
    "talks": ("talks", "progress of talks, 0 to 1; a freeze needs about .5"),
    "freeze": ("freeze", "a freeze for a freeze in force"),
    "audience": ("audience", "what backing down would cost Washington at home, 0 to 1"),
    "thaad": ("THAAD", "missile defence in South Korea"),
    "relation": ("US–China relation", "−1 to 1"),
    "detainee": ("detainee", "an American held in Pyongyang"),
    "refugees": ("refugees", "who has fled so far, in thousands"),
    "credibility": ("Washington's word", "how far Washington's commitments can be trusted, 0 to 1"),
}
"""Label and meaning of each state in a view."""

EVENTS: Final = {
    "war": "war, limited or major",
    "lose_lose": "lose-lose: Washington and Beijing both end worse off than by holding still",
    "ever_freeze": "a freeze at some time",
}
"""The events of a forecast."""

BRIEFINGS: Final = {
    "washington": "You want no arsenal, low tension, a firm alliance, and no loss of face for threats not kept.",
    "beijing": "You want calm, no American build-up, a neighbour that does not fall, and no missile defence nearby.",
    "pyongyang": "You want your arsenal and your hold on power, and you fear American forces and a failing economy.",
    "seoul": "You want calm above all; war would be fought in your streets. You want the alliance to hold.",
}
"""What each capital wants, after the weights of the payoffs."""

ERRORS: Final = 2.0
"""Standard deviations that a view names as its error: about 95 % of a normal error lies within."""


def state_text(name: str, value: float, error: float) -> str:
    """Return the value of a state as a team reads it, with its error if it has one."""
    if name in ("freeze", "detainee"):
        return "yes" if value > 0 else "no"
    if name == "thaad":
        return ("none", "going in", "complete")[min(2, max(0, round(value)))]
    if name == "tension":
        return f"{value:.2f}, rung {int(value)}: {RUNGS[int(value)]}"
    number = number_text(value, 2)
    return f"{number}, give or take {number_text(ERRORS * error, 2)}" if error else number
