"""The state of a month: nothing later is known, and what is known follows from the record by the stated rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.history.changes import line_of
from sim.analysis.history.origin import FACTS, arsenal, on_the_books, reasons, scenario_at
from sim.analysis.history.record import OFFICES, Record, load_record
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.numbers import LEDGER
from sim.months import month_after
from sim.study.run.worlds import run
from sim.study.scenario import load_scenario, to_toml
from tests.history_record.changed import changed_from, with_events

RECORD = load_record().window("2006-01", "2019-12")
ORIGINS = RECORD.months[12:]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ORIGINS), st.integers(0, 10_000), st.sampled_from([3, 6, 12]))
def test_no_later_row_moves_a_scenario(month: str, seed: int, months: int) -> None:
    known = scenario_at(RECORD, month, months)
    for other in (changed_from(RECORD, month, seed), RECORD.before(month)):
        found = scenario_at(other, month, months)
        assert found == known
        assert found.hash == known.hash


def test_a_row_before_does_move_it() -> None:
    """Else the test above would prove nothing."""
    other = with_events(RECORD, "2014-05", nuclear_tests=1.0)
    assert scenario_at(other, "2014-06").hash != scenario_at(RECORD, "2014-06").hash


def test_the_forecast_itself_does_not_move_either() -> None:
    month = "2016-03"
    worlds = [
        run(scenario_at(record, month, 6), 50, 3, record=["tension", *MOVES])
        for record in (RECORD, changed_from(RECORD, month, 5))
    ]
    np.testing.assert_array_equal(worlds[0].state["tension"], worlds[1].state["tension"])
    for menu in MOVES:
        np.testing.assert_array_equal(worlds[0].actions[menu], worlds[1].actions[menu])


@pytest.mark.parametrize("month", ORIGINS[::7])
def test_every_fact_used_was_known_before(month: str) -> None:
    for capital in CAPITALS:
        holder = RECORD.before(month).texts[OFFICES[capital]][-1] if capital in OFFICES else ""
        assert line_of(capital, holder, month).known < month
    for fact in FACTS:
        if fact.known >= month:
            assert dict(scenario_at(RECORD, month).values).get(fact.name) != fact.value


@pytest.mark.parametrize("month", ["2006-01", "2005-01", "2020-02", "never"])
def test_an_origin_outside_the_data_is_refused(month: str) -> None:
    with pytest.raises(DataProblem):
        scenario_at(RECORD, month)


def test_an_origin_without_a_government_is_refused() -> None:
    texts = dict(RECORD.texts)
    texts["us_president"] = (*RECORD.texts["us_president"][:107], "", *RECORD.texts["us_president"][108:])
    record = Record(RECORD.months, RECORD.columns, texts)
    with pytest.raises(DataProblem, match="nobody is named for 2014-12") as raised:
        scenario_at(record, "2015-01")
    assert "us_president" in raised.value.where
    assert scenario_at(record, "2014-12") == scenario_at(RECORD, "2014-12")


@pytest.mark.parametrize("month", [*ORIGINS[::9], "2020-01"])
def test_every_origin_gives_a_scenario_that_runs_and_can_be_written(month: str, tmp_path: Path) -> None:
    found = scenario_at(RECORD, month, 3)
    assert (found.start, found.months) == (month, 3)
    assert (found.elections, found.switches, found.windows, found.expiries, found.incidents) == ((), (), (), (), ())
    path = tmp_path / "origin.toml"
    path.write_text(to_toml(found), encoding="utf-8")
    assert load_scenario(path).hash == found.hash
    assert run(found, 5, 1).worlds == 5


def test_all_capitals_are_free_and_start_on_the_courses_that_were_declared() -> None:
    for month, wanted in (
        ("2017-02", ("patience", "balance", "build", "hard_line")),
        ("2017-06", ("maximum_pressure", "enforce", "build", "sunshine")),
        ("2018-04", ("engagement", "mediate", "charm", "sunshine")),
    ):
        found = scenario_at(RECORD, month)
        assert tuple(found.course(capital) for capital in CAPITALS) == wanted
        assert all(found.plan(capital).spells == () for capital in CAPITALS)


def test_the_first_month_goes_on_from_the_words_and_deeds_of_the_last() -> None:
    """The last month before 2017-10 saw a nuclear test and resolution 2375; all worlds come from these moves."""
    values = dict(scenario_at(RECORD, "2017-10").values)
    made = {name for name, value in values.items() if value == 1.0 and "." in name and "_course" not in name}
    assert made == {
        "start_washington_word.threaten", "start_washington_deed.sanctions", "start_beijing_word.warn",
        "start_beijing_deed.enforce_fully", "start_pyongyang_word.silence", "start_pyongyang_deed.big_test",
        "start_seoul_word.condemn", "start_seoul_deed.hold",
    }  # fmt: skip


def value(month: str, name: str) -> float:
    """A starting value of a month."""
    return scenario_at(RECORD, month).value(f"start_{name}")


def test_february_2017_comes_to_the_ledgers_arsenal_and_measures() -> None:
    for measures in ("un_measures", "us_measures"):
        assert value("2017-02", measures) == pytest.approx(LEDGER[f"start_{measures}"].default, abs=1e-4)
    assert value("2017-02", "arsenal") == pytest.approx(LEDGER["start_arsenal"].default, abs=0.02)
    # Counted as the shipped scenario counts them: from the tests of October and the resolution of November 2016.
    assert value("2017-02", "quiet") == LEDGER["start_quiet"].default
    assert value("2017-02", "un_round_ago") == LEDGER["start_un_round_ago"].default


def test_arsenal_and_measures_only_grow() -> None:
    parts = [RECORD.before(month_after("2006-01", length)) for length in range(1, len(RECORD), 5)]
    for values in ([arsenal(part) for part in parts], [on_the_books(part, "start_un_measures") for part in parts]):
        assert values == sorted(values)
        assert 0.0 <= values[0] <= values[-1] < 1.0


def test_memories_follow_the_last_tests() -> None:
    assert (value("2017-10", "big_test"), value("2017-10", "tested"), value("2017-10", "quiet")) == (1.0, 1.0, 0.0)
    assert (value("2017-11", "tested"), value("2017-11", "quiet")) == (0.0, 1.0)
    assert 0.0 < value("2017-11", "big_test") < 1.0
    assert value("2018-11", "big_test") < 0.01


def test_crisis_and_summit_years_look_it() -> None:
    """Late 2017 is a time of crisis, 2018 of talks."""
    assert value("2018-01", "tension") > 5.0 > value("2013-04", "tension") > value("2018-10", "tension")
    assert value("2018-10", "tension") < 3.0
    assert value("2018-10", "talks") > 0.4 > value("2017-10", "talks")
    assert (value("2018-10", "freeze"), value("2017-10", "freeze")) == (1.0, 0.0)


def test_a_capital_that_turned_last_month_waits_from_then_on() -> None:
    """Charm is declared in January 2018 and begins in February: then it has not yet waited for relief."""
    assert value("2018-02", "dry") == 0.0
    assert value("2018-05", "dry") > 0.0
    assert value("2018-02", "age") < value("2018-01", "age")


def test_every_course_has_its_reason_and_no_reason_is_later() -> None:
    told = reasons(RECORD, "2017-04")
    assert [line.split(",")[0] for line in told[:4]] == list(CAPITALS)
    assert "calls patience ended" in told[0]
    assert not any("2018" in line for line in told)
