"""What can be learnt of a capital's policy: its course rules and levers, each over the range of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.errors import UsageProblem, nearest
from sim.game.levers import LEVERS
from sim.game.numbers import LEDGER
from sim.game.policies import FREE, courses_of
from sim.scenario import Scenario
from sim.scenario.scenario import effective_levers
from sim.study.experiment.definition import Factor, Value
from sim.study.experiment.factor_text import one_of, whole_range

ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "washington": ("washington_nerve", "washington_step"),
    "beijing": ("mediate_for_soft", "mediate_with_seoul", "mediate_in_crisis", "warn_after_test", "firm_after_test"),
    "pyongyang": (
        "soft_for_neighbour", "offer_share", "accept", "disarm_for_talks", "disarm_for_relief", "threaten_for_threat",
        "caution",
    ),
    "seoul": (
        "initiative_for_soft", "aid_for_soft", "aid_after_test", "exercise", "exercise_paused", "exercise_after_test",
        "retaliate",
    ),
}  # fmt: skip
"""The numbers by which each capital alone answers what the others did."""

WANTS: Final = ("pyongyang.deterrent_goal",)
"""Levers that say what a capital wants, not what it does: to want less is no better policy."""

TIT_FOR_TAT: Final = "tit_for_tat"
RULES: Final[Mapping[str, tuple[str, ...]]] = {"washington": (TIT_FOR_TAT,), "pyongyang": (TIT_FOR_TAT,)}
"""Rules over courses that no leaning can say."""


def space_of(capital: str, only: Sequence[str] = ()) -> tuple[Factor, ...]:
    """Return all that can be learnt of a capital, or what `only` names; raises UsageProblem for another name.

    First the rule over courses: free, by a rule of its own, or held to a course. Then leaning, courses allowed, the
    rate of reviews, answers, and levers.
    """
    known = {factor.name: factor for factor in whole_space(capital)}
    for name in only:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"'{name}' is nothing that {capital.capitalize()} can learn", f"over {name}", remedy)
    return tuple(factor for name, factor in known.items() if not only or name in only)


def whole_space(capital: str) -> list[Factor]:
    """Return all that can be learnt of a capital."""
    courses = courses_of(capital)
    rules = (FREE, *RULES.get(capital, ()), *courses)
    levers = [name for name in LEVERS if name.startswith(f"{capital}.") and name not in WANTS]
    return [
        Factor(f"{capital}.policy", "lever", one_of(rules)),
        *(whole_range(f"{capital}_lean.{course}") for course in courses),
        *(Factor(f"{capital}_allowed.{course}", "uncertainty", one_of((1.0, 0.0))) for course in courses),
        whole_range(f"review_rate_{capital}"),
        *(whole_range(name) for answer in ANSWERS[capital] for name in cells_of(answer)),
        *(whole_range(name) for name in levers),
    ]


def cells_of(name: str) -> list[str]:
    """Return the names of the cells of a table, or the name of a number."""
    entry = LEDGER[name]
    return [f"{name}.{cell}" for cell, _ in entry.cells] if entry.cells else [name]


def start_of(scenario: Scenario, capital: str, factor: Factor) -> Value:
    """Return the value from which learning starts: what the scenario has in its first month, free where it is held."""
    name = factor.name
    if name == f"{capital}.policy":
        return str(factor.values[0])
    if name in LEVERS:
        _, _, levers = next(effective_levers(scenario, capital))
        return levers[name.partition(".")[2]]
    return scenario.value(name)


def idle(capital: str, name: str, policy: Value | None) -> bool:
    """Say whether a name does nothing under a rule over courses.

    No review draws on a leaning where there is none, and who is held to a course never answers as on another.
    """
    if name.startswith((f"{capital}_lean.", f"{capital}_allowed.", f"review_rate_{capital}")):
        return policy not in (None, FREE)
    courses, cell = courses_of(capital), name.rpartition(".")[2]
    return policy in courses and cell in courses and cell != policy
