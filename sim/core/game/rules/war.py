"""War as choice and as accident: the strike, the attack out of fear, the brink, the accident; and
collapse.
"""

from sim.core.game.beliefs import belief
from sim.core.game.capitals.pyongyang import softness_of, stray_of
from sim.core.game.capitals.washington import softness, window_to_strike
from sim.core.game.language import rarely, sqrt
from sim.core.game.maths import above, exp, holds, least, logistic, normal
from sim.core.game.moves import Ending, KimType, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import Payoffs
from sim.core.game.world import Conduct, Kim, Now, Outlook, World

ACCIDENTS_FROM = 4.9  # tension below which nothing goes off by accident
BY_TENSION = 0.5  # a rung above 6.5 makes an attack likelier than a threat felt does, by that share
COLLAPSE = 0.25  # cost of a collapse to Washington and Seoul, against a limited war
MAJOR = 3.0  # a major war costs that many times a limited one
PREVAILING = 0.5  # gain of standing firm if the other yields, against the cost of yielding


def accident_chance(world: World, conduct: Conduct, kim: Kim, now: Now, p: Parameters) -> float:
    """Return the chance of an accident a month: none below tension 4.9, then steep, more with
    presence and tests.
    """
    if world.tension < ACCIDENTS_FROM:
        return 0.0
    exposure = world.presence / p.presence_normal + 0.5 * above(-world.relation) * holds(
        world.presence > 0.6
    )
    exposure += 0.5 * conduct.test + 0.5 * conduct.threat * conduct.pyongyang_threat
    blind = 1.0 + now.levers.pyongyang_unpredictability + stray_of(kim, now, p)
    hazard = p.accident * exposure * blind * exp(p.accident_slope * (world.tension - p.brink))
    return 1.0 - exp(-hazard)


def strike_chance(world: World, greed: float, p: Parameters) -> float:
    """Return the chance of a preventive strike: only under prevention and in a crisis, less as far
    as Beijing enforces.

    An open window raises it; `greed` is a belief in a greedy Kim. Source: Fearon 1995, Powell 2006
    on shifting power.
    """
    if world.washington_course != WashingtonCourse.PREVENT or world.tension < p.crisis:
        return 0.0
    propensity = p.strike_base + p.strike_window * (window_to_strike(world, p) + greed)
    return (1.0 - world.enforcement) * logistic(propensity)


def attack_chance(world: World, kim: Kim, p: Parameters) -> float:
    """Return the chance that Pyongyang strikes first, cornered: on the brink, the fearful Kim under
    threat most.
    """
    if world.tension < p.brink:
        return 0.0
    fear = world.threat_felt * holds(kim.type == KimType.FEARFUL)
    cornered = holds(world.washington_course == WashingtonCourse.PREVENT)
    heat = BY_TENSION * (world.tension - 6.5)
    return logistic(p.attack_base + p.attack_threat * (fear + cornered + heat))


def washington_stands(world: World, p: Parameters) -> float:
    """Return the chance that Washington stands firm at the brink: it is held to the threats it made
    (Fearon 1994).
    """
    soft = p.stand_course * softness(world.washington_course)
    return logistic(p.stand + p.stand_audience * world.audience - soft)


def pyongyang_stands(world: World, kim: Kim, p: Parameters) -> float:
    """Return the chance that Pyongyang stands firm at the brink: the fearful under threat, the
    greedy less.
    """
    firm = p.stand - p.stand_course * softness_of(world.pyongyang_course)
    if kim.type == KimType.FEARFUL:
        firm += 0.5 * (world.threat_felt - 0.5)
    elif kim.type == KimType.GREEDY:
        firm -= 0.4
    return logistic(firm)


def clash_chance(now: Now, p: Parameters) -> float:
    """Return the chance of war in a month in which both stand firm; an unpredictable Kim makes it
    likelier.
    """
    return least(1.0, p.clash * (1.0 + now.levers.pyongyang_unpredictability))


def collapse_chance(world: World, now: Now, p: Parameters) -> float:
    """Return the chance that the regime collapses this month: none without hunger; talk of regime
    change raises it.
    """
    hungry = above(-world.economy - 0.05) / 0.1
    return least(0.05, p.collapse * (1.0 + now.levers.washington_rhetoric) * hungry * sqrt(hungry))


