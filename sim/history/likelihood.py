"""The rules of the game conditional on the record: the chance of each month, and worlds that could
have made it.

A particle is a world whose courses and state are drawn. Kim's type and the unseen moves are summed
out of the chance of the observations; then the moves are drawn given them. Peace is an observation:
a month is weighted by the chance that no war and no collapse came, and the capitals that stood firm
are drawn given that. The last functions give the chances of a month's entries on the lists behind
the record, given its statements and actions.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from sim.core.game import world as game
from sim.core.game.beliefs import belief
from sim.core.game.capitals.pyongyang import deeds_of_pyongyang, words_of_pyongyang
from sim.core.game.choosing import drawn
from sim.core.game.conduct import (
    exercises_due,
    find_chances_of_others,
    observe_moves,
    one_hot_moves,
)
from sim.core.game.language import PLACES_OF_A_ROW, Row, copy_of, rarely, row
from sim.core.game.maths import clip, exp, holds, least, log, most
from sim.core.game.month import begin as begin_game, change_state, take_office
from sim.core.game.moves import (
    BeijingDeed,
    BeijingWord,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters as GameParameters
from sim.core.game.parameters.entry import Evidence, number
from sim.core.game.reviews import (
    choice_of_pyongyang,
    pyongyang_reviews,
    review_others,
    settle_courses,
)
from sim.core.game.rules.change import freeze_chance, settle_freeze
from sim.core.game.rules.shocks import change_refugees, forget_leader, meet_incident, open_window
from sim.core.game.rules.war import (
    ACCIDENTS_FROM,
    accident_chance,
    attack_chance,
    back_down,
    clash_chance,
    collapse_chance,
    pyongyang_stands,
    strike_chance,
    washington_stands,
)
from sim.core.game.world import Conduct, Kim, Moves


@dataclass(slots=True)
class World(game.World):
    """A particle: a world with chances of Kim's types. Its own `kim.type` is not read."""

    kim_odds: Row = field(
        default_factory=row
    )  # chance of each type, given all that this particle did
    seen_chance: float = 1.0  # of the month's observations, given the particle before its moves


@dataclass(slots=True)
class Calendar(game.Calendar):
    """The inputs of the calendar, and the observations of the record: 1 yes, 0 no, −1 unknown."""

    seen_test: float = -1.0
    seen_big: float = -1.0
    seen_talks: float = -1.0
    seen_resolution: float = -1.0
    seen_lethal: float = -1.0
    seen_korea: float = -1.0
    seen_exercise: float = -1.0
    seen_arsenal: float = -1.0  # the arsenal that the tests to date have built, 0 to 1
    border_closed: float = (
        0.0  # 1 while Pyongyang keeps its border closed, which no rule brings about
    )


@dataclass(slots=True)
class Now(game.Now):
    """The inputs of this month."""

    calendar: Calendar = field(default_factory=Calendar)


@dataclass(slots=True)
class Sums:
    """Chances of a month's observations, with the unseen moves summed out: by softness of
    Pyongyang's statement, soft first.
    """

    talks_soft: float = 0.0
    talks_hard: float = 0.0
    korea_soft: float = 0.0
    korea_hard: float = 0.0
    council: float = 0.0


ODDS: Final = 10.0
"""The odds by which one entry of a list may move the course of a capital, at the most."""

LISTS = Evidence(
    "A",
    "the lists behind the record are of launches, official contacts and resolutions; sizes: our assumption",
)


def chance(default: float, span: tuple[float, float], meaning: str) -> Any:
    """Declare a chance that something is on a list."""
    return number(default, span, meaning, "chance", evidence=LISTS)


