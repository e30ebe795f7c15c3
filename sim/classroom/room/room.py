"""A room: who is in it, in which seat, how they vote and bet. It knows no server, no clock and no
disk.
"""

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
    """What one device wants its capital to say and do; an empty one is left to the capital's
    course.
    """

    word: str
    deed: str


def first_of(votes: Iterable[str]) -> str:
    """Return what most vote for; of several, the one that stands the longest. There is at least one
    vote.

    >>> first_of(["wait", "threat", "threat", "wait", "talks"])
    'wait'
    """
    counts = Counter(votes)
    return max(counts, key=lambda name: counts[name])


def choice_of(ballots: Sequence[Ballot]) -> Ballot | None:
    """Return the choice of a seat: the word most vote for and the deed most vote for; None where
    nobody votes.
    """
    if not ballots:
        return None
    return Ballot(*(first_of(getattr(ballot, kind) for ballot in ballots) for kind in KINDS))


def forecast_of(forecasts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the forecast of a seat: the median chance that its members give to each event."""
    return (
        {event: float(median(each[event] for each in forecasts)) for event in forecasts[0]}
        if forecasts
        else {}
    )


MOST_DEVICES: Final = 400
"""Devices that are in a room: a large lecture."""

MOST_NUMBERS: Final = 100_000
"""Devices that were ever in a room: each has a number of its own."""

NO_SHOW: Final = 10.0
"""Seconds in which whoever joins asks for its seat; else another has it where the room is full."""

FORECASTS: Final = -1
"""What is closing when the game begins: no forecast counts any more."""

QUORUM: Final = 0.6
"""The share of those present in each seat after whose votes the others are called for the last
time.
"""

Place = tuple[int, str]
"""A game by its number, 1 the first, and a capital."""


@dataclass
class Device:
    """A phone in the room: its seat, its forecast, its bets by month, and when it joined, in
    seconds since 1970.

    `teacher` has taken its seat over; `came` has asked for its seat since it joined. `said` counts
    what it said to others in a month.
    """

    number: int
    place: Place
    teacher: bool = False
    joined: int = 0
    came: bool = True
    said: Counter[int] = field(default_factory=Counter)
    forecast: Mapping[str, float] | None = None
    bets: dict[int, int] = field(default_factory=dict)
    waiting: int = 0
    seen: float = -1e9

    def present(self, now: float) -> bool:
        """Say whether the device asked for news of late, or is waiting for some."""
        return self.waiting > 0 or now - self.seen < PATIENCE_FOR


PATIENCE_FOR: Final = 45.0
"""Seconds after which a device that asks for nothing is taken to have left; nobody waits for its
vote.
"""


@dataclass
class RoomSeat:
    """A capital of a game: its devices, and their ballots of a month in the order in which they
    came.
    """

    members: list[Device] = field(default_factory=list)
    taken_by: Device | None = None
    month: int = 0
    ballots: dict[int, Ballot] = field(default_factory=dict)

    @property
    def voters(self) -> list[Device]:
        """Those whose votes count: the members, or the teacher alone where the seat is taken
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
    """Everything that the journal of a room says, made to count entry by entry. Belongs to the
    event loop.
    """

    def __init__(self, games: list[GameTable]) -> None:
        self.games = games
        self.open = True
        self.closing: int | None = None
        """The month that is being played, or FORECASTS: nothing is said for it any more."""
        self.devices: dict[int, Device] = {}
        self.numbers = 0
        self.seats: dict[Place, RoomSeat] = {
            (number, capital): RoomSeat()
            for number, table in enumerate(games, 1)
            for capital in table.record.teams
            if capital not in table.record.programs
        }
        self._marks: dict[str, Device] = {}

    # Where the games stand

    @property
    def phase(self) -> str:
        """Where the room stands: "forecasts", "playing" or "over"."""
        phases = {table.phase for table in self.games}
        return next(phase for phase in ("forecasts", "playing", "over") if phase in phases)

    @property
    def month(self) -> int:
        """The open month: all games that go on are in it."""
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

    # What happens

    def count(self, entry: Entry) -> Any:
        """Let an entry count that was checked, and return what it made."""
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
                self._known(entry.device).bets[entry.month] = entry.chance
            case Foretold():
                self._known(entry.device).forecast = checked_forecast(entry.chances)
            case Door():
                self.open = entry.open
        return None

    def check(self, entry: Entry) -> None:
        """Raise UsageProblem where an entry cannot count as things stand; nothing changes."""
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
        """Raise UsageProblem where an entry names what is not in the room or the game, whatever the
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
        """Say whether as many are in the room as can be."""
        return len(self.students()) >= MOST_DEVICES

    def no_show(self, now: float) -> Removed | None:
        """Return the entry by which one that joined and never came makes room, the first of them;
        None without one.
        """
        never = (
            each for each in self.devices.values() if not each.came and now - each.seen >= NO_SHOW
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
        """Give a new device the seat with the fewest members, the first of several; a known one
        keeps its own.
        """
        if entry.mark in self._marks:
            return self._marks[entry.mark]
        place = min(self.seats, key=lambda each: len(self.seats[each].members))
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
        """Let the teacher's own device alone vote in a seat; without a mark its members vote
        again.
        """
        place = (entry.game, entry.capital)
        self.seats[place].taken_by = (
            self._new(entry.mark, place, teacher=True) if entry.mark else None
        )
        return self.seats[place].taken_by

    def _seat(self, entry: Seated) -> None:
        """Move a device; what it wanted of its old capital does not count there any more."""
        device = self._known(entry.device)
        self.seats[device.place].members.remove(device)
        device.place = (entry.game, entry.capital)
        self.seats[device.place].members.append(device)

    def _remove(self, devices: Sequence[Device]) -> None:
        for device in devices:
            self.seats[device.place].members.remove(device)
            del self.devices[device.number]
        self._marks = {
            mark: each for mark, each in self._marks.items() if each.number in self.devices
        }

    def _vote(self, entry: Voted) -> None:
        seat = self.seats[self._known(entry.device).place]
        if seat.month != entry.month:
            seat.month, seat.ballots = entry.month, {}
        # Who votes anew goes to the end: of equally many votes those count that stand the longest.
        seat.ballots.pop(entry.device, None)
        seat.ballots[entry.device] = Ballot(entry.word, entry.deed)

    # What is seen of it

    def roomy(self, number: int) -> list[str]:
        """Return the capitals that a device may choose: those of its game that are no fuller than
        the mean.

        Nobody leaves a seat empty, but for one that is empty too.
        """
        device = self.devices[number]
        if device.teacher:
            return []
        own = {
            capital: len(seat.members) for capital, seat in self.seats_of(device.place[0]).items()
        }
        mean = sum(own.values()) / len(own)
        here = own.pop(device.place[1])
        return [
            capital
            for capital, members in own.items()
            if members <= mean and (here > 1 or not members)
        ]

    def chosen(self, number: int, capital: str) -> Seated:
        """Return the entry by which a device takes the seat that it chose; raises UsageProblem
        where it may not.
        """
        if self.phase != "forecasts" or capital not in self.roomy(number):
            raise UsageProblem(
                "that seat is not free to choose",
                "capital",
                "Take one that is shown, before the start.",
            )
        return Seated(device=number, game=self._known(number).place[0], capital=capital)

    def stand(self, now: float) -> list[tuple[int, int]]:
        """Return for each seat of a game that goes on how many have voted, and how many voters are
        present or have.
        """
        found = []
        for place, seat in self.seats.items():
            table = self.table(place)
            if table.phase == "playing" and table.position.month == self.month:
                voted = {number for number in seat.ballots if seat.month == self.month}
                here = [
                    each.number in voted or each.teacher or each.present(now)
                    for each in seat.voters
                ]
                found.append((len(seat.counted(self.month)), sum(here)))
        return found

    def have_voted(self, now: float, share: float = 1.0) -> bool:
        """Say whether someone has voted, and in every seat such a share of those who are
        present.
        """
        stand = self.stand(now) if self.phase == "playing" else []
        return any(voted for voted, _ in stand) and all(
            voted >= share * present for voted, present in stand
        )

    def seats_of(self, game: int) -> dict[str, RoomSeat]:
        """Return the seats of a game, by capital."""
        return {capital: seat for (number, capital), seat in self.seats.items() if number == game}

    def choices(self, game: int, month: int) -> dict[str, str]:
        """Return what the seats of a game have chosen in a month, by menu; none where nobody
        voted.
        """
        found = {
            capital: choice_of(seat.counted(month)) for capital, seat in self.seats_of(game).items()
        }
        return {
            f"{capital}.{kind}": getattr(choice, kind)
            for capital, choice in found.items()
            if choice is not None
            for kind in KINDS
        }

    def forecasts(self, game: int) -> dict[str, dict[str, float]]:
        """Return the forecasts of the seats of a game: the medians of their members'."""
        found = {
            capital: forecast_of([device.forecast for device in seat.members if device.forecast])
            for capital, seat in self.seats_of(game).items()
        }
        return {capital: forecast for capital, forecast in found.items() if forecast}

    def students(self) -> list[Device]:
        """Return the devices of the class, without those of the teacher."""
        return [device for device in self.devices.values() if not device.teacher]

    def joined_by_minute(self) -> dict[int, int]:
        """Return how many of those in the room joined in which minute, counted from 1970; the last
        ones first.
        """
        minutes = Counter(device.joined // 60 for device in self.students())
        return dict(sorted(minutes.items(), reverse=True))

    def bets(self, month: int) -> list[int]:
        """Return how likely those who bet take Kim to be greedy in a month, in hundredths; a bet
        stands.
        """
        voters = (device for seat in self.seats.values() for device in seat.voters)
        return [bet for device in voters if (bet := bet_in(device, month)) is not None]

    def team_bets(self, game: int, month: int) -> dict[str, float]:
        """Return how likely each team of a game takes Kim to be greedy: the middle of what its
        members bet, 0 to 1.
        """
        seats = self.seats_of(game).items()
        made = {
            capital: [bet_in(device, month) for device in seat.voters] for capital, seat in seats
        }
        found = {
            capital: [bet for bet in bets if bet is not None] for capital, bets in made.items()
        }
        return {capital: median(bets) / 100 for capital, bets in found.items() if bets}


def bet_in(device: Device, month: int) -> int | None:
    """Return what a device bets in a month: its last bet until then."""
    made = [each for each in device.bets if each <= month]
    return device.bets[max(made)] if made else None
