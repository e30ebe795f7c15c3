"""The documents of the project as data: their text, links, tables, code in line, and commands."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path

from sim.analysis.counterfactual.changes import SHOCKS
from sim.cli.look_up import all_entries
from sim.core.scenario import shipped_scenarios

ROOT = Path(__file__).parents[2]
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
NAME = re.compile(r"[A-Za-z_][\w.-]*")


def text_of(document: Path) -> str:
    """The text of a document."""
    return document.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """The text of a document without its fenced blocks; of the changelog, what is not released
    yet.
    """
    text = FENCED.sub("", text_of(document))
    # A released version may name what is gone.
    return (
        re.split(r"^## \[\d", text, maxsplit=1, flags=re.M)[0]
        if document.name == "CHANGELOG.md"
        else text
    )


def anchors(document: Path) -> set[str]:
    """The anchors of the headings of a document, as they are made from the text of each."""
    kept = (
        re.sub(r"[^\w\s-]", "", heading.lower()) for heading in HEADING.findall(prose(document))
    )
    return {heading.strip().replace(" ", "-") for heading in kept}


def section(document: Path, heading: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text_of(document), re.M | re.S
    )
    assert found, f"{document.name} has no section '{heading}'"
    return found.group(1)


def rows(document: Path) -> list[str]:
    """The rows of the tables of a document."""
    return [line for line in prose(document).splitlines() if line.startswith("| ")]


def commands(document: Path) -> list[list[str]]:
    """The command lines of `sim` that a document names in line, as their words."""
    return [
        shlex.split(code)[1:] for code in INLINE.findall(prose(document)) if code.startswith("sim ")
    ]


def command_lines(document: Path) -> list[list[str]]:
    """The command lines of `sim` in the blocks of a document, as their words; comments and
    continuations are undone.
    """
    text = text_of(document).replace("\\\n", " ")
    lines = re.findall(r"^(?: {4})?(sim .+)$", text, re.M)
    said = [part.strip() for line in lines for part in re.split(r"\s&&\s", line)]
    return [shlex.split(line, comments=True)[1:] for line in said]


@cache
def known_names() -> frozenset[str]:
    """Every name that the catalogues, code, scenarios and their strings hold."""
    names = {part for each in all_entries() for part in (each.name, *each.name.split("."))}
    names |= {*shipped_scenarios(), *SHOCKS}
    for folder in ("sim", "tests", "tools"):
        for source in (ROOT / folder).rglob("*.py"):
            # What these tests spell out proves nothing.
            if source.parent != Path(__file__).parent:
                names |= names_in(source)
    return frozenset(names)


def names_in(source: Path) -> set[str]:
    """The names that a source file defines, uses or spells out in a string."""
    found = {source.stem, source.name}
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                found.add(name)
            case (
                ast.Name(id=name)
                | ast.Attribute(attr=name)
                | ast.arg(arg=name)
                | ast.keyword(arg=str(name))
            ):
                found.add(name)
            case ast.Constant(value=str(text)) if len(text) < 40:
                found.add(text)
    return found


def functions_in(source: Path) -> set[str]:
    """The functions that a source file defines."""
    tree = ast.walk(ast.parse(source.read_text(encoding="utf-8")))
    return {node.name for node in tree if isinstance(node, ast.FunctionDef)}
