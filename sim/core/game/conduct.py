"""Chances of moves, the draw of all four capitals' moves at once, and their reading as conduct."""

from sim.core.game.beliefs import learn_about_kim
from sim.core.game.capitals.beijing import deeds_of_beijing, words_of_beijing
from sim.core.game.capitals.pyongyang import deeds_of_pyongyang, words_of_pyongyang
from sim.core.game.capitals.seoul import deeds_of_seoul, words_of_seoul
from sim.core.game.capitals.washington import deeds_of_washington, words_of_washington
from sim.core.game.choosing import copied, done, drawn, neighbour, obeyed
from sim.core.game.maths import least, most
from sim.core.game.moves import (
    BeijingDeed,
    BeijingWord,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.world import Conduct, Luck, Moves, Now, Orders, World

MISHEARD = 4.0  # full ambiguity adds this multiple of the blur


def exercises_due(now: Now) -> bool:
    """Tell whether exercises are in the calendar this month: in March and August."""
    return now.calendar.month_of_year == 3.0 or now.calendar.month_of_year == 8.0


def find_chances(moves: Moves, world: World, exercises: bool, now: Now, p: Parameters) -> None:
    """Find the chance of every move, from last month's state and moves and this month's courses."""
    moves.pyongyang_word = words_of_pyongyang(world, world.kim, now, p)
    moves.pyongyang_deed = deeds_of_pyongyang(world, world.kim, now, p)
    find_chances_of_others(moves, world, exercises, now, p)


def find_chances_of_others(
    moves: Moves, world: World, exercises: bool, now: Now, p: Parameters
) -> None:
    """Find the chance of every move of the capitals but Pyongyang."""
    moves.washington_word = words_of_washington(world, now, p)
    moves.washington_deed = deeds_of_washington(world, now, p)
    moves.beijing_word = words_of_beijing(world, p)
    moves.beijing_deed = deeds_of_beijing(world, now, p)
    moves.seoul_word = words_of_seoul(world, p)
    moves.seoul_deed = deeds_of_seoul(world, exercises, p)


def draw_moves(world: World, moves: Moves, luck: Luck, orders: Orders) -> None:
    """Draw each capital's statement and action, store their chance, and make the rows of `moves`
    one-hot.
    """
    world.washington_word = WashingtonWord(
        obeyed(
            orders.washington_word,
            drawn(moves.washington_word, len(WashingtonWord), luck.washington_word),
        )
    )
    world.washington_deed = WashingtonDeed(
        obeyed(
            orders.washington_deed,
            drawn(moves.washington_deed, len(WashingtonDeed), luck.washington_deed),
        )
    )
    world.beijing_word = BeijingWord(
        obeyed(orders.beijing_word, drawn(moves.beijing_word, len(BeijingWord), luck.beijing_word))
    )
    world.beijing_deed = BeijingDeed(
        obeyed(orders.beijing_deed, drawn(moves.beijing_deed, len(BeijingDeed), luck.beijing_deed))
    )
    world.pyongyang_word = PyongyangWord(
        obeyed(
            orders.pyongyang_word,
            drawn(moves.pyongyang_word, len(PyongyangWord), luck.pyongyang_word),
        )
    )
    world.pyongyang_deed = PyongyangDeed(
        obeyed(
            orders.pyongyang_deed,
            drawn(moves.pyongyang_deed, len(PyongyangDeed), luck.pyongyang_deed),
        )
    )
    world.seoul_word = SeoulWord(
        obeyed(orders.seoul_word, drawn(moves.seoul_word, len(SeoulWord), luck.seoul_word))
    )
    world.seoul_deed = SeoulDeed(
        obeyed(orders.seoul_deed, drawn(moves.seoul_deed, len(SeoulDeed), luck.seoul_deed))
    )
    world.washington_chance = (
        moves.washington_word[world.washington_word] * moves.washington_deed[world.washington_deed]
    )
    world.beijing_chance = (
        moves.beijing_word[world.beijing_word] * moves.beijing_deed[world.beijing_deed]
    )
    world.pyongyang_chance = (
        moves.pyongyang_word[world.pyongyang_word] * moves.pyongyang_deed[world.pyongyang_deed]
    )
    world.seoul_chance = moves.seoul_word[world.seoul_word] * moves.seoul_deed[world.seoul_deed]
    one_hot_moves(world, moves)


def one_hot_moves(world: World, moves: Moves) -> None:
    """Replace the chances by one-hot rows of the moves made."""
    moves.washington_word = done(world.washington_word, len(WashingtonWord))
    moves.washington_deed = done(world.washington_deed, len(WashingtonDeed))
    moves.beijing_word = done(world.beijing_word, len(BeijingWord))
    moves.beijing_deed = done(world.beijing_deed, len(BeijingDeed))
    moves.pyongyang_word = done(world.pyongyang_word, len(PyongyangWord))
    moves.pyongyang_deed = done(world.pyongyang_deed, len(PyongyangDeed))
    moves.seoul_word = done(world.seoul_word, len(SeoulWord))
    moves.seoul_deed = done(world.seoul_deed, len(SeoulDeed))


def keep_moves(world: World, moves: Moves) -> None:
    """Let these be the moves of last month."""
    world.moves.washington_word = copied(moves.washington_word)
    world.moves.washington_deed = copied(moves.washington_deed)
    world.moves.beijing_word = copied(moves.beijing_word)
    world.moves.beijing_deed = copied(moves.beijing_deed)
    world.moves.pyongyang_word = copied(moves.pyongyang_word)
    world.moves.pyongyang_deed = copied(moves.pyongyang_deed)
    world.moves.seoul_word = copied(moves.seoul_word)
    world.moves.seoul_deed = copied(moves.seoul_deed)


def read_conduct(conduct: Conduct, moves: Moves, talks: float) -> None:
    """Derive conduct from the moves: 0 or 1 in the month, chances in the look-ahead.

    `talks` is last month's progress of talks: exercises are at half scale from .3 on.
    """
    conduct.talks = moves.washington_word[WashingtonWord.TALKS]
    conduct.back_channel = moves.washington_word[WashingtonWord.BACK_CHANNEL]
    conduct.blame = moves.washington_word[WashingtonWord.BLAME_BEIJING]
    conduct.threat = moves.washington_word[WashingtonWord.THREATEN]
    conduct.relief = moves.washington_deed[WashingtonDeed.RELIEF]
    conduct.sanctions = moves.washington_deed[WashingtonDeed.SANCTIONS]
    conduct.deploy = moves.washington_deed[WashingtonDeed.DEPLOY]
    conduct.mediate = moves.beijing_word[BeijingWord.MEDIATE]
    conduct.aid = moves.beijing_deed[BeijingDeed.AID]
    conduct.look_away = moves.beijing_deed[BeijingDeed.LOOK_AWAY]
    conduct.partly = moves.beijing_deed[BeijingDeed.ENFORCE_PARTLY]
    conduct.fully = moves.beijing_deed[BeijingDeed.ENFORCE_FULLY]
    conduct.pyongyang_threat = moves.pyongyang_word[PyongyangWord.THREATEN]
    conduct.disarm = moves.pyongyang_deed[PyongyangDeed.DISARM_STEP]
    conduct.build = moves.pyongyang_deed[PyongyangDeed.BUILD]
    conduct.missile = moves.pyongyang_deed[PyongyangDeed.MISSILE_TEST]
    conduct.big = moves.pyongyang_deed[PyongyangDeed.BIG_TEST]
    conduct.lethal = moves.pyongyang_deed[PyongyangDeed.LETHAL_ACT]
    conduct.initiative = moves.seoul_word[SeoulWord.INITIATIVE]
    conduct.condemn = moves.seoul_word[SeoulWord.CONDEMN]
    conduct.seoul_aid = moves.seoul_deed[SeoulDeed.AID]
    conduct.exercise = moves.seoul_deed[SeoulDeed.EXERCISE]
    conduct.seoul_sanction = moves.seoul_deed[SeoulDeed.SANCTION]
    conduct.retaliate = moves.seoul_deed[SeoulDeed.RETALIATE]
    conduct.test = conduct.missile + conduct.big
    conduct.shot = conduct.test + conduct.lethal
    conduct.soft_washington = conduct.talks + 0.7 * conduct.back_channel
    conduct.soft_pyongyang = (
        moves.pyongyang_word[PyongyangWord.TALKS] + moves.pyongyang_word[PyongyangWord.OFFER]
    )
    conduct.soft_seoul = most(conduct.initiative, conduct.seoul_aid)
    conduct.both_soft = conduct.soft_washington * conduct.soft_pyongyang
    conduct.coerce = least(1.0, conduct.threat + conduct.sanctions + conduct.deploy)
    conduct.yielding = least(1.0, conduct.soft_washington + conduct.relief)
    conduct.half = 0.5 if talks >= 0.3 else 1.0
    conduct.talks_heard = conduct.talks
    conduct.back_channel_heard = conduct.back_channel
    conduct.threat_heard = conduct.threat
    conduct.soft_washington_heard = conduct.soft_washington


def perceived_word(word: WashingtonWord, now: Now, p: Parameters) -> WashingtonWord:
    """Return Washington's statement as Pyongyang perceives it; ambiguity raises the blur."""
    blur = p.blur * (1.0 + MISHEARD * now.levers.washington_ambiguity)
    return WashingtonWord(neighbour(word, len(WashingtonWord) - 1, blur, now.luck.hear_word))


def observe_word(conduct: Conduct, word: WashingtonWord) -> None:
    """Set the conduct that Pyongyang hears, given Washington's statement as perceived."""
    conduct.talks_heard = 1.0 if word == WashingtonWord.TALKS else 0.0
    conduct.back_channel_heard = 1.0 if word == WashingtonWord.BACK_CHANNEL else 0.0
    conduct.threat_heard = 1.0 if word == WashingtonWord.THREATEN else 0.0
    conduct.soft_washington_heard = conduct.talks_heard + 0.7 * conduct.back_channel_heard


def observe_moves(world: World, moves: Moves, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Update the beliefs about Kim, keep the moves as last month's, and derive the conduct from
    them.
    """
    learn_about_kim(world, world.pyongyang_word, world.pyongyang_deed, now, p)
    keep_moves(world, moves)
    read_conduct(conduct, moves, world.talks)
    observe_word(conduct, perceived_word(world.washington_word, now, p))
