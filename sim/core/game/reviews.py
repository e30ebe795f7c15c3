"""Reviews: when a capital reconsiders its course, and the choice of the next one."""

from sim.core.game.beliefs import belief, doubt, economy_seen, error_of_beijing, see_with_error
from sim.core.game.capitals.beijing import beijing_has_failed, lean_of_beijing
from sim.core.game.capitals.pyongyang import (
    lean_of_pyongyang,
    pyongyang_has_failed,
)
from sim.core.game.capitals.seoul import seoul_has_failed
from sim.core.game.capitals.washington import (
    lean_of_washington,
    washington_has_failed,
)
from sim.core.game.choosing import INFEASIBLE, SOME_MONTHS, chances, drawn
from sim.core.game.language import Count, Row, copy_of, rarely, row
from sim.core.game.look_ahead import (
    beijing_expects,
    pyongyang_expects,
    seoul_expects,
    washington_expects,
)
from sim.core.game.maths import holds, most
from sim.core.game.moves import (
    BeijingCourse,
    KimType,
    PyongyangCourse,
    SeoulCourse,
    WashingtonCourse,
)
from sim.core.game.parameters import Parameters
from sim.core.game.plans import follow_plans, some_plan
from sim.core.game.world import Kim, Now, Outlook, World


def hold_reviews(world: World, now: Now, p: Parameters) -> None:
    """Let capitals follow their plans, and those that are due review their courses; new courses
    take force when all have chosen.
    """
    if rarely(some_plan(world, now, p)):
        follow_plans(world, now, p)
    if rarely(pyongyang_reviews(world, now, p)):
        review_pyongyang(world, now, p)
    review_others(world, now, p)


def review_others(world: World, now: Now, p: Parameters) -> None:
    """Let the capitals but Pyongyang that are due review their courses."""
    if rarely(washington_reviews(world, now, p)):
        review_washington(world, now, p)
    if rarely(beijing_reviews(world, now, p)):
        review_beijing(world, now, p)
    if rarely(seoul_reviews(world, now, p)):
        review_seoul(world, now, p)


def no_cause(
    world: World, hears: float, soft: float, turns: float, failed: bool, p: Parameters
) -> float:
    """Return the chance that nothing calls for a review: no soft statement, no crisis, no other's
    turn, no failure.

    `soft` is how soft the other side was last month; `hears` is the chance that it calls for a
    review here, `turns` that turns of others do.
    """
    chance = (1.0 - p.review_base) * (1.0 - hears * holds(soft > 0.5))
    chance *= (1.0 - p.review_cause * holds(world.tension >= p.crisis)) * (1.0 - turns)
    return chance * (1.0 - p.review_cause * holds(failed))


def called_by_turns(giant: bool, others: bool, p: Parameters) -> float:
    """Return the chance that turns of others call for a review by Washington or Beijing: a turn of
    the other of the two does most.
    """
    return most(p.review_giant * holds(giant), p.review_cause * holds(others))


def after_big_test(world: World, p: Parameters) -> float:
    """Return the chance that a big test last month does not call for a review."""
    return 1.0 - p.review_cause * holds(world.big_test > 0.9)


def washington_reviews(world: World, now: Now, p: Parameters) -> bool:
    """Return whether Washington reviews its course this month: free, in no month of a new
    government, and for cause.

    A soft statement always calls for one, unless Washington engages already.
    """
    turns = called_by_turns(world.beijing_turned, world.pyongyang_turned or world.seoul_turned, p)
    hears = holds(world.washington_course != WashingtonCourse.ENGAGEMENT)
    calm = no_cause(world, hears, world.soft_pyongyang, turns, washington_has_failed(world, p), p)
    due = now.luck.review_washington < p.review_rate_washington * (
        1.0 - calm * after_big_test(world, p)
    )
    office = now.calendar.washington_election or now.calendar.washington_switch
    bound = now.orders.washington_course >= 0
    return due and world.washington_age >= SOME_MONTHS and not office and not bound


