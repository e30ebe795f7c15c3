"""The entries of a room's journal: each is one event in the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Device = Annotated[int, Field(ge=0, lt=100_000)]
Seconds = Annotated[int, Field(ge=0, le=10**11)]
Month = Annotated[int, Field(ge=0, le=600)]
Hundredths = Annotated[int, Field(ge=0, le=100)]
Name = Annotated[str, Field(max_length=40)]
Chances = Annotated[dict[Name, float], Field(max_length=8)]


class EntryModel(BaseModel):
    """The base of all entries."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class OfDevice(EntryModel):
    """An entry about one device."""

    device: Device


class OfSeat(EntryModel):
    """An entry about one seat."""

    game: Annotated[int, Field(ge=1, le=100)]
    capital: Annotated[str, Field(max_length=20)]


class Joined(EntryModel):
    """A device joins, `at` seconds since 1970, and the room gives it a seat.

    Of its token only the hash is kept.
    """

    kind: Literal["joined"] = "joined"
    mark: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: Seconds


class Taken(OfSeat):
    """The teacher takes over a seat under a token of their own, or gives it back if `mark` is
    empty.
    """

    kind: Literal["taken"] = "taken"
    mark: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Seated(OfSeat, OfDevice):
    """The desk moves a device to another seat."""

    kind: Literal["seated"] = "seated"


class Removed(OfDevice):
    """The desk removes a device from the room: its token is no longer valid."""

    kind: Literal["removed"] = "removed"


class Undone(EntryModel):
    """The desk removes all phones that joined since a time."""

    kind: Literal["undone"] = "undone"
    since: Seconds


class Voted(OfDevice):
    """A device votes for the statement and action of its capital in a month."""

    kind: Literal["voted"] = "voted"
    month: Month
    word: Name
    deed: Name


class Bet(OfDevice):
    """A device's probability of a greedy Kim in a month, in hundredths."""

    kind: Literal["bet"] = "bet"
    month: Month
    chance: Hundredths


class Foretold(OfDevice):
    """A device's probabilities of the events, given before the first month."""

    kind: Literal["foretold"] = "foretold"
    chances: Chances


class Door(EntryModel):
    """The teacher opens or closes the room to new devices."""

    kind: Literal["door"] = "door"
    open: bool


Entry = Joined | Taken | Seated | Removed | Undone | Voted | Bet | Foretold | Door
ENTRIES: Final[TypeAdapter[Entry]] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def count_shareable(waiting: Sequence[Entry]) -> int:
    """Return how many of the first entries can share one write because none invalidates another.

    Votes, bets and forecasts can share one; entries that change devices or seats are written one by
    one.
    """
    apart = (
        number
        for number, entry in enumerate(waiting)
        if not isinstance(entry, Voted | Bet | Foretold)
    )
    return max(1, next(apart, len(waiting)))
