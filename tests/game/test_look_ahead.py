"""The look-ahead against the months themselves: a stride of one month, and twelve months played 2
000 times.
"""

import numpy as np
import pytest

from sim.core.engine import ORDERS, PLACES, Job, play
from sim.core.engine.records import fill_record
from sim.core.game.beliefs import belief
from sim.core.game.language import copy_of
from sim.core.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.reviews import (
    prospects_of_beijing,
    prospects_of_pyongyang,
    prospects_of_seoul,
    prospects_of_washington,
)
from sim.core.game.rules.change import advance
from sim.core.game.world import Levers, Now, World
from sim.core.outcomes.history import PRIORS
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from tests.for_each import for_each

from .worlds import conduct_of, some_month, some_world

MONTHS, PLAYS, STATES, BEFORE = 12, 2000, 120, 14
WORST = 1.2
"""In the worst of 120 states, where Washington means to strike, chances in place of moves err most."""
SOBER = {
    "dread": 1.0,
    "doubt": 0.0,
    "reply": 0.0,
    "feint": 0.0,
    "fear_strike": 0.0,
    "war_scale": 0.0,
    "error": 0.0,
    "type_drift": 0.0,
}
"""A capital that takes risks for what they are, hopes and fears nothing, and sees well."""
EXPECTED = {
    "washington": (prospects_of_washington, WashingtonCourse, "frozen_evidence"),
    "beijing": (prospects_of_beijing, BeijingCourse, "evidence_beijing"),
    "seoul": (prospects_of_seoul, SeoulCourse, "evidence"),
}


def sober() -> Parameters:
    """Return the parameters of such a capital."""
    p = Parameters()
    for name, value in SOBER.items():
        head, _, place = name.partition(".")
        if place:
            getattr(p, head)[int(place)] = value
        else:
            setattr(p, head, value)
    return p


