"""The first half of a month: it opens, capitals review their courses and observe. No move is made
yet.

The world keeps each capital's observations: states with its errors, moves of others as it perceives
them.
"""

from dataclasses import dataclass, field

from sim.core.game import world as game
from sim.core.game.beliefs import (
    arsenal_seen,
    belief,
    economy_seen,
    enforcement_seen,
    error_of_beijing,
    error_of_economy,
)
from sim.core.game.language import Row, rarely, row
from sim.core.game.messages import message_is_due, send_message
from sim.core.game.month import begin as begin_game, open_month
from sim.core.game.moves import PyongyangDeed, PyongyangWord, WashingtonWord
from sim.core.game.parameters import Parameters
from sim.core.game.reviews import hold_reviews, settle_courses
from sim.core.game.world import Now


@dataclass(slots=True)
class World(game.World):
    """A world, its states as observed with error when the month had opened, and last month's moves
    as perceived.
    """

    enforcement_by_washington: float = 0.0
    economy_by_washington: float = 0.0
    arsenal_by_washington: float = 0.0
    economy_by_beijing: float = 0.0
    belief_of_washington: Row = field(default_factory=row)  # in each type of Kim
    belief_of_beijing: Row = field(default_factory=row)
    belief_of_seoul: Row = field(default_factory=row)
    washington_word_by_pyongyang: WashingtonWord = WashingtonWord.SILENCE
    washington_word_by_others: WashingtonWord = WashingtonWord.SILENCE  # no back channel
    pyongyang_word_by_beijing: PyongyangWord = PyongyangWord.SILENCE
    pyongyang_deed_by_beijing: PyongyangDeed = PyongyangDeed.BUILD
    pyongyang_word_by_others: PyongyangWord = PyongyangWord.SILENCE  # by Washington and Seoul
    pyongyang_deed_by_others: PyongyangDeed = PyongyangDeed.BUILD


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month up to the choice of statements and actions."""
    open_month(world, now, p)
    if rarely(message_is_due(world, now, p)):
        send_message(world, now, p)
    hold_reviews(world, now, p)
    settle_courses(world, now, p)
    observe_state(world, now, p)


def begin(world: World, now: Now, p: Parameters) -> None:
    """Begin a world as the game does."""
    begin_game(world, now, p)
    take_as_made(world)


def observe_state(world: World, now: Now, p: Parameters) -> None:
    """Record the states that capitals observe with error once the month has opened, and their
    beliefs about Kim.
    """
    world.enforcement_by_washington = enforcement_seen(world.enforcement, now, p)
    world.economy_by_washington = economy_seen(world.economy, error_of_economy(p), now)
    world.arsenal_by_washington = arsenal_seen(world.arsenal, world.quiet, now, p)
    world.economy_by_beijing = economy_seen(world.economy, error_of_beijing(now, p), now)
    world.belief_of_washington = belief(p.prior_washington, world.frozen_evidence)
    world.belief_of_beijing = belief(p.prior_beijing, world.evidence_beijing)
    world.belief_of_seoul = belief(p.prior_washington, world.evidence)


def take_as_made(world: World) -> None:
    """Write down the moves before the start as they were made: they are known to all."""
    world.washington_word_by_pyongyang = world.washington_word
    world.washington_word_by_others = world.washington_word
    world.pyongyang_word_by_beijing = world.pyongyang_word
    world.pyongyang_deed_by_beijing = world.pyongyang_deed
    world.pyongyang_word_by_others = world.pyongyang_word
    world.pyongyang_deed_by_others = world.pyongyang_deed
