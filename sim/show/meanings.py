"""What the words of the game mean: outcomes, states of the peninsula, and fields of a scenario."""

from __future__ import annotations

from typing import Final

OUTCOME_MEANINGS: Final = {
    "major war": "a war that grows into a major one, rung 9; final state",
    "limited war": "a war that stays limited, rung 8; final state",
    "regime collapse": "the regime in Pyongyang falls; final state",
    "denuclearisation": "Pyongyang has dismantled its arsenal under inspection; final state",
    "freeze": "a freeze is in force at the end; final state",
    "frozen standoff": "mean tension of the last 12 months from 2 to below 5; final state",
    "open crisis": "mean tension of the last 12 months of 5 or more; final state",
    "détente": "mean tension of the last 12 months below 2; final state",
    "war": "limited or major war",
    "major_war": "a war that becomes a major one",
    "limited_war": "a war that stays limited",
    "inadvertent_war": "a war that no capital chose: an accident under high tension",
    "collapse": "the regime in Pyongyang falls within the horizon",
    "crisis": "tension of rung 5 or more in some month",
    "ever_freeze": "a freeze in some month",
    "freeze_12": "a freeze that lasts 12 months or more",
    "lose_lose": "Washington and Beijing both end worse off than by holding the first state, by more than κ "
                 "limited-war losses; the primary reading",
    "lose_lose_event": "lose-lose by event: war, a collapse with many refugees, or a full arsenal with American forces "
                       "or THAAD risen",
    "months": "the months played until the world ended, or the horizon",
    "refugees": "refugees into China over the horizon, in thousands",
    "value": "a capital's payoff over the horizon, in months of payoff; value_washington and so on",
    "delta": "a capital's payoff minus that of holding the first state; delta_washington and so on",
}  # fmt: skip

STATE_MEANINGS: Final = {
    "tension": "escalation between the two sides; its whole part is the rung of the ladder",
    "presence": "American and South Korean forward presence; .5 is normal",
    "arsenal": "how far Pyongyang's arsenal has come: .5 regional, .8 deterrent, 1 a proven ICBM",
    "sanctions": "sanctions on the books",
    "enforcement": "the share of the sanctions that Beijing enforces",
    "economy": "the logarithm of an index of North Korean output",
    "stability": "the regime's hold on the country",
    "cohesion": "cohesion of the alliance of Washington and Seoul",
    "talks": "progress of talks",
    "freeze": "1 where a freeze is in force, else 0",
    "audience": "what backing down would cost Washington at home",
    "test_memory": "memory of tests: 1 after one, fading month by month",
    "big_test_memory": "memory of ICBM and nuclear tests: 1 after one, fading month by month",
    "thaad": "THAAD in South Korea: 0 none, 1 deployed in part, 2 in full",
    "relation": "the relation of Washington and Beijing, from −1 to 1",
    "detainee": "1 where Pyongyang holds an American, else 0",
    "credibility": "how far Pyongyang believes that Washington keeps its word",
    "refugees": "refugees into China so far, in thousands",
    "pressure": "effective pressure: what sanctions and their enforcement come to",
}

FIELD_MEANINGS: Final = {
    "start": 'the first month, as "2017-02"',
    "months": "the horizon: how many months are played, from 1 to 600",
    "forecast": "how capitals expect one another to act: repeat, empirical, qre or belief",
    "kim_type": "who Kim is: plain, secure, revisionist, erratic, or drawn in each world",
    "modules": "which modules are on: all, none, or names; modules.thaad=off switches one",
}
