"""The list of dated courses: fixed before the likelihood, with a third set aside by a rule."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from sim.core.game.catalogue import CAPITALS, COURSES
from sim.history.dated import (
    DatedCourse,
    dated_courses,
    last_acts,
    list_hash,
    rule_of_thumb,
    scores_of,
    set_aside,
)
from sim.history.record import load_record
from tests.nowcast.small import nowcast, record

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


def test_an_entry_is_hit_where_its_course_has_the_highest_mean_chance() -> None:
    found = nowcast(record("1990-12"), particles=8)
    (likely,) = scores_of(
        found.beliefs,
        record("1990-12"),
        [DatedCourse("washington", "1990-03", "1990-05", ("patience",), "", "")],
    )
    washington = [
        DatedCourse("washington", "1990-03", "1990-05", courses, "", "")
        for courses in ((likely.likeliest,), ("prevent",), (likely.likeliest, "prevent"))
    ]
    later = DatedCourse("washington", "1990-11", "1991-02", ("patience",), "", "")
    one, other, either = scores_of(found.beliefs, record("1990-12"), [*washington, later])
    assert one.likeliest == other.likeliest == either.likeliest
    assert one.is_hit
    assert not other.is_hit
    assert either.chance >= one.chance


def test_the_rule_of_thumb_goes_by_the_last_act_until_it_is_old() -> None:
    acts = (
        ("charm", np.array([0, 1, 0, 0, 0, 0], bool)),
        ("build", np.array([0, 1, 0, 0, 1, 0], bool)),
    )
    assert last_acts(6, 2, "none", acts) == ["none", "charm", "charm", "none", "build", "build"]
    by_month = dict(
        zip(load_record().months, rule_of_thumb(load_record())["pyongyang"], strict=True)
    )
    assert by_month["2013-04"] == "brinkmanship"
    assert by_month["2018-05"] == "charm"
