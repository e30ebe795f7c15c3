"""What the words of the game mean: states of a world, fields of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.game.catalogue import CAPITALS


@dataclass(frozen=True, slots=True)
class State:
    """One number that a world holds: its symbol in the description, its meaning, its bounds and its unit.

    `start` says where it starts, if no number `start_NAME` of the ledger says so.
    """

    symbol: str
    meaning: str
    low: float
    high: float
    unit: str = ""
    start: str = ""


DRAWN: Final = "7.2"
"""Where the description says how a state starts that is drawn or worked out."""

NONE: Final = float("inf")
"""No bound."""

SHARED: Final = {
    "tension": State("τ", "rungs of escalation; a crisis from 5, the brink from 6", 0.0, 7.99, "rungs"),
    "standoff": State("k", "1 in a crisis that nobody has backed out of", 0.0, 1.0, start="0"),
    "presence": State("M", "forward presence of the United States and Seoul; 0.5 is normal", 0.0, 1.0),
    "arsenal": State("A", "arsenal of the North; 0.75: the homeland begins to be in range, 1: proven", 0.0, 1.0),
    "deterrent": State("D", "1 where the deterrent is complete", 0.0, 1.0, start=DRAWN),
    "un_measures": State("σ_U", "measures of the United Nations on the books", 0.0, 1.0),
    "us_measures": State("σ_A", "measures of the United States on the books", 0.0, 1.0),
    "enforcement": State("e", "share of the measures that China enforces", 0.0, 1.0),
    "bite": State("s", "effective pressure of all sanctions", 0.0, NONE, start=DRAWN),
    "economy": State("y", "log GDP of the North, 0 at the start", -0.5, 0.3, "log"),
    "cohesion": State("C", "cohesion of Washington and Seoul", 0.0, 1.0),
    "talks": State("q", "progress of talks", 0.0, 1.0),
    "freeze": State("K", "1 while a freeze is in force", 0.0, 1.0),
    "dry": State("", "months without relief since charm, a freeze or relief", 0.0, NONE, "months"),
    "audience": State("B", "Washington's stock of threats made", 0.0, 1.0),
    "credibility": State("c_W", "credibility of Washington's promises", 0.0, 1.0),
    "relation": State("G", "relation of Washington and Beijing", -1.0, 1.0),
    "relation_drift": State("g", "monthly change of the relation, drawn once a world", -NONE, NONE, start=DRAWN),
    "thaad": State("H", "THAAD in the South: 1 as deployed, 2 full", 1.0, 2.0),
    "threat_felt": State("F", "memory of threats, as Pyongyang felt them", 0.0, 1.0),
    "softness_seen": State("R", "memory of yielding, as Pyongyang saw it", 0.0, 1.0),
    "tested": State("m_T", "1 where there was a test or a lethal act in the month", 0.0, 1.0),
    "big_test": State("m_b", "memory of big tests", 0.0, 1.0),
    "lethal": State("m_l", "memory of lethal acts", 0.0, 1.0),
    "outrage": State("", "memory of a detainee's death", 0.0, 1.0, start="0"),
    "quiet": State("", "months since the last test or lethal act", 0.0, NONE, "months"),
    "leaning": State("", "memory of Washington's leaning on Beijing", 0.0, 1.0, start="0"),
    "offer": State("", "what Washington put on the table", 0.0, 1.0, start="0"),
    "aided": State("", "Beijing's aid", 0.0, 1.0, start="0"),
    "soft_washington": State("s_W", "1 where Pyongyang heard talks, 0.7 by a back channel", 0.0, 1.0, start=DRAWN),
    "soft_washington_open": State("", "as all others saw it: a back channel only if leaked", 0.0, 1.0, start=DRAWN),
    "soft_pyongyang": State("s_P", "1 where Pyongyang talked, offered or released", 0.0, 1.0, start=DRAWN),
    "soft_seoul": State("s_S", "1 where Seoul took an initiative or gave aid", 0.0, 1.0, start=DRAWN),
    "mediated": State("", "1 where Beijing mediated", 0.0, 1.0, start=DRAWN),
    "relieved": State("", "1 where Washington gave relief", 0.0, 1.0, start=DRAWN),
    "un_round_ago": State("", "months since the last round of the United Nations", 0.0, NONE, "months"),
    "window_mood": State("", "what a dialogue window of the giants left, ±1", -1.0, 1.0, start="0"),
    "window_left": State("", "months that this mood still lasts", 0.0, 3.0, "months", start="0"),
    "detained": State("", "1 while an American is held", 0.0, 1.0),
    "refugees": State("", "refugees over the Yalu", 0.0, NONE, "thousands a month", start="1"),
    "perceived_risk": State("", "risk of war that Washington saw at its last review", 0.0, 1.0, "a month", start="0"),
    "kim.key": State("κ", "how far Beijing holds the key to Kim", 0.0, 1.0, start=DRAWN),
}  # fmt: skip


def _of_each() -> dict[str, State]:
    found = {f"{capital}_age": State("", f"age of {capital.title()}'s course", 0.0, NONE, "months", "`start_age`")
             for capital in CAPITALS}  # fmt: skip
    for capital, symbol in (("washington", "k_W"), ("pyongyang", "k_P")):
        found[f"{capital}_resolve"] = State(symbol, f"private resolve of {capital.title()}", -NONE, NONE, start=DRAWN)
    for capital in CAPITALS:
        found[f"{capital}_payoff"] = State("", f"payoff of the month to {capital.title()}", -NONE, NONE, "months")
        found[f"{capital}_loss"] = State("", f"loss of {capital.title()} at the end of the world", 0.0, NONE, "months")
        found[f"{capital}_chance"] = State("", f"chance of what {capital.title()} said and did", 0.0, 1.0)
    return found


STATES: Final[dict[str, State]] = SHARED | _of_each()
"""Every number of a world that can be recorded, but courses, moves, leans and evidence, which have menus."""

STATE_MEANINGS: Final = {name: state.meaning for name, state in STATES.items()}

FIELD_MEANINGS: Final = {
    "base": "another scenario, of which this one holds only the differences",
    "start": 'the first month, as "2017-02"',
    "months": "the horizon: how many months are played, from 1 to 600",
    "kim_type": "who Kim is: fearful, greedy or erratic, or drawn in each world",
    "parameters": "numbers of the ledger, by name; a cell as table.cell",
    "elections": "votes: whose, in which month, with the weight of each course",
    "switches": "changes of course long announced, as elections are written",
    "windows": "dialogue windows of Washington and Beijing, by month: open, succeeds or fails",
    "incidents": "what befalls the detainee in a month: arrested, released or dies",
    "expiries": "shares of the UN measures that lapse in a month",
    "rules": "functions of your own in the place of rules, as in rules.pay_beijing",
    "leaders": "months in which a new leader comes to power in Pyongyang",
}
"""The fields of a scenario file."""
