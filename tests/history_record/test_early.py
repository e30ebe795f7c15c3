"""The thinner record of 1990 to 2005, and the line-ups by year since 1993 that both records lead to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.history.governments import course_in, lineups_by_year, most_of
from sim.analysis.history.observe import observed_record
from sim.analysis.history.record import EARLY, MONTH, SHIPPED_EARLY, load_early_record, load_record, record_from
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.game.policies import courses_of

ROOT = Path(__file__).parents[2]
EARLIER, LATER = load_early_record(), load_record()
TEXT = (ROOT / "sim" / "analysis" / "history" / "data" / SHIPPED_EARLY).read_text(encoding="utf-8")


def by_year(column: str) -> list[int]:
    """The sum of a column in each year."""
    return [int(year) for year in EARLIER.columns[column].reshape(16, 12).sum(axis=1)]


def test_it_ends_where_the_other_begins() -> None:
    assert (EARLIER.months[0], len(EARLIER)) == ("1990-01", 192)
    assert month_after(EARLIER.months[-1], 1) == LATER.months[0]


def test_contacts_and_launches_a_year_are_those_of_the_lists() -> None:
    assert by_year("us_talks") == [3, 0, 3, 10, 19, 18, 10, 23, 13, 21, 15, 9, 6, 3, 9, 7]
    assert by_year("missile_tests") == [2, 2, 1, 2, 2, 1, 0, 1, 1, 0, 0, 0, 0, 3, 0, 1]
    assert by_year("nuclear_tests") == [0] * 16


def test_what_it_does_not_hold_is_not_zero() -> None:
    """Resolutions, exercises and long-range launches are not in it, so it cannot be observed like the other."""
    assert set(EARLIER.columns) | set(EARLIER.texts) == {column.name for column in EARLY}
    assert "resolutions" not in EARLIER.columns
    with pytest.raises(KeyError):
        observed_record(EARLIER)


def test_columns_of_one_name_mean_the_same_in_both_files() -> None:
    shared = set(EARLIER.columns) & set(LATER.columns)
    assert shared == {"missile_tests", "nuclear_tests", "us_talks"}
    assert set(EARLIER.texts) <= set(LATER.texts)


def test_it_is_cut_by_month_like_any_record() -> None:
    crisis = EARLIER.window("1994-03", "1994-10")
    assert (crisis.months[0], crisis.months[-1]) == ("1994-03", "1994-10")
    np.testing.assert_array_equal(crisis.columns["us_talks"], EARLIER.columns["us_talks"][50:58])


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [("1994-06,1", "1994-06,many", "line 55, column missile_tests"), (MONTH, "months", "line 1"),
     ("1991-07,2", "1991-08,2", "line 20, column month")],
)  # fmt: skip
def test_a_spoilt_file_is_refused_with_its_line(old: str, new: str, where: str) -> None:
    with pytest.raises(DataProblem) as raised:
        record_from("early.csv", TEXT.replace(old, new, 1).encode(), EARLY)
    assert where in raised.value.where


def test_every_year_since_1993_has_a_line_up_of_known_courses() -> None:
    found = lineups_by_year()
    assert list(found) == list(range(1993, 2020))
    for lineup in found.values():
        assert all(course in courses_of(capital) for capital, course in zip(CAPITALS, lineup, strict=True))


def test_a_year_has_the_course_of_most_of_its_months() -> None:
    assert most_of(["patience"] * 3 + ["engagement"] * 9) == "engagement"
    assert most_of(["patience"] * 7 + ["engagement"] * 5) == "patience"
    assert most_of(["patience"] * 6 + ["engagement"] * 6) == "engagement"


def test_courses_follow_who_governed_and_what_was_declared() -> None:
    assert course_in("seoul", "1998-02") == "hard_line"
    assert course_in("seoul", "1998-04") == "sunshine"
    assert [course_in("washington", month) for month in ("1994-03", "1994-04", "1994-08")] == [
        "engagement", "maximum_pressure", "engagement",
    ]  # fmt: skip
    found = lineups_by_year()
    assert found[2018] == ("engagement", "mediate", "charm", "sunshine")
    assert {year for year, lineup in found.items() if lineup[0] == "maximum_pressure"} == {2003, 2004, 2005, 2017}
