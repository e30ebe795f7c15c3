"""The giants: blame, ships and secondary sanctions cost their relation, enforcement and mediation mend it."""

from sim.game.language import Count
from sim.game.maths import clip
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, Now, World


def change_relation(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Move the relation of the giants, which also drifts. Reads this month's enforcement."""
    cost = p.relation_blame * conduct.blame + p.relation_deploy * conduct.deploy + p.relation_aid * conduct.aid
    banks = p.relation_secondary * now.levers.washington_secondary_sanctions * (1.0 - world.enforcement)
    gain = p.relation_fully * conduct.fully + p.relation_partly * conduct.partly + p.relation_mediate * conduct.mediate
    push = world.relation_drift + gain - cost - banks * conduct.sanctions
    world.relation = clip(relaxed(world.relation, p.relation_keep, push, months), -1.0, 1.0)
