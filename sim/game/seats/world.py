"""The world of the game with what the capitals see of it, where that is not what is there."""

from dataclasses import dataclass, field

from sim.game import world as game
from sim.game.language import Row, row
from sim.game.moves import PyongyangDeed, PyongyangWord, WashingtonWord


@dataclass(slots=True)
class World(game.World):
    """A world, what was seen with error when its month had opened, and what last month's moves were taken for."""

    enforcement_by_washington: float = 0.0
    economy_by_washington: float = 0.0
    arsenal_by_washington: float = 0.0
    economy_by_beijing: float = 0.0
    belief_of_washington: Row = field(default_factory=row)  # in each type of Kim
    belief_of_beijing: Row = field(default_factory=row)
    belief_of_seoul: Row = field(default_factory=row)
    washington_word_by_pyongyang: WashingtonWord = WashingtonWord.SILENCE
    washington_word_by_others: WashingtonWord = WashingtonWord.SILENCE  # a back channel only where it leaked
    pyongyang_word_by_beijing: PyongyangWord = PyongyangWord.SILENCE
    pyongyang_deed_by_beijing: PyongyangDeed = PyongyangDeed.BUILD
    pyongyang_word_by_others: PyongyangWord = PyongyangWord.SILENCE  # by Washington and Seoul
    pyongyang_deed_by_others: PyongyangDeed = PyongyangDeed.BUILD
