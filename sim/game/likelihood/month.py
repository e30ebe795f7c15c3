"""The order of a month given what a record shows of it: the game's own, with the unseen summed and then drawn.

Peace is a fact: a month is weighed by the chance that no war and no collapse came, and who stood firm is drawn by it.
"""

from sim.game.beliefs import belief
from sim.game.choosing import drawn
from sim.game.language import Row, copy_of, rarely, row
from sim.game.likelihood.moves import draw_moves_as_seen, learn_type, scaled
from sim.game.likelihood.world import Now, Numbers, World
from sim.game.maths import clip, holds, least
from sim.game.month import begin as begin_game, change_state, observe_moves, review_others
from sim.game.moves import KimType, PyongyangCourse
from sim.game.offices import take_office
from sim.game.reviews import choice_of_pyongyang, pyongyang_reviews, settle_courses
from sim.game.rules.diplomacy import freeze_chance, settle_freeze
from sim.game.rules.shocks import change_refugees, forget_leader, open_window, update_detainee
from sim.game.rules.tension import BRINK
from sim.game.rules.war import (
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
from sim.game.world import Conduct, Kim, Moves


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month of one particle that shows what the record shows, and keep how likely that was."""
    open_month(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        review_someone(world, now, p)
    review_others(world, now, p)
    settle_courses(world, now, p)
    act_as_seen(world, now, p)


def begin(world: World, now: Now, p: Numbers) -> None:
    """Begin a particle as a world begins; who Kim is stays open."""
    begin_game(world, now, p)
    world.kim_odds = scaled(p.kim_chance)


def open_month(world: World, now: Now, p: Numbers) -> None:
    """Open the month: windows of the giants, who Kim may have become, governments."""
    open_window(world, now, p)
    if now.calendar.seen_arsenal >= 0.0:
        world.arsenal = now.calendar.seen_arsenal
    prior = scaled(p.kim_chance)
    drift = 1.0 if now.calendar.new_leader else p.type_drift
    for kim in KimType:
        world.kim_odds[kim] = (1.0 - drift) * world.kim_odds[kim] + drift * prior[kim]
    forget_leader(world, now, p)
    take_office(world, now, p)


def review_someone(world: World, now: Now, p: Numbers) -> None:
    """Let Pyongyang choose a course, over who Kim may be; weigh the types by what he chose."""
    fearful = courses_of_type(world, KimType.FEARFUL, now, p)
    greedy = courses_of_type(world, KimType.GREEDY, now, p)
    erratic = courses_of_type(world, KimType.ERRATIC, now, p)
    mixed = row()
    for course in PyongyangCourse:
        mixed[course] = world.kim_odds[KimType.FEARFUL] * fearful[course]
        mixed[course] += world.kim_odds[KimType.GREEDY] * greedy[course]
        mixed[course] += world.kim_odds[KimType.ERRATIC] * erratic[course]
    world.pyongyang_next = PyongyangCourse(drawn(mixed, len(PyongyangCourse), now.luck.course_pyongyang))
    likely = row()
    likely[KimType.FEARFUL] = fearful[world.pyongyang_next]
    likely[KimType.GREEDY] = greedy[world.pyongyang_next]
    likely[KimType.ERRATIC] = erratic[world.pyongyang_next]
    learn_type(world, likely)


def courses_of_type(world: World, kim: KimType, now: Now, p: Numbers) -> Row:
    """Return the chance of each course at a review, if Kim is of this type."""
    thought_of = copy_of(world)
    thought_of.kim.type = kim
    return choice_of_pyongyang(thought_of, now, p)


def act_as_seen(world: World, now: Now, p: Numbers) -> None:
    """Let all four say and do what the record allows, learn from it, and answer for it at peace."""
    moves = Moves()
    conduct = Conduct()
    draw_moves_as_seen(world, moves, now, p)
    observe_moves(world, moves, conduct, now, p)
    update_detainee(world, conduct, now, p)
    change_state(world, conduct, now, p)
    world.economy = clip(world.economy - now.calendar.border_closed * p.border_growth / 12.0, -0.5, 0.3)
    freeze(world, conduct, now, p)
    change_refugees(world, now, p)
    world.washington_yields = False
    world.pyongyang_yields = False
    if rarely(world.tension >= ACCIDENTS_FROM):
        stay_at_peace(world, conduct, now, p)
    world.seen_chance *= 1.0 - collapse_chance(world, now, p)
    back_down(world)


def freeze(world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Let a freeze begin, go on or end, over who Kim may be; weigh the types by whether one could begin."""
    chance = row()
    some = 0.0
    for kim in KimType:
        chance[kim] = least(1.0, freeze_chance(world, conduct, KimType(kim), p))
        some += world.kim_odds[kim] * chance[kim]
    begins = now.luck.deal < some
    for kim in KimType:
        chance[kim] = chance[kim] if begins else 1.0 - chance[kim]
    learn_type(world, chance)
    settle_freeze(world, conduct, begins, now, p)


def stay_at_peace(world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Weigh a month of crisis by the chance that it ended in no war, and draw who stood firm, given that.

    What can go wrong goes wrong by luck of its own, so the chances of peace multiply; some hang on who Kim is.
    """
    someone = Kim()
    someone.key = world.kim.key
    washington = washington_stands(world, world.washington_resolve, now, p)
    held = belief(p.prior_washington, world.frozen_evidence)
    no_strike = 1.0 - strike_chance(world, held[KimType.GREEDY], world.washington_resolve, p)
    clash = clash_chance(now, p) if world.tension >= BRINK else 0.0
    firm = row()  # Pyongyang stands firm and peace holds, by type, war by clash left out
    soft = row()
    for kim in KimType:
        someone.type = KimType(kim)
        peace = no_strike * (1.0 - attack_chance(world, someone, world.pyongyang_resolve, p))
        peace *= 1.0 - accident_chance(world, conduct, someone, now, p)
        stands = pyongyang_stands(world, someone, world.pyongyang_resolve, now, p)
        firm[kim] = peace * stands
        soft[kim] = peace * (1.0 - stands)
    draw_standing(world, firm, soft, washington, clash, now)


def draw_standing(world: World, firm: Row, soft: Row, washington: float, clash: float, now: Now) -> None:
    """Draw who stood firm in a month that stayed at peace; at the brink, who did not has backed down.

    `firm` and `soft` are the chances by type of Kim that Pyongyang stood firm, or did not, and peace held else.
    """
    both = 0.0  # Pyongyang stands firm
    alone = 0.0  # it does not
    for kim in KimType:
        both += world.kim_odds[kim] * firm[kim]
        alone += world.kim_odds[kim] * soft[kim]
    stood = washington * (both * (1.0 - clash) + alone)
    peace = stood + (1.0 - washington) * (both + alone)
    washington_firm = now.luck.stand_washington < stood / peace
    both *= 1.0 - clash * holds(washington_firm)
    pyongyang_firm = now.luck.stand_pyongyang < both / (both + alone)
    on_the_brink = world.tension >= BRINK
    likely = row()
    for kim in KimType:
        likely[kim] = firm[kim] if pyongyang_firm else soft[kim]
        if not on_the_brink:
            likely[kim] = firm[kim] + soft[kim]  # nobody has to stand
    learn_type(world, likely)
    world.seen_chance *= peace
    world.washington_yields = on_the_brink and not washington_firm
    world.pyongyang_yields = on_the_brink and not pyongyang_firm
