"""Pyongyang: what threats, softness and sanctions do to it depends on who Kim is."""

from sim.core.game.choosing import FEARED, INFEASIBLE, PAID, SOME_MONTHS, chances
from sim.core.game.language import Count, Row, row
from sim.core.game.maths import above, holds, least, most
from sim.core.game.moves import (
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulCourse,
)
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import PyongyangPayoff
from sim.core.game.world import Conduct, Kim, Now, World


def deterred_by(world: World, now: Now) -> float:
    """Return how far the arsenal deters, 0 to 1: the cube of its share of the goal."""
    share = least(1.0, world.arsenal / now.levers.pyongyang_deterrent_goal)
    return share * share * share


def drive(world: World, kim: Kim, now: Now, p: Parameters) -> float:
    """Return the drive to test, in log-odds: threats arm the fearful and deter the greedy, softness
    does the reverse.

    What sanctions do counts as far as Beijing has leverage. Source: Jervis 1976, chapter 3.
    """
    urge = p.drive_threat[kim.type] * (world.threat_felt - p.drive_threat_at)
    urge += p.drive_softness[kim.type] * (world.softness_seen - p.drive_softness_at)
    urge += (
        p.drive_bite[kim.type] * (0.5 + kim.leverage) * (world.sanction_pressure - p.drive_bite_at)
    )
    return urge + p.rhetoric_arms * (now.levers.washington_rhetoric - p.rhetoric_at)


def precision_of(kim: Kim, now: Now, p: Parameters) -> float:
    """Return how precisely a Kim chooses; unpredictability takes from it."""
    return p.precision[kim.type] * (
        1.0 - p.unpredictable_precision * now.levers.pyongyang_unpredictability
    )


def stray_of(kim: Kim, now: Now, p: Parameters) -> float:
    """Return the share of a Kim's deeds that are stray; unpredictability adds to it."""
    return least(
        0.6, p.stray[kim.type] + p.unpredictable_stray * now.levers.pyongyang_unpredictability
    )


def words_of_pyongyang(world: World, kim: Kim, now: Now, p: Parameters) -> Row:
    """Return the chance of every word of a Kim: soft words answer softness, and a broker once the
    price is met.

    Mediation counts as a neighbour's softness as far as Beijing is in contact.
    """
    urge = drive(world, kim, now, p)
    over_price = above(world.offer + p.aid_in_price * world.aided - p.price[kim.type])
    price_met = p.accept * world.mediated * over_price
    soft = p.step_for_step * world.soft_washington
    near = p.soft_for_neighbour * (world.soft_seoul + now.levers.beijing_contact * world.mediated)
    odds = row()
    for word in PyongyangWord:
        odds[word] = (
            p.pyongyang_words[world.pyongyang_course][word]
            + p.momentum * world.moves.pyongyang_word[word]
        )
    odds[PyongyangWord.TALKS] += soft - p.soft_against_drive * urge + near + price_met
    odds[PyongyangWord.OFFER] += (
        p.offer_share * (soft + near) - p.soft_against_drive * urge + price_met
    )
    odds[PyongyangWord.THREATEN] += p.threaten_with_drive * urge + p.threaten_for_threat * (
        world.threat_felt - p.drive_threat_at
    )
    return chances(
        sharpened(odds, precision_of(kim, now, p), len(PyongyangWord)), len(PyongyangWord)
    )


def deeds_of_pyongyang(world: World, kim: Kim, now: Now, p: Parameters) -> Row:
    """Return the chance of every deed of a Kim: tests go with the drive, fewer on the brink.

    A complete deterrent needs fewer big ones. Steps of disarmament are taken in a freeze only, one
    for one with relief. Some deeds are stray.
    """
    urge = drive(world, kim, now, p)
    back = p.caution * above(world.tension - 5.5)
    odds = row()
    for deed in PyongyangDeed:
        odds[deed] = (
            p.pyongyang_deeds[world.pyongyang_course][deed]
            + p.momentum * world.moves.pyongyang_deed[deed]
        )
    push = urge + p.test_momentum * world.tested - back
    odds[PyongyangDeed.MISSILE_TEST] += push
    odds[PyongyangDeed.BIG_TEST] += push - p.deterrent_saturation * world.deterrent
    odds[PyongyangDeed.LETHAL_ACT] += p.lethal_drive * urge - back
    odds[PyongyangDeed.LETHAL_ACT] -= p.deterred * holds(
        world.seoul_course == SeoulCourse.HARD_LINE
    )
    odds[PyongyangDeed.DISARM_STEP] += (
        p.disarm_for_talks * world.soft_washington * world.talks
        + p.disarm_for_relief * world.relieved
    )
    odds[PyongyangDeed.DISARM_STEP] -= p.soft_against_drive * urge
    if world.freeze <= 0.0:
        odds[PyongyangDeed.DISARM_STEP] = INFEASIBLE
    deed_chances = chances(
        sharpened(odds, precision_of(kim, now, p), len(PyongyangDeed)), len(PyongyangDeed)
    )
    stray = stray_of(kim, now, p)
    for deed in PyongyangDeed:
        deed_chances[deed] = (1.0 - stray) * deed_chances[deed] + stray * p.stray_deeds[deed]
    return deed_chances


