"""The JSON Schemas of files, with the names and ranges of the game, for `sim new --schema`."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, Final

from sim.core.base.months import MONTH
from sim.core.base.plain import Data
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.parameters.entry import Entry
from sim.core.game.policies import POLICIES, courses_of, signs_of
from sim.core.scenario.parameters import LEVERS_OF, PARAMETERS
from sim.core.scenario.plan import RESULTS, VOTERS
from sim.core.scenario.scenario import KIM_TYPES, MOST_MONTHS
from sim.core.scenario.schema import ScenarioTable, Shape
from sim.policies.user_policies import NAME as OWN_NAME
from sim.study.experiment.components import TAKES
from sim.study.experiment.study_schema import PaperTable, StudyTable

SHAPES: Final[dict[str, type[Shape]]] = {
    "scenario": ScenarioTable,
    "study": StudyTable,
    "paper": PaperTable,
}
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
A_MONTH: Final = {"type": "string", "pattern": f"^{MONTH.pattern}$"}


def schema(kind: str) -> Data:
    """Return the JSON Schema of a scenario, a study or a paper, with the names and ranges of the
    game.
    """
    document = schema_of(SHAPES[kind], f"{kind} file")
    for shape_schema in (document, *document.get("$defs", {}).values()):
        for name, property_ in shape_schema.get("properties", {}).items():
            if name in ("month", "start", "from"):
                property_ |= A_MONTH
    if kind == "scenario":
        with_names(document)
    if kind == "study":
        document["$defs"]["DesignTable"]["properties"]["kind"]["enum"] = list(TAKES)
    return document


def schema_of(shape: type[Shape], title: str) -> Data:
    """Return the JSON Schema of a shape under a title."""
    document: Data = plain_schema(shape.model_json_schema())
    return {"$schema": DIALECT, "title": title} | document


def plain_schema(schema: Any) -> Any:
    """Return a schema without nulls, which TOML cannot hold, and without titles made from names."""
    if isinstance(schema, list):
        return [plain_schema(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: plain_schema(value) for key, value in schema.items() if value is not None}
    if isinstance(plain.get("title"), str):
        del plain["title"]
    if isinstance(plain.get("description"), str):  # a docstring, which is broken into lines
        plain["description"] = " ".join(plain["description"].split())
    if "anyOf" in plain:
        left = [entry for entry in plain.pop("anyOf") if entry != {"type": "null"}]
        plain = (left[0] if len(left) == 1 else {"anyOf": left}) | plain
    return plain


def with_names(document: Data) -> None:
    """Put the names and ranges of the game into the schema of a scenario."""
    shapes, keys = document["$defs"], document["properties"]
    keys["months"] |= {"minimum": 1, "maximum": MOST_MONTHS}
    keys["kim_type"]["enum"] = list(KIM_TYPES)
    keys["leaders"]["items"] = A_MONTH
    keys["parameters"] |= {
        "properties": {name: number(entry) for name, entry in PARAMETERS.items()},
        "patternProperties": {"[.]": {"type": "number"}},
        "additionalProperties": False,
    }
    for key, shape in (("windows", "WindowTable"), ("incidents", "IncidentTable")):
        shapes[shape]["properties"]["result"]["enum"] = list(RESULTS[key])
    capital, stretch = shapes.pop("CapitalTable"), shapes.pop("StretchTable")
    for name in CAPITALS:
        of_capital, own_stretch = deepcopy(capital), deepcopy(stretch)
        levers = {lever: number(LEVERS[f"{name}.{lever}"]) for lever in LEVERS_OF[name]}
        of_capital["properties"]["course"]["enum"] = list(courses_of(name))
        for table in (of_capital, own_stretch):
            table["properties"]["policy"]["anyOf"] = [
                {"enum": list(POLICIES[name])},
                {"pattern": f"^{OWN_NAME.pattern}$"},
                {"pattern": plan_pattern(name)},
            ]
            table["properties"] |= levers
            table["additionalProperties"] = False
        of_capital["properties"]["schedule"]["items"] = own_stretch
        shapes[name] = of_capital
        keys[name]["$ref"] = f"#/$defs/{name}"
    shapes["Election"] = deepcopy(shapes["OfficeTable"])
    shapes["Election"]["properties"]["capital"]["enum"] = list(VOTERS)
    shapes["OfficeTable"]["properties"]["capital"]["enum"] = list(CAPITALS)
    keys["elections"]["oneOf"][0]["items"] = {"$ref": "#/$defs/Election"}
    for key, capitals in (("elections", VOTERS), ("switches", CAPITALS)):
        keys[key]["oneOf"][1] |= {"propertyNames": {"enum": list(capitals)}}


def plan_pattern(capital: str) -> str:
    """Return the pattern of a plan of a capital as it is written."""
    course, sign = "|".join(courses_of(capital)), "|".join(signs_of(capital))
    return f"^({course}) until ({sign}) then ({course})( until ({sign}))?$"


def number(entry: Entry) -> Data:
    """Return the schema of a parameter, or of a table of them."""
    if entry.kind == "number":
        return ranged_number(entry)
    rows: Data = {}
    one = {key: value for key, value in ranged_number(entry).items() if key != "description"}
    for cell, _ in entry.cells:
        row, dot, column = cell.partition(".")
        if dot:
            rows.setdefault(row, closed_table({}))["properties"][column] = one
        else:
            rows[row] = one
    return closed_table(rows) | {"description": entry.meaning}


def closed_table(properties: Data) -> Data:
    """Return the schema of a table with these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def ranged_number(entry: Entry) -> Data:
    """Return the schema of one number within its range."""
    document: Data = {"type": "number", "description": entry.meaning}
    for key, bound in (("minimum", entry.low), ("maximum", entry.high)):
        if abs(bound) != float("inf"):
            document[key] = bound
    return document


def text_of(kind: str) -> str:
    """Return the JSON Schema of a kind of file as text."""
    return as_file(schema(kind))


def as_file(document: Data) -> str:
    """Return a schema as the text of a file."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
