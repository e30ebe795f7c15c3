"""Changes to a world as the command line asks for them: policies, moves, levers, shocks and luck."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Problem, UsageProblem, nearest

if TYPE_CHECKING:
    from sim.analysis.counterfactual.changes import Change
    from sim.analysis.counterfactual.story import Story
    from sim.study.scenario import Scenario

Texts = Sequence[tuple[str, str]]
"""Texts of a repeated option, each with the place that it comes from."""

FORMS = {
    "policy": "CAPITAL=POLICY or CAPITAL=POLICY@MONTH",
    "move": "CAPITAL=MOVE@MONTH",
    "lever": "CAPITAL.LEVER=VALUE or CAPITAL.LEVER=VALUE@MONTH",
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


def asked_changes(policies: Texts, moves: Texts, levers: Texts, shocks: Texts, luck: Texts) -> list[AskedChange]:
    """Return the changes asked for, with every name checked; raises UsageProblem."""
    given = (("policy", policies), ("move", moves), ("lever", levers), ("shock", shocks), ("luck", luck))
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
    """Raise UsageProblem for a name that does not exist, or a number out of range."""
    from sim.analysis.counterfactual.shocks import SHOCKS
    from sim.engine import SLOTS
    from sim.engine.luck import LEAST
    from sim.game.catalogue import CAPITALS
    from sim.game.levers import LEVERS
    from sim.game.policies import POLICIES

    if asked.kind == "shock":
        known("shock", asked.name, SHOCKS, asked.where)
    elif asked.kind == "luck":
        known("slot of luck", asked.name, SLOTS, asked.where)
        number(asked, LEAST, 1.0 - 2.0**-53, "luck")
    elif asked.kind == "lever":
        known("lever", asked.name, LEVERS, asked.where)
        number(asked, LEVERS[asked.name].low, LEVERS[asked.name].high, f"'{asked.name}'")
    else:
        known("capital", asked.name, CAPITALS, asked.where)
        names: Iterable[str] = POLICIES[asked.name] if asked.kind == "policy" else menus_of(asked.name)
        known(f"{asked.kind} of {asked.name}", asked.value, list(names), asked.where)


def menus_of(capital: str) -> dict[str, str]:
    """Return the menu on which each word and deed of a capital stands; no name stands on both of its menus."""
    from sim.game.catalogue import MOVES

    menus = [f"{capital}.word", f"{capital}.deed"]
    return {move.name: menu for menu in menus for move in MOVES[menu]}


def known(what: str, name: str, names: Iterable[str], where: str) -> None:
    """Raise UsageProblem with the nearest name for one that is not known."""
    listed = list(names)
    if name not in listed:
        shown = f" of: {', '.join(listed)}" if len(listed) <= 12 else " that sim explain knows"
        raise UsageProblem(f"there is no {what} '{name}'", where, f"Use one{shown}.{nearest(name, listed)}")


def number(asked: AskedChange, low: float, high: float, what: str) -> float:
    """Return the value of a change as a number; raises UsageProblem for none, or one out of range."""
    try:
        value = float(asked.value)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        span = "above 0 and below 1" if asked.kind == "luck" else f"from {low:g} to {high:g}"
        raise UsageProblem(f"{what} is '{asked.value}'", asked.where, f"Give a number {span}.")
    return value


def month_number(s: Scenario, label: str, where: str) -> int:
    """Return a calendar month counted from the start; raises UsageProblem outside the horizon."""
    from sim.calendar import month_after, months_from

    try:
        count = months_from(s.start, label, where)
    except Problem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None
    if not 0 <= count < s.months:
        last = month_after(s.start, s.months - 1)
        raise UsageProblem(f"{label} lies outside the horizon", where, f"Give a month from {s.start} to {last}.")
    return count


def check_months(asked: Sequence[AskedChange], s: Scenario) -> None:
    """Raise UsageProblem for a month outside the horizon, before any world is played."""
    for each in asked:
        if each.month:
            month_number(s, each.month, each.where)


def change_of(asked: AskedChange, story: Story) -> Change:
    """Return the change to a world that was asked for; raises UsageProblem where this world does not allow it."""
    from sim.analysis.counterfactual.changes import LeverChange, LuckChange, MoveChange, PolicyChange
    from sim.analysis.counterfactual.shocks import shock_change

    month = month_number(story.scenario, asked.month, asked.where) if asked.month else None
    if asked.kind == "policy":
        return PolicyChange(asked.name, asked.value, month or 0)
    if asked.kind == "lever":
        return LeverChange(asked.name, float(asked.value), month or 0)
    if asked.kind == "shock":
        return shock_change(story, asked.name, asked.value or None, month, asked.where)
    assert month is not None
    if asked.kind == "move":
        return MoveChange(menus_of(asked.name)[asked.value], asked.value, month)
    return LuckChange(asked.name, float(asked.value), month)
