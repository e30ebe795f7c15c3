"""A room: its devices, their seats, votes and bets. It uses no server, no clock and no disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from sim.classroom.room.entries import (
    Bet,
    Door,
    Entry,
    Foretold,
    Joined,
    Removed,
    Seated,
    Taken,
    Undone,
    Voted,
)
from sim.classroom.seats.record import checked_forecast
from sim.classroom.seats.table import GameTable, check_choice
from sim.core.base.errors import UsageProblem
from sim.policies.agents.observation import KINDS


@dataclass(frozen=True, slots=True)
class Ballot:
    """The statement and action that a device votes for; an empty one is left to the capital's
    course.
    """

    word: str
    deed: str


def first_of(votes: Iterable[str]) -> str:
    """Return the name with the most votes; of several, the first one in `votes`, which must not be
    empty.

    >>> first_of(["wait", "threat", "threat", "wait", "talks"])
    'wait'
    """
    counts = Counter(votes)
    return max(counts, key=lambda name: counts[name])


def choice_of(ballots: Sequence[Ballot]) -> Ballot | None:
    """Return the choice of a seat: its most-voted statement and action, each by itself; None
    without votes.
    """
    if not ballots:
        return None
    return Ballot(*(first_of(getattr(ballot, kind) for ballot in ballots) for kind in KINDS))


def forecast_of(forecasts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the forecast of a seat: the median of its members' probabilities of each event."""
    return (
        {event: float(median(forecast[event] for forecast in forecasts)) for event in forecasts[0]}
        if forecasts
        else {}
    )


MOST_DEVICES: Final = 400
"""Devices in a room: a large lecture."""

MOST_NUMBERS: Final = 100_000
"""Devices that may ever join a room: each has its own number."""

NO_SHOW: Final = 10.0
"""Seconds for a new device to ask for its seat; after that a full room may give the seat away."""

FORECASTS: Final = -1
"""The value of `closing` while the game begins: forecasts are no longer accepted."""

QUORUM: Final = 0.6
"""The share of present members of all seats whose votes start the last call."""

Place = tuple[int, str]
"""A game by its number, 1 the first, and a capital."""


@dataclass
class Device:
    """A phone in the room: its seat, its forecast, its bets by month, and when it joined.

    `joined` is in seconds since 1970. `teacher` is true of the teacher's own device, and `came` of
    one that has asked for its seat. `said` counts its requests to act, by month; `touched` is the
    last month in which it joined, voted or bet.
    """

    number: int
    place: Place
    teacher: bool = False
    joined: int = 0
    came: bool = True
    said: Counter[int] = field(default_factory=Counter)
    forecast: Mapping[str, float] | None = None
    bets: dict[int, int] = field(default_factory=dict)
    touched: int = 0
    waiting: int = 0
    seen: float = -1e9

    def present(self, now: float) -> bool:
        """Return whether the device waits for news or asked for some recently."""
        return self.waiting > 0 or now - self.seen < PATIENCE_FOR


AWAY: Final = 2
"""Months without a touch after which nobody waits for a device; its vote counts when it comes."""

PATIENCE_FOR: Final = 45.0
"""Seconds after which a silent device counts as absent; no month waits for its vote."""


@dataclass
class RoomSeat:
    """A capital of a game: its devices, and their ballots of a month in order of arrival."""

    members: list[Device] = field(default_factory=list)
    taken_by: Device | None = None
    month: int = 0
    ballots: dict[int, Ballot] = field(default_factory=dict)

    @property
    def voters(self) -> list[Device]:
        """The devices whose votes count: the members, or the teacher's alone if the seat is taken
        over.
        """
        return self.members if self.taken_by is None else [self.taken_by]

    def counted(self, month: int) -> list[Ballot]:
        """Return the ballots that count in a month."""
        numbers = {device.number for device in self.voters}
        return [
            ballot
            for number, ballot in self.ballots.items()
            if number in numbers and month == self.month
        ]


