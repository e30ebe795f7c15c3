"""The table of rooms in CONTRIBUTING.md: the layers of setup.cfg, each with what its package says of
itself.
"""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.entry_tables import first_sentence, table

ROOT: Final = Path(__file__).parents[1]
CONTRACTS: Final = ("layers", "core-rooms", "study")
"""The contracts whose layers are rooms: those of the whole, and of the rooms within two of them."""


def layers() -> dict[str, list[str]]:
    """Return the modules of each contract of layers, by the package they lie in, from the lowest
    up.
    """
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    within: dict[str, list[str]] = {}
    for contract in CONTRACTS:
        lines = setup[f"importlinter:contract:{contract}"]["layers"].split("\n")
        modules = [name.strip() for line in reversed(lines) for name in line.split("|")]
        modules = [name for name in modules if name]
        within[modules[0].rpartition(".")[0]] = modules
    return within


def path_of(module: str) -> Path:
    """Return the file with the docstring of a module."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def content_of(path: Path) -> str:
    """Return the first sentence of a file's docstring."""
    return first_sentence(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))


def rows() -> Iterator[tuple[str, str]]:
    """Yield each room, its content and the packages within it; then the files that stand alone."""
    within = layers()
    named: set[Path] = set()
    for module in within["sim"]:
        for room in within.get(module, [module]):
            path = path_of(room)
            named.add(path_of(module))
            packages = sorted(inner.parent.name for inner in path.parent.glob("*/__init__.py"))
            content = content_of(path)
            if path.name == "__init__.py" and packages:
                content += f" ({', '.join(f'`{name}`' for name in packages)})"
            place = path.parent if path.name == "__init__.py" else path
            yield f"`{place.relative_to(ROOT).as_posix()}`", content
    for path in sorted((ROOT / "sim").glob("[a-z]*.py")):
        if path not in named:
            yield f"`sim/{path.name}`", content_of(path)


def rooms_table() -> str:
    """Return the table of rooms as Markdown."""
    return table(("room", "content"), rows())
