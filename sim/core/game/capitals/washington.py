"""Washington: it presses, waits, talks or means to strike, and asks Beijing for the rest."""

from sim.core.game.choosing import COURSE_DIAL, INFEASIBLE, SOME_MONTHS, chances
from sim.core.game.language import Row, row
from sim.core.game.maths import above, clip, least
from sim.core.game.moves import WashingtonCourse, WashingtonDeed, WashingtonWord
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import WashingtonPayoff
from sim.core.game.rules.change import HEATED
from sim.core.game.world import Conduct, Now, World

IN_RANGE = 3.0  # an arsenal in range costs this many times an arsenal on its way there
SURE = 2.0  # sanctions follow a big test, and a test stops relief, twice as surely as threats come
SPOILED = 0.5  # a test spoils talks half as surely: some were held in months of tests
QUIET = 6.0  # months without a test after which Washington does not turn to prevention


def words_of_washington(world: World, now: Now, p: Parameters) -> Row:
    """Return the chance of every statement: talks answer softness, threats answer big tests,
    killings and crises.
    """
    course = world.washington_course
    nerve = p.washington_nerve[course]
    step = p.step_for_step * world.soft_pyongyang
    dialogue = p.dial * (now.levers.washington_dialogue - 0.5)
    force = force_answered(world, p)
    odds = row()
    for word in WashingtonWord:
        odds[word] = (
            p.washington_words[course][word] + p.momentum * world.moves.washington_word[word]
        )
    odds[WashingtonWord.TALKS] += step + dialogue - SPOILED * p.washington_test * world.tested
    odds[WashingtonWord.BACK_CHANNEL] += step + dialogue
    odds[WashingtonWord.BLAME_BEIJING] += (
        world.tested * (1.0 - world.enforcement) * p.leverage_believed
    )
    odds[WashingtonWord.THREATEN] += nerve * force + p.dial * (now.levers.washington_pressure - 0.5)
    return chances(odds, len(WashingtonWord))


def force_answered(world: World, p: Parameters) -> float:
    """Return the force that Washington has nerve to answer: big tests, killings, a crisis to come."""
    struck = world.big_test + world.lethal
    return p.washington_test * struck + p.crisis_answer * above(world.tension - HEATED)


def deeds_of_washington(world: World, now: Now, p: Parameters) -> Row:
    """Return the chance of every action: sanctions and ships answer big tests, relief answers
    softness in a freeze.
    """
    course = world.washington_course
    nerve = p.washington_nerve[course]
    pressure = p.dial * (now.levers.washington_pressure - 0.5) - p.washington_freeze * world.freeze
    dialogue = p.dial * (now.levers.washington_dialogue - 0.5)
    force = force_answered(world, p)
    odds = row()
    for deed in WashingtonDeed:
        odds[deed] = (
            p.washington_deeds[course][deed] + p.momentum * world.moves.washington_deed[deed]
        )
    odds[WashingtonDeed.RELIEF] += (
        p.washington_freeze * world.freeze + p.step_for_step * world.soft_pyongyang * world.talks
    )
    odds[WashingtonDeed.RELIEF] += dialogue - SURE * p.washington_test * world.tested
    odds[WashingtonDeed.SANCTIONS] += SURE * p.washington_test * world.big_test + pressure
    odds[WashingtonDeed.DEPLOY] += nerve * force + pressure
    return chances(odds, len(WashingtonDeed))


def washington_has_failed(world: World, p: Parameters) -> bool:
    """Return whether the course has failed or has brought the result that it waits for: it has no
    inertia then.

    Patience and maximum pressure wait for quiet, engagement for quiet and a freeze; prevention ends
    with patience or a complete deterrent.
    """
    age = world.washington_age
    tests_go_on = world.quiet <= 2.0
    waited = age >= p.patience_washington
    if world.washington_course == WashingtonCourse.PATIENCE:
        return waited and tests_go_on
    if world.washington_course == WashingtonCourse.MAXIMUM_PRESSURE:
        return (waited and tests_go_on) or least(age, world.quiet) >= SOME_MONTHS
    if world.washington_course == WashingtonCourse.ENGAGEMENT:
        return (age >= SOME_MONTHS and tests_go_on) or (waited and world.freeze <= 0.0)
    return waited or (age >= SOME_MONTHS and world.deterrent > 0.0)