@pytest.fixture(scope="module")
def states() -> np.ndarray:
    """Worlds of spring 2017 after a year, free until then, `(places, worlds)`."""
    given = inputs(load_scenario("2017-spring").change({"months": BEFORE}))
    made = play(given.job(400, seed=31))
    alive = np.flatnonzero(made.final("ending") == 0)
    return made.state[:, alive[:: alive.size // STATES][:STATES]]


def realised(
    state: np.ndarray, capital: str, course: int, kim: np.ndarray, leverage: float, p: Parameters
) -> np.ndarray:
    """Return what a held course brought in each of many plays of twelve months, all other courses
    held too.
    """
    start = np.repeat(state[:, None], PLAYS, axis=1)
    start[PLACES.index("kim.type")] = kim
    start[PLACES.index("kim.leverage")] = leverage
    orders = np.full((MONTHS, len(ORDERS)), -1, np.int8)
    for each in ("washington", "beijing", "pyongyang", "seoul"):
        orders[:, ORDERS.index(f"{each}_course")] = state[PLACES.index(f"{each}_course")]
    orders[:, ORDERS.index(f"{capital}_course")] = course
    payoff = f"{capital}_payoff"
    done = play(
        Job(
            PLAYS,
            5,
            MONTHS,
            first_month=BEFORE,
            state=start,
            orders=orders,
            numbers=SOBER,
            record=(payoff,),
        )
    )
    weight = p.lookahead_discount ** (4.0 * (np.arange(MONTHS) // 4))
    ended = done.final("ending") > 0
    at_end = weight[done.months_lived - 1] * done.final(f"{capital}_loss") * ended
    worth = (weight[:, None] * done.record[payoff]).sum(
        axis=0
    ) / weight.sum() - at_end / weight.sum()
    if capital == "washington":
        outlasting = (
            np.maximum(0.0, done.final("arsenal") - 0.6) / 0.4 * (1.0 - 0.7 * done.final("freeze"))
        )
        worth -= p.after_weight / 24.0 * outlasting * ~ended
    if capital == "pyongyang":
        deterred = np.minimum(1.0, done.final("arsenal") / Levers().pyongyang_deterrent_goal) ** 3
        worth += p.after_weight / 24.0 * p.deter * deterred
    return worth


def cost_of(expected: list[float], brought: np.ndarray) -> float:
    """Return what a capital loses by the course it expects most of, against the best, in months a
    month.
    """
    means = brought.mean(axis=1)
    return float(means.max() - means[int(np.argmax(expected[: len(means)]))])


@pytest.mark.parametrize(
    ("capital", "little"), [("washington", 0.1), ("beijing", 0.1), ("seoul", 0.2)]
)
def test_a_capital_loses_little_by_the_course_it_expects_most_of(
    states: np.ndarray, capital: str, little: float
) -> None:
    """In nine states of ten the course is the best of many plays, or costs little of a month a
    month.

    Seoul's play knows of no exercises, and a war costs it most.
    """
    p, luck = sober(), np.random.default_rng(3).random(PLAYS)
    prospects, menu, evidence = EXPECTED[capital]
    costs = []
    for state in states.T:
        world = fill_record(World(), state)
        held = belief(getattr(p, PRIORS[capital]), getattr(world, evidence))
        kim = (luck[:, None] > np.cumsum(held[:3])).sum(axis=1).clip(0, 2)
        brought = np.stack(
            [realised(state, capital, course, kim, p.leverage_believed, p) for course in menu]
        )
        costs.append(cost_of(prospects(world, Now(), p), brought))
    assert np.quantile(costs, 0.9) < little
    assert max(costs) < WORST


def test_pyongyang_loses_little_by_the_course_it_expects_most_of(states: np.ndarray) -> None:
    p = sober()
    costs = []
    for state in states.T:
        world = fill_record(World(), state)
        kim = np.full(PLAYS, float(world.kim.type))
        brought = np.stack(
            [realised(state, "pyongyang", c, kim, world.kim.leverage, p) for c in PyongyangCourse]
        )
        costs.append(cost_of(prospects_of_pyongyang(world, Now(), p), brought))
    assert np.quantile(costs, 0.9) < 0.1
    assert max(costs) < WORST


def gain_of_enforcing(world: World, p: Parameters) -> float:
    """Return what enforcing is worth to Beijing a month, against shielding."""
    worth = prospects_of_beijing(world, some_month(1), p)
    return worth[BeijingCourse.ENFORCE] - worth[BeijingCourse.SHIELD]


def test_what_a_collapse_costs_beijing_speaks_for_shielding_the_hungry_and_says_nothing_of_the_fed(
    states: np.ndarray,
) -> None:
    dear, free, lost = Parameters(), Parameters(), []
    free.collapse = 0.0
    for state in states.T:
        world = fill_record(World(), state)
        world.economy = -0.12
        lost.append(gain_of_enforcing(world, free) - gain_of_enforcing(world, dear))
        world.economy, world.us_measures, world.un_measures = 0.3, 0.0, 0.0
        assert gain_of_enforcing(world, free) == gain_of_enforcing(world, dear)
    assert min(lost) > 0.0


@for_each("seed", range(20))
def test_fear_of_a_strike_makes_enforcing_worth_more_and_only_where_there_is_something_to_strike(
    seed: int,
) -> None:
    world, calm, afraid = some_world(seed), Parameters(), Parameters()
    calm.fear_strike = 0.0
    world.tension, world.arsenal, world.deterrent = 6.0, 0.72, 0.0
    assert gain_of_enforcing(world, afraid) > gain_of_enforcing(world, calm) - 0.001
    for numbers in (calm, afraid):
        numbers.gain_missile = numbers.gain_big = 0.0
    world.arsenal = 0.6
    now = some_month(seed)
    assert prospects_of_beijing(world, now, afraid) == prospects_of_beijing(world, now, calm)


@for_each("seed", range(20))
def test_what_a_deterrent_is_worth_after_the_year_speaks_for_building(seed: int) -> None:
    world, now, short, long = some_world(seed), some_month(seed), Parameters(), Parameters()
    short.after_weight = 0.0
    gain = np.subtract(
        prospects_of_pyongyang(world, now, long), prospects_of_pyongyang(world, now, short)
    )
    whole = long.after_weight / 24.0 * long.deter
    assert (gain[:4] > 0.0).all()
    assert (gain[:4] <= whole + 1e-12).all()
    assert gain[PyongyangCourse.BUILD] >= gain[PyongyangCourse.CHARM] - 1e-12


@for_each("seed", range(20))
def test_a_stride_takes_the_same_steps_as_the_month(seed: int) -> None:
    """Two months at once are two months, where nothing else is read on the way."""
    world, now, p = some_world(seed), some_month(seed), Parameters()
    world.freeze = 0.0
    conduct = conduct_of(world, pyongyang_deed=seed % 6, washington_word=seed % 5)
    once, months = copy_of(world), copy_of(world)
    advance(once, conduct, 0.0, 0.0, now, p, 2)
    for _ in range(2):
        advance(months, conduct, 0.0, 0.0, now, p, 1)
    for name in ("audience", "leaning", "lethal", "dry"):
        assert getattr(once, name) == pytest.approx(getattr(months, name), abs=1e-12), name
