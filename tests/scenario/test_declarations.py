"""The catalogues of levers, policies, moves and courses agree with the rules, and every policy
differs in play.
"""

import itertools
from dataclasses import fields

import numpy as np
import pytest

from sim.core.engine import play
from sim.core.game import moves
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.levers import LEVERS, Lever
from sim.core.game.moves import Sign
from sim.core.game.parameters import GROUPS, RULE_PARAMETERS, Parameters
from sim.core.game.policies import (
    COURSE_MENUS,
    FREE,
    HELD,
    POLICIES,
    Policy,
    courses_of,
    orders_of,
    signs_of,
)
from sim.core.game.world import Levers
from sim.core.runs.runner import Block, lay_side_by_side
from sim.core.scenario import load_scenario
from sim.core.scenario.parameters import PARAMETERS, PLACES
from tests.for_each import for_each

EVERY_POLICY = [(capital, policy) for capital in CAPITALS for policy in POLICIES[capital].values()]
MENUS = {
    f"{capital}.{kind}": getattr(moves, f"{capital.title()}{kind.title()}")
    for capital in CAPITALS
    for kind in ("word", "deed")
}


def test_levers_are_those_of_a_month_in_its_order_with_its_defaults() -> None:
    assert [lever.field for lever in LEVERS.values()] == [item.name for item in fields(Levers)]
    assert [lever.default for lever in LEVERS.values()] == [
        getattr(Levers(), item.name) for item in fields(Levers)
    ]


@for_each("lever", LEVERS.values())
def test_a_lever_says_what_it_means_and_must_do(lever: Lever) -> None:
    assert all((lever.label, lever.meaning, lever.effects_text))
    assert lever.admits(lever.default)
    assert lever.neutral is None or lever.neutral == lever.default


@for_each("key", MENUS)
def test_the_catalogue_names_every_move_of_a_menu_in_order(key: str) -> None:
    assert [move.name for move in MOVES[key]] == [item.name.lower() for item in MENUS[key]]
    assert all(move.label for move in MOVES[key])


@for_each("key", MENUS)
def test_severity_rises_along_every_menu_and_silence_weighs_nothing(key: str) -> None:
    severities = [move.severity for move in MOVES[key]]
    assert severities == sorted(set(severities))
    assert all(move.severity == 0 for move in MOVES[key] if move.name in ("silence", "hold"))


def test_a_move_without_an_event_has_no_score() -> None:
    every = list(itertools.chain.from_iterable(MOVES.values()))
    assert all((move.cameo == "010") == (move.goldstein == 0.0) for move in every)
    assert all(-10 <= move.goldstein <= 10 for move in every)


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_catalogue_names_every_course(capital: str) -> None:
    assert tuple(course.name for course in COURSES[capital]) == courses_of(capital)
    assert len(COURSE_MENUS[capital]) == len(COURSES[capital])
    assert all(course.label and course.waits_for for course in COURSES[capital])


@for_each(("capital", "policy"), EVERY_POLICY)
def test_a_policy_says_one_sentence_and_moves_what_there_is(capital: str, policy: Policy) -> None:
    assert policy.sentence.endswith(".")
    assert policy.source
    for name, value in {**policy.adds, **policy.sets}.items():
        assert name in PLACES
        assert name in policy.adds or PARAMETERS[name.partition(".")[0]].admits(value)


@pytest.mark.parametrize("capital", CAPITALS)
def test_free_held_and_every_course_are_policies(capital: str) -> None:
    assert {FREE, HELD, *courses_of(capital)} <= POLICIES[capital].keys()
    held = {name: policy for name, policy in POLICIES[capital].items() if policy.standing}
    plans = [name for name, policy in held.items() if policy.plan]
    assert [name for name in held if name not in plans] == list(courses_of(capital))
    assert {name for name, policy in POLICIES[capital].items() if not policy.reviews} == {
        HELD,
        *held,
    }


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_plan_is_two_courses_and_signs_that_the_capital_sees(capital: str) -> None:
    plans = [policy for policy in POLICIES[capital].values() if policy.plan]
    assert plans
    for policy in plans:
        first, leaves, second, *returns = policy.plan
        assert policy.course == first != second
        assert {first, second} <= set(courses_of(capital))
        assert {leaves, *returns} <= set(signs_of(capital))
        assert orders_of(capital, policy.standing)[f"{capital}_leaves"] == Sign[leaves.upper()]


@pytest.mark.parametrize("capital", CAPITALS)
def test_every_policy_differs_in_play(capital: str) -> None:
    """Worlds of the same luck take other courses somewhere, but for `held`, which is the course it
    starts on.
    """
    spring = load_scenario("2017-spring")
    names = [name for name in POLICIES[capital] if name != HELD]
    points = [spring.change({f"{capital}.policy": name}) for name in names]
    worlds = 60
    ids = np.tile(np.arange(worlds), len(points))
    job = lay_side_by_side([Block(point, 0, worlds) for point in points]).job(
        worlds * len(points), ids=ids, record=(f"{capital}_course",)
    )
    courses = np.split(play(job).record[f"{capital}_course"], len(points), axis=1)
    alike = [
        pair
        for pair in itertools.combinations(range(len(names)), 2)
        if (courses[pair[0]] == courses[pair[1]]).all()
    ]
    assert [(names[a], names[b]) for a, b in alike] == []


def test_numbers_of_every_group_are_declared_once() -> None:
    declared = [item.name for group in GROUPS for item in fields(group)]
    assert (
        sorted(declared)
        == sorted(RULE_PARAMETERS)
        == sorted(item.name for item in fields(Parameters))
    )
