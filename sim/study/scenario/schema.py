"""The shape of a scenario file: its keys and the kind of value each takes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Final, TypeVar, get_args, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
)

from sim.errors import KeyPath, ScenarioProblem, dotted, nearest
from sim.study.scenario.parameters import PARAMETERS
from sim.study.scenario.toml_file import TomlFile, name_of

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


NAME: Final = f"1 to {LONGEST_NAME} printable characters"
WANTED: Final = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "string_too_short": NAME,
    "string_too_long": NAME,
    "value_error": NAME,
}


def described(value: Any) -> str:
    """Say what a value of a TOML file is, in few words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, datetime.date | datetime.time):
        return "a date or time"
    return f"the text {value!r}" if isinstance(value, str) else repr(value)


def wrong_kind(file: TomlFile, path: KeyPath, value: Any, wanted: str) -> ScenarioProblem:
    """Return the problem of a value of another kind than its key takes."""
    remedy = f"Give {wanted}."
    if wanted == WANTED["string_type"] and isinstance(value, datetime.date):
        remedy = 'Write a month in quotes, as in "2017-02".'
    if wanted == WANTED["list_type"] and isinstance(value, dict):
        remedy = f"Write [[{dotted(path)}]], with two brackets on each side."
    return file.problem(f"'{name_of(path)}' is {described(value)}, not {wanted}", path, remedy)


def table_at(shape: type[Shape], path: KeyPath) -> type[Shape]:
    """Return the shape of the table in which a key stands."""
    for part in path[:-1]:
        if isinstance(part, str):
            known = shape.model_fields
            kind = known[part].annotation if part in known else get_type_hints(shape).get("__pydantic_extra__")
            shape = next(shapes_in(kind), shape)
    return shape


def shapes_in(kind: Any) -> Iterator[type[Shape]]:
    """Yield the shapes that a type mentions: itself, or those of a list or of a choice."""
    if isinstance(kind, type) and issubclass(kind, Shape):
        yield kind
    for inner in get_args(kind):
        yield from shapes_in(inner)


def unknown_key(file: TomlFile, shape: type[Shape], path: KeyPath) -> ScenarioProblem:
    """Return the problem of a key that does not exist, with the nearest that does."""
    key = str(path[-1])
    known = list(table_at(shape, path).model_fields)
    if "parameters" in known and key.split(".")[0] in PARAMETERS:
        return file.problem(f"'{key}' is a parameter, not a key of the file", path, "Write it under [parameters].")
    return file.problem(f"there is no key '{key}' here", path, f"Use one of: {', '.join(known)}.{nearest(key, known)}")


def problem_of(file: TomlFile, shape: type[Shape], error: ValidationError) -> ScenarioProblem:
    """Return the first thing, by line, that is wrong with the shape of a file."""
    wrong = []
    for item in error.errors(include_url=False, include_context=False):
        loc = item["loc"]
        # Only elections and switches, at the top of a file, are told apart by a mark.
        path: KeyPath = (*loc[:1], *loc[2:]) if loc[1:2] and loc[1] in (LIST, TABLE) else loc
        wrong.append((file.line(path), path, item["type"], item["input"]))
    _, path, kind, value = min(wrong, key=lambda each: each[0])
    if kind == "missing":
        return file.problem(f"the key '{path[-1]}' is missing", path, "Add it.")
    if kind == "extra_forbidden":
        return unknown_key(file, shape, path)
    return wrong_kind(file, path, value, WANTED.get(kind, "a value of another kind"))


AnyShape = TypeVar("AnyShape", bound=Shape)


def shaped(file: TomlFile, shape: type[AnyShape]) -> AnyShape:
    """Return the content of a file if it has the shape that is asked for; raises ScenarioProblem."""
    try:
        return shape.model_validate(file.data)
    except ValidationError as error:
        raise problem_of(file, shape, error) from None
