"""What no page can play: a page carries a kernel that was compiled, before it was opened, of the rules that ship."""

from __future__ import annotations

from sim.errors import UsageProblem
from sim.study.policies import RULES
from sim.study.scenario import Scenario
from sim.study.scenario.scenario import own_policies


def check_shipped(scenario: Scenario) -> None:
    """Refuse a scenario with a policy or a rule of a user's own; raises UsageProblem."""
    for key, name in own_policies(scenario).items():
        where = key if key.startswith(RULES) else f"{key}.policy"
        raise UsageProblem(
            f"a page cannot play '{name}': its kernel was compiled of the rules that ship, and has no compiler", where,
            "Name a policy that ships here; sim run, compare, why, sweep and EscalationModel play your own.",
        )  # fmt: skip
