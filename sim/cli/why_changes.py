"""Changes to a world as the command line asks for them: policies, moves, shocks and luck."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Problem, UsageProblem, nearest

if TYPE_CHECKING:
    from sim.analysis.counterfactual.changes import Change
    from sim.analysis.counterfactual.story import Story
    from sim.world.scenario import Scenario

Texts = Sequence[tuple[str, str]]
"""Texts of a repeated option, each with the place that it comes from."""

FORMS = {
    "policy": "CAPITAL=POLICY or CAPITAL=POLICY@MONTH",
    "move": "CAPITAL=MOVE@MONTH",
    "shock": "NAME, NAME=RESULT or NAME=RESULT@MONTH",
    "luck": "SLOT=VALUE@MONTH",
}


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One change as it was asked for; `value` and `month` are "" where none was given."""

    kind: str
    name: str
    value: str
    month: str
    where: str


def asked_changes(policies: Texts, moves: Texts, shocks: Texts, luck: Texts) -> list[AskedChange]:
    """Return the changes asked for, with every name checked; raises UsageProblem."""
    given = (("policy", policies), ("move", moves), ("shock", shocks), ("luck", luck))
    asked = [parsed(kind, text, where) for kind, texts in given for text, where in texts]
    for each in asked:
        check_names(each)
    return asked


def parsed(kind: str, text: str, where: str) -> AskedChange:
    """Return the parts of NAME=VALUE@MONTH; raises UsageProblem where one that is needed lacks."""
    head, at, month = (part.strip() for part in text.partition("@"))
    name, equals, value = (part.strip() for part in head.partition("="))
    lacks_month = kind in ("move", "luck") and not month
    lacks_value = kind != "shock" and not value
    if not name or lacks_month or lacks_value or (equals and not value) or (at and not month):
        raise UsageProblem(f"'{text}' is not complete", where, f"Write --{kind} {FORMS[kind]}.")
    return AskedChange(kind, name, value, month, where)


def check_names(asked: AskedChange) -> None:
    """Raise UsageProblem for a name that does not exist."""
    from sim.analysis.counterfactual.shocks import SHOCKS
    from sim.game.catalogue import CAPITALS
    from sim.world.actions import ACTIONS
    from sim.world.capitals import POLICIES
    from sim.world.luck import SLOT

    if asked.kind == "shock":
        known("shock", asked.name, SHOCKS, asked.where)
    elif asked.kind == "luck":
        known("slot of luck", asked.name, SLOT, asked.where)
        uniform(asked)
    else:
        known("capital", asked.name, CAPITALS, asked.where)
        names: Iterable[str] = POLICIES[asked.name]
        if asked.kind == "move":
            names = [action.name for action in ACTIONS[asked.name]]
        known(f"{asked.kind} of {asked.name}", asked.value, list(names), asked.where)


def known(what: str, name: str, names: Iterable[str], where: str) -> None:
    """Raise UsageProblem with the nearest name for one that is not known."""
    listed = list(names)
    if name not in listed:
        shown = f" of: {', '.join(listed)}" if len(listed) <= 12 else " that sim explain knows"
        raise UsageProblem(f"there is no {what} '{name}'", where, f"Use one{shown}.{nearest(name, listed)}")


def uniform(asked: AskedChange) -> float:
    """Return the uniform of a change of luck; raises UsageProblem."""
    from sim.world.luck import LEAST

    try:
        value = float(asked.value)
    except ValueError:
        value = -1.0
    if not LEAST <= value < 1.0:
        raise UsageProblem(f"luck is '{asked.value}'", asked.where, "Give a number above 0 and below 1.")
    return value


def month_number(s: Scenario, label: str, where: str) -> int:
    """Return a calendar month counted from the start; raises UsageProblem outside the horizon."""
    from sim.calendar import month_after, months_from

    try:
        number = months_from(s.start, label, where)
    except Problem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None
    if not 0 <= number < s.months:
        last = month_after(s.start, s.months - 1)
        raise UsageProblem(f"{label} lies outside the horizon", where, f"Give a month from {s.start} to {last}.")
    return number


def check_months(asked: Sequence[AskedChange], s: Scenario) -> None:
    """Raise UsageProblem for a month outside the horizon, before any world is played."""
    for each in asked:
        if each.month:
            month_number(s, each.month, each.where)


def change_of(asked: AskedChange, story: Story) -> Change:
    """Return the change to a world that was asked for; raises UsageProblem where this world does not allow it."""
    from sim.analysis.counterfactual.changes import LuckChange, MoveChange, PolicyChange
    from sim.analysis.counterfactual.shocks import shock_change

    month = month_number(story.scenario, asked.month, asked.where) if asked.month else None
    if asked.kind == "policy":
        return PolicyChange(asked.name, asked.value, month or 0)
    if asked.kind == "shock":
        return shock_change(story, asked.name, asked.value or None, month, asked.where)
    assert month is not None
    if asked.kind == "move":
        return MoveChange(asked.name, asked.value, month)
    return LuckChange(asked.name, uniform(asked), month)
