"""The line-up of every year since 1993: what governments in office were known to follow in most of its months."""

from __future__ import annotations

from functools import cache
from typing import Final

from sim.analysis.history.governments import ANYONE, OFFICES, line_of
from sim.analysis.history.record import Record, load_early_record, load_record
from sim.analysis.lineups import Lineup
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS

FIRST_YEAR: Final = 1993
"""Before it the files hold no talks to speak of and no lines of ours: no claim is made."""


@cache
def lineups_by_year() -> dict[int, Lineup]:
    """Return the line-up of each year from 1993 to 2019, each capital's course by itself.

    A year has the course that was in force in most of its months, of two equals the later one. Holders of office are
    those of the two records that ship; the lines and the facts behind them are in governments.py (tag A).
    """
    last = int(shipped_records()[-1].months[-1][:4])
    return {year: lineup_of_year(year) for year in range(FIRST_YEAR, last + 1)}


def lineup_of_year(year: int) -> Lineup:
    """Return the course of each capital in most months of a year."""
    months = [f"{year}-{number:02d}" for number in range(1, 13)]
    washington, beijing, pyongyang, seoul = (
        most_of([course_in(capital, month) for month in months]) for capital in CAPITALS
    )
    return washington, beijing, pyongyang, seoul


def most_of(courses: list[str]) -> str:
    """Return the course that occurs most often, of two equals the one that occurs last."""
    return max(reversed(courses), key=courses.count)


def course_in(capital: str, month: str) -> str:
    """Return the course that a capital was known to follow when a month began."""
    return line_of(capital, holder_before(capital, month), month).course


def holder_before(capital: str, month: str) -> str:
    """Return who held an office in the month before, by the record that has it."""
    if capital not in OFFICES:
        return ANYONE
    before = month_after(month, -1)
    record = next(record for record in shipped_records() if before in record.months)
    return record.texts[OFFICES[capital]][record.position(before)]


@cache
def shipped_records() -> tuple[Record, Record]:
    """Return the two records that ship, read once."""
    return load_early_record(), load_record()
