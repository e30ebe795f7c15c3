"""Governments: elections, changes of course long announced, and courses that a scenario holds a capital to."""

from sim.game.choosing import done, drawn
from sim.game.language import Count, Row, row
from sim.game.maths import clip, normal
from sim.game.moves import BeijingCourse, PyongyangCourse, SeoulCourse, WashingtonCourse
from sim.game.numbers import Numbers
from sim.game.world import Now, World


def mandate(course: int, p: Numbers) -> Row:
    """Return the lean of a government elected on a course."""
    lean = done(course, 4)
    for each in range(4):
        lean[each] *= p.lean_elected
    return lean


def election_in_washington(world: World, now: Now, p: Numbers) -> None:
    """Let Washington elect: a course, a lean, a resolve. A new course may end a freeze, and its word."""
    won = WashingtonCourse(drawn(now.calendar.washington_office, len(WashingtonCourse), now.luck.office))
    world.washington_lean = mandate(won, p)
    world.washington_resolve = p.resolve_spread * normal(now.luck.resolve_washington)
    if now.orders.washington_course < 0:
        changed = won != world.washington_course
        if changed and world.freeze > 0.0 and now.luck.inherit < p.inherit_break:
            world.freeze = 0.0
            world.credibility = clip(world.credibility - p.credibility_broken, 0.0, 1.0)
        world.washington_turned = world.washington_turned or changed
        world.washington_course = won
        world.washington_age = 0.0


def election_in_seoul(world: World, now: Now, p: Numbers) -> None:
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


def take_office(world: World, now: Now, p: Numbers) -> None:
    """Let elections be held, announced courses begin, and courses that are ordered take force."""
    if now.calendar.washington_election:
        election_in_washington(world, now, p)
    if now.calendar.seoul_election:
        election_in_seoul(world, now, p)
    washington = ordered(
        now.orders.washington_course, now.calendar.washington_switch and not now.calendar.washington_election,
        now.calendar.washington_office, len(WashingtonCourse), world.washington_course, now.luck.office,
    )  # fmt: skip
    beijing = ordered(
        now.orders.beijing_course, now.calendar.beijing_switch, now.calendar.beijing_office, len(BeijingCourse),
        world.beijing_course, now.luck.office,
    )  # fmt: skip
    pyongyang = ordered(
        now.orders.pyongyang_course, now.calendar.pyongyang_switch, now.calendar.pyongyang_office, len(PyongyangCourse),
        world.pyongyang_course, now.luck.office,
    )  # fmt: skip
    seoul = ordered(
        now.orders.seoul_course, now.calendar.seoul_switch and not now.calendar.seoul_election,
        now.calendar.seoul_office, len(SeoulCourse), world.seoul_course, now.luck.office,
    )  # fmt: skip
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
    """Return the course a capital is held to, or turns to by an announced switch, or else its present one."""
    if order >= 0:
        return order
    return drawn(chance, count, u) if switch else present
