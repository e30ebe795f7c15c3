"""The game as it stood when 1990 began, each value with its tag and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.core.game.parameters.entry import OUR_ASSUMPTION, Tag


@dataclass(frozen=True, slots=True)
class Begun:
    """A starting value of 1990-01 that is not the default of 2017, with its evidence.

    If it is unknown, `low` and `high` are the ends of a uniform distribution; else they are equal.
    """

    name: str
    low: float
    high: float
    fact: str
    tag: Tag = "A"
    source: str = OUR_ASSUMPTION

    @property
    def uncertain(self) -> bool:
        """Whether the value is a distribution."""
        return self.low < self.high


VALUES: Final[tuple[Begun, ...]] = (
    Begun("start_tension", 1.5, 3.5, "no shots and no talks of weight: below spring 2017 as a rule"),
    Begun("start_presence", 0.5, 0.8, "43 000 Americans, nuclear weapons in the South, Team Spirit each spring"),
    Begun("start_arsenal", 0.02, 0.12, "short-range missiles, a reactor at Yongbyon since 1986, perhaps plutonium",
          "A", "anchored at 0.15 before the first nuclear test (docs/record.md)"),
    Begun("start_un_measures", 0.0, 0.0, "the Council has imposed no sanctions", "D",
          "resolutions of the Security Council"),
    Begun("start_us_measures", 0.1, 0.25, "an embargo on trade since 1950 and the list of sponsors of terrorism "
          "since 1988, but no measure against banks and third parties", "A",
          "dates: Trading with the Enemy Act, 1950; State Department, 20 January 1988"),
    Begun("start_enforcement", 0.0, 0.2, "Beijing and Moscow trade freely; the Council asks for nothing"),
    Begun("start_economy", -0.05, 0.0, "measured against the start; old debts, trade with Moscow still whole"),
    Begun("start_cohesion", 0.6, 0.85, "a treaty, joint exercises, and Seoul informed of each contact"),
    Begun("start_talks", 0.0, 0.1, "counsellors have met in Beijing since December 1988, without a result", "A",
          "date: State Department"),
    Begun("start_audience", 0.0, 0.1, "Washington has made no threats of late"),
    Begun("start_relation", -0.7, -0.1, "sanctions on Beijing since June 1989, and envoys sent to improve it", "A",
          "date: public record"),
    Begun("start_threat_felt", 0.15, 0.4, "allies fall in Europe; exercises and nuclear weapons stand in the South"),
    Begun("start_quiet", 25.0, 25.0, "the last lethal act: an airliner on 29 November 1987", "D", "public record"),
)  # fmt: skip
"""Starting values that differ from the defaults. THAAD stays at 1, the start of its scale."""


@dataclass(frozen=True, slots=True)
class Courses:
    """The chances of the courses on which a capital begins, in the order of its menu (tag A), and
    why.
    """

    capital: str
    chances: Sequence[float]
    why: str


COURSES: Final[tuple[Courses, ...]] = (
    Courses("washington", (1.0, 0.0, 0.0, 0.0), "contacts at a low level, no offer and no threat"),
    Courses(
        "beijing",
        (1.0, 0.0, 0.0, 0.0),
        "an ally by treaty, without relations with Seoul until 1992",
    ),
    Courses(
        "pyongyang",
        (0.35, 0.1, 0.25, 0.3),
        "a reactor is built in silence, prime ministers are to meet",
    ),
    Courses(
        "seoul",
        (0.6, 0.4, 0.0),
        "Nordpolitik: the declaration of 7 July 1988 calls the North a partner",
    ),
)


def certain_values() -> dict[str, float]:
    """Return the known starting values of January 1990 by name, with the chances of courses."""
    values = {value.name: value.low for value in VALUES if not value.uncertain}
    courses = {
        f"start_{value.capital}_course.{place}": chance
        for value in COURSES
        for place, chance in enumerate(value.chances)
    }
    return values | courses


def uncertain_ranges() -> dict[str, tuple[float, float]]:
    """Return the range of each starting value of January 1990 that nobody knows, by name."""
    return {value.name: (value.low, value.high) for value in VALUES if value.uncertain}
