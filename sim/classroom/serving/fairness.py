"""Shares of the server's places and requests: functions of a state and a clock, without sockets.

Budgets are kept by purpose (the desk, the wall, devices, strangers) and, within a purpose, by
person. Others may use the part of a budget that is idle until its purpose needs it. Nobody is
refused for their address, because a whole class may share one.
"""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Person = str | int
"""The "desk", the "wall", a device by its number, or a stranger as "from" and an address."""

Doing = Literal["opening", "asking", "waiting", "joining", "invited", "idle"]
"""The use of a place: an incomplete request, an answer being made, a wait for news, a wait for a
turn to join, the same with a ticket of the wall, or none.
"""

JOINING: Final[tuple[Doing, ...]] = ("joining", "invited")
"""The uses of the places in the queue to join."""

PATIENCE: Final[dict[Doing, float]] = {"opening": 10.0, "idle": 20.0}
"""Seconds after which a place is lost, by its use. The server ends the other uses itself."""

UNREAD: Final = 20.0
"""Seconds after which a place is lost if its answers are not read, in any use."""

MINUTE: Final = 60.0
"""Seconds for which the server remembers an address that guessed or had its turn to join."""

MOST: Final = 800
"""Places of a server if the system allows it enough files."""

PURPOSES: Final = ("desk", "wall", "stranger", "device")
WATCHERS: Final = 16
"""Places kept for the desk, and as many for the wall."""


@dataclass(slots=True)
class ClientConnection:
    """A connection: its person, its use, the time of its last change, and that since which it is
    unread.
    """

    person: Person
    doing: Doing
    since: float
    unread: float | None = None


class LastMinute:
    """Counts and last times of an event in the last minute, by person."""

    def __init__(self) -> None:
        self._events: deque[tuple[float, Person]] = deque()
        self._counts: Counter[Person] = Counter()
        self._latest: dict[Person, float] = {}

    def note(self, person: Person, now: float) -> None:
        """Record that a person's event happens now."""
        self._events.append((now, person))
        self._counts[person] += 1
        self._latest[person] = now

    def counts(self, now: float) -> Counter[Person]:
        """Return the number of events by person, without zeros."""
        self._forget(now)
        return self._counts

    def latest(self, now: float) -> Mapping[Person, float]:
        """Return the time of the last event by person."""
        self._forget(now)
        return self._latest

    def _forget(self, now: float) -> None:
        while self._events and now - self._events[0][0] >= MINUTE:
            _, person = self._events.popleft()
            self._counts[person] -= 1
            if not self._counts[person]:
                del self._counts[person], self._latest[person]


@dataclass
class Places:
    """The connections of a server by keys; one more than `most` makes another give way.

    `line` holds the queue to join in order of arrival. `people` counts each person's places by
    purpose. `turns` are the codes of the last minute by stranger, and `wrong` those of them that
    were wrong.
    """

    most: int = MOST
    held: dict[Hashable, ClientConnection] = field(default_factory=dict)
    line: dict[Hashable, ClientConnection] = field(default_factory=dict)
    people: dict[str, Counter[Person]] = field(
        default_factory=lambda: {purpose: Counter() for purpose in PURPOSES}
    )
    turns: LastMinute = field(default_factory=LastMinute)
    wrong: LastMinute = field(default_factory=LastMinute)


def share_places(most: int) -> dict[str, int]:
    """Return the number of places for each purpose; their sum is `most`.

    >>> share_places(800)
    {'desk': 16, 'wall': 16, 'stranger': 200, 'device': 568}
    """
    strangers = most // 4
    return {
        "desk": WATCHERS,
        "wall": WATCHERS,
        "stranger": strangers,
        "device": most - strangers - 2 * WATCHERS,
    }


def purpose_of(person: Person) -> str:
    """Return the purpose of a person's places."""
    if isinstance(person, int):
        return "device"
    return person if person in ("desk", "wall") else "stranger"


def stranger_at(address: str) -> Person:
    """Return the stranger of an address; it equals no device, desk or wall."""
    return f"from {address}"


def take_place(places: Places, key: Hashable, address: str, now: float) -> Hashable | None:
    """Give a new connection a place; return one that gives way for it, or None."""
    places.held[key] = ClientConnection(stranger_at(address), "opening", now)
    places.people["stranger"][stranger_at(address)] += 1
    if len(places.held) <= places.most:
        return None
    leaving = choose_who_gives_way(places, now)
    leave_place(places, leaving)
    return leaving


def leave_place(places: Places, key: Hashable) -> None:
    """Take a place back if it is held."""
    place = places.held.pop(key, None)
    places.line.pop(key, None)
    if place is not None:
        forget_person(places, place.person)


def forget_person(places: Places, person: Person) -> None:
    """Subtract one place of a person."""
    counts = places.people[purpose_of(person)]
    counts[person] -= 1
    if not counts[person]:
        del counts[person]


def hold_place(places: Places, key: Hashable, doing: Doing, now: float) -> None:
    """Set the use of a place from now on; a place that is lost stays lost."""
    place = places.held.get(key)
    if place is None or place.doing == doing:
        return
    place.doing, place.since = doing, now
    if doing in JOINING:
        places.line[key] = place
    else:
        places.line.pop(key, None)


