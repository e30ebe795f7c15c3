"""Sanctions and the economy: rounds, enforcement by Beijing, what bites, and what it does to GDP."""

from sim.game.language import Count
from sim.game.maths import clip, holds, least
from sim.game.numbers import Numbers
from sim.game.rules.memory import relaxed
from sim.game.world import Conduct, Now, World


def round_of_the_council(world: World, conduct: Conduct) -> float:
    """Return how far the Council agrees to a round: after a big test, asked by Washington, not shielded by Beijing."""
    basis = least(1.0, 1.6 * world.big_test) * clip(1.6 - world.un_rounds, 0.0, 1.0)
    return conduct.sanctions * basis * (1.0 - least(1.0, conduct.look_away + conduct.aid))


def find_lapse(world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Find what lapses of the UN measures on its date: nothing where the Council agreed to a round in three months."""
    agreed = round_of_the_council(world, conduct) >= 0.5
    world.un_round_ago = 0.0 if agreed else world.un_round_ago + 1.0
    world.un_rounds = p.big_test_keep * world.un_rounds + holds(agreed)
    conduct.lapsed = now.calendar.expiry if world.un_round_ago > 2.0 else 0.0


def change_measures(world: World, conduct: Conduct, p: Numbers, months: Count) -> None:
    """Add rounds of the United Nations and of the United States to the books; relief lifts some."""
    n = float(months)
    agreed = round_of_the_council(world, conduct)
    added = p.un_round * (1.0 + 0.5 * world.relation) * (1.0 - world.un_measures) * agreed
    lifted = p.un_relief * conduct.relief * world.freeze
    world.un_measures = clip(world.un_measures + n * (added - lifted) - conduct.lapsed, 0.0, 1.0)
    ours = p.us_round * (1.0 - world.us_measures) * conduct.sanctions - p.us_relief * conduct.relief
    world.us_measures = clip(world.us_measures + n * ours, 0.0, 1.0)


def change_enforcement(world: World, conduct: Conduct, now: Now, p: Numbers, months: Count) -> None:
    """Let enforcement follow Beijing's deeds, and find what bites: UN measures as far as enforced, US ones by banks."""
    meant = p.enforced_aid * conduct.aid + p.enforced_look_away * conduct.look_away
    meant += p.enforced_partly * conduct.partly + p.enforced_fully * conduct.fully
    rate = p.enforcement_rate
    world.enforcement = clip(relaxed(world.enforcement, 1.0 - rate, rate * meant, months), 0.0, 1.0)
    world.sanction_pressure = sanction_pressure_of(world, now, p)


def sanction_pressure_of(world: World, now: Now, p: Numbers) -> float:
    """Return the effective pressure of all measures on the books."""
    ours = p.us_bite * world.us_measures * (0.5 + 0.5 * now.levers.washington_secondary_sanctions)
    return world.un_measures * (0.1 + 0.9 * world.enforcement) + ours


def change_economy(world: World, conduct: Conduct, p: Numbers, months: Count) -> None:
    """Let GDP grow, fall by what bites, adapt, and rise by aid and relief. Reads this month's pressure of sanctions."""
    year = p.growth - p.bite_on_growth * world.sanction_pressure - p.economy_adapts * world.economy
    year += p.aid_growth * (conduct.aid + conduct.relief + 0.5 * conduct.seoul_aid)
    world.economy = clip(world.economy + float(months) * year / 12.0, -0.5, 0.3)
