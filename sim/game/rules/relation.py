"""The alliance, which a gap of tone wears out, and the giants: what costs their relation and what mends it."""

from sim.game.language import Count
from sim.game.maths import above, clip, holds, least, most
from sim.game.moves import SeoulCourse
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, Now, World


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
