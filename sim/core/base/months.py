"""Months of the calendar, written as "YYYY-MM"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from sim.core.base.errors import Location, ScenarioProblem, StartProblem, named_place

MONTH: Final = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")


def number_of(month: Any, location: Location) -> int:
    """Return a month's number since year 0; raises ScenarioProblem for anything else than
    "YYYY-MM".
    """
    number = count_month(month) if isinstance(month, str) else None
    if number is None:
        raise ScenarioProblem(f"{month!r} is not a month", location, 'Write a month as "2017-02".')
    return number


@lru_cache(maxsize=4096)
def count_month(month: str) -> int | None:
    """Return a month's number since year 0, or None for anything else than "YYYY-MM"."""
    if not MONTH.fullmatch(month):
        return None
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def months_from(start: Any, month: Any, location: Location) -> int:
    """Return how many months lie between two months; negative if the second is the earlier."""
    return number_of(month, location) - number_of(start, location)


def months_into(start: str, month: Any, location: Location) -> int:
    """Return how many months a month lies after the start; raises ScenarioProblem for one before it
    or none at all.
    """
    distance = number_of(month, location) - (
        count_month(start) or number_of(start, named_place("start"))
    )
    if distance < 0:
        raise StartProblem(
            f"{month} lies before the start, {start}", location, "Give a month from the start on."
        )
    return distance


def month_after(start: str, months: int) -> str:
    """Return the month that lies a number of months after another.

    >>> month_after("2017-11", 3)
    '2018-02'
    """
    number = number_of(start, named_place("start")) + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def name_month(label: str) -> str:
    """Return a month such as "2017-09" as people say it."""
    year, number = label.split("-")
    return f"{NAMES[int(number) - 1]} {year}"
