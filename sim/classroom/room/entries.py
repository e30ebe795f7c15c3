"""What happens in a room, entry by entry, as its journal keeps it."""

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
    """What one device says, or what is done with it."""

    device: Device


class OfSeat(EntryModel):
    """What is done with a seat."""

    game: Annotated[int, Field(ge=1, le=100)]
    capital: Annotated[str, Field(max_length=20)]


class Joined(EntryModel):
    """A device joins, at seconds since 1970; of its token only the mark is kept. The room gives it
    a seat.
    """

    kind: Literal["joined"] = "joined"
    mark: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: Seconds


class Taken(OfSeat):
    """The teacher takes over a seat under a token of its own, or gives it back where there is no
    mark.
    """

    kind: Literal["taken"] = "taken"
    mark: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Seated(OfSeat, OfDevice):
    """The desk moves a device to another seat."""

    kind: Literal["seated"] = "seated"


class Removed(OfDevice):
    """The desk takes a device out of the room: its token opens nothing any more."""

    kind: Literal["removed"] = "removed"


class Undone(EntryModel):
    """The desk takes out of the room every phone that joined since a time."""

    kind: Literal["undone"] = "undone"
    since: Seconds


class Voted(OfDevice):
    """A device votes for the word and deed of its capital in a month."""

    kind: Literal["voted"] = "voted"
    month: Month
    word: Name
    deed: Name


class Bet(OfDevice):
    """A device bets in a month that Kim is greedy, and how likely, in hundredths."""

    kind: Literal["bet"] = "bet"
    month: Month
    chance: Hundredths


class Foretold(OfDevice):
    """A device says before the first month how likely the events are."""

    kind: Literal["foretold"] = "foretold"
    chances: Chances


class Door(EntryModel):
    """The teacher opens or closes the room to those who are not in it."""

    kind: Literal["door"] = "door"
    open: bool


Entry = Joined | Taken | Seated | Removed | Undone | Voted | Bet | Foretold | Door
ENTRIES: Final[TypeAdapter[Entry]] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def count_shareable(waiting: Sequence[Entry]) -> int:
    """Return how many entries, from the first, can be written at once so that none makes another of
    them wrong.

    Votes, bets and forecasts can; who is in the room, and where, changes one entry at a time.
    """
    apart = (
        number
        for number, entry in enumerate(waiting)
        if not isinstance(entry, Voted | Bet | Foretold)
    )
    return max(1, next(apart, len(waiting)))
