"""Where each key of a TOML text stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final

Path = tuple[str | int, ...]
"""The way to a value: keys of tables, and places in lists."""

DEEPEST: Final = 6
MOST_WORK: Final = 500_000


def dotted(path: Path) -> str:
    """Write a path as people do.

    >>> dotted(("washington", "schedule", 1, "policy"))
    'washington.schedule[1].policy'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def name_of(path: Path) -> str:
    """Return the last key of a path, with its place in a list.

    >>> name_of(("washington", "schedule", 1))
    'schedule[1]'
    """
    last = max((place for place, part in enumerate(path) if isinstance(part, str)), default=0)
    return dotted(path[last:])


def statements(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Yield the line on which each statement of a TOML text begins, and what the statement alone says.

    A statement is as many lines as it takes to parse, since no part of a value parses. One that never does is
    given as None and is the last. So is one that would take too long, as only a hostile text needs.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    first, end, work = 0, 1, 0
    while end <= len(lines):
        chunk = "\n".join(lines[first:end])
        try:
            said = tomllib.loads(chunk)
        except ValueError:
            end, work = end + 1, work + len(chunk)
            if work > MOST_WORK:
                break
        else:
            yield first + 1, said
            first, end = end, end + 1
    if first < len(lines):
        yield first + 1, None


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths to all that a value holds, down to a depth that no scenario reaches."""
    if len(path) >= DEEPEST:
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from paths_in(inner, (*path, key))


def opened(said: dict[str, Any], counts: dict[Path, int]) -> Path:
    """Return the path of the table that a header opens.

    `counts` holds the length of each list of tables so far, and is kept up to date.
    """
    path: Path = ()
    value: Any = said
    while isinstance(value, dict) and value:
        if path in counts:
            path = (*path, counts[path] - 1)
        ((key, value),) = value.items()
        path = (*path, key)
    if isinstance(value, list):
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def lines_of(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each key, table and place in a list of a valid TOML text begins."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    lines = text.replace("\r\n", "\n").split("\n")
    for line, said in statements(text):
        if said is None:
            break
        if lines[line - 1].lstrip().startswith("["):
            table = opened(said, counts)
            paths: Iterator[Path] = iter((table,))
        else:
            paths = (table + path for path in paths_in(said))
        for path in paths:
            for length in range(1, min(len(path), DEEPEST) + 1):
                found.setdefault(path[:length], line)
    return found
