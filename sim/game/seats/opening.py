"""The first half of a month: it opens, capitals review their courses, and all look about. No move is made yet."""

from sim.game.month import begin as begin_game, hold_reviews, open_month
from sim.game.numbers import Numbers
from sim.game.reviews import settle_courses
from sim.game.seats.observation import World, observe_state, take_as_made
from sim.game.world import Now


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month up to the moment in which words and deeds are chosen."""
    open_month(world, now, p)
    hold_reviews(world, now, p)
    settle_courses(world, now, p)
    observe_state(world, now, p)


def begin(world: World, now: Now, p: Numbers) -> None:
    """Begin a world as the game does."""
    begin_game(world, now, p)
    take_as_made(world)
