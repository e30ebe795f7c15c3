"""Agents at the seats of capitals in many worlds: a program has a process for each world, a
function in a user's file one for all.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import ExitCode, Place, Problem, UsageProblem, one_line
from sim.core.base.plain import Data
from sim.core.engine import SLOTS, kernel
from sim.core.engine.job import FREE, Whole
from sim.core.engine.luck import sheet_of_many
from sim.core.game.catalogue import menu_names
from sim.options import MOVE_TIME, SECONDS
from sim.policies import door
from sim.policies.agents import hand_on_transcript, is_heard, transcript_line
from sim.policies.agents.exchange import Answer, Briefing, FunctionAnswer, answer_in, line_of
from sim.policies.agents.observation import KINDS, Observation
from sim.policies.agents.program import ENDED, Program
from sim.policies.external_agents import FAULTS, Agent, AgentSeat, ExternalAgents
from sim.policies.user_policies import AGENT, UserPolicy, adopt
from sim.policies.user_rules import menus_of

TO_START: Final = 20.0
"""Extra seconds of a program for its first move."""

PATIENCE: Final = 3
"""Silences in one world after which a program is ended."""

CHILD: Final = ("python", "-m", "sim.policies.agents.function")
GRACE: Final = 60.0
"""Extra seconds for the process of a function, which measures its own time."""

MOST_LATE: Final = 10
"""Choices of a batch that may take too long before the process of a function gives up."""

BEFORE: Final = -1
"""The month number of the message that gives a function its file."""

LONGEST_SHOWN: Final = 120
"""Most characters that are shown of an invalid answer."""

SILENCE, NONSENSE, CRASH = FAULTS[1:]


class PolicyStopped(Problem):
    """A policy that cannot continue; finished parts are kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


def agent_of(policy: UserPolicy) -> Agent:
    """Return the agent that a policy names; raises UsageProblem for a sealed one and for no
    agent.
    """
    policy.unsealed()
    try:
        data = json.loads(policy.text)
        command, seconds = tuple(data["command"]), float(data["seconds"])
        if not all(isinstance(word, str) for word in command) or not 0.0 < seconds <= 86_400.0:
            raise ValueError("no command of an agent")
        return Agent(policy.function, command, seconds)
    except (ValueError, KeyError, TypeError):
        raise UsageProblem(
            "its text names no command", f"policy '{policy.name}'", "Name the agent again."
        ) from None


def seat_of(capital: str, policy: UserPolicy) -> AgentSeat:
    """Return the seat of a policy that is not compiled; raises UsageProblem."""
    if policy.is_agent:
        return AgentSeat(capital, agent_of(policy))
    seconds, rule = seconds_for_a_choice(), policy.rule
    greeting = {
        "month": BEFORE,
        "text": rule.text,
        "file": str(policy.place(0)),
        "function": rule.function,
        "capital": capital,
        "kind": rule.kind,
        "seconds": seconds,
        "most_late": MOST_LATE,
    }
    agent = Agent(policy.name, CHILD, seconds + GRACE, line_of(greeting), policy.why)
    return AgentSeat(capital, agent, rule.kind, policy.omniscient)


def seconds_for_a_choice() -> float:
    """Return the seconds that a function has for one world and month; raises UsageProblem for a
    SIM_POLICY_SECONDS that is none.
    """
    text = os.environ.get("SIM_POLICY_SECONDS") or str(SECONDS)
    try:
        if 0.0 < float(text) < 1e6:
            return float(text)
    except ValueError:
        pass
    variable = "environment, SIM_POLICY_SECONDS"
    raise UsageProblem(f"'{text}' is no number of seconds", variable, "Give one above 0.")


def can_start(command: Sequence[str]) -> bool:
    """Return whether a command names a program that can be started from here; `python` is the
    running interpreter.
    """
    return bool(command) and (command[0] == "python" or shutil.which(command[0]) is not None)


def check_seat(seat: AgentSeat) -> None:
    """Refuse a command that cannot be started, and a file that a process cannot run; raises
    UsageProblem.
    """
    agent = seat.agent
    if seat.is_function:
        start(seat).end()
    elif not can_start(agent.command):
        first = agent.command[0] if agent.command else ""
        message = f"the command of the agent '{agent.name}' is not there: {first}"
        remedy = "Give a command that can be run from here, or scripted."
        raise UsageProblem(message, "agent", remedy)


