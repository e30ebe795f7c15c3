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
"""Codes that a room hears of those who are not in it, right or wrong, and as many again of those
who show a ticket. Of 24 million, 36 000 are heard in an hour.
"""

KEPT: Final = 300.0
"""How many of them, at once, are kept for first-comers. So many addresses may guess, and one that
comes for the first time in a minute still has its turn at once.
"""

MOST_OPEN: Final = {"desk": 8, "wall": 8}
"""Questions for news that may be open at once under the token of the desk, and of the wall; a
device has one.
"""

T = TypeVar("T")
Standing = tuple[bool, bool]
"""Whether somebody in line has no ticket, and whether it had a turn in the last minute: the least
is heard first, and the most leaves first.
"""


class JoiningLine:
    """How many codes may be heard of those in line, with a ticket and without one, and how many of
    the latter are kept.
    """

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

    Those with the worst standing leave first, of them the greediest, and of these the last to come.
    Half of the places of strangers may be in line.
    """
    now = line.clock()
    hold_place(places, key, "invited" if ticket else "joining", now)
    if len(places.line) <= share_places(places.most)["stranger"] // 2:
        return None
    found = standings(line, places)
    worst = max(found.values())
    leaving = {each: places.line[each] for each in found if found[each] == worst}
    counts = Counter(place.person for place in leaving.values())
    greedy = find_greediest(counts, count_guesses(places, counts, now))
    candidates = [each for each, place in leaving.items() if place.person in greedy]
    sent_away = max(candidates, key=lambda each: leaving[each].since)
    hold_place(places, sent_away, "asking", now)
    return sent_away


def standings(line: JoiningLine, places: Places) -> dict[Hashable, Standing]:
    """Return how each of those in line stands."""
    turns = places.turns.counts(line.clock())
    return {
        key: (place.doing == "joining", place.person in turns) for key, place in places.line.items()
    }


def call_next(line: JoiningLine, places: Places) -> Hashable | None:
    """Return the connection whose turn to join has come; None if there is none, or the room has
    heard enough.

    First those with a ticket, then addresses that come for the first time in a minute; then the
    others one after another. Those who guess have one turn together, which goes to the one that
    guessed the least: who guesses is slow, and whoever is right is heard.
    """
    levels, now = {doing: line.heard.left(doing) for doing in JOINING}, line.clock()
    if not places.line or max(levels.values()) < 1.0:
        return None

    def may_be_heard(key: Hashable, standing: Standing) -> bool:
        kept = line.kept if standing == (True, True) else 0.0
        return levels[places.line[key].doing] >= 1.0 + kept

    found = {key: each for key, each in standings(line, places).items() if may_be_heard(key, each)}
    if not found:
        return None
    latest = places.turns.latest(now)
    guesses = count_guesses(places, latest, now)
    together = max((latest[person] for person in guesses), default=-1.0)

    def turn(key: Hashable) -> tuple[Standing, float, int, float, float]:
        place = places.line[key]
        alone = latest.get(place.person, -1.0)
        group = together if place.person in guesses else alone
        return found[key], group, guesses.get(place.person, 0), alone, place.since

    called = min(found, key=turn)
    line.heard.take(places.line[called].doing)
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
