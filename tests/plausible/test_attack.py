"""The attack on headline sentences: a planted false one falls, and a cause that is none is named."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analysis.plausible import SetOptions
from sim.analysis.plausible.attack import FRESH, IN_SET, WIDTHS, WITHOUT, AttackFinding, ask, find
from sim.analysis.plausible.headlines import Headline, headlines, read_headlines, terms_of
from sim.study.play.play import play

PLANTED = """
[false]
says = "Beijing gains more by its own knowing than by Washington's"
above = ["knows.beijing.beijing - knows.washington.beijing"]

[no_cause]
says = "Pressing costs Washington with a fearful Kim, and it is the look-ahead that makes it so"
above = ["-press.washington.fearful"]
cause = { lookahead = 0.0 }

[false_plans]
says = "Washington stays in the pair of plans that both prefer"
above = ["plays.prefer.washington - plays.prefer_left_by_washington.washington"]

[true]
says = "Beijing prefers talk with a fearful Kim"
above = ["-press.beijing.fearful"]
"""


@pytest.fixture(scope="module")
def found() -> AttackFinding:
    """The planted sentences under the attacks that ship, on few vectors and worlds."""
    options, results = SetOptions(size=5, worlds=60, attack=True), []
    while (experiment := ask(options, results)) is not None:
        results.append(play(experiment))
    return find(options, results, read_headlines(PLANTED))


def test_a_planted_false_sentence_falls_and_a_true_one_stands(found: AttackFinding) -> None:
    assert not found.stands("false")
    assert not found.stands("false_plans")
    assert found.stands("true")
    assert found.sentences()[0] == "1 of 4 headline sentences stand."
    assert any("Beijing gains more by its own" in said for said in found.sentences()[1:])


def test_a_sentence_that_holds_without_its_named_cause_falls(found: AttackFinding) -> None:
    assert found.batches["no_cause"][FRESH].low > 0.0
    assert found.batches["no_cause"][WITHOUT].low > 0.0
    assert not found.stands("no_cause")


def test_every_width_is_in_the_table_and_the_least_is_the_strongest_attack(
    found: AttackFinding,
) -> None:
    table = found.tables()[0]
    assert table.heads[1 : 2 + len(WIDTHS)] == (IN_SET, *(f"{width:g}" for width in WIDTHS))
    assert [row[0] for row in table.rows] == [each.says for each in found.tried.values()]
    held = {"a": np.array([True, True]), "b": np.array([True, False])}
    weak = AttackFinding(found.options, {"x": held}, {"x": {}}, {"x": found.tried["true"]})
    assert weak.strongest("x") == "b: 50 %"


def test_what_must_be_above_0_is_a_sum_of_named_quantities_and_numbers() -> None:
    headline = Headline("", ("0.5 - a", "a - b + 1"), {})
    terms = terms_of(headline, {"a": np.array([0.2, 2.0]), "b": np.array([0.0, 1.0])})
    np.testing.assert_allclose(terms, [[0.3, -1.5], [1.2, 2.0]])


def test_each_cause_of_a_shipped_headline_is_a_change_of_the_scenario() -> None:
    assert any(each.cause for each in headlines().values())
    for name, each in headlines().items():
        assert each.says, name
        sim.load_scenario("2017-spring").change(dict(each.cause))