@dataclass
class SightingParameters:
    """Chances of being listed, and of being listed falsely. A month without a fact leaves the list
    empty.
    """

    test_missed: float = chance(0.02, (0.001, 0.1), "chance that a month with a test is on no list")
    test_false: float = chance(
        0.02, (0.001, 0.1), "chance that a month without a test is on a list"
    )
    test_beside: float = chance(
        0.25, (0.0, 0.6), "chance that a test is listed in a month with a lethal act"
    )
    big_listed: float = chance(
        0.85, (0.5, 0.99), "chance that a big test that is listed is listed as big"
    )
    big_false: float = chance(
        0.08, (0.001, 0.3), "chance that another test that is listed is listed as big"
    )
    talks_listed: float = chance(0.9, (0.6, 0.999), "chance that open talks of both are listed")
    secret_listed: float = chance(
        0.3, (0.02, 0.6), "chance that a back channel that is answered is listed"
    )
    contact_listed: float = chance(
        0.25, (0.02, 0.6), "chance of a listed contact if one side alone is soft"
    )
    talks_false: float = chance(0.04, (0.001, 0.2), "chance of a listed contact if neither is soft")
    round_listed: float = chance(
        0.7, (0.3, 0.99), "chance that a round of the Council is a resolution"
    )
    round_false: float = chance(
        0.01, (0.0005, 0.05), "chance of a resolution without a round of the game"
    )
    lethal_listed: float = chance(
        0.8, (0.4, 0.99), "chance that an act that is meant to kill kills"
    )
    lethal_false: float = chance(0.01, (0.0005, 0.04), "chance of a death in another month")
    korea_listed: float = chance(
        0.6, (0.2, 0.95), "chance that softness of both Koreas is listed as high talks"
    )
    korea_half: float = chance(0.12, (0.01, 0.4), "chance of high talks if one Korea alone is soft")
    korea_false: float = chance(0.03, (0.001, 0.15), "chance of high talks if neither is soft")
    exercise_listed: float = chance(
        0.95, (0.7, 0.999), "chance that an exercise in March or August is listed"
    )
    exercise_false: float = chance(
        0.1, (0.001, 0.4), "chance that one is listed then if the game holds none"
    )
    branches: float = chance(
        0.4,
        (0.0, 0.8),
        "chance that a complete arsenal tests beside a month of building; a smaller one by its size",
    )


@dataclass
class Parameters(GameParameters, SightingParameters):
    """All parameters of the game, and those of the lists behind the record."""

    type_evidence: float = number(
        0.3,
        (0.05, 1.0),
        "power of Pyongyang's moves as evidence on Kim's type; 1 is Bayes's rule",
        evidence=Evidence(
            "A",
            "a type does not change within a leader, and rules that are wrong are too sure of it: our assumption",
        ),
    )

    type_fade: float = number(
        0.06,
        (0.0, 0.2),
        "share of what was learnt of Kim's type that is lost a month, in log-odds",
        evidence=Evidence("A", "evidence on a type half a year old counts .7: our assumption"),
    )

    border_growth: float = number(
        0.05,
        (0.0, 0.1),
        "growth lost while the border is closed, a year",
        "log",
        evidence=Evidence("D", "Bank of Korea: GDP rose by .4 % in 2019 and fell by 4.5 % in 2020"),
    )


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month of one particle given the observations of the record, and keep their chance."""
    open_month(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        review_someone(world, now, p)
    review_others(world, now, p)
    settle_courses(world, now, p)
    act_as_seen(world, now, p)


def begin(world: World, now: Now, p: Parameters) -> None:
    """Begin a particle as a world begins, with the model prior of Kim's types."""
    begin_game(world, now, p)
    world.kim_odds = scaled(p.kim_chance)


def open_month(world: World, now: Now, p: Parameters) -> None:
    """Open the month: the dialogue window of Washington and Beijing, the arsenal, the drift of
    Kim's type, new governments.
    """
    open_window(world, now, p)
    if now.calendar.seen_arsenal >= 0.0:
        world.arsenal = now.calendar.seen_arsenal
    prior = scaled(p.kim_chance)
    drift = 1.0 if now.calendar.new_leader else p.type_drift
    for kim in KimType:
        world.kim_odds[kim] = (1.0 - drift) * world.kim_odds[kim] + drift * prior[kim]
    fade_type(world, prior, p)
    forget_leader(world, now, p)
    take_office(world, now, p)


