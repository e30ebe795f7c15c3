"""Refugees: hunger and crises drive people over the Yalu; a collapse or a great war drives them in a lump."""

from sim.game.maths import above, exp, holds, normal
from sim.game.moves import Ending
from sim.game.numbers import Numbers
from sim.game.rules.tension import BRINK
from sim.game.world import Now, World


def change_refugees(world: World, now: Now, p: Numbers) -> None:
    """Find the month's flow in thousands, on the new economy and tension."""
    flow = (1.0 + 20.0 * above(-world.economy)) * (1.0 + 2.0 * holds(world.tension >= BRINK))
    world.refugees = flow * exp(p.refugee_noise * normal(now.luck.refugees))


def flee(world: World, now: Now, p: Numbers) -> None:
    """Add the lump of a collapse or a major war: lognormal, with a standard deviation of 1 on the log."""
    if world.ending == Ending.COLLAPSE or world.major:
        world.refugees += p.refugee_lump * exp(normal(now.luck.lump))
