"""The generated pages and schemas of docs/: `python -m sim.publish.documents` writes them; a test
proves them fresh.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.analysis.catalogue import ENTRIES
from sim.core.base.errors import DataProblem, ExitCode
from sim.core.base.months import MONTH
from sim.core.engine import SLOTS
from sim.core.estimate.writing import tick_text
from sim.core.game.aims import AIMS
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.levers import LEVERS
from sim.core.game.numbers import GROUPS
from sim.core.game.numbers.entry import TAGS, Entry, entries_of
from sim.core.game.numbers.payoffs import SPREADS, AimNumbers
from sim.core.game.policies import POLICIES, courses_of, signs_of
from sim.core.game.world import STATES
from sim.core.outcomes.outcomes import OUTCOMES
from sim.core.scenario.parameters import LEVERS_OF, PARAMETERS
from sim.core.scenario.plan import RESULTS, VOTERS
from sim.core.scenario.scenario import KIM_TYPES, MOST_MONTHS
from sim.core.scenario.schema import ScenarioTable, Shape
from sim.history import directions, observe, sightings, start_1990
from sim.policies.agents.exchange import Exchange
from sim.policies.user_policies import NAME as OWN_NAME
from sim.publish import ledger_tables as ledger
from sim.publish.ledger_tables import escape_bar, table
from sim.publish.templates import template
from sim.study.experiment.components import TAKES
from sim.study.experiment.study_schema import PaperTable, StudyTable

FOLDER: Final = Path(__file__).parents[2] / "docs"
BLOCK: Final = re.compile(r"<!-- generated: ([^>\n]+) -->\n.*?<!-- end -->", re.DOTALL)
MARKDOWN: Final = Environment(
    loader=PackageLoader(__package__, "assets"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    finalize=lambda cell: cell if isinstance(cell, Markup) else escape_bar(str(cell)),
)
"""The templates of the pages; what is put into one is a cell of a table, but for tables that are
made as a whole.
"""


@cache
def template_context() -> dict[str, Any]:
    """Return what the templates know: the ledgers of the game, and how a number of them is said."""
    entries = [*PARAMETERS.values()]
    return {
        "ledger": ledger,
        "entries": entries,
        "seen": [each for each in entries if each.seen],
        "channels": [each for each in (*entries, *LEVERS.values()) if each.neutral is not None],
        "thresholds": entries_of(AimNumbers).values(),
        "cells": lambda group: Markup(ledger.numbers(group)),
        "AIMS": AIMS,
        "CAPITALS": CAPITALS,
        "COURSES": COURSES,
        "directions": directions,
        "GROUPS": GROUPS,
        "LEVERS": LEVERS,
        "MOVES": MOVES,
        "OUTCOMES": OUTCOMES,
        "PARAMETERS": PARAMETERS,
        "POLICIES": POLICIES,
        "SLOTS": SLOTS,
        "SPREADS": SPREADS,
        "STATES": STATES,
        "TAGS": TAGS,
        "observe": observe,
        "sightings": sightings,
        "start_1990": start_1990,
        "tick": tick_text,
    }


def parameters_page() -> str:
    """Return the page of all numbers, levers, policies, moves, outcomes and slots of luck."""
    return MARKDOWN.get_template("parameters.md").render(template_context())


def tables() -> Iterator[tuple[str, str]]:
    """Yield the tables of the ledgers by their marks: the blocks of the templates."""
    for page in ("parameters.md", "tables.md"):
        template = MARKDOWN.get_template(page)
        for mark, block in template.blocks.items():
            yield mark, "".join(block(template.new_context(template_context()))).strip("\n")


def blocks() -> dict[str, str]:
    """Return the generated tables that may stand inside written pages, by their marks."""
    own = {f"options {name}": each.load().table() for name, each in ENTRIES.items()}
    return dict(tables()) | own | quoted_findings()


def quoted_findings() -> dict[str, str]:
    """Return what documents quote of findings that are kept in docs/history: sentences and tables,
    by their marks.
    """
    made = {}
    for path in sorted((FOLDER / "history").glob("*.json")):
        kept = json.loads(path.read_bytes())
        made[f"found {path.stem}"] = "\n".join(f"- {each}" for each in kept["sentences"])
        for name, own in kept["tables"].items():
            # A page may also quote the rows of one thing alone: `found whole eras test`.
            for only in ("", *dict.fromkeys(row[0] for row in own["rows"])):
                rows = [row for row in own["rows"] if only in ("", row[0])]
                mark = f"found {path.stem} {name} {only}".rstrip()
                made[mark] = f"**{own['caption']}.**\n\n{table(own['heads'], rows)}"
    return made


def fill_page(text: str, made: Mapping[str, str], page: str) -> str:
    """Return a page with what stands between its marks made anew; raises DataProblem for an unknown
    mark.
    """

    def block(found: re.Match[str]) -> str:
        mark = found.group(1)
        if mark not in made:
            raise DataProblem(
                f"there is no generated table '{mark}'", page, f"Use one of: {', '.join(made)}."
            )
        return f"<!-- generated: {mark} -->\n\n{made[mark]}\n\n<!-- end -->"

    return BLOCK.sub(block, text)


def pages(folder: Path = FOLDER) -> dict[Path, str]:
    """Return what each page that is generated, or holds generated tables, ought to say.

    Raises DataProblem where the folder is none of this project's documents.
    """
    if not (folder / "odd.md").is_file():
        raise DataProblem(
            "the documents are not there", str(folder), "Run this in a clone of the project."
        )
    made = blocks()
    found = {folder / "parameters.md": parameters_page()}
    found |= {folder / f"{kind}-file.md": file_page(kind) for kind in ("scenario", "study")}
    found |= {folder / "schemas" / f"{kind}.json": text_of(kind) for kind in SHAPES}
    found[folder / "schemas" / "agent.json"] = as_file(schema_of(Exchange, "a month of an agent"))
    options = {name: each.load().schema() for name, each in ENTRIES.items()}
    told = {"$schema": DIALECT, "title": "The options of analyses", "$defs": options}
    found[folder / "schemas" / "analyses.json"] = as_file(told)
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path not in found and BLOCK.search(text):
            found[path] = fill_page(text, made, path.name)
    return found


def stale(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the pages that do not say what they ought to, each with that."""
    made = pages(folder).items()
    return {
        path: text
        for path, text in made
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the stale pages anew and return them."""
    old = stale(folder)
    for path, text in old.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [*old]


def main() -> int:
    """Write the pages, say which changed, and return the exit code."""
    try:
        changed = write()
    except DataProblem as problem:
        print(problem, file=sys.stderr)
        return int(problem.exit_code)
    for path in changed:
        print(f"written: docs/{path.relative_to(FOLDER).as_posix()}")
    if not changed:
        print("docs/ is fresh")
    return int(ExitCode.FINE)


Json = dict[str, Any]
SHAPES: Final[dict[str, type[Shape]]] = {
    "scenario": ScenarioTable,
    "study": StudyTable,
    "paper": PaperTable,
}
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
A_MONTH: Final = {"type": "string", "pattern": f"^{MONTH.pattern}$"}
WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}


def schema(kind: str) -> Json:
    """Return the JSON Schema of a scenario, a study or a paper, with the names and ranges of the
    game.
    """
    made = schema_of(SHAPES[kind], f"{kind} file")
    for each in (made, *made.get("$defs", {}).values()):
        for name, property_ in each.get("properties", {}).items():
            if name in ("month", "start", "from"):
                property_ |= A_MONTH
    if kind == "scenario":
        with_names(made)
    if kind == "study":
        made["$defs"]["DesignTable"]["properties"]["kind"]["enum"] = list(TAKES)
    return made


def schema_of(shape: type[Shape], title: str) -> Json:
    """Return the JSON Schema of a shape under a title."""
    made: Json = plain_schema(shape.model_json_schema())
    return {"$schema": DIALECT, "title": title} | made


def plain_schema(schema: Any) -> Any:
    """Return a schema without what only Python knows: nulls, which no TOML holds, and titles made
    from names.
    """
    if isinstance(schema, list):
        return [plain_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: plain_schema(value) for key, value in schema.items() if value is not None}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    if isinstance(kept.get("description"), str):  # a docstring, which is broken into lines
        kept["description"] = " ".join(kept["description"].split())
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
    keys["parameters"] |= {
        "properties": {name: number(entry) for name, entry in PARAMETERS.items()},
        "patternProperties": {"[.]": {"type": "number"}},
        "additionalProperties": False,
    }
    for key, shape in (("windows", "WindowTable"), ("incidents", "IncidentTable")):
        shapes[shape]["properties"]["result"]["enum"] = list(RESULTS[key])
    capital, spell = shapes.pop("CapitalTable"), shapes.pop("SpellTable")
    for name in CAPITALS:
        own, own_spell = deepcopy(capital), deepcopy(spell)
        levers = {lever: number(LEVERS[f"{name}.{lever}"]) for lever in LEVERS_OF[name]}
        own["properties"]["course"]["enum"] = list(courses_of(name))
        for each in (own, own_spell):
            each["properties"]["policy"]["anyOf"] = [
                {"enum": list(POLICIES[name])},
                {"pattern": f"^{OWN_NAME.pattern}$"},
                {"pattern": plan_pattern(name)},
            ]
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


def plan_pattern(capital: str) -> str:
    """Return the pattern of a plan of a capital as it is written."""
    course, sign = "|".join(courses_of(capital)), "|".join(signs_of(capital))
    return f"^({course}) until ({sign}) then ({course})( until ({sign}))?$"


def number(entry: Entry) -> Json:
    """Return the schema of a number of the ledger, or of a table of them."""
    if entry.kind == "number":
        return ranged_number(entry)
    rows: Json = {}
    one = {key: value for key, value in ranged_number(entry).items() if key != "description"}
    for cell, _ in entry.cells:
        row, dot, column = cell.partition(".")
        if dot:
            rows.setdefault(row, closed_table({}))["properties"][column] = one
        else:
            rows[row] = one
    return closed_table(rows) | {"description": entry.meaning}


def closed_table(properties: Json) -> Json:
    """Return the schema of a table with these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def ranged_number(entry: Entry) -> Json:
    """Return the schema of one number within its range."""
    made: Json = {"type": "number", "description": entry.meaning}
    for key, bound in (("minimum", entry.low), ("maximum", entry.high)):
        if abs(bound) != float("inf"):
            made[key] = bound
    return made


def text_of(kind: str) -> str:
    """Return the schema of a file as the text of its own."""
    return as_file(schema(kind))


def as_file(made: Json) -> str:
    """Return a schema as the text of a file."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def file_page(kind: str) -> str:
    """Return the page on a file: a table of keys for each table in it, and the file to begin
    with.
    """
    made = schema(kind)
    shown = made["$defs"]
    if kind == "scenario":
        capital = deepcopy(made["$defs"]["washington"])
        spell = capital["properties"]["schedule"]["items"]
        for each in (capital, spell):
            each["properties"] = {
                name: made_of
                for name, made_of in each["properties"].items()
                if f"washington.{name}" not in LEVERS
            }
            for property_ in each["properties"].values():
                property_.pop("enum", None)
                property_.pop("anyOf", None)
        shown = {"CapitalTable": capital, "SpellTable": spell} | shown
    return MARKDOWN.get_template("file.md").render(
        kind=kind,
        whole=made,
        tables=shown,
        elsewhere=(*CAPITALS, "Election", "PaperTable", "AuthorTable"),
        paper=schema("paper") if kind == "study" else None,
        example=template(kind, "mine.toml"),
        keys=lambda each, whole: Markup(keys_of(each, whole)),
    )


def keys_of(each: Json, whole: Json) -> str:
    """Return the keys of a table as a table of Markdown."""
    must = each.get("required", ())
    rows = [
        (
            f"`{name}`",
            taken_text(made, whole),
            made.get("description", "") + (" (needed)" if name in must else ""),
        )
        for name, made in each["properties"].items()
    ]
    return table(("key", "takes", "meaning"), rows)


def taken_text(made: Mapping[str, Any], whole: Json) -> str:
    """Say in a few words what a key takes."""
    if "enum" in made:
        return ", ".join(f"`{each}`" for each in made["enum"])
    if "pattern" in made:
        return 'a month, `"2017-02"`'
    if "oneOf" in made or "anyOf" in made:
        return " or ".join(taken_text(each, whole) for each in made.get("oneOf", made.get("anyOf")))
    if "$ref" in made:
        return "a table"
    if made.get("type") == "array":
        items = made.get("items", {})
        return "a list of tables" if "$ref" in items or items.get("type") == "object" else "a list"
    span = f" from {made['minimum']} to {made['maximum']}" if "maximum" in made else ""
    return WORDS.get(made.get("type", ""), "a number, a list or a table") + span


if __name__ == "__main__":
    sys.exit(main())
