"""A scenario as people ask for it in texts: a name or a file, and changes NAME=VALUE, each with where it was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sim.errors import ScenarioProblem, UsageProblem
from sim.scenario import Scenario
from sim.study.experiment.factor_text import number_or_name, setting

DEFAULT_SCENARIO: Final = "2017-spring"
TEXTS: Final = ("name", "title", "start", "kim_type")
LISTS: Final = ("elections", "switches", "windows", "expiries", "incidents", "leaders")
Changes = Sequence[tuple[str, str]]
"""Texts NAME=VALUE, each with the place that it comes from."""


def read_scenario(name_or_path: str, changes: Changes = ()) -> Scenario:
    """Return the scenario that a name or a file and changes ask for; raises ScenarioProblem or UsageProblem."""
    from sim.scenario import load_scenario

    return apply_changes(load_scenario(name_or_path), changes)


def apply_changes(scenario: Scenario, changes: Changes) -> Scenario:
    """Return the scenario with the changes of `--set`; raises UsageProblem that names the option."""
    from sim.scenario import to_toml

    made = scenario
    for text, where in changes:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise UsageProblem("a change needs a name and a value", where, "Write --set name=value.")
        try:
            check_vote(made, name)
            made = made.change({name: value_of(name, value, where)}, where)
            # A name that no file may hold would be found out only when results are written.
            to_toml(made)
        except ScenarioProblem as problem:
            raise UsageProblem(problem.what, where, problem.remedy) from None
    return made


def check_vote(scenario: Scenario, name: str) -> None:
    """Raise ScenarioProblem for the vote of a capital that holds none."""
    head, _, capital = name.partition(".")
    votes = dict.fromkeys(vote.capital for vote in scenario.elections)
    if head == "elections" and capital and capital not in votes:
        known = f"Name one of: {', '.join(votes)}." if votes else "Leave it out: nobody votes in this scenario."
        raise ScenarioProblem(f"there is no vote of '{capital}'", name, known)


def value_of(name: str, text: str, where: str) -> Any:
    """Return the value that a text means for a name; raises ScenarioProblem or UsageProblem."""
    if name in LISTS:
        raise ScenarioProblem(f"'{name}' is a list, too long for an option", name, "Write it into a scenario file.")
    if name in TEXTS or name.startswith("rules.") or name.endswith((".policy", ".courses", ".course")):
        return text
    return setting(name, number_or_name(text), where)
