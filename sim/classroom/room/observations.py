"""The views of a room: of a seat, of a seat's vote, of the wall, and of the desk."""

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
"""Seconds left for the others to vote once a quorum of all seats has."""


class Clock:
    """The time of a month. A deadline of 0 waits for ever; a pause stops the clock.

    Each month begins with the whole time, and so does the open month after a pause.
    """

    def __init__(self, deadline: int, paused: bool = False) -> None:
        self.deadline = deadline
        self.paused = paused
        self.called = False
        self._month = -1
        self._due: float | None = None

    def follow(self, phase: str, month: int, now: float) -> None:
        """Restart the clock if another month is open now."""
        if self.paused or phase != "playing":
            self._month, self._due, self.called = -1, None, False
        elif month != self._month:
            self.called, self._month, self._due = (
                False,
                month,
                now + self.deadline if self.deadline else None,
            )

    def pause(self, paused: bool) -> None:
        """Stop the clock, or restart the open month."""
        self.paused, self._month, self._due, self.called = paused, -1, None, False

    def ends(self, room: Room, now: float) -> bool:
        """Follow a room, and return whether its open month ends; a quorum of votes sets the last
        call.
        """
        self.follow(room.phase, room.month, now)
        if self.paused:
            return False
        if not self.called and self._month >= 0 and room.have_voted(now, QUORUM):
            self.called = True
            self._due = now + LAST_CALL if self._due is None else min(self._due, now + LAST_CALL)
        return room.have_voted(now) or (self._due is not None and now >= self._due)

    def left(self, now: float) -> int | None:
        """Return the seconds left, None if no clock runs."""
        return None if self._due is None else max(0, round(self._due - now))


@dataclass
class RoomState:
    """A room with its clock and codes; `trouble` tells the desk why a month could not be closed."""

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
        """Return the model's worlds up to the open month, as a comparison; None before the first
        month.
        """
        if self.room.phase == "forecasts":
            return None
        if self.others is None:
            record = self.room.games[0].record
            args = record.scenario, record.seed, record.world + 1, WORLDS
            self.others = await asyncio.to_thread(lambda: model_data(play_alone(*args)))
        # Do not reveal the model's paths of later months.
        path = [row[: self.room.month + 1] for row in self.others["path"]]
        return self.others | {
            "path": path,
            "ends": self.others["ends"] if self.room.phase == "over" else None,
            "shots": self.others["shots"] if self.room.phase == "over" else None,
        }


MINUTES: Final = 8
"""Minutes of joining that the desk shows, the last ones."""

BINS: Final = 20
"""Columns of the dot plot of a forecast, five percentage points each."""


async def seat_sight(state: RoomState, place: Place) -> Sight:
    """Return a seat's view of its game; it changes only with the game."""
    table = state.room.table(place)
    view = await asyncio.to_thread(table.seat, place[1])
    return {"seat": view, "came": came_in(table), "programs": list(table.record.programs)}


async def vote_sight(state: RoomState, place: Place) -> Sight:
    """Return the state of a seat's vote."""
    room, seat = state.room, state.room.seats[place]
    ballots = seat.counted(room.month)
    tally = {kind: Counter(getattr(ballot, kind) for ballot in ballots) for kind in KINDS}
    return {
        "room": {"game": place[0], "games": len(room.games), "tally": tally}
        | stand_of(place, seat, ballots)
    }


def stand_of(place: Place, seat: RoomSeat, ballots: Sequence[Ballot]) -> Sight:
    """Return the numbers of members and votes of a seat, and its leading choice."""
    choice = choice_of(ballots)
    return {
        "capital": place[1],
        "members": len(seat.members),
        "taken": seat.taken_by is not None,
        "voted": len(ballots),
        "leads": choice and asdict(choice),
    }


async def wall_sight(state: RoomState) -> Sight:
    """Return the view of the wall: public facts and the class's opinions, but no choice and no
    secret.
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
    """Return the phase of the room, with the public data of its game."""
    room = state.room
    public = room.games[0].public()
    public_part = {
        name: public[name] for name in ("title", "titleKey", "start", "months", "sealed")
    }
    return public_part | {"phase": room.phase, "number": min(room.month, room.length - 1)}


def shown_game(number: int, table: GameTable) -> Sight:
    """Return the public view of a game; after its end with goals, points, causes, beliefs and
    broken promises.
    """
    game = {"game": number, "phase": table.phase, "story": table.story(), "came": came_in(table)}
    results = table.debrief() if table.phase == "over" else {}
    return game | {name: results[name] for name in ("goals", "loses", "team") if results}


def came_in(table: GameTable) -> dict[str, bool] | None:
    """Return which forecast events happened; None until the game is over."""
    if table.phase != "over":
        return None
    return {event: bool(table.position.run.flag(event)[0]) for event in EVENTS}


def forecasts(state: RoomState) -> dict[str, list[int]]:
    """Return the histogram of the forecasts of each event, in twentieths."""
    counts = {event: [0] * BINS for event in EVENTS}
    for device in state.room.students():
        for event, chance in (device.forecast or {}).items():
            counts[event][min(BINS - 1, int(chance * BINS))] += 1
    return counts


def bets(state: RoomState) -> Mapping[str, Any]:
    """Return the histogram of the bets on Kim, in twentieths, with the reading card's belief in
    each game.
    """
    counts = [0] * BINS
    for chance in state.room.bets(state.room.month):
        counts[min(BINS - 1, chance * BINS // 100)] += 1
    return {
        "open": counts,
        "card": [round(table.position.belief[-1], 2) for table in state.room.games],
    }


async def desk_sight(state: RoomState) -> Sight:
    """Return the view of the desk: devices and votes, seat by seat, and the controls."""
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
            # The joins in each of the last minutes, the queue, and the recent wrong codes.
            "minutes": [
                {"minute": minute, "joined": joined} for minute, joined in minutes[:MINUTES]
            ],
            "waiting": len(state.places.line),
            "wrong": state.places.wrong.counts(state.line.clock()).total(),
        },
        "students": len(room.students()),
        "foretold": sum(bool(student.forecast) for student in room.students()),
    }


def program_at_desk(table: GameTable, capital: str) -> Sight:
    """Return the program at a seat, its number of months without a move, and the last reason."""
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
    """Return the devices of a seat, its votes, and its leading choice."""
    return stand_of(place, seat, seat.counted(state.room.month)) | {
        "present": sum(device.present(state.now) for device in seat.members),
        "devices": [
            {"device": device.number, "here": device.present(state.now)} for device in seat.members
        ],
    }
