"""What moves a word or a deed: log-odds are the terms of the description, and answers have their
signs.
"""

import math

import pytest

from sim.core.game.capitals.beijing import deeds_of_beijing
from sim.core.game.capitals.pyongyang import deeds_of_pyongyang, drive, words_of_pyongyang
from sim.core.game.capitals.seoul import deeds_of_seoul, words_of_seoul
from sim.core.game.capitals.washington import SURE, deeds_of_washington, words_of_washington
from sim.core.game.conduct import find_chances
from sim.core.game.language import copy_of
from sim.core.game.moves import (
    BeijingDeed,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.world import Moves, World
from tests.for_each import for_each

from .worlds import MENUS, some_month, some_world

P = Parameters()
SEEDS = range(40)


def log_odds(chance: list[float], move: int, against: int) -> float:
    return math.log(chance[move] / chance[against])


@for_each("seed", SEEDS)
def test_chances_of_every_menu_are_chances(seed: int) -> None:
    moves = Moves()
    find_chances(moves, some_world(seed), True, some_month(seed), P)
    for name, menu in MENUS.items():
        chance = getattr(moves, name)
        assert sum(chance) == pytest.approx(1.0, abs=1e-12), name
        assert all(value >= 0.0 for value in chance)
        assert all(value == 0.0 for value in chance[len(menu) :])


@for_each("seed", SEEDS)
def test_the_log_odds_of_two_deeds_are_the_terms_of_the_description(seed: int) -> None:
    world, now = some_world(seed), some_month(seed)
    world.kim.type = KimType.FEARFUL  # no stray deeds
    chance = deeds_of_pyongyang(world, world.kim, now, P)
    disposed = P.pyongyang_deeds[world.pyongyang_course]
    came = world.moves.pyongyang_deed
    push = (
        drive(world, world.kim, P)
        + P.test_momentum * world.tested
        - P.caution * max(0.0, world.tension - 5.5)
    )
    for test, saturation in (
        (PyongyangDeed.MISSILE_TEST, 0.0),
        (PyongyangDeed.BIG_TEST, P.deterrent_saturation * world.deterrent),
    ):
        wanted = (
            disposed[test] - disposed[1] + P.momentum * (came[test] - came[1]) + push - saturation
        )
        assert log_odds(chance, test, PyongyangDeed.HOLD) == pytest.approx(wanted, abs=2e-8)


@for_each("seed", SEEDS)
def test_a_big_test_brings_sanctions_on_every_course_alike(seed: int) -> None:
    before, now = some_world(seed), some_month(seed)
    before.big_test = 0.0
    for course in WashingtonCourse:
        before.washington_course = WashingtonCourse(course)
        after = copy_of(before)
        after.big_test = 1.0
        rise = [
            log_odds(
                deeds_of_washington(each, now, P), WashingtonDeed.SANCTIONS, WashingtonDeed.HOLD
            )
            for each in (before, after)
        ]
        assert rise[1] - rise[0] == pytest.approx(SURE * P.washington_test, abs=2e-8)


@for_each("seed", SEEDS)
def test_a_threat_felt_arms_the_fearful_and_deters_the_greedy(seed: int) -> None:
    calm, now = some_world(seed), some_month(seed)
    calm.threat_felt = 0.1
    afraid = copy_of(calm)
    afraid.threat_felt = 0.8
    for kim, sign in ((KimType.FEARFUL, 1.0), (KimType.GREEDY, -1.0)):
        calm.kim.type = afraid.kim.type = kim
        tests = [
            sum(
                deeds_of_pyongyang(world, world.kim, now, P)[
                    PyongyangDeed.MISSILE_TEST : PyongyangDeed.LETHAL_ACT
                ]
            )
            for world in (calm, afraid)
        ]
        assert sign * (tests[1] - tests[0]) > 0.0


@for_each("seed", SEEDS)
def test_mediation_counts_once_the_price_is_met(seed: int) -> None:
    world, now = some_world(seed), some_month(seed)
    world.kim.type = KimType.FEARFUL
    world.offer, world.aided, world.mediated = 0.9, 0.0, 1.0
    alone = copy_of(world)
    alone.mediated = 0.0
    soft = [
        sum(words_of_pyongyang(each, each.kim, now, P)[: PyongyangWord.SILENCE])
        for each in (alone, world)
    ]
    assert soft[1] > soft[0]
    world.offer = alone.offer = 0.1
    assert words_of_pyongyang(world, world.kim, now, P) == words_of_pyongyang(
        alone, alone.kim, now, P
    )


@for_each("seed", SEEDS)
def test_leaning_moves_beijing_while_relations_are_fair_and_backwards_when_they_are_bad(
    seed: int,
) -> None:
    now = some_month(seed)
    for relation, sign in ((0.0, 1.0), (-0.4, -1.0)):
        world = some_world(seed)
        world.relation, world.leaning = relation, 0.0
        leant = copy_of(world)
        leant.leaning = 0.5
        full = [
            log_odds(
                deeds_of_beijing(each, now, P), BeijingDeed.ENFORCE_FULLY, BeijingDeed.LOOK_AWAY
            )
            for each in (world, leant)
        ]
        assert sign * (full[1] - full[0]) > 0.0


@for_each("seed", SEEDS)
def test_big_tests_bring_coercion_and_condemnation(seed: int) -> None:
    quiet, now = some_world(seed), some_month(seed)
    quiet.big_test = 0.0
    tested = copy_of(quiet)
    tested.big_test = 1.0
    for chances, move, against in (
        (lambda w: words_of_washington(w, now, P), WashingtonWord.THREATEN, WashingtonWord.SILENCE),
        (lambda w: deeds_of_washington(w, now, P), WashingtonDeed.SANCTIONS, WashingtonDeed.HOLD),
        (lambda w: deeds_of_washington(w, now, P), WashingtonDeed.DEPLOY, WashingtonDeed.HOLD),
        (lambda w: words_of_seoul(w, P), SeoulWord.CONDEMN, SeoulWord.SILENCE),
    ):
        assert log_odds(chances(tested), move, against) > log_odds(chances(quiet), move, against)


@for_each("seed", SEEDS)
def test_seoul_retaliates_only_after_a_lethal_act_and_exercises_only_by_the_calendar(
    seed: int,
) -> None:
    world = some_world(seed)
    world.lethal = 0.4
    chance = deeds_of_seoul(world, False, P)
    assert chance[SeoulDeed.RETALIATE] < 1e-9
    assert chance[SeoulDeed.EXERCISE] < 1e-9
    world.lethal = 1.0
    chance = deeds_of_seoul(world, True, P)
    assert chance[SeoulDeed.RETALIATE] > 1e-6
    assert chance[SeoulDeed.EXERCISE] > 1e-6


def test_no_step_of_disarmament_outside_a_freeze() -> None:
    world, now = World(), some_month(1)
    world.pyongyang_course = PyongyangCourse.CHARM
    assert deeds_of_pyongyang(world, world.kim, now, P)[PyongyangDeed.DISARM_STEP] < 1e-9
    world.freeze = 1.0
    assert deeds_of_pyongyang(world, world.kim, now, P)[PyongyangDeed.DISARM_STEP] > 1e-3


def test_unpredictability_makes_every_kim_choose_less_precisely_and_stray_more() -> None:
    world = some_world(3)
    sharp = deeds_of_pyongyang(world, world.kim, some_month(3), P)
    wild = deeds_of_pyongyang(world, world.kim, some_month(3, pyongyang_unpredictability=1.0), P)
    entropy = [-sum(c * math.log(c) for c in chance if c > 0.0) for chance in (sharp, wild)]
    assert entropy[1] > entropy[0]


def test_a_soft_month_of_pyongyang_brings_talks_on_every_course_alike() -> None:
    hard, soft = World(), World()
    soft.soft_pyongyang = 1.0
    now = some_month(1)
    for course in WashingtonCourse:
        hard.washington_course = soft.washington_course = WashingtonCourse(course)
        rise = [
            log_odds(words_of_washington(w, now, P), WashingtonWord.TALKS, WashingtonWord.SILENCE)
            for w in (hard, soft)
        ]
        assert rise[1] - rise[0] == pytest.approx(P.step_for_step, abs=2e-8)