@dataclass
class SeatedProgram:
    """A program at one seat: of one world, or a function of all."""

    capital: str
    agent: Agent
    program: Program | None = field(init=False)
    """None if it could not be started, or was ended."""

    asked: int = 0
    """The number of lines sent to it."""

    silences: int = 0
    notes: list[dict[str, str]] = field(default_factory=list)
    words: str = ""
    heard: str = ""
    """The last line that it wrote, as it stood."""

    transcript: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            self.program = Program(self.agent.command)
        except OSError:
            self.program = None

    def tell(self, line: bytes) -> None:
        """Give it a line to read."""
        self.heard, self.asked = "", self.asked + 1
        if self.program is not None:
            self.program.tell(line)

    def end(self) -> None:
        """End the program, and keep its last words."""
        if self.program is not None:
            self.words = self.program.last_words
            self.program.end()
            self.program = None

    @property
    def complaint(self) -> str:
        """The likely reason for a month without a move: its last words, or the invalid line."""
        words = self.program.last_words if self.program else self.words
        return words or (f"it wrote {one_line(self.heard[:LONGEST_SHOWN])}" if self.heard else "")


Reply = tuple[Any, str]
"""An Answer of a program or a FunctionAnswer of a function, or None, and the fault."""


def start(seat: AgentSeat) -> SeatedProgram:
    """Start the player of a seat; raises UsageProblem for a file that fails in its process."""
    player = SeatedProgram(seat.capital, seat.agent)
    if seat.is_function:
        player.tell(seat.agent.greeting)
        reply, fault = await_answer(player, BEFORE, time.monotonic())
        if reply is None:
            raise stopped(player, fault)
        if reply.fault:
            raise refused(player, reply)
    return player


def stopped(player: SeatedProgram, fault: str) -> PolicyStopped:
    """End a function's process that does not answer, and return the problem with which a run
    stops.
    """
    player.end()
    # The last line that it wrote is the answer for another world.
    complaint = player.complaint if fault != SILENCE else f"no answer in {player.agent.seconds:g} s"
    why = f"{fault}: {complaint}" if complaint else fault
    remedy = "Correct it, or give it more seconds: SIM_POLICY_SECONDS."
    return PolicyStopped(f"the policy cannot go on: {why}", f"policy '{player.agent.name}'", remedy)


def refused(player: SeatedProgram, reply: FunctionAnswer) -> UsageProblem:
    """End a function's process, and return the problem that it found in the file."""
    player.end()
    place = Place(json.loads(player.agent.greeting)["file"], reply.line)
    return UsageProblem(reply.fault, place, "Correct the file of the policy.")


def ask(questions: Sequence[tuple[SeatedProgram, Data]]) -> list[Reply]:
    """Send players their months at once, and return the reply of each."""
    for player, month in questions:
        player.tell(line_of(month))
    began = time.monotonic()
    return [await_answer(player, month["month"], began) for player, month in questions]


def luck_of(capital: str, seed: int, month: int, ids: Whole) -> Floats:
    """Return a capital's uniform in each of some worlds, `(worlds,)`: the one that draws its
    statement.
    """
    none = np.zeros(ids.size, np.int64)
    row: Floats = sheet_of_many(seed, month, ids, none, none, len(SLOTS))[
        SLOTS.index(f"{capital}_word")
    ]
    return row


