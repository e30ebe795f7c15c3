"""The generated pages and schemas of docs/: `python -m tools.documents` writes them; a test
proves them fresh.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim import stub as stub_of_names
from sim.analysis.catalogue import ENTRIES
from sim.analysis.declaration import Analysis, range_of
from sim.analysis.sensitivity.kept import STILL, kept
from sim.core.base.errors import DataProblem, ExitCode
from sim.core.base.plain import Data
from sim.core.engine import SLOTS
from sim.core.estimate.writing import tick_text
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.goals import GOALS
from sim.core.game.levers import LEVERS
from sim.core.game.moves import KimType
from sim.core.game.parameters import GROUPS
from sim.core.game.parameters.entry import TAGS, entries_of
from sim.core.game.parameters.payoffs import SPREADS, GoalParameters
from sim.core.game.policies import POLICIES
from sim.core.game.world import STATES
from sim.core.outcomes.outcomes import OUTCOMES
from sim.core.scenario.parameters import PARAMETERS
from sim.history import observe, record_calendar, start_1990
from sim.options import default_of, options_in
from sim.policies.agents.exchange import Exchange
from sim.policies.fields import ALL_FIELDS, KINDS, fields_of
from sim.policies.user_rules import CONDUCT
from sim.publish import words
from sim.publish.glossary import glossary
from sim.publish.schemas import (
    DIALECT,
    SHAPES,
    as_file,
    schema,
    schema_of,
    text_of,
)
from sim.publish.templates import template
from tools import entry_tables, language_models
from tools.entry_tables import escape_bar, table
from tools.rooms import rooms_table

FOLDER: Final = Path(__file__).parents[1] / "docs"
MECHANISMS: Final = Path(__file__).parents[1] / "tests" / "mechanisms" / "table.toml"
LANGUAGE_MODELS: Final = "llms.txt"
BLOCK: Final = re.compile(r"<!-- generated: ([^>\n]+) -->\n.*?<!-- end -->", re.DOTALL)
MARKDOWN: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    finalize=lambda cell: cell if isinstance(cell, Markup) else escape_bar(str(cell)),
)
"""The templates of the pages; each inserted value is a cell of a table, except whole tables."""


MEANINGS: Final = {
    "month": "months since the start",
    "month_of_year": "1 is January",
    "due": "whether it would review its course by the rules",
    "luck": "a uniform random draw of its own this month",
    "luck_of_deed": "another one",
    "usual_word": "the statement that the rules would draw",
    "usual_deed": "the action that the rules would draw",
    "kim": "Kim's type",
    "leverage": STATES["kim.leverage"].meaning,
} | {kim.name.lower(): f"how likely it holds Kim to be {kim.name.lower()}" for kim in KimType}


def meaning_of(field: str) -> str:
    """Return the meaning of a field of a view."""
    if field in CONDUCT:
        return (
            "the present one"
            if field.endswith("_course")
            else "last month's, as this capital perceived it"
        )
    return MEANINGS[field] if field in MEANINGS else STATES[field].meaning


def sight_rows() -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a view except those of conduct: name, meaning, and the capitals that see
    it.
    """
    for name in ALL_FIELDS:
        seeing = [
            capital
            for capital in CAPITALS
            if any(name in fields_of(capital, kind, False) for kind in KINDS)
        ]
        wrong = [
            f"{each.title()} with an error" for each in getattr(STATES.get(name), "errors", ())
        ]
        if seeing and name not in CONDUCT:
            who = "all" if len(seeing) == len(CAPITALS) else ", ".join(map(str.title, seeing))
            moves = name not in fields_of(seeing[0], "course", False)
            yield name, meaning_of(name), "; ".join([who, *wrong, *["for moves only"] * moves])


@cache
def template_context() -> dict[str, Any]:
    """Return the variables of the templates: the catalogues of the game, and functions that format
    numbers.
    """
    entries = [*PARAMETERS.values()]
    return {
        "entry_tables": entry_tables,
        "words": words,
        "entries": entries,
        "seen": [each for each in entries if each.in_sample],
        "channels": [each for each in (*entries, *LEVERS.values()) if each.neutral is not None],
        "thresholds": entries_of(GoalParameters).values(),
        "cells": lambda group: Markup(entry_tables.numbers(group)),
        "fifteen": lambda: Markup(fifteen_table()),
        "GOALS": GOALS,
        "CAPITALS": CAPITALS,
        "COURSES": COURSES,
        "GROUPS": GROUPS,
        "LEVERS": LEVERS,
        "MOVES": MOVES,
        "OUTCOMES": OUTCOMES,
        "PARAMETERS": PARAMETERS,
        "POLICIES": POLICIES,
        "SLOTS": SLOTS,
        "SPREADS": SPREADS,
        "STATES": STATES,
        "STILL": STILL,
        "sight": list(sight_rows()),
        "TAGS": TAGS,
        "observe": observe,
        "record_calendar": record_calendar,
        "start_1990": start_1990,
        "tick": tick_text,
    }


