"""The order of a month. A review is rare: an engine gathers the worlds that hold one."""

from sim.game.capitals.beijing import pay_beijing
from sim.game.capitals.pyongyang import pay_pyongyang
from sim.game.capitals.seoul import pay_seoul
from sim.game.capitals.washington import pay_washington
from sim.game.choosing import copied, drawn, obeyed
from sim.game.conduct import draw_moves, exercises_due, find_chances, keep_moves, observe_moves, read_conduct
from sim.game.language import tell
from sim.game.maths import holds, normal
from sim.game.moves import BeijingCourse, KimType, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.game.numbers import Numbers
from sim.game.offices import mandate, take_office
from sim.game.payoffs import Payoffs, sum_beijing, sum_pyongyang, sum_seoul, sum_washington
from sim.game.reviews import hold_reviews, settle_courses
from sim.game.rules.change import (
    advance,
    find_lapse,
    freeze_chance,
    remember_who_was_soft,
    sanction_pressure_of,
    settle_freeze,
)
from sim.game.rules.shocks import change_kim, change_refugees, flee, open_window, update_detainee
from sim.game.rules.war import back_down, end_or_go_on, pay_at_the_brink
from sim.game.world import Conduct, Moves, Now, Orders, World


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month of one world that has not ended: whoever plays the months stops at an ending."""
    open_month(world, now, p)
    hold_reviews(world, now, p)
    settle_courses(world, now, p)
    act(world, now, p)


def open_month(world: World, now: Now, p: Numbers) -> None:
    """Open the month: windows of the giants, who Kim is now, governments."""
    open_window(world, now, p)
    change_kim(world, now, p)
    take_office(world, now, p)


def act(world: World, now: Now, p: Numbers) -> None:
    """Let all four choose a word and a deed at once, learn from Pyongyang's, and answer for them."""
    moves = Moves()
    conduct = Conduct()
    payoffs = Payoffs()
    find_chances(moves, world, exercises_due(now), now, p)
    draw_moves(world, moves, now.luck, now.orders)
    observe_moves(world, moves, conduct, now, p)
    answer(world, conduct, payoffs, now, p)
    sum_payoffs(world, payoffs)
    tell(now.payoffs, payoffs)


def answer(world: World, conduct: Conduct, payoffs: Payoffs, now: Now, p: Numbers) -> None:
    """Let the world answer what was done: detainee, state, freeze, war, the brink, and what the month pays."""
    update_detainee(world, conduct, now, p)
    audience_before = world.audience
    change_state(world, conduct, now, p)
    begins = now.luck.deal < freeze_chance(world, conduct, world.kim.type, p)
    settle_freeze(world, conduct, begins, now, p)
    change_refugees(world, now, p)
    end_or_go_on(world, conduct, now, p)
    back_down(world)
    pay(payoffs, world, conduct, now, p)
    pay_at_the_brink(payoffs, world, audience_before, p)
    flee(world, now, p)


