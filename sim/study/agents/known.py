"""Agents under their names: from then on a scenario may name one as a policy, `agent:NAME`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final

from sim.errors import UsageProblem
from sim.options import SECONDS
from sim.scenario.user_policies import AGENT, UserPolicy, adopt
from sim.study.agents.table import Agent

NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,59}")
LONGEST_WAIT: Final = 3600.0


def agent(name: str, command: str | Sequence[str], seconds: float = SECONDS) -> str:
    """Let a program be known as an agent, and return the name under which a scenario may have it as a policy.

    `command` is a command line, or its words; `seconds` are those that it has for a move. Raises UsageProblem.

    >>> import sim
    >>> sim.agent("calm", "python -m sim.scripted")
    'agent:calm'
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageProblem(f"{name!r} is no name of an agent", "agent", "Use letters, digits, _, - and dots.")
    if not 0.0 < seconds <= LONGEST_WAIT:
        raise UsageProblem(f"an agent cannot have {seconds:g} seconds", "seconds", f"Give up to {LONGEST_WAIT:g}.")
    found = Agent(name, tuple(shlex.split(command) if isinstance(command, str) else command), float(seconds))
    found.check()
    policy = UserPolicy(f"{AGENT}:{name}", found.text, how="program")
    adopt([policy])
    return policy.name