def parameters_page() -> str:
    """Return the page of all parameters, levers, policies, moves, outcomes and streams of random
    draws.
    """
    return MARKDOWN.get_template("parameters.md").render(template_context())


def fifteen_table() -> str:
    """Return the kept numbers that carry the answer, with a caption."""
    found = kept()
    rows = ((f"`{name}`", *rest) for name, *rest in found["rows"])
    return f"**{found['caption']}.**\n\n{table(found['heads'], rows)}"


def tables() -> Iterator[tuple[str, str]]:
    """Yield the tables of the catalogues by their marks: the blocks of the templates."""
    for page in ("parameters.md", "tables.md"):
        template = MARKDOWN.get_template(page)
        for mark, block in template.blocks.items():
            yield mark, "".join(block(template.new_context(template_context()))).strip("\n")


def blocks() -> dict[str, str]:
    """Return the generated tables that may stand inside written pages, by their marks."""
    own = {f"options {name}": options_table(each.load()) for name, each in ENTRIES.items()}
    made = {"mechanisms": mechanisms_table(), "results": results(), "rooms": rooms_table()}
    return dict(tables()) | own | made | quoted_findings()


def results() -> str:
    """Return the main result of the README in three paragraphs with few numbers, from what
    docs/history keeps; raises DataProblem if an attack broke a headline sentence.
    """
    know, game, attack = (
        json.loads((FOLDER / "history" / f"{name}.json").read_bytes())["tables"]
        for name in ("know", "game", "attack")
    )
    who, by_type, pairs, plans = (
        {row[0]: row[1:] for row in kept["rows"]}
        for kept in (know["who"], know["types"], game["pairs"], game["plans"])
    )
    told = attack["attack"]
    fallen = [row[0] for row in told["rows"] if row[-1] != "stands"]
    fallen += [row[1] for row in game["outside"]["rows"] if leading(row[2]) > 0.02]
    if fallen:
        raise DataProblem(
            f"a headline sentence fell: {fallen[0]}",
            "docs/history/attack.json",
            "Rewrite it in sim/analysis/plausible/headlines.toml and in results() of tools/documents.py.",
        )
    whole = told["heads"].index("1")
    pays, idle, _, prefers, *_ = (
        (leading(row[1]), row[whole].partition(" (")[0]) for row in told["rows"]
    )
    most = max(0.02, *map(upper, plans["equilibrium"][3:5]))
    gains = [text.partition(" ")[0] for text in pairs["both prefer"][:2]]
    ours, theirs, *_ = who["Washington"]
    nobody = all(upper(each) < 0.5 for each in who["Beijing"][:2])
    return "\n".join(
        (
            "- **Washington's knowledge of Kim pays both powers, by what each believes of him.** If Washington knew "
            "his type from the first month, it would talk more with a fearful Kim and press a greedy one more. It "
            f"would gain {ours} months, and Beijing {theirs}"
            f"{', though Beijing would lose where he is greedy' * (upper(by_type['Washington, greedy Kim'][1]) < 0.0)}"
            f". If Beijing knew, {'neither' if nobody else 'one'} would gain half a month. Both statements hold in "
            f"{in_words(min(pays[0], idle[0]))} other parameter sets, and the first over whole ranges in "
            f"{pays[1]}.",
            "- **Beijing cannot say what it knows.** Whatever the type, it is better off if Washington talks. So "
            "Washington has no reason to believe it, unless it shows evidence. The preference holds in "
            f"{in_words(prefers[0])} other parameter sets.",
            "- **Both settle on less than both could have.** Let each power commit itself to a *plan*: one course, "
            "then another after a sign. "
            f"{plans['equilibrium'][0].replace('; ', '. ')}. No other "
            f"such plan gains over {most:g} of a limited war there, nor does any drawn plan of three courses. "
            "Another pair of plans would give both more than free choice of courses, by "
            f"{gains[0]} and {gains[1]} months. But each power gains by leaving it.",
        )
    )


def leading(text: str) -> float:
    """Return the number at the head of a quantity in words."""
    return float(text.partition(" ")[0].replace("−", "-"))


def upper(text: str) -> float:
    """Return the upper end of the interval of a quantity in words."""
    return leading(text.rpartition(" to ")[2].rstrip(")"))


def in_words(percent: float) -> str:
    """Return a share of other parameter sets in words."""
    return "all" if percent == 100.0 else f"{percent:g} % of"