def lean_of_washington(world: World, now: Now, p: Parameters) -> Row:
    """Return the log-odds of each course before its expected value is added: lean of the office,
    levers, price of softness.
    """
    pressure = COURSE_DIAL * p.dial * (now.levers.washington_pressure - 0.5)
    dialogue = COURSE_DIAL * p.dial * (now.levers.washington_dialogue - 0.5)
    odds = row()
    for course in WashingtonCourse:
        odds[course] = world.washington_lean[course]
        if softer(course, world.washington_course):
            odds[course] -= (
                p.audience_cost * world.audience * (1.0 - least(1.0, world.soft_pyongyang))
            )
    odds[WashingtonCourse.MAXIMUM_PRESSURE] += pressure - 0.3 * dialogue
    odds[WashingtonCourse.ENGAGEMENT] += dialogue - 0.3 * pressure
    odds[WashingtonCourse.PREVENT] += pressure - 0.5 * dialogue
    if window_to_strike(world, p) < 0.2 or world.quiet >= QUIET:
        odds[WashingtonCourse.PREVENT] = INFEASIBLE
    return odds


def window_to_strike(world: World, p: Parameters) -> float:
    """Return how far the window for a preventive strike is open: from an early arsenal on, until
    the deterrent stands.

    Source: Powell 2006 on shifting power.
    """
    return clip((world.arsenal - p.arsenal_early) / 0.15, 0.0, 1.0) * (1.0 - 0.9 * world.deterrent)


def softer(course: WashingtonCourse, than: WashingtonCourse) -> bool:
    """Tell whether a course is softer than another: engagement, patience, maximum pressure,
    prevention.
    """
    return softness(course) > softness(than)


def softness(course: WashingtonCourse) -> float:
    """Return the rank of a course by softness."""
    if course == WashingtonCourse.PATIENCE:
        return 0.0
    if course == WashingtonCourse.MAXIMUM_PRESSURE:
        return -1.0
    return 1.0 if course == WashingtonCourse.ENGAGEMENT else -2.0


def pay_washington(
    payoff: WashingtonPayoff, world: World, conduct: Conduct, now: Now, p: Parameters
) -> None:
    """Find the parts of Washington's monthly payoff, on the new state.

    It wants no arsenal in range, no test that passes and none in a month in which it is soft; it may
    pay Beijing for full enforcement.
    Source: Jervis 1976, Kydd 2005.
    """
    in_range = above((world.arsenal - p.in_range) / (1.0 - p.in_range))
    payoff.arsenal = -p.pay_arms * in_range * in_range * (1.0 - 0.7 * world.freeze)
    payoff.early = -p.pay_arms / IN_RANGE * above(world.arsenal - p.arsenal_early)
    payoff.tension = -p.pay_tension * world.tension
    payoff.appeasement = -p.pay_appease * conduct.yielding * conduct.shot
    payoff.restraint = p.pay_restraint * (1.0 - conduct.shot) * conduct.coerce
    payoff.passed = -p.pay_passive * conduct.shot * (1.0 - conduct.coerce)
    payoff.both = p.pay_both * conduct.both_soft
    payoff.freeze = p.pay_freeze * world.freeze
    payoff.relation = p.pay_relation * world.relation
    payoff.presence = -p.pay_presence * above(world.presence - p.presence_normal)
    payoff.alliance = -p.pay_cohesion * above(p.alliance_whole - world.cohesion)
    payoff.lethal = -p.pay_lethal * conduct.lethal
    payoff.paid = -now.levers.washington_payment * conduct.fully


def outlasting_arsenal(world: World, p: Parameters) -> float:
    """Return how far a proven arsenal outlasts the horizon, 0 to 1, which costs Washington at the
    end.
    """
    return (
        above(world.arsenal - p.arsenal_early)
        / (1.0 - p.arsenal_early)
        * (1.0 - 0.7 * world.freeze)
    )
