"""Who takes part: a program, a policy by its name, one of a user's own, or a file in which a policy
was written.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import POLICIES
from sim.core.scenario import Scenario, load_scenario
from sim.policies.agents.table import NAME, agent, can_start
from sim.policies.user_policies import AGENT, is_own, own_policy
from sim.study.experiment.definition import Value

SCRIPTED: Final = "scripted"
COMMAND_OF_SCRIPTED: Final = "python -m sim.scripted"
NAMED: Final = re.compile(rf"({NAME.pattern})=(.+)", re.DOTALL)
MODEL: Final = "the model"


@dataclass(frozen=True)
class Entrant:
    """Who takes part: the name, and what the scenario is changed by where it sits, by capital."""

    name: str
    changes: Mapping[str, Mapping[str, Value]]

    @property
    def is_program(self) -> bool:
        """Whether it is a program, which may fail to answer."""
        return any(
            str(value).startswith(f"{AGENT}:")
            for own in self.changes.values()
            for value in own.values()
        )


def entrants_from(
    texts: Sequence[str], scenario: Scenario, seats: Sequence[str], seconds: float
) -> tuple[Entrant, ...]:
    """Return the entrants that texts name; raises UsageProblem for one that is none, or cannot sit
    at a seat.

    A text is `scripted`, the name of a policy, `module:function`, a scenario file, or a command
    with or without a name before it, `NAME=COMMAND`; a program has so many seconds for a move.
    """
    found = [entrant(text, scenario, seats, seconds) for text in texts]
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1 or name == MODEL:
            raise UsageProblem(
                f"the name '{name}' is taken", "the agents", "Write NAME=COMMAND with another name."
            )
    return tuple(found)


def entrant(text: str, scenario: Scenario, seats: Sequence[str], seconds: float) -> Entrant:
    """Return the entrant that one text names; raises UsageProblem."""
    if text == SCRIPTED:
        return everywhere(SCRIPTED, agent(SCRIPTED, COMMAND_OF_SCRIPTED, seconds), seats)
    if is_own(text):
        check_own(text, seats)
        return everywhere(text, text, seats)
    if text.endswith(".toml"):
        return Entrant(Path(text).stem, {seat: changes_in(text, scenario, seat) for seat in seats})
    if any(text in POLICIES[seat] for seat in CAPITALS):
        for seat in seats:
            if text not in POLICIES[seat]:
                remedy = f"Use one of: {', '.join(POLICIES[seat])}; or name other seats."
                raise UsageProblem(
                    f"{seat.capitalize()} has no policy '{text}'", f"agent {text}", remedy
                )
        return everywhere(text, text, seats)
    named = NAMED.fullmatch(text)
    command = named[2] if named else text
    command = COMMAND_OF_SCRIPTED if command == SCRIPTED else command
    words = split(command, text)
    if not can_start(words):
        remedy = (
            "Give a command, NAME=COMMAND, scripted, a policy, module:function, or a scenario file."
        )
        raise UsageProblem(
            "it is no command that can be run from here, and no policy", f"agent '{text}'", remedy
        )
    name = named[1] if named else re.sub(r"[^\w.-]", "-", Path(words[-1]).stem or words[0])
    name = name if re.match(r"[A-Za-z_]", name) else f"agent-{name}"
    return everywhere(name, agent(name[:60], words, seconds), seats)


def check_own(name: str, seats: Sequence[str]) -> None:
    """Refuse a policy of a user's own at the seat of another capital, and one that is none; raises
    UsageProblem.
    """
    policy = own_policy(name)
    wrong = [seat for seat in seats if not policy.is_agent and policy.rule.capital != seat]
    if wrong:
        whose = policy.rule.capital
        what = f"'{name}' is a policy of {whose.capitalize()}'s, and cannot sit for {wrong[0].capitalize()}"
        raise UsageProblem(
            what, f"agent {name}", f"Give --seat {whose} alone, or a policy for that seat."
        )


def split(command: str, text: str) -> list[str]:
    """Return the words of a command line; raises UsageProblem for quotes that do not close."""
    try:
        return shlex.split(command)
    except ValueError as error:
        raise UsageProblem(
            f"the command cannot be read: {error}", f"agent {text}", "Close its quotes."
        ) from None


def everywhere(name: str, policy: str, seats: Sequence[str]) -> Entrant:
    """Return an entrant that has one policy at every seat."""
    return Entrant(name, {seat: {f"{seat}.policy": policy} for seat in seats})


def changes_in(path: str, scenario: Scenario, seat: str) -> Mapping[str, Value]:
    """Return by what a file's policy of a capital differs from the scenario; raises UsageProblem
    where others differ.

    The file is a scenario: numbers, levers and the policy of this
    capital may differ.
    """
    other = load_scenario(path)
    where = f"agent {path}"
    for capital in CAPITALS:
        if capital != seat and other.plan(capital) != scenario.plan(capital):
            what = f"the file changes what {capital.capitalize()} does, and sits for {seat.capitalize()}"
            raise UsageProblem(
                what, where, f"Give --seat {capital}, or the scenario that the file was made from."
            )
    if (other.start, other.months, other.kim_type) != (
        scenario.start,
        scenario.months,
        scenario.kim_type,
    ):
        raise UsageProblem(
            "the file has another start, horizon or Kim",
            where,
            "Give the scenario that it is from.",
        )
    own, theirs = dict(scenario.values), dict(other.values)
    changed: dict[str, Value] = {
        name: value
        for name, value in theirs.items()
        if value != own.get(name, scenario.value(name))
    }
    changed |= {name: scenario.change({}).value(name) for name in own if name not in theirs}
    plan = other.plan(seat)
    if len(plan.in_time) != 1:
        raise UsageProblem(
            "the file has a schedule", where, "Give a file with one policy for all months."
        )
    changed[f"{seat}.policy"] = plan.in_time[0].policy
    levers = dict(plan.in_time[0].levers) | dict(plan.levers)
    return changed | {f"{seat}.{lever}": value for lever, value in levers.items()}