class AgentTable:
    """The agents of some worlds of a seed at work; `close` ends them."""

    def __init__(self, agents: ExternalAgents, seed: int, ids: Whole) -> None:
        self.seed, self.ids = seed, ids
        self.seats = {seat.capital: seat for seat in agents.seats}
        self.sights = {seat.capital: Observation(seat.capital) for seat in agents.programs}
        self.briefings = {
            capital: Briefing(capital, agents.start, agents.months) for capital in self.sights
        }
        self.players: dict[str, list[SeatedProgram]] = {}
        try:
            for capital, seat in self.seats.items():
                worlds = ids[:1] if seat.is_function else ids
                self.players[capital] = [start(seat) for _ in worlds]
                if seat.is_function and ids.size > 1:
                    kernel.say_once(
                        f"{seat.agent.name} is played as plain Python, at hundreds of worlds a "
                        f"second instead of thousands. The reason: {seat.agent.why}",
                        f"plain {seat.agent.greeting!r}",
                    )
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End all processes."""
        for players in self.players.values():
            for player in players:
                player.end()

    def close(self) -> None:
        """End all processes, and hand on the transcripts of programs."""
        self.end()
        for world in range(len(self.ids) if self.sights else 0):
            hand_on_transcript(
                [
                    line
                    for capital in self.sights
                    for line in self.players[capital][world].transcript
                ]
            )

    def ask(
        self, month: int, sights: Mapping[str, tuple[Whole, Floats]]
    ) -> dict[str, tuple[Whole, list[str]]]:
        """Ask agents for their choices in a month, and return by capital the choices, `(menus,
        worlds)` with −1 for none, and the fault of each world.

        `sights` has by capital the places of worlds and their data: for a program the state,
        `(places, worlds)` of `sim.core.game.first_half`, for a function `(fields, worlds)` of a
        `View`. Raises PolicyStopped for a function whose process ends.
        """
        questions = {
            capital: list(self.questions(capital, month, *sight))
            for capital, sight in sights.items()
        }
        replies = iter(ask([question for own in questions.values() for question in own]))
        choices = {}
        for capital, (worlds, _) in sights.items():
            seat = self.seats[capital]
            places = np.full((len(menus_of(capital, seat.kind)), worlds.size), FREE, np.int64)
            faults = [""] * worlds.size
            for k, (player, message) in enumerate(questions[capital]):
                reply, fault = next(replies)
                if seat.is_function:
                    if reply is None or reply.over:
                        raise stopped(player, fault or reply.fault)
                    faults[k] = reply.fault
                    places[:, k] = reply.places or FREE
                    continue
                faults[k] = fault
                if reply is None:
                    complain(player, fault)
                else:
                    places[:, k] = places_of(capital, reply) or FREE
                    self.deliver(capital, int(worlds[k]), reply)
                if is_heard():
                    player.transcript.append(
                        transcript_line(player.agent.name, message, player.heard, fault)
                    )
            choices[capital] = places, faults
        return choices

    def questions(
        self, capital: str, month: int, worlds: Whole, rows: Floats
    ) -> Iterator[tuple[SeatedProgram, Data]]:
        """Yield the players of a capital in some worlds, each with its input; end those of other
        worlds.
        """
        players = self.players[capital]
        if self.seats[capital].is_function:
            for world, view in zip(worlds.tolist(), rows.T.tolist(), strict=True):
                yield players[0], {"month": month, "world": world, "view": view}
            return
        for world in set(range(len(players))) - set(worlds.tolist()):
            players[world].end()
        luck = luck_of(capital, self.seed, month, self.ids[worlds]).tolist()
        for k, world in enumerate(worlds.tolist()):
            player, sight = players[world], self.sights[capital].by_name(rows[:, k])
            yield player, self.briefings[capital].month(month, sight, luck[k], player.notes)
            player.notes = []

    def deliver(self, capital: str, world: int, answer: Answer) -> None:
        """Deliver the messages of an answer, to be read next month."""
        for note in answer.messages:
            for other in self.sights:
                if other != capital and note.to in (other, "all"):
                    self.players[other][world].notes.append({"sender": capital, "text": note.text})


def await_answer(player: SeatedProgram, month: int, began: float) -> Reply:
    """Return the answer of a player to a month sent at clock time `began`, or None, and its fault.

    The statement and the action of a program's answer are sure to be on the menus.
    """
    program, agent = player.program, player.agent
    if program is None:
        return None, CRASH
    # A function answers for one world after another.
    until = time.monotonic() if agent.greeting else began
    until += agent.seconds + (TO_START if player.asked == 1 else 0.0)
    while True:
        line = program.answer(until)
        if line is None:
            player.silences += 1
            if player.silences >= PATIENCE:
                player.end()
            return None, SILENCE
        if line == ENDED:
            player.end()
            return None, CRASH
        player.heard = line.decode(errors="replace").rstrip("\n")
        if not line.endswith(b"\n"):
            player.end()
            return None, NONSENSE
        reply: Any = answer_in(line, FunctionAnswer if agent.greeting else Answer)
        if reply is not None and reply.month < month:
            continue  # it comes too late, for a month that is over
        fits = reply is not None and reply.month == month
        if fits and isinstance(reply, Answer):
            fits = places_of(player.capital, reply) is not None
        return (reply, "") if fits else (None, NONSENSE)


def places_of(capital: str, answer: Answer) -> list[int] | None:
    """Return the places of a statement and an action on their menus, or None if one is on none."""
    choices = [(menu_names(f"{capital}.{kind}"), getattr(answer, kind)) for kind in KINDS]
    return (
        [menu.index(name) for menu, name in choices]
        if all(name in menu for menu, name in choices)
        else None
    )


def complain(player: SeatedProgram, fault: str) -> None:
    """Report the first fault of each kind that an agent has at a capital."""
    why = f": {player.complaint}" if player.complaint else ""
    kernel.say_once(
        f"the agent {player.agent.name} gave {player.capital.capitalize()} no move ({fault}){why}; "
        "such months are played by the rules, and counted",
        f"{player.agent.name} {player.capital} {fault}",
    )


NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,59}")


def agent(name: str, command: str | Sequence[str], seconds: float = SECONDS) -> str:
    """Register a program as an agent, and return its name as a policy of a scenario.

    `command` is a command line, or its words; `seconds` is the limit for a move. Raises
    UsageProblem.

    >>> import sim
    >>> sim.agent("calm", "python -m sim.scripted")
    'agent:calm'
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageProblem(
            f"{name!r} is no name of an agent", "agent", "Use letters, digits, _, - and dots."
        )
    limit = MOVE_TIME.checked(seconds, "seconds")
    words = tuple(shlex.split(command) if isinstance(command, str) else command)
    door.ask(f"the agent '{name}', which is the program '{' '.join(words)[:200]}'")
    check_seat(AgentSeat("", Agent(name, words, limit)))
    text = json.dumps({"command": list(words), "seconds": limit}) + "\n"
    policy = UserPolicy(f"{AGENT}:{name}", text)
    adopt([policy])
    return policy.name
