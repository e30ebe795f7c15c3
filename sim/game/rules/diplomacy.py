"""Talks, the freeze and how it ends; the alliance, which a gap of tone wears out; and the relation of the giants."""

from sim.game.language import Count
from sim.game.maths import above, clip, holds, least, most
from sim.game.moves import KimType, SeoulCourse
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, Now, World


def change_talks(world: World, conduct: Conduct, noise: float, p: Numbers, months: Count) -> None:
    """Move the progress of talks: by talks of both, by mediation and initiatives, more by both together; tests undo it.

    `noise` is a standard normal: sports diplomacy, without result.
    """
    made = p.talks_both * conduct.both + p.talks_soft_pyongyang * conduct.soft_pyongyang
    made += p.talks_soft_washington * conduct.soft_washington + p.talks_mediate * conduct.mediate
    made += p.talks_initiative * conduct.initiative + p.talks_aligned * conduct.mediate * conduct.initiative
    undone = p.talks_test * conduct.test + p.talks_lethal * conduct.lethal + p.talks_threat * conduct.threat
    push = (1.0 - world.talks) * made - undone
    world.talks = clip(relaxed(world.talks, p.talks_keep, push, months) + p.sports * noise, 0.0, 1.0)


def freeze_chance(world: World, conduct: Conduct, kim: KimType, p: Numbers) -> float:
    """Return the chance that a freeze begins this month: talks in their stride, both soft, more if the price is met.

    Pyongyang takes a freeze for what was put on the table; credible promises of Washington open the way.
    """
    on_the_table = 0.25 * world.offer + 0.2 * world.aided + 0.15 * world.talks
    chance = p.freeze_floor
    if on_the_table >= p.price[kim] / 4.0:
        chance += p.freeze_fearful * holds(kim == KimType.FEARFUL) + p.freeze_relief * conduct.relief
    chance = most(0.02, chance + p.credibility_freeze * (world.credibility - 0.5))
    both = conduct.soft_washington > 0.5 and conduct.soft_pyongyang > 0.5
    return chance if world.freeze <= 0.0 and world.talks >= 0.45 and both else 0.0


def washington_breaks(conduct: Conduct) -> float:
    """Return whether Washington does what no freeze survives: a threat, ships or sanctions."""
    return conduct.coerce


def settle_freeze(world: World, conduct: Conduct, begins: bool, now: Now, p: Numbers) -> None:
    """Let a freeze begin, go on or end, on the new state; one that could begin and end in one month does not begin.

    Big tests, killings, threats, ships, sanctions and retaliation end it; so does time, sooner without relief.
    Washington's credibility follows whether it kept it.
    """
    in_force = world.freeze > 0.0
    broken = conduct.big + conduct.lethal + conduct.retaliate + washington_breaks(conduct) > 0.0
    tired = now.luck.freeze_end < p.freeze_end + p.freeze_dry * holds(world.dry >= 6.0)
    kept = 0.5
    lost = p.credibility_rhetoric * now.levers.washington_rhetoric
    if broken or (in_force and tired):
        world.freeze = 0.0
        if in_force and washington_breaks(conduct) > 0.0:
            lost += p.credibility_broken
    elif begins or in_force:
        world.freeze = 1.0
        kept = 1.0 if in_force else 0.5
        if begins:
            world.dry = 0.0
    world.credibility = clip(world.credibility + p.credibility_rate * (kept - world.credibility) - lost, 0.0, 1.0)


def expect_freeze(world: World, conduct: Conduct, months: Count) -> None:
    """Move the share of a freeze in a stride of the look-ahead, without type or price."""
    n = float(months)
    begun = (1.0 - world.freeze) * conduct.both * holds(world.talks > 0.4) * 0.12 * n
    ended = conduct.big + conduct.lethal + 0.5 * (conduct.threat + conduct.deploy + conduct.sanctions)
    world.freeze = clip(world.freeze + begun - world.freeze * least(1.0, n * ended), 0.0, 1.0)


def gap_of_tone(conduct: Conduct) -> float:
    """Return how far the tones of Washington and Seoul lie apart, in units of severity."""
    washington = 2.0 * conduct.threat + 2.5 * conduct.deploy + conduct.sanctions - 2.0 * conduct.talks
    seoul = 0.5 * conduct.condemn + 0.5 * conduct.exercise + 1.5 * conduct.seoul_sanction
    seoul -= 1.5 * conduct.initiative + 2.0 * conduct.seoul_aid
    return most(washington - seoul, seoul - washington)


def change_cohesion(world: World, conduct: Conduct, p: Numbers, months: Count) -> None:
    """Move the cohesion of the alliance; ships against a sunshine government cost it, and talks that Seoul condemns."""
    lost = p.gap_cost * above(gap_of_tone(conduct) - 1.5)
    lost += p.cohesion_ships * conduct.deploy * holds(world.seoul_course == SeoulCourse.SUNSHINE)
    lost += p.cohesion_talks * least(1.0, conduct.soft_washington_open) * conduct.condemn
    came = (1.0 - p.cohesion_keep) * p.cohesion_rest - lost
    world.cohesion = clip(relaxed(world.cohesion, p.cohesion_keep, came, months), 0.0, 1.0)


def change_relation(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Move the relation of the giants, which also drifts. Reads this month's enforcement."""
    cost = p.relation_blame * conduct.blame + p.relation_deploy * conduct.deploy + p.relation_aid * conduct.aid
    cost += p.relation_thaad * (world.thaad - 1.0)
    banks = p.relation_secondary * now.levers.washington_secondary_sanctions * (1.0 - world.enforcement)
    gain = p.relation_fully * conduct.fully + p.relation_partly * conduct.partly + p.relation_mediate * conduct.mediate
    push = world.relation_drift + gain - cost - banks * conduct.sanctions
    world.relation = clip(relaxed(world.relation, p.relation_keep, push, months), -1.0, 1.0)
