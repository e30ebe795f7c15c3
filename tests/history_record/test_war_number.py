"""The war number: exact bounds for what has never happened, and a note that stands beside every
probability of war.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.core.game.goals import GOALS
from sim.core.outcomes.outcomes import FINAL_STATES, FLAGS, WAR_LINE, WAR_SHORT, is_war, subtitle
from sim.history.rates import bound, war_bounds


@pytest.mark.parametrize("cases", [1, 13, 36, 500])
def test_without_a_war_the_exact_bound_has_a_closed_form(cases: int) -> None:
    found = bound("a case", 0, cases, "none")
    assert found.upper == pytest.approx(1 - 0.05 ** (1 / cases), rel=1e-9)
    assert found.rule_of_three == 3 / cases
    assert found.jeffreys == pytest.approx(0.5 / (cases + 1))


def test_the_rule_of_three_is_the_limit_of_the_exact_bound() -> None:
    ratios = [bound("a case", 0, n, "none").upper / (3 / n) for n in (10, 100, 10_000)]
    assert ratios == sorted(ratios)
    assert ratios[-1] == pytest.approx(-math.log(0.05) / 3, rel=1e-3)


def test_jeffreys_quantile_leaves_two_and_a_half_percent_above() -> None:
    found = bound("a case", 0, 13, "none")
    below, _ = quad(lambda x: 2 * (1 - x * x) ** 12.5, 0, math.sqrt(found.jeffreys_high))
    total, _ = quad(lambda x: 2 * (1 - x * x) ** 12.5, 0, 1)
    assert below / total == pytest.approx(0.975, abs=1e-6)


def test_the_clopper_pearson_bound_with_wars_solves_its_equation() -> None:
    found = bound("any crisis", 23, 329, "none")
    p = found.upper
    at_most = sum(math.comb(329, k) * p**k * (1 - p) ** (329 - k) for k in range(24))
    assert at_most == pytest.approx(0.05, abs=1e-9)
    assert np.isnan(found.rule_of_three)


def test_the_bounds_that_the_sources_state() -> None:
    crises, disputes, *_, world = war_bounds()
    assert (crises.wars, crises.cases, disputes.wars, disputes.cases) == (0, 13, 0, 36)
    assert (round(crises.jeffreys, 3), round(crises.jeffreys_high, 2)) == (0.036, 0.17)
    assert round(disputes.jeffreys_high, 3) == 0.067
    assert round(world.wars / world.cases, 2) == 0.07


def test_more_cases_without_a_war_lower_every_bound() -> None:
    bounds = [bound("a case", 0, n, "none") for n in (4, 13, 36, 58, 128)]
    for name in ("rule_of_three", "upper", "jeffreys", "jeffreys_high"):
        values = [getattr(each, name) for each in bounds]
        assert values == sorted(values, reverse=True)


def test_the_note_knows_a_war_by_name() -> None:
    """Every way into war that the catalogue of outcomes knows, both kinds of war, and goals that
    are about war alone.
    """
    assert {
        name for name in (*FLAGS, *FINAL_STATES) if is_war(name) and not name.startswith("goal_")
    } == {
        "war",
        "major_war",
        "limited_war",
        "decided_war",
        "brink_war",
        "accident",
        "major war",
        "limited war",
    }
    assert {name for name in FLAGS if name.startswith("goal_") and is_war(name)} == {
        goal.column for goal in GOALS if "war" in goal.name.split("_")
    }
    assert not is_war("reward")


def test_the_note_stands_beside_war_and_only_there() -> None:
    assert subtitle("Text.", ["crisis"]) == "Text."
    assert subtitle("Text.", ["major war"]) == f"Text. {WAR_SHORT}"
    assert "not validated" in WAR_LINE
    assert "not validated" in WAR_SHORT
