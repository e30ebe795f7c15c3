"""Programs at the seats of some capitals: in each world one process a seat, all worlds of a table month by month."""

from __future__ import annotations

import json
import shutil
import time
import warnings
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.engine import SLOTS, engines
from sim.engine.job import FREE
from sim.engine.luck import sheet_of_many
from sim.engine.outside import FAULTS, Whole
from sim.errors import UsageProblem
from sim.game.catalogue import MOVES
from sim.study.agents import transcript
from sim.study.agents.briefing import Briefing
from sim.study.agents.exchange import Answer, answer_in, line_of
from sim.study.agents.program import ENDED, Program

SECONDS: Final = 10.0
"""Seconds that a program has for a move, unless it is said otherwise; for its first one it has so many more."""

TO_START: Final = 20.0
PROCESSES: Final = 16
"""Most processes of a table at once."""

PATIENCE: Final = 3
"""Silences in one world after which a program is ended."""

LONGEST_SHOWN: Final = 120
"""Characters that are shown of an answer that is none."""

SILENCE, NONSENSE, CRASH = (FAULTS.index(name) for name in ("silence", "nonsense", "crash"))


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
        """Refuse a command that cannot be started; raises UsageProblem."""
        if not self.command or not (self.command[0] == "python" or shutil.which(self.command[0])):
            what = f"the command of the agent '{self.name}' is not there: {self.command[0] if self.command else ''}"
            raise UsageProblem(what, "agent", "Give a program that can be run from here, with its arguments.")


def agent_in(name: str, text: str) -> Agent:
    """Return an agent from what was kept of it; raises ValueError for anything else."""
    said = json.loads(text)
    command, seconds = said["command"], said["seconds"]
    if not all(isinstance(each, str) for each in command) or not 0.0 < float(seconds) <= 86_400.0:
        raise ValueError("no command of an agent")
    return Agent(name, tuple(command), float(seconds))


@dataclass(frozen=True)
class Seats:
    """Programs at a table: who sits for which capital, from which month on, and for how many."""

    agents: tuple[tuple[str, Agent], ...]
    start: str
    months: int
    policies: tuple[tuple[str, str], ...] = ()
    """The policy of every capital by name, for the transcript."""

    @property
    def capitals(self) -> tuple[str, ...]:
        """Who is played by a program."""
        return tuple(capital for capital, _ in self.agents)

    @property
    def at_once(self) -> int:
        """The most worlds that are sat for at once."""
        return max(1, PROCESSES // len(self.agents))

    def sit(self, places: tuple[str, ...], seed: int, ids: Whole) -> Programs:
        """Start the programs of these worlds."""
        return Programs(self, places, seed, ids)


@dataclass
class Player:
    """A program at one seat of one world."""

    agent: Agent
    program: Program | None
    silences: int = 0
    notes: list[dict[str, str]] = field(default_factory=list)
    words: str = ""
    heard: str = ""
    """The last line that it wrote, as it stood."""

    transcript: list[str] = field(default_factory=list)

    def end(self) -> None:
        """End the program, and keep its last words."""
        if self.program is not None:
            self.words = self.program.last_words
            self.program.end()
            self.program = None


class Programs:
    """The programs of some worlds at work."""

    def __init__(self, seats: Seats, places: tuple[str, ...], seed: int, ids: Whole) -> None:
        self.seats, self.seed, self.ids = seats, seed, ids
        self.briefings = {
            capital: Briefing(capital, places, seats.start, seats.months) for capital in seats.capitals
        }  # fmt: skip
        self.players: dict[str, list[Player]] = {}
        for capital, agent in seats.agents:
            self.players[capital] = [Player(agent, started(agent)) for _ in ids]

    def close(self) -> None:
        """End all programs, and write down what was said."""
        for players in self.players.values():
            for each in players:
                each.end()
        for world in range(len(self.ids)):
            transcript.write([line for players in self.players.values() for line in players[world].transcript])

    def choose(self, month: int, worlds: Whole, state: Floats) -> tuple[dict[str, Whole], dict[str, Whole]]:
        """Tell every program the month, wait for the answers, and return words and deeds, and the faults."""
        self.leave(set(range(len(self.ids))) - set(worlds.tolist()))
        luck = sheet_of_many(
            self.seed, month, self.ids[worlds], np.zeros(worlds.size, np.int64), np.zeros(worlds.size, np.int64),
            len(SLOTS),
        )  # fmt: skip
        said: dict[tuple[str, int], dict[str, Any]] = {}
        for capital, players in self.players.items():
            own = luck[SLOTS.index(f"{capital}_word")]
            for k, world in enumerate(worlds.tolist()):
                player = players[world]
                told = self.briefings[capital].month(month, state[:, k], float(own[k]), player.notes)
                player.notes, player.heard = [], ""
                said[capital, world] = told
                if player.program is not None:
                    player.program.tell(line_of(told))
        chosen, faults = {}, {}
        began = time.monotonic()
        for capital, players in self.players.items():
            moves, wrong = np.full((2, worlds.size), FREE, np.int64), np.zeros(worlds.size, np.int64)
            for k, world in enumerate(worlds.tolist()):
                answer, wrong[k] = answered(players[world], capital, month, began)
                places = None if answer is None else places_of(capital, answer)
                if answer is not None and places is not None:
                    moves[:, k] = places
                    self.deliver(capital, world, answer)
                else:
                    complain(players[world], capital, int(wrong[k]))
                if transcript.is_kept():
                    self.note(players[world], world, said[capital, world], FAULTS[wrong[k]])
            chosen[capital], faults[capital] = moves, wrong
        return chosen, faults

    def note(self, player: Player, world: int, told: dict[str, Any], fault: str) -> None:
        """Put a month into the transcript: who played, what it was told, what it wrote, and its fault, if any."""
        line = {
            "agent": player.agent.name, "seed": self.seed, "world": int(self.ids[world]),
            "policies": dict(self.seats.policies), "told": told, "wrote": player.heard, "fault": fault,
        }  # fmt: skip
        player.transcript.append(json.dumps(line, ensure_ascii=False))

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


def started(agent: Agent) -> Program | None:
    """Return an agent's program, None where it cannot be started any more."""
    try:
        return Program(agent.command)
    except OSError:
        return None


def answered(player: Player, capital: str, month: int, began: float) -> tuple[Answer | None, int]:
    """Return the answer of a player to a month that it was told when the clock stood at `began`, or its fault."""
    program = player.program
    if program is None:
        return None, CRASH
    until = began + player.agent.seconds + (TO_START if month == 0 else 0.0)
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
        fits = found is not None and found.month == month and places_of(capital, found) is not None
        return (found, 0) if fits else (None, NONSENSE)


def places_of(capital: str, answer: Answer) -> list[int] | None:
    """Return the places of a word and a deed on their menus, None where one is on none."""
    found = []
    for kind, name in (("word", answer.word), ("deed", answer.deed)):
        names = [move.name for move in MOVES[f"{capital}.{kind}"]]
        if name not in names:
            return None
        found.append(names.index(name))
    return found


def complain(player: Player, capital: str, fault: int) -> None:
    """Say once of an agent what first went wrong with it."""
    words = player.program.last_words if player.program else player.words
    words = words or (f"it wrote {player.heard[:LONGEST_SHOWN]}" if player.heard else "")
    said = f": {words}" if words else ""
    engines.say_once(
        f"the agent {player.agent.name} gave {capital.capitalize()} no move ({FAULTS[fault]}){said}; "
        "such months are played by the rules, and counted",
        warnings.warn,
        f"{player.agent.name} {capital} {fault}",
    )