class Room:
    """The state of a room by the entries of its journal. Belongs to the event loop."""

    def __init__(self, games: list[GameTable]) -> None:
        self.games = games
        self.open = True
        self.closing: int | None = None
        """The month that is being played, or FORECASTS: no more entries count for it."""
        self.devices: dict[int, Device] = {}
        self.numbers = 0
        self.seats: dict[Place, RoomSeat] = {
            (number, capital): RoomSeat()
            for number, table in enumerate(games, 1)
            for capital in table.record.teams
            if capital not in table.record.programs
        }
        self._marks: dict[str, Device] = {}

    # Phase and games

    @property
    def phase(self) -> str:
        """The phase of the room: "forecasts", "playing" or "over"."""
        phases = {table.phase for table in self.games}
        return next(phase for phase in ("forecasts", "playing", "over") if phase in phases)

    @property
    def month(self) -> int:
        """The open month, common to all games that go on."""
        return min(
            (table.position.month for table in self.games if table.phase != "over"),
            default=self.length,
        )

    @property
    def length(self) -> int:
        """Months of a game."""
        return self.games[0].record.scenario.months

    def table(self, place: Place) -> GameTable:
        """Return the game of a seat."""
        return self.games[place[0] - 1]

    def device(self, mark: str) -> Device | None:
        """Return the device whose token has a mark, or None."""
        return self._marks.get(mark)

    # Entries

    def count(self, entry: Entry) -> Any:
        """Apply an entry that was checked, and return the result."""
        match entry:
            case Joined():
                return self._join(entry)
            case Taken():
                return self._take(entry)
            case Seated():
                self._seat(entry)
            case Removed():
                self._remove([self._known(entry.device)])
            case Undone():
                self._remove([device for device in self.students() if device.joined >= entry.since])
            case Voted():
                self._vote(entry)
            case Bet():
                device = self._known(entry.device)
                device.bets[entry.month], device.touched = entry.chance, entry.month
            case Foretold():
                self._known(entry.device).forecast = checked_forecast(entry.chances)
            case Door():
                self.open = entry.open
        return None

    def check(self, entry: Entry) -> None:
        """Raise UsageProblem if an entry is not valid now; nothing changes."""
        self.check_sense(entry)
        if isinstance(entry, Voted | Bet):
            self._check_month(entry.month)
        if isinstance(entry, Foretold) and (self.phase != "forecasts" or self.closing == FORECASTS):
            raise UsageProblem(
                "the game has begun", "forecast", "Forecasts are given before the first month."
            )
        if isinstance(entry, Joined) and entry.mark not in self._marks:
            self._check_joining()

    def check_sense(self, entry: Entry) -> None:
        """Raise UsageProblem if an entry names something that is not in the room or game, at any
        time.
        """
        if isinstance(entry, Voted | Bet | Foretold | Seated | Removed):
            device = self._known(entry.device)
            if isinstance(entry, Seated | Removed) and device.teacher:
                raise UsageProblem("that is the teacher's own", "device", "Give the seat back.")
            if isinstance(entry, Voted):
                check_choice(device.place[1], entry.word, entry.deed)
        if isinstance(entry, Foretold):
            checked_forecast(entry.chances)
        if isinstance(entry, Taken | Seated) and (entry.game, entry.capital) not in self.seats:
            raise UsageProblem("there is no such seat", "seat", "Choose one that the desk shows.")

    def _check_joining(self) -> None:
        if not self.open:
            raise UsageProblem("the room is closed", "room", "Ask your teacher to open it.")
        if self.full or self.numbers >= MOST_NUMBERS:
            raise UsageProblem("the room is full", "room", f"A room has {MOST_DEVICES} places.")

    @property
    def full(self) -> bool:
        """Whether the room has as many devices as it can hold."""
        return len(self.students()) >= MOST_DEVICES

    def no_show(self, now: float) -> Removed | None:
        """Return the entry that removes the first device that never asked for its seat, or None."""
        never = (
            device
            for device in self.devices.values()
            if not device.came and now - device.seen >= NO_SHOW
        )
        first = next(never, None)
        return None if first is None else Removed(device=first.number)

    def _check_month(self, month: int) -> None:
        if self.phase != "playing" or month != self.month or month == self.closing:
            raise UsageProblem(
                "that month is not open", "month", "Choose for the month that is shown."
            )

    def _known(self, number: int) -> Device:
        if number not in self.devices:
            raise UsageProblem("nobody has that place", "device", "Join the room again.")
        return self.devices[number]

    def _join(self, entry: Joined) -> Device:
        """Give a new device the seat with the fewest members, the first of several.

        A device that is known keeps its seat.
        """
        if entry.mark in self._marks:
            return self._marks[entry.mark]
        place = min(self.seats, key=lambda seat: len(self.seats[seat].members))
        device = self._new(entry.mark, place)
        device.joined = entry.at
        self.seats[place].members.append(device)
        return device

    def _new(self, mark: str, place: Place, teacher: bool = False) -> Device:
        device = Device(self.numbers, place, teacher)
        self.numbers += 1
        self.devices[device.number] = device
        self._marks[mark] = device
        return device

    def _take(self, entry: Taken) -> Device | None:
        """Let only the teacher's device vote in a seat; without a mark its members vote again."""
        place = (entry.game, entry.capital)
        self.seats[place].taken_by = (
            self._new(entry.mark, place, teacher=True) if entry.mark else None
        )
        return self.seats[place].taken_by

    def _seat(self, entry: Seated) -> None:
        """Move a device to another seat; its vote for the old capital no longer counts."""
        device = self._known(entry.device)
        self.seats[device.place].members.remove(device)
        device.place = (entry.game, entry.capital)
        self.seats[device.place].members.append(device)

    def _remove(self, devices: Sequence[Device]) -> None:
        for device in devices:
            self.seats[device.place].members.remove(device)
            del self.devices[device.number]
        self._marks = {
            mark: holder for mark, holder in self._marks.items() if holder.number in self.devices
        }

    def _vote(self, entry: Voted) -> None:
        device = self._known(entry.device)
        device.touched, seat = entry.month, self.seats[device.place]
        if seat.month != entry.month:
            seat.month, seat.ballots = entry.month, {}
        # A new vote goes to the end: a tie is won by the earliest votes that still stand.
        seat.ballots.pop(entry.device, None)
        seat.ballots[entry.device] = Ballot(entry.word, entry.deed)

    # Queries

    def roomy(self, number: int) -> list[str]:
        """Return the capitals that a device may choose: those of its game with no more than the
        mean members.

        No device may leave a seat empty, except for another empty one.
        """
        device = self.devices[number]
        if device.teacher:
            return []
        sizes = {
            capital: len(seat.members) for capital, seat in self.seats_of(device.place[0]).items()
        }
        mean = sum(sizes.values()) / len(sizes)
        here = sizes.pop(device.place[1])
        return [
            capital
            for capital, members in sizes.items()
            if members <= mean and (here > 1 or not members)
        ]

    def chosen(self, number: int, capital: str) -> Seated:
        """Return the entry that moves a device to a seat; raises UsageProblem if it may not."""
        if self.phase != "forecasts" or capital not in self.roomy(number):
            raise UsageProblem(
                "that seat is not free to choose",
                "capital",
                "Take one that is shown, before the start.",
            )
        return Seated(device=number, game=self._known(number).place[0], capital=capital)

    def stand(self, now: float) -> list[tuple[int, int]]:
        """Return the votes and the expected voters of each seat whose game goes on."""
        counts = []
        for place, seat in self.seats.items():
            table = self.table(place)
            if table.phase == "playing" and table.position.month == self.month:
                voted = {number for number in seat.ballots if seat.month == self.month}
                here = [
                    member.number in voted
                    or member.teacher
                    or (member.present(now) and self.month - member.touched <= AWAY)
                    for member in seat.voters
                ]
                counts.append((len(seat.counted(self.month)), sum(here)))
        return counts

    def have_voted(self, now: float, share: float = 1.0) -> bool:
        """Return whether there is a vote and `share` of the present voters of all seats have
        voted.
        """
        stand = self.stand(now)
        votes, present = (sum(counts) for counts in zip(*stand, strict=True)) if stand else (0, 0)
        return votes > 0 and votes >= share * present

    def seats_of(self, game: int) -> dict[str, RoomSeat]:
        """Return the seats of a game, by capital."""
        return {capital: seat for (number, capital), seat in self.seats.items() if number == game}

    def choices(self, game: int, month: int) -> dict[str, str]:
        """Return the choices of those seats of a game that voted in a month, by menu."""
        choices = {
            capital: choice_of(seat.counted(month)) for capital, seat in self.seats_of(game).items()
        }
        return {
            f"{capital}.{kind}": getattr(choice, kind)
            for capital, choice in choices.items()
            if choice is not None
            for kind in KINDS
        }

    def forecasts(self, game: int) -> dict[str, dict[str, float]]:
        """Return the forecasts of a game's seats: the medians of their members."""
        forecasts = {
            capital: forecast_of([device.forecast for device in seat.members if device.forecast])
            for capital, seat in self.seats_of(game).items()
        }
        return {capital: forecast for capital, forecast in forecasts.items() if forecast}

    def students(self) -> list[Device]:
        """Return the devices without those of the teacher."""
        return [device for device in self.devices.values() if not device.teacher]

    def joined_by_minute(self) -> dict[int, int]:
        """Return the number of joins by minute since 1970, of devices still in the room, the latest
        first.
        """
        minutes = Counter(device.joined // 60 for device in self.students())
        return dict(sorted(minutes.items(), reverse=True))

    def bets(self, month: int) -> list[int]:
        """Return each voter's last bet on a greedy Kim up to a month, in hundredths."""
        voters = (device for seat in self.seats.values() for device in seat.voters)
        return [bet for device in voters if (bet := bet_in(device, month)) is not None]

    def team_bets(self, game: int, month: int) -> dict[str, float]:
        """Return each team's probability of a greedy Kim in a month, 0 to 1: the median of its
        members' bets.
        """
        bets_of = {
            capital: [bet for voter in seat.voters if (bet := bet_in(voter, month)) is not None]
            for capital, seat in self.seats_of(game).items()
        }
        return {capital: median(bets) / 100 for capital, bets in bets_of.items() if bets}


def bet_in(device: Device, month: int) -> int | None:
    """Return a device's last bet up to a month."""
    months = [number for number in device.bets if number <= month]
    return device.bets[max(months)] if months else None
