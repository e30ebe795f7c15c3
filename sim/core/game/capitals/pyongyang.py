"""Pyongyang: the effects of threats, softness and sanctions on it depend on Kim's type."""

from sim.core.game.choosing import FEARED, INFEASIBLE, PAID, SOME_MONTHS, chances
from sim.core.game.language import Count, Row, row
from sim.core.game.maths import above, least, most
from sim.core.game.moves import (
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import PyongyangPayoff
from sim.core.game.rules.change import HUNGRY, price_of
from sim.core.game.world import Conduct, Kim, Now, World

SOFT_AT = (
    0.5  # softness leaves the drive to test alone at half of the threat that does: it is rarer
)
NEIGHBOUR = 0.5  # a neighbour's softness or aid counts half of Washington's
STRAY = 0.5  # share of the lack of precision that makes stray actions: the rest only blurs
STRAY_DEEDS = 4.0  # a stray deed is any but a step of disarmament and a lethal act, each as likely
GREED_FOR_THE_BOMB = 0.6  # worth that much more to the greedy: at 0, charm would pay them
PATIENCE = 7.0  # months for which it waits for what a course should bring
GREED_IN_DANGER = 2.0  # a test under threat costs the greedy twice its gain: threats deter them


def deterred_by(world: World, now: Now) -> float:
    """Return how far the arsenal deters, 0 to 1: the cube of its share of the goal."""
    share = least(1.0, world.arsenal / now.levers.pyongyang_deterrent_goal)
    return share * share * share


def drive(world: World, kim: Kim, p: Parameters) -> float:
    """Return the drive to test, in log-odds: threats arm the fearful and deter the greedy, softness
    does the reverse.

    The effect of sanctions grows with Beijing's leverage. Source: Jervis 1976, chapter 3.
    """
    urge = p.drive_threat[kim.type] * (world.threat_felt - p.drive_at)
    urge += p.drive_softness[kim.type] * (world.softness_seen - SOFT_AT * p.drive_at)
    bite = p.drive_bite[kim.type] * (0.5 + kim.leverage)
    return urge + bite * (world.sanction_pressure - p.drive_at)


def precision_of(kim: Kim, now: Now, p: Parameters) -> float:
    """Return how precisely a Kim chooses; unpredictability takes from it."""
    return p.precision[kim.type] * (1.0 - p.unpredictable * now.levers.pyongyang_unpredictability)


def stray_of(kim: Kim, now: Now, p: Parameters) -> float:
    """Return the share of Kim's actions that are stray: half of his lack of precision."""
    return STRAY * (1.0 - precision_of(kim, now, p))


def words_of_pyongyang(world: World, kim: Kim, now: Now, p: Parameters) -> Row:
    """Return the chance of every statement of a Kim: soft ones answer softness, and a broker once
    the price is met.

    Mediation counts as a neighbour's softness as far as Beijing is in contact.
    """
    urge = drive(world, kim, p)
    over_price = above(world.offer + NEIGHBOUR * world.aided - price_of(kim.type, p))
    near = world.soft_seoul + now.levers.beijing_contact * world.mediated
    offered = world.soft_washington + NEIGHBOUR * near + world.mediated * over_price
    soft = p.step_for_step * offered - p.drive_in_words * urge
    odds = row()
    for word in PyongyangWord:
        odds[word] = (
            p.pyongyang_words[world.pyongyang_course][word]
            + p.momentum * world.moves.pyongyang_word[word]
        )
    odds[PyongyangWord.TALKS] += soft
    odds[PyongyangWord.OFFER] += soft
    odds[PyongyangWord.THREATEN] += p.drive_in_words * (urge + world.threat_felt - p.drive_at)
    return chances(
        sharpened(odds, precision_of(kim, now, p), len(PyongyangWord)), len(PyongyangWord)
    )


def deeds_of_pyongyang(world: World, kim: Kim, now: Now, p: Parameters) -> Row:
    """Return the chance of every action of a Kim: tests go with the drive, fewer on the brink.

    A complete deterrent needs fewer big ones. Steps of disarmament are taken in a freeze only, one
    for one with relief. Some actions are stray.
    """
    urge = drive(world, kim, p)
    back = p.caution * above(world.tension - p.caution_from)
    odds = row()
    for deed in PyongyangDeed:
        odds[deed] = (
            p.pyongyang_deeds[world.pyongyang_course][deed]
            + p.momentum * world.moves.pyongyang_deed[deed]
        )
    push = urge + p.test_momentum * world.tested - back
    odds[PyongyangDeed.MISSILE_TEST] += push
    odds[PyongyangDeed.BIG_TEST] += push - p.deterrent_saturation * world.deterrent
    odds[PyongyangDeed.LETHAL_ACT] += urge - back
    odds[PyongyangDeed.DISARM_STEP] += p.step_for_step * (
        world.soft_washington * world.talks + world.relieved
    )
    odds[PyongyangDeed.DISARM_STEP] -= p.drive_in_words * urge
    if world.freeze <= 0.0:
        odds[PyongyangDeed.DISARM_STEP] = INFEASIBLE
    deed_chances = chances(
        sharpened(odds, precision_of(kim, now, p), len(PyongyangDeed)), len(PyongyangDeed)
    )
    stray = stray_of(kim, now, p)
    for deed in PyongyangDeed:
        deed_chances[deed] = (1.0 - stray) * deed_chances[deed]
    for place in range(PyongyangDeed.HOLD, PyongyangDeed.LETHAL_ACT):
        deed_chances[place] += stray / STRAY_DEEDS
    return deed_chances


def sharpened(odds: Row, precision: float, count: Count) -> Row:
    """Return log-odds times the precision of a choice."""
    sharp = row()
    for move in range(count):
        sharp[move] = precision * odds[move]
    return sharp


def pyongyang_has_failed(world: World, p: Parameters) -> bool:
    """Return whether the course has failed, or has brought the result that it waits for.

    Building is done with the deterrent, or fails by hunger; brinkmanship ends when it is feared or
    has won; charm waits for relief and ends under threat; consolidation waits for recognition.
    """
    age = world.pyongyang_age
    waited = age >= PATIENCE
    if world.pyongyang_course == PyongyangCourse.BUILD:
        return world.deterrent > 0.0 or world.economy < -HUNGRY
    if world.pyongyang_course == PyongyangCourse.BRINKMANSHIP:
        return waited and (world.threat_felt > FEARED or world.softness_seen > PAID)
    if world.pyongyang_course == PyongyangCourse.CHARM:
        unpaid = waited and world.dry >= PATIENCE
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


def worth_of_bomb(greed: float, threat_felt: float) -> float:
    """Return how much a deterrent is worth a Kim: more to the greedy, and to others under threat."""
    return 1.0 + GREED_FOR_THE_BOMB * greed + (1.0 - greed) * threat_felt


def pay_pyongyang(
    payoff: PyongyangPayoff, world: World, conduct: Conduct, kim: Kim, now: Now, p: Parameters
) -> None:
    """Find the parts of Pyongyang's monthly payoff under this Kim, on the new state.

    All want a deterrent and a livelihood. As far as he is greedy he exploits softness, extorts the
    soft once the deterrent is complete, and is in danger when he tests under threat. As far as he
    is not, he wants the deterrent for fear, and peace: no threat, a freeze, and talks in months
    without a test or lethal act. None wants tension, or to be soft under coercion.
    """
    greed = p.greed[kim.type]
    gain = p.gain * greed
    peace = p.peace * (1.0 - greed)
    deterred = deterred_by(world, now)
    yielded = most(most(conduct.soft_washington, conduct.relief), conduct.soft_seoul)
    coerced = least(1.0, conduct.threat + conduct.deploy + 0.5 * conduct.sanctions)
    payoff.deterrent = p.deter * worth_of_bomb(greed, world.threat_felt) * deterred
    payoff.extorted = gain * world.deterrent * world.softness_seen * yielded
    payoff.threat = -peace * world.threat_felt * (1.0 - 0.6 * deterred)
    payoff.sanctions = -p.econ * (0.5 + kim.leverage) * world.sanction_pressure
    payoff.hunger = -p.pay_hunger * above(-world.economy)
    payoff.both = peace * conduct.both_soft * (1.0 - conduct.shot)
    payoff.freeze = peace * world.freeze
    payoff.exploited = gain * conduct.shot * world.softness_seen
    payoff.danger = -GREED_IN_DANGER * gain * conduct.shot * world.threat_felt
    payoff.sucker = -p.pay_yielding * conduct.soft_pyongyang * coerced
    payoff.tension = -p.pay_tension * world.tension
