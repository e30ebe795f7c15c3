"""Who may hold a place at the server, ask, and give way: plain functions of a state and a clock,
without sockets.

Budgets are kept by purpose (the desk, the wall, devices, strangers) and, within one, by person.
What a purpose does not use others may have, until it is wanted back. Nobody is refused for an
address, behind which a whole class may sit.
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
"""What a place is held for: a request that is not whole, an answer being made, news, a turn to
join, such a turn with a ticket of the wall, and nothing.
"""

JOINING: Final[tuple[Doing, ...]] = ("joining", "invited")
"""What those in line hold their places for."""

PATIENCE: Final[dict[Doing, float]] = {"opening": 10.0, "idle": 20.0}
"""Seconds after which a place is lost. The rest depends on the server, and ends by itself."""

UNREAD: Final = 20.0
"""Seconds after which a place is lost whose answers nobody reads, whatever they answer."""

MINUTE: Final = 60.0
"""Seconds for which the server remembers an address that guessed, or had its turn to join."""

MOST: Final = 800
"""Places of a server whose system gives it enough files."""

PURPOSES: Final = ("desk", "wall", "stranger", "device")
WATCHERS: Final = 16
"""Places that are kept for the desk, and so many for the wall."""


@dataclass(slots=True)
class ClientConnection:
    """A connection: whose it is, what it is held for, since when, and since when its answers are
    not read.
    """

    person: Person
    doing: Doing
    since: float
    unread: float | None = None


class LastMinute:
    """How often each of many did something in the last minute, and when the last time."""

    def __init__(self) -> None:
        self._events: deque[tuple[float, Person]] = deque()
        self._counts: Counter[Person] = Counter()
        self._latest: dict[Person, float] = {}

    def note(self, person: Person, now: float) -> None:
        """Remember that someone does it now."""
        self._events.append((now, person))
        self._counts[person] += 1
        self._latest[person] = now

    def counts(self, now: float) -> Counter[Person]:
        """Return how often each did it, without those who did not."""
        self._forget(now)
        return self._counts

    def latest(self, now: float) -> Mapping[Person, float]:
        """Return when each did it the last time, without those who did not."""
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
    """The connections of a server by a key of their own; one beyond `most` makes another give
    way.

    `line` holds those that wait for a turn to join, in the order in which they came; `people` says
    for each purpose how many places each person has; `turns` are the codes of the last minute, by
    the strangers who gave them, and `wrong` the wrong ones among them.
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
    """Return how many places are kept for each purpose; together they are all.

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
    """Return the purpose for which someone holds places."""
    if isinstance(person, int):
        return "device"
    return person if person in ("desk", "wall") else "stranger"


def stranger_at(address: str) -> Person:
    """Return the stranger of an address: no device has it, nor the desk or the wall."""
    return f"from {address}"


def take_place(places: Places, key: Hashable, address: str, now: float) -> Hashable | None:
    """Give a newcomer a place; return who gives way for it, None where there was room."""
    places.held[key] = ClientConnection(stranger_at(address), "opening", now)
    places.people["stranger"][stranger_at(address)] += 1
    if len(places.held) <= places.most:
        return None
    leaving = choose_who_gives_way(places, now)
    leave_place(places, leaving)
    return leaving


def leave_place(places: Places, key: Hashable) -> None:
    """Take a place back, once."""
    place = places.held.pop(key, None)
    places.line.pop(key, None)
    if place is not None:
        forget_person(places, place.person)


def forget_person(places: Places, person: Person) -> None:
    """Count a place less for someone."""
    counts = places.people[purpose_of(person)]
    counts[person] -= 1
    if not counts[person]:
        del counts[person]


def hold_place(places: Places, key: Hashable, doing: Doing, now: float) -> None:
    """Note what a place is held for from now on; one that is lost already stays lost."""
    place = places.held.get(key)
    if place is None or place.doing == doing:
        return
    place.doing, place.since = doing, now
    if doing in JOINING:
        places.line[key] = place
    else:
        places.line.pop(key, None)


def note_unread(places: Places, key: Hashable, now: float | None) -> None:
    """Note since when the answers at a place are not read; None where they are read again."""
    place = places.held.get(key)
    if place is not None:
        place.unread = now


def name_person(places: Places, key: Hashable, person: Person | None, address: str) -> None:
    """Note whose a place is, by the token that it showed; a token of nobody makes its holder a
    stranger again.
    """
    if key in places.held:
        place = places.held[key]
        forget_person(places, place.person)
        place.person = stranger_at(address) if person is None else person
        places.people[purpose_of(place.person)][place.person] += 1


def choose_who_gives_way(places: Places, now: float) -> Hashable:
    """Return the place that is given back when there are too many.

    It is taken from the purpose that is the most beyond its share, and there from the greediest.
    First goes a place that waits for news, which loses nothing but a moment; then the one held the
    longest in the same way; last one that has a turn to join coming, the newest of these.
    """
    kept = share_places(places.most)
    purpose = max(PURPOSES, key=lambda each: places.people[each].total() - kept[each])
    counts = places.people[purpose]
    greedy = find_greediest(counts, count_guesses(places, counts, now))
    candidates = [key for key, place in places.held.items() if place.person in greedy]
    return min(candidates, key=lambda key: turn_to_go(places.held[key]))


def count_guesses(places: Places, people: Iterable[Person], now: float) -> dict[Person, int]:
    """Return how many wrong codes those gave in the last minute most of whose codes were wrong; a
    class behind its router, where some mistype, is not among them.
    """
    turns, wrong = places.turns.counts(now), places.wrong.counts(now)
    return {person: wrong[person] for person in people if 2 * wrong[person] > turns[person]}


def find_greediest(counts: Mapping[Person, int], guesses: Mapping[Person, int]) -> set[Person]:
    """Return who gives way of those who hold so many places: whoever holds the most.

    Those who guess count as one, so that nobody gains by many addresses; of them those give way who
    guess the most.

    >>> find_greediest({"a": 3, "b": 2, "c": 2}, {"b": 1, "c": 4})
    {'c'}
    """
    alone = {person: count for person, count in counts.items() if person not in guesses}
    together = sum(counts[person] for person in guesses)
    pool = guesses if together > max(alone.values(), default=0) else alone
    most = max(pool.values())
    return {person for person, count in pool.items() if count == most}


def turn_to_go(place: ClientConnection) -> tuple[int, float]:
    """Return when a place gives way among those of its holder: the least goes first."""
    if place.doing in JOINING:
        return 2, -place.since
    return (0 if place.doing == "waiting" else 1), place.since


def find_overdue(places: Places, now: float) -> list[Hashable]:
    """Return the places whose time is up."""
    return [key for key, place in places.held.items() if is_overdue(place, now)]


def is_overdue(place: ClientConnection, now: float) -> bool:
    """Say whether the time of a place is up."""
    if place.unread is not None and now - place.unread >= UNREAD:
        return True
    return now - place.since >= PATIENCE.get(place.doing, math.inf)


@dataclass(frozen=True, slots=True)
class RequestRate:
    """Requests a second in the long run, and at once."""

    lasting: float
    burst: float


OF_ONE: Final = RequestRate(8.0, 60.0)
"""Requests under one token."""

OF_A_CONNECTION: Final = RequestRate(4.0, 60.0)
"""Requests of one connection without a token: the pages of a phone, over and over."""

MOST_KEPT: Final = 4096


class Buckets:
    """How many requests each of many may still make: a bucket of tokens that fills with time."""

    def __init__(self, rate: RequestRate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._level: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def left(self, whose: Hashable) -> float:
        """Return what a bucket holds now."""
        now = self._clock()
        level, then = self._level.get(whose, (self._rate.burst, now))
        return min(self._rate.burst, level + (now - then) * self._rate.lasting)

    def take(self, whose: Hashable) -> bool:
        """Take a token for a request; False if the bucket is empty."""
        level = self.left(whose)
        allowed = level >= 1.0
        self._level[whose] = (level - 1.0 if allowed else level, self._clock())
        self._level.move_to_end(whose)
        while len(self._level) > MOST_KEPT:
            self._level.popitem(last=False)
        return allowed


class Limits:
    """How many requests are answered, by token, and by connection where there is none.

    What strangers ask for costs no more to answer than to refuse, so they share no measure that one
    could use up. `known` says whose a token is, None for one that opens nothing.
    """

    def __init__(
        self,
        known: Callable[[str], Person | None] = lambda _: None,
        of_one: RequestRate = OF_ONE,
        of_a_connection: RequestRate = OF_A_CONNECTION,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.known = known
        self._each, self._strangers = Buckets(of_one, clock), Buckets(of_a_connection, clock)

    def take(self, person: Person | None, connection: Hashable) -> bool:
        """Say whether a request may be answered."""
        return self._strangers.take(connection) if person is None else self._each.take(person)
