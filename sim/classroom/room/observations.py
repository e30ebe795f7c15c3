"""What is seen of a room: by a seat, by all in a seat of its vote, on the wall, and at the desk."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sim.classroom.room.folder import RoomFile
from sim.classroom.room.room import QUORUM, Ballot, Place, Room, RoomSeat, choice_of
from sim.classroom.room.rules import JoiningLine
from sim.classroom.seats.finished import WORLDS, model_data, play_alone
from sim.classroom.seats.record import EVENTS, NEWS, menus_of
from sim.classroom.seats.table import GameTable
from sim.classroom.serving.fairness import Places
from sim.policies.agents.observation import KINDS

Sight = dict[str, Any]

LAST_CALL: Final = 10.0
"""Seconds that are left to those who have not voted when enough have."""


class Clock:
    """The time that a month has. A deadline of 0 waits for ever; a pause stops the clock.

    Each month begins with the whole time, and so does the one that is open when a pause ends.
    """

    def __init__(self, deadline: int, paused: bool = False) -> None:
        self.deadline = deadline
        self.paused = paused
        self.called = False
        self._month = -1
        self._due: float | None = None

    def follow(self, phase: str, month: int, now: float) -> None:
        """Begin anew where another month is open now."""
        if self.paused or phase != "playing":
            self._month, self._due, self.called = -1, None, False
        elif month != self._month:
            self.called, self._month, self._due = (
                False,
                month,
                now + self.deadline if self.deadline else None,
            )

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let the open month begin anew."""
        self.paused, self._month, self._due, self.called = paused, -1, None, False

    def ends(self, room: Room, now: float) -> bool:
        """Follow a room, and say whether its open month ends; once enough have voted, the others
        are called.
        """
        self.follow(room.phase, room.month, now)
        if self.paused:
            return False
        if not self.called and self._month >= 0 and room.have_voted(now, QUORUM):
            self.called = True
            self._due = now + LAST_CALL if self._due is None else min(self._due, now + LAST_CALL)
        return room.have_voted(now) or (self._due is not None and now >= self._due)

    def left(self, now: float) -> int | None:
        """Return the seconds that are left, None where no clock runs."""
        return None if self._due is None else max(0, round(self._due - now))


@dataclass
class RoomState:
    """A room with its clock and codes. `trouble` says why a month could not be closed; for the
    desk.
    """

    kept: RoomFile
    room: Room
    clock: Clock
    places: Places
    line: JoiningLine
    trouble: str = ""
    others: Sight | None = None

    @property
    def now(self) -> float:
        """The time of the event loop."""
        return asyncio.get_running_loop().time()

    async def compared(self) -> Sight | None:
        """Return the worlds of the model, up to the open month, to compare with; None before the
        first month.
        """
        if self.room.phase == "forecasts":
            return None
        if self.others is None:
            record = self.room.games[0].record
            args = record.scenario, record.seed, record.world + 1, WORLDS
            self.others = await asyncio.to_thread(lambda: model_data(play_alone(*args)))
        # Nobody is told the months that are to come.
        path = [row[: self.room.month + 1] for row in self.others["path"]]
        return self.others | {
            "path": path,
            "ends": self.others["ends"] if self.room.phase == "over" else None,
        }


MINUTES: Final = 8
"""Minutes in which someone joined that the desk shows, the last ones."""

BINS: Final = 20
"""Columns of the dot plot of a forecast, each of five in a hundred."""


async def seat_sight(state: RoomState, place: Place) -> Sight:
    """Return what a seat sees of its game; it changes when the game does."""
    table = state.room.table(place)
    seen = await asyncio.to_thread(table.seat, place[1])
    return {"seat": seen, "came": came_in(table), "programs": list(table.record.programs)}


async def vote_sight(state: RoomState, place: Place) -> Sight:
    """Return how the vote of a seat stands."""
    room, seat = state.room, state.room.seats[place]
    ballots = seat.counted(room.month)
    tally = {kind: Counter(getattr(ballot, kind) for ballot in ballots) for kind in KINDS}
    return {
        "room": {"game": place[0], "games": len(room.games), "tally": tally}
        | stand_of(place, seat, ballots)
    }


def stand_of(place: Place, seat: RoomSeat, ballots: Sequence[Ballot]) -> Sight:
    """Return how many are in a seat and have voted, and what leads."""
    choice = choice_of(ballots)
    return {
        "capital": place[1],
        "members": len(seat.members),
        "taken": seat.taken_by is not None,
        "voted": len(ballots),
        "leads": choice and asdict(choice),
    }


