"""The shape of a scenario file: its keys and the kind of value each takes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Final, TypeVar, get_args, get_type_hints

import pydantic

from sim.core.base.errors import KeyPath, ScenarioProblem, dot_path, nearest
from sim.core.scenario.parameters import PARAMETERS
from sim.core.scenario.toml_file import TomlFile, name_of

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


class Unfit(ValueError):
    """A value of the right kind that is invalid, with the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


Name = Annotated[
    str,
    pydantic.StringConstraints(min_length=1, max_length=LONGEST_NAME),
    pydantic.AfterValidator(printable),
]
Switches = Annotated[dict[str, bool], pydantic.Tag(TABLE)]


class Shape(pydantic.BaseModel):
    """A table of a scenario file: no unknown key, no value of another kind, no infinity, no NaN."""

    model_config = pydantic.ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


def key(meaning: str, default: Any = None, **more: Any) -> Any:
    """Declare a key that may be left out, with its meaning for documents and editors."""
    return pydantic.Field(
        **{"default": default} | more if "default_factory" not in more else more,
        description=meaning,
    )


def needed_key(meaning: str, **more: Any) -> Any:
    """Declare a key that a table must have."""
    return pydantic.Field(description=meaning, **more)


class StretchTable(Shape, extra="allow"):
    """A policy from a month on, until the next stretch. Every other key is a lever of this stretch."""

    start: str | None = key(
        "the month in which it begins; the first may leave it out", alias="from"
    )
    policy: str | None = key("its policy; left out, the policy before it goes on")


class CapitalTable(Shape, extra="allow"):
    """The plan of a capital; every other key is a lever held in every month."""

    course: str | None = key("the course on which it starts; left out, it is drawn")
    policy: str | None = key(
        "one policy in every month: free, held to the course on which it starts, or another"
    )
    schedule: list[StretchTable] | None = key("policies by month, in order; excludes policy")


class OfficeTable(Shape):
    """An election or a switch: the capital, the month, and the weight of each course."""

    capital: str = needed_key("the capital with a new course; of elections, only those that vote")
    month: str = needed_key("the month in which it comes")
    chances: dict[str, float] = needed_key("the weight of each course, 0 or more")


class WindowTable(Shape):
    """A dialogue window between Washington and Beijing."""

    month: str = needed_key("the month in which it opens")
    result: str = needed_key("its result")


class IncidentTable(Shape):
    """An incident: games of sport, or one with an American in Pyongyang."""

    month: str = needed_key("the month in which it happens")
    result: str = needed_key("its result")


class ExpiryTable(Shape):
    """A share of UN measures that lapses unless a round was agreed lately."""

    month: str = needed_key("the month in which it lapses")
    share: float = needed_key("how much of the measures, 0 to 1")


Offices = Annotated[
    Annotated[list[OfficeTable], pydantic.Tag(LIST)] | Switches,
    pydantic.Discriminator(list_or_table),
]


class ScenarioTable(Shape):
    """A scenario: all settings that are fixed before the first month. Keys that a file leaves out
    come from its base.
    """

    base: str | None = key(
        "a scenario that ships, or a file beside this one; left out, the defaults"
    )
    name: Name | None = key("its name in results; the name of the file if not given")
    title: Name | None = key("its title in figures; the name if not given")
    start: str | None = key("the first month")
    months: int | None = key("how many months to play")
    kim_type: str | None = key("Kim's type; drawn: at random, in each world")
    parameters: dict[str, Any] = key("parameters; a cell of a table as table.cell", {})
    washington: CapitalTable | None = key("the plan of Washington")
    beijing: CapitalTable | None = key("the plan of Beijing")
    pyongyang: CapitalTable | None = key("the plan of Pyongyang")
    seoul: CapitalTable | None = key("the plan of Seoul")
    elections: Offices | None = key(
        "new governments; as a table, capital = false calls off those of the base"
    )
    switches: Offices | None = key("changes of course long announced; called off like elections")
    windows: list[WindowTable] | None = key("dialogues of Washington and Beijing")
    incidents: list[IncidentTable] | None = key(
        "incidents: games of sport, or the fate of an American in Pyongyang"
    )
    expiries: list[ExpiryTable] | None = key("UN measures that lapse")
    leaders: list[str] | None = key("months in which Pyongyang has a new leader")
    rules: dict[str, str] = key(
        "functions of your own in the place of rules: pay_beijing = module:function", {}
    )


