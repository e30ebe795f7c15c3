"""The names of courses, policies and factors in words, for tables, figures and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sim.game.catalogue import CAPITALS, COURSES
from sim.game.levers import LEVERS
from sim.game.policies import POLICIES
from sim.study.experiment.definition import value_text

if TYPE_CHECKING:
    from sim.scenario import Scenario

POLICY_NAMES: Final = {name: own.label for each in POLICIES.values() for name, own in each.items() if own.label}
"""The policies that are rules of review; a policy that holds a course has the name of the course."""

OF_A_CAPITAL: Final = {"policy": "policy"} | {name.partition(".")[2]: lever.label for name, lever in LEVERS.items()}
"""What a factor `capital.…` varies, in words."""


def course_name(capital: str, course: str) -> str:
    """Return a course in words, without what stands in brackets."""
    return next(entry.label for entry in COURSES[capital] if entry.name == course).partition(" (")[0]


def policy_name(capital: str, policy: str) -> str:
    """Return a policy in words: the course that it holds, or the rule of its reviews; one of the user's as typed."""
    if any(entry.name == policy for entry in COURSES[capital]):
        return course_name(capital, policy)
    return POLICY_NAMES.get(policy, policy)


def sides(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Return what scenarios are called side by side, and the policy by which they differ, if they do in one alone."""
    alike = len({each.name for each in scenarios}) == 1
    for capital in CAPITALS if alike else ():
        plans = [each.plan(capital).in_time for each in scenarios]
        policies = [spells[0].policy if len(spells) == 1 else "" for spells in plans]
        if len(scenarios) > 1 and len(set(policies)) == len(scenarios) and all(policies):
            return [(policy_name(capital, each), each) for each in policies]
    names = [each.name for each in scenarios]
    return [(f"{name} ({k + 1})" if names.count(name) > 1 else name, "") for k, name in enumerate(names)]


def policy_clause(capital: str, policy: str) -> str:
    """Return what a capital does by a rule of review: "follows a hawk's review", "decides without prevention"."""
    name = policy_name(capital, policy)
    return name if name.startswith(("decides ", "holds ", "learns ", "reviews ")) else f"follows {name}"


def factor_name(name: str) -> str:
    """Return a factor in words, "Washington's pressure"; a number of the ledger keeps the name that is typed."""
    capital, _, part = name.partition(".")
    if capital not in CAPITALS or part not in OF_A_CAPITAL:
        return name
    return f"{capital.capitalize()}'s {OF_A_CAPITAL[part]}"


def factor_value(name: str, value: Any) -> str:
    """Return a value of a factor in words."""
    capital, _, part = name.partition(".")
    if part == "policy" and capital in CAPITALS and isinstance(value, str):
        return policy_name(capital, value)
    return value_text(value)
