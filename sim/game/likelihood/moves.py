"""The moves of a month given what it showed: the unseen is summed for its chance, then drawn from what remains."""

from sim.game.capitals.pyongyang import deeds_of_pyongyang, words_of_pyongyang
from sim.game.choosing import drawn
from sim.game.conduct import exercises_due, find_chances_of_others, one_hot_moves
from sim.game.language import PLACES_OF_A_ROW, Row, row
from sim.game.likelihood.sighting_numbers import Numbers
from sim.game.likelihood.sightings import council_shown, deeds_shown, is_soft, korea_shown, talks_shown
from sim.game.likelihood.world import Now, Sums, World
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
