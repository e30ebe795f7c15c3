"""Effects of a month's conduct on a world: tension, arms, sanctions, diplomacy and memories."""

from sim.core.game.language import Count
from sim.core.game.maths import above, clip, holds, least, most
from sim.core.game.moves import KimType, SeoulCourse
from sim.core.game.parameters import Parameters
from sim.core.game.world import Conduct, Now, World

HEATED = 4.5  # tension from which a crisis is seen to come, and answered
HUNGRY = 0.08  # log GDP lost from which people flee, and enforcing and building have failed
LAX = 0.12  # enforcement meant by a Beijing that looks away
PARTLY = 0.55  # enforcement meant by a Beijing that enforces partly
ROLLBACK = 0.5  # THAAD is rolled back at that share of the pace at which it grows
DEATH = 0.5  # a detainee's death is answered like that much of a lethal act
BUILT = 0.125  # arsenal gained by a month of building, against that by a missile test (Panda 2020)
NEIGHBOURS = 0.4  # softness and aid of neighbours count less as yielding than Washington's
UNDONE = 0.05  # progress of talks undone by a test
UNMET = 0.25  # talks in their stride bring a freeze before the price is met, a quarter as often


def advance(
    world: World,
    conduct: Conduct,
    tension_noise: float,
    talks_noise: float,
    now: Now,
    p: Parameters,
    months: Count,
) -> None:
    """Change a world by some months of the same conduct.

    A step reads the new values of the states that earlier steps changed; so the order matters, and
    is that of the description. The noise of tension is standard normal, that of talks comes from
    games of sport; both are 0 in the look-ahead.
    """
    change_tension(world, conduct, tension_noise, p, months)
    change_presence(world, conduct, p, months)
    change_thaad(world, conduct, now, p, months)
    change_arsenal(world, conduct, now, p, months)
    change_measures(world, conduct, p, months)
    change_enforcement(world, conduct, now, p, months)
    change_economy(world, conduct, p, months)
    change_cohesion(world, conduct, p, months)
    change_talks(world, conduct, talks_noise, p, months)
    remember_audience(world, conduct, now, p, months)
    change_relation(world, conduct, now, p, months)
    remember_threats(world, conduct, now, p, months)
    remember_softness(world, conduct, p, months)
    remember_moves(world, conduct, now, p, months)


def relaxed(value: float, keep: float, push: float, months: Count) -> float:
    """Return value after some months, each of which keeps a share of it and adds a push.

    >>> relaxed(1.0, 0.5, 1.0, 2)
    1.75
    """
    for _ in range(months):
        value = keep * value + push
    return value


def faded(value: float, keep: float, months: Count) -> float:
    """Return a memory after some months."""
    for _ in range(months):
        value = keep * value
    return value


# Tension: the effect of each statement and action in rungs, and the standoff that keeps it
def push_up(conduct: Conduct, p: Parameters) -> float:
    """Return the rungs of tension that this conduct adds a month."""
    threats = conduct.threat + conduct.deploy + conduct.half * conduct.exercise
    up = p.push_threat * (threats + p.lesser * conduct.pyongyang_threat)
    up += p.push_test * (conduct.missile + p.graver * conduct.big)
    return up + p.push_lethal * (conduct.lethal + conduct.retaliate)


def pull_down(conduct: Conduct, freeze: float, p: Parameters) -> float:
    """Return the rungs of tension that this conduct takes a month, at a tension of 2 or more."""
    soft = conduct.soft_washington + conduct.soft_pyongyang + conduct.soft_seoul + conduct.mediate
    return p.pull * (soft + conduct.relief + conduct.disarm + freeze)


def change_tension(
    world: World, conduct: Conduct, noise: float, p: Parameters, months: Count
) -> None:
    """Move the tension; in a standoff, a crisis that nobody has backed out of, it hardly fades.

    `noise` is a standard normal. A crisis begins a standoff; soft words of either side, or tension
    below 4.3, end it.
    """
    still = world.standoff
    keep = p.tension_keep + (p.crisis_keep - p.tension_keep) * still
    push = push_up(conduct, p) - pull_down(conduct, world.freeze, p) * least(
        1.0, world.tension / 2.0
    )
    push = push * (1.0 - p.crisis_lost * still)
    shaken = p.tension_noise * noise * (1.0 - p.crisis_lost * still)
    moved = relaxed(world.tension, keep, (1.0 - keep) * p.tension_rest + push, months) + shaken
    world.tension = clip(moved, 0.0, 7.99)
    soft = most(conduct.talks, conduct.soft_pyongyang)
    if world.tension >= p.crisis:
        world.standoff = 1.0 - soft
    elif world.tension < 4.3:
        world.standoff = 0.0
    else:
        world.standoff = still * (1.0 - soft)


