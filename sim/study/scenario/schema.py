"""The shape of a scenario file: its keys and the kind of value each takes."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

LONGEST_NAME: Final = 200
# How pydantic is told which of two shapes to expect; such a mark is no key, so places leave it out.
LIST, TABLE = "<list>", "<table>"


def printable(text: str) -> str:
    """Return a text that a terminal can show; raises ValueError for one with control characters."""
    if not text.isprintable():
        raise ValueError("control characters")
    return text


def list_or_table(value: Any) -> str:
    """Return the mark of a table for a table, and that of a list for all else."""
    return TABLE if isinstance(value, dict) else LIST


Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(printable)]
Switches = Annotated[dict[str, bool], Tag(TABLE)]


class Shape(BaseModel):
    """A table of a scenario file: no unknown key, no value of another kind, no infinity, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class SpellTable(Shape, extra="allow"):
    """A spell; without `policy` the policy before it goes on. Every other key is a lever of this spell."""

    start: str | None = Field(alias="from", default=None)
    policy: str | None = None


class CapitalTable(Shape, extra="allow"):
    """What a capital intends; every other key is a lever held in every month."""

    course: str | None = None
    courses: str | None = None
    policy: str | None = None
    schedule: list[SpellTable] | None = None


class OfficeTable(Shape):
    """An election or a switch: who, when, and the weight of each course."""

    capital: str
    month: str
    chances: dict[str, float]


class WindowTable(Shape):
    """A dialogue window between Washington and Beijing."""

    month: str
    result: str = "open"


class IncidentTable(Shape):
    """A detainee event that is fixed."""

    month: str
    result: str


class ExpiryTable(Shape):
    """A share of UN measures that lapses."""

    month: str
    share: float


Offices = Annotated[Annotated[list[OfficeTable], Tag(LIST)] | Switches, Discriminator(list_or_table)]


class ScenarioTable(Shape):
    """A whole scenario file. What a file leaves out comes from its base or from the ledger."""

    base: str | None = None
    name: Name | None = None
    title: Name | None = None
    start: str | None = None
    months: int | None = None
    kim_type: str | None = None
    parameters: dict[str, Any] = {}
    washington: CapitalTable | None = None
    beijing: CapitalTable | None = None
    pyongyang: CapitalTable | None = None
    seoul: CapitalTable | None = None
    elections: Offices | None = None
    switches: Offices | None = None
    windows: list[WindowTable] | None = None
    incidents: list[IncidentTable] | None = None
    expiries: list[ExpiryTable] | None = None
    leaders: list[str] | None = None
