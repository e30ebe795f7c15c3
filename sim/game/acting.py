"""The second half of a month: words and deeds are done, the world answers, and the others take in what was done."""

from sim.game.month import act
from sim.game.numbers import Numbers
from sim.game.opening import World, begin, observe_words
from sim.game.world import Now

__all__ = ["begin", "month"]


def month(world: World, now: Now, p: Numbers) -> None:
    """Play the rest of a month that has opened."""
    act(world, now, p)
    observe_words(world, now, p)
