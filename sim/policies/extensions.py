"""Find the policies and rules that a scenario names, and decide how each is played: translated, or
asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.engine.job import USUAL, Job, Outside, Worlds
from sim.core.engine.kernel import Engine
from sim.policies.active_rules import replaceable as replaceable
from sim.policies.agents.table import seat_of
from sim.policies.external_agents import ExternalAgents
from sim.policies.external_choices import play_asking
from sim.policies.user_policies import (
    name_of as name_of,
    parts_of,
    rules_with,
)


def played_by(named: Mapping[str, str], start: str, months: int) -> tuple[str, Outside | None]:
    """Return the module of the month to play, and the agents to ask: None if all policies are
    compiled.

    Raises UsageProblem for a policy that cannot be loaded.
    """
    rules, replaced, policies = parts_of(named)
    if not policies:
        return rules_with(named), None
    seats = tuple(seat_of(capital, policy) for capital, policy in policies.items())
    return USUAL, ExternalAgents(seats, start, months, rules, replaced)


def play(job: Job, engine: Engine | None) -> Worlds:
    """Play the worlds of a job, asking its agents every month."""
    if not isinstance(job.outside, ExternalAgents):
        raise TypeError("the job has no agents to ask")
    return play_asking(job, job.outside, engine)
