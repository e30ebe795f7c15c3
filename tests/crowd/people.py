"""Who is in the network of a room: students who keep to the rules, a teacher, cheats and
strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.classroom.room.entries import Door, Removed, Undone
from sim.classroom.serving.responses import LATER
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
MINUTE = 60.0
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
class Want:
    """What somebody wants, and since when; `excused` are the seconds of it that the network took,
    or a phone that had lost its message.
    """

    goal: str
    since: float
    excused: float = 0.0
    unlucky: bool = False
    _rests_until: float = 0.0
    _asked: tuple[Wire, float, float] | None = None

    def begin(self, wire: Wire, now: float) -> None:
        """Begin to wait for an answer on a connection."""
        self._asked = wire, now, wire.travel

    def end(self, now: float) -> None:
        """Wait for it no longer."""
        self.unlucky = self._asked is not None and self._asked[0].lost
        self.excused += self._network(now)
        self._asked = None

    def restart(self, now: float) -> None:
        """Count from now on, for what was before was nobody's fault."""
        self.since, self.excused = now, max(0.0, self._rests_until - now)
        if self._asked is not None:
            self.begin(self._asked[0], now)

    def rest(self, seconds: float, now: float, excused: bool = False) -> float:
        """Return a pause, which is excused after a message that was lost, too."""
        if excused or self.unlucky:
            self.excused += seconds
            self._rests_until = now + seconds
        return seconds

    def waited(self, now: float) -> float:
        """Return how long the server let it wait."""
        return now - self.since - self.excused - self._network(now)

    def _network(self, now: float) -> float:
        if self._asked is None:
            return 0.0
        wire, began, before = self._asked
        return now - began if wire.lost else min(now - began, wire.travel - before)


@dataclass
class Client:
    """Somebody with an address, who opens connections and asks; `want` is what it is for."""

    world: World
    house: House
    address: str
    near = False

    def connect(self, reads: bool = True, want: Want | None = None) -> Acting:
        """Open a connection; return None if none could be had."""
        wire, answered = Wire(self.address, reads, self.near), Promise()
        said = yield from self._wait(wire, answered, 3.0, want, self.house.accept)
        return wire if said == "open" and wire.open else None

    def ask(
        self,
        wire: Wire | None,
        patience: float,
        token: str,
        what: str,
        *about: Any,
        want: Want | None = None,
    ) -> Acting:
        """Ask on a connection; return the status and what came with it, or None and why."""
        if wire is None or not wire.open:
            return None, "no connection"
        wire.asked = Promise()
        question = token, what, *about
        found = yield from self._wait(
            wire, wire.asked, patience, want, self.house.receive, *question
        )
        if found is None:
            self.hang_up(wire)
        return found if isinstance(found, tuple) else (None, found)

    def _wait(
        self,
        wire: Wire,
        promise: Promise,
        patience: float,
        want: Want | None,
        what: Callable[..., None],
        *about: Any,
    ) -> Acting:
        if want is not None:
            want.begin(wire, self.world.now)
        self.world.send(wire, what, wire, promise, *about)
        found = yield promise, patience
        if want is not None:
            want.end(self.world.now)
        return found

    def hang_up(self, wire: Wire | None) -> None:
        """Close a connection; a phone that is gone does so without a word, and the server learns it
        late or never.
        """
        if wire is not None and wire.open:
            wire.open = False
            self.world.send(wire, self.house.leave, wire)


