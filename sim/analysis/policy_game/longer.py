"""Rules of longer plans: up to four courses, each left at either of two signs for a course of its own.

One of these rules takes the place of `follow_plans` while an equilibrium is attacked. It reads a
plan from the leans of both powers, which nothing else reads while both follow plans: for each
course the lean of the power codes its first exit, and the lean of the other power its second.
"""

from sim.core.game.maths import holds
from sim.core.game.moves import BeijingCourse, Sign, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.plans import follow_plans as usual, months_of_sign, sees_sign
from sim.core.game.world import Now, World

NO_EXIT = 6.0
FIRST_EXIT = 5.0
"""The code of the first sign and course; each course further is 1 less, each sign `COURSES` less."""

COURSES = 4.0
COUNTS = 64.0
"""The counts of both signs are one number: whole months of the first, and 64ths of the second."""


def sign_of(code: float) -> int:
    """Return the sign of an exit, −1 for none."""
    sign = -1
    for number in Sign:
        if code <= FIRST_EXIT - COURSES * float(number):
            sign = int(number)
    return sign


def course_of(code: float) -> int:
    """Return the course to which an exit leads."""
    course = 0
    for number in WashingtonCourse:
        if code == FIRST_EXIT - COURSES * float(sign_of(code)) - float(number):
            course = int(number)
    return course


def whole_months(counts: float) -> float:
    """Return for how many months the first sign has been seen."""
    months = 0.0
    for _ in range(36):
        months += holds(counts >= months + 1.0)
    return months


def months_more(months: float, code: float, world: World, now: Now, p: Parameters) -> float:
    """Return for how many months in a row the sign of an exit has been seen, with this month."""
    sign = sign_of(code)
    return (months + 1.0) * holds(sign >= 0 and sees_sign(sign, world.talked, world, now, p))


def next_counts(
    counts: float, first: float, second: float, world: World, now: Now, p: Parameters
) -> float:
    """Return the counts of the signs of both exits, with this month."""
    months = whole_months(counts)
    of_second = months_more((counts - months) * COUNTS, second, world, now, p)
    return months_more(months, first, world, now, p) + of_second / COUNTS


def answers(months: float, code: float, p: Parameters) -> bool:
    """Return whether a sign has been seen for long enough to leave."""
    return months > 0.0 and months >= months_of_sign(sign_of(code), p)


def next_course(counts: float, first: float, second: float, present: int, p: Parameters) -> int:
    """Return the course of the next month: the first exit goes before the second."""
    months = whole_months(counts)
    course = course_of(second) if answers((counts - months) * COUNTS, second, p) else present
    return course_of(first) if answers(months, first, p) else course


def follow_washington(world: World, now: Now, p: Parameters) -> None:
    """Let Washington follow a longer plan, and all others theirs."""
    counts = world.washington_signs
    usual(world, now, p)
    first = p.washington_lean[world.washington_course]
    second = p.beijing_lean[world.washington_course]
    counts = next_counts(counts, first, second, world, now, p)
    turned = next_course(counts, first, second, world.washington_course, p)
    world.washington_signs = counts if turned == world.washington_course else 0.0
    world.washington_next = WashingtonCourse(turned)


def follow_beijing(world: World, now: Now, p: Parameters) -> None:
    """Let Beijing follow a longer plan, and all others theirs."""
    counts = world.beijing_signs
    usual(world, now, p)
    first = p.beijing_lean[world.beijing_course]
    second = p.washington_lean[world.beijing_course]
    counts = next_counts(counts, first, second, world, now, p)
    turned = next_course(counts, first, second, world.beijing_course, p)
    world.beijing_signs = counts if turned == world.beijing_course else 0.0
    world.beijing_next = BeijingCourse(turned)
