"""The order in which a month's conduct changes a world, and a stride of the look-ahead by the same rules."""

from sim.game.language import Count
from sim.game.numbers import Numbers
from sim.game.rules.arms import change_arsenal, change_presence, change_thaad
from sim.game.rules.memory import remember_audience, remember_moves, remember_softness, remember_threats
from sim.game.rules.relation import change_cohesion, change_relation
from sim.game.rules.sanctions import change_economy, change_enforcement, change_measures
from sim.game.rules.talks import change_talks
from sim.game.rules.tension import change_tension
from sim.game.world import Conduct, Now, World


def advance(
    world: World, conduct: Conduct, tension_noise: float, talks_noise: float, now: Now, p: Numbers, months: Count
) -> None:
    """Change a world by some months of the same conduct.

    What a line reads of the lines above it is new; so the order matters, and is that of the description. The noises are
    standard normal, and 0 in the look-ahead.
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
