"""Who is asked in a scenario: the agents that it names, beside the compiled policies of a user's own."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine.external_agents import Outside
from sim.errors import UsageProblem
from sim.study.agents.table import Agent, Seats, agent_in
from sim.study.policies import RULES, OwnPolicy, own_policy, replacements_of, rules_of
from sim.study.python_rules import PlainFunction


def outside_of(named: Mapping[str, str], start: str, months: int) -> Outside | None:
    """Return who is asked, given policies by capital and name; None where all is compiled. Raises UsageProblem."""
    policies = {capital: own_policy(name) for capital, name in named.items() if not capital.startswith(RULES)}
    agents = tuple((capital, agent_of(each)) for capital, each in policies.items() if each.how == "program")
    functions = tuple(PlainFunction(each) for each in policies.values() if each.how == "plain")
    if not agents and not functions:
        return None
    table = Seats(agents, start, months) if agents else None
    return Outside(functions, table, rules_of(named), replacements_of(named))


def agent_of(policy: OwnPolicy) -> Agent:
    """Return the agent that a policy is; raises UsageProblem where it is sealed, or no agent."""
    policy.unsealed()
    try:
        return agent_in(policy.name.partition(":")[2], policy.text)
    except (ValueError, KeyError, TypeError):
        raise UsageProblem("its text names no command", f"policy '{policy.name}'", "Name the agent anew.") from None
