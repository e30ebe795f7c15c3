"""What a capital sees of a game in a month, before anyone chooses."""

from __future__ import annotations

from typing import Any

from sim.game.beliefs import blur_of_beijing
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.conduct import heard
from sim.game.language import copy_of
from sim.game.moves import WashingtonWord
from sim.game.numbers import Numbers
from sim.game.seats.sight import OPEN_STATES, OWN_STATES, deed_seen, overheard, word_seen
from sim.game.seeing import economy_seen, error_of_beijing, see_with_error
from sim.game.world import Now, World
from sim.months import month_after
from sim.pages.seats.record import KINDS
from sim.study.run.one_world import OneWorld, belief_of
from sim.study.run.sight import DIGITS

View = dict[str, Any]


def view_of(start: str, one: OneWorld, now: Now, last: Now | None, capital: str) -> View:
    """Return what a capital sees in a month whose courses are settled; `last` is the month before, None at the start.

    `start` is the first month of the scenario. Courses are known to all. Kim's type is known to Pyongyang alone; the
    others hold a belief. Words, deeds and courses stand by their names.
    """
    world, p = one.state, one.p
    seen = seen_by(capital, world, now, p)
    return {
        "month": month_after(start, one.month),
        "number": one.month,
        "states": {name: round(float(getattr(seen, name)), DIGITS) for name in own_states(capital)},
        "errors": {name: round(error, DIGITS) for name, error in errors_of(world, now, p, capital).items() if error},
        "moves": {other: {kind: move_seen(capital, f"{other}.{kind}", world, last, p) for kind in KINDS}
                  for other in CAPITALS},
        "courses": {other: COURSES[other][getattr(world, f"{other}_course")].name for other in CAPITALS},
        "belief": None if capital == "pyongyang" else rounded_belief(capital, one),
        "kim": world.kim.type.name.lower() if capital == "pyongyang" else None,
    }  # fmt: skip


def own_states(capital: str) -> tuple[str, ...]:
    """Return the states that a capital sees."""
    return (*OPEN_STATES, *OWN_STATES.get(capital, ()))


def seen_by(capital: str, world: World, now: Now, p: Numbers) -> World:
    """Return the world as a capital would see it at a review this month: the world itself where it sees all."""
    seen: World = copy_of(world)
    if capital == "washington":
        see_with_error(seen, now, p)
    if capital == "beijing":
        seen.economy = economy_seen(world.economy, error_of_beijing(now, p), now)
    return seen


def errors_of(world: World, now: Now, p: Numbers, capital: str) -> dict[str, float]:
    """Return the standard deviation of what a capital sees with error; after a test everyone knows the arsenal."""
    if capital == "washington":
        arsenal = p.error_arsenal if world.quiet > 2.0 else 0.0
        return {"enforcement": p.error_enforcement, "economy": p.error_economy, "arsenal": arsenal}
    return {"economy": error_of_beijing(now, p)} if capital == "beijing" else {}


def move_seen(capital: str, menu: str, world: World, last: Now | None, p: Numbers) -> str:
    """Return, by its name, what a capital takes for last month's word or deed of a menu.

    Pyongyang mishears Washington's word; a back channel that does not leak is silence to Beijing and Seoul; the other
    three may take what Pyongyang did for its neighbour on the menu, but tests and killings are seen by all.
    """
    made = int(getattr(world, menu.replace(".", "_")))
    seen = made
    if last is not None and menu == "washington.word" and capital != "washington":
        seen = word_of_washington(capital, made, last, p)
    elif last is not None and menu.startswith("pyongyang.") and capital != "pyongyang":
        seen = move_of_pyongyang(capital, menu, made, last, p)
    return MOVES[menu][seen].name


def word_of_washington(capital: str, made: int, last: Now, p: Numbers) -> int:
    """Return what another capital took for Washington's last word."""
    if capital == "pyongyang":
        return heard(WashingtonWord(made), last, p)
    return overheard(WashingtonWord(made), last, p)


def move_of_pyongyang(capital: str, menu: str, made: int, last: Now, p: Numbers) -> int:
    """Return what another capital took for Pyongyang's last word or deed, through the blur by which it learns."""
    blur = blur_of_beijing(last, p) if capital == "beijing" else p.blur
    return word_seen(made, blur, last) if menu == "pyongyang.word" else deed_seen(made, blur, last)


def rounded_belief(capital: str, one: OneWorld) -> dict[str, float]:
    """Return whom a capital takes Kim for."""
    held = belief_of(capital, one.state, one.p, one.rules)
    return {kind: round(chance, DIGITS) for kind, chance in held.items()}