def sharpened(odds: Row, precision: float, count: Count) -> Row:
    """Return log-odds times the precision of a choice."""
    sharp = row()
    for move in range(count):
        sharp[move] = precision * odds[move]
    return sharp


def pyongyang_has_failed(world: World, p: Parameters) -> bool:
    """Tell whether the course has not brought what it waits for, or has brought it.

    Building is done with the deterrent, or fails by hunger; brinkmanship ends when it is feared or
    has won; charm waits for relief and ends under threat; consolidation waits for recognition.
    """
    age = world.pyongyang_age
    waited = age >= p.patience_pyongyang
    if world.pyongyang_course == PyongyangCourse.BUILD:
        return world.deterrent > 0.0 or world.economy < p.hungry
    if world.pyongyang_course == PyongyangCourse.BRINKMANSHIP:
        return waited and (world.threat_felt > FEARED or world.softness_seen > PAID)
    if world.pyongyang_course == PyongyangCourse.CHARM:
        unpaid = waited and world.dry >= p.patience_pyongyang
        return unpaid or (age >= SOME_MONTHS and world.threat_felt > FEARED)
    return waited and world.softness_seen < PAID


def lean_of_pyongyang(world: World, p: Parameters) -> Row:
    """Return the log-odds of each course before it is valued: lean and leverage.

    Where Beijing has leverage, hunger under enforcement turns a greedy Kim, and half as much an
    erratic one.
    """
    hungry = above(world.enforcement - 0.5) * above(-world.economy) / 0.05
    swayed = 1.0 if world.kim.type == KimType.GREEDY else 0.0
    if world.kim.type == KimType.ERRATIC:
        swayed = 0.5
    turned = p.leverage_courses * swayed * world.kim.leverage * hungry
    odds = row()
    for course in PyongyangCourse:
        odds[course] = world.pyongyang_lean[course]
        odds[course] += turned if course >= PyongyangCourse.CHARM else 0.0
    return odds


def softness_of(course: PyongyangCourse) -> float:
    """Return the rank of a course by softness: charm, consolidation, building, brinkmanship."""
    if course == PyongyangCourse.BUILD:
        return 0.0
    if course == PyongyangCourse.BRINKMANSHIP:
        return -1.0
    return 1.0 if course == PyongyangCourse.CHARM else 0.5


def pay_pyongyang(
    payoff: PyongyangPayoff, world: World, conduct: Conduct, kim: Kim, now: Now, p: Parameters
) -> None:
    """Find the parts of what a month pays a Kim, on the new state.

    He wants a deterrent, the more so under threat if he is fearful; a livelihood; talks and a
    freeze, where who shoots in a month has not talked in it; the greedy one to exploit softness,
    and to extort the soft once the deterrent is complete; nobody to be soft under coercion, and no
    tension.
    """
    deterred = deterred_by(world, now)
    yielded = most(most(conduct.soft_washington, conduct.relief), conduct.soft_seoul)
    coerced = least(1.0, conduct.threat + conduct.deploy + 0.5 * conduct.sanctions)
    payoff.deterrent = p.deter[kim.type] * (1.0 + p.fear[kim.type] * world.threat_felt) * deterred
    payoff.extorted = p.extort[kim.type] * world.deterrent * world.softness_seen * yielded
    payoff.threat = -p.live[kim.type] * world.threat_felt * (1.0 - 0.6 * deterred)
    payoff.sanctions = -p.econ[kim.type] * (0.5 + kim.leverage) * world.sanction_pressure
    payoff.hunger = -p.pay_hunger * above(-world.economy)
    payoff.both = p.both_talk[kim.type] * conduct.both_soft * (1.0 - conduct.shot)
    payoff.freeze = p.deal[kim.type] * world.freeze
    payoff.exploited = p.exploit[kim.type] * conduct.shot * world.softness_seen
    payoff.danger = -p.danger[kim.type] * conduct.shot * world.threat_felt
    payoff.sucker = -p.pay_yielding * conduct.soft_pyongyang * coerced
    payoff.tension = -p.pay_tension * world.tension