# Arms: American and South Korean presence, THAAD, Pyongyang's arsenal and its deterrent
def change_presence(world: World, conduct: Conduct, p: Parameters, months: Count) -> None:
    """Move the forward presence of Washington and Seoul; left alone it returns to the normal."""
    came = (1.0 - p.slow) * p.presence_normal + p.presence_deploy * conduct.deploy
    world.presence = clip(relaxed(world.presence, p.slow, came, months), 0.0, 1.0)


def change_thaad(world: World, conduct: Conduct, now: Now, p: Parameters, months: Count) -> None:
    """Let THAAD grow after a big test or a complete deterrent; Beijing's retaliation slows it,
    moves sunshine back.
    """
    retaliation = now.levers.beijing_thaad_retaliation
    cause = most(world.deterrent, conduct.big)
    will = most(conduct.deploy, 0.5 * holds(world.seoul_course == SeoulCourse.HARD_LINE))
    grown = p.thaad_growth * cause * will * (2.0 - world.thaad) * (1.0 - retaliation)
    sunny = holds(world.seoul_course == SeoulCourse.SUNSHINE)
    back = ROLLBACK * p.thaad_growth * sunny * retaliation
    world.thaad = clip(world.thaad + float(months) * (grown - back), 1.0, 2.0)


def change_arsenal(world: World, conduct: Conduct, now: Now, p: Parameters, months: Count) -> None:
    """Let the arsenal grow by building and tests, slowed by a freeze and pressure, and shrink by
    steps.

    While the deterrent is complete, steps take the arsenal no lower than .5. The deterrent is
    complete from the goal on, and lost .15 below.
    """
    goal = now.levers.pyongyang_deterrent_goal
    gain = p.gain_missile * (conduct.missile + BUILT * conduct.build) + p.gain_big * conduct.big
    gain = (
        gain
        * (1.0 - 0.8 * world.freeze)
        * (1.0 - p.bite_on_arms * world.sanction_pressure)
        * (1.0 - world.arsenal)
        / (1.0 - p.arsenal_early)
    )
    grown = clip(world.arsenal + float(months) * gain, 0.0, 1.0)
    floor = least(grown, 0.5) if world.deterrent > 0.0 else 0.0
    given_up = p.lesser * p.gain_missile * conduct.disarm
    world.arsenal = most(floor, grown - float(months) * given_up)
    if world.arsenal >= goal:
        world.deterrent = 1.0
    elif world.arsenal <= goal - 0.15:
        world.deterrent = 0.0


# Sanctions and the economy: rounds, enforcement by Beijing, effective pressure, and GDP
def round_of_the_council(world: World, conduct: Conduct) -> float:
    """Return how far the Council agrees to a round: after a big test, asked by Washington, not
    shielded by Beijing.
    """
    basis = least(1.0, 1.6 * world.big_test) * clip(1.6 - world.un_rounds, 0.0, 1.0)
    return conduct.sanctions * basis * (1.0 - least(1.0, conduct.look_away + conduct.aid))


