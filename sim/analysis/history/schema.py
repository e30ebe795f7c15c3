"""The columns of a monthly record: what each counts, and which letters a cell may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["count", "amount", "scale", "name"]

SCALES: Final = ("none", "reduced", "full")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a count is a whole number, an amount a decimal, a scale one of SCALES, a name a text.

    An empty cell means "not found", never zero.
    """

    name: str
    kind: Kind
    meaning: str


COLUMNS: Final[tuple[Column, ...]] = (
    Column("missile_tests", "count", "launch events of missiles and rockets, cruise missiles included"),
    Column("ballistic_missiles", "count", "ballistic missiles launched; a salvo of three counts three"),
    Column("satellite_launches", "count", "launches of a satellite carrier"),
    Column("launch_days", "count", "days with a launch, Korean time"),
    Column("long_range_tests", "count", "launches of an ICBM or an intermediate-range missile, by class"),
    Column("nuclear_tests", "count", "nuclear tests"),
    Column("us_talks", "count", "official contacts of the United States and the DPRK, summits included"),
    Column("us_summits", "count", "meetings of the two leaders"),
    Column("korea_talks", "count", "inter-Korean talks of vice ministers and above, summits included"),
    Column("korea_summits", "count", "meetings of the two Korean leaders"),
    Column("china_summits", "count", "meetings of the leaders of China and the DPRK"),
    Column("resolutions", "count", "resolutions of the UN Security Council that impose sanctions"),
    Column("lethal_incidents", "count", "hostile acts with a death"),
    Column("clashes", "count", "exchanges of fire, mines and naval clashes"),
    Column("provocations", "count", "all DPRK provocations on one list"),
    Column("china_trade", "amount", "China's trade with the DPRK, million US dollars"),
    Column("exercise_scale", "scale", "US–ROK exercise of the theatre with three days or more in the month"),
    Column("us_president", "name", "in office in Washington at the end of the month"),
    Column("rok_president", "name", "in office in Seoul at the end of the month"),
    Column("dprk_leader", "name", "leader in Pyongyang at the end of the month"),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
NUMBERS: Final = tuple(column.name for column in COLUMNS if column.kind in ("count", "amount"))
TEXTS: Final = tuple(column.name for column in COLUMNS if column.kind in ("scale", "name"))
MONTH: Final = "month"
HEADER: Final = (MONTH, *BY_NAME)

EARLY: Final = tuple(
    BY_NAME.get(name) or Column(name, "count", "other provocations on that list: infiltrations, clashes, seizures")
    for name in (
        "missile_tests", "nuclear_tests", "us_talks", "other_provocations", "us_president", "rok_president",
        "dprk_leader",
    )
)  # fmt: skip
"""The columns of the thinner record of 1990 to 2005; those of the same name count the same thing."""
