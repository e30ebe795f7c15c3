"""What a capital sees at the beginning of a month, and the moves that it can make: nothing else reaches its team."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.study.run import Run
from sim.world.actions import ACTIONS, P_BIG, P_MISSILE
from sim.world.actors import Capital
from sim.world.capitals.pyongyang import KIM_TYPES, PLAIN
from sim.world.model import EscalationModel
from sim.world.parameters import Parameters
from sim.world.perception import NOISY, error_share

from .words import STATES, state_text

OPEN_STATES: Final = (
    "tension", "presence", "arsenal", "sanctions", "enforcement", "economy", "stability", "cohesion", "talks", "freeze",
    "audience", "thaad", "relation", "detainee", "refugees",
)  # fmt: skip
"""The states that every capital sees, some with an error. The memories of tests are not among them: they are true to
the moves that were made, and would give a misread one away."""

DIGITS: Final = 3
View = dict[str, Any]


def view_of(model: EscalationModel, capital: str, month: int) -> View:
    """Return what a capital saw when a month of the first world began; the model has just played that month."""
    actor = model.capital(capital)
    seen = actor.seen
    return {
        "month": month_after(model.batch.scenario.start, month),
        "number": month,
        "states": [state_of(model, actor, name) for name in own_states(capital)],
        "moves": {other: ACTIONS[other][int(seen.moves[other][0])].label for other in CAPITALS},
        "belief": belief_of(actor),
        "kim": kim_of(model) if capital == "pyongyang" else None,
        "policy": policy_of(actor),
    }


def misread(views: list[View], played: Run) -> list[View]:
    """Return the moves that a capital took for others, month by month, in a game that is over."""
    wrong = []
    for month, view in enumerate(views[1:]):
        for capital, seen in view["moves"].items():
            made = ACTIONS[capital][int(played.actions[capital][month, 0])].label
            if made != seen:
                wrong.append({"month": views[month]["month"], "capital": capital, "made": made, "seen": seen})
    return wrong


def own_states(capital: str) -> tuple[str, ...]:
    """Return the states that a capital sees; how far Washington can be trusted, only Pyongyang judges."""
    return (*OPEN_STATES, "credibility") if capital == "pyongyang" else OPEN_STATES


def state_of(model: EscalationModel, actor: Capital, name: str) -> View:
    """Return one state as the capital sees it, with the size of its error."""
    value = round(float(getattr(actor.seen, name)[0]), DIGITS)
    error = round(error_of(model, actor, name), DIGITS)
    label, meaning = STATES[name]
    return {
        "name": name, "label": label, "meaning": meaning, "value": value, "error": error,
        "text": state_text(name, value, error),
    }  # fmt: skip


def error_of(model: EscalationModel, actor: Capital, name: str) -> float:
    """Return the standard deviation with which a capital sees a state, 0 for an exact view.

    After a test everyone knows the arsenal; a capital reckons by the move that it saw, right or wrong.
    """
    if name not in NOISY[actor.name] or not model.batch.has("information"):
        return 0.0
    if name == "arsenal" and int(actor.seen.moves["pyongyang"][0]) in (P_MISSILE, P_BIG):
        return 0.0
    p: Parameters = model.p
    return first(getattr(p, f"see_{name}_sd") * error_share(actor.name, p))


def first(value: Any) -> float:
    """Return a number of the first world, whether the worlds share it or not."""
    return float(np.asarray(value).reshape(-1)[0])


def belief_of(actor: Capital) -> dict[str, float] | None:
    """Return what a capital thinks of Kim, or None where it has no belief."""
    if actor.belief is None:
        return None
    return {kind: round(float(actor.belief[index, 0]), DIGITS) for index, kind in enumerate(KIM_TYPES)}


def kim_of(model: EscalationModel) -> str:
    """Return Kim's type, which Pyongyang alone knows."""
    index = int(model.kim_type[0])
    return PLAIN if index < 0 else KIM_TYPES[index]


def policy_of(actor: Capital) -> str:
    """Return the policy that acts where the team does not."""
    return actor.batch.conducts[actor.name].names[int(actor.policy[0])]


def menu_of(model: EscalationModel, capital: str) -> list[View]:
    """Return the moves that a capital could make in the month just played: a war move only where it is feasible."""
    actor = model.capital(capital)
    war = actor.war_threshold() is not None and bool(np.asarray(actor.war_feasible()).reshape(-1)[0])
    return [
        {"name": action.name, "label": action.label, "severity": action.severity, "war": action.war}
        for action in ACTIONS[capital] if war or not action.war
    ]  # fmt: skip
