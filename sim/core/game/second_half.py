"""The second half of a month: moves are drawn, the state changes, and others observe the moves."""

from sim.core.game.beliefs import blur_of_beijing
from sim.core.game.choosing import neighbour
from sim.core.game.conduct import perceived_word
from sim.core.game.first_half import World, begin as begin
from sim.core.game.month import act
from sim.core.game.moves import PyongyangDeed, PyongyangWord, WashingtonWord
from sim.core.game.parameters import Parameters
from sim.core.game.world import Now


def month(world: World, now: Now, p: Parameters) -> None:
    """Play the rest of a month that has opened."""
    act(world, now, p)
    observe_words(world, now, p)


def observe_words(world: World, now: Now, p: Parameters) -> None:
    """Record the month's moves as the others perceive them, from the random draws of the model
    itself.
    """
    world.washington_word_by_pyongyang = perceived_word(world.washington_word, now, p)
    world.washington_word_by_others = overheard(world.washington_word)
    nearer = blur_of_beijing(now, p)
    world.pyongyang_word_by_beijing = PyongyangWord(word_seen(world.pyongyang_word, nearer, now))
    world.pyongyang_deed_by_beijing = PyongyangDeed(deed_seen(world.pyongyang_deed, nearer, now))
    world.pyongyang_word_by_others = PyongyangWord(word_seen(world.pyongyang_word, p.blur, now))
    world.pyongyang_deed_by_others = PyongyangDeed(deed_seen(world.pyongyang_deed, p.blur, now))


def overheard(word: WashingtonWord) -> WashingtonWord:
    """Return Washington's statement as Beijing and Seoul hear it: a back channel is silence."""
    return WashingtonWord.SILENCE if word == WashingtonWord.BACK_CHANNEL else word


def word_seen(word: int, blur: float, now: Now) -> int:
    """Return Pyongyang's statement as perceived through a blur."""
    return neighbour(word, len(PyongyangWord) - 1, blur, now.luck.see_word)


def deed_seen(deed: int, blur: float, now: Now) -> int:
    """Return Pyongyang's action as perceived: no test or lethal act is mistaken, nor another action
    taken for one.
    """
    perceived = neighbour(deed, len(PyongyangDeed) - 1, blur, now.luck.see_deed)
    if deed >= PyongyangDeed.MISSILE_TEST or perceived >= PyongyangDeed.MISSILE_TEST:
        return deed
    return perceived