NAME: Final = f"1 to {LONGEST_NAME} printable characters"
EXPECTED: Final = {
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
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "literal_error": "{expected}",
}


def describe_value(value: Any) -> str:
    """Describe the kind or the value of a TOML value in few words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, datetime.date | datetime.time):
        return "a date or time"
    return f"the text {value!r}" if isinstance(value, str) else repr(value)


def wrong_kind(file: TomlFile, path: KeyPath, value: Any, expected: str) -> ScenarioProblem:
    """Return the problem of a value of another kind than its key takes."""
    remedy = f"Give {expected}." + (nearest(value, ()) if isinstance(value, str) else "")
    if expected == EXPECTED["string_type"] and isinstance(value, datetime.date):
        remedy = 'Write a month in quotes, as in "2017-02".'
    if path[-2:-1] == ("against",) and isinstance(value, dict) and value:
        remedy = f'Write the whole key in quotes, as in "{path[-1]}.{next(iter(value))}".'
    if expected == EXPECTED["list_type"] and isinstance(value, dict):
        remedy = f"Write [[{dot_path(path)}]], with two brackets on each side."
    return file.problem(
        f"'{name_of(path)}' is {describe_value(value)}, not {expected}", path, remedy
    )


def table_at(shape: type[Shape], path: KeyPath) -> type[Shape]:
    """Return the shape of the table in which a key stands."""
    for part in path[:-1]:
        if isinstance(part, str):
            fields = shape.model_fields
            kind = (
                fields[part].annotation
                if part in fields
                else get_type_hints(shape).get("__pydantic_extra__")
            )
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
    keys = list(table_at(shape, path).model_fields)
    if "parameters" in keys and key.split(".")[0] in PARAMETERS:
        return file.problem(
            f"'{key}' is a parameter, not a key of the file", path, "Write it under [parameters]."
        )
    return file.problem(
        f"there is no key '{key}' here",
        path,
        f"Use one of: {', '.join(keys)}.{nearest(key, keys)}",
    )


def problem_of(
    file: TomlFile, shape: type[Shape], error: pydantic.ValidationError
) -> ScenarioProblem:
    """Return the first thing, by line, that is wrong with the shape of a file."""
    wrong = []
    for item in error.errors(include_url=False):
        loc = item["loc"]
        # A mark may stand at any depth, but an unknown key comes last, and may be called like one.
        inner = len(loc) - (item["type"] == "extra_forbidden")
        path: KeyPath = (*(part for part in loc[:inner] if part not in (LIST, TABLE)), *loc[inner:])
        wrong.append((file.line(path), path, item["type"], item["input"], item.get("ctx", {})))
    _, path, kind, value, context = min(wrong, key=lambda entry: entry[0])
    if kind == "missing":
        return file.problem(f"the key '{path[-1]}' is missing", path, "Add it.")
    if kind == "extra_forbidden":
        return unknown_key(file, shape, path)
    if isinstance(unfit := context.get("error"), Unfit):
        return file.problem(str(unfit), path, unfit.remedy)
    return wrong_kind(
        file, path, value, EXPECTED.get(kind, "a value of another kind").format_map(context)
    )


AnyShape = TypeVar("AnyShape", bound=Shape)


def check_shape(file: TomlFile, shape: type[AnyShape]) -> AnyShape:
    """Return the content of a file if it has the shape that is asked for; raises
    ScenarioProblem.
    """
    try:
        return shape.model_validate(file.data)
    except pydantic.ValidationError as error:
        raise problem_of(file, shape, error) from None
