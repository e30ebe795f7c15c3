"""A TOML file, read with limits on its size and depth: its content, and the line of each key."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeVar

from sim.core.base.errors import (
    DataProblem,
    KeyPath,
    Place,
    Problem,
    ScenarioProblem,
    dot_path,
    known_names,
    nearest,
)

Result = TypeVar("Result")
MOST_BYTES: Final = 64 * 1024
SUFFIX: Final = ".toml"
LONGEST_LINE: Final = 2_000
KEY: Final = re.compile(r"\s*([\w.\"'-]+)\s*=")
SYNTAX_HINTS: Final = (
    (re.compile(r"=\s*\d{4}-\d\d\s*(#|$)"), 'Put a month in quotes, as in "2017-02".'),
    (re.compile(r"[=,\[]\s*[+-]?\.\d"), "Write a number with its zero, as in 0.4."),
    (re.compile(r"=\s*[A-Za-z_]"), "Put text in quotes; true and false are written small."),
)


@dataclass(frozen=True)
class TomlFile:
    """The text and content of a TOML file; `label` is its name in messages."""

    label: str
    text: str
    data: dict[str, Any]

    @cached_property
    def lines(self) -> dict[KeyPath, int]:
        """The line on which each key begins."""
        return lines_of(self.text)

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest table around it."""
        candidates = (
            self.lines[path[:length]]
            for length in range(len(path), 0, -1)
            if path[:length] in self.lines
        )
        return next(candidates, 1)

    def place(self, path: KeyPath = ()) -> Place:
        """Return where a key stands."""
        return Place(self.label, self.line(path), path)

    def problem(self, message: str, path: KeyPath, remedy: str) -> ScenarioProblem:
        """Return the problem of a key, with the file, the line and the key."""
        return ScenarioProblem(message, self.place(path), remedy)


class TomlReader:
    """Reads the content of a TOML file; an invalid value raises DataProblem, with the file and the
    line.
    """

    file: TomlFile

    def one_of(self, name: Any, choices: Iterable[Any], path: KeyPath, kind: str = "") -> Any:
        """Return a name that is listed, and refuse another."""
        if name not in (listed := list(choices)):
            kind = kind or str(path[-1])
            remedy = (
                known_names(kind, str(name), listed) if listed else "There is none to name here."
            )
            raise self.problem(f"there is no {kind} '{name}'", path, remedy)
        return name

    def guarded(self, path: KeyPath, make: Callable[[], Result]) -> Result:
        """Return the result of `make`; a Problem in it gets the place of a key in the file."""
        try:
            return make()
        except Problem as problem:
            raise self.problem(problem.message, path, problem.remedy) from None

    def problem(self, message: str, path: KeyPath, remedy: str) -> DataProblem:
        """Return the problem of a key, with the file and the line."""
        return DataProblem(message, self.file.place(path), remedy)


def read_bytes(path: str, hint: str = "") -> bytes:
    """Return the bytes of an ordinary file, up to a byte more than is allowed; raises
    ScenarioProblem.

    `hint` ends the remedy for a file that does not exist.
    """
    return ordinary_bytes(
        path, MOST_BYTES, ScenarioProblem, "Give a file that ends in .toml.", hint
    )


def files_in(package: str) -> dict[str, Path]:
    """Return the TOML files that ship in a package, by name and in order; none if there is no such
    package. It is not imported, which would put a module in the place of the function
    `sim.scenarios`.
    """
    spec = find_spec(package)
    folders = (spec and spec.submodule_search_locations) or ()
    files = (file for folder in list(folders)[:1] for file in Path(folder).iterdir())
    return dict(sorted((file.stem, file) for file in files if file.suffix == SUFFIX))


def named_bytes(source: str, kind: str, package: str) -> bytes:
    """Return the bytes of a file that ships in a package, by its name, or of one by its path;
    raises ScenarioProblem.

    `kind` names the kind of file in an error.
    """
    files = files_in(package)
    if source.endswith(SUFFIX):
        return read_bytes(source, nearest(Path(source).stem, files))
    if os.path.isdir(source):
        remedy = f"Name a file that ends in {SUFFIX}; `sim show` shows a folder of results."
        raise ScenarioProblem(f"this is a folder, and no {kind}", source, remedy)
    if source not in files:
        remedy = f"Name a file that ends in {SUFFIX}, or one of: {', '.join(files)}.{nearest(source, files)}"
        asked = f"{kind}, and no folder of results," if "/" in source else kind
        raise ScenarioProblem(f"there is no {asked} '{source}'", f"'{source}'", remedy)
    return files[source].read_bytes()


def toml_from(label: str, content: bytes) -> TomlFile:
    """Return the file that some bytes hold; raises ScenarioProblem, with the line, if they are too
    many, no TOML, or nested too deeply.
    """
    text = text_of(label, content)
    try:
        return TomlFile(label, text, tomllib.loads(text))
    except RecursionError:
        # The line that opens the most brackets.
        opening = [line.count("[") + line.count("{") + line.count(".") for line in text.split("\n")]
        place = Place(label, opening.index(max(opening)) + 1)
        remedy = "Lists in lists are never needed here."
        raise ScenarioProblem("the file is nested too deeply", place, remedy) from None
    except ValueError as error:
        line = first_fault(text)
        code = text.split("\n")[line - 1]
        remedy = next(
            (hint for pattern, hint in SYNTAX_HINTS if pattern.search(code)), "Write it as TOML."
        )
        key = KEY.match(code)
        # The parser's position is that of where it gave up; ours is where the statement begins.
        reason = str(error).partition(" (at ")[0]
        place = Place(label, line, tuple(key[1].split(".")) if key else ())
        message = f"the file is no valid TOML: {reason[:1].lower()}{reason[1:]}"
        raise ScenarioProblem(message, place, remedy) from None