@dataclass
class Student(Client):
    """A phone whose owner keeps to the rules: it joins, waits for news, and votes each month.

    `scans` says whether it joins by the QR code on the wall; who types may mistype. `turn` is when
    it was heard the last time.
    """

    waits: Waits
    scans: bool = False
    token: str = ""
    news: dict[str, Any] = field(default_factory=dict)
    awake: bool = True
    turn: float = -1e9
    want: Want | None = None
    """What it has wanted, to join or to vote, in vain."""

    def wants(self, goal: str) -> Want:
        """Begin to want something."""
        self.want = Want(goal, self.world.now)
        return self.want

    def has(self) -> None:
        """Have what was wanted."""
        if self.want is not None:
            getattr(self.waits, self.want.goal).append(self.want.waited(self.world.now))
        self.want = None

    @property
    def is_joining(self) -> bool:
        """Whether it wants to join."""
        return self.want is not None and self.want.goal == "join"

    @property
    def comes_first(self) -> bool:
        """Whether it had no turn in the last minute before it wanted to join, and since then."""
        return self.want is not None and self.want.since - self.turn >= MINUTE

    def live(self, tabs: int) -> Acting:
        """Come in, follow the news and vote, until the end."""
        yield from self.join()
        for _ in range(tabs):
            self.world.act(self.follow())
        voted: dict[int, str] = {}
        wire: Wire | None = None
        while True:
            yield (
                self.world.chance.uniform(0.5, 6.0)
                if self.want is None
                else self.want.rest(1.0, self.world.now)
            )
            month = self.news.get("month")
            if (
                not self.awake
                or self.news.get("phase") != "playing"
                or self.news["paused"]
                or not self.token
            ):
                self.want = self.want if self.is_joining else None
                continue
            if month in voted and self.world.chance.random() > 0.1:
                continue
            if month not in voted and self.want is None:
                self.wants("vote")
            want = None if self.is_joining else self.want
            if wire is None or not wire.open:
                wire = yield from self.connect(want=want)
            device = self.house.room.device(self.token)
            word = self.world.chance.choice(WORDS[device.place[1]] if device else ["hold"])
            status, _ = yield from self.ask(
                wire, GIVES_UP, self.token, "vote", month, word, want=want
            )
            if status == 204:
                voted[month] = word
            if status == 403:
                yield from self.join_again()
            if status in (204, 422) and self.want is not None and not self.is_joining:
                if status == 204:
                    self.has()
                self.want = None

    def join(self) -> Acting:
        """Scan the code on the wall, or type it, until it opens the room; who mistypes it tries
        again.
        """
        want, status, ticket = self.wants("join"), None, ""
        while True:
            # The page asks again by itself where many are joining; else its owner scans again.
            if self.scans and status != LATER:
                ticket = self.house.tickets.current
            wire = yield from self.connect(want=want)
            yield from self.ask(wire, GIVES_UP, "", "page", want=want)
            typed = CODE if self.scans or self.world.chance.random() > 0.05 else "WRONG"
            status, found = yield from self.ask(
                wire, 2 * GIVES_UP, self.token, "join", typed, ticket, want=want
            )
            self.hang_up(wire)
            # Who gave up waiting may have been heard all the same.
            if status in (200, 403, 422) or (status is None and found is None):
                self.turn = self.world.now
            if status == 200:
                self.token = found
                self.has()
                return
            if status == 422 and found is not None:
                # The room is full, or closed, and says so: its owner asks the teacher.
                want.restart(self.world.now)
                pause = self.world.chance.uniform(2.0, 6.0)
                yield want.rest(pause, self.world.now, excused=True)
            else:
                yield want.rest(AGAIN, self.world.now)

    def join_again(self) -> Acting:
        """Join anew, as the page does that hears its token opens nothing any more, of news or of a
        vote.
        """
        if not self.is_joining:
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
            self.awake, self.want = False, None
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
    want: Want | None = None

    def do(self, work: Any) -> Acting:
        """Do something at the desk until it is done."""
        yield from self.until_answered("do", work)

    def until_answered(self, what: str, about: Any) -> Acting:
        """Ask at the desk until there is an answer, and return it."""
        self.want = want = Want("desk", self.world.now)
        while True:
            wire = yield from self.connect(want=want)
            status, found = yield from self.ask(wire, GIVES_UP, DESK, what, about, want=want)
            self.hang_up(wire)
            if status is not None:
                self.waits.desk.append(want.waited(self.world.now))
                self.want = None
                return found
            yield want.rest(0.5, self.world.now)

    def live(self, start: float) -> Acting:
        """Lead the lesson."""
        yield start
        yield from self.do("start")
        while True:
            yield self.world.chance.uniform(2.0, 6.0)
            desk = yield from self.until_answered("look", 0.0)
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
            status, found = yield from self.ask(wire, 20.0, "", "join", code, "")
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


@dataclass
class Herd:
    """One cheat with many addresses, who knows no code: what it does, it does from each of them."""

    world: World
    house: House
    addresses: Sequence[str]

    def hands(self) -> list[Cheat]:
        """Return a cheat for each address."""
        return [Cheat(self.world, self.house, address) for address in self.addresses]

    def guess(self, until: float) -> list[Acting]:
        """Ask with a wrong code, and again as soon as that is answered."""
        return [self._guess(each, until) for each in self.hands()]

    def _guess(self, cheat: Cheat, until: float) -> Acting:
        wire: Wire | None = None
        while self.world.now < until:
            if wire is None or not wire.open:
                wire = yield from cheat.connect()
            yield from cheat.ask(wire, 20.0, "", "join", "WRONG", "")
            yield 0.05

    def close(self, until: float) -> list[Acting]:
        """Ask with a wrong code and hang up, mostly before the answer, over and over."""
        return [self._close(each, until) for each in self.hands()]

    def _close(self, cheat: Cheat, until: float) -> Acting:
        while self.world.now < until:
            wire = yield from cheat.connect()
            yield from cheat.ask(wire, self.world.chance.random(), "", "join", "WRONG", "")
            cheat.hang_up(wire)
            yield 0.1

    def wait(self, until: float) -> list[Acting]:
        """Guess from a third of the addresses, and keep the others silent; then ask from these at
        once, whenever all of them are strangers again.
        """
        guessing, silent = self.hands()[::3], [*self.hands()[1::3], *self.hands()[2::3]]
        first = self.world.chance.uniform(5.0, 20.0)
        return [
            *(self._guess(each, until) for each in guessing),
            *(self._burst(each, first, until) for each in silent),
        ]

    def _burst(self, cheat: Cheat, first: float, until: float) -> Acting:
        yield first
        while self.world.now < until:
            wire = yield from cheat.connect()
            yield from cheat.ask(wire, 20.0, "", "join", "WRONG", "")
            cheat.hang_up(wire)
            yield MINUTE

    def hold_unread(self, until: float) -> list[Acting]:
        """Ask for whatever there is, read nothing, and hold on."""
        return [self._hold(each, until) for each in self.hands()]

    def _hold(self, cheat: Cheat, until: float) -> Acting:
        asked = self.world.chance.choice([("page",), ("join", "WRONG", ""), ("news", 0.0)])
        while self.world.now < until:
            wire = yield from cheat.connect(reads=False)
            yield from cheat.ask(wire, max(0.1, until - self.world.now), "", *asked)
            yield 0.5


def addresses(shared: bool) -> Iterator[str]:
    """Yield addresses: the same for all where one router hides a class, or another for each."""
    number = 0
    while True:
        yield "192.0.2.1" if shared else f"192.0.2.{number}"
        number += 1
