"""Plans: two courses, and the sign at which a capital leaves each for the other.

The present course is the state of a plan: there is no hidden one but a count of months. A plan
stands as a course that is held: before reviews, elections and announced changes. Source: automata
of two states, Rubinstein 1986; a bargain under imperfect sight, Green and Porter 1984.
"""

from sim.core.game.beliefs import enforcement_seen
from sim.core.game.language import rarely
from sim.core.game.maths import holds
from sim.core.game.moves import (
    BeijingCourse,
    PyongyangCourse,
    SeoulCourse,
    Sign,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.parameters import Parameters
from sim.core.game.world import Now, World


def some_plan(world: World, now: Now, p: Parameters) -> bool:
    """Tell whether any capital has a plan this month."""
    giants = now.orders.washington_second >= 0 or now.orders.beijing_second >= 0
    return giants or now.orders.pyongyang_second >= 0 or now.orders.seoul_second >= 0


def follow_plans(world: World, now: Now, p: Parameters) -> None:
    """Let each capital with a plan stay on its course, or turn to the other one.

    The two powers must see the sign for some months in a row; Pyongyang and Seoul answer at once.
    """
    orders = now.orders
    if rarely(has_plan(orders.washington_course, orders.washington_second)):
        sign = awaited_sign(
            orders.washington_second,
            orders.washington_leaves,
            orders.washington_returns,
            world.washington_course,
        )
        visible = sees_sign(sign, world.talked, world, now, p)
        signs = (world.washington_signs + 1.0) * holds(visible)
        turns = signs >= months_of_sign(sign, p)
        world.washington_signs = 0.0 if turns else signs
        world.washington_next = WashingtonCourse(
            course_of_plan(
                orders.washington_course, orders.washington_second, world.washington_course, turns
            )
        )
    if rarely(has_plan(orders.beijing_course, orders.beijing_second)):
        sign = awaited_sign(
            orders.beijing_second,
            orders.beijing_leaves,
            orders.beijing_returns,
            world.beijing_course,
        )
        visible = sees_sign(sign, world.talked, world, now, p)
        signs = (world.beijing_signs + 1.0) * holds(visible)
        turns = signs >= months_of_sign(sign, p)
        world.beijing_signs = 0.0 if turns else signs
        world.beijing_next = BeijingCourse(
            course_of_plan(
                orders.beijing_course, orders.beijing_second, world.beijing_course, turns
            )
        )
    if rarely(has_plan(orders.pyongyang_course, orders.pyongyang_second)):
        sign = awaited_sign(
            orders.pyongyang_second,
            orders.pyongyang_leaves,
            orders.pyongyang_returns,
            world.pyongyang_course,
        )
        turns = sees_sign(sign, world.soft_washington, world, now, p)
        world.pyongyang_next = PyongyangCourse(
            course_of_plan(
                orders.pyongyang_course, orders.pyongyang_second, world.pyongyang_course, turns
            )
        )
    if rarely(has_plan(orders.seoul_course, orders.seoul_second)):
        sign = awaited_sign(
            orders.seoul_second, orders.seoul_leaves, orders.seoul_returns, world.seoul_course
        )
        turns = sees_sign(sign, world.talked, world, now, p)
        world.seoul_next = SeoulCourse(
            course_of_plan(orders.seoul_course, orders.seoul_second, world.seoul_course, turns)
        )


def has_plan(first: int, second: int) -> bool:
    """Return whether the two ordered courses of a capital make a plan."""
    return first >= 0 and second >= 0


def awaited_sign(second: int, leaves: int, returns: int, present: int) -> int:
    """Return the sign for which a plan waits on its present course, −1 for none."""
    return returns if present == second else leaves


def course_of_plan(first: int, second: int, present: int, turns: bool) -> int:
    """Return the course of a plan: its first one, unless it stands in the second or turns to it."""
    if present == second:
        return first if turns else second
    return second if turns else first


def ordered_course(order: int, second: int, present: int) -> int:
    """Return the course on which a capital is ordered to be, −1 where it is free; a plan leaves it
    where it is.
    """
    return present if has_plan(order, second) else order


def months_of_sign(sign: int, p: Parameters) -> float:
    """Return how many months in a row a power must see a sign before its plan answers it.

    Signs of the North are answered at once; bad conduct of the other power has a grace, and good
    conduct must last.
    """
    if sign >= Sign.TESTED:
        return 1.0
    if sign == Sign.LAX:
        return p.grace_washington
    return p.grace_beijing if sign == Sign.PRESSED or sign == Sign.NO_TALKS else p.proof


def sees_sign(sign: int, talks: float, world: World, now: Now, p: Parameters) -> bool:
    """Return whether last month gave a sign; moves before the first month give none.

    Enforcement is seen with Washington's error, all else without error. `talks` is Washington's
    softness as the capital sees it: Pyongyang hears a back channel.
    """
    enforced = enforcement_seen(world.enforcement, now, p) >= p.seen_enforcing
    threat = world.moves.washington_word[WashingtonWord.THREATEN]
    pressed = threat + world.moves.washington_deed[WashingtonDeed.DEPLOY] > 0.0
    visible = False
    if sign == Sign.ENFORCED:
        visible = enforced
    elif sign == Sign.LAX:
        visible = not enforced
    elif sign == Sign.PRESSED:
        visible = pressed
    elif sign == Sign.UNPRESSED:
        visible = not pressed
    elif sign == Sign.TALKS:
        visible = talks > 0.5
    elif sign == Sign.NO_TALKS:
        visible = talks <= 0.5
    elif sign == Sign.TESTED:
        visible = world.tested > 0.0
    elif sign == Sign.SOFT:
        visible = world.soft_pyongyang > 0.5
    return visible and now.calendar.month > 0.0