def find_lapse(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Count rounds of the Council, and find the UN measures that lapse: none within three months of
    a round.
    """
    agreed = round_of_the_council(world, conduct) >= 0.5
    world.un_round_ago = 0.0 if agreed else world.un_round_ago + 1.0
    world.un_rounds = p.memory * world.un_rounds + holds(agreed)
    conduct.lapsed = now.calendar.expiry if world.un_round_ago > 2.0 else 0.0


def change_measures(world: World, conduct: Conduct, p: Parameters, months: Count) -> None:
    """Add rounds of the United Nations and of the United States to the books; relief lifts some."""
    n = float(months)
    agreed = round_of_the_council(world, conduct)
    added = p.un_round * (1.0 + 0.5 * world.relation) * (1.0 - world.un_measures) * agreed
    lifted = p.lesser * p.us_round * conduct.relief * world.freeze
    world.un_measures = clip(world.un_measures + n * (added - lifted) - conduct.lapsed, 0.0, 1.0)
    us_change = p.us_round * ((1.0 - world.us_measures) * conduct.sanctions - conduct.relief)
    world.us_measures = clip(world.us_measures + n * us_change, 0.0, 1.0)


def change_enforcement(
    world: World, conduct: Conduct, now: Now, p: Parameters, months: Count
) -> None:
    """Let enforcement follow Beijing's actions, and find the effective pressure. Reads this month's
    measures.
    """
    target = LAX * conduct.look_away + PARTLY * conduct.partly + conduct.fully
    rate = p.enforcement_rate
    world.enforcement = clip(
        relaxed(world.enforcement, 1.0 - rate, rate * target, months), 0.0, 1.0
    )
    world.sanction_pressure = sanction_pressure_of(world, now, p)


def sanction_pressure_of(world: World, now: Now, p: Parameters) -> float:
    """Return the effective pressure of all measures: UN ones by enforcement, US ones by banks."""
    us_pressure = (
        p.us_bite * world.us_measures * (0.5 + 0.5 * now.levers.washington_secondary_sanctions)
    )
    return world.un_measures * (0.1 + 0.9 * world.enforcement) + us_pressure


def change_economy(world: World, conduct: Conduct, p: Parameters, months: Count) -> None:
    """Let GDP grow, fall by sanctions, adapt, and rise by aid and relief. Reads this month's
    pressure.
    """
    year = p.growth - p.bite_on_growth * world.sanction_pressure - p.economy_adapts * world.economy
    year += p.growth * (conduct.aid + conduct.relief + p.lesser * conduct.seoul_aid)
    world.economy = clip(world.economy + float(months) * year / 12.0, -0.5, 0.3)


def refugees_of(world: World, p: Parameters) -> float:
    """Return the flow over the Yalu in thousands a month: hunger and crises drive people out."""
    hungry = 1.0 + 60.0 * above(-world.economy - HUNGRY)
    return hungry * (1.0 + 2.0 * holds(world.tension >= p.brink))


# Diplomacy: talks, the freeze and how it ends; the alliance, worn out by a gap of tone; the
# relation of Washington and Beijing
def change_talks(
    world: World, conduct: Conduct, noise: float, p: Parameters, months: Count
) -> None:
    """Move the progress of talks: softness, mediation and initiatives add to it, more so together;
    tests, lethal acts and threats undo it.

    `noise` is the effect of games of sport.
    """
    alone = conduct.soft_pyongyang + conduct.soft_washington + conduct.mediate + conduct.initiative
    aligned = p.graver * conduct.mediate * conduct.initiative
    progress = p.talks_both * conduct.both_soft + p.talks_alone * (alone + aligned)
    undone = UNDONE * (conduct.test + p.graver * conduct.lethal + p.lesser * conduct.threat)
    push = (1.0 - world.talks) * progress - undone
    world.talks = clip(relaxed(world.talks, p.talks_keep, push, months) + noise, 0.0, 1.0)


def price_of(kim: KimType, p: Parameters) -> float:
    """Return the price of a deal: the greedy ask for twice as much."""
    return p.price * (1.0 + p.greed[kim])


def freeze_chance(world: World, conduct: Conduct, kim: KimType, p: Parameters) -> float:
    """Return the chance that a freeze begins this month: 0 unless talks are at .45 and both sides
    soft.

    It is higher if the offers on the table meet Kim's price, and he is fearful or gets relief.
    """
    on_the_table = 0.25 * world.offer + 0.2 * world.aided + 0.15 * world.talks
    chance = UNMET * p.freeze_begin
    if on_the_table >= price_of(kim, p) / 4.0:
        chance += p.freeze_begin * (holds(kim == KimType.FEARFUL) + conduct.relief)
    both_soft = conduct.soft_washington > 0.5 and conduct.soft_pyongyang > 0.5
    return chance if world.freeze <= 0.0 and world.talks >= 0.45 and both_soft else 0.0


def washington_breaks(conduct: Conduct) -> float:
    """Return how far Washington breaks a freeze, by a threat, ships or sanctions, 0 to 1."""
    return conduct.coerce


def settle_freeze(world: World, conduct: Conduct, begins: bool, now: Now, p: Parameters) -> None:
    """Let a freeze begin, go on or end, on the new state; one that could begin and end in one month
    does not begin.

    Big tests, killings, threats, ships, sanctions and retaliation end it; so does time, sooner
    without relief.
    """
    in_force = world.freeze > 0.0
    broken = conduct.big + conduct.lethal + conduct.retaliate + washington_breaks(conduct) > 0.0
    tired = now.luck.freeze_end < p.freeze_end * holds(world.dry >= 6.0)
    if broken or (in_force and tired):
        world.freeze = 0.0
    elif begins or in_force:
        world.freeze = 1.0
        if begins:
            world.dry = 0.0


def expect_freeze(world: World, conduct: Conduct, months: Count) -> None:
    """Move the share of a freeze in a stride of the look-ahead, without type or price."""
    n = float(months)
    beginning = (1.0 - world.freeze) * conduct.both_soft * holds(world.talks > 0.4) * 0.12 * n
    ended = (
        conduct.big + conduct.lethal + 0.5 * (conduct.threat + conduct.deploy + conduct.sanctions)
    )
    world.freeze = clip(world.freeze + beginning - world.freeze * least(1.0, n * ended), 0.0, 1.0)


def gap_of_tone(conduct: Conduct) -> float:
    """Return how far the tones of Washington and Seoul lie apart, in units of severity."""
    washington = (
        2.0 * conduct.threat + 2.5 * conduct.deploy + conduct.sanctions - 2.0 * conduct.talks
    )
    seoul = 0.5 * conduct.condemn + 0.5 * conduct.exercise + 1.5 * conduct.seoul_sanction
    seoul -= 1.5 * conduct.initiative + 2.0 * conduct.seoul_aid
    return most(washington - seoul, seoul - washington)


def change_cohesion(world: World, conduct: Conduct, p: Parameters, months: Count) -> None:
    """Move the cohesion of the alliance; a gap of tone costs it."""
    lost = p.gap_cost * above(gap_of_tone(conduct) - 1.5)
    came = (1.0 - p.slow) * p.start_cohesion - lost
    world.cohesion = clip(relaxed(world.cohesion, p.slow, came, months), 0.0, 1.0)


def change_relation(world: World, conduct: Conduct, now: Now, p: Parameters, months: Count) -> None:
    """Move the US-China relation, which also drifts. Reads this month's enforcement and THAAD."""
    cost = conduct.blame + conduct.deploy + p.lesser * conduct.aid + world.thaad - 1.0
    banks = now.levers.washington_secondary_sanctions * (1.0 - world.enforcement)
    cost += p.graver * banks * conduct.sanctions
    gain = conduct.fully + p.lesser * conduct.partly + conduct.mediate
    push = world.relation_drift + p.relation_gain * gain - p.relation_cost * cost
    world.relation = clip(relaxed(world.relation, p.relation_keep, push, months), -1.0, 1.0)


# Memories of statements and actions
def remember_threats(
    world: World, conduct: Conduct, now: Now, p: Parameters, months: Count
) -> None:
    """Let Pyongyang feel threats, ships, exercises and talk of regime change. Reads this month's
    presence.
    """
    alarm = (
        conduct.threat_heard
        + conduct.deploy
        + above(world.presence - p.presence_normal) / p.presence_normal
    )
    alarm += p.lesser * (conduct.half * conduct.exercise + now.levers.washington_rhetoric)
    felt = least(1.0, p.feel * alarm)
    world.threat_felt = clip(
        relaxed(world.threat_felt, p.memory, (1.0 - p.memory) * felt, months), 0.0, 1.0
    )


def remember_softness(world: World, conduct: Conduct, p: Parameters, months: Count) -> None:
    """Let Pyongyang see yielding: talks, relief, aid."""
    nearby = NEIGHBOURS * (conduct.soft_seoul + conduct.aid)
    softness = p.see * (conduct.soft_washington_heard + conduct.relief + nearby)
    pushed = (1.0 - p.memory) * least(1.0, softness)
    world.softness_seen = clip(relaxed(world.softness_seen, p.memory, pushed, months), 0.0, 1.0)


def remember_audience(
    world: World, conduct: Conduct, now: Now, p: Parameters, months: Count
) -> None:
    """Add Washington's threats to its audience stock; an ambiguous threat binds less."""
    threat = p.threat_audience * (1.0 - now.levers.washington_ambiguity) * conduct.threat
    world.audience = clip(relaxed(world.audience, p.slow, threat, months), 0.0, 1.0)


def remember_moves(world: World, conduct: Conduct, now: Now, p: Parameters, months: Count) -> None:
    """Update the memories of tests, lethal acts, leaning on Beijing, offers, aid and softness."""
    big = faded(world.big_test, p.memory, months)
    world.big_test = big + (1.0 - big) * least(1.0, 1.8 * conduct.big)
    killed = most(conduct.lethal, DEATH * conduct.detainee_dies)
    world.lethal = most(faded(world.lethal, p.memory, months), killed)
    leant = least(
        1.0, conduct.blame + 0.5 * now.levers.washington_secondary_sanctions * conduct.sanctions
    )
    world.leaning = relaxed(world.leaning, p.memory, (1.0 - p.memory) * leant, months)
    world.offer = most(
        faded(world.offer, p.memory, months), most(conduct.relief, 0.5 * conduct.talks)
    )
    world.aided = most(faded(world.aided, p.memory, months), conduct.aid)
    world.dry = (world.dry + float(months)) * (1.0 - conduct.relief)
    world.tested = conduct.shot
    remember_who_was_soft(world, conduct)


def remember_who_was_soft(world: World, conduct: Conduct) -> None:
    """Record softness, mediation and relief of the month; Washington's softness as Pyongyang heard
    it.
    """
    world.soft_washington = conduct.soft_washington_heard
    world.talked = conduct.talks
    world.soft_pyongyang = conduct.soft_pyongyang
    world.soft_seoul = conduct.soft_seoul
    world.mediated = conduct.mediate
    world.relieved = conduct.relief
