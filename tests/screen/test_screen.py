"""The screen: how a number is scaled, effects that are known, the same game as elsewhere, and bad input."""

import json
from pathlib import Path

import pytest

import sim
from sim.analysis.know.cells import types_of, weights_of
from sim.analysis.screen import kept
from sim.analysis.screen.findings import CARRY, MEASURES, ScreenFinding, scaled
from sim.core.base.errors import UsageProblem
from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import fingerprint
from sim.core.scenario.parameters import PARAMETERS
from sim.publish.glossary import glossary
from tests.cli.command import Captured, said, three_lines

SPRING = load_scenario("2017-spring")
SHORT = SPRING.change({"months": 12})


@pytest.fixture(scope="module")
def found() -> ScreenFinding:
    """A screen of a year."""
    names = ["pay_passive", "prior_washington", "goal_tension", "start_arsenal"]
    return sim.screen(SHORT, numbers=names, worlds=100, seed=5)


def test_every_number_stays_in_its_range_and_has_another_value_at_one_end_at_least() -> None:
    for name, entry in PARAMETERS.items():
        ends = [scaled(SPRING, name, by) for by in (0.5, 1.5)]
        assert any(SPRING.value(cell) != value for end in ends for cell, value in end.items())
        assert all(entry.low <= value <= entry.high for end in ends for value in end.values())
        for end in ends:
            SPRING.change(end)


def test_chances_keep_their_sum_and_a_number_that_is_nothing_goes_to_a_quarter_of_its_range() -> (
    None
):
    moved = scaled(SPRING, "kim_chance", 1.5)
    assert sum(moved.values()) == pytest.approx(1.0)
    assert moved["kim_chance.fearful"] == pytest.approx(1.5 * SPRING.value("kim_chance.fearful"))
    assert moved["kim_chance.greedy"] / moved["kim_chance.erratic"] == pytest.approx(0.35 / 0.2)
    assert [scaled(SPRING, "start_relation", by) for by in (0.5, 1.5)] == [
        {"start_relation": -0.5},
        {"start_relation": 0.5},
    ]


def test_a_giant_that_is_held_earns_in_proportion_to_what_a_part_is_paid(
    found: ScreenFinding,
) -> None:
    low, high = found.effects[0].changes["pressing"]
    assert low.value < 0.0 < high.value
    assert low.value == pytest.approx(-high.value)


def test_a_threshold_of_a_goal_moves_no_gain_and_no_other_outcome_than_goals(
    found: ScreenFinding,
) -> None:
    effect = found.effects[2]
    assert effect.worlds > 0.0
    still = set(MEASURES) - {"goals_failed_both", "loses_pyongyang", "loses_seoul"}
    assert all(each.value == 0.0 for name in still for each in effect.changes[name])


def test_its_gain_is_that_of_the_two_courses_by_washingtons_belief(found: ScreenFinding) -> None:
    shielded = SHORT.with_policies([("beijing.policy", "shield")])
    worth = [
        sum(
            weight
            * sim.run(shielded.change({"kim_type": kim, "washington.policy": course}), 100, 5)
            .mean("value_washington")
            .value
            for kim, weight in zip(types_of(SHORT), weights_of(SHORT, "washington"), strict=True)
        )
        for course in ("maximum_pressure", "engagement")
    ]
    assert found.base["pressing"] == pytest.approx(worth[0] - worth[1])


def test_it_prints_the_fifteen_and_writes_every_effect(tmp_path: Path, capsys: Captured) -> None:
    scenario = ("2017-spring", "--set", "months=4", "--seed", "3")
    numbers = ("--number", "start_arsenal", "--number", "learn_until")
    asked = ("screen", *scenario, *numbers, "-n", "50", "-q")
    printed = json.loads(said(capsys, *asked, "--json", "-o", tmp_path / "out").out)
    assert [each["name"] for each in printed["effects"]] == ["start_arsenal", "learn_until"]
    assert printed["effects"][1]["worlds"] == 0.0
    names = {each.name for each in (tmp_path / "out").iterdir()}
    assert names >= {"carry.csv", "every.csv", "still.csv"}


def test_each_number_asked_for_has_its_row_and_no_table_is_empty(found: ScreenFinding) -> None:
    tables = found.tables()
    assert {row[0] for row in tables[0].rows} == {each.name for each in found.effects}
    assert all(table.rows for table in tables)
    quiet = [each.name for each in found.effects if not each.moves]
    assert all(name in found.sentences()[-1] for name in quiet)


def test_the_columns_are_explained_and_the_thresholds_are_those_declared(
    found: ScreenFinding,
) -> None:
    assert "pressing: gain" in found.caption
    assert {"pressing"} <= {word for term in glossary() for word in term.word}
    assert f"tests {MEASURES['tests']:g}" in found.notes()[1]


def test_a_number_that_there_is_not_is_refused_before_anything_is_played(
    capsys: Captured,
) -> None:
    refused = said(capsys, "screen", "2017-spring", "--number", "pay_hungar")
    assert refused.code == 2
    assert "pay_hunger" in three_lines(refused.err)[2]
    with pytest.raises(UsageProblem):
        sim.screen("2017-spring", numbers=["warp"])


def test_the_fifteen_that_are_kept_are_of_the_rules_that_ship() -> None:
    assert kept.kept()["model"] == fingerprint(), "run tools/update_screen.py"
    rows = kept.kept()["rows"]
    assert len(rows) == CARRY
    assert all(name in PARAMETERS for name, *_ in rows)
