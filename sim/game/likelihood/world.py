"""The records of the game with what the likelihood adds: a particle, what a month shows, luck for what is summed."""

from dataclasses import dataclass, field

from sim.game import world as game
from sim.game.language import Row, row


@dataclass(slots=True)
class World(game.World):
    """A particle: a world in which nobody has settled who Kim is. Its own type of Kim is read by nobody."""

    kim_odds: Row = field(default_factory=row)  # chance of each type, given all that this particle did
    seen_chance: float = 1.0  # of what the month showed, given the particle before its moves


@dataclass(slots=True)
class Calendar(game.Calendar):
    """What the date brings, and what the record shows of it: 1 yes, 0 no, −1 unknown."""

    seen_test: float = -1.0
    seen_big: float = -1.0
    seen_talks: float = -1.0
    seen_resolution: float = -1.0
    seen_lethal: float = -1.0
    seen_korea: float = -1.0
    seen_exercise: float = -1.0
    seen_arsenal: float = -1.0  # what the tests to date have made of it, 0 to 1
    border_closed: float = 0.0  # 1 while Pyongyang keeps its border closed, which no rule brings about


@dataclass(slots=True)
class Luck(game.Luck):
    """Luck of the game, and a uniform that settles for a moment who Kim is, so that his moves can be drawn."""

    kim_moves: float = 0.5


@dataclass(slots=True)
class Now(game.Now):
    """What this month brings."""

    luck: Luck = field(default_factory=Luck)
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(slots=True)
class Sums:
    """Chances of what a month shows, with the unseen moves summed out: by softness of Pyongyang's word, soft first."""

    talks_soft: float = 0.0
    talks_hard: float = 0.0
    korea_soft: float = 0.0
    korea_hard: float = 0.0
    council: float = 0.0
