"""JSON Schemas of the files that people write, and the pages on them: both made from the readers' own shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from sim.calendar import MONTH
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.numbers.entry import Entry
from sim.game.policies import FREE, HELD, POLICIES, courses_of
from sim.show.ledger_tables import table
from sim.show.templates import TEMPLATES
from sim.study.experiment.components import TAKES
from sim.study.experiment.study_schema import StudyTable
from sim.study.scenario.parameters import PARAMETERS
from sim.study.scenario.plan import RESULTS, VOTERS
from sim.study.scenario.scenario import KIM_TYPES, MOST_MONTHS
from sim.study.scenario.schema import ScenarioTable, Shape
from sim.study.store.paper import PaperTable

Json = dict[str, Any]
SHAPES: Final[dict[str, type[Shape]]] = {"scenario": ScenarioTable, "study": StudyTable, "paper": PaperTable}
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
A_MONTH: Final = {"type": "string", "pattern": f"^{MONTH.pattern}$"}
WORDS: Final = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
                "array": "a list", "object": "a table"}  # fmt: skip


def schema(kind: str) -> Json:
    """Return the JSON Schema of a scenario, a study or a paper, with the names and ranges of the game."""
    made: Json = plain(SHAPES[kind].model_json_schema())
    for each in (made, *made.get("$defs", {}).values()):
        for name, property_ in each.get("properties", {}).items():
            if name in ("month", "start", "from"):
                property_ |= A_MONTH
    if kind == "scenario":
        with_names(made)
    if kind == "study":
        made["$defs"]["DesignTable"]["properties"]["kind"]["enum"] = list(TAKES)
        made["properties"]["luck"]["enum"] = ["common", "independent", "lots"]
    return {"$schema": DIALECT, "title": f"{kind} file"} | {key: made[key] for key in made if key != "title"}


def plain(schema: Any) -> Any:
    """Return a schema without what only Python knows: nulls, which no TOML holds, and titles made from names."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: plain(value) for key, value in schema.items() if value is not None}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    if "anyOf" in kept:
        left = [each for each in kept.pop("anyOf") if each != {"type": "null"}]
        kept = (left[0] if len(left) == 1 else {"anyOf": left}) | kept
    return kept


def with_names(made: Json) -> None:
    """Put the names and ranges of the game into the schema of a scenario."""
    shapes, keys = made["$defs"], made["properties"]
    keys["months"] |= {"minimum": 1, "maximum": MOST_MONTHS}
    keys["kim_type"]["enum"] = list(KIM_TYPES)
    keys["leaders"]["items"] = A_MONTH
    keys["parameters"] |= {"properties": {name: number(entry) for name, entry in PARAMETERS.items()},
                           "patternProperties": {"[.]": {"type": "number"}}, "additionalProperties": False}  # fmt: skip
    for key, shape in (("windows", "WindowTable"), ("incidents", "IncidentTable")):
        shapes[shape]["properties"]["result"]["enum"] = list(RESULTS[key])
    capital, spell = shapes.pop("CapitalTable"), shapes.pop("SpellTable")
    for name in CAPITALS:
        own, own_spell = deepcopy(capital), deepcopy(spell)
        levers = {key.partition(".")[2]: number(each) for key, each in LEVERS.items() if key.startswith(f"{name}.")}
        own["properties"]["course"]["enum"] = list(courses_of(name))
        own["properties"]["courses"]["enum"] = [FREE, HELD]
        for each in (own, own_spell):
            each["properties"]["policy"]["enum"] = list(POLICIES[name])
            each["properties"] |= levers
            each["additionalProperties"] = False
        own["properties"]["schedule"]["items"] = own_spell
        shapes[name] = own
        keys[name]["$ref"] = f"#/$defs/{name}"
    shapes["Election"] = deepcopy(shapes["OfficeTable"])
    shapes["Election"]["properties"]["capital"]["enum"] = list(VOTERS)
    shapes["OfficeTable"]["properties"]["capital"]["enum"] = list(CAPITALS)
    keys["elections"]["oneOf"][0]["items"] = {"$ref": "#/$defs/Election"}
    for key, who in (("elections", VOTERS), ("switches", CAPITALS)):
        keys[key]["oneOf"][1] |= {"propertyNames": {"enum": list(who)}}


def number(entry: Entry) -> Json:
    """Return the schema of a number of the ledger, or of a table of them."""
    if entry.kind == "number":
        return ranged(entry)
    rows: Json = {}
    one = {key: value for key, value in ranged(entry).items() if key != "description"}
    for cell, _ in entry.cells:
        row, dot, column = cell.partition(".")
        if dot:
            rows.setdefault(row, closed({}))["properties"][column] = one
        else:
            rows[row] = one
    return closed(rows) | {"description": entry.meaning}


