"""The state of a month: nothing later is known, and what is known follows from the record by the stated rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.history.governments import ANYONE, LINES, OFFICES, UNKNOWN_HOLDER, line_of
from sim.analysis.history.observe import observed_record
from sim.analysis.history.origin import FACTS, NOT_ON_RECORD, arsenal, sanctions, scenario_at, scenario_over
from sim.analysis.history.reckoning import freezes_of, full_enforcement, moves_of, reckoned
from sim.analysis.history.record import Record, load_record
from sim.analysis.history.schema import NUMBERS, TEXTS
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.study.run import run
from sim.study.scenario_file import to_toml
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.parameters import LEDGER
from sim.world.scenario import Scenario

RECORD = load_record()
ORIGINS = RECORD.months[12:]


def changed_from(record: Record, month: str, seed: int) -> Record:
    """The record with every cell of every column made anew from a month on."""
    rng = np.random.default_rng([seed, 99])
    place = record.position(month)
    columns = {name: record.columns[name].copy() for name in NUMBERS}
    for values in columns.values():
        size = len(values) - place
        values[place:] = np.where(rng.random(size) < 0.2, np.nan, rng.integers(0, 9, size))
    later = {name: [f"{name} {rng.integers(9)}" for _ in range(len(record) - place)] for name in TEXTS}
    later["exercise_scale"] = [("none", "full", "")[rng.integers(3)] for _ in range(len(record) - place)]
    texts = {name: record.texts[name][:place] + tuple(later[name]) for name in TEXTS}
    return Record(record.months, columns, texts)


def cut_at(record: Record, month: str) -> Record:
    """The record without any month from one on."""
    return record.before(month)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ORIGINS), st.integers(0, 10_000), st.sampled_from([3, 6, 12]))
def test_no_later_row_moves_a_scenario(month: str, seed: int, months: int) -> None:
    known = scenario_at(RECORD, month, months)
    for other in (changed_from(RECORD, month, seed), cut_at(RECORD, month)):
        found = scenario_at(other, month, months)
        assert found == known
        assert found.hash == known.hash


def test_a_row_before_does_move_it() -> None:
    """Else the test above would prove nothing."""
    month = "2014-06"
    assert scenario_at(changed_but_named(RECORD, "2014-05"), month).hash != scenario_at(RECORD, month).hash


def changed_but_named(record: Record, month: str) -> Record:
    """The record with a nuclear test in one month."""
    columns = {name: record.columns[name].copy() for name in NUMBERS}
    columns["nuclear_tests"][record.position(month)] = 1.0
    return Record(record.months, columns, record.texts)


def test_the_forecast_itself_does_not_move_either() -> None:
    month = "2016-03"
    worlds = [
        run(scenario_at(record, month, 6), 50, 3, record=["tension", *CAPITALS])
        for record in (RECORD, changed_from(RECORD, month, 5))
    ]
    np.testing.assert_array_equal(worlds[0].state["tension"], worlds[1].state["tension"])
    for capital in CAPITALS:
        np.testing.assert_array_equal(worlds[0].actions[capital], worlds[1].actions[capital])


@pytest.mark.parametrize("month", ORIGINS[::7])
def test_every_fact_used_was_known_before(month: str) -> None:
    for capital in CAPITALS:
        holder = RECORD.before(month).texts[OFFICES[capital]][-1] if capital in OFFICES else ANYONE
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
    texts["us_president"] = ("",) * len(RECORD)
    with pytest.raises(DataProblem, match="nobody is named for 2014-12") as raised:
        scenario_at(Record(RECORD.months, RECORD.columns, texts), "2015-01")
    assert "us_president" in raised.value.where


@pytest.mark.parametrize("month", [*ORIGINS[::9], "2020-01"])
def test_every_origin_gives_a_scenario_that_runs_and_can_be_written(month: str) -> None:
    found = scenario_at(RECORD, month, 3)
    assert (found.start, found.months) == (month, 3)
    assert (found.elections, found.windows, found.expiries, found.incidents) == ((), (), (), ())
    assert not set(NOT_ON_RECORD) & set(found.modules)
    assert all(LEDGER[name].admits(value) for name, value in found.values if "." not in name)
    assert f'start = "{month}"' in to_toml(found)
    assert run(found, 5, 1).worlds == 5


def test_a_scenario_file_of_it_is_the_same_scenario(tmp_path: object) -> None:
    from pathlib import Path

    from sim.study.scenario_file import load_scenario

    found = scenario_at(RECORD, "2017-09")
    path = Path(str(tmp_path)) / "september.toml"
    path.write_text(to_toml(found), encoding="utf-8")
    assert load_scenario(path).hash == found.hash


def value(month: str, name: str) -> float:
    """A starting value of a month."""
    return scenario_at(RECORD, month).value(f"start_{name}")


def test_february_2017_comes_to_the_ledgers_arsenal_and_sanctions() -> None:
    assert value("2017-02", "sanctions") == pytest.approx(LEDGER["start_sanctions"].default, abs=1e-12)
    assert value("2017-02", "arsenal") == pytest.approx(LEDGER["start_arsenal"].default, abs=0.02)


def test_arsenal_and_sanctions_only_grow() -> None:
    lengths = range(1, len(RECORD), 5)
    for rule in (arsenal, sanctions):
        values = [rule(RECORD.before(month_after("2006-01", length))) for length in lengths]
        assert values == sorted(values)
        assert 0.0 <= values[0] <= values[-1] < 1.0


def test_memories_follow_the_last_tests() -> None:
    assert value("2017-10", "big_test_memory") == 1.0
    assert value("2017-10", "test_memory") == 1.0
    assert value("2017-11", "test_memory") == pytest.approx(LEDGER["test_memory"].default)
    assert value("2018-11", "big_test_memory") < 0.01


def test_crisis_and_summit_years_look_it() -> None:
    """Tension is at its highest in late 2017, at its lowest in 2018, and talks the other way round."""
    assert value("2017-10", "tension") > 6.0 > value("2013-04", "tension") > 3.0 > value("2018-10", "tension")
    assert value("2018-10", "talks") > 0.5 > value("2017-10", "talks")
    frozen = {month for month, flag in zip(RECORD.months, freezes_of(RECORD), strict=True) if flag}
    assert {"2007-10", "2018-07", "2018-12"} <= frozen
    assert not {month for month in frozen if "2009-02" <= month <= "2018-05"}


def test_pyongyang_tests_less_after_its_vow_of_2009_and_until_its_leader_changes() -> None:
    """A line may move levers of its policy; what it does not name stays as the policy has it."""

    def line(month: str) -> tuple[str, dict[str, float]]:
        spell = scenario_at(RECORD, month).pyongyang.spells[0]
        return spell.policy, dict(POLICIES["pyongyang"][spell.policy].levers) | dict(spell.levers)

    policy, before = line("2009-11")
    assert line("2009-12") == line("2011-12") == (policy, before | {"testing": 0.3})
    assert line("2012-01") == (policy, before)
    assert before["testing"] > 0.3
    spells = scenario_over(RECORD, "2007-01", "2014-12").pyongyang.spells
    assert [each.levers for each in spells if each.start == "2009-12"] == [(("testing", 0.3),)]


def test_a_new_leader_is_less_sure_of_his_hold_for_a_year() -> None:
    assert value("2011-12", "stability") == 0.75
    assert value("2012-01", "stability") == value("2012-11", "stability") == 0.65
    assert value("2012-12", "stability") == 0.75


def test_trade_of_the_last_month_is_not_yet_known() -> None:
    """Trade fell in 2018-04; customs said so in May, so the first origin that knows it is June."""
    for month, enforces in (("2018-05", False), ("2018-06", True)):
        known = RECORD.before(month)
        assert full_enforcement(known)[known.position("2018-04")] == enforces


def test_moves_say_again_what_the_record_says() -> None:
    """Observed with the model's definitions, the moves show the record's tests, and the resolutions not vetoed."""
    from sim.analysis.history.observe import observed_worlds

    read = moves_of(RECORD)
    numbers = {
        capital: np.array([[[a.name for a in ACTIONS[capital]].index(row[place])] for row in read])
        for place, capital in enumerate(CAPITALS)
    }
    again, seen = observed_worlds(numbers), observed_record(RECORD)
    lethal = seen["lethal_incident"]
    np.testing.assert_array_equal(again["lethal_incident"][:, 0], lethal)
    np.testing.assert_array_equal(again["resolution"][:, 0], seen["resolution"])
    np.testing.assert_array_equal(again["test_month"][:, 0], seen["test_month"] & ~lethal)
    np.testing.assert_array_equal(again["big_test"][:, 0], seen["big_test"] & ~lethal)
    # One move a month: the model cannot show talks in a month of a test.
    assert (again["talks_month"][:, 0] <= seen["talks_month"]).all()


def test_reckoning_forgets_where_it_began() -> None:
    """Two records that differ only in their first year agree on tension after six more."""
    late, early = reckoned(RECORD.window("2008-01", "2015-12"))[-1], reckoned(RECORD.before("2016-01"))[-1]
    assert float(late.tension[0]) == pytest.approx(float(early.tension[0]), abs=0.02)


def test_every_line_names_a_policy_a_fact_and_a_month() -> None:
    for line in LINES:
        assert line.policy in POLICIES[line.capital]
        assert line.fact
        assert all(f"{line.capital}.{lever}" in LEDGER for lever, _ in line.levers)
    for capital, policy in UNKNOWN_HOLDER.items():
        assert policy in POLICIES[capital]
    for capital in CAPITALS:
        for holder in {line.holder for line in LINES if line.capital == capital}:
            known = [line.known for line in LINES if (line.capital, line.holder) == (capital, holder)]
            assert known == sorted(set(known))


def test_every_holder_of_the_record_has_a_line() -> None:
    for capital, column in OFFICES.items():
        assert set(RECORD.texts[column]) <= {line.holder for line in LINES if line.capital == capital}


def test_a_government_that_no_line_names_has_a_plain_policy() -> None:
    assert line_of("seoul", "somebody else", "2031-01").policy == "hedging"


def policies(scenario: Scenario, capital: str) -> list[tuple[str, str]]:
    """The spells of a capital as (month, policy)."""
    return [(spell.start, spell.policy) for spell in scenario.plan(capital).spells]


def test_a_line_is_held_though_it_changed_later() -> None:
    assert policies(scenario_at(RECORD, "2017-02"), "washington") == [("2017-02", "strategic_patience")]
    assert policies(scenario_at(RECORD, "2017-04"), "washington") == [("2017-04", "maximum_pressure")]
    assert policies(scenario_at(RECORD, "2017-05"), "seoul") == [("2017-05", "hard_line")]
    assert policies(scenario_at(RECORD, "2017-06"), "seoul") == [("2017-06", "sunshine")]


def test_the_fit_window_follows_who_governed() -> None:
    window = scenario_over(RECORD, "2007-01", "2014-12")
    assert (window.start, window.months) == ("2007-01", 96)
    assert policies(window, "washington") == [("2007-01", "engagement"), ("2009-07", "strategic_patience")]
    assert policies(window, "seoul") == [("2007-01", "sunshine"), ("2008-03", "hard_line"), ("2013-03", "hedging")]
    assert policies(window, "pyongyang")[-1] == ("2013-04", "byungjin")


def test_the_fit_window_knows_no_moves_and_nothing_after_it() -> None:
    """It begins as an origin does; other events in the window, or anything after it, change nothing."""
    window, origin = scenario_over(RECORD, "2007-01", "2014-12"), scenario_at(RECORD, "2007-01", 96)
    assert window.values == origin.values
    assert window.opening_moves == origin.opening_moves
    other = changed_from(RECORD, "2015-01", 1)
    assert scenario_over(other, "2007-01", "2014-12") == window
    columns = {name: values.copy() for name, values in RECORD.columns.items()}
    columns["missile_tests"][RECORD.position("2007-01") :] = 7.0
    assert scenario_over(replace(RECORD, columns=columns), "2007-01", "2014-12") == window
