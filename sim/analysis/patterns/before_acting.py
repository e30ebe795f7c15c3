"""A month that stops before anybody acts: rules, played by every engine, that show what a month hides.

It follows `sim.game.month` up to the choice of moves. Then the moves of the world hold the chance of each word and
deed, and the losses of Washington and Pyongyang, which are 0 in a world that lives, hold what the course that they take
at a review is expected to bring, a month.
"""

from sim.game.conduct import exercises_due, find_chances, keep_moves
from sim.game.language import rarely
from sim.game.month import begin, open_month
from sim.game.numbers import Numbers
from sim.game.reviews import (
    beijing_reviews,
    prospects_of_pyongyang,
    prospects_of_washington,
    pyongyang_reviews,
    review_beijing,
    review_pyongyang,
    review_seoul,
    review_washington,
    seoul_reviews,
    settle_courses,
    washington_reviews,
)
from sim.game.world import Moves, Now, World

__all__ = ["begin", "month"]


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month of one world up to the choice of moves."""
    open_month(world, now, p)
    if rarely(washington_reviews(world, now, p)):
        review_washington(world, now, p)
        show_washington(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        review_pyongyang(world, now, p)
        show_pyongyang(world, now, p)
    if rarely(beijing_reviews(world, now, p)):
        review_beijing(world, now, p)
    if rarely(seoul_reviews(world, now, p)):
        review_seoul(world, now, p)
    settle_courses(world, now, p)
    show_chances(world, now, p)


def show_washington(world: World, now: Now, p: Numbers) -> None:
    """Keep what Washington expects of the course that it takes."""
    worth = prospects_of_washington(world, now, p)
    world.washington_loss = worth[world.washington_next]


def show_pyongyang(world: World, now: Now, p: Numbers) -> None:
    """Keep what Pyongyang expects of the course that it takes."""
    worth = prospects_of_pyongyang(world, now, p)
    world.pyongyang_loss = worth[world.pyongyang_next]


def show_chances(world: World, now: Now, p: Numbers) -> None:
    """Keep the chance of each word and deed."""
    moves = Moves()
    find_chances(moves, world, exercises_due(now), now, p)
    keep_moves(world, moves)
