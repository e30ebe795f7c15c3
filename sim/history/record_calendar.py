"""A record as the calendar of the likelihood: governments, their expected courses, observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.months import count_month, month_after
from sim.core.engine import CALENDAR
from sim.core.engine.records import flat, names_of
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import courses_of
from sim.core.game.world import Calendar as GameCalendar
from sim.core.scenario import Election
from sim.history.dates import BORDER_CLOSED
from sim.history.likelihood import Calendar
from sim.history.observe import seen_in
from sim.history.record import OFFICES, Record


@dataclass(frozen=True, slots=True)
class Office:
    """A government: the holder of the office, his first month, and the course that he is expected
    to take.

    `holder` is the name that the record gives him, `also` other names that files may use. `leaning`
    is the chance of each course when he takes office, in the order of the capital's menu and with
    sum 1; in Washington and in Seoul that of the course on which he begins. Washington: patience,
    maximum pressure, engagement, prevention. Pyongyang: building, brinkmanship, charm,
    consolidating. Seoul: sunshine, hedging, a hard line. `reason` is the evidence on him of that
    day and nothing later; its reading is ours (tag A). `since` is "" for a name that the table does
    not hold.
    """

    capital: str
    holder: str
    since: str
    leaning: tuple[float, ...]
    reason: str
    also: tuple[str, ...] = ()


TABLE: Final[tuple[Office, ...]] = (
    Office(
        "washington",
        "Bush sr",
        "1989-01",
        (0.65, 0.05, 0.25, 0.05),
        "goes on with low-level contacts in Beijing; other questions come first",
        ("George H. W. Bush",),
    ),
    Office(
        "washington",
        "Clinton",
        "1993-01",
        (0.45, 0.1, 0.4, 0.05),
        "stands for non-proliferation and for alliances, says little of Korea",
        ("Bill Clinton",),
    ),
    Office(
        "washington",
        "Bush",
        "2001-01",
        (0.5, 0.25, 0.2, 0.05),
        "his party calls the Agreed Framework too soft and wants missile defence",
        ("Bush jr", "George W. Bush"),
    ),
    Office(
        "washington",
        "Obama",
        "2009-01",
        (0.35, 0.05, 0.55, 0.05),
        "says as a candidate that he would meet adversaries without conditions",
        ("Barack Obama",),
    ),
    Office(
        "washington",
        "Trump",
        "2017-01",
        (0.3, 0.4, 0.2, 0.1),
        "says that a missile that reaches America will not happen, and that he would talk over a hamburger; "
        "a second term from 2025 is read alike",
        ("Donald Trump",),
    ),
    Office(
        "washington",
        "Biden",
        "2021-01",
        (0.6, 0.15, 0.2, 0.05),
        "calls for working-level diplomacy with allies, and against summits without preparation",
        ("Joe Biden",),
    ),
    Office(
        "pyongyang",
        "Kim Il-sung",
        "1948-09",
        (0.3, 0.2, 0.3, 0.2),
        "lets a reactor be built in silence, and lets prime ministers meet",
        ("Kim Il Sung",),
    ),
    Office(
        "pyongyang",
        "Kim Jong-il",
        "1994-07",
        (0.25, 0.25, 0.25, 0.25),
        "has never spoken in public: every course is as likely as any other",
        ("Kim Jong Il",),
    ),
    Office(
        "pyongyang",
        "Kim Jong-un",
        "2011-12",
        (0.35, 0.25, 0.2, 0.2),
        "inherits two nuclear tests and a vow to go on; must first secure himself",
        ("Kim Jong Un",),
    ),
    Office(
        "seoul",
        "Roh Tae-woo",
        "1988-02",
        (0.5, 0.4, 0.1),
        "Nordpolitik: the declaration of 7 July 1988 calls the North a partner",
        ("Roh Tae Woo",),
    ),
    Office(
        "seoul",
        "Kim Young-sam",
        "1993-02",
        (0.4, 0.4, 0.2),
        "says at his inauguration that no ally is closer than kin",
        ("Kim Young Sam",),
    ),
    Office(
        "seoul",
        "Kim Dae-jung",
        "1998-02",
        (0.85, 0.12, 0.03),
        "has stood for reconciliation by steps since the 1970s",
        ("Kim Dae Jung",),
    ),
    Office(
        "seoul",
        "Roh Moo-hyun",
        "2003-02",
        (0.8, 0.17, 0.03),
        "of the party of his predecessor, and elected to go on with his policy",
        ("Roh Moo Hyun",),
    ),
    Office(
        "seoul",
        "Lee Myung-bak",
        "2008-02",
        (0.1, 0.35, 0.55),
        "makes aid conditional on denuclearisation in his campaign",
        ("Lee Myung Bak",),
    ),
    Office(
        "seoul",
        "Park Geun-hye",
        "2013-02",
        (0.15, 0.6, 0.25),
        "promises trust step by step, with deterrence, after a third nuclear test",
        ("Park Geun Hye",),
    ),
    Office(
        "seoul",
        "Hwang Kyo-ahn (acting)",
        "2016-12",
        (0.02, 0.13, 0.85),
        "prime minister of a government that closed Kaesong; an acting president keeps the line",
        ("Hwang Kyo-ahn",),
    ),
    Office(
        "seoul",
        "Moon Jae-in",
        "2017-05",
        (0.75, 0.2, 0.05),
        "was chief of staff of Roh Moo-hyun and stands for engagement",
        ("Moon", "Moon Jae In"),
    ),
    Office(
        "seoul",
        "Yoon Suk-yeol",
        "2022-05",
        (0.05, 0.3, 0.65),
        "speaks of strikes before an attack and of more exercises in his campaign",
        ("Yoon", "Yoon Suk Yeol"),
    ),
    Office(
        "seoul",
        "Han Duck-soo (acting)",
        "2024-12",
        (0.05, 0.35, 0.6),
        "prime minister of the government before; an acting president keeps the line",
        ("Han Duck-soo",),
    ),
    Office(
        "seoul",
        "Choi Sang-mok (acting)",
        "2024-12",
        (0.05, 0.35, 0.6),
        "minister of the government before; an acting president keeps the line",
        ("Choi Sang-mok",),
    ),
)

UNKNOWN_REASON: Final = "nothing of this name is in the table of offices"
DEFAULTS: Final[Mapping[str, Office]] = {
    "washington": Office("washington", "", "", (0.4, 0.25, 0.3, 0.05), UNKNOWN_REASON),
    "pyongyang": Office("pyongyang", "", "", (0.4, 0.2, 0.2, 0.2), UNKNOWN_REASON),
    "seoul": Office("seoul", "", "", (0.35, 0.4, 0.25), UNKNOWN_REASON),
}
"""The leanings assumed for a name that the table does not hold: any course, none of them for
certain (tag A).
"""


def office_of(capital: str, holder: str) -> Office:
    """Return the office of a holder by the name that a record gives him, the default of the capital
    for any other.
    """
    for office in TABLE:
        names = (office.holder, *office.also)
        if office.capital == capital and holder.casefold() in [name.casefold() for name in names]:
            return office
    return replace(DEFAULTS[capital], holder=holder)


def defaults_used(record: Record) -> list[str]:
    """Return the holders of a record that the table does not hold, "seoul: Somebody", each once, as
    they come.
    """
    holders = (
        (capital, holder)
        for capital, column in OFFICES.items()
        for holder in record.texts[column]
        if holder
    )
    return [
        f"{capital}: {holder}"
        for capital, holder in dict.fromkeys(holders)
        if not office_of(capital, holder).since
    ]


def unknown_in(record: Record) -> list[str]:
    """Return the caveat that names the office holders missing from the table, if there are any."""
    unknown = "; ".join(defaults_used(record))
    return (
        [f"Unknown in the table of offices, so of no known leaning: {unknown}."] if unknown else []
    )


def changes_of_office(record: Record) -> dict[str, tuple[int, ...]]:
    """Return the rows in which a new holder first stands, by capital; none for Beijing, which no
    column names.

    An empty cell is no change, and the first month has none.
    """
    changes: dict[str, tuple[int, ...]] = dict.fromkeys(CAPITALS, ())
    for capital, column in OFFICES.items():
        holders = [(row, holder) for row, holder in enumerate(record.texts[column]) if holder]
        changes[capital] = tuple(
            row for (_, earlier), (row, holder) in pairwise(holders) if holder != earlier
        )
    return changes


PLACES: Final = names_of(Calendar)
SEEN: Final = {
    "seen_test": "test_month",
    "seen_big": "big_test",
    "seen_talks": "talks_month",
    "seen_resolution": "resolution",
    "seen_lethal": "lethal_incident",
    "seen_korea": "inter_korean_talks",
    "seen_exercise": "exercise",
}
"""The place of the calendar that holds each observable of the record."""

ARSENAL_1990: Final = 0.04
"""The arsenal before 1990 (A): chosen so that the tests to January 2017 come to the default 0.6
(L).
"""

LACKING_MADE_GOOD: Final = {"nuclear_tests": 0.06, "long_range_tests": 0.06}
"""Share of the gap to a complete arsenal that a month with such a test closes (A)."""

OTHER_MADE_GOOD: Final = 0.004
"""The same for a month with another test (A)."""


def border_closed(month: str) -> bool:
    """Tell whether Pyongyang kept its border closed in a month.

    >>> border_closed("2020-01"), border_closed("2022-09")
    (True, False)
    """
    return BORDER_CLOSED[0] <= month <= BORDER_CLOSED[1]


def calendar_of(record: Record) -> Floats:
    """Return the input of the filter for each month of a record, `(months, places of the
    calendar)`.

    A month holds the information of that month: its events, new office holders, the arsenal that
    the tests before it built, and whether the border was closed.
    """
    rows = np.repeat(np.array(flat(Calendar()))[None], len(record), axis=0)
    numbers = [count_month(month) or 0 for month in record.months]
    rows[:, PLACES.index("month_of_year")] = [number % 12 + 1 for number in numbers]
    rows[:, PLACES.index("month")] = np.arange(len(record))
    marks = seen_in(record)
    for place, name in SEEN.items():
        rows[:, PLACES.index(place)] = marks[name]
    rows[:, PLACES.index("seen_arsenal")] = arsenals(record)
    rows[:, PLACES.index("border_closed")] = [border_closed(month) for month in record.months]
    for capital, changes in changes_of_office(record).items():
        for row in changes:
            if capital == "pyongyang":  # a leader nobody knows
                rows[row, PLACES.index("new_leader")] = 1.0
            else:
                elect(
                    rows[row],
                    capital,
                    office_of(capital, record.texts[OFFICES[capital]][row]).leaning,
                )
    return rows


def elect(row: Floats, capital: str, leaning: Sequence[float]) -> None:
    """Let a capital vote in a month; the calendar of the game is the first part of that of the
    likelihood.
    """
    row[PLACES.index(f"{capital}_election")] = 1.0
    for place, chance in enumerate(leaning):
        row[PLACES.index(f"{capital}_office.{place}")] = chance


def arsenals(record: Record) -> Floats:
    """Return the arsenal at the beginning of each month, `(months,)`, from the tests of the months
    before it.

    Each month with a test closes a share of the gap to a complete arsenal; unknown cells count as
    no test.
    """
    tests = seen_in(record)["test_month"] == 1
    gap_kept = np.ones(len(record))
    for name, share in LACKING_MADE_GOOD.items():
        gap_kept = np.where(record.columns[name] > 0.0, gap_kept * (1.0 - share), gap_kept)
    gap_kept = np.where(tests & (gap_kept == 1.0), 1.0 - OTHER_MADE_GOOD, gap_kept)
    lacking = (1.0 - ARSENAL_1990) * np.concatenate([[1.0], np.cumprod(gap_kept)[:-1]])
    return np.asarray(1.0 - lacking)


TERMS: Final = {"washington": 96, "seoul": 60}
"""Months after which a president must go, by constitution: two terms in Washington, one in
Seoul.
"""


def votes_due(record: Record, months: int) -> dict[str, int]:
    """Return by capital the month after a record, from 0, in which a term ends by constitution."""
    first = (count_month(record.months[-1]) or 0) + 1
    ends = {capital: term_end(record, capital) for capital in TERMS}
    return {
        capital: end - first
        for capital, end in ends.items()
        if end is not None and 0 <= end - first < months
    }


def term_end(record: Record, capital: str) -> int | None:
    """Return the month, counted, in which the last holder of a record must go; None if that is not
    known.
    """
    last = record.texts[OFFICES[capital]][-1]
    if not last or "acting" in office_of(capital, last).holder:
        return None
    changes = changes_of_office(record)[capital]
    since = record.months[changes[-1]] if changes else office_of(capital, last).since
    began = count_month(since)
    return None if began is None else began + TERMS[capital]


def votes_ahead(record: Record, months: int) -> tuple[Election, ...]:
    """Return the votes that must come in the months after a record.

    A president whose term ends is followed by an unknown one, with the leaning of an unknown name;
    no other election is foreseen.
    """
    return tuple(
        Election(
            capital,
            month_after(record.months[-1], 1 + row),
            tuple(zip(courses_of(capital), DEFAULTS[capital].leaning, strict=True)),
        )
        for capital, row in votes_due(record, months).items()
    )


def calendar_ahead(record: Record, months: int) -> Floats:
    """Return the game's calendar of the months after a record, `(months, places)`: the month of the
    year, and the votes that are due.
    """
    rows = np.repeat(np.array(flat(GameCalendar()))[None], months, axis=0)
    first = (count_month(record.months[-1]) or 0) + 1
    rows[:, CALENDAR.index("month_of_year")] = (first + np.arange(months)) % 12 + 1
    for capital, row in votes_due(record, months).items():
        elect(rows[row], capital, DEFAULTS[capital].leaning)
    return rows
