from sim.core.game.language import rarely
from sim.core.game.maths import normal

from .rules import choose, is_rare, look_ahead, may_end, relax, shift
from .world import Mood, Now, Parameters, World


def begin(world: World, now: Now, p: Parameters) -> None:
    world.tension = 1.0 + 0.2 * normal(now.luck.heat)
    if now.luck.deed < 0.3:
        world.other.mood = Mood.ANGRY


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month."""
    choose(world, now, p)
    shift(world, now, p)
    if rarely(is_rare(world, now, p)):
        look_ahead(world, now, p)
    may_end(world, now, p)
    relax(world, now, p)
