"""A record as the months of the likelihood: who takes office, what was seen, what the tests to date amount to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.engine.records import flat, names_of
from sim.game.likelihood.world import Calendar
from sim.game.policies import courses_of
from sim.history.observe import seen_in
from sim.history.offices import Leaning, changes_of_office, office_of
from sim.history.record import OFFICES, Record
from sim.months import counted

PLACES: Final = names_of(Calendar)
SEEN: Final = {
    "seen_test": "test_month", "seen_big": "big_test", "seen_talks": "talks_month", "seen_resolution": "resolution",
    "seen_lethal": "lethal_incident", "seen_korea": "inter_korean_talks", "seen_exercise": "exercise",
}  # fmt: skip
"""Which place of the calendar holds what a month of the record shows."""

ARSENAL_1990: Final = 0.04
"""The arsenal before 1990 (A): chosen so that the tests to January 2017 come to the ledger's 0.6 (L)."""

LACKING_MADE_GOOD: Final = {"nuclear_tests": 0.06, "long_range_tests": 0.06}
"""Share of what an arsenal lacks that a month with such a test makes good (A)."""

OTHER_MADE_GOOD: Final = 0.004
"""The same for a month with another test (A)."""


BORDER_CLOSED: Final = ("2020-01", "2022-08")
"""First and last month in which Pyongyang kept its border closed against the pandemic.

D: closed on 22 January 2020; goods trains to Dandong ran for some weeks of 2022 and again from September 2022. No rule
of the game brings this about, so it is given from outside: it costs growth, and touches nothing else.
"""


def border_closed(month: str, closed: Sequence[str] = BORDER_CLOSED) -> bool:
    """Tell whether a month lies in the first and last month of a closed border; empty where it never closes.

    >>> border_closed("2020-01"), border_closed("2022-09"), border_closed("2020-01", ())
    (True, False, False)
    """
    return bool(closed) and closed[0] <= month <= closed[-1]


def calendar_of(record: Record, closed: Sequence[str] = BORDER_CLOSED) -> Floats:
    """Return what each month of a record brings to the filter, `(months, places of the calendar)`.

    A month holds what was known in it: its events, who took office, the arsenal that the tests before it made, and
    whether the border was `closed`.
    """
    rows = np.repeat(np.array(flat(Calendar()))[None], len(record), axis=0)
    numbers = [counted(month) or 0 for month in record.months]
    rows[:, PLACES.index("month_of_year")] = [number % 12 + 1 for number in numbers]
    rows[:, PLACES.index("month")] = np.arange(len(record))
    seen = seen_in(record)
    for place, name in SEEN.items():
        rows[:, PLACES.index(place)] = seen[name]
    rows[:, PLACES.index("seen_arsenal")] = arsenals(record)
    rows[:, PLACES.index("border_closed")] = [border_closed(month, closed) for month in record.months]
    for capital, changes in changes_of_office(record).items():
        for row in changes:
            take_office(rows[row], capital, record.texts[OFFICES[capital]][row])
    return rows


def take_office(row: Floats, capital: str, holder: str) -> None:
    """Let a new government take office in a month: a vote for a course, or in Pyongyang a leader nobody knows."""
    if capital == "pyongyang":
        row[PLACES.index("new_leader")] = 1.0
        return
    elect(row, capital, office_of(capital, holder).leaning)


def elect(row: Floats, capital: str, leaning: Leaning) -> None:
    """Let a capital vote in a month; the calendar of the game is the first part of that of the likelihood."""
    row[PLACES.index(f"{capital}_election")] = 1.0
    for place, course in enumerate(courses_of(capital)):
        row[PLACES.index(f"{capital}_office.{place}")] = leaning[course]


def arsenals(record: Record) -> Floats:
    """Return the arsenal at the beginning of each month, `(months,)`, from the tests of the months before it.

    Each month with a test makes good a share of what is lacking; unknown cells count as none.
    """
    tests = seen_in(record)["test_month"] == 1
    kept = np.ones(len(record))
    for name, share in LACKING_MADE_GOOD.items():
        kept = np.where(record.columns[name] > 0.0, kept * (1.0 - share), kept)
    kept = np.where(tests & (kept == 1.0), 1.0 - OTHER_MADE_GOOD, kept)
    lacking = (1.0 - ARSENAL_1990) * np.concatenate([[1.0], np.cumprod(kept)[:-1]])
    return np.asarray(1.0 - lacking)
