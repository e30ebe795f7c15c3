"""Beijing: it fears collapse, refugees, THAAD and a war on its border more than it wants to squeeze
its neighbour.
"""

from sim.core.game.choosing import COURSE_DIAL, PAID, chances
from sim.core.game.language import Row, row
from sim.core.game.maths import above, clip, least
from sim.core.game.moves import BeijingCourse, BeijingDeed, BeijingWord
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import BeijingPayoff
from sim.core.game.rules.change import HEATED, HUNGRY, refugees_of
from sim.core.game.world import Conduct, Now, World

ASKED = 0.3  # weight of softness for mediation, against that for a soft answer
SURE = 2.0  # a big test brings a warning, which costs nothing, twice as surely as firmness
FULLY = 2.0  # full enforcement takes twice the firmness of partial
TALKED = 0.5  # weight of talk of regime change, against ships and THAAD
FACE = 3.0  # a soft side pays this many times a mediator's cost in a month with a test
MISSILES = 0.2  # cost of a missile test to Beijing, against a big test
FREEZES = 0.5  # value of a freeze to Beijing, against that to Washington, which has asked for it


def words_of_beijing(world: World, p: Parameters) -> Row:
    """Return the chance of every statement: Beijing mediates between the soft and in crises, and
    warns after big tests.
    """
    odds = row()
    for word in BeijingWord:
        odds[word] = (
            p.beijing_words[world.beijing_course][word]
            + p.momentum * world.moves.beijing_word[word]
        )
    odds[BeijingWord.MEDIATE] += (
        ASKED * p.step_for_step * (world.talked + world.soft_pyongyang + world.soft_seoul)
    )
    odds[BeijingWord.MEDIATE] += p.crisis_answer * above(world.tension - HEATED)
    odds[BeijingWord.WARN] += SURE * p.beijing_test * world.big_test
    return chances(odds, len(BeijingWord))


def firmness(world: World, now: Now, p: Parameters) -> float:
    """Return Beijing's reasons to enforce, in log-odds: its own lever, tests, banks, the relation
    with Washington.

    Against them stand a soft Pyongyang (it eases, as in March 2018), hunger, talk of regime change,
    and THAAD. Leaning on Beijing works while relations are fair, and backwards when they are bad.
    """
    fair = clip((world.relation + 0.3) / 0.2, -0.25, 1.0)
    dial = COURSE_DIAL * p.dial
    firm = dial * (now.levers.beijing_enforcement - 0.5) + p.beijing_test * world.big_test
    firm += p.firm_with * (
        now.levers.washington_secondary_sanctions + world.relation + world.leaning * fair
    )
    firm -= dial * now.levers.beijing_easing * world.soft_pyongyang + hunger(world.economy, p)
    against = TALKED * now.levers.washington_rhetoric + above(world.presence - p.presence_normal)
    against += now.levers.beijing_thaad_retaliation * (world.thaad - 0.5)
    return firm - p.firm_against * against


def hunger_of(economy: float) -> float:
    """Return how far GDP of the North has fallen beyond 3 %: from there on it goes hungry."""
    return above(-economy - 0.03)


def hunger(economy: float, p: Parameters) -> float:
    """Return the effect of hunger in the North on Beijing's actions, in log-odds."""
    return p.need_weight * hunger_of(economy)


def deeds_of_beijing(world: World, now: Now, p: Parameters) -> Row:
    """Return the chance of every action: aid for a starving neighbour, enforcement as far as
    Beijing is firm.
    """
    firm = firmness(world, now, p)
    odds = row()
    for deed in BeijingDeed:
        odds[deed] = (
            p.beijing_deeds[world.beijing_course][deed]
            + p.momentum * world.moves.beijing_deed[deed]
        )
    odds[BeijingDeed.ENFORCE_PARTLY] += firm
    odds[BeijingDeed.ENFORCE_FULLY] += FULLY * firm
    odds[BeijingDeed.AID] += hunger(world.economy, p) - p.dial * (
        now.levers.beijing_enforcement - 0.5
    )
    return chances(odds, len(BeijingDeed))


def beijing_has_failed(world: World, p: Parameters) -> bool:
    """Return whether the course has failed, or has brought the result that it waits for.

    Shield waits for stability, enforcement for quiet, mediation for talks; balance waits for
    nothing.
    """
    if world.beijing_course == BeijingCourse.SHIELD:
        return world.tension >= p.crisis
    if world.beijing_course == BeijingCourse.ENFORCE:
        return least(world.beijing_age, world.quiet) >= p.patience_beijing or (
            world.economy < -HUNGRY
        )
    if world.beijing_course == BeijingCourse.MEDIATE:
        return world.beijing_age >= p.patience_beijing and world.talks < PAID
    return False


def lean_of_beijing(world: World, now: Now, p: Parameters) -> Row:
    """Return the log-odds of each course before its expected value is added: lean and lever."""
    dial = COURSE_DIAL * p.dial * (now.levers.beijing_enforcement - 0.5)
    odds = row()
    for course in BeijingCourse:
        odds[course] = world.beijing_lean[course]
    odds[BeijingCourse.SHIELD] -= dial
    odds[BeijingCourse.ENFORCE] += dial
    return odds


def pay_beijing(
    payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters
) -> None:
    """Find the parts of Beijing's monthly payoff, on the new state.

    Tension costs it as much as Washington; then come tests, American presence, hunger, being
    bypassed, its banks, and the buffer: pressure on a North whose end Washington speaks of.
    """
    grown = above(world.presence - p.presence_normal) + 0.3 * above(world.thaad - 1.0)
    spared = 1.0 - world.enforcement
    payoff.tension = -p.pay_tension * world.tension
    payoff.big = -p.pay_beijing_big * conduct.big
    payoff.missiles = -MISSILES * p.pay_beijing_big * conduct.missile
    payoff.presence = -p.pay_beijing_us * grown
    payoff.hunger = -p.pay_hunger * hunger_of(world.economy)
    payoff.refugees = -p.pay_beijing_refugees * (refugees_of(world, p) - 1.0)
    payoff.bypassed = -p.pay_beijing_bypass * conduct.both_soft * (1.0 - conduct.mediate)
    payoff.banks = (
        -p.pay_beijing_secondary
        * now.levers.washington_secondary_sanctions
        * spared
        * conduct.sanctions
    )
    payoff.relation = p.pay_beijing_relation * world.relation
    payoff.trade = -p.pay_beijing_trade * world.enforcement * world.un_measures
    payoff.buffer = -p.pay_beijing_buffer * now.levers.washington_rhetoric * world.sanction_pressure
    payoff.face = -p.pay_appease / FACE * conduct.mediate * conduct.shot
    payoff.freeze = FREEZES * p.pay_freeze * world.freeze
    payoff.paid = now.levers.washington_payment * conduct.fully
