"""The shape of a scenario file: its keys and the kind of value each takes."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

LONGEST_NAME: Final = 200
# How pydantic is told which of two shapes to expect; such a mark is no key, so places leave it out.
LIST, TABLE, WORD = "<list>", "<table>", "<word>"


def printable(text: str) -> str:
    """Return a text that a terminal can show; raises ValueError for one with control characters."""
    if not text.isprintable():
        raise ValueError("control characters")
    return text


def shape(value: Any) -> str:
    """Return the mark of the shape that a value seems to be meant as."""
    return TABLE if isinstance(value, dict) else WORD if isinstance(value, str) else LIST


def list_or_table(value: Any) -> str:
    """Return the mark of a table for a table, and that of a list for all else."""
    return TABLE if isinstance(value, dict) else LIST


Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(printable)]
Switches = Annotated[dict[str, bool], Tag(TABLE)]


class Shape(BaseModel):
    """A table of a scenario file: no unknown key, no value of another kind, no infinity, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class SpellTable(Shape, extra="allow"):
    """A policy from a month on; every other key is a lever of this spell."""

    start: str = Field(alias="from")
    policy: str


class CapitalTable(Shape, extra="allow"):
    """What a capital intends; every other key is a lever held in every month."""

    policy: str | None = None
    schedule: list[SpellTable] | None = None


class VoteTable(Shape):
    """An election; `in_force` is the month of the vote where it is not given."""

    capital: str
    month: str
    in_force: str | None = None
    keep: float = 0.0
    options: dict[str, float]


class WindowTable(Shape):
    """A dialogue window between Washington and Beijing."""

    month: str
    result: str = "drawn"


class ExpiryTable(Shape):
    """A measure that leaves the books."""

    month: str
    share: float
    name: Name


class IncidentTable(Shape):
    """A detainee event that is fixed."""

    month: str
    result: str


class MovesTable(Shape):
    """The moves of the month before the start."""

    washington: str | None = None
    beijing: str | None = None
    pyongyang: str | None = None
    seoul: str | None = None


class ScenarioTable(Shape):
    """A whole scenario file. What a file leaves out comes from its base or from the ledger."""

    base: str | None = None
    name: Name | None = None
    title: Name | None = None
    start: str | None = None
    months: int | None = None
    forecast: str | None = None
    kim_type: str | None = None
    modules: (
        Annotated[Annotated[str, Tag(WORD)] | Annotated[list[str], Tag(LIST)] | Switches, Discriminator(shape)] | None
    ) = None
    parameters: dict[str, Any] = {}
    opening_moves: MovesTable | None = None
    washington: CapitalTable | None = None
    beijing: CapitalTable | None = None
    pyongyang: CapitalTable | None = None
    seoul: CapitalTable | None = None
    elections: Annotated[Annotated[list[VoteTable], Tag(LIST)] | Switches, Discriminator(list_or_table)] | None = None
    windows: list[WindowTable] | None = None
    expiries: list[ExpiryTable] | None = None
    incidents: list[IncidentTable] | None = None
