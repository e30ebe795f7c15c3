"""Messages for people: every error that a user can cause names the fault, its place and remedy."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from typing import Any, ClassVar

WIDEST_LINE = 400
"""Characters kept of one part of a message; hostile files can hold keys of any length."""

MOST_LISTED = 12
"""The most names that a message lists; of more names it only says that a known one is wanted."""


class ExitCode(IntEnum):
    """The exit codes of the command line."""

    FINE = 0
    UNEXPECTED = 1
    USAGE = 2
    INVALID = 3
    SOME_FAILED = 4
    MISMATCH = 5
    INTERRUPTED = 130


KeyPath = tuple[str | int, ...]
"""The way to a value: keys of tables, and places in lists."""


def dot_path(path: KeyPath) -> str:
    """Write the way to a value as people do.

    >>> dot_path(("washington", "schedule", 1, "policy"))
    'washington.schedule[1].policy'
    """
    return "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in path
    ).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong: a file, a line of it from 1 (0 for the whole file), and the way to
    a key.
    """

    file: str = ""
    line: int = 0
    key: KeyPath = ()

    def __str__(self) -> str:
        if not self.file:
            return dot_path(self.key)
        line = f", line {self.line}" if self.line else ""
        return self.file + line + (f", key {dot_path(self.key)}" if self.key else "")

    def inner(self, *parts: str | int) -> "Place":
        """Return the place of a key further in."""
        return Place(self.file, self.line, (*self.key, *parts))


Location = str | Place
"""The place of a fault: as data if it is known, else in words."""


def named_place(name: str) -> Place:
    """Return the place of a dotted name, of which the file is not known."""
    return Place(key=tuple(name.split(".")))


class Problem(Exception):
    """A fault that a user can put right; the base of every message that a user sees.

    `message` states the fault, `location` names the file, line, key or option, and `remedy` the way
    to put it right; `place` is the location as data, empty if it is given in words. `str()` gives
    exactly three lines, whatever the parts hold.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED

    def __init__(self, message: str, location: Location, remedy: str) -> None:
        # All three go to the base class: a worker process pickles an exception by its args.
        super().__init__(message, location, remedy)
        self.message = message
        self.place = location if isinstance(location, Place) else Place()
        self.location = str(location)
        self.remedy = remedy

    def data(self) -> dict[str, object]:
        """Return the parts of the message for a program: what, where, to_do, and path, line and
        key, empty if they are unknown.
        """
        message, location, remedy = (
            one_line(part) for part in (self.message, self.location, self.remedy)
        )
        place = {"path": self.file, "line": self.place.line, "key": self.key}
        return {"what": message, "where": location, "to_do": remedy} | place

    @property
    def file(self) -> str:
        """The file at fault, "" where there is none."""
        return self.place.file

    @property
    def key(self) -> str:
        """The key at fault as people write it, "" where there is none."""
        return dot_path(self.place.key)

    def __str__(self) -> str:
        message, location, remedy = (
            one_line(part) for part in (self.message, self.location, self.remedy)
        )
        return f"{message}\n  where: {location}\n  to do: {remedy}"


class UsageProblem(Problem):
    """A command, option or argument that cannot be meant as it stands."""

    exit_code = ExitCode.USAGE


class ScenarioProblem(Problem):
    """A scenario that cannot be read, or that asks for something outside the model."""

    exit_code = ExitCode.INVALID


class StartProblem(ScenarioProblem):
    """A date of a scenario that does not fit its start."""


class DataProblem(Problem):
    """Data that do not serve their purpose: empty, of the wrong kind, or holding NaN."""

    exit_code = ExitCode.INVALID


class NothingLeft(DataProblem):
    """No worlds to estimate anything from."""


class MismatchProblem(Problem):
    """A result that does not come out again as it was recorded."""

    exit_code = ExitCode.MISMATCH


def one_line(text: str) -> str:
    """Give the text on one line, without control characters and of bounded length.

    Runs of white space become one space. A character that cannot be printed becomes `?`, so a file
    cannot send commands to the terminal. Of a long text the beginning and the end stay.
    """
    line = "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))
    if len(line) <= WIDEST_LINE:
        return line
    half = WIDEST_LINE // 2 - 3
    return f"{line[:half]} ... {line[-half:]}"


def nearest(name: str, names: Iterable[str]) -> str:
    """Suggest the known name closest to the one given: " Did you mean 'x'?", or "" if none is
    close.

    Case does not count. A bare name also finds the one dotted name that ends in it (`pressure`
    finds `washington.pressure`).
    """
    spellings = {candidate.lower(): candidate for candidate in names}
    lowered = name.lower()
    close = difflib.get_close_matches(lowered, spellings, n=1)
    if not close:
        tails = [candidate for candidate in spellings if candidate.rpartition(".")[2] == lowered]
        close = tails if len(tails) == 1 else []
    return f" Did you mean '{spellings[close[0]]}'?" if close else ""


def lacking(package: str, location: str, extra: str) -> UsageProblem:
    """Return the problem of a package that only some commands need, with the extra that brings it,
    if one does.
    """
    requirement = f"'korea-escalation[{extra}]'" if extra else package
    return UsageProblem(f"{package} is not installed", location, f"pip install {requirement}")


def import_optional(module: str, package: str, location: str, extra: str = "") -> Any:
    """Return a module of a package that only some commands need; raises UsageProblem where it is
    not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise lacking(package, location, extra) from None


def check_known(
    kind: str, name: object, names: Iterable[str], location: Location, lister: str = ""
) -> None:
    """Refuse a name that is not among `names`; raises UsageProblem with the known names and the
    nearest.
    """
    choices = tuple(names)
    if name not in choices:
        raise UsageProblem(
            f"there is no {kind} '{name}'", location, known_names(kind, str(name), choices, lister)
        )


def known_names(kind: str, name: str, names: Iterable[str], lister: str = "") -> str:
    """List the known names if they are few, else name their lister, and suggest the nearest to
    `name`.
    """
    choices = tuple(names)
    if len(choices) <= MOST_LISTED:
        advice = f"Use one of: {', '.join(choices)}."
    else:
        advice = f"Use a known {kind}: {lister} lists them." if lister else f"Use a known {kind}."
    return advice + nearest(name, choices)
