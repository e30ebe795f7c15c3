"""The list of dated courses: fixed before the likelihood, with a third set aside by a rule."""

from itertools import pairwise
from pathlib import Path

from sim.core.game.catalogue import CAPITALS, COURSES
from sim.history.dated import dated_courses, list_hash, set_aside
from sim.history.record import load_record

REGISTRATION = Path(__file__).parents[2] / "docs" / "registration.md"


def test_the_list_is_the_registered_one() -> None:
    assert list_hash() in REGISTRATION.read_text()
    assert len(dated_courses()) == 40
    assert len(set_aside()) == 13


def test_every_entry_names_months_of_the_record_courses_of_its_capital_and_a_source() -> None:
    months = load_record().months
    for entry in dated_courses():
        assert months[0] <= entry.first <= entry.last <= months[-1], entry
        assert set(entry.courses) <= {course.name for course in COURSES[entry.capital]}, entry
        assert any(year in entry.source for year in ("199", "200", "201", "202")), entry


def test_no_two_entries_of_a_capital_overlap_and_every_capital_has_some() -> None:
    for capital in CAPITALS:
        spans = sorted((e.first, e.last) for e in dated_courses() if e.capital == capital)
        assert len(spans) >= 7
        assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_no_month_that_was_named_before_the_coding_is_set_aside() -> None:
    assert not any(entry.was_named for entry in set_aside())
    named = [entry for entry in dated_courses() if entry.was_named]
    assert {"1994-06", "2009-08"} <= {entry.first for entry in named}