def fade_type(world: World, prior: Row, p: Parameters) -> None:
    """Take the log-odds of Kim's types some way back to their prior: old months say less of him."""
    back = row()
    for kim in KimType:
        if world.kim_odds[kim] > 0.0 and prior[kim] > 0.0:
            back[kim] = exp(
                (1.0 - p.type_fade) * log(world.kim_odds[kim]) + p.type_fade * log(prior[kim])
            )
    world.kim_odds = scaled(back)


def review_someone(world: World, now: Now, p: Parameters) -> None:
    """Draw Pyongyang's course, averaged over Kim's types, and weight the types by that course."""
    fearful = courses_of_type(world, KimType.FEARFUL, now, p)
    greedy = courses_of_type(world, KimType.GREEDY, now, p)
    erratic = courses_of_type(world, KimType.ERRATIC, now, p)
    mixed = row()
    for course in PyongyangCourse:
        mixed[course] = world.kim_odds[KimType.FEARFUL] * fearful[course]
        mixed[course] += world.kim_odds[KimType.GREEDY] * greedy[course]
        mixed[course] += world.kim_odds[KimType.ERRATIC] * erratic[course]
    world.pyongyang_next = PyongyangCourse(
        drawn(mixed, len(PyongyangCourse), now.luck.course_pyongyang)
    )
    likely = row()
    likely[KimType.FEARFUL] = fearful[world.pyongyang_next]
    likely[KimType.GREEDY] = greedy[world.pyongyang_next]
    likely[KimType.ERRATIC] = erratic[world.pyongyang_next]
    learn_type(world, likely, p)


def courses_of_type(world: World, kim: KimType, now: Now, p: Parameters) -> Row:
    """Return the chance of each course at a review, if Kim is of this type."""
    thought_of = copy_of(world)
    thought_of.kim.type = kim
    return choice_of_pyongyang(thought_of, now, p)


def act_as_seen(world: World, now: Now, p: Parameters) -> None:
    """Draw all moves given the observations, change the state, and condition on peace."""
    moves = Moves()
    conduct = Conduct()
    draw_moves_as_seen(world, moves, now, p)
    observe_moves(world, moves, conduct, now, p)
    meet_incident(conduct, now)
    change_state(world, conduct, now, p)
    world.economy = clip(
        world.economy - now.calendar.border_closed * p.border_growth / 12.0, -0.5, 0.3
    )
    freeze(world, conduct, now, p)
    change_refugees(world, p)
    world.washington_yields = False
    world.pyongyang_yields = False
    if rarely(world.tension >= least(ACCIDENTS_FROM, p.crisis)):
        stay_at_peace(world, conduct, now, p)
    world.seen_chance *= 1.0 - collapse_chance(world, now, p)
    back_down(world)


