"""The named line-ups, one held course a capital, and the line-up of every year since 1993."""

from __future__ import annotations

from typing import Final

from sim.game.catalogue import CAPITALS
from sim.study.scenario import Scenario, load_scenario

Lineup = tuple[str, str, str, str]
"""The course of each capital, in the order in which they are always told."""

BASE: Final = "2017-spring"
LINEUPS: Final[dict[str, Lineup]] = {
    "patience": ("patience", "balance", "build", "hedge"),
    "pressure": ("maximum_pressure", "balance", "build", "hedge"),
    "pressure, enforced": ("maximum_pressure", "enforce", "build", "hedge"),
    "pressure, refused": ("maximum_pressure", "shield", "brinkmanship", "hard_line"),
    "prevention": ("prevent", "balance", "build", "hedge"),
    "engagement": ("engagement", "mediate", "build", "sunshine"),
    "engagement, answered": ("engagement", "mediate", "charm", "sunshine"),
    "engagement, unmediated": ("engagement", "balance", "charm", "sunshine"),
}
ENGAGING: Final = tuple(name for name, line in LINEUPS.items() if line[0] == "engagement")
COERCIVE: Final = tuple(name for name in LINEUPS if name not in ENGAGING)

NUCLEAR_CRISIS: Final = ("maximum_pressure", "shield", "brinkmanship", "hard_line")
FRAMEWORK: Final = ("engagement", "shield", "consolidate", "hedge")
SUNSHINE: Final = ("engagement", "shield", "charm", "sunshine")
SIX_PARTIES: Final = ("maximum_pressure", "mediate", "build", "sunshine")
SHIPS_AND_ISLANDS: Final = ("patience", "shield", "brinkmanship", "hard_line")
PATIENCE: Final = ("patience", "balance", "build", "hard_line")

YEARS: Final[dict[int, Lineup]] = {
    1993: NUCLEAR_CRISIS,  # Pyongyang gives notice under the Non-Proliferation Treaty
    1994: NUCLEAR_CRISIS,  # fuel is unloaded in May; the Agreed Framework comes in October
    1995: FRAMEWORK,
    1996: FRAMEWORK,
    1997: FRAMEWORK,
    1998: SUNSHINE,  # Kim Dae-jung; one launch in August
    1999: SUNSHINE,  # a moratorium on launches
    2000: SUNSHINE,  # the first summit of the two Koreas
    2001: ("patience", "shield", "consolidate", "sunshine"),  # Washington reviews its policy
    2002: ("maximum_pressure", "balance", "brinkmanship", "sunshine"),  # the second nuclear crisis
    2003: ("maximum_pressure", "mediate", "brinkmanship", "sunshine"),  # Pyongyang leaves the treaty
    2004: SIX_PARTIES,
    2005: SIX_PARTIES,  # a joint statement, and the accounts at Banco Delta Asia
    2006: ("maximum_pressure", "balance", "build", "sunshine"),  # the first nuclear test
    2007: ("engagement", "mediate", "charm", "sunshine"),  # Yongbyon is shut down
    2008: ("engagement", "mediate", "charm", "hard_line"),  # Lee Myung-bak
    2009: PATIENCE,  # the second nuclear test
    2010: SHIPS_AND_ISLANDS,  # the Cheonan and Yeonpyeong
    2011: ("patience", "shield", "consolidate", "hard_line"),  # Kim Jong-il dies in December
    2012: PATIENCE,
    2013: ("patience", "balance", "brinkmanship", "hard_line"),  # the third nuclear test, and the crisis of April
    2014: PATIENCE,
    2015: PATIENCE,
    2016: PATIENCE,  # two nuclear tests
    2017: ("maximum_pressure", "enforce", "build", "sunshine"),
    2018: ("engagement", "mediate", "charm", "sunshine"),  # the summits
    2019: ("engagement", "balance", "build", "sunshine"),  # Hanoi; launches resume in May
}
"""What the four capitals mostly did in each year: our reading of the public record, one line-up a year."""


def lineup(courses: Lineup, months: int = 36) -> Scenario:
    """Return spring 2017 with every capital held to one course, in their order; an election moves no held course."""
    changes = {f"{capital}.policy": course for capital, course in zip(CAPITALS, courses, strict=True)}
    return load_scenario(BASE).change({"name": "-".join(courses), "months": months, **changes})
