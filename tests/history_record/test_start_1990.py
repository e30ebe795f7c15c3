"""The game of January 1990: values that a job takes, within the declared ranges, each with its
evidence.
"""

from __future__ import annotations

import pytest

from sim.core.engine.job import Job
from sim.core.engine.records import names_of
from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters import RULE_PARAMETERS, Parameters
from sim.core.game.parameters.entry import OUR_ASSUMPTION
from sim.core.game.policies import courses_of
from sim.history.dates import FIRST_MONTH
from sim.history.start_1990 import COURSES, VALUES, certain_values, uncertain_ranges
from tests.for_each import for_each

RECORD_FIRST = "1990-01"
CERTAIN, RANGES = certain_values(), uncertain_ranges()


@for_each("each", VALUES)
def test_each_value_is_one_of_a_parameter_with_its_evidence(each) -> None:  # type: ignore[no-untyped-def]
    entry = RULE_PARAMETERS[each.name]
    assert entry.admits(each.low)
    assert entry.admits(each.high)
    assert each.low <= each.high
    assert each.fact
    # What is data is not uncertain, and it has a source that is not ourselves.
    assert not (each.tag == "D" and (each.uncertain or each.source == OUR_ASSUMPTION))
    assert each.uncertain or each.low != entry.default


def test_a_job_takes_them() -> None:
    start = CERTAIN | {name: low for name, (low, _) in RANGES.items()}
    assert set(start) <= set(names_of(Parameters))
    assert not set(RANGES) & set(CERTAIN)
    job = Job(3, months=2, numbers=start)
    assert job.numbers["start_un_measures"] == 0.0


def test_each_capital_begins_on_a_course_of_its_own() -> None:
    assert [each.capital for each in COURSES] == list(CAPITALS)
    for each in COURSES:
        assert len(each.chances) == len(courses_of(each.capital))
        assert sum(each.chances) == pytest.approx(1.0)
    assert CERTAIN["start_washington_course.0"] == 1.0


def test_it_is_less_than_2017_where_time_can_only_have_added() -> None:
    for name in ("start_arsenal", "start_un_measures", "start_us_measures"):
        high = RANGES[name][1] if name in RANGES else CERTAIN[name]
        assert high < RULE_PARAMETERS[name].default
    assert FIRST_MONTH == RECORD_FIRST