def mechanisms_table() -> str:
    """Return the table of the mechanisms of the paper, each with its claims or tests."""
    kept = tomllib.loads(MECHANISMS.read_text(encoding="utf-8"))["mechanism"]
    heads = ("#", "text of the paper", "place and names", "effect", "claim or test")
    rows = [
        (
            str(each["number"]),
            *(each[name] for name in ("paper", "place", "moves")),
            ", ".join(f"`{claim}`" for claim in each["claims"]),
        )
        for each in kept
    ]
    return table(heads, rows)


def options_table(analysis: Analysis) -> str:
    """Return the options of an analysis as a table, for its page."""
    heads = ("option", "in Python", "default", "values", "meaning")
    rows = [
        (f"`{own.flag_of(name)}`", f"`{name}`", analysis.default(name), range_of(own), own.help)
        for name, own in analysis.own.items()
    ]
    return table(heads, rows)


def options_schema(analysis: Analysis) -> Data:
    """Return the JSON Schema of the options of an analysis."""
    made: Data = {}
    for name, (each, own) in options_in(analysis.options).items():
        default = {} if own.default else {"default": default_of(each)}
        unit = {"x-unit": own.unit} if own.unit else {}
        made[name] = {"description": own.help} | {**own.kind.schema} | default | unit
    return {
        "title": analysis.name,
        "description": analysis.says,
        "type": "object",
        "additionalProperties": False,
        "properties": made,
    }


def quoted_findings() -> dict[str, str]:
    """Return the sentences and tables that documents quote of findings in docs/history, by their
    marks.
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
    """Return a page with the blocks between its marks replaced; raises DataProblem for an unknown
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
    """Return the present text of each page that is generated, or holds generated tables.

    Raises DataProblem if the folder does not hold this project's documents.
    """
    if not (folder / "odd.md").is_file():
        raise DataProblem(
            "the documents are not there", str(folder), "Run this in a clone of the project."
        )
    made = blocks()
    found = {folder / "parameters.md": parameters_page()}
    found[folder / "glossary.md"] = MARKDOWN.get_template("glossary.md").render(terms=glossary())
    found |= {folder / f"{kind}-file.md": file_page(kind) for kind in ("scenario", "study")}
    found |= {folder / "schemas" / f"{kind}.json": text_of(kind) for kind in SHAPES}
    found[folder / "schemas" / "agent.json"] = as_file(schema_of(Exchange, "a month of an agent"))
    options = {name: options_schema(each.load()) for name, each in ENTRIES.items()}
    told = {"$schema": DIALECT, "title": "The options of analyses", "$defs": options}
    found[folder / "schemas" / "analyses.json"] = as_file(told)
    beside = (folder.parent / name for name in ("README.md", "CONTRIBUTING.md"))
    for path in (*sorted(folder.glob("*.md")), *beside):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        if path not in found and BLOCK.search(text):
            found[path] = fill_page(text, made, path.name)
    stub = folder.parent / "sim" / "policies" / "view.pyi"
    if stub.parent.is_dir():
        found |= {
            stub: stub_of_names.view(meaning_of),
            folder.parent / "sim" / "__init__.pyi": stub_of_names.text(),
        }
    index = (folder / "index.md").read_text(encoding="utf-8")
    found[folder / LANGUAGE_MODELS] = language_models.text_from(index)
    return found


def stale(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the pages that differ from their present text, each with that text."""
    made = pages(folder).items()
    return {
        path: text
        for path, text in made
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the stale pages and return them."""
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
        print(f"written: {path.relative_to(FOLDER.parent).as_posix()}")
    if not changed:
        print("docs/ is fresh")
    return int(ExitCode.FINE)


def file_page(kind: str) -> str:
    """Return the page on a kind of file: a table of keys for each table in it, and a template."""
    made = schema(kind)
    shown = made["$defs"]
    if kind == "scenario":
        capital = deepcopy(made["$defs"]["washington"])
        stretch = capital["properties"]["schedule"]["items"]
        for each in (capital, stretch):
            each["properties"] = {
                name: made_of
                for name, made_of in each["properties"].items()
                if f"washington.{name}" not in LEVERS
            }
            for property_ in each["properties"].values():
                property_.pop("enum", None)
                property_.pop("anyOf", None)
        shown = {"CapitalTable": capital, "StretchTable": stretch} | shown
    return MARKDOWN.get_template("file.md").render(
        kind=kind,
        whole=made,
        tables=shown,
        elsewhere=(*CAPITALS, "Election", "PaperTable", "AuthorTable"),
        paper=schema("paper") if kind == "study" else None,
        example=template(kind, "mine.toml"),
        keys=lambda each, whole: Markup(keys_of(each, whole)),
    )


WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}


def keys_of(each: Data, whole: Data) -> str:
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


def taken_text(made: Mapping[str, Any], whole: Data) -> str:
    """Return the type of a key in a few words."""
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
