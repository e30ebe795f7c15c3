"""Programs as a person names them: `scripted`, a command, or NAME=COMMAND."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.core.base.errors import UsageProblem
from sim.core.extensions import is_own
from sim.core.game.policies import POLICIES
from sim.policies.agents.table import NAME, agent, check_seat
from sim.policies.external_agents import Agent, AgentSeat

SCRIPTED: Final = "scripted"
COMMAND_OF_SCRIPTED: Final = "python -m sim.scripted"
NAMED: Final = re.compile(rf"({NAME.pattern})=(.+)", re.DOTALL)


def agent_from(text: str, seconds: float) -> Agent:
    """Return the program that a text names, with so many seconds for a move.

    Without a name before the command it is called by its file. Raises UsageProblem for a policy,
    and for a command that cannot be run from here.
    """
    option = f"--agent {text}"
    match = NAMED.fullmatch(text)
    command = match[2] if match else text
    if is_own(command) or any(command in own for own in POLICIES.values()):
        remedy = f"Give a command or scripted here, and the policy as CAPITAL.policy={command}."
        raise UsageProblem(f"'{command}' is a policy, and no program", option, remedy)
    try:
        words = shlex.split(COMMAND_OF_SCRIPTED if command == SCRIPTED else command) or [""]
    except ValueError as error:
        message = f"the command cannot be read: {error}"
        raise UsageProblem(message, option, "Close its quotes.") from None
    stem = command if command == SCRIPTED else Path(words[-1]).stem or words[0]
    name = match[1] if match else re.sub(r"[^\w.-]", "-", stem)
    name = name if NAME.match(name) else f"agent-{name}"
    program = Agent(name[:60], tuple(words), seconds)
    check_seat(AgentSeat("", program))
    return program


def name_agents(texts: Sequence[str], seconds: float) -> list[str]:
    """Register programs as agents, and return their names as policies: `agent:NAME` each.

    Raises UsageProblem for a text that names no program, and for a name that two share.
    """
    programs = [agent_from(text, seconds) for text in texts]
    names = [program.name for program in programs]
    for name in names:
        if names.count(name) > 1:
            remedy = "Write NAME=COMMAND with another name."
            raise UsageProblem(f"two agents are called '{name}'", "--agent", remedy)
    return [agent(program.name, program.command, seconds) for program in programs]
