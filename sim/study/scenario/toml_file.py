"""A TOML file, read with care: what it says, and on which line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NoReturn

from sim.errors import ScenarioProblem
from sim.study.scenario.lines import Path, dotted, lines_of, statements
from sim.study.scenario.ordinary_file import ordinary_bytes, utf8_text

MOST_BYTES: Final = 64 * 1024
LONGEST_LINE: Final = 2_000
KEY: Final = re.compile(r"\s*([\w.\"'-]+)\s*=")
SYNTAX_HINTS: Final = (
    (re.compile(r"=\s*\d{4}-\d\d\s*(#|$)"), 'Put a month in quotes, as in "2017-02".'),
    (re.compile(r"[=,\[]\s*[+-]?\.\d"), "Write a number with its zero, as in 0.4."),
    (re.compile(r"=\s*[A-Za-z_]"), "Put text in quotes; true and false are written small."),
)


@dataclass(frozen=True)
class TomlFile:
    """What a TOML file holds; `label` is how messages call it."""

    label: str
    text: str
    data: dict[str, Any]

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line on which each key begins."""
        return lines_of(self.text)

    def line(self, path: Path) -> int:
        """Return the line of a key, or of the nearest table around it."""
        known = (self.lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self.lines)
        return next(known, 1)

    def place(self, path: Path) -> str:
        """Return where a key stands, for people: the file and the line."""
        return f"{self.label}, line {self.line(path)}"

    def problem(self, what: str, path: Path, remedy: str) -> ScenarioProblem:
        """Return the problem of a key, with the file, the line and the key."""
        return ScenarioProblem(what, f"{self.place(path)}, key {dotted(path)}", remedy)


def read_bytes(path: str, hint: str = "") -> bytes:
    """Return what an ordinary file holds, up to a byte more than is allowed; raises ScenarioProblem.

    `hint` says what else could be meant by a file that does not exist.
    """
    return ordinary_bytes(path, MOST_BYTES, ScenarioProblem, "Give a file that ends in .toml.", hint)


def toml_from(label: str, content: bytes) -> TomlFile:
    """Return what the bytes of a TOML file hold; raises ScenarioProblem for no TOML, or far too much."""
    text = text_of(label, content)
    try:
        return TomlFile(label, text, tomllib.loads(text))
    except RecursionError:
        raise too_deep(label, text) from None
    except ValueError as error:
        no_toml(label, text, str(error))


def text_of(label: str, content: bytes) -> str:
    """Return the text of a file, without a byte-order mark, after a look at its size and its lines."""
    if len(content) > MOST_BYTES:
        raise ScenarioProblem(
            f"the file is larger than {MOST_BYTES // 1024} KiB", label, "Keep only what differs from a base."
        )
    text = utf8_text(label, content, ScenarioProblem, "Save it as UTF-8 text.")
    if not text.strip():
        raise ScenarioProblem("the file is empty", f"{label}, line 1", 'Begin with a base, as in base = "2017-spring".')
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > LONGEST_LINE:
            raise ScenarioProblem(
                f"a line is longer than {LONGEST_LINE} characters", f"{label}, line {number}", "Break it up."
            )
    return text if text.endswith("\n") else text + "\n"


def too_deep(label: str, text: str) -> ScenarioProblem:
    """Return the problem of a text whose brackets nest too deeply, with the line that opens the most."""
    opening = [line.count("[") + line.count("{") + line.count(".") for line in text.split("\n")]
    line = opening.index(max(opening)) + 1
    return ScenarioProblem(
        "the file is nested too deeply", f"{label}, line {line}", "Lists in lists are never needed here."
    )


def no_toml(label: str, text: str, message: str) -> NoReturn:
    """Raise the problem of a text that is no TOML, with the line on which the statement at fault begins."""
    reason, _, position = message.partition(" (at ")
    told = re.search(r"line (\d+)", position)
    line = next((line for line, said in statements(text) if said is None), int(told[1]) if told else 1)
    line_text = text.split("\n")[line - 1]
    remedy = next((hint for pattern, hint in SYNTAX_HINTS if pattern.search(line_text)), "Write it as TOML.")
    key = KEY.match(line_text)
    where = f"{label}, line {line}" + (f", key {key[1]}" if key else "")
    raise ScenarioProblem(f"the file is no valid TOML: {reason[:1].lower()}{reason[1:]}", where, remedy) from None
