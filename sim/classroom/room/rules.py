"""Rules of fairness in a room: the next to join, open requests for news, and notes a student may
send.

They are functions of a state and a clock. The queue to join consists of the places held for joining
(`sim.classroom.serving.fairness`): a closed connection leaves it, and each is in it once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from sim.classroom.serving.fairness import (
    JOINING,
    Buckets,
    Person,
    Places,
    RequestRate,
    count_guesses,
    find_greediest,
    hold_place,
    share_places,
)

JOINS: Final = RequestRate(10.0, 360.0)
"""The rate at which a room checks codes from outside, right or wrong, and as many again with a
ticket.

Of 24 million codes, that is 36 000 an hour.
"""

KEPT: Final = 300.0
"""Checks in the burst that are reserved for newcomers.

So many addresses can guess before one that is new in a minute must wait for its turn.
"""

MOST_OPEN: Final = {"desk": 8, "wall": 8}
"""Open requests for news under the token of the desk, and of the wall; a device has one."""

T = TypeVar("T")
Standing = tuple[bool, bool]
"""Whether a connection has no ticket, and whether its person had a turn in the last minute.

The lowest is called first, and the highest is sent away first.
"""


class JoiningLine:
    """The rates at which queued codes may be checked, with and without a ticket.

    Of the latter `kept` are reserved for newcomers.
    """

    def __init__(
        self,
        joins: RequestRate = JOINS,
        reserve: float = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock, self.kept = clock, reserve
        self.heard = Buckets(joins, clock)


def stand_in_line(
    line: JoiningLine, places: Places, key: Hashable, ticket: bool
) -> Hashable | None:
    """Queue a connection to join; return the one that must come again later if the queue is too
    long.

    Those with the worst standing leave first, among them the greediest, and of these the newest. At
    most half of the strangers' places may be in the queue.
    """
    now = line.clock()
    hold_place(places, key, "invited" if ticket else "joining", now)
    if len(places.line) <= share_places(places.most)["stranger"] // 2:
        return None
    ranks = standings(line, places)
    worst = max(ranks.values())
    leaving = {
        connection: places.line[connection] for connection in ranks if ranks[connection] == worst
    }
    counts = Counter(place.person for place in leaving.values())
    greedy = find_greediest(counts, count_guesses(places, counts, now))
    candidates = [connection for connection, place in leaving.items() if place.person in greedy]
    sent_away = max(candidates, key=lambda connection: leaving[connection].since)
    hold_place(places, sent_away, "asking", now)
    return sent_away


def standings(line: JoiningLine, places: Places) -> dict[Hashable, Standing]:
    """Return the standing of each connection in the queue."""
    turns = places.turns.counts(line.clock())
    return {
        key: (place.doing == "joining", place.person in turns) for key, place in places.line.items()
    }


def call_next(line: JoiningLine, places: Places) -> Hashable | None:
    """Return the next connection to join; None if the queue is empty or the rate is used up.

    Connections with a ticket come first, then addresses that are new in this minute, then the
    others by turns. All guessers share one turn, which goes to the one with the fewest guesses:
    guessing is slow, and every right code is heard in the end.
    """
    levels, now = {doing: line.heard.left(doing) for doing in JOINING}, line.clock()
    if not places.line or max(levels.values()) < 1.0:
        return None

    def may_be_heard(key: Hashable, standing: Standing) -> bool:
        reserve = line.kept if standing == (True, True) else 0.0
        return levels[places.line[key].doing] >= 1.0 + reserve

    candidates = {
        key: rank for key, rank in standings(line, places).items() if may_be_heard(key, rank)
    }
    if not candidates:
        return None
    latest = places.turns.latest(now)
    guesses = count_guesses(places, latest, now)
    together = max((latest[person] for person in guesses), default=-1.0)

    def turn(key: Hashable) -> tuple[Standing, float, int, float, float]:
        place = places.line[key]
        alone = latest.get(place.person, -1.0)
        group = together if place.person in guesses else alone
        return candidates[key], group, guesses.get(place.person, 0), alone, place.since

    next_key = min(candidates, key=turn)
    line.heard.take(places.line[next_key].doing)
    places.turns.note(places.line[next_key].person, now)
    hold_place(places, next_key, "asking", now)
    return next_key


def open_question(open_ones: dict[Person, list[T]], person: Person, question: T) -> T | None:
    """Open a request for news; return the older one that it ends, or None.

    A device may have one, the desk and the wall a few.
    """
    questions = open_ones.setdefault(person, [])
    questions.append(question)
    return questions.pop(0) if len(questions) > MOST_OPEN.get(str(person), 1) else None


def close_question(open_ones: dict[Person, list[T]], person: Person, question: T) -> None:
    """Close a request for news, however it ended."""
    questions = open_ones.get(person, [])
    if question in questions:
        questions.remove(question)
    if not questions:
        open_ones.pop(person, None)


def share_of_notes(most: int, members: int) -> int:
    """Return how many of a seat's `most` notes one student may send in a month.

    >>> [share_of_notes(20, members) for members in (1, 3, 25)]
    [20, 6, 1]
    """
    return max(1, most // max(1, members))