def beijing_reviews(world: World, now: Now, p: Parameters) -> bool:
    """Tell whether Beijing reviews its course this month."""
    turns = called_by_turns(
        world.washington_turned, world.pyongyang_turned or world.seoul_turned, p
    )
    calm = no_cause(
        world, p.review_offer, world.soft_pyongyang, turns, beijing_has_failed(world, p), p
    )
    due = now.luck.review_beijing < 1.0 - calm * after_big_test(world, p)
    bound = now.orders.beijing_course >= 0 or now.calendar.beijing_switch
    return due and world.beijing_age >= SOME_MONTHS and not bound


def pyongyang_reviews(world: World, now: Now, p: Parameters) -> bool:
    """Tell whether Pyongyang reviews its course this month."""
    others = world.washington_turned or world.beijing_turned or world.seoul_turned
    turns = p.review_cause * holds(others)
    calm = no_cause(
        world, p.review_offer, world.soft_washington, turns, pyongyang_has_failed(world, p), p
    )
    due = now.luck.review_pyongyang < 1.0 - calm
    bound = now.orders.pyongyang_course >= 0 or now.calendar.pyongyang_switch
    return due and world.pyongyang_age >= SOME_MONTHS and not bound


def seoul_reviews(world: World, now: Now, p: Parameters) -> bool:
    """Tell whether Seoul reviews its course this month."""
    others = world.washington_turned or world.beijing_turned or world.pyongyang_turned
    turns = p.review_cause * holds(others)
    calm = no_cause(
        world, p.review_offer, world.soft_pyongyang, turns, seoul_has_failed(world, p), p
    )
    due = now.luck.review_seoul < 1.0 - calm * after_big_test(world, p)
    office = now.calendar.seoul_election or now.calendar.seoul_switch
    return due and world.seoul_age >= SOME_MONTHS and not office and now.orders.seoul_course < 0


def settled(odds: Row, present: int, failed: bool, lean: Row, count: Count, p: Parameters) -> Row:
    """Return the chance of each course: the present one has inertia unless it has failed; the
    lowest lean bans one.
    """
    final = row()
    for course in range(count):
        final[course] = odds[course] + p.inertia * holds(course == present and not failed)
        if lean[course] <= INFEASIBLE:
            final[course] = INFEASIBLE
    return chances(final, count)


def valued(odds: Row, worth: Row, count: Count, precision: float) -> Row:
    """Return the log-odds of the courses plus `precision` times their expected values, less the
    mean value.
    """
    mean = 0.0
    for course in range(count):
        mean += worth[course] / float(count)
    final = row()
    for course in range(count):
        final[course] = odds[course] + precision * (worth[course] - mean)
    return final


def outlook_with(kim_beliefs: Row, dread: float) -> Outlook:
    """Return the inputs of a capital's look-ahead: its belief in a greedy Kim, and its dread of
    war.
    """
    outlook = Outlook()
    outlook.greed = kim_beliefs[KimType.GREEDY]
    outlook.dread = dread
    return outlook


def kim_believed(kim: KimType, p: Parameters) -> Kim:
    """Return a Kim of this type with the leverage over him that all but Pyongyang believe Beijing
    to have.
    """
    believed = Kim()
    believed.type = kim
    believed.leverage = p.leverage_believed
    return believed


def values_to_washington(
    perceived: World, kim: Kim, kim_beliefs: Row, dread: float, risk: float, now: Now, p: Parameters
) -> Row:
    """Return the value of each course to Washington under a Kim; place 4 holds the risk so far, with
    that of this Kim by the belief in him.

    Engagement gains by the hope that it is answered, and loses by the fear of a feint.
    """
    outlook = outlook_with(kim_beliefs, dread)
    worth = row()
    worth[4] = risk
    for course in WashingtonCourse:
        washington_expects(
            perceived, kim, WashingtonCourse(course), perceived.pyongyang_course, outlook, now, p
        )
        worth[course] = outlook.worth
        worth[4] += kim_beliefs[kim.type] * outlook.risk / 4.0
    washington_expects(
        perceived, kim, WashingtonCourse.ENGAGEMENT, PyongyangCourse.CHARM, outlook, now, p
    )
    worth[WashingtonCourse.ENGAGEMENT] += p.reply * (
        outlook.worth - worth[WashingtonCourse.ENGAGEMENT]
    )
    washington_expects(
        perceived, kim, WashingtonCourse.ENGAGEMENT, PyongyangCourse.BUILD, outlook, now, p
    )
    worth[WashingtonCourse.ENGAGEMENT] += (
        p.feint * p.greed[kim.type] * (outlook.worth - worth[WashingtonCourse.ENGAGEMENT])
    )
    return worth


