"""Plans: two courses, the sign at which each is left, and what a user may write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core.base.errors import ScenarioProblem, UsageProblem
from sim.core.engine import ORDERS, PLACES, Worlds, play
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import Sign, WashingtonDeed, WashingtonWord
from sim.core.game.parameters import Parameters
from sim.core.game.plans import course_of_plan, follow_plans, months_of_sign, sees_sign
from sim.core.game.policies import CONDUCT_OF, POLICIES, orders_of, signs_of
from sim.core.game.world import Calendar, Now, Orders, World
from sim.core.runs.inputs import inputs
from sim.core.runs.interventions import ImposedMove
from sim.core.runs.runner import Block, play_batch
from sim.core.scenario import Scenario, Stretch, load_scenario
from sim.core.scenario.plan import check_choice, policy_of

SPRING = load_scenario("2017-spring")
P = Parameters()


def worlds_of(changes: dict[str, object], worlds: int = 200, seed: int = 11) -> Worlds:
    return play(inputs(SPRING.change(changes)).job(worlds, seed=seed, record=PLACES))


def same(one: Worlds, other: Worlds) -> bool:
    return one.state.tobytes() == other.state.tobytes()


def months_with(world: World, months: int, p: Parameters = P, **orders: int) -> list[int]:
    """Return Washington's course after each of some months in which nothing else changes."""
    courses = []
    for month in range(1, months + 1):
        now = Now(orders=Orders(**orders), calendar=Calendar(month=float(month)))
        follow_plans(world, now, p)
        world.washington_course = world.washington_next
        courses.append(int(world.washington_course))
    return courses


WAIT = orders_of("washington", POLICIES["washington"]["wait_if_enforced"].standing)


def test_washington_waits_for_its_grace_and_then_for_its_proof() -> None:
    p = replace(Parameters(), error=0.0)
    lax, enforced = World(enforcement=0.3), World(enforcement=0.9)
    assert months_with(lax, 5, p, **WAIT) == [0, 0, 1, 1, 1]
    enforced.washington_course = lax.washington_course
    assert months_with(enforced, 5, p, **WAIT) == [1, 1, 0, 0, 0]


def test_one_month_of_good_conduct_begins_the_count_anew() -> None:
    p = replace(Parameters(), error=0.0)
    world = World(enforcement=0.3)
    months_with(world, 2, p, **WAIT)
    world.enforcement = 0.9
    months_with(world, 1, p, **WAIT)
    world.enforcement = 0.3
    assert months_with(world, 3, p, **WAIT) == [0, 0, 1]


@pytest.mark.parametrize("present", [0, 1, 2, 3])
def test_the_present_course_is_the_state_of_a_plan(present: int) -> None:
    """On a course of neither kind a plan stands before its first."""
    stays = course_of_plan(0, 1, present, False)
    turns = course_of_plan(0, 1, present, True)
    assert (stays, turns) == ((1, 0) if present == 1 else (0, 1))


def test_sanctions_alone_are_no_pressing_and_a_threat_or_ships_are() -> None:
    now = Now(calendar=Calendar(month=5.0))

    def pressed(word: int | None = None, deed: int | None = None) -> bool:
        world = World()
        if word is not None:
            world.moves.washington_word[word] = 1.0
        if deed is not None:
            world.moves.washington_deed[deed] = 1.0
        assert sees_sign(Sign.PRESSED, 0.0, world, now, P) != sees_sign(
            Sign.UNPRESSED, 0.0, world, now, P
        )
        return sees_sign(Sign.PRESSED, 0.0, world, now, P)

    assert not pressed()
    assert not pressed(deed=WashingtonDeed.SANCTIONS)
    assert pressed(deed=WashingtonDeed.DEPLOY)
    assert pressed(word=WashingtonWord.THREATEN)


def test_what_was_done_before_the_first_month_is_no_sign() -> None:
    world = World(tested=1.0, soft_pyongyang=1.0)
    for sign in Sign:
        assert not sees_sign(sign, 1.0, world, Now(), P)


def test_the_north_is_answered_at_once_and_the_giants_have_their_months() -> None:
    p = replace(Parameters(), grace_washington=7.0, grace_beijing=5.0, proof=4.0)
    months = {sign: months_of_sign(sign, p) for sign in Sign}
    assert months[Sign.TESTED] == months[Sign.SOFT] == 1.0
    assert months[Sign.LAX] == 7.0
    assert months[Sign.PRESSED] == months[Sign.NO_TALKS] == 5.0
    assert {months[sign] for sign in (Sign.ENFORCED, Sign.UNPRESSED, Sign.TALKS)} == {4.0}


def test_a_plan_that_sees_no_sign_is_the_course_held() -> None:
    """Nobody enforces more than everything, and nobody asks to see nothing."""
    free = {"error": 0.0}
    never = worlds_of(
        {"washington.policy": "patience until lax then prevent", "seen_enforcing": 0.0} | free
    )
    assert same(never, worlds_of({"washington.policy": "patience", "seen_enforcing": 0.0} | free))


