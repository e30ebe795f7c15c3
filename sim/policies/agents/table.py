"""Programs under their names at the seats of capitals: one process a seat and world, all worlds
month by month.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem, one_line
from sim.core.engine import SLOTS, kernel
from sim.core.engine.job import FREE, Whole
from sim.core.engine.luck import sheet_of_many
from sim.core.game.catalogue import menu_names
from sim.options import MOVE_TIME, SECONDS
from sim.policies.agents import hand_on_transcript, is_heard, transcript_line
from sim.policies.agents.exchange import Answer, Briefing, answer_in, line_of
from sim.policies.agents.observation import KINDS, Observation
from sim.policies.agents.program import ENDED, Program
from sim.policies.external_agents import FAULTS, Table
from sim.policies.user_policies import AGENT, UserPolicy, adopt

TO_START: Final = 20.0
"""Seconds that a program has besides for its first move."""

PROCESSES: Final = 16
"""Most processes of a table at once."""

PATIENCE: Final = 3
"""Silences in one world after which a program is ended."""

LONGEST_SHOWN: Final = 120
"""Characters that are shown of an answer that is none."""

SILENCE, NONSENSE, CRASH = FAULTS[1:]


@dataclass(frozen=True)
class Agent:
    """A program that takes seats: its name, its command, and the seconds that it has for a move."""

    name: str
    command: tuple[str, ...]
    seconds: float = SECONDS

    @property
    def text(self) -> str:
        """What is kept of it with results."""
        return json.dumps({"command": list(self.command), "seconds": self.seconds}) + "\n"

    def check(self) -> None:
        """Refuse a command that cannot be started from here; raises UsageProblem."""
        first, *_ = self.command or ("",)
        # `python` is the one that plays.
        if first != "python" and shutil.which(first) is None:
            what = f"the command of the agent '{self.name}' is not there: {first}"
            raise UsageProblem(
                what, "agent", "Give a command that can be run from here, or scripted."
            )


def agent_of(policy: UserPolicy) -> Agent:
    """Return the agent that a policy is; raises UsageProblem where it is sealed, or no agent."""
    policy.unsealed()
    try:
        said = json.loads(policy.text)
        command, seconds = tuple(said["command"]), float(said["seconds"])
        if not all(isinstance(each, str) for each in command) or not 0.0 < seconds <= 86_400.0:
            raise ValueError("no command of an agent")
        return Agent(policy.name.partition(":")[2], command, seconds)
    except (ValueError, KeyError, TypeError):
        raise UsageProblem(
            "its text names no command", f"policy '{policy.name}'", "Name the agent anew."
        ) from None


Seats = tuple[tuple[str, Agent], ...]
"""Who sits for which capital."""


def table_of(seats: Seats, start: str, months: int) -> Table:
    """Return programs at a table, in worlds that begin in a month and last for so many."""
    return Table(max(1, PROCESSES // len(seats)), partial(Programs, seats, start, months))


@dataclass
class Player:
    """A program at one seat of one world."""

    capital: str
    agent: Agent
    program: Program | None = field(init=False)
    """None where it cannot be started, or was ended."""

    asked: int = 0
    """How many months it was told."""

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

    def tell(self, told: dict[str, Any]) -> None:
        """Give it a month to read."""
        self.heard, self.asked = "", self.asked + 1
        if self.program is not None:
            self.program.tell(line_of(told))

    def end(self) -> None:
        """End the program, and keep its last words."""
        if self.program is not None:
            self.words = self.program.last_words
            self.program.end()
            self.program = None

    @property
    def complaint(self) -> str:
        """What may explain a month without a move: its last words, or the line that was no
        answer.
        """
        words = self.program.last_words if self.program else self.words
        return words or (f"it wrote {one_line(self.heard[:LONGEST_SHOWN])}" if self.heard else "")


def ask(asked: Sequence[tuple[Player, dict[str, Any]]]) -> list[tuple[Answer | None, str]]:
    """Tell players their months side by side, and return what each answers, or None and its
    fault.
    """
    for player, told in asked:
        player.tell(told)
    began = time.monotonic()
    return [await_answer(player, told["month"], began) for player, told in asked]


def luck_of(capital: str, seed: int, month: int, ids: Whole) -> Floats:
    """Return a uniform of a capital's own for each of some worlds, `(worlds,)`: that by which its
    word is drawn.
    """
    none = np.zeros(ids.size, np.int64)
    row: Floats = sheet_of_many(seed, month, ids, none, none, len(SLOTS))[
        SLOTS.index(f"{capital}_word")
    ]
    return row


class Programs:
    """The programs of some worlds at work."""

    def __init__(self, seats: Seats, start: str, months: int, seed: int, ids: Whole) -> None:
        self.seed, self.ids = seed, ids
        self.sights = {capital: Observation(capital) for capital, _ in seats}
        self.briefings = {capital: Briefing(capital, start, months) for capital, _ in seats}
        self.players = {capital: [Player(capital, agent) for _ in ids] for capital, agent in seats}

    def close(self) -> None:
        """End all programs, and hand on what was said."""
        for players in self.players.values():
            for each in players:
                each.end()
        for world in range(len(self.ids)):
            hand_on_transcript(
                [line for players in self.players.values() for line in players[world].transcript]
            )

    def choose(
        self, month: int, worlds: Whole, state: Floats
    ) -> tuple[dict[str, Whole], dict[str, Whole]]:
        """Tell every program the month, wait for the answers, and return words and deeds, and the
        faults.
        """
        self.leave(set(range(len(self.ids))) - set(worlds.tolist()))
        asked = [self.told(capital, month, worlds, state) for capital in self.players]
        answers = iter(ask([each for own in asked for each in own]))
        chosen, faults = {}, {}
        for capital, own in zip(self.players, asked, strict=True):
            moves, wrong = (
                np.full((2, worlds.size), FREE, np.int64),
                np.zeros(worlds.size, np.int64),
            )
            for k, ((player, told), (answer, fault)) in enumerate(zip(own, answers, strict=False)):
                wrong[k] = FAULTS.index(fault)
                if answer is not None:
                    moves[:, k] = places_of(capital, answer) or FREE
                    self.deliver(capital, int(worlds[k]), answer)
                else:
                    complain(player, fault)
                if is_heard():
                    player.transcript.append(
                        transcript_line(player.agent.name, told, player.heard, fault)
                    )
            chosen[capital], faults[capital] = moves, wrong
        return chosen, faults

    def told(
        self, capital: str, month: int, worlds: Whole, state: Floats
    ) -> list[tuple[Player, dict[str, Any]]]:
        """Return the players of a capital in some worlds, each with the month as it reads it."""
        luck, found = luck_of(capital, self.seed, month, self.ids[worlds]), []
        for k, world in enumerate(worlds.tolist()):
            player = self.players[capital][world]
            seen = self.sights[capital].by_name(state[:, k])
            found.append(
                (player, self.briefings[capital].month(month, seen, float(luck[k]), player.notes))
            )
            player.notes = []
        return found

    def leave(self, worlds: set[int]) -> None:
        """End the programs of worlds that are over."""
        for players in self.players.values():
            for world in worlds:
                players[world].end()

    def deliver(self, capital: str, world: int, answer: Answer) -> None:
        """Put the messages of an answer where those they are for read them next month."""
        for note in answer.messages:
            for other, players in self.players.items():
                if other != capital and note.to in (other, "all"):
                    players[world].notes.append({"sender": capital, "text": note.text})


def await_answer(player: Player, month: int, began: float) -> tuple[Answer | None, str]:
    """Return the answer of a player to a month that it was told when the clock stood at `began`, or
    None and its fault.

    Of an answer it is certain that its word and its deed are on the menus.
    """
    program = player.program
    if program is None:
        return None, CRASH
    until = began + player.agent.seconds + (TO_START if player.asked == 1 else 0.0)
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
        found = answer_in(line)
        if found is not None and found.month < month:
            continue  # it comes too late, for a month that is over
        fits = (
            found is not None
            and found.month == month
            and places_of(player.capital, found) is not None
        )
        return (found, "") if fits else (None, NONSENSE)


def places_of(capital: str, answer: Answer) -> list[int] | None:
    """Return the places of a word and a deed on their menus, None where one is on none."""
    both = [(menu_names(f"{capital}.{kind}"), getattr(answer, kind)) for kind in KINDS]
    return (
        [menu.index(name) for menu, name in both]
        if all(name in menu for menu, name in both)
        else None
    )


def complain(player: Player, fault: str) -> None:
    """Say once of an agent what first went wrong with it."""
    said = f": {player.complaint}" if player.complaint else ""
    kernel.say_once(
        f"the agent {player.agent.name} gave {player.capital.capitalize()} no move ({fault}){said}; "
        "such months are played by the rules, and counted",
        f"{player.agent.name} {player.capital} {fault}",
    )


NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,59}")


def agent(name: str, command: str | Sequence[str], seconds: float = SECONDS) -> str:
    """Let a program be known as an agent, and return the name under which a scenario may have it as
    a policy.

    `command` is a command line, or its words; `seconds` are those that it has for a move. Raises
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
    found = Agent(name, tuple(shlex.split(command) if isinstance(command, str) else command), limit)
    found.check()
    policy = UserPolicy(f"{AGENT}:{name}", found.text, how="program")
    adopt([policy])
    return policy.name