async def wall_sight(state: RoomState) -> Sight:
    """Return what the wall shows: what all may know, and what the class thinks; nobody's choice,
    and no secret.
    """
    room = state.room
    students = room.students()
    counts = {
        "code": state.kept.code,
        "open": room.open,
        "students": len(students),
        "present": sum(device.present(state.now) for device in students),
        "voted": sum(len(seat.counted(room.month)) for seat in room.seats.values()),
        "forecasts": forecasts(state),
        "bets": bets(state),
    }
    games = await asyncio.to_thread(
        lambda: [shown_game(number, table) for number, table in enumerate(room.games, 1)]
    )
    return stage(state) | counts | {"games": games, "model": await state.compared()}


def stage(state: RoomState) -> Sight:
    """Return where the room stands."""
    room = state.room
    public = room.games[0].public()
    told = {name: public[name] for name in ("title", "titleKey", "start", "months", "sealed")}
    return told | {"phase": room.phase, "number": min(room.month, room.length - 1)}


def shown_game(number: int, table: GameTable) -> Sight:
    """Return a game as all may know it; of one that is over goals, points, causes, what was
    believed, broken words.
    """
    found = {"game": number, "phase": table.phase, "story": table.story(), "came": came_in(table)}
    told = table.debrief() if table.phase == "over" else {}
    return found | {name: told[name] for name in ("goals", "loses", "team") if told}


def came_in(table: GameTable) -> dict[str, bool] | None:
    """Return which of the events came that are forecast; None while the game goes on."""
    if table.phase != "over":
        return None
    return {event: bool(table.position.run.flag(event)[0]) for event in EVENTS}


def forecasts(state: RoomState) -> dict[str, list[int]]:
    """Return how many gave each event a chance in each twentieth."""
    found = {event: [0] * BINS for event in EVENTS}
    for device in state.room.students():
        for event, chance in (device.forecast or {}).items():
            found[event][min(BINS - 1, int(chance * BINS))] += 1
    return found


def bets(state: RoomState) -> Mapping[str, Any]:
    """Return the bets on Kim as they stand, in twentieths, with what the reading card says in each
    game.
    """
    found = [0] * BINS
    for chance in state.room.bets(state.room.month):
        found[min(BINS - 1, chance * BINS // 100)] += 1
    return {
        "open": found,
        "card": [round(table.position.belief[-1], 2) for table in state.room.games],
    }


async def desk_sight(state: RoomState) -> Sight:
    """Return what the desk shows: who is there and who has voted, seat by seat, and what can be
    done.
    """
    room = state.room
    minutes = list(room.joined_by_minute().items())
    games = [
        {
            "game": number,
            "phase": table.phase,
            "number": table.position.month,
            "seats": [
                seat_at_desk(state, place, seat)
                for place, seat in room.seats.items()
                if place[0] == number
            ],
            "programs": [program_at_desk(table, capital) for capital in table.record.programs],
        }
        for number, table in enumerate(room.games, 1)
    ]
    return stage(state) | {
        "code": state.kept.code,
        "open": room.open,
        "games": games,
        "trouble": state.trouble,
        "news": [name for name in NEWS if any(name in table.news() for table in room.games)],
        "paused": state.clock.paused,
        "deadline": state.clock.deadline,
        "joining": {
            # How many joined in each of the last minutes, how many wait to, and how many wrong
            # codes came of late.
            "minutes": [
                {"minute": minute, "joined": joined} for minute, joined in minutes[:MINUTES]
            ],
            "waiting": len(state.places.line),
            "wrong": state.places.wrong.counts(state.line.clock()).total(),
        },
        "students": len(room.students()),
        "foretold": sum(bool(each.forecast) for each in room.students()),
    }


def program_at_desk(table: GameTable, capital: str) -> Sight:
    """Return which program holds a seat, in how many months it gave no move, and why in the last of
    them.
    """
    record = table.record
    faults = [fault for fault in record.faults if fault.by == capital]
    chose = any(table.chosen.get(menu) for menu in menus_of([capital]))
    return {
        "capital": capital,
        "name": record.programs[capital],
        "chose": chose,
        "faults": len(faults),
        "why": faults[-1].why if faults else "",
        "failed": bool(faults) and faults[-1].month == table.position.month,
    }


def seat_at_desk(state: RoomState, place: Place, seat: RoomSeat) -> Sight:
    """Return who is in a seat, who has voted, and what leads."""
    return stand_of(place, seat, seat.counted(state.room.month)) | {
        "present": sum(device.present(state.now) for device in seat.members),
        "devices": [
            {"device": device.number, "here": device.present(state.now)} for device in seat.members
        ],
    }
