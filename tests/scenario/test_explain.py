"""Every value of a scenario is told with where it comes from."""

from sim.core.game.levers import LEVERS
from sim.core.scenario import Scenario, ValueRow, explain, load_scenario
from sim.core.scenario.parameters import PLACES


def rows(scenario: Scenario) -> dict[str, ValueRow]:
    """The rows by name; no name may stand twice."""
    told = explain(scenario)
    assert len({row.name for row in told}) == len(told)
    return {row.name: row for row in told}


def test_every_lever_and_every_number_is_told() -> None:
    names = rows(load_scenario("2018-turn")).keys()
    assert LEVERS.keys() <= names
    assert {
        name for name in PLACES if not (name.startswith("start_") and "_course." in name)
    } <= names


def test_what_nobody_said_is_the_default() -> None:
    assert {row.origin for row in explain(Scenario())} == {"default"}


def test_a_value_comes_from_a_line_a_change_or_a_policy() -> None:
    told = rows(
        load_scenario("maximum-pressure").change(
            {"beijing.policy": "protector", "clash": 0.1}, origin="--set"
        )
    )
    assert told["washington.rhetoric"] == ValueRow(
        "washington.rhetoric", 0.3, "", "maximum-pressure.toml, line 11"
    )
    assert told["washington.course"].value == "maximum_pressure"
    assert (
        told["washington.course"].origin
        == told["washington from 2017-02"].origin
        == "maximum-pressure.toml, line 10"
    )
    assert told["seoul.course"].origin.startswith("2017-spring.toml, line ")
    assert (told["clash"].value, told["clash"].origin) == (0.1, "--set")
    assert (told["beijing_lean.enforce"].value, told["beijing_lean.enforce"].origin) == (
        -30.0,
        "policy protector of beijing",
    )


def test_a_value_that_a_policy_adds_to_names_both() -> None:
    told = rows(Scenario().change({"washington.policy": "dove", "washington_lean.engagement": 1.0}))
    assert told["washington_lean.engagement"].value == 2.2
    assert told["washington_lean.engagement"].origin == "a change; policy dove of washington"


def test_a_value_that_goes_before_a_policy_names_only_itself() -> None:
    told = rows(Scenario().change({"washington.policy": "dove", "washington_lean.prevent": 1.0}))
    assert told["washington_lean.prevent"].origin == "a change"


def test_an_imposed_type_is_told_as_such() -> None:
    told = rows(Scenario().change({"kim_type": "greedy"}))
    assert (told["type_drift"].value, told["type_drift"].origin) == (0.0, "kim_type greedy")


def test_a_drawn_start_course_is_told_by_its_weights() -> None:
    told = rows(Scenario().change({"start_seoul_course.hedge": 0.5}))
    assert told["seoul.course"].value == "drawn"
    assert told["start_seoul_course.hedge"].value == 0.5
