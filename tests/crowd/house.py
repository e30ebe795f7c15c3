"""The server of a room without sockets: the project's own rules on a virtual clock, in the order of
`Session`.

`Planted` switches on, one by one, what once was wrong, so that a test sees that the crowd finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final, cast

from sim.classroom.room import room as room_module
from sim.classroom.room.entries import Door, Entry, Joined, Removed, Undone, Voted, count_shareable
from sim.classroom.room.observations import Clock
from sim.classroom.room.room import Room
from sim.classroom.room.rules import (
    MOST_OPEN,
    JoiningLine,
    call_next,
    close_question,
    open_question,
    stand_in_line,
)
from sim.classroom.room.tickets import Tickets
from sim.classroom.serving.fairness import (
    Buckets,
    LastMinute,
    Limits,
    Person,
    Places,
    RequestRate,
    find_overdue,
    hold_place,
    leave_place,
    name_person,
    note_unread,
    stranger_at,
    take_place,
)
from sim.classroom.serving.responses import HELD_BACK, LATER
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from tests.crowd.network import Promise, Wire, World

PLACES, DEVICES, HANDLES = 100, 40, 130
"""A small house, so that a small crowd fills it: places, devices, and files that the system
gives.
"""

JOINS, KEPT = RequestRate(1.25, 45.0), 37.0
"""As many codes for its places as a room of full size hears, an eighth."""

CODE, DESK, MONTHS, DEADLINE, NEWS = "RIGHT", "desk", 3, 30, 20.0
TICK: Final = 0.25


@dataclass(frozen=True)
class Planted:
    """What is wrong in a house: nothing, one cause of the four attacks, or of those from many
    addresses, or of votes that are refused and stand.
    """

    polls_stay: bool = False
    gone_count: bool = False
    one_bucket: bool = False
    only_closed: bool = False
    refused_stand: bool = False
    guesses_forgotten: bool = False
    tickets_wait: bool = False
    gone_stand: bool = False
    nothing_kept: bool = False
    unread_stay: bool = False


RECORD: Final = SimpleNamespace(
    teams=CAPITALS, programs={}, scenario=SimpleNamespace(months=MONTHS)
)


@dataclass
class Game:
    """A game as far as a room knows it: its months, and where it stands. It outlives a kill."""

    started: bool = False
    month: int = 0
    record: Any = field(default_factory=lambda: RECORD)

    @property
    def phase(self) -> str:
        """Where the game stands."""
        return "over" if self.month >= MONTHS else "playing" if self.started else "forecasts"

    @property
    def position(self) -> Any:
        """The open month."""
        return self


SOUND: Final = Planted()


@dataclass
class Disk:
    """What a kill leaves: the entries of the journal, the game, and for each month how the votes
    stood at its end.
    """

    lines: list[Entry] = field(default_factory=list)
    game: Game = field(default_factory=Game)
    closed: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)


class Forgetful(LastMinute):
    """Remembers nobody: so the line knew no difference between those who guess and newcomers."""

    def note(self, person: Person, now: float) -> None:
        """Forget at once that someone does it."""


Waiting = tuple[Entry, Wire, Promise]
Question = tuple[Wire, Promise]


class House:
    """A server that runs, dies and runs again."""

    def __init__(self, world: World, planted: Planted = SOUND) -> None:
        self.world, self.planted, self.disk = world, planted, Disk()
        self.handles: dict[Wire, None] = {}
        self.up, self.starts, self.started = False, 0, 0.0
        self.removed: list[tuple[float, Entry]] = []
        self.refused: list[Entry] = []
        self.start()

    # Living and dying

    def start(self) -> None:
        """Begin, or go on, from what stands on the disk."""
        clock = self.world.clock
        self.room = Room([cast(Any, self.disk.game)])
        for entry in self.disk.lines:
            if self.planted.refused_stand and self._refuses(entry):
                continue
            self.room.check_sense(entry)
            self.room.count(entry)
        self.places = Places(PLACES)
        self.line = JoiningLine(JOINS, 0.0 if self.planted.nothing_kept else KEPT, clock)
        if self.planted.guesses_forgotten:
            self.places.turns, self.places.wrong = Forgetful(), Forgetful()
        self.tickets = Tickets(clock)
        self.limits = Limits(self._known, clock=clock)
        self.guesses = Buckets(RequestRate(1 / 6, 10.0), clock)
        self.questions: dict[Person, list[Question]] = {}
        self.joins: dict[Wire, tuple[str, Promise]] = {}
        self.waiting: list[Waiting] = []
        self.writing: list[Waiting] = []
        self.settled: list[Any] = []
        self.clock = Clock(DEADLINE, paused=self.starts > 0 and self.room.phase == "playing")
        self.version, self.up, self.starts = self.world.chance.random(), True, self.starts + 1
        self.started = self.world.now
        self.world.after(TICK, self._tick, self.starts)
        self.world.after(1.0, self._sweep, self.starts)

    def kill(self) -> None:
        """Die: every connection is cut, and of what is being written a part is on the disk, or all,
        or nothing.
        """
        part = self.world.chance.randint(0, len(self.writing))
        self.disk.lines += [entry for entry, _, _ in self.writing[:part]]
        self.up, self.writing = False, []
        for wire in list(self.handles):
            self._cut(wire)

    def _cut(self, wire: Wire) -> None:
        self.handles.pop(wire, None)
        leave_place(self.places, wire)
        if wire.open:
            self.world.send(wire, self._closed, wire)

    def _closed(self, wire: Wire) -> None:
        wire.open = False
        if wire.asked is not None:
            wire.asked.keep("cut")

    # Connections

    def accept(self, wire: Wire, answered: Promise) -> None:
        """Take a connection, if the system gives a file for it."""
        if not self.up or len(self.handles) >= HANDLES:
            if not self.up:
                self.world.send(wire, answered.keep, "refused")
            return
        self.handles[wire] = None
        leaving = self._take(wire)
        if leaving is not None:
            if self.planted.only_closed and not leaving.reads and leaving.open:
                leave_place(self.places, leaving)
            else:
                self._cut(leaving)
        self.world.send(wire, answered.keep, "open")

    def _take(self, wire: Wire) -> Wire | None:
        if not self.planted.polls_stay:
            return cast("Wire | None", take_place(self.places, wire, wire.address, self.world.now))
        # As it was: whoever is answered, or waits for news, stays; of the rest the one that is
        # silent the longest goes.
        take_place(Places(10**6, self.places.held), wire, wire.address, self.world.now)
        if len(self.places.held) <= PLACES:
            return None
        idle = {
            key: place.since
            for key, place in self.places.held.items()
            if place.doing in ("opening", "idle")
        }
        leaving: Any = min(idle, key=lambda key: idle[key])
        return cast(Wire, leaving)

    def leave(self, wire: Wire) -> None:
        """Hear that a client has closed its end."""
        if self.planted.gone_stand and wire in self.joins:
            # It stands in line until its turn comes, and nobody knows any more whose that was.
            name_person(self.places, wire, None, f"gone {self.world.now}")
            return
        if wire in self.handles:
            self._cut(wire)

    def _sweep(self, start: int) -> None:
        if self.up and start == self.starts:
            for late in find_overdue(self.places, self.world.now):
                self._cut(cast(Wire, late))
            self.world.after(1.0, self._sweep, start)

    # Requests

    def _known(self, token: str) -> Person | None:
        if token == DESK:
            return DESK
        device = self.room.device(token)
        return None if device is None else device.number

    def receive(self, wire: Wire, asked: Promise, token: str, what: str, *about: Any) -> None:
        """Answer a request that has come as a whole."""
        if not self.up or wire not in self.places.held:
            return
        self._hold(wire, "asking")
        person = self._known(token) if token else None
        if token:
            name_person(self.places, wire, person, wire.address)
        if not self.limits.take(person, (wire.address, id(wire))):
            self._refuse_for_now(wire, asked)
        elif what == "page":
            self.answer(wire, asked, 200)
        elif what == "join":
            self._join(wire, asked, token, *about)
        elif person is None or (what in ("look", "do")) != (person == DESK):
            self.answer(wire, asked, 403)
        elif what in ("news", "look"):
            if isinstance(person, int):
                device = self.room.devices[person]
                device.came, device.seen = True, self.world.now
            self._wait(wire, asked, person, about[0])
        elif what == "do":
            self._do(wire, asked, about[0])
        else:
            self._vote(wire, asked, cast(int, person), *about)

    def _hold(self, wire: Wire, doing: Any) -> None:
        hold_place(self.places, wire, doing, self.world.now)

    def answer(self, wire: Wire, asked: Promise, status: int, found: Any = None) -> None:
        """Answer; nobody waits for ever until an answer is read."""
        if wire.reads:
            self._hold(wire, "idle")
            if wire in self.handles:
                self.world.send(wire, asked.keep, (status, found))
            return
        wire.unread = self.world.now if wire.unread is None else wire.unread
        if not self.planted.unread_stay:
            note_unread(self.places, wire, wire.unread)

    def _refuse_for_now(self, wire: Wire, asked: Promise) -> None:
        self.world.after(self.world.chance.uniform(*HELD_BACK), self.answer, wire, asked, LATER)

    def _wait(self, wire: Wire, asked: Promise, person: Person, since: float) -> None:
        if since != self.version:
            self.answer(wire, asked, 200, self._news(person))
            return
        question = (wire, asked)
        ended = open_question(self.questions, person, question)
        if ended is not None and self.planted.polls_stay and len(self.questions[person]) < 3:
            self.questions[person].insert(0, ended)
        elif ended is not None:
            self._answer_question(person, ended, {"ended": True})
        if isinstance(person, int):
            self.room.devices[person].waiting += 1
        self._hold(wire, "waiting")
        self.world.after(NEWS, self._end_question, person, question, self.starts)

    def _end_question(self, person: Person, question: Question, start: int) -> None:
        if start == self.starts and self.up and question in self.questions.get(person, []):
            close_question(self.questions, person, question)
            self._answer_question(person, question)

    def _answer_question(
        self, person: Person, question: Question, more: Any = MappingProxyType({})
    ) -> None:
        device = self.room.devices.get(person) if isinstance(person, int) else None
        if device is not None:
            device.waiting -= 1
            device.seen = self.world.now
        self.answer(*question, 200, self._news(person) | more)

    def _news(self, person: Person) -> dict[str, Any]:
        if isinstance(person, int) and person not in self.room.devices:
            return {"gone": True}
        news = {"version": self.version, "phase": self.room.phase, "month": self.room.month}
        news["paused"] = self.clock.paused
        return news | (
            {"minutes": self.room.joined_by_minute(), "open": self.room.open}
            if person == DESK
            else {}
        )

    def tell(self) -> None:
        """Let all know that something changed."""
        self.version = self.world.chance.random()
        open_ones = [(person, each) for person, own in self.questions.items() for each in own]
        for person, question in open_ones:
            self._end_question(person, question, self.starts)

    # Joining

    def _join(self, wire: Wire, asked: Promise, token: str, code: str, ticket: str) -> None:
        if self.room.device(token) is not None:
            self.answer(wire, asked, 200, token)
        elif self.planted.one_bucket and self.guesses.left(None) < 1.0:
            self._refuse_for_now(wire, asked)
        else:
            self.joins[wire] = code, asked
            heard = self.tickets.is_heard(ticket) and not self.planted.tickets_wait
            sent_away = stand_in_line(self.line, self.places, wire, heard)
            if sent_away is not None:
                away = cast(Wire, sent_away)
                self._refuse_for_now(away, self.joins.pop(away)[1])
            self._call_line()

    def _call_line(self) -> None:
        while (called := call_next(self.line, self.places)) is not None:
            wire = cast(Wire, called)
            code, asked = self.joins.pop(wire)
            if code != CODE:
                self.places.wrong.note(stranger_at(wire.address), self.world.now)
                self.guesses.take(None)
                self.answer(wire, asked, 403)
                continue
            if self.room.full and (no_show := self.room.no_show(self.world.now)):
                self.keep(no_show, wire, Promise())
            if self.planted.gone_count and self.room.numbers >= room_module.MOST_DEVICES:
                self.answer(wire, asked, 422)
                continue
            mark = f"{self.world.chance.getrandbits(64):064x}"
            self.keep(Joined(mark=mark, at=int(self.world.now)), wire, asked)
        self.joins = {wire: join for wire, join in self.joins.items() if wire in self.places.held}

    # The journal

    def _vote(self, wire: Wire, asked: Promise, number: int, month: int, word: str) -> None:
        self.keep(Voted(device=number, month=month, word=word, deed=""), wire, asked)

    def _do(self, wire: Wire, asked: Promise, work: Entry | str) -> None:
        if work == "start":
            self.disk.game.started = True
        elif work == "go":
            self.clock.pause(False)
        elif not isinstance(work, str):
            # A copy, for what is asked again is another entry.
            self.keep(work.model_copy(), wire, asked)
            return
        self.tell()
        self.answer(wire, asked, 204)

    def _refuses(self, entry: Entry) -> bool:
        try:
            self.room.check(entry)
        except UsageProblem:
            return True
        return False

    def keep(self, entry: Entry, wire: Wire, asked: Promise) -> None:
        """Check an entry, have it written, let it count, and acknowledge it."""
        if self._refuses(entry):
            self._refuse((entry, wire, asked))
            return
        self.waiting.append((entry, wire, asked))
        if not self.writing:
            self._write()

    def _refuse(self, refused: Waiting) -> None:
        entry, wire, asked = refused
        self.refused.append(entry)
        self.answer(wire, asked, 422, entry)

    def _write(self) -> None:
        while self.waiting and not self.writing:
            count = count_shareable([entry for entry, _, _ in self.waiting])
            batch, self.waiting = self.waiting[:count], self.waiting[count:]
            for each in batch:
                if not self.planted.refused_stand and self._refuses(each[0]):
                    self._refuse(each)
                else:
                    self.writing.append(each)
        if self.writing:
            self.world.after(self.world.chance.uniform(0.001, 0.1), self._written, self.starts)
            return
        settled, self.settled = self.settled, []
        for then in settled:
            then()

    def _written(self, start: int) -> None:
        if start != self.starts or not self.up:
            return
        batch, self.writing = self.writing, []
        self.disk.lines += [entry for entry, _, _ in batch]
        for entry, wire, asked in batch:
            if self.planted.refused_stand and self._refuses(entry):
                self._refuse((entry, wire, asked))
                continue
            made = self.room.count(entry)
            if isinstance(entry, Joined):
                made.came, made.seen = False, self.world.now
                self.answer(wire, asked, 200, entry.mark)
            else:
                self.answer(wire, asked, 204, entry)
            if isinstance(entry, Removed | Undone | Door):
                self.removed.append((self.world.now, entry))
                self.tell()
        self._write()

    # Months

    def _tick(self, start: int) -> None:
        if not self.up or start != self.starts:
            return
        now = self.world.now
        self._call_line()
        if self.clock.ends(self.room, now) and self.room.closing is None:
            self._close(self.room.month)
        self.world.after(TICK, self._tick, start)

    def _close(self, month: int) -> None:
        self.room.closing = month
        start = self.starts

        def settled() -> None:
            chosen = self.room.choices(1, month)
            self.world.after(
                self.world.chance.uniform(0.02, 0.4), played, chosen, len(self.disk.lines)
            )

        def played(chosen: dict[str, str], lines: int) -> None:
            if self.up and start == self.starts:
                self.disk.closed[month] = lines, chosen
                self.disk.game.month += 1
                self.room.closing = None
                self.tell()

        if self.writing and not self.planted.refused_stand:
            self.settled.append(settled)
        else:
            settled()


WATCHING: Final = sum(MOST_OPEN.values())
"""Questions of desk and wall that may be open."""