def pay(payoffs: Payoffs, world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Find the parts of what the month pays each capital, the brink apart."""
    pay_washington(payoffs.washington, world, conduct, p)
    pay_beijing(payoffs.beijing, world, conduct, now, p)
    pay_pyongyang(payoffs.pyongyang, world, conduct, world.kim, now, p)
    pay_seoul(payoffs.seoul, world, conduct, now, p)


def sum_payoffs(world: World, payoffs: Payoffs) -> None:
    """Sum the parts of each payoff: no rule of a user's own can take the place of this."""
    world.washington_payoff = sum_washington(payoffs.washington)
    world.beijing_payoff = sum_beijing(payoffs.beijing)
    world.pyongyang_payoff = sum_pyongyang(payoffs.pyongyang)
    world.seoul_payoff = sum_seoul(payoffs.seoul)


def change_state(world: World, conduct: Conduct, now: Now, p: Numbers) -> None:
    """Change the state by what was done, all but the freeze."""
    find_lapse(world, conduct, now, p)
    advance(world, conduct, normal(now.luck.tension), normal(now.luck.sports), now, p, 1)
    if world.pyongyang_course == PyongyangCourse.CHARM and world.pyongyang_age == 1.0:
        world.dry = 0.0  # a charm that begins waits for relief anew
    world.quiet = 0.0 if conduct.shot > 0.0 else world.quiet + 1.0


def begin(world: World, now: Now, p: Numbers) -> None:
    """Begin a world: its state, who Kim is, what is private, and the courses and moves it comes from."""
    luck = now.luck
    begin_state(world, p)
    world.deterrent = holds(p.start_arsenal >= now.levers.pyongyang_deterrent_goal)
    begin_moves(world, now, p)
    world.kim.type = KimType(drawn(p.kim_chance, len(KimType), luck.kim_type))
    world.kim.key = p.key_low + (p.key_high - p.key_low) * luck.key
    world.washington_resolve = p.resolve_spread * normal(luck.resolve_washington)
    world.pyongyang_resolve = p.resolve_spread * normal(luck.resolve_pyongyang)
    world.relation_drift = p.relation_trend + p.relation_drift * normal(luck.relation)
    world.washington_course = WashingtonCourse(
        drawn(p.start_washington_course, len(WashingtonCourse), luck.course_washington)
    )
    world.beijing_course = BeijingCourse(drawn(p.start_beijing_course, len(BeijingCourse), luck.course_beijing))
    world.pyongyang_course = PyongyangCourse(
        drawn(p.start_pyongyang_course, len(PyongyangCourse), luck.course_pyongyang)
    )
    world.seoul_course = SeoulCourse(drawn(p.start_seoul_course, len(SeoulCourse), luck.course_seoul))
    world.washington_course = WashingtonCourse(obeyed(now.orders.washington_course, world.washington_course))
    world.beijing_course = BeijingCourse(obeyed(now.orders.beijing_course, world.beijing_course))
    world.pyongyang_course = PyongyangCourse(obeyed(now.orders.pyongyang_course, world.pyongyang_course))
    world.seoul_course = SeoulCourse(obeyed(now.orders.seoul_course, world.seoul_course))
    world.washington_lean = copied(p.washington_lean)
    world.beijing_lean = copied(p.beijing_lean)
    world.pyongyang_lean = copied(p.pyongyang_lean)
    world.seoul_lean = mandate(world.seoul_course, p)  # its voters chose this line
    for course in SeoulCourse:
        world.seoul_lean[course] += p.seoul_lean[course]
    world.sanction_pressure = sanction_pressure_of(world, now, p)


def begin_state(world: World, p: Numbers) -> None:
    """Set the state that a scenario starts from."""
    world.tension = p.start_tension
    world.presence = p.start_presence
    world.arsenal = p.start_arsenal
    world.un_measures = p.start_un_measures
    world.us_measures = p.start_us_measures
    world.enforcement = p.start_enforcement
    world.economy = p.start_economy
    world.cohesion = p.start_cohesion
    world.talks = p.start_talks
    world.freeze = p.start_freeze
    world.dry = p.start_dry
    world.audience = p.start_audience
    world.credibility = p.start_credibility
    world.relation = p.start_relation
    world.thaad = p.start_thaad
    world.threat_felt = p.start_threat_felt
    world.softness_seen = p.start_softness_seen
    world.tested = p.start_tested
    world.big_test = p.start_big_test
    world.lethal = p.start_lethal
    world.quiet = p.start_quiet
    world.un_round_ago = p.start_un_round_ago
    world.detained = p.start_detained
    world.refugees = 1.0
    world.washington_age = p.start_age
    world.beijing_age = p.start_age
    world.pyongyang_age = p.start_age
    world.seoul_age = p.start_age


def begin_moves(world: World, now: Now, p: Numbers) -> None:
    """Draw the moves of the month before the start, and keep in mind who was soft in it."""
    moves = Moves()
    moves.washington_word = copied(p.start_washington_word)
    moves.washington_deed = copied(p.start_washington_deed)
    moves.beijing_word = copied(p.start_beijing_word)
    moves.beijing_deed = copied(p.start_beijing_deed)
    moves.pyongyang_word = copied(p.start_pyongyang_word)
    moves.pyongyang_deed = copied(p.start_pyongyang_deed)
    moves.seoul_word = copied(p.start_seoul_word)
    moves.seoul_deed = copied(p.start_seoul_deed)
    nobody = Orders()
    draw_moves(world, moves, now.luck, nobody)
    keep_moves(world, moves)
    conduct = Conduct()
    read_conduct(conduct, moves, world.talks, 1.0)
    remember_who_was_soft(world, conduct)
