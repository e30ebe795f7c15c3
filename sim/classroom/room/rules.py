"""Who joins next, who may wait for news, and how much one student writes: plain functions of a
state and a clock.

Those who wait to join are the places that are held for joining (`sim.classroom.serving.fairness`):
who is gone from there is in no line, and a connection is in the line once.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from sim.classroom.serving.fairness import Buckets, Person, Places, Rate, hold_place, share_places

JOINS: Final = Rate(10.0, 60.0)
"""Codes that a room hears of those who are not in it, right or wrong. Of 24 million, 36 000 are
heard in an hour.
"""

GUESSES: Final = Rate(1 / 6, 10.0)
"""Wrong codes of an address for which nobody there has to wait longer."""

MINUTE: Final = 60.0

MOST_OPEN: Final = {"desk": 8, "wall": 8}
"""Questions for news that may be open at once under the token of the desk, and of the wall; a
device has one.
"""

T = TypeVar("T")


class Line:
    """The line of those who would join: whose turn came last, and who guesses."""

    def __init__(self, joins: Rate = JOINS, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.heard = Buckets(joins, clock)
        self.guesses = Buckets(GUESSES, clock)
        self.turns: dict[Person, float] = {}
        self.wrong: deque[float] = deque(maxlen=1000)


def stand_in_line(places: Places, key: Hashable, now: float) -> Hashable | None:
    """Let a connection wait for its turn to join; return who must come again later, where the line
    is too long.

    That is the last to come of the address from which the most wait. Half of the places of
    strangers may be in line.
    """
    hold_place(places, key, "joining", now)
    waiting = those_in_line(places)
    if len(waiting) <= share_places(places.most)["stranger"] // 2:
        return None
    by_address = Counter(places.held[each].person for each in waiting)
    sent_away = max(
        waiting, key=lambda each: (by_address[places.held[each].person], places.held[each].since)
    )
    hold_place(places, sent_away, "asking", now)
    return sent_away


def those_in_line(places: Places) -> list[Hashable]:
    """Return the connections that wait for their turn to join, in the order in which they came."""
    return [key for key, place in places.held.items() if place.doing == "joining"]


def call_next(line: Line, places: Places) -> Hashable | None:
    """Return the connection whose turn to join has come, None where there is none or the room has
    heard enough.

    Addresses have their turns one after another, those last from which many wrong codes came of
    late: who guesses is slow, and whoever is right is heard.
    """
    waiting = those_in_line(places)
    if not waiting or not line.heard.take(None):
        return None

    def turn(key: Hashable) -> tuple[bool, float, float]:
        place = places.held[key]
        return (
            line.guesses.left(place.person) < 1.0,
            line.turns.get(place.person, -1.0),
            place.since,
        )

    called, now = min(waiting, key=turn), line.clock()
    line.turns = {who: then for who, then in line.turns.items() if now - then < MINUTE}
    line.turns[places.held[called].person] = now
    hold_place(places, called, "asking", now)
    return called


def note_wrong_code(line: Line, places: Places, key: Hashable) -> None:
    """Remember who gave a wrong code, and when."""
    line.wrong.append(line.clock())
    if key in places.held:
        line.guesses.take(places.held[key].person)


def count_wrong_codes(line: Line) -> int:
    """Return how many wrong codes were heard in the last minute."""
    return sum(line.clock() - then < MINUTE for then in line.wrong)


def open_question(open_ones: dict[Person, list[T]], person: Person, question: T) -> T | None:
    """Open a question for news; return the one that ends for it: a device has one, the desk and the
    wall a few.
    """
    own = open_ones.setdefault(person, [])
    own.append(question)
    return own.pop(0) if len(own) > MOST_OPEN.get(str(person), 1) else None


def close_question(open_ones: dict[Person, list[T]], person: Person, question: T) -> None:
    """Close a question that was answered, whatever became of it."""
    own = open_ones.get(person, [])
    if question in own:
        own.remove(question)
    if not own:
        open_ones.pop(person, None)


def share_of_notes(most: int, members: int) -> int:
    """Return how many notes and answers one student may send in a month, of those that the seat
    may.

    >>> [share_of_notes(20, members) for members in (1, 3, 25)]
    [20, 6, 1]
    """
    return max(1, most // max(1, members))