def prospects_of_washington(world: World, now: Now, p: Parameters) -> Row:
    """Return the value of each course to Washington, the mean over Kim's type; place 4 holds the
    perceived risk.
    """
    kim_beliefs = belief(p.prior_washington, world.frozen_evidence)
    perceived = copy_of(world)
    see_with_error(perceived, now, p)
    dread = p.dread * (1.0 + p.doubt * doubt(kim_beliefs))
    worth = row()
    for kim in KimType:
        thought_of = kim_believed(KimType(kim), p)
        one = values_to_washington(perceived, thought_of, kim_beliefs, dread, worth[4], now, p)
        for course in WashingtonCourse:
            worth[course] += kim_beliefs[kim] * one[course]
        worth[4] = one[4]
    return worth


def courses_of_washington(world: World, odds: Row, p: Parameters) -> Row:
    """Return the chance of each course at a review of Washington's, from their log-odds."""
    failed = washington_has_failed(world, p)
    return settled(
        odds, world.washington_course, failed, p.washington_lean, len(WashingtonCourse), p
    )


def review_washington(world: World, now: Now, p: Parameters) -> None:
    """Let Washington choose a course by expected value, given its belief about Kim's type."""
    worth = prospects_of_washington(world, now, p)
    world.perceived_risk = worth[4]
    odds = valued(lean_of_washington(world, now, p), worth, len(WashingtonCourse), p.lookahead)
    chance = courses_of_washington(world, odds, p)
    world.washington_next = WashingtonCourse(
        drawn(chance, len(WashingtonCourse), now.luck.course_washington)
    )


def prospects_of_pyongyang(world: World, now: Now, p: Parameters) -> Row:
    """Return the value of each course to Pyongyang, which knows Kim's type; charm gains by the hope
    of an answer.
    """
    kim_beliefs = belief(p.prior_washington, world.frozen_evidence)
    outlook = outlook_with(kim_beliefs, p.dread)
    worth = row()
    for course in PyongyangCourse:
        pyongyang_expects(world, PyongyangCourse(course), world.washington_course, outlook, now, p)
        worth[course] = outlook.worth
    pyongyang_expects(world, PyongyangCourse.CHARM, WashingtonCourse.ENGAGEMENT, outlook, now, p)
    worth[PyongyangCourse.CHARM] += p.reply * (outlook.worth - worth[PyongyangCourse.CHARM])
    return worth


def courses_of_pyongyang(world: World, odds: Row, p: Parameters) -> Row:
    """Return the chance of each course at a review of Pyongyang's, from their log-odds."""
    failed = pyongyang_has_failed(world, p)
    return settled(odds, world.pyongyang_course, failed, p.pyongyang_lean, len(PyongyangCourse), p)


def choice_of_pyongyang(world: World, now: Now, p: Parameters) -> Row:
    """Return the chance of each course at a review by Pyongyang, from their expected values."""
    worth = prospects_of_pyongyang(world, now, p)
    return courses_of_pyongyang(
        world,
        valued(lean_of_pyongyang(world, p), worth, len(PyongyangCourse), p.lookahead_pyongyang),
        p,
    )


def review_pyongyang(world: World, now: Now, p: Parameters) -> None:
    """Let Pyongyang choose a course by expected value."""
    chance = choice_of_pyongyang(world, now, p)
    world.pyongyang_next = PyongyangCourse(
        drawn(chance, len(PyongyangCourse), now.luck.course_pyongyang)
    )


