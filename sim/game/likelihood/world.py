"""The records of the game with what the likelihood adds: a particle, what a month shows, luck for what is summed.

And its numbers: the chance that a word or a deed is on the lists behind a record, and that something else is.
"""

from dataclasses import dataclass, field
from typing import Any

from sim.game import world as game
from sim.game.language import Row, row
from sim.game.numbers import Numbers as GameNumbers
from sim.game.numbers.entry import number


@dataclass(slots=True)
class World(game.World):
    """A particle: a world in which nobody has settled who Kim is. Its own type of Kim is read by nobody."""

    kim_odds: Row = field(default_factory=row)  # chance of each type, given all that this particle did
    seen_chance: float = 1.0  # of what the month showed, given the particle before its moves


@dataclass(slots=True)
class Calendar(game.Calendar):
    """What the date brings, and what the record shows of it: 1 yes, 0 no, −1 unknown."""

    seen_test: float = -1.0
    seen_big: float = -1.0
    seen_talks: float = -1.0
    seen_resolution: float = -1.0
    seen_lethal: float = -1.0
    seen_korea: float = -1.0
    seen_exercise: float = -1.0
    seen_arsenal: float = -1.0  # what the tests to date have made of it, 0 to 1
    border_closed: float = 0.0  # 1 while Pyongyang keeps its border closed, which no rule brings about


@dataclass(slots=True)
class Luck(game.Luck):
    """Luck of the game, and a uniform that settles for a moment who Kim is, so that his moves can be drawn."""

    kim_moves: float = 0.5


@dataclass(slots=True)
class Now(game.Now):
    """What this month brings."""

    luck: Luck = field(default_factory=Luck)
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(slots=True)
class Sums:
    """Chances of what a month shows, with the unseen moves summed out: by softness of Pyongyang's word, soft first."""

    talks_soft: float = 0.0
    talks_hard: float = 0.0
    korea_soft: float = 0.0
    korea_hard: float = 0.0
    council: float = 0.0


LISTS = "the lists behind the record are of launches, official contacts and resolutions; sizes: our assumption"


def chance(default: float, span: tuple[float, float], meaning: str) -> Any:
    """Declare a chance that something is on a list."""
    return number("", default, span, meaning, unit="chance", source=LISTS)


@dataclass
class SightingNumbers:
    """Chances of being listed, and of being listed falsely. A month without a fact leaves the list empty."""

    test_missed: float = chance(0.02, (0.001, 0.1), "chance that a month with a test is on no list")
    test_false: float = chance(0.02, (0.001, 0.1), "chance that a month without a test is on a list")
    test_beside: float = chance(0.25, (0.0, 0.6), "chance that a test is listed in a month whose deed kills")
    big_listed: float = chance(0.85, (0.5, 0.99), "chance that a big test that is listed is listed as big")
    big_false: float = chance(0.08, (0.001, 0.3), "chance that another test that is listed is listed as big")
    talks_listed: float = chance(0.9, (0.6, 0.999), "chance that open talks of both are listed")
    secret_listed: float = chance(0.3, (0.02, 0.6), "chance that a back channel that is answered is listed")
    contact_listed: float = chance(0.25, (0.02, 0.6), "chance of a listed contact where one side alone is soft")
    talks_false: float = chance(0.04, (0.001, 0.2), "chance of a listed contact where neither is soft")
    round_listed: float = chance(0.7, (0.3, 0.99), "chance that a round of the Council is a resolution")
    round_false: float = chance(0.01, (0.0005, 0.05), "chance of a resolution without a round of the game")
    lethal_listed: float = chance(0.8, (0.4, 0.99), "chance that an act that is meant to kill kills")
    lethal_false: float = chance(0.01, (0.0005, 0.04), "chance of a death in another month")
    korea_listed: float = chance(0.6, (0.2, 0.95), "chance that softness of both Koreas is listed as high talks")
    korea_half: float = chance(0.12, (0.01, 0.4), "chance of high talks where one Korea alone is soft")
    korea_false: float = chance(0.03, (0.001, 0.15), "chance of high talks where neither is soft")
    exercise_listed: float = chance(0.95, (0.7, 0.999), "chance that an exercise in March or August is listed")
    exercise_false: float = chance(0.1, (0.001, 0.4), "chance that one is listed there where the game holds none")


@dataclass
class Numbers(GameNumbers, SightingNumbers):
    """All numbers of the game, and those of what a record shows of it."""

    border_growth: float = number(
        "", 0.05, (0.0, 0.1), "growth lost while the border is closed, a year", unit="log", tag="D",
        source="Bank of Korea: GDP rose by .4 % in 2019 and fell by 4.5 % in 2020",
    )  # fmt: skip
