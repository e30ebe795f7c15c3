"""What a record shows of words and deeds: the chance that each is on the list, and that something else is."""

from dataclasses import dataclass

from sim.game.numbers import Numbers as GameNumbers
from sim.game.numbers.entry import number

LISTS = "the lists behind the record are of launches, official contacts and resolutions; sizes: our assumption"


@dataclass
class SightingNumbers:
    """Chances of being listed, and of being listed falsely. A month without a fact leaves the list empty."""

    test_missed: float = number(
        "", 0.02, (0.001, 0.1), "chance that a month with a test is on no list", unit="chance", source=LISTS
    )
    test_false: float = number(
        "", 0.02, (0.001, 0.1), "chance that a month without a test is on a list", unit="chance", source=LISTS
    )
    test_beside: float = number(
        "", 0.25, (0.0, 0.6), "chance that a test is listed in a month whose deed kills", unit="chance", source=LISTS
    )
    big_listed: float = number(
        "", 0.85, (0.5, 0.99), "chance that a big test that is listed is listed as big", unit="chance", source=LISTS
    )
    big_false: float = number(
        "", 0.08, (0.001, 0.3), "chance that another test that is listed is listed as big", unit="chance", source=LISTS
    )
    talks_listed: float = number(
        "", 0.9, (0.6, 0.999), "chance that open talks of both are listed", unit="chance", source=LISTS
    )
    secret_listed: float = number(
        "", 0.3, (0.02, 0.6), "chance that a back channel that is answered is listed", unit="chance", source=LISTS
    )
    contact_listed: float = number(
        "", 0.25, (0.02, 0.6), "chance of a listed contact where one side alone is soft", unit="chance", source=LISTS
    )
    talks_false: float = number(
        "", 0.04, (0.001, 0.2), "chance of a listed contact where neither is soft", unit="chance", source=LISTS
    )
    round_listed: float = number(
        "", 0.7, (0.3, 0.99), "chance that a round of the Council is a resolution", unit="chance", source=LISTS
    )
    round_false: float = number(
        "", 0.01, (0.0005, 0.05), "chance of a resolution without a round of the game", unit="chance", source=LISTS
    )
    lethal_listed: float = number(
        "", 0.8, (0.4, 0.99), "chance that an act that is meant to kill kills", unit="chance", source=LISTS
    )
    lethal_false: float = number(
        "", 0.01, (0.0005, 0.04), "chance of a death in another month", unit="chance", source=LISTS
    )
    korea_listed: float = number(
        "", 0.6, (0.2, 0.95), "chance that softness of both Koreas is listed as high talks", unit="chance", source=LISTS
    )
    korea_half: float = number(
        "", 0.12, (0.01, 0.4), "chance of high talks where one Korea alone is soft", unit="chance", source=LISTS
    )
    korea_false: float = number(
        "", 0.03, (0.001, 0.15), "chance of high talks where neither is soft", unit="chance", source=LISTS
    )
    exercise_listed: float = number(
        "", 0.95, (0.7, 0.999), "chance that an exercise in March or August is listed", unit="chance", source=LISTS
    )
    exercise_false: float = number(
        "", 0.1, (0.001, 0.4), "chance that one is listed there where the game holds none", unit="chance", source=LISTS
    )


@dataclass
class Numbers(GameNumbers, SightingNumbers):
    """All numbers of the game, and those of what a record shows of it."""

    border_growth: float = number(
        "", 0.05, (0.0, 0.1), "growth lost while the border is closed, a year", unit="log", tag="D",
        source="Bank of Korea: GDP rose by .4 % in 2019 and fell by 4.5 % in 2020",
    )  # fmt: skip