def freeze(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Let a freeze begin, go on or end, averaged over Kim's types; weight the types by it."""
    chance = row()
    mean_chance = 0.0
    for kim in KimType:
        chance[kim] = least(1.0, freeze_chance(world, conduct, KimType(kim), p))
        mean_chance += world.kim_odds[kim] * chance[kim]
    begins = now.luck.deal < mean_chance
    for kim in KimType:
        chance[kim] = chance[kim] if begins else 1.0 - chance[kim]
    learn_type(world, chance, p)
    settle_freeze(world, conduct, begins, now, p)


def stay_at_peace(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Weight a month of crisis by the chance that it ended in no war, and draw the capitals that
    stood firm, given that.

    Each path to war has its own random draw, so the chances of peace multiply; some depend on Kim's
    type.
    """
    someone = Kim()
    someone.leverage = world.kim.leverage
    washington = washington_stands(world, p)
    view = belief(p.prior_washington, world.frozen_evidence)
    no_strike = 1.0 - strike_chance(world, view[KimType.GREEDY], p)
    clash = clash_chance(now, p) if world.tension >= p.brink else 0.0
    firm = row()  # Pyongyang stands firm and peace holds, by type, war by clash left out
    soft = row()
    for kim in KimType:
        someone.type = KimType(kim)
        peace = no_strike * (1.0 - attack_chance(world, someone, p))
        peace *= 1.0 - accident_chance(world, conduct, someone, now, p)
        stands = pyongyang_stands(world, someone, p)
        firm[kim] = peace * stands
        soft[kim] = peace * (1.0 - stands)
    draw_standing(world, firm, soft, washington, clash, now, p)


def draw_standing(
    world: World,
    firm: Row,
    soft: Row,
    washington: float,
    clash: float,
    now: Now,
    p: Parameters,
) -> None:
    """Draw the capitals that stood firm in a month of peace; at the brink, one that did not has
    backed down.

    `firm` and `soft` are the chances by Kim's type that Pyongyang stood firm, or did not, and that
    no war other than by a clash came.
    """
    stands = 0.0  # Pyongyang stands firm
    alone = 0.0  # it does not
    for kim in KimType:
        stands += world.kim_odds[kim] * firm[kim]
        alone += world.kim_odds[kim] * soft[kim]
    stood = washington * (stands * (1.0 - clash) + alone)
    peace = stood + (1.0 - washington) * (stands + alone)
    washington_firm = now.luck.stand_washington < stood / peace
    stands *= 1.0 - clash * holds(washington_firm)
    pyongyang_firm = now.luck.stand_pyongyang < stands / (stands + alone)
    on_the_brink = world.tension >= p.brink
    likely = row()
    for kim in KimType:
        likely[kim] = firm[kim] if pyongyang_firm else soft[kim]
        if not on_the_brink:
            likely[kim] = firm[kim] + soft[kim]  # nobody has to stand
    learn_type(world, likely, p)
    world.seen_chance *= peace
    world.washington_yields = on_the_brink and not washington_firm
    world.pyongyang_yields = on_the_brink and not pyongyang_firm


def draw_moves_as_seen(world: World, moves: Moves, now: Now, p: Parameters) -> None:
    """Draw all statements and actions from their chances given the observations, and keep the
    chance of the observations.

    Kim's type is settled for the draw and forgotten: given his type, statement and action are
    independent. The moves drawn then weight the types, as `learn_type` does.
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
    world.washington_word = WashingtonWord(
        drawn(scaled(spoken), len(WashingtonWord), now.luck.washington_word)
    )
    world.beijing_word = BeijingWord(
        drawn(moves.beijing_word, len(BeijingWord), now.luck.beijing_word)
    )
    one_hot_moves(world, moves)


def sum_out(sums: Sums, moves: Moves, world: World, now: Now, p: Parameters) -> None:
    """Sum the unseen moves of Washington, Beijing and Seoul out of the chances of a month."""
    exercises = exercises_due(now)
    for word in WashingtonWord:
        sums.talks_soft += moves.washington_word[word] * talks_shown(word, True, now, p)
        sums.talks_hard += moves.washington_word[word] * talks_shown(word, False, now, p)
    for said in SeoulWord:
        for deed in SeoulDeed:
            chance = moves.seoul_word[said] * moves.seoul_deed[deed]
            sums.korea_soft += chance * korea_shown(said, deed, True, exercises, now, p)
            sums.korea_hard += chance * korea_shown(said, deed, False, exercises, now, p)
    for washington in WashingtonDeed:
        for beijing in BeijingDeed:
            chance = moves.washington_deed[washington] * moves.beijing_deed[beijing]
            sums.council += chance * council_shown(washington, beijing, world.big_test, now, p)


def draw_pyongyang(world: World, moves: Moves, sums: Sums, now: Now, p: Parameters) -> None:
    """Draw Pyongyang's statement and action given the month, averaged over Kim's types; weight the
    types by the moves drawn.
    """
    fits = deeds_shown(world.arsenal, now, p)
    someone = Kim()
    someone.leverage = world.kim.leverage
    weight = row()
    total = 0.0
    for kim in KimType:
        someone.type = KimType(kim)
        words = fitting_words(words_of_pyongyang(world, someone, now, p), sums)
        deeds = product(deeds_of_pyongyang(world, someone, now, p), fits)
        weight[kim] = world.kim_odds[kim] * total_of(words) * total_of(deeds)
        total += weight[kim]
    world.seen_chance = total * sums.council
    someone.type = KimType(drawn(scaled(weight), len(KimType), now.luck.kim_known))
    words = fitting_words(words_of_pyongyang(world, someone, now, p), sums)
    deeds = product(deeds_of_pyongyang(world, someone, now, p), fits)
    world.pyongyang_word = PyongyangWord(
        drawn(scaled(words), len(PyongyangWord), now.luck.pyongyang_word)
    )
    world.pyongyang_deed = PyongyangDeed(
        drawn(scaled(deeds), len(PyongyangDeed), now.luck.pyongyang_deed)
    )
    for kim in KimType:
        someone.type = KimType(kim)
        word_chance = words_of_pyongyang(world, someone, now, p)[world.pyongyang_word]
        weight[kim] = word_chance * deeds_of_pyongyang(world, someone, now, p)[world.pyongyang_deed]
    learn_type(world, weight, p)


def fitting_words(chance: Row, sums: Sums) -> Row:
    """Return the chance of each statement of Pyongyang and of the month's talks on the lists."""
    fitting = row()
    for word in PyongyangWord:
        soft = is_soft(word)
        talks = sums.talks_soft if soft else sums.talks_hard
        fitting[word] = chance[word] * talks * (sums.korea_soft if soft else sums.korea_hard)
    return fitting


def draw_council(world: World, moves: Moves, now: Now, p: Parameters) -> None:
    """Draw Washington's and Beijing's actions given the month's resolutions: Washington's, then
    Beijing's given it.
    """
    weight = row()
    for washington in WashingtonDeed:
        for beijing in BeijingDeed:
            agreed = moves.beijing_deed[beijing] * council_shown(
                washington, beijing, world.big_test, now, p
            )
            weight[washington] += moves.washington_deed[washington] * agreed
    world.washington_deed = WashingtonDeed(
        drawn(scaled(weight), len(WashingtonDeed), now.luck.washington_deed)
    )
    answer = row()
    for beijing in BeijingDeed:
        chance = council_shown(world.washington_deed, beijing, world.big_test, now, p)
        answer[beijing] = moves.beijing_deed[beijing] * chance
    world.beijing_deed = BeijingDeed(drawn(scaled(answer), len(BeijingDeed), now.luck.beijing_deed))


def draw_seoul(world: World, moves: Moves, soft: bool, now: Now, p: Parameters) -> None:
    """Draw Seoul's statement and action given the month's inter-Korean talks and exercises: the
    statement, then the action.
    """
    exercises = exercises_due(now)
    weight = row()
    for word in SeoulWord:
        for deed in SeoulDeed:
            agreed = moves.seoul_deed[deed] * korea_shown(word, deed, soft, exercises, now, p)
            weight[word] += moves.seoul_word[word] * agreed
    world.seoul_word = SeoulWord(drawn(scaled(weight), len(SeoulWord), now.luck.seoul_word))
    answer = row()
    for deed in SeoulDeed:
        answer[deed] = moves.seoul_deed[deed] * korea_shown(
            world.seoul_word, deed, soft, exercises, now, p
        )
    world.seoul_deed = SeoulDeed(drawn(scaled(answer), len(SeoulDeed), now.luck.seoul_deed))


def learn_type(world: World, likely: Row, p: Parameters) -> None:
    """Weight the types of Kim by the chance that each gave to the moves of a particle, raised to a
    power: the rules are not sure enough to single out a type by a few months.
    """
    total = 0.0
    for kim in KimType:
        if likely[kim] > 0.0:
            world.kim_odds[kim] *= exp(p.type_evidence * log(likely[kim]))
        else:
            world.kim_odds[kim] = 0.0
        total += world.kim_odds[kim]
    for kim in KimType:
        world.kim_odds[kim] = world.kim_odds[kim] / total


def total_of(weight: Row) -> float:
    """Return the sum of a row."""
    return weight[0] + weight[1] + weight[2] + weight[3] + weight[4] + weight[5]


def scaled(weight: Row) -> Row:
    """Return weights scaled to sum 1; zeros if all are 0, so that no engine divides by 0."""
    total = total_of(weight)
    share = 1.0 / total if total > 0.0 else 0.0
    shares = row()
    for place in range(PLACES_OF_A_ROW):
        shares[place] = weight[place] * share
    return shares


def product(a: Row, b: Row) -> Row:
    """Return two rows multiplied place by place."""
    products = row()
    for place in range(PLACES_OF_A_ROW):
        products[place] = a[place] * b[place]
    return products


def shown(entry: float, chance: float) -> float:
    """Return the chance of an observation, where `chance` is that of a yes: 1 if nothing is known.

    >>> shown(1.0, 0.25), shown(0.0, 0.25), shown(-1.0, 0.25)
    (0.25, 0.75, 1.0)
    """
    if entry < 0.0:
        return 1.0
    return chance if entry > 0.5 else 1.0 - chance


def deed_shown(deed: int, arsenal: float, now: Now, p: Parameters) -> float:
    """Return the chance of the month's tests and deaths on the lists, given Pyongyang's action.

    An arsenal of several branches tests while something new is being built.
    """
    big = deed == PyongyangDeed.BIG_TEST
    tests = big or deed == PyongyangDeed.MISSILE_TEST
    kills = deed == PyongyangDeed.LETHAL_ACT
    listed = p.test_false
    if tests:
        listed = 1.0 - p.test_missed
    elif kills:
        listed = p.test_beside
    elif deed == PyongyangDeed.BUILD:
        listed = p.test_false + (1.0 - p.test_false) * p.branches * clip(arsenal, 0.0, 1.0)
    chance = shown(now.calendar.seen_test, listed)
    if now.calendar.seen_test > 0.5:
        chance *= shown(now.calendar.seen_big, p.big_listed if big else p.big_false)
    return chance * shown(now.calendar.seen_lethal, p.lethal_listed if kills else p.lethal_false)


def deeds_shown(arsenal: float, now: Now, p: Parameters) -> Row:
    """Return the chance of the month's tests and deaths on the lists under each action of
    Pyongyang.
    """
    chances = row()
    for deed in PyongyangDeed:
        chances[deed] = deed_shown(deed, arsenal, now, p)
    return chances


def is_soft(word: int) -> bool:
    """Tell whether a statement of Pyongyang is soft: talks or an offer."""
    return word == PyongyangWord.TALKS or word == PyongyangWord.OFFER


def talks_shown(word: int, soft: bool, now: Now, p: Parameters) -> float:
    """Return the chance of the month's contacts on the list, given Washington's statement and
    whether Pyongyang's is soft; secret talks are mostly not on it.
    """
    listed = p.contact_listed if soft else p.talks_false
    if word == WashingtonWord.TALKS:
        listed = p.talks_listed if soft else p.contact_listed
    elif word == WashingtonWord.BACK_CHANNEL:
        listed = p.secret_listed if soft else p.talks_false
    return shown(now.calendar.seen_talks, listed)


def korea_shown(
    word: int, deed: int, soft: bool, exercises: bool, now: Now, p: Parameters
) -> float:
    """Return the chance of the month's inter-Korean talks and exercises on the lists, given Seoul's
    statement and action.
    """
    seoul_soft = word == SeoulWord.INITIATIVE or deed == SeoulDeed.AID
    listed = p.korea_half if seoul_soft or soft else p.korea_false
    if seoul_soft and soft:
        listed = p.korea_listed
    chance = shown(now.calendar.seen_korea, listed)
    if exercises:
        exercise = deed == SeoulDeed.EXERCISE
        chance *= shown(
            now.calendar.seen_exercise, p.exercise_listed if exercise else p.exercise_false
        )
    return chance


def council_shown(washington: int, beijing: int, big_test: float, now: Now, p: Parameters) -> float:
    """Return the chance of the month's resolutions on the list, given both actions and the memory
    of big tests.

    Sanctions of Washington alone are no resolution.
    """
    shields = beijing == BeijingDeed.AID or beijing == BeijingDeed.LOOK_AWAY
    asks_round = washington == WashingtonDeed.SANCTIONS and 1.6 * big_test >= 0.5
    resolution = p.round_listed if asks_round and not shields else p.round_false
    # A yes counts as a tenth of the largest chance at least, so that it does not decide alone.
    if now.calendar.seen_resolution > 0.5:
        resolution = most(resolution, p.round_listed / ODDS)
    return shown(now.calendar.seen_resolution, resolution)
