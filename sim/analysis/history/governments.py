"""Who governed, and which line they were known to follow: dated facts, each read as a course of the game."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from sim.analysis.defaults import Lineup
from sim.analysis.history.record import Record, load_early_record, load_record
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.game.numbers.entry import Tag

ANYONE: Final = ""
"""The holder of a line that does not depend on who is in office: Beijing's, which the record does not name."""

OFFICES: Final = {"washington": "us_president", "pyongyang": "dprk_leader", "seoul": "rok_president"}
"""The column of the record that says who is in office."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one government, in force from the month after it was known.

    `fact` is what happened in the month `known` (tag D, the public record); `course` is how this project reads it
    (tag `tag`, as a rule A).
    """

    capital: str
    holder: str
    known: str
    course: str
    fact: str
    tag: Tag = "A"


LINES: Final[tuple[Line, ...]] = (
    Line("washington", "Clinton", "1993-02", "patience",
         "the quarrel over inspections is left to the agency in Vienna, which asks for more on 9 February 1993"),
    Line("washington", "Clinton", "1993-06", "engagement", "high-level talks open in New York on 2 June 1993"),
    Line("washington", "Clinton", "1994-03", "maximum_pressure",
         "Patriot batteries are sent to the South in March 1994, and sanctions are sought in New York"),
    Line("washington", "Clinton", "1994-07", "engagement",
         "talks resume in Geneva on 8 July 1994; the Agreed Framework follows in October"),
    Line("washington", "Bush", "2001-03", "patience", "talks are put off on 7 March 2001 until policy is reviewed"),
    Line("washington", "Bush", "2002-11", "maximum_pressure",
         "oil under the Agreed Framework is stopped on 14 November 2002"),
    Line("washington", "Bush", "2005-11", "patience", "the Six-Party Talks stall over a bank in Macau"),
    Line("washington", "Bush", "2006-12", "engagement", "the Six-Party Talks resume on 18 December 2006"),
    Line("washington", "Obama", "2009-01", "engagement", "the inaugural address offers a hand to adversaries"),
    Line("washington", "Obama", "2009-06", "patience",
         "resolution 1874 answers the test of May; the name for waiting is the administration's own"),
    Line("washington", "Trump", "2017-01", "patience", "a review of policy begins; the old line stands"),
    Line("washington", "Trump", "2017-03", "maximum_pressure",
         "the Secretary of State calls patience ended on 17 March 2017"),
    Line("washington", "Trump", "2018-03", "engagement", "a summit is accepted on 8 March 2018"),
    Line("beijing", ANYONE, "1993-05", "shield",
         "Beijing abstains on resolution 825 on 11 May 1993 and speaks against sanctions"),
    Line("beijing", ANYONE, "2003-08", "mediate", "Beijing hosts the Six-Party Talks"),
    Line("beijing", ANYONE, "2009-04", "shield", "Pyongyang leaves the talks on 14 April 2009; trade with it grows"),
    Line("beijing", ANYONE, "2013-05", "balance",
         "the Bank of China closes the account of a bank of Pyongyang on 7 May 2013"),
    Line("beijing", ANYONE, "2017-09", "enforce", "joint ventures must close, 28 September 2017"),
    Line("beijing", ANYONE, "2018-03", "mediate", "Kim Jong-un visits Beijing in March 2018"),
    Line("pyongyang", "Kim Il-sung", "1993-03", "brinkmanship",
         "notice under the Non-Proliferation Treaty is given on 12 March 1993"),
    Line("pyongyang", "Kim Jong-il", "1994-10", "charm",
         "the Agreed Framework of 21 October 1994 stops the reactor for oil and power stations"),
    Line("pyongyang", "Kim Jong-il", "1998-08", "brinkmanship", "a rocket crosses Japan on 31 August 1998"),
    Line("pyongyang", "Kim Jong-il", "1999-09", "charm", "a halt to launches is announced on 24 September 1999"),
    Line("pyongyang", "Kim Jong-il", "2002-12", "brinkmanship", "the inspectors are told to leave on 27 December 2002"),
    Line("pyongyang", "Kim Jong-il", "2007-02", "charm", "an agreement on shutting Yongbyon, 13 February 2007"),
    Line("pyongyang", "Kim Jong-il", "2008-08", "brinkmanship", "disablement of Yongbyon stops, 26 August 2008"),
    Line("pyongyang", "Kim Jong-un", "2011-12", "brinkmanship", "the successor vows to go on as his father did"),
    Line("pyongyang", "Kim Jong-un", "2013-03", "build", "the party adopts byungjin on 31 March 2013"),
    Line("pyongyang", "Kim Jong-un", "2018-01", "charm", "the New Year's address of 2018 offers talks"),
    Line("pyongyang", "Kim Jong-un", "2019-05", "build", "launches resume on 4 May 2019, after Hanoi failed"),
    Line("seoul", "Kim Young-sam", "1993-06", "hard_line",
         "the president says in June 1993 that he shakes no hand that holds the bomb"),
    Line("seoul", "Kim Dae-jung", "1998-02", "sunshine",
         "the inaugural address of 25 February 1998 offers reconciliation"),
    Line("seoul", "Roh Moo-hyun", "2003-02", "sunshine", "the policy of peace and prosperity of 2003"),
    Line("seoul", "Lee Myung-bak", "2008-02", "hard_line", "aid is made conditional on denuclearisation"),
    Line("seoul", "Park Geun-hye", "2013-02", "hedge", "trust is to be built step by step, with deterrence"),
    Line("seoul", "Park Geun-hye", "2016-02", "hard_line", "the Kaesong complex is closed on 10 February 2016"),
    Line("seoul", "Hwang Kyo-ahn (acting)", "2016-12", "hard_line", "the acting government keeps the line"),
    Line("seoul", "Moon Jae-in", "2017-05", "sunshine", "the winner of 9 May 2017 stands for engagement"),
)  # fmt: skip

UNKNOWN_HOLDER: Final = {"washington": "patience", "pyongyang": "build", "seoul": "hedge"}
"""The course of a government that no line names, so that other years can be read without new code (tag A)."""


def line_of(capital: str, holder: str, month: str) -> Line:
    """Return the line of a government as it was known before a month; months compare as text.

    A government whose first line is younger than that has its first line: its programme was known when it took
    office. One that no line names has the course of UNKNOWN_HOLDER.
    """
    lines = [line for line in LINES if line.capital == capital and line.holder == holder]
    if not lines:
        return Line(capital, holder, "", UNKNOWN_HOLDER[capital], "no line of this government is known to the project")
    return next((line for line in reversed(lines) if line.known < month), lines[0])


def lines_at(record: Record, place: int) -> dict[str, Line]:
    """Return the line of each capital as known before the month at a place of a record.

    `place` is `len(record)` for the month after the last. Who governs is who held the office at the end of the month
    before; in the first month of a record, who holds it then. Raises DataProblem where nobody is named.
    """
    row = max(place - 1, 0)
    month = record.months[place] if place < len(record) else month_after(record.months[-1], 1)
    lines = {}
    for capital in CAPITALS:
        holder = record.texts[OFFICES[capital]][row] if capital in OFFICES else ANYONE
        if capital in OFFICES and not holder:
            raise DataProblem(
                f"nobody is named for {record.months[row]}", f"{record.label}, column {OFFICES[capital]}",
                "Fill the cell: the line-up follows from who governs.",
            )  # fmt: skip
        lines[capital] = line_of(capital, holder, month)
    return lines


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
