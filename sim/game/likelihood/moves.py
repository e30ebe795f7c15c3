"""The moves of a month given what it showed: the unseen is summed for its chance, then drawn from what remains.

Below stand the chances of a month's entries on the lists, given its words and deeds.
"""

from sim.game.capitals.pyongyang import deeds_of_pyongyang, words_of_pyongyang
from sim.game.choosing import drawn
from sim.game.conduct import exercises_due, find_chances_of_others, one_hot_moves
from sim.game.language import PLACES_OF_A_ROW, Row, row
from sim.game.likelihood.world import Now, Numbers, Sums, World
from sim.game.moves import (
    BeijingDeed,
    BeijingWord,
    KimType,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.game.world import Kim, Moves


def draw_moves_as_seen(world: World, moves: Moves, now: Now, p: Numbers) -> None:
    """Draw all words and deeds from their chances given what the month showed, and keep how likely that was.

    Who Kim is, is settled for the draw and forgotten: given his type, word and deed are apart. What he then says and
    does weighs the types by Bayes's rule.
    """
    find_chances_of_others(moves, world, exercises_due(now), now, p)
    sums = Sums()
    sum_out(sums, moves, world, now, p)
    draw_pyongyang(world, moves, sums, now, p)
    soft = is_soft(world.pyongyang_word)
    draw_council(world, moves, now, p)
    draw_seoul(world, moves, soft, now, p)
    spoken = row()
    for word in WashingtonWord:
        spoken[word] = moves.washington_word[word] * talks_shown(word, soft, now, p)
    world.washington_word = WashingtonWord(drawn(scaled(spoken), len(WashingtonWord), now.luck.washington_word))
    world.beijing_word = BeijingWord(drawn(moves.beijing_word, len(BeijingWord), now.luck.beijing_word))
    one_hot_moves(world, moves)


def sum_out(sums: Sums, moves: Moves, world: World, now: Now, p: Numbers) -> None:
    """Sum the unseen words and deeds of Washington, Beijing and Seoul out of the chance of what the month showed."""
    exercises = exercises_due(now)
    for word in WashingtonWord:
        sums.talks_soft += moves.washington_word[word] * talks_shown(word, True, now, p)
        sums.talks_hard += moves.washington_word[word] * talks_shown(word, False, now, p)
    for said in SeoulWord:
        for deed in SeoulDeed:
            both = moves.seoul_word[said] * moves.seoul_deed[deed]
            sums.korea_soft += both * korea_shown(said, deed, True, exercises, now, p)
            sums.korea_hard += both * korea_shown(said, deed, False, exercises, now, p)
    for washington in WashingtonDeed:
        for beijing in BeijingDeed:
            both = moves.washington_deed[washington] * moves.beijing_deed[beijing]
            sums.council += both * council_shown(washington, beijing, world.big_test, now, p)


def draw_pyongyang(world: World, moves: Moves, sums: Sums, now: Now, p: Numbers) -> None:
    """Draw Pyongyang's word and deed given the month, over who Kim may be; weigh the types by what was drawn."""
    fits = deeds_shown(now, p)
    someone = Kim()
    someone.key = world.kim.key
    weight = row()
    total = 0.0
    for kim in KimType:
        someone.type = KimType(kim)
        words = fitting_words(words_of_pyongyang(world, someone, now, p), sums)
        deeds = product(deeds_of_pyongyang(world, someone, now, p), fits)
        weight[kim] = world.kim_odds[kim] * total_of(words) * total_of(deeds)
        total += weight[kim]
    world.seen_chance = total * sums.council
    someone.type = KimType(drawn(scaled(weight), len(KimType), now.luck.kim_moves))
    words = fitting_words(words_of_pyongyang(world, someone, now, p), sums)
    deeds = product(deeds_of_pyongyang(world, someone, now, p), fits)
    world.pyongyang_word = PyongyangWord(drawn(scaled(words), len(PyongyangWord), now.luck.pyongyang_word))
    world.pyongyang_deed = PyongyangDeed(drawn(scaled(deeds), len(PyongyangDeed), now.luck.pyongyang_deed))
    for kim in KimType:
        someone.type = KimType(kim)
        said = words_of_pyongyang(world, someone, now, p)[world.pyongyang_word]
        weight[kim] = said * deeds_of_pyongyang(world, someone, now, p)[world.pyongyang_deed]
    learn_type(world, weight)


def fitting_words(chance: Row, sums: Sums) -> Row:
    """Return the chance of each word of Pyongyang's and of what the month showed of talks."""
    fitting = row()
    for word in PyongyangWord:
        soft = is_soft(word)
        talks = sums.talks_soft if soft else sums.talks_hard
        fitting[word] = chance[word] * talks * (sums.korea_soft if soft else sums.korea_hard)
    return fitting


def draw_council(world: World, moves: Moves, now: Now, p: Numbers) -> None:
    """Draw Washington's and Beijing's deeds given the month's resolutions: Washington's, then Beijing's given it."""
    weight = row()
    for washington in WashingtonDeed:
        for beijing in BeijingDeed:
            shown = moves.beijing_deed[beijing] * council_shown(washington, beijing, world.big_test, now, p)
            weight[washington] += moves.washington_deed[washington] * shown
    world.washington_deed = WashingtonDeed(drawn(scaled(weight), len(WashingtonDeed), now.luck.washington_deed))
    given = row()
    for beijing in BeijingDeed:
        chance = council_shown(world.washington_deed, beijing, world.big_test, now, p)
        given[beijing] = moves.beijing_deed[beijing] * chance
    world.beijing_deed = BeijingDeed(drawn(scaled(given), len(BeijingDeed), now.luck.beijing_deed))


def draw_seoul(world: World, moves: Moves, soft: bool, now: Now, p: Numbers) -> None:
    """Draw Seoul's word and deed given the month's inter-Korean talks and exercises: the word, then the deed."""
    exercises = exercises_due(now)
    weight = row()
    for word in SeoulWord:
        for deed in SeoulDeed:
            shown = moves.seoul_deed[deed] * korea_shown(word, deed, soft, exercises, now, p)
            weight[word] += moves.seoul_word[word] * shown
    world.seoul_word = SeoulWord(drawn(scaled(weight), len(SeoulWord), now.luck.seoul_word))
    given = row()
    for deed in SeoulDeed:
        given[deed] = moves.seoul_deed[deed] * korea_shown(world.seoul_word, deed, soft, exercises, now, p)
    world.seoul_deed = SeoulDeed(drawn(scaled(given), len(SeoulDeed), now.luck.seoul_deed))


def learn_type(world: World, likely: Row) -> None:
    """Weigh the types of Kim by how likely each was to do what a particle did."""
    total = 0.0
    for kim in KimType:
        world.kim_odds[kim] *= likely[kim]
        total += world.kim_odds[kim]
    for kim in KimType:
        world.kim_odds[kim] = world.kim_odds[kim] / total


def total_of(weight: Row) -> float:
    """Return the sum of a row."""
    return weight[0] + weight[1] + weight[2] + weight[3] + weight[4] + weight[5]


def scaled(weight: Row) -> Row:
    """Return weights as chances; nothing where nothing could have been, which no engine then divides by."""
    total = total_of(weight)
    share = 1.0 / total if total > 0.0 else 0.0
    made = row()
    for place in range(PLACES_OF_A_ROW):
        made[place] = weight[place] * share
    return made


def product(a: Row, b: Row) -> Row:
    """Return two rows multiplied place by place."""
    made = row()
    for place in range(PLACES_OF_A_ROW):
        made[place] = a[place] * b[place]
    return made


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
    if word == WashingtonWord.TALKS:
        return shown(now.calendar.seen_talks, p.talks_listed if soft else p.contact_listed)
    if word == WashingtonWord.BACK_CHANNEL:
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
