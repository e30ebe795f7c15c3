"""Who joins next, who may wait for news, and how much one student writes: plain functions of a
state and a clock.

Those who wait to join are the places that are held for joining (`sim.classroom.serving.fairness`):
who is gone from there is in no line, and a connection is in the line once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from sim.classroom.serving.fairness import (
    Buckets,
    ClientConnection,
    Person,
    Places,
    RequestRate,
    hold_place,
    share_places,
)

JOINS: Final = RequestRate(10.0, 360.0)
"""Codes that a room hears of those who are not in it, right or wrong. Of 24 million, 36 000 are
heard in an hour.
"""

KEPT: Final = 300.0
"""How many of them, at once, are kept for tickets and first-comers. So many addresses may guess,
and one that comes for the first time in a minute still has its turn at once.
"""

MOST_OPEN: Final = {"desk": 8, "wall": 8}
"""Questions for news that may be open at once under the token of the desk, and of the wall; a
device has one.
"""

T = TypeVar("T")
Standing = tuple[bool, bool, float, int]
"""Whether somebody in line has no ticket, and had a turn in the last minute; which share of the
codes from there were wrong in it, and how many: the least is heard first, and the most leaves.
"""


class JoiningLine:
    """How many codes may be heard of those in line, and how many of them are kept."""

    def __init__(
        self,
        joins: RequestRate = JOINS,
        kept: float = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock, self.kept = clock, kept
        self.heard = Buckets(joins, clock)


def stand_in_line(
    line: JoiningLine, places: Places, key: Hashable, ticket: bool
) -> Hashable | None:
    """Let a connection wait for its turn to join, with a ticket or without one; return who must
    come again later, if the line is too long.

    Those with the worst standing leave first; among them the last to come of the address from which
    the most wait. Half of the places of strangers may be in line.
    """
    hold_place(places, key, "invited" if ticket else "joining", line.clock())
    if len(places.line) <= share_places(places.most)["stranger"] // 2:
        return None
    by_address = Counter(place.person for place in places.line.values())
    found = standings(line, places)

    def turn_to_leave(each: Hashable) -> tuple[Standing, int, float]:
        place = places.line[each]
        return found[each], by_address[place.person], place.since

    sent_away = max(places.line, key=turn_to_leave)
    hold_place(places, sent_away, "asking", line.clock())
    return sent_away


def standings(line: JoiningLine, places: Places) -> dict[Hashable, Standing]:
    """Return how each of those in line stands."""
    now = line.clock()
    turns, wrong = places.turns.counts(now), places.wrong.counts(now)

    def stand(place: ClientConnection) -> Standing:
        had, guessed = turns[place.person], wrong[place.person]
        return place.doing == "joining", had > 0, guessed / max(1, had), guessed

    return {key: stand(place) for key, place in places.line.items()}


def call_next(line: JoiningLine, places: Places) -> Hashable | None:
    """Return the connection whose turn to join has come; None if there is none, or the room has
    heard enough.

    First those with a ticket, then addresses that come for the first time in a minute; then those
    that give fewer wrong codes, one after another: who guesses is slow, and whoever is right is
    heard.
    """
    level, now = line.heard.left(None), line.clock()
    if not places.line or level < 1.0:
        return None
    found = standings(line, places)
    if level < 1.0 + line.kept:
        found = {key: each for key, each in found.items() if not (each[0] and each[1])}
    if not found:
        return None
    latest = places.turns.latest(now)

    def turn(key: Hashable) -> tuple[Standing, float, float]:
        place = places.line[key]
        return found[key], latest.get(place.person, -1.0), place.since

    called = min(found, key=turn)
    line.heard.take(None)
    places.turns.note(places.line[called].person, now)
    hold_place(places, called, "asking", now)
    return called


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