def closed(properties: Json) -> Json:
    """Return the schema of a table with these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def ranged(entry: Entry) -> Json:
    """Return the schema of one number within its range."""
    made: Json = {"type": "number", "description": entry.meaning}
    for key, bound in (("minimum", entry.low), ("maximum", entry.high)):
        if abs(bound) != float("inf"):
            made[key] = bound
    return made


def text_of(kind: str) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n"


PREFACES: Final = {
    "scenario": "Every key that the file of a scenario may hold. `sim new scenario mine.toml` writes one to begin "
    "with, `sim check mine.toml` checks it, `sim run mine.toml` plays it. [parameters.md](parameters.md) has every "
    "number, lever, policy and course.",
    "study": "Every key that the file of a study may hold. `sim new study mine.toml` writes one to begin with, "
    "`sim check mine.toml` checks it, `sim sweep mine.toml` plays it. [studies.md](studies.md) says how to write "
    "factors, what designs there are, and how results are kept.",
    "paper": "`sim new paper` writes a `paper.toml`; the same keys may stand under `[paper]` in the file of a study.",
}  # fmt: skip


def page(kind: str, notice: str) -> str:
    """Return the page on a file: a table of keys for each table in it, and the file to begin with."""
    parts = [notice, f"# The {kind} file", PREFACES[kind]]
    parts += [f"An editor that knows JSON Schema completes and checks it with [{kind}.json](schemas/{kind}.json): "
              f"`sim new {kind} --schema` writes that beside the file, and names it at the top."]  # fmt: skip
    parts += list(sections(kind))
    if kind == "study":
        parts += ["## A paper", PREFACES["paper"], keys_of(schema("paper"), schema("paper"))]
    parts += ["## A file to begin with", f"```toml\n{TEMPLATES[kind].replace('{file}', 'mine.toml')}```"]
    return "\n\n".join(parts) + "\n"


def sections(kind: str) -> Iterator[str]:
    """Yield the tables of keys: that of the file, then each table in it."""
    made = schema(kind)
    yield keys_of(made, made)
    shown = {name: each for name, each in made.get("$defs", {}).items() if name not in (*CAPITALS, "Election")}
    if kind == "scenario":
        capital = deepcopy(made["$defs"]["washington"])
        spell = capital["properties"]["schedule"]["items"]
        for each in (capital, spell):
            each["properties"] = {name: made_of for name, made_of in each["properties"].items()
                                  if f"washington.{name}" not in LEVERS}  # fmt: skip
            for property_ in each["properties"].values():
                property_.pop("enum", None)
        capital["properties"]["courses"]["enum"] = [FREE, HELD]
        shown = {"CapitalTable": capital, "SpellTable": spell} | shown
    for name, each in shown.items():
        if name not in ("PaperTable", "AuthorTable"):
            yield f"## {HEADS[name]}"
            yield each["description"].replace("\n", " ")
            yield keys_of(each, made)


HEADS: Final = {
    "CapitalTable": "`[washington]`, `[beijing]`, `[pyongyang]`, `[seoul]`",
    "SpellTable": "`[[washington.schedule]]`",
    "OfficeTable": "`[[elections]]`, `[[switches]]`",
    "WindowTable": "`[[windows]]`",
    "IncidentTable": "`[[incidents]]`",
    "ExpiryTable": "`[[expiries]]`",
    "ReplicationTable": "`[replication]`",
    "TrajectoriesTable": "`[trajectories]`",
    "DesignTable": "`[[design]]`",
    "OutcomesTable": "`[outcomes]`",
    "OwnOutcomeTable": "`[outcomes.name]`",
}


def keys_of(each: Json, whole: Json) -> str:
    """Return the keys of a table as a table of Markdown."""
    must = each.get("required", ())
    rows = [
        (f"`{name}`", taken(made, whole), made.get("description", "") + (" (needed)" if name in must else ""))
        for name, made in each["properties"].items()
    ]
    return table(("key", "takes", "meaning"), rows)


def taken(made: Mapping[str, Any], whole: Json) -> str:
    """Say in a few words what a key takes."""
    if "enum" in made:
        return ", ".join(f"`{each}`" for each in made["enum"])
    if "pattern" in made:
        return 'a month, `"2017-02"`'
    if "oneOf" in made or "anyOf" in made:
        return " or ".join(taken(each, whole) for each in made.get("oneOf", made.get("anyOf")))
    if "$ref" in made:
        return "a table"
    if made.get("type") == "array":
        items = made.get("items", {})
        return "a list of tables" if "$ref" in items or items.get("type") == "object" else "a list"
    span = f" from {made['minimum']} to {made['maximum']}" if "maximum" in made else ""
    return WORDS.get(made.get("type", ""), "a number, a list or a table") + span