def test_until_it_turns_a_plan_is_its_first_course_and_then_it_is_the_other() -> None:
    plan, held = (
        worlds_of({"washington.policy": policy}) for policy in ("wait_if_enforced", "patience")
    )
    course = plan.record["washington_course"]
    turned = (course != 0).any(axis=0)
    assert turned.mean() > 0.5
    assert set(np.unique(course)) == {0.0, 1.0}
    first = np.where(turned, (course != 0).argmax(axis=0), len(course))
    for month, tension in enumerate(plan.record["tension"]):
        alike = first > month
        assert (tension[alike] == held.record["tension"][month][alike]).all()
    assert first.min() >= P.grace_washington


def test_a_plan_for_good_is_never_resumed_and_one_with_a_way_back_is() -> None:
    for policy, resumed in (("enforce_until_pressed", False), ("enforce_unless_pressed", True)):
        shields = worlds_of({"beijing.policy": policy}).record["beijing_course"] == 0
        assert shields.any()
        assert (shields[:-1] & ~shields[1:]).any() == resumed


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_plan_that_is_written_is_the_plan_that_ships(capital: str) -> None:
    for name, policy in POLICIES[capital].items():
        if policy.plan:
            assert policy_of(capital, policy.written).standing == policy.standing
            one, other = (
                worlds_of({f"{capital}.policy": each}, worlds=40) for each in (name, policy.written)
            )
            assert same(one, other)


def test_a_plan_is_written_as_a_sentence() -> None:
    plan = POLICIES["washington"]["wait_if_enforced"]
    assert plan.written == "patience until lax then maximum_pressure until enforced"
    assert (
        POLICIES["beijing"]["enforce_until_pressed"].written == "enforce until pressed then shield"
    )


def test_a_plan_may_be_one_of_several_stretches_and_goes_on_from_the_course_before() -> None:
    stretches = (Stretch("2017-02", "maximum_pressure"), Stretch("2017-08", "wait_if_enforced"))
    found = worlds_of({"washington.schedule": stretches, "seen_enforcing": 0.0})
    course = found.record["washington_course"][:, found.final("ending") == 0]
    assert (course[:6] == 1).all()
    assert (course[6 : 5 + int(P.proof)] == 1).all()
    assert (course[5 + int(P.proof) :] == 0).all()


def test_an_imposed_course_stands_before_a_plan_which_goes_on_from_it() -> None:
    scenario = SPRING.change({"washington.policy": "wait_if_enforced", "seen_enforcing": 0.0})
    imposed = ImposedMove("washington", 4, course="engagement")
    batch = play_batch([Block(scenario, 0, 30)], 3, ("washington_course",), (imposed,))
    course = batch.history.state["washington_course"]
    assert (course[4] == 2).all()
    assert (course[5] == 0).all()


def test_every_sign_is_somebodys_conduct_and_seen_by_all_others() -> None:
    assert set(CONDUCT_OF) == set(Sign)
    for capital in CAPITALS:
        own = {sign.name.lower() for sign, whose in CONDUCT_OF.items() if whose == capital}
        assert set(signs_of(capital)) == {sign.name.lower() for sign in Sign} - own
    assert signs_of("washington") == ("enforced", "lax", "tested", "soft")
    assert signs_of("beijing") == ("pressed", "unpressed", "talks", "no_talks", "tested", "soft")


@pytest.mark.parametrize(
    ("policy", "wrong", "there_is"),
    [
        ("patience until presed then engagement", "presed", "enforced, lax, tested, soft"),
        ("patience until pressed then engagement", "pressed", "enforced, lax, tested, soft"),
        ("patience until lax then shield", "shield", "maximum_pressure"),
        ("wait until lax then patience", "wait", "maximum_pressure"),
        ("patience until lax then engagement until", "no policy", "COURSE until SIGN"),
        ("patience until lax", "no policy", "COURSE until SIGN"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_what_there_is(
    tmp_path: Path, policy: str, wrong: str, there_is: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'title = "mine"\nbase = "2017-spring"\n\n[washington]\npolicy = "{policy}"\n')
    with pytest.raises(ScenarioProblem) as refused:
        load_scenario(file)
    assert wrong in refused.value.message
    assert there_is in refused.value.remedy
    assert refused.value.place.line == 5
    assert refused.value.place.file.endswith("mine.toml")
    with pytest.raises(UsageProblem):
        check_choice("washington", policy, "--restrict")


@pytest.mark.parametrize("name", ["grace_washington", "grace_beijing", "proof"])
def test_months_beyond_the_horizon_are_refused(name: str) -> None:
    short: Scenario = SPRING.change({"months": 12, name: 12})
    with pytest.raises(ScenarioProblem, match="12"):
        short.change({name: 13})


def test_orders_name_all_that_a_plan_is() -> None:
    for capital in CAPITALS:
        assert set(orders_of(capital, ())) <= set(ORDERS)
        assert set(orders_of(capital, ()).values()) == {-1}