def prospects_of_beijing(world: World, now: Now, p: Parameters) -> Row:
    """Return the value of each course to Beijing, the mean over Kim's type; it sees the economy
    with error.
    """
    kim_beliefs = belief(p.prior_beijing, world.evidence_beijing)
    perceived = copy_of(world)
    perceived.economy = economy_seen(world.economy, error_of_beijing(now, p), now)
    outlook = outlook_with(kim_beliefs, p.dread)
    worth = row()
    for kim in KimType:
        thought_of = kim_believed(KimType(kim), p)
        for course in BeijingCourse:
            beijing_expects(perceived, thought_of, BeijingCourse(course), outlook, now, p)
            worth[course] += kim_beliefs[kim] * outlook.worth
    return worth


def courses_of_beijing(world: World, odds: Row, p: Parameters) -> Row:
    """Return the chance of each course at a review of Beijing's, from their log-odds."""
    return settled(
        odds,
        world.beijing_course,
        beijing_has_failed(world, p),
        p.beijing_lean,
        len(BeijingCourse),
        p,
    )


def review_beijing(world: World, now: Now, p: Parameters) -> None:
    """Let Beijing choose a course by expected value, given its belief about Kim's type."""
    worth = prospects_of_beijing(world, now, p)
    odds = valued(lean_of_beijing(world, now, p), worth, len(BeijingCourse), p.lookahead_beijing)
    chance = courses_of_beijing(world, odds, p)
    world.beijing_next = BeijingCourse(drawn(chance, len(BeijingCourse), now.luck.course_beijing))


def prospects_of_seoul(world: World, now: Now, p: Parameters) -> Row:
    """Return the value of each course to Seoul, the mean over Kim's type."""
    kim_beliefs = belief(p.prior_washington, world.evidence)
    outlook = outlook_with(kim_beliefs, p.dread)
    worth = row()
    for kim in KimType:
        thought_of = kim_believed(KimType(kim), p)
        for course in SeoulCourse:
            seoul_expects(world, thought_of, SeoulCourse(course), outlook, now, p)
            worth[course] += kim_beliefs[kim] * outlook.worth
    return worth


def courses_of_seoul(world: World, odds: Row, p: Parameters) -> Row:
    """Return the chance of each course at a review of Seoul's, from their log-odds."""
    return settled(
        odds, world.seoul_course, seoul_has_failed(world, p), p.seoul_lean, len(SeoulCourse), p
    )


def review_seoul(world: World, now: Now, p: Parameters) -> None:
    """Let Seoul choose a course by expected value, given its belief about Kim's type."""
    worth = prospects_of_seoul(world, now, p)
    chance = courses_of_seoul(
        world, valued(world.seoul_lean, worth, len(SeoulCourse), p.lookahead_pyongyang), p
    )
    world.seoul_next = SeoulCourse(drawn(chance, len(SeoulCourse), now.luck.course_seoul))


def settle_courses(world: World, now: Now, p: Parameters) -> None:
    """Let all new courses take force at once, and every course grow older."""
    world.washington_turned = world.washington_next != world.washington_course
    world.beijing_turned = world.beijing_next != world.beijing_course
    world.pyongyang_turned = world.pyongyang_next != world.pyongyang_course
    world.seoul_turned = world.seoul_next != world.seoul_course
    world.washington_course = world.washington_next
    world.beijing_course = world.beijing_next
    world.pyongyang_course = world.pyongyang_next
    world.seoul_course = world.seoul_next
    world.washington_age = 1.0 if world.washington_turned else world.washington_age + 1.0
    world.beijing_age = 1.0 if world.beijing_turned else world.beijing_age + 1.0
    world.pyongyang_age = 1.0 if world.pyongyang_turned else world.pyongyang_age + 1.0
    world.seoul_age = 1.0 if world.seoul_turned else world.seoul_age + 1.0
