"""The expected value of a course: the month's own rules with chances in place of moves, twelve
months ahead.

All other courses are held; there is no noise, no exercise and no misperception. A capital assumes a
bad month, and more risk of war than there is.
"""

from sim.core.game.capitals.beijing import hunger_of, pay_beijing
from sim.core.game.capitals.pyongyang import deterred_by, pay_pyongyang
from sim.core.game.capitals.seoul import pay_seoul
from sim.core.game.capitals.washington import outlasting_arsenal, pay_washington, window_to_strike
from sim.core.game.conduct import find_chances, keep_moves, read_conduct
from sim.core.game.language import copy_of
from sim.core.game.maths import above
from sim.core.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import (
    BeijingPayoff,
    PyongyangPayoff,
    SeoulPayoff,
    WashingtonPayoff,
    sum_beijing,
    sum_pyongyang,
    sum_seoul,
    sum_washington,
)
from sim.core.game.rules.change import advance, expect_freeze, faded
from sim.core.game.rules.war import COLLAPSE, collapse_chance, reckon_with_war
from sim.core.game.world import Conduct, Kim, Moves, Now, Outlook, World

STRIDES = 3  # the horizon is a year
STRIDE = 4  # months of a stride


def stride(ahead: World, conduct: Conduct, outlook: Outlook, now: Now, p: Parameters) -> None:
    """Take a world of chances one stride on, and find the hazard of war there."""
    moves = Moves()
    ahead.un_rounds = 0.5  # rounds of the Council are not spaced in chances
    find_chances(moves, ahead, False, now, p)
    read_conduct(conduct, moves, ahead.talks)
    advance(ahead, conduct, 0.0, 0.0, now, p, STRIDE)
    expect_freeze(ahead, conduct, STRIDE)
    keep_moves(ahead, moves)
    reckon_with_war(ahead, conduct, outlook, now, p)


def begin_play(outlook: Outlook) -> None:
    """Begin a play: nothing is counted yet, and the first stride weighs most."""
    outlook.total = 0.0
    outlook.risk = 0.0
    outlook.weight = 1.0
    outlook.weights = 0.0


def count_stride(outlook: Outlook, worth: float, p: Parameters) -> None:
    """Add the monthly payoff of this stride to the mean over strides, each weighted less than the
    one before.
    """
    outlook.total += outlook.weight * worth
    outlook.weights += outlook.weight
    outlook.worth = outlook.total / outlook.weights
    outlook.weight = faded(outlook.weight, p.lookahead_discount, STRIDE)
    outlook.risk += outlook.hazard / float(STRIDES)


def imagined(world: World, kim: Kim) -> World:
    """Return a copy of a world with the Kim that a capital assumes."""
    ahead = copy_of(world)
    ahead.kim.type = kim.type
    ahead.kim.leverage = kim.leverage
    return ahead


def washington_expects(
    world: World,
    kim: Kim,
    course: WashingtonCourse,
    other: PyongyangCourse,
    outlook: Outlook,
    now: Now,
    p: Parameters,
) -> None:
    """Find the monthly value of a course to Washington, given a Kim and Pyongyang's course.

    A proven arsenal goes on costing after the year, unless a war destroys it.
    """
    ahead = imagined(world, kim)
    conduct = Conduct()
    ahead.washington_course = course
    ahead.pyongyang_course = other
    peace = 1.0
    begin_play(outlook)
    for _ in range(STRIDES):
        stride(ahead, conduct, outlook, now, p)
        payoff = WashingtonPayoff()
        pay_washington(payoff, ahead, conduct, now, p)
        count_stride(outlook, sum_washington(payoff) - outlook.hazard * p.loss_washington, p)
        peace = faded(peace, 1.0 - outlook.hazard, STRIDE)
    outlook.worth -= p.after_weight / 24.0 * outlasting_arsenal(ahead, p) * peace


def pyongyang_expects(
    world: World,
    course: PyongyangCourse,
    other: WashingtonCourse,
    outlook: Outlook,
    now: Now,
    p: Parameters,
) -> None:
    """Find the monthly value of a course to Pyongyang, given Washington's course; a deterrent goes
    on to pay after the year.
    """
    ahead = copy_of(world)
    conduct = Conduct()
    ahead.pyongyang_course = course
    ahead.washington_course = other
    begin_play(outlook)
    for _ in range(STRIDES):
        stride(ahead, conduct, outlook, now, p)
        payoff = PyongyangPayoff()
        pay_pyongyang(payoff, ahead, conduct, ahead.kim, now, p)
        count_stride(outlook, sum_pyongyang(payoff) - outlook.hazard * p.loss_pyongyang, p)
    outlook.worth += p.after_weight / 24.0 * p.deter * deterred_by(ahead, now)


def beijing_expects(
    world: World, kim: Kim, course: BeijingCourse, outlook: Outlook, now: Now, p: Parameters
) -> None:
    """Find the monthly value of a course to Beijing, given a Kim: it fears war, collapse and a
    strike.

    The fear of a strike is no payoff: no value of Beijing contains it. Hunger comes late, and goes
    on costing it after the year.
    """
    ahead = imagined(world, kim)
    conduct = Conduct()
    ahead.beijing_course = course
    begin_play(outlook)
    for _ in range(STRIDES):
        stride(ahead, conduct, outlook, now, p)
        fall = outlook.dread * collapse_chance(ahead, now, p) * p.collapse_near * p.loss_beijing
        fear = (
            p.fear_strike
            * above(ahead.tension - 3.0)
            * window_to_strike(ahead, p)
            * (1.0 - ahead.enforcement)
        )
        payoff = BeijingPayoff()
        pay_beijing(payoff, ahead, conduct, now, p)
        count_stride(
            outlook, sum_beijing(payoff) - outlook.hazard * p.loss_beijing - fall - fear, p
        )
    outlook.worth -= p.after_beijing / 24.0 * p.pay_hunger * hunger_of(ahead.economy)


def seoul_expects(
    world: World, kim: Kim, course: SeoulCourse, outlook: Outlook, now: Now, p: Parameters
) -> None:
    """Find the monthly value of a course to Seoul, given a Kim: it fears war and collapse."""
    ahead = imagined(world, kim)
    conduct = Conduct()
    ahead.seoul_course = course
    begin_play(outlook)
    for _ in range(STRIDES):
        stride(ahead, conduct, outlook, now, p)
        fall = outlook.dread * collapse_chance(ahead, now, p) * COLLAPSE * p.loss_seoul
        payoff = SeoulPayoff()
        pay_seoul(payoff, ahead, conduct, now, p)
        count_stride(outlook, sum_seoul(payoff) - outlook.hazard * p.loss_seoul - fall, p)
