"""What a capital sees of a game in a month, before anyone chooses: the observation of that capital, with names."""

from __future__ import annotations

from typing import Any, Final

from sim.arrays import Floats
from sim.engine.own import Rules
from sim.game.beliefs import error_of_beijing
from sim.game.catalogue import CAPITALS
from sim.game.numbers import Numbers
from sim.game.world import STATES, Now, World
from sim.months import month_after
from sim.study.agents.sight import DIGITS, Sight

View = dict[str, Any]
SIGHTS: Final = {capital: Sight(capital) for capital in CAPITALS}


def view_of(start: str, month: int, capital: str, state: Floats, errors: dict[str, float]) -> View:
    """Return what a capital sees of a world, `(places,)`, in a month that is open.

    `start` is the first month of the scenario. Courses are known to all. Kim's type is known to Pyongyang alone; the
    others hold a belief. `errors` are the standard deviations of what it sees with error.
    """
    seen = SIGHTS[capital].by_name(state)
    return {"month": month_after(start, month), "number": month} | vars(seen) | {"errors": errors}


def errors_of(world: World, now: Now, p: Numbers, capital: str, rules: Rules) -> dict[str, float]:
    """Return the standard deviation of what a capital sees with error; after a test everyone knows the arsenal."""
    numbers = {name: state.errors[capital] for name, state in STATES.items() if capital in state.errors}
    found: dict[str, float] = {name: getattr(p, number) for name, number in numbers.items()}
    if capital == "beijing":
        found["economy"] = rules(error_of_beijing)(now, p)
    if world.quiet <= 2.0:
        found.pop("arsenal", None)
    return {name: round(error, DIGITS) for name, error in found.items() if error}
