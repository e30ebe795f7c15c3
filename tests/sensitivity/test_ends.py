"""What is varied, and its effects: how parameters are scaled, which choices there are, readings of
lose-lose, and effects that are known.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.know.cells import types_of, weights_of
from sim.analysis.sensitivity import CHOICES, PARAMETERS as NUMBERS, SensitivityOptions, kept
from sim.analysis.sensitivity.effects import MEASURES, PlayedEnds, worlds_asked
from sim.analysis.sensitivity.ends import ends_of, moved_goals, neutral, scaled
from sim.analysis.sensitivity.findings import CARRY, SensitivityFinding
from sim.analysis.sensitivity.levels import CHANNEL, CHANNELS, LEAST, READING, READINGS, STRUCTURES
from sim.core.base.errors import UsageProblem
from sim.core.game.levers import LEVERS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import fingerprint
from sim.core.scenario.parameters import PARAMETERS
from sim.publish.glossary import glossary
from sim.study.estimate.paired import compare_paired
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each

SPRING = load_scenario("2017-spring")
SHORT = SPRING.change({"months": 12})


@pytest.fixture(scope="module")
def of_numbers() -> SensitivityFinding:
    """Four numbers in a year."""
    names = ["pay_passive", "prior_washington", "goal_tension", "start_arsenal"]
    return sim.sensitivity(SHORT, vary=NUMBERS, only=names, worlds=100, seed=5)


@pytest.fixture(scope="module")
def of_choices() -> SensitivityFinding:
    """All choices in a year."""
    return sim.sensitivity(SHORT, vary=CHOICES, worlds=150, seed=3)


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
    of_numbers: SensitivityFinding,
) -> None:
    low, high = (effect.changes["pressing"] for effect in of_numbers.groups["pay_passive"])
    assert low.value < 0.0 < high.value
    assert low.value == pytest.approx(-high.value)


def test_a_threshold_of_a_goal_moves_no_gain_and_no_other_outcome_than_goals(
    of_numbers: SensitivityFinding,
) -> None:
    effects = of_numbers.groups["goal_tension"]
    assert any(effect.worlds for effect in effects)
    still = set(MEASURES) - {"goals_failed_both", "loses_pyongyang", "loses_seoul"}
    assert all(effect.changes[name].value == 0.0 for name in still for effect in effects)


def test_its_gain_is_that_of_the_two_courses_by_washingtons_belief(
    of_numbers: SensitivityFinding,
) -> None:
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
    assert of_numbers.base["pressing"] == pytest.approx(worth[0] - worth[1])


def test_numbers_that_move_the_answer_equally_keep_the_order_in_which_they_were_asked_for() -> None:
    names = ["goal_tension", "goal_talks", "goal_economy", "goal_relation", "goal_cohesion"]
    found = sim.sensitivity(SHORT, vary=NUMBERS, only=names, worlds=10, seed=5)
    assert found.moving == []
    assert found.ranked == names


def test_each_number_asked_for_has_its_row_and_no_table_is_empty(
    of_numbers: SensitivityFinding,
) -> None:
    tables = of_numbers.tables()
    assert {row[0] for row in tables[0].rows} == set(of_numbers.groups)
    assert all(table.rows for table in tables)
    caption = tables[0].caption
    assert "pressing: gain" in caption
    assert "pressing" in {word for term in glossary() for word in term.word}
    assert f"tests {MEASURES['tests']:g}" in " ".join(of_numbers.notes())


def test_numbers_in_a_folder_have_both_ends_on_every_measure(
    tmp_path: Path, capsys: Captured
) -> None:
    scenario = ("2017-spring", "--set", "months=4", "--seed", "3", "--vary", "parameters")
    asked = ("sensitivity", *scenario, "--only", "start_arsenal", "--only", "learn_until")
    printed = json.loads(
        said(capsys, *asked, "-n", "50", "-q", "--json", "-o", tmp_path / "out").out
    )
    rows = printed["effects"]
    assert sorted(row["name"] for row in rows) == ["learn_until"] * 2 + ["start_arsenal"] * 2
    assert {row["worlds that differ"] for row in rows if row["name"] == "learn_until"} == {"0"}
    assert {"value", "low", "high", "n"} == set(rows[0]["pressing"])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {"carry.csv", "effects.csv", "still.csv"}


def test_the_fifteen_that_are_kept_are_of_the_rules_that_ship() -> None:
    assert kept.kept()["model"] == fingerprint(), "run tools/update_screen.py"
    rows = kept.kept()["rows"]
    assert len(rows) == CARRY
    assert all(name in PARAMETERS for name, *_ in rows)


@for_each(
    "changes",
    [{}, {"kim_type": "greedy"}, {"learn": 1.0}, {"accident_slope": 3.0}, {"lookahead": 0.0}],
)
def test_a_choice_that_the_scenario_makes_itself_is_not_tried_again(
    changes: dict[str, Any],
) -> None:
    own = SHORT.change(changes)
    ends = ends_of(SensitivityOptions(own, vary=CHOICES))
    assert all(own.change(end.changes).hash != own.hash for end in ends if not end.reading)
    built = {end.label for end in ends if end.name in STRUCTURES}
    assert ("Kim's type: greedy" in built) == (changes.get("kim_type") != "greedy")
    assert ("learning: exact" in built) == ("learn" not in changes)
    assert sum(end.name == READING for end in ends) == len(READINGS)


def test_channels_are_the_parameters_and_levers_that_have_a_neutral_value() -> None:
    declared = {
        name for name, entry in (RULE_PARAMETERS | LEVERS).items() if entry.neutral is not None
    }
    used = [name for names in CHANNELS.values() for name in names]
    assert sorted(used) == sorted(declared)
    entries = {**RULE_PARAMETERS, **LEVERS}
    for channel in CHANNELS:
        assert all(entries[name].neutral == value for name, value in neutral(channel).items())


def test_an_effect_is_the_paired_difference_of_two_runs(of_choices: SensitivityFinding) -> None:
    base = run(SHORT, 150, 3)
    for name, text, changes in (
        ("Kim's type", "greedy", {"kim_type": "greedy"}),
        (CHANNEL, "learning", neutral("learning")),
    ):
        other = run(SHORT.change(changes), 150, 3)
        (effect,) = (
            each for each in of_choices.effects if (each.end.name, each.end.text) == (name, text)
        )
        wanted = compare_paired(other.flag("lose_lose"), base.flag("lose_lose"))
        assert effect.changes["lose_lose"] == wanted
        assert effect.changes["value_beijing"].value == pytest.approx(
            (other.columns["value_beijing"] - base.columns["value_beijing"]).mean()
        )


def test_readings_are_those_of_a_run(of_choices: SensitivityFinding) -> None:
    base = run(SHORT, 150, 3)
    share = base.probability("lose_lose").value
    found = {
        effect.end.text: share + effect.changes["lose_lose"].value
        for effect in of_choices.effects
        if effect.end.reading
    }
    assert found["goals"] == pytest.approx(base.probability("goals_failed_both").value)
    for kappa in (0.25, 0.5, 1.0):
        (known,) = base.kappa_curve([kappa])
        assert found[f"a loss, κ = {kappa:g}"] == pytest.approx(known.value)
    # In the same worlds a larger line is never passed more often.
    for names in (
        ["a gain > 0.05", "a gain > 0.2"],
        ["a loss, κ = 0.25", "a loss, κ = 0.5", "a loss, κ = 1"],
        ["goals, strict", "goals", "goals, lenient"],
    ):
        assert all(found[less] >= found[more] for less, more in pairwise(names))


def test_goals_are_harder_to_keep_with_strict_thresholds_which_keep_to_their_ranges() -> None:
    for side in (1.0, -1.0):
        moved = moved_goals(SHORT, side)
        for name, spread in SPREADS.items():
            by = side * spread if name in LEAST else -side * spread
            assert moved[name] - SHORT.value(name) == pytest.approx(by)
    high = SHORT.change({"goal_lethal": 0.1, "goal_proven": 0.99})
    assert moved_goals(high, 1.0)["goal_lethal"] == 0.0
    assert moved_goals(high, -1.0)["goal_proven"] == 1.0


def test_no_worlds_are_played_twice_and_all_are_the_same() -> None:
    options = SensitivityOptions(SHORT, vary=CHOICES, worlds=20)
    experiment = worlds_asked(options)
    played = PlayedEnds(options, play(experiment))
    assert len(set(played.cells)) == len(played.cells)
    base = run(SHORT, 20, 7)
    assert (played.worlds("value_washington", {}) == base.columns["value_washington"]).all()


def test_a_choice_by_type_of_kim_is_in_worlds_that_have_the_same_kim(
    of_choices: SensitivityFinding,
) -> None:
    base = run(SHORT, 150, 3)
    (effect,) = (each for each in of_choices.effects if each.end.label == "without learning")
    counts = np.bincount(base.columns["kim_type"])
    assert [change.n for change in effect.by_kim.values()] == counts.tolist()


def test_what_moves_most_comes_first_and_is_told_only_if_it_is_clear(
    of_choices: SensitivityFinding,
) -> None:
    sizes = [of_choices.size(name, "lose_lose") for name in of_choices.ranked]
    assert sizes == sorted(sizes, reverse=True)
    none = sim.sensitivity(SHORT, vary=CHOICES, only=["accidents"], worlds=20, seed=3)
    assert "cannot tell" in none.sentences()[0]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--vary", "parameters", "--only", "pay_hungar"), "pay_hunger"),
        (("--vary", "choices", "--only", "learnin"), "learning"),
        (("--vary", "number"), "factors"),
        (("--only", "learn"), "--factor"),
        (("--vary", "choices", "--factor", "learn"), "--only"),
        (("--vary", "choices", "-n", "5"), "10 or more"),
    ],
)
def test_what_cannot_be_varied_is_refused_before_anything_is_played(
    words: tuple[str, ...], remedy: str, capsys: Captured
) -> None:
    refused = said(capsys, "sensitivity", "2017-spring", *words)
    assert (refused.code, refused.out) == (2, "")
    assert remedy in three_lines(refused.err)[2]


def test_names_that_are_gone_say_what_does_it_now() -> None:
    for name in ("screen", "multiverse"):
        with pytest.raises(AttributeError, match="sensitivity --vary"):
            getattr(sim, name)
    with pytest.raises(UsageProblem):
        sim.sensitivity("2017-spring", vary="parameters", only=["warp"])
