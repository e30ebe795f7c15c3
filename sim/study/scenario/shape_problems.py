"""What is wrong with the shape of a scenario file, in plain words."""

from __future__ import annotations

import datetime
from typing import Any, Final

from pydantic import ValidationError

from sim.errors import ScenarioProblem, nearest
from sim.study.scenario.lines import Path, dotted, name_of
from sim.study.scenario.parameters import PARAMETERS
from sim.study.scenario.schema import (
    LIST,
    LONGEST_NAME,
    TABLE,
    ExpiryTable,
    IncidentTable,
    OfficeTable,
    ScenarioTable,
    Shape,
    WindowTable,
)
from sim.study.scenario.toml_file import TomlFile

TABLES: Final[dict[str, type[Shape]]] = {
    "elections": OfficeTable,
    "switches": OfficeTable,
    "windows": WindowTable,
    "incidents": IncidentTable,
    "expiries": ExpiryTable,
}
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


def wrong_kind(file: TomlFile, path: Path, value: Any, wanted: str) -> ScenarioProblem:
    """Return the problem of a value of another kind than its key takes."""
    remedy = f"Give {wanted}."
    if wanted == WANTED["string_type"] and isinstance(value, datetime.date):
        remedy = 'Write a month in quotes, as in "2017-02".'
    if wanted == WANTED["list_type"] and isinstance(value, dict):
        remedy = f"Write [[{dotted(path)}]], with two brackets on each side."
    return file.problem(f"'{name_of(path)}' is {described(value)}, not {wanted}", path, remedy)


def unknown_key(file: TomlFile, path: Path) -> ScenarioProblem:
    """Return the problem of a key that does not exist, with the nearest that does."""
    key = str(path[-1])
    table = TABLES[str(path[0])] if len(path) > 1 else ScenarioTable
    if table is ScenarioTable and key.split(".")[0] in PARAMETERS:
        return file.problem(f"'{key}' is a parameter, not a key of the file", path, "Write it under [parameters].")
    known = list(table.model_fields)
    hint = nearest(key, known)
    return file.problem(f"there is no key '{key}' here", path, f"Use one of: {', '.join(known)}.{hint}")


def problem_of(file: TomlFile, error: ValidationError) -> ScenarioProblem:
    """Return the first thing, by line, that is wrong with the shape of a file."""
    wrong = []
    for item in error.errors(include_url=False, include_context=False):
        loc = item["loc"]
        path: Path = (*loc[:1], *loc[2:]) if loc[1:2] and loc[1] in (LIST, TABLE) else loc
        wrong.append((file.line(path), path, item["type"], item["input"]))
    _, path, kind, value = min(wrong, key=lambda each: each[0])
    if kind == "missing":
        return file.problem(f"the key '{path[-1]}' is missing", path, "Add it.")
    if kind == "extra_forbidden":
        return unknown_key(file, path)
    return wrong_kind(file, path, value, WANTED.get(kind, "a value of another kind"))


def shaped(file: TomlFile) -> ScenarioTable:
    """Return the content of a file if it has the shape of a scenario; raises ScenarioProblem."""
    try:
        return ScenarioTable.model_validate(file.data)
    except ValidationError as error:
        raise problem_of(file, error) from None
