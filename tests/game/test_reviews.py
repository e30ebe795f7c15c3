"""When a course is thought over, and which are open to Washington: soft words, prices, the window
of prevention.
"""

import pytest

from sim.core.game.capitals.washington import lean_of_washington, window_to_strike
from sim.core.game.language import copy_of
from sim.core.game.moves import BeijingCourse, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.reviews import (
    beijing_reviews,
    called_by_turns,
    courses_of_washington,
    prospects_of_beijing,
    prospects_of_washington,
    pyongyang_reviews,
    seoul_reviews,
    valued,
    washington_reviews,
)
from sim.core.game.world import World
from tests.for_each import for_each

from .worlds import some_month, some_world

P = Parameters()
SEEDS = range(40)
SURELY = 1.0 - 1e-9


def old(seed: int) -> World:
    """Return some world whose courses are old enough for a review, and in which nobody turned."""
    world = some_world(seed)
    for capital in ("washington", "beijing", "pyongyang", "seoul"):
        setattr(world, f"{capital}_age", 12.0)
    return world


@for_each("seed", SEEDS)
def test_a_soft_word_always_calls_for_a_review_in_washington_unless_it_engages(seed: int) -> None:
    world, now = old(seed), some_month(seed)
    now.luck.review_washington = SURELY
    world.soft_pyongyang = 1.0
    for course in WashingtonCourse:
        world.washington_course = WashingtonCourse(course)
        assert washington_reviews(world, now, P) == (course != WashingtonCourse.ENGAGEMENT)
    silent = copy_of(world)
    silent.soft_pyongyang = 0.0
    silent.washington_course = WashingtonCourse.PATIENCE
    assert not washington_reviews(silent, now, P)
    silent.washington_course = world.washington_course = WashingtonCourse.ENGAGEMENT
    for luck in (0.01, 0.1, 0.2):
        now.luck.review_washington = luck
        assert washington_reviews(world, now, P) == washington_reviews(silent, now, P)


@for_each("seed", SEEDS)
def test_a_soft_word_calls_for_a_review_elsewhere_now_and_then(seed: int) -> None:
    for name, reviews in (
        ("beijing", beijing_reviews),
        ("pyongyang", pyongyang_reviews),
        ("seoul", seoul_reviews),
    ):
        soft, now = old(seed), some_month(seed)
        soft.soft_pyongyang = soft.soft_washington = 1.0
        hard = copy_of(soft)
        hard.soft_pyongyang = hard.soft_washington = 0.0
        called = []
        for world in (hard, soft):
            luck = [n / 1000.0 for n in range(1000)]
            found = []
            for u in luck:
                setattr(now.luck, f"review_{name}", u)
                found.append(reviews(world, now, P))
            called.append(1.0 - sum(found) / 1000.0)
        assert called[1] == pytest.approx((1.0 - P.review_offer) * called[0], abs=0.002)


@for_each("seed", SEEDS)
def test_one_giant_thinks_again_whenever_the_other_has_turned(seed: int) -> None:
    world, now, sure, shy = old(seed), some_month(seed), Parameters(), Parameters()
    sure.review_giant = 1.0
    shy.review_giant, shy.review_rate_washington = 0.0, 1.0
    for giant, other, reviews in (
        ("washington", "beijing", washington_reviews),
        ("beijing", "washington", beijing_reviews),
    ):
        turned = copy_of(world)
        setattr(turned, f"{other}_turned", True)
        setattr(now.luck, f"review_{giant}", SURELY)
        assert reviews(turned, now, sure)
        assert reviews(turned, now, shy) == reviews(world, now, shy)


def test_turns_of_others_add_nothing_to_the_turn_of_a_giant() -> None:
    p = Parameters()
    for chance in (0.0, 0.05, p.review_cause, 0.4):
        p.review_giant = chance
        assert called_by_turns(True, True, p) == max(p.review_giant, p.review_cause)
        assert called_by_turns(True, False, p) == p.review_giant
        assert called_by_turns(False, True, p) == p.review_cause
        assert called_by_turns(False, False, p) == 0.0


@for_each("seed", SEEDS)
def test_hunger_that_goes_on_after_the_year_speaks_for_whatever_feeds_the_north(
    seed: int,
) -> None:
    world, now, short = old(seed), some_month(seed), Parameters()
    short.after_beijing = 0.0
    world.economy = -0.05
    shield, enforce = BeijingCourse.SHIELD, BeijingCourse.ENFORCE
    far, near = (prospects_of_beijing(world, now, p) for p in (P, short))
    assert far[shield] - far[enforce] >= near[shield] - near[enforce]
    world.economy, world.un_measures, world.us_measures = 0.3, 0.0, 0.0
    assert prospects_of_beijing(world, now, P) == prospects_of_beijing(world, now, short)


@for_each("seed", SEEDS)
def test_prevention_is_open_only_while_there_is_something_to_strike_and_tests_go_on(
    seed: int,
) -> None:
    world, now = some_world(seed), some_month(seed)
    cases = (
        (0.72, 0.0, 2.0, True),  # the window is open
        (0.72, 0.0, 6.0, False),  # six quiet months
        (0.60, 0.0, 2.0, False),  # nothing to strike yet
        (0.95, 1.0, 2.0, False),  # too late: the deterrent is complete
    )
    for course in WashingtonCourse:
        for world.arsenal, world.deterrent, world.quiet, is_open in cases:
            world.washington_course = WashingtonCourse(course)
            odds = valued(
                lean_of_washington(world, now, P),
                prospects_of_washington(world, now, P),
                4,
                P.lookahead,
            )
            chance = courses_of_washington(world, odds, P)[WashingtonCourse.PREVENT]
            assert chance < 1e-6 or is_open


def test_the_window_opens_with_the_arsenal_and_a_complete_deterrent_shuts_it() -> None:
    world, width = World(), []
    for world.arsenal in (0.3, 0.6, 0.65, 0.75, 1.0):
        width.append(window_to_strike(world, P))
    assert width == pytest.approx([0.0, 0.0, 1.0 / 3.0, 1.0, 1.0])
    world.deterrent = 1.0
    assert window_to_strike(world, P) == pytest.approx(0.1)


@for_each("seed", SEEDS)
def test_accepting_an_offer_is_no_backing_down(seed: int) -> None:
    world, now = some_world(seed), some_month(seed)
    world.washington_course, world.audience = WashingtonCourse.MAXIMUM_PRESSURE, 0.0
    free = lean_of_washington(world, now, P)
    world.audience, world.soft_pyongyang = 0.8, 0.0
    priced = lean_of_washington(world, now, P)
    assert priced[WashingtonCourse.ENGAGEMENT] == pytest.approx(
        free[WashingtonCourse.ENGAGEMENT] - 0.8 * P.audience_cost
    )
    world.soft_pyongyang = 1.0
    assert lean_of_washington(world, now, P) == free


@pytest.mark.parametrize("count", [3, 4])
def test_a_course_is_valued_against_the_mean_of_all(count: int) -> None:
    odds, worth = [0.3, -0.1, 0.2, 0.0, 0.0, 0.0], [1.0, 2.0, 4.0, 3.0, 9.0, 0.0]
    mean = sum(worth[:count]) / count
    wanted = [odds[course] + 2.0 * (worth[course] - mean) for course in range(count)]
    assert valued(odds, worth, count, 2.0)[:count] == pytest.approx(wanted)
    assert valued(odds, worth, count, 0.0)[:count] == odds[:count]