def text_of(label: str, content: bytes) -> str:
    """Return the text of a file, without a byte-order mark, after a look at its size and its
    lines.
    """
    if len(content) > MOST_BYTES:
        remedy = "Keep only what differs from a base."
        raise ScenarioProblem(
            f"the file is larger than {MOST_BYTES // 1024} KiB", Place(label), remedy
        )
    text = utf8_text(label, content, ScenarioProblem, "Save it as UTF-8 text.")
    if not text.strip():
        raise ScenarioProblem(
            "the file is empty", Place(label, 1), "Write it; sim new begins one of most kinds."
        )
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > LONGEST_LINE:
            remedy = "Break it up."
            raise ScenarioProblem(
                f"a line is longer than {LONGEST_LINE} characters", Place(label, number), remedy
            )
    return text if text.endswith("\n") else text + "\n"


def first_fault(text: str) -> int:
    """Return the line of the first statement of a text that no TOML can hold after those before
    it.
    """
    starts = [line for line, content in statements(text) if content is not None]
    unread = [line for line, content in statements(text) if content is None]
    lines = text.split("\n")

    def fails(count: int) -> bool:
        try:
            tomllib.loads(
                "\n".join(lines[: starts[count] - 1 if count < len(starts) else last - 1])
            )
        except ValueError:
            return True
        return False

    last = unread[0] if unread else len(lines) + 1
    # A statement that reads alone may still clash with an earlier one, as a key given twice does.
    count = bisect_left(range(len(starts) + 1), True, key=fails)
    return starts[count - 1] if 0 < count <= len(starts) else last


DEEPEST: Final = 6
MOST_WORK: Final = 500_000


def name_of(path: KeyPath) -> str:
    """Return the last key of a path, with its place in a list.

    >>> name_of(("washington", "schedule", 1))
    'schedule[1]'
    """
    last = max((place for place, part in enumerate(path) if isinstance(part, str)), default=0)
    return dot_path(path[last:])


def statements(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Yield the line on which each statement of a TOML text begins, and the content of that
    statement alone.

    A statement is as many lines as it takes to parse, since no part of a value parses. A statement
    that never parses, or that takes too long, as in a hostile text, is yielded as None and is the
    last.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    first, end, work = 0, 1, 0
    while end <= len(lines):
        chunk = "\n".join(lines[first:end])
        try:
            content = tomllib.loads(chunk)
        except ValueError:
            end, work = end + 1, work + len(chunk)
            if work > MOST_WORK:
                break
        else:
            yield first + 1, content
            first, end = end, end + 1
    if first < len(lines):
        yield first + 1, None


def paths_in(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the paths to all that a value holds, down to a depth that no scenario reaches."""
    if len(path) >= DEEPEST:
        return
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield (*path, key)
        yield from paths_in(inner, (*path, key))


def opened_table(content: dict[str, Any], counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of the table that a header opens.

    `counts` holds the length of each list of tables so far, and is kept up to date.
    """
    path: KeyPath = ()
    value: Any = content
    while isinstance(value, dict) and value:
        if path in counts:
            path = (*path, counts[path] - 1)
        ((key, value),) = value.items()
        path = (*path, key)
    if isinstance(value, list):
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, on which each key, table and place in a list of a valid TOML text
    begins.
    """
    lines_by_path: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    lines = text.replace("\r\n", "\n").split("\n")
    for line, content in statements(text):
        if content is None:
            break
        if lines[line - 1].lstrip().startswith("["):
            table = opened_table(content, counts)
            paths: Iterator[KeyPath] = iter((table,))
        else:
            paths = (table + path for path in paths_in(content))
        for path in paths:
            for length in range(1, min(len(path), DEEPEST) + 1):
                lines_by_path.setdefault(path[:length], line)
    return lines_by_path


def ordinary_bytes(
    path: str, most: int, kind: type[Problem], expected: str, hint: str = ""
) -> bytes:
    """Return the bytes of an ordinary file, up to a byte more than `most`; raises a problem of the
    kind given.

    `expected` is the remedy for a path that is no ordinary file; `hint` ends the remedy for one
    that does not exist.
    """
    try:
        # A pipe or a device could hold the reader up for ever.
        if not stat.S_ISREG(os.stat(path).st_mode):
            kind_text = "a folder" if os.path.isdir(path) else "no ordinary file"
            raise kind(f"this is {kind_text}", Place(path), expected)
        with open(path, "rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise kind("there is no such file", Place(path), f"Check the path.{hint}") from None
    except PermissionError:
        remedy = "Ask for the right to read it, or copy it to a readable folder."
        raise kind("the file may not be read", Place(path), remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path cannot be meant"
        raise kind(f"the file cannot be read: {reason}", Place(path), "Check the path.") from None


def utf8_text(label: str, content: bytes, kind: type[Problem], remedy: str) -> str:
    """Return bytes as text without a byte-order mark; raises a problem of the kind, with the line
    of a bad byte.
    """
    try:
        text = content.decode("utf-8-sig")
        first_bad = content.find(b"\0")
    except UnicodeDecodeError as error:
        first_bad = error.start
    if first_bad >= 0:
        line = content[:first_bad].count(b"\n") + 1
        raise kind("the file is no UTF-8 text", Place(label, line), remedy)
    return text
