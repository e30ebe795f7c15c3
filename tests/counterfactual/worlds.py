"""Scenarios of a year with something of everything, and the worlds of them that several tests
tell.
"""

from functools import cache

from sim.analysis.counterfactual.story import Story, story
from sim.core.scenario import Expiry, Incident, Scenario, Switch, Window, load_scenario

MONTHS = 12
SPRING = load_scenario("2017-spring").change({"months": MONTHS})
EVENTFUL = SPRING.change(
    {
        "windows": (
            Window("2017-04", "fails"),
            Window("2017-06", "fails"),
            Window("2017-07", "succeeds"),
        ),
        "incidents": (
            Incident("2017-03", "released"),
            Incident("2017-05", "arrested"),
            Incident("2017-11", "dies"),
        ),
        "expiries": (Expiry("2017-04", 0.1), Expiry("2017-12", 0.2)),
        "switches": (Switch("pyongyang", "2017-09", (("charm", 0.5), ("brinkmanship", 0.5))),),
        "leaders": ("2017-10",),
        "washington.ambiguity": 0.5,
        "blur": 0.3,
        "type_drift": 0.05,
    }
)
"""Dialogues, an American, measures that lapse, an announced turn, a new leader, and much that is
misheard.
"""

TENSE = SPRING.change(
    {
        "start_tension": 6.2,
        "accident": 0.02,
        "clash": 0.4,
        "strike_base": -4.0,
        "attack_base": -4.0,
        "collapse": 0.02,
        "start_arsenal": 0.72,
        "start_enforcement": 0.0,
        "start_economy": -0.2,
        "washington.course": "prevent",
        "pyongyang.course": "brinkmanship",
        "months": MONTHS,
    }
)
"""A scenario that begins at the brink, and of which many a world ends."""

HOT = TENSE.change(
    {
        "strike_base": -9,
        "attack_base": -8,
        "clash": 0.02,
        "accident_slope": 4,
        "washington.course": "maximum_pressure",
    }
)
"""A scenario in which wars are accidents."""

SOFT = SPRING.change(
    {
        "washington.policy": "engagement",
        "pyongyang.policy": "charm",
        "start_talks": 0.6,
        "freeze_begin": 0.5,
        "kim_type": "fearful",
    }
)
"""A scenario in which freezes begin."""

RULES = SPRING.change({"washington.policy": "tit_for_tat", "pyongyang.policy": "tit_for_tat"})
"""A scenario in which two answer in kind, without reviews."""

SCENARIOS: dict[str, Scenario] = {
    "spring": SPRING,
    "eventful": EVENTFUL,
    "tense": TENSE,
    "hot": HOT,
    "soft": SOFT,
    "rules": RULES,
}


@cache
def told(name: str, worlds: int = 6) -> tuple[Story, ...]:
    """Return the stories of the first worlds of a scenario, told once."""
    return tuple(story(SCENARIOS[name], 7, world) for world in range(worlds))


def everyone() -> list[Story]:
    """Return the stories of the first worlds of all scenarios."""
    return [each for name in SCENARIOS for each in told(name)]
