"""Who is in the network of a room: students who keep to the rules, a teacher, cheats and
strangers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.classroom.room.entries import Door, Removed, Undone
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.policies.agents.observation import KINDS
from tests.crowd.house import CODE, DESK, House
from tests.crowd.network import Acting, Promise, Wire, World

SOON, AGAIN, GIVES_UP = 0.15, 2.0, 8.0
ELSEWHERE = 5.0
"""Seconds that a page rests whose question another tab has ended, as the script of the page
does.
"""

LONG = 35.0
WORDS = {capital: [move.name for move in MOVES[f"{capital}.{KINDS[0]}"]] for capital in CAPITALS}


@dataclass
class Waits:
    """How long each thing took those who keep to the rules, the time left out in which the server
    was down.
    """

    join: list[float] = field(default_factory=list)
    vote: list[float] = field(default_factory=list)
    desk: list[float] = field(default_factory=list)


@dataclass
class Client:
    """Somebody with an address, who opens connections and asks."""

    world: World
    house: House
    address: str
    near = False

    def connect(self, reads: bool = True) -> Acting:
        """Open a connection; return None where none could be had."""
        wire, answered = Wire(self.address, reads, self.near), Promise()
        self.world.send(wire, self.house.accept, wire, answered)
        said = yield answered, 3.0
        return wire if said == "open" and wire.open else None

    def ask(self, wire: Wire | None, patience: float, token: str, what: str, *about: Any) -> Acting:
        """Ask on a connection; return the status and what came with it, or None and why."""
        if wire is None or not wire.open:
            return None, "no connection"
        wire.asked = Promise()
        self.world.send(wire, self.house.receive, wire, wire.asked, token, what, *about)
        found = yield wire.asked, patience
        if found is None:
            self.hang_up(wire)
        return found if isinstance(found, tuple) else (None, found)

    def hang_up(self, wire: Wire | None) -> None:
        """Close a connection; a phone that is gone does so without a word, and the server learns it
        late or never.
        """
        if wire is not None and wire.open:
            wire.open = False
            self.world.send(wire, self.house.leave, wire)


@dataclass
class Student(Client):
    """A phone whose owner keeps to the rules: it joins, waits for news, and votes each month."""

    waits: Waits
    token: str = ""
    news: dict[str, Any] = field(default_factory=dict)
    awake: bool = True
    wanted: float | None = None
    """Since when it has wanted to join, or to vote, in vain."""
    goal: str = ""
    down: float = 0.0

    def wants(self, goal: str) -> None:
        """Begin to want something."""
        self.wanted, self.goal = self.world.now, goal

    def has(self) -> None:
        """Have what was wanted."""
        if self.wanted is not None:
            getattr(self.waits, self.goal).append(self.world.now - self.wanted)
        self.wanted = None

    def live(self, tabs: int) -> Acting:
        """Come in, follow the news and vote, until the end."""
        yield from self.join()
        for _ in range(tabs):
            self.world.act(self.follow())
        voted: dict[int, str] = {}
        wire: Wire | None = None
        while True:
            yield self.world.chance.uniform(0.5, 6.0)
            month = self.news.get("month")
            if (
                not self.awake
                or self.news.get("phase") != "playing"
                or self.news["paused"]
                or not self.token
            ):
                self.wanted = None if self.goal == "vote" else self.wanted
                continue
            if month in voted and self.world.chance.random() > 0.1:
                continue
            if month not in voted and self.wanted is None:
                self.wants("vote")
            if wire is None or not wire.open:
                wire = yield from self.connect()
            device = self.house.room.device(self.token)
            word = self.world.chance.choice(WORDS[device.place[1]] if device else ["hold"])
            status, _ = yield from self.ask(wire, GIVES_UP, self.token, "vote", month, word)
            if status == 204:
                voted[month] = word
            if status == 403:
                yield from self.join_again()
            if status in (204, 422) and self.goal == "vote":
                self.has() if status == 204 else self.wants("vote")
                self.wanted = None

    def join(self) -> Acting:
        """Type the code until it opens the room; who mistypes it tries again."""
        self.wants("join")
        while True:
            wire = yield from self.connect()
            yield from self.ask(wire, GIVES_UP, "", "page")
            typed = CODE if self.world.chance.random() > 0.05 else "WRONG"
            status, found = yield from self.ask(wire, 2 * GIVES_UP, self.token, "join", typed)
            self.hang_up(wire)
            if status == 200:
                self.token = found
                self.has()
                return
            yield AGAIN

    def join_again(self) -> Acting:
        """Join anew, as the page does that hears its token opens nothing any more, of news or of a
        vote.
        """
        if self.goal != "join" or self.wanted is None:
            yield from self.join()
        else:
            yield AGAIN

    def follow(self) -> Acting:
        """Wait for news, and ask again; a token that opens nothing any more is of a phone that was
        removed.
        """
        wire: Wire | None = None
        while True:
            if not self.awake:
                yield 1.0
                continue
            if wire is None or not wire.open:
                wire = yield from self.connect()
            status, found = yield from self.ask(
                wire, LONG, self.token, "news", self.news.get("version", 0.0)
            )
            if status == 403 or (status == 200 and found.get("gone")):
                yield from self.join_again()
            elif status == 200:
                self.news = found
                yield ELSEWHERE if found.get("ended") else SOON
            else:
                yield AGAIN

    def sleep(self) -> Acting:
        """Lock the screen now and then: nothing is asked or answered meanwhile."""
        while True:
            yield self.world.chance.uniform(20.0, 60.0)
            self.awake, self.wanted = False, None
            yield self.world.chance.uniform(10.0, 50.0)
            self.awake = True


@dataclass
class Teacher(Client):
    """The desk: it looks all the time, and where more join than there are students it undoes it.

    Without that a room is full of whoever was there first, and a student stays outside: no rule can
    tell them apart.
    """

    waits: Waits
    students: int
    undone: int = 0
    kept_waiting: float | None = None

    def do(self, work: Any) -> Acting:
        """Do something at the desk until it is done; return when."""
        self.kept_waiting = began = self.world.now
        while True:
            wire = yield from self.connect()
            status, _ = yield from self.ask(wire, GIVES_UP, DESK, "do", work)
            self.hang_up(wire)
            if status is not None:
                self.waits.desk.append(self.world.now - began)
                self.kept_waiting = None
                return status
            began = max(began, self.world.now) if not self.house.up else began
            yield 0.5

    def live(self, start: float) -> Acting:
        """Lead the lesson."""
        yield start
        yield from self.do("start")
        while True:
            yield self.world.chance.uniform(2.0, 6.0)
            began = self.kept_waiting = self.world.now
            wire = yield from self.connect()
            status, desk = yield from self.ask(wire, GIVES_UP, DESK, "look", 0.0)
            self.hang_up(wire)
            if status is None:
                continue
            self.waits.desk.append(self.world.now - began)
            self.kept_waiting = None
            if desk["paused"]:
                yield from self.do("go")
            joined = sum(desk["minutes"].values())
            if joined > self.students + 5:
                # The minute in which the most joined is where the flood began.
                since = max(desk["minutes"], key=lambda minute: desk["minutes"][minute])
                yield from self.do(Door(open=False))
                yield from self.do(Undone(since=60 * since))
                self.undone += 1
                yield self.world.chance.uniform(5.0, 15.0)
                yield from self.do(Door(open=True))
            elif desk["minutes"] and self.world.chance.random() < 0.02:
                number = next(iter(self.house.room.devices))
                yield from self.do(Removed(device=number))


@dataclass
class Cheat(Client):
    """Someone who keeps to no rule, with a cable. `tokens` are those that it got by joining."""

    near = True

    tokens: list[str] = field(default_factory=list)

    def flood_joins(self, count: int, code: str) -> Acting:
        """Join over and over, on a connection each time."""
        for _ in range(count):
            wire = yield from self.connect()
            status, found = yield from self.ask(wire, 20.0, "", "join", code)
            self.hang_up(wire)
            if status == 200:
                self.tokens.append(found)
            yield 0.02 if status else 0.3

    def hoard_polls(self, until: float) -> Acting:
        """Hold questions for news on as many connections as it has tokens, three times over."""
        yield 1.0
        started = 0
        while self.world.now < until:
            for token in self.tokens[started // 3 :]:
                for _ in range(3):
                    self.world.act(self.hold_poll(token, until))
                    started += 1
            yield 1.0

    def hold_poll(self, token: str, until: float) -> Acting:
        """Ask for news on one connection, and again at once."""
        wire: Wire | None = None
        since = 0.0
        while self.world.now < until:
            if wire is None or not wire.open:
                wire = yield from self.connect()
            status, found = yield from self.ask(wire, LONG, token, "news", since)
            if status == 403:
                return
            since = found["version"] if status == 200 and "version" in found else 0.0
            yield 0.0 if status == 200 and not found.get("ended") else 1.0

    def storm_votes(self, until: float) -> Acting:
        """Vote as fast as answers come, for months that are open and that are not."""
        wire: Wire | None = None
        while self.world.now < until:
            if wire is None or not wire.open:
                wire = yield from self.connect()
            token = self.world.chance.choice(self.tokens) if self.tokens else "nobody"
            month = max(0, self.house.room.month + self.world.chance.choice([0, 0, 0, -1, 1]))
            capital = self.world.chance.choice(CAPITALS)
            yield from self.ask(
                wire, 2.0, token, "vote", month, self.world.chance.choice(WORDS[capital])
            )
            yield 0.05

    def hold_unread(self, count: int, until: float) -> Acting:
        """Ask for pages on many connections, read nothing, and hold on."""
        for _ in range(count):
            self.world.act(self._unread(until))
            yield 0.02

    def _unread(self, until: float) -> Acting:
        wire = yield from self.connect(reads=False)
        yield from self.ask(wire, max(0.1, until - self.world.now), "", "page")
        yield max(0.0, until - self.world.now)
        self.hang_up(wire)

    def talk_garbage(self, until: float) -> Acting:
        """Say nothing on some connections, and nonsense under tokens of nobody on others."""
        while self.world.now < until:
            wire = yield from self.connect()
            if wire is not None and self.world.chance.random() < 0.5:
                yield from self.ask(
                    wire, 1.0, f"x{self.world.chance.random()}", "vote", -7, "nonesuch"
                )
                self.hang_up(wire)
            yield self.world.chance.uniform(0.01, 0.5)


def addresses(shared: bool) -> Iterator[str]:
    """Yield addresses: the same for all where one router hides a class, or another for each."""
    number = 0
    while True:
        yield "192.0.2.1" if shared else f"192.0.2.{number}"
        number += 1
