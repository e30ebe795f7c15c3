"""Find the policies and rules that a scenario names, and decide how each is played: translated, or
asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.engine.job import USUAL, Outside
from sim.policies.active_rules import replaceable as replaceable
from sim.policies.agents.python_rules import function_of
from sim.policies.agents.table import agent_of, table_of
from sim.policies.external_agents import ExternalAgents
from sim.policies.user_policies import (
    RULES,
    name_of as name_of,
    own_policy,
    replacements_of,
    rules_of,
    rules_with,
)


def played_by(named: Mapping[str, str], start: str, months: int) -> tuple[str, Outside | None]:
    """Return the module of the month to play and who is asked each month: None if every policy is
    compiled.

    Raises UsageProblem for a policy that cannot be loaded.
    """
    policies = {
        capital: own_policy(name)
        for capital, name in named.items()
        if not capital.startswith(RULES)
    }
    agents = tuple(
        (capital, agent_of(each)) for capital, each in policies.items() if each.how == "program"
    )
    functions = tuple(function_of(each) for each in policies.values() if each.how == "plain")
    if not agents and not functions:
        return rules_with(named), None
    table = table_of(agents, start, months) if agents else None
    return USUAL, ExternalAgents(functions, table, rules_of(named), replacements_of(named))
