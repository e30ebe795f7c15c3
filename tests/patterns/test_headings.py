"""What each heading measures, on made-up histories."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.claims import Arm, line_of
from sim.analysis.claims.measures import correlation, slope
from sim.analysis.patterns import minds, named as statistics
from sim.analysis.patterns.findings import lines_of
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import Estimate
from sim.core.game.levers import LEVERS
from sim.core.game.moves import (
    BeijingDeed,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    SeoulDeed,
    WashingtonWord,
)
from sim.core.outcomes.history import History
from sim.core.scenario import load_scenario
from tests.patterns.made import Given, claims, months, told, value, world, worlds


def test_the_last_move_before_the_first_month_is_that_of_the_start() -> None:
    h = world(4, washington_word=[0.0, 4.0, 1.0, 1.0])
    start = WashingtonWord.SILENCE
    assert minds.last_moves(h, "washington", "word")[:, 0].tolist() == [start, 0.0, 4.0, 1.0]


def test_a_freeze_and_a_complete_deterrent_count_once_they_were_there() -> None:
    early, late, none = (
        world(deterrent=months((4,), 1.0)),
        world(deterrent=months((11,), 1.0)),
        world(),
    )
    assert value("opening.deterrent", worlds(early, late, none)) == pytest.approx(1 / 3)
    assert value("opening.freeze", worlds(world(freeze=months((30,), 1.0)), none)) == 0.5


def test_an_answer_is_the_mean_of_the_three_months_after() -> None:
    """Month 8 is October 2017, in which the move is imposed."""
    answered, beside = (
        world(enforcement=months((9, 11), 0.6)),
        world(enforcement=months((8, 12), 0.9)),
    )
    assert value("answer.blame.fair", answered, beside) == pytest.approx(0.4)


@pytest.mark.parametrize(("shields", "cases"), [((), 1.0), ((7,), 1.0), ((7, 8), 0.0)])
def test_a_big_test_under_a_beijing_that_shields_asks_for_no_round(
    shields: tuple[int, ...], cases: float
) -> None:
    big = months((6,), PyongyangDeed.BIG_TEST, PyongyangDeed.HOLD)
    deeds = months(shields, BeijingDeed.LOOK_AWAY, BeijingDeed.ENFORCE_PARTLY)
    h = world(pyongyang_deed=big, beijing_deed=deeds, un_round_ago=months((8,), 0.0, 5.0))
    found = value("record.round", h)
    assert found == 1.0 if cases else math.isnan(found)


@pytest.mark.parametrize(("month", "answered"), [(6, 0.0), (7, 1.0), (9, 1.0), (10, 0.0)])
def test_a_round_answers_a_big_test_within_three_months(month: int, answered: float) -> None:
    big = months((6,), PyongyangDeed.BIG_TEST, PyongyangDeed.HOLD)
    assert (
        value("record.round", world(pyongyang_deed=big, un_round_ago=months((month,), 0.0, 5.0)))
        == answered
    )


def test_the_economy_is_told_in_per_cent_of_the_worlds_that_live() -> None:
    h = worlds(world(economy=math.log(0.9)), world(economy=math.log(0.5), ends=3))
    assert value("economy.enforced", h) == pytest.approx(-10.0)


def test_truth_and_belief_that_agree_have_slope_one() -> None:
    """Of worlds that hold a belief in each type, as many are of the type as believed."""
    held = np.repeat(np.array([[0.5, 0.3, 0.2], [0.25, 0.25, 0.5]]), 20, axis=0).T
    kim = np.concatenate([np.repeat([0, 1, 2], [10, 6, 4]), np.repeat([0, 1, 2], [5, 5, 10])])
    live = np.ones(40, dtype=bool)
    assert minds.calibrate_belief(held, kim, live).value == pytest.approx(1.0)
    bold = 1 / 3 + 2.0 * (held - 1 / 3)
    assert minds.calibrate_belief(bold, kim, live).value == pytest.approx(0.5)


def test_the_erratic_is_measured_against_the_less_known_of_the_others() -> None:
    kim = np.tile([KimType.FEARFUL, KimType.GREEDY, KimType.ERRATIC], 20)
    true = np.tile([0.9, 0.7, 0.6], 20)
    assert minds.least_known(true, kim, np.ones(60, dtype=bool)).value == pytest.approx(-0.1)


def test_the_length_of_a_crisis_runs_from_its_first_to_its_last_month() -> None:
    h = worlds(*(world(tension=months(range(5, 5 + length), 5.5, 2.0)) for length in (2, 6, 7)))
    assert value("war.length", h) == 6.0


def test_a_crisis_begun_late_is_left_out_of_lengths() -> None:
    assert math.isnan(value("war.length", world(tension=months((30, 31), 5.5, 2.0))))


def test_peace_is_the_product_over_years() -> None:
    calm, hot = ("patience", "balance", "build", "hedge"), ("prevent", "balance", "build", "hedge")
    sure = {calm: Estimate(0.0, 0.0, 0.0, 50, "t"), hot: Estimate(0.1, 0.1, 0.1, 50, "t")}
    found = statistics.peace_over([calm, hot, calm, hot], sure)
    assert (found.value, found.low, found.high, found.n) == pytest.approx((0.81, 0.81, 0.81, 50))
    unsure = sure | {hot: Estimate(0.1, 0.05, 0.15, 50, "t")}
    once, twice = (statistics.peace_over([hot] * years, unsure) for years in (1, 2))
    assert once.low == pytest.approx(0.9 * math.exp(-0.05 / 0.9))
    assert math.log(twice.value / twice.low) == pytest.approx(2.0 * math.log(once.value / once.low))


def test_a_year_that_no_world_survives_leaves_no_peace() -> None:
    line = ("prevent", "balance", "build", "hedge")
    assert statistics.peace_over([line], {line: Estimate(1.5, 0.2, 2.0, 5, "t")}).value == 0.0


def test_every_lever_says_what_it_must_move() -> None:
    """So that none can be dead without a line that says so."""
    assert all(lever.effects for lever in LEVERS.values())
    assert {
        f"lever.{lever.name}.{each.name}" for lever in LEVERS.values() for each in lever.effects
    } <= set(claims())


def test_what_a_lever_does_is_the_difference_in_the_same_worlds() -> None:
    low = worlds(world(enforcement=0.2), world(enforcement=0.4))
    high = worlds(world(enforcement=0.5), world(enforcement=0.7))
    up, down = (
        told("lever.washington.secondary_sanctions.enforcement", *each)
        for each in ((high, low), (low, high))
    )
    assert up.measured.value == pytest.approx(0.3)
    assert "(from 0.3)" in up.what
    assert (up.holds, down.holds) == (True, False)


def test_a_lever_that_moves_nothing_is_dead() -> None:
    own = [claim for claim in claims().values() if claim.name.startswith("lever.beijing.contact")]
    dead = lines_of("levers", own, Given(worlds(world(), world())))[-1]
    assert (dead.measured.value, dead.holds) == (len(LEVERS), False)
    assert "beijing.contact" in dead.what


def test_the_first_month_is_the_horizon_where_nothing_happens() -> None:
    soft = world(
        pyongyang_course=months(range(7, 36), PyongyangCourse.CONSOLIDATE, PyongyangCourse.BUILD)
    )
    assert value("lever.pyongyang.deterrent_goal.first_turn", world(), soft) == 36.0 - 7.0


def test_who_backs_down_was_at_the_brink() -> None:
    """Backing down lowers the tension in the same month, so that month counts all the same."""
    h = world(tension=months((3,), 6.4, 5.2), washington_yields=months((4,), 1.0), ends=10)
    assert [each.tolist() for each in statistics.at_the_brink(h)] == [[2.0], [1.0], [0.0]]


def brink(firm: int, of: int) -> History:
    """Return a world of months at the brink in which both stand firm in some and back down in the
    rest.
    """
    yields = months(range(firm, of), 1.0)
    return world(
        tension=months(range(of), 6.5, 2.0), washington_yields=yields, pyongyang_yields=yields
    )


def test_ambiguity_draws_firmness_to_a_half() -> None:
    sure, unsure = worlds(*[brink(9, 10)] * 20), worlds(*[brink(6, 10)] * 20)
    assert value("lever.washington.ambiguity.firmness", unsure, sure) == pytest.approx(
        2.0 * (0.1 - 0.4)
    )


def test_a_year_of_one_payoff_brings_that_payoff() -> None:
    """A world whose end comes within the year, and the last eleven months, bring nothing that is
    known.
    """
    h = worlds(world(pyongyang_payoff=-0.7), world(pyongyang_payoff=-0.7, ends=20))
    made = minds.brought(h, "pyongyang")
    assert made[:25, 0] == pytest.approx(-0.7)
    assert np.isnan(made[25:, 0]).all()
    assert made[:9, 1] == pytest.approx(-0.7)
    assert np.isnan(made[9:, 1]).all()


def test_washington_is_charged_for_an_arsenal_that_outlasts_the_year() -> None:
    h = worlds(world(arsenal=0.6), world(arsenal=1.0), world(arsenal=1.0, freeze=1.0))
    weight = float(h.number("after_weight")) / 24.0
    assert minds.brought(h, "washington")[0] == pytest.approx([0.0, -weight, -0.3 * weight])


def test_a_capital_that_foresees_all_has_slope_and_correlation_one() -> None:
    expected = np.zeros((36, 60))
    expected[5] = np.linspace(-1.0, 1.0, 60)
    realised = np.full((36, 60), np.nan)
    realised[5] = expected[5] + 3.0
    for statistic in (slope, correlation):
        assert minds.fit_reviews(expected, realised, statistic).value == pytest.approx(1.0)


def test_exercises_have_their_season() -> None:
    """Month 0 is February, so month 1 is March, and month 6 August."""
    season = world(seoul_deed=months((1, 6, 13, 18), SeoulDeed.EXERCISE, SeoulDeed.HOLD))
    beside = world(seoul_deed=months((1, 2, 11), SeoulDeed.EXERCISE, SeoulDeed.HOLD))
    assert [value("respond.exercise.outside", each) for each in (season, beside)] == [0.0, 2.0]


def test_retaliation_is_told_with_and_without_a_lethal_act() -> None:
    acts = months((3, 9), PyongyangDeed.LETHAL_ACT, PyongyangDeed.HOLD)
    h = worlds(
        world(pyongyang_deed=acts, seoul_deed=months((4, 20), SeoulDeed.RETALIATE, SeoulDeed.HOLD))
    )
    assert value("respond.retaliation", h) == 0.5
    without = told("respond.retaliation.only", h)
    assert (without.measured.value, without.holds) == (2.0, False)
    assert without.what.endswith("of 4")


def test_what_is_thought_is_told_of_free_worlds_alone() -> None:
    claim = replace(claims()["look.slope.washington"], arms=(Arm(load_scenario("2018-turn")),))
    with pytest.raises(UsageProblem, match="of free worlds alone"):
        line_of(claim, Given(world()))
