"""How likely a month's entries on the lists are, given the words and deeds of the month."""

from sim.game.language import Row, row
from sim.game.likelihood.sighting_numbers import Numbers
from sim.game.likelihood.world import Now
from sim.game.moves import BeijingDeed, PyongyangDeed, PyongyangWord, SeoulDeed, SeoulWord, WashingtonDeed
from sim.game.moves import WashingtonWord as Word


def shown(seen: float, chance: float) -> float:
    """Return the chance of what is seen, where `chance` is that of a yes: 1 where nothing is known.

    >>> shown(1.0, 0.25), shown(0.0, 0.25), shown(-1.0, 0.25)
    (0.25, 0.75, 1.0)
    """
    if seen < 0.0:
        return 1.0
    return chance if seen > 0.5 else 1.0 - chance


def deed_shown(deed: int, now: Now, p: Numbers) -> float:
    """Return the chance of the month's tests and deaths on the lists, given Pyongyang's deed."""
    big = deed == PyongyangDeed.BIG_TEST
    tests = big or deed == PyongyangDeed.MISSILE_TEST
    kills = deed == PyongyangDeed.LETHAL_ACT
    listed = p.test_false
    if tests:
        listed = 1.0 - p.test_missed
    elif kills:
        listed = p.test_beside
    chance = shown(now.calendar.seen_test, listed)
    if now.calendar.seen_test > 0.5:
        chance *= shown(now.calendar.seen_big, p.big_listed if big else p.big_false)
    return chance * shown(now.calendar.seen_lethal, p.lethal_listed if kills else p.lethal_false)


def deeds_shown(now: Now, p: Numbers) -> Row:
    """Return the chance of the month's tests and deaths on the lists under each deed of Pyongyang's."""
    each = row()
    for deed in PyongyangDeed:
        each[deed] = deed_shown(deed, now, p)
    return each


def is_soft(word: int) -> bool:
    """Tell whether a word of Pyongyang's is soft: talks or an offer."""
    return word == PyongyangWord.TALKS or word == PyongyangWord.OFFER


def talks_shown(word: int, soft: bool, now: Now, p: Numbers) -> float:
    """Return the chance of the month's contacts on the list, given Washington's word and whether Pyongyang's is soft.

    Secret talks are mostly not on the list.
    """
    if word == Word.TALKS:
        return shown(now.calendar.seen_talks, p.talks_listed if soft else p.contact_listed)
    if word == Word.BACK_CHANNEL:
        return shown(now.calendar.seen_talks, p.secret_listed if soft else p.talks_false)
    return shown(now.calendar.seen_talks, p.contact_listed if soft else p.talks_false)


def korea_shown(word: int, deed: int, soft: bool, exercises: bool, now: Now, p: Numbers) -> float:
    """Return the chance of the month's inter-Korean talks and exercises on the lists, given Seoul's word and deed."""
    seoul_soft = word == SeoulWord.INITIATIVE or deed == SeoulDeed.AID
    listed = p.korea_half if seoul_soft or soft else p.korea_false
    if seoul_soft and soft:
        listed = p.korea_listed
    chance = shown(now.calendar.seen_korea, listed)
    if exercises:
        held = deed == SeoulDeed.EXERCISE
        chance *= shown(now.calendar.seen_exercise, p.exercise_listed if held else p.exercise_false)
    return chance


def council_shown(washington: int, beijing: int, big_test: float, now: Now, p: Numbers) -> float:
    """Return the chance of the month's resolutions on the list, given both deeds and the memory of big tests.

    Sanctions of Washington alone are no resolution.
    """
    shields = beijing == BeijingDeed.AID or beijing == BeijingDeed.LOOK_AWAY
    agreed = washington == WashingtonDeed.SANCTIONS and not shields and 1.6 * big_test >= 0.5
    return shown(now.calendar.seen_resolution, p.round_listed if agreed else p.round_false)