def note_unread(places: Places, key: Hashable, now: float | None) -> None:
    """Set the time since which the answers at a place are not read; None if they are read again."""
    place = places.held.get(key)
    if place is not None:
        place.unread = now


def name_person(places: Places, key: Hashable, person: Person | None, address: str) -> None:
    """Set the person of a place by the token of its request; an unknown token makes it a stranger's
    again.
    """
    if key in places.held:
        place = places.held[key]
        forget_person(places, place.person)
        place.person = stranger_at(address) if person is None else person
        places.people[purpose_of(place.person)][place.person] += 1


def choose_who_gives_way(places: Places, now: float) -> Hashable:
    """Return the place that is taken back when there are too many.

    It belongs to the purpose that exceeds its share most, and to the greediest person there. A
    place that waits for news goes first, because it loses only a moment; then the one unchanged for
    the longest; last the newest in the queue to join.
    """
    shares = share_places(places.most)
    purpose = max(PURPOSES, key=lambda kind: places.people[kind].total() - shares[kind])
    counts = places.people[purpose]
    greedy = find_greediest(counts, count_guesses(places, counts, now))
    candidates = [key for key, place in places.held.items() if place.person in greedy]
    return min(candidates, key=lambda key: turn_to_go(places.held[key]))


def count_guesses(places: Places, people: Iterable[Person], now: float) -> dict[Person, int]:
    """Return the wrong codes of the last minute by person, of those with more wrong codes than
    right ones.

    A class behind one router, where some mistype, is not among them.
    """
    turns, wrong = places.turns.counts(now), places.wrong.counts(now)
    return {person: wrong[person] for person in people if 2 * wrong[person] > turns[person]}


def find_greediest(counts: Mapping[Person, int], guesses: Mapping[Person, int]) -> set[Person]:
    """Return the people who give way: those with the most places.

    All guessers count as one, so that many addresses gain nothing; of them those with the most
    guesses give way.

    >>> find_greediest({"a": 3, "b": 2, "c": 2}, {"b": 1, "c": 4})
    {'c'}
    """
    alone = {person: count for person, count in counts.items() if person not in guesses}
    together = sum(counts[person] for person in guesses)
    pool = guesses if together > max(alone.values(), default=0) else alone
    most = max(pool.values())
    return {person for person, count in pool.items() if count == most}


def turn_to_go(place: ClientConnection) -> tuple[int, float]:
    """Return the order in which a person's places give way: the lowest goes first."""
    if place.doing in JOINING:
        return 2, -place.since
    return (0 if place.doing == "waiting" else 1), place.since


def find_overdue(places: Places, now: float) -> list[Hashable]:
    """Return the overdue places."""
    return [key for key, place in places.held.items() if is_overdue(place, now)]


def is_overdue(place: ClientConnection, now: float) -> bool:
    """Return whether a place is overdue."""
    if place.unread is not None and now - place.unread >= UNREAD:
        return True
    return now - place.since >= PATIENCE.get(place.doing, math.inf)


@dataclass(frozen=True, slots=True)
class RequestRate:
    """A rate of requests: a second in the long run, and at once."""

    lasting: float
    burst: float


OF_ONE: Final = RequestRate(8.0, 60.0)
"""The rate of requests under one token."""

OF_A_CONNECTION: Final = RequestRate(4.0, 60.0)
"""The rate of requests of one connection without a token, such as repeated loads of a page."""

MOST_KEPT: Final = 4096


class Buckets:
    """Token buckets by key: each fills with time, and limits requests."""

    def __init__(self, rate: RequestRate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._level: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def left(self, owner: Hashable) -> float:
        """Return the present level of a bucket."""
        now = self._clock()
        level, last = self._level.get(owner, (self._rate.burst, now))
        return min(self._rate.burst, level + (now - last) * self._rate.lasting)

    def take(self, owner: Hashable) -> bool:
        """Take a token for a request; return False if the bucket is empty."""
        level = self.left(owner)
        allowed = level >= 1.0
        self._level[owner] = (level - 1.0 if allowed else level, self._clock())
        self._level.move_to_end(owner)
        while len(self._level) > MOST_KEPT:
            self._level.popitem(last=False)
        return allowed


class Limits:
    """The limits of requests, by person, and by connection for strangers.

    An answer to a stranger costs no more than a refusal, so strangers have no common limit that one
    of them could use up. `known` returns the person of a token, None for an invalid one.
    """

    def __init__(
        self,
        person_of: Callable[[str], Person | None] = lambda _: None,
        of_one: RequestRate = OF_ONE,
        of_a_connection: RequestRate = OF_A_CONNECTION,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.known = person_of
        self._each, self._strangers = Buckets(of_one, clock), Buckets(of_a_connection, clock)

    def take(self, person: Person | None, connection: Hashable) -> bool:
        """Return whether a request may be answered."""
        return self._strangers.take(connection) if person is None else self._each.take(person)