def reckon_with_war(
    ahead: World, conduct: Conduct, outlook: Outlook, now: Now, p: Parameters
) -> None:
    """Find the monthly hazard of war that a capital assumes: in a bad month, of more than the
    expected tension.
    """
    expected = ahead.tension
    ahead.tension = least(7.99, expected + p.bad_month)
    washington = washington_stands(ahead, p)
    pyongyang = pyongyang_stands(ahead, ahead.kim, p)
    risk = clash_chance(now, p) * washington * pyongyang * logistic(4.0 * (ahead.tension - p.brink))
    risk += accident_chance(ahead, conduct, ahead.kim, now, p)
    risk += strike_chance(ahead, outlook.greed, p)
    risk += attack_chance(ahead, ahead.kim, p)
    outlook.hazard = least(0.5, outlook.dread * risk)
    ahead.tension = expected


def end_or_go_on(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """End a world by strike, attack, clash, accident or collapse, the first that fires, or let it
    go on; record which side yields at the brink.
    """
    world.washington_yields = False
    world.pyongyang_yields = False
    if rarely(world.tension >= least(ACCIDENTS_FROM, p.crisis)):
        face_war(world, conduct, now, p)
    if world.ending == Ending.NONE and now.luck.collapse < collapse_chance(world, now, p):
        world.ending = Ending.COLLAPSE
    if rarely(world.ending != Ending.NONE):
        count_losses(world, now, p)


def face_war(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Let a crisis end in war, by choice before accident, or let a side back down."""
    luck = now.luck
    on_the_brink = world.tension >= p.brink
    kim_beliefs = belief(p.prior_washington, world.frozen_evidence)
    washington_firm = luck.stand_washington < washington_stands(world, p)
    pyongyang_firm = luck.stand_pyongyang < pyongyang_stands(world, world.kim, p)
    both_firm = on_the_brink and washington_firm and pyongyang_firm
    if luck.strike < strike_chance(world, kim_beliefs[KimType.GREEDY], p):
        world.ending = Ending.STRIKE
    elif luck.attack < attack_chance(world, world.kim, p):
        world.ending = Ending.ATTACK
    elif both_firm and luck.clash < clash_chance(now, p):
        world.ending = Ending.CLASH
    elif luck.accident < accident_chance(world, conduct, world.kim, now, p):
        world.ending = Ending.ACCIDENT
    world.washington_yields = on_the_brink and not washington_firm
    world.pyongyang_yields = on_the_brink and not pyongyang_firm


def count_losses(world: World, now: Now, p: Parameters) -> None:
    """Draw whether a war is major, and find each capital's loss; nobody knows the scale of a war
    beforehand.
    """
    war = world.ending != Ending.COLLAPSE
    world.major = war and now.luck.severity < p.major
    times = MAJOR if world.major else 1.0
    world.washington_loss = COLLAPSE * p.loss_washington
    world.beijing_loss = p.collapse_near * p.loss_beijing
    world.pyongyang_loss = p.loss_pyongyang
    world.seoul_loss = COLLAPSE * p.loss_seoul
    if war:
        world.washington_loss = (
            times * p.loss_washington * exp(p.war_scale * normal(now.luck.scale_washington))
        )
        world.beijing_loss = (
            times * p.loss_beijing * exp(p.war_scale * normal(now.luck.scale_beijing))
        )
        world.pyongyang_loss = (
            times * p.loss_pyongyang * exp(p.war_scale * normal(now.luck.scale_pyongyang))
        )
        world.seoul_loss = times * p.loss_seoul * exp(p.war_scale * normal(now.luck.scale_seoul))


def back_down(world: World) -> None:
    """Let a side that backs down at the brink lower the tension and end the standoff."""
    if world.washington_yields:
        world.audience = 0.5 * world.audience
        world.softness_seen = least(1.0, world.softness_seen + 0.3)
        world.tension -= 1.2
        world.standoff = 0.0
    if world.pyongyang_yields:
        world.threat_felt = least(1.0, world.threat_felt + 0.1)
        world.tension -= 1.2
        world.standoff = 0.0


def pay_at_the_brink(payoffs: Payoffs, world: World, audience_before: float, p: Parameters) -> None:
    """Charge a side that backs down, Washington with its audience cost, once; credit a side that
    stood. Fearon 1994.
    """
    if world.washington_yields:
        payoffs.washington.brink -= p.pay_yielding * (1.0 + audience_before)
        payoffs.pyongyang.brink += PREVAILING * p.pay_yielding * holds(not world.pyongyang_yields)
    if world.pyongyang_yields:
        payoffs.pyongyang.brink -= p.pay_yielding
        payoffs.washington.brink += PREVAILING * p.pay_yielding * holds(not world.washington_yields)
