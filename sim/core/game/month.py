"""The order of a month, the start of a world, and governments. Reviews are rare: engines gather the
worlds with one.
"""

from sim.core.game.capitals.beijing import pay_beijing
from sim.core.game.capitals.pyongyang import pay_pyongyang
from sim.core.game.capitals.seoul import pay_seoul
from sim.core.game.capitals.washington import pay_washington
from sim.core.game.choosing import copied, done, drawn, obeyed
from sim.core.game.conduct import (
    draw_moves,
    exercises_due,
    find_chances,
    keep_moves,
    observe_moves,
    one_hot_moves,
)
from sim.core.game.language import Count, Row, rarely, row, tell
from sim.core.game.maths import holds, normal
from sim.core.game.messages import message_is_due, pay_for_proof, send_message
from sim.core.game.moves import (
    BeijingCourse,
    BeijingDeed,
    BeijingWord,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulCourse,
    SeoulDeed,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import Payoffs, sum_beijing, sum_pyongyang, sum_seoul, sum_washington
from sim.core.game.plans import ordered_course
from sim.core.game.reviews import hold_reviews, settle_courses
from sim.core.game.rules.change import (
    advance,
    find_lapse,
    freeze_chance,
    sanction_pressure_of,
    settle_freeze,
)
from sim.core.game.rules.shocks import (
    change_kim,
    change_refugees,
    flee,
    games_noise,
    meet_incident,
    open_window,
)
from sim.core.game.rules.war import back_down, end_or_go_on, pay_at_the_brink
from sim.core.game.world import Conduct, Moves, Now, World

BEFORE_THE_START = 4.0  # months for which courses have been held, and since a round of the Council


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month of one world that has not ended; the caller stops at an ending."""
    open_month(world, now, p)
    if rarely(message_is_due(world, now, p)):
        send_message(world, now, p)
    hold_reviews(world, now, p)
    settle_courses(world, now, p)
    act(world, now, p)


def open_month(world: World, now: Now, p: Parameters) -> None:
    """Open the month: dialogue windows, Kim's type, governments."""
    open_window(world, now, p)
    change_kim(world, now, p)
    take_office(world, now, p)


def act(world: World, now: Now, p: Parameters) -> None:
    """Let all four choose a statement and an action at once, observe them, and find their
    consequences and payoffs.
    """
    moves = Moves()
    conduct = Conduct()
    payoffs = Payoffs()
    find_chances(moves, world, exercises_due(now), now, p)
    draw_moves(world, moves, now.luck, now.orders)
    observe_moves(world, moves, conduct, now, p)
    answer(world, conduct, payoffs, now, p)
    sum_payoffs(world, payoffs)
    tell(now.payoffs, payoffs)


def answer(world: World, conduct: Conduct, payoffs: Payoffs, now: Now, p: Parameters) -> None:
    """Apply the consequences of conduct: incidents, state, freeze, war, the brink, and the month's
    payoffs.
    """
    meet_incident(conduct, now)
    audience_before = world.audience
    change_state(world, conduct, now, p)
    begins = now.luck.deal < freeze_chance(world, conduct, world.kim.type, p)
    settle_freeze(world, conduct, begins, now, p)
    change_refugees(world, p)
    end_or_go_on(world, conduct, now, p)
    back_down(world)
    pay(payoffs, world, conduct, now, p)
    pay_at_the_brink(payoffs, world, audience_before, p)
    flee(world)


def pay(payoffs: Payoffs, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Find the parts of each capital's monthly payoff, except the brink."""
    pay_washington(payoffs.washington, world, conduct, now, p)
    pay_beijing(payoffs.beijing, world, conduct, now, p)
    pay_pyongyang(payoffs.pyongyang, world, conduct, world.kim, now, p)
    pay_seoul(payoffs.seoul, world, conduct, now, p)
    pay_for_proof(payoffs, world, now, p)


def sum_payoffs(world: World, payoffs: Payoffs) -> None:
    """Sum the parts of each payoff; a user's own rule cannot replace this one."""
    world.washington_payoff = sum_washington(payoffs.washington)
    world.beijing_payoff = sum_beijing(payoffs.beijing)
    world.pyongyang_payoff = sum_pyongyang(payoffs.pyongyang)
    world.seoul_payoff = sum_seoul(payoffs.seoul)


def change_state(world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Change the state by the month's conduct, all but the freeze."""
    find_lapse(world, conduct, now, p)
    advance(world, conduct, normal(now.luck.tension), games_noise(now), now, p, 1)
    if world.pyongyang_course == PyongyangCourse.CHARM and world.pyongyang_age == 1.0:
        world.dry = 0.0  # a charm that begins waits for relief anew
    world.quiet = 0.0 if conduct.shot > 0.0 else world.quiet + 1.0


def begin(world: World, now: Now, p: Parameters) -> None:
    """Begin a world: its state, Kim's type and leverage, courses and leans, and the moves before
    the start.
    """
    luck = now.luck
    begin_state(world, p)
    world.deterrent = holds(p.start_arsenal >= now.levers.pyongyang_deterrent_goal)
    begin_moves(world)
    world.kim.type = KimType(drawn(p.kim_chance, len(KimType), luck.kim_type))
    world.kim.leverage = p.leverage_low + (p.leverage_high - p.leverage_low) * luck.leverage
    world.relation_drift = p.relation_trend + p.relation_drift * normal(luck.relation)
    world.washington_course = WashingtonCourse(
        drawn(p.start_washington_course, len(WashingtonCourse), luck.course_washington)
    )
    world.beijing_course = BeijingCourse(
        drawn(p.start_beijing_course, len(BeijingCourse), luck.course_beijing)
    )
    world.pyongyang_course = PyongyangCourse(
        drawn(p.start_pyongyang_course, len(PyongyangCourse), luck.course_pyongyang)
    )
    world.seoul_course = SeoulCourse(
        drawn(p.start_seoul_course, len(SeoulCourse), luck.course_seoul)
    )
    world.washington_course = WashingtonCourse(
        obeyed(now.orders.washington_course, world.washington_course)
    )
    world.beijing_course = BeijingCourse(obeyed(now.orders.beijing_course, world.beijing_course))
    world.pyongyang_course = PyongyangCourse(
        obeyed(now.orders.pyongyang_course, world.pyongyang_course)
    )
    world.seoul_course = SeoulCourse(obeyed(now.orders.seoul_course, world.seoul_course))
    world.washington_lean = copied(p.washington_lean)
    world.beijing_lean = copied(p.beijing_lean)
    world.pyongyang_lean = copied(p.pyongyang_lean)
    world.seoul_lean = mandate(world.seoul_course, p)  # its voters chose this line
    for course in SeoulCourse:
        world.seoul_lean[course] += p.seoul_lean[course]
    world.sanction_pressure = sanction_pressure_of(world, now, p)


def begin_state(world: World, p: Parameters) -> None:
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
    world.audience = p.start_audience
    world.relation = p.start_relation
    world.thaad = p.start_thaad
    world.threat_felt = p.start_threat_felt
    world.quiet = p.start_quiet
    world.un_round_ago = BEFORE_THE_START
    world.refugees = 1.0
    world.washington_age = BEFORE_THE_START
    world.beijing_age = BEFORE_THE_START
    world.pyongyang_age = BEFORE_THE_START
    world.seoul_age = BEFORE_THE_START


def begin_moves(world: World) -> None:
    """Set the moves of the month before the start, which leave no memories."""
    moves = Moves()
    world.washington_word = WashingtonWord.SILENCE
    world.washington_deed = WashingtonDeed.HOLD
    world.beijing_word = BeijingWord.RESTRAINT
    world.beijing_deed = BeijingDeed.LOOK_AWAY
    world.pyongyang_word = PyongyangWord.SILENCE
    world.pyongyang_deed = PyongyangDeed.BUILD
    world.seoul_word = SeoulWord.SILENCE
    world.seoul_deed = SeoulDeed.HOLD
    one_hot_moves(world, moves)
    keep_moves(world, moves)


# Governments: elections, changes of course long announced, and courses that a scenario holds a
# capital to
def mandate(course: int, p: Parameters) -> Row:
    """Return the lean of a government elected on a course."""
    lean = done(course, 4)
    for place in range(4):
        lean[place] *= p.lean_elected
    return lean


def election_in_washington(world: World, now: Now, p: Parameters) -> None:
    """Let Washington elect: a course and a lean."""
    won = WashingtonCourse(
        drawn(now.calendar.washington_office, len(WashingtonCourse), now.luck.office)
    )
    world.washington_lean = mandate(won, p)
    if now.orders.washington_course < 0:
        changed = won != world.washington_course
        world.washington_turned = world.washington_turned or changed
        world.washington_course = won
        world.washington_age = 0.0


def election_in_seoul(world: World, now: Now, p: Parameters) -> None:
    """Let Seoul elect a course and a lean."""
    chance = row()
    total = 0.0
    for course in SeoulCourse:
        chance[course] = now.calendar.seoul_office[course]
    for course in SeoulCourse:
        total += chance[course]
    for course in SeoulCourse:
        chance[course] = chance[course] / total
    won = SeoulCourse(drawn(chance, len(SeoulCourse), now.luck.office))
    world.seoul_lean = mandate(won, p)
    if now.orders.seoul_course < 0:
        world.seoul_turned = world.seoul_turned or won != world.seoul_course
        world.seoul_course = won
        world.seoul_age = 0.0


def take_office(world: World, now: Now, p: Parameters) -> None:
    """Let elections be held, announced courses begin, and courses that are ordered take force."""
    if now.calendar.washington_election:
        election_in_washington(world, now, p)
    if now.calendar.seoul_election:
        election_in_seoul(world, now, p)
    washington = ordered(
        ordered_course(
            now.orders.washington_course, now.orders.washington_second, world.washington_course
        ),
        now.calendar.washington_switch and not now.calendar.washington_election,
        now.calendar.washington_office,
        len(WashingtonCourse),
        world.washington_course,
        now.luck.office,
    )
    beijing = ordered(
        ordered_course(now.orders.beijing_course, now.orders.beijing_second, world.beijing_course),
        now.calendar.beijing_switch,
        now.calendar.beijing_office,
        len(BeijingCourse),
        world.beijing_course,
        now.luck.office,
    )
    pyongyang = ordered(
        ordered_course(
            now.orders.pyongyang_course, now.orders.pyongyang_second, world.pyongyang_course
        ),
        now.calendar.pyongyang_switch,
        now.calendar.pyongyang_office,
        len(PyongyangCourse),
        world.pyongyang_course,
        now.luck.office,
    )
    seoul = ordered(
        ordered_course(now.orders.seoul_course, now.orders.seoul_second, world.seoul_course),
        now.calendar.seoul_switch and not now.calendar.seoul_election,
        now.calendar.seoul_office,
        len(SeoulCourse),
        world.seoul_course,
        now.luck.office,
    )
    if washington != world.washington_course:
        world.washington_course = WashingtonCourse(washington)
        world.washington_age = 0.0
        world.washington_turned = True
    if beijing != world.beijing_course:
        world.beijing_course = BeijingCourse(beijing)
        world.beijing_age = 0.0
        world.beijing_turned = True
    if pyongyang != world.pyongyang_course:
        world.pyongyang_course = PyongyangCourse(pyongyang)
        world.pyongyang_age = 0.0
        world.pyongyang_turned = True
    if seoul != world.seoul_course:
        world.seoul_course = SeoulCourse(seoul)
        world.seoul_age = 0.0
        world.seoul_turned = True
    world.washington_next = world.washington_course
    world.beijing_next = world.beijing_course
    world.pyongyang_next = world.pyongyang_course
    world.seoul_next = world.seoul_course


def ordered(order: int, switch: bool, chance: Row, count: Count, present: int, u: float) -> int:
    """Return the course a capital is held to, or turns to by an announced switch, or else its
    present one.
    """
    if order >= 0:
        return order
    return drawn(chance, count, u) if switch else present
