"""The forecast book: forecasts that were written before the months that they are about, one sealed
line each.

A line holds its number, the forecasts after a month, the hash of the record, the fingerprint of the
rules, and the seal of the line before it. A seal is the SHA-256 of the rest of its line: a line that
is changed, dropped or added breaks its seal or the next one. Anybody can make a seal, and it cannot
prove the date of its line, nor that no line came after it: publish the anchor of the last line, its
number and its seal.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, MismatchProblem, UsageProblem
from sim.core.base.months import MONTH, month_after
from sim.core.base.plain import AnyPath, Data
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.dates import HORIZONS
from sim.history.targets import TARGETS, Key
from sim.study.store import disk

MOST_BYTES: Final = 64 * 2**20
DIGITS: Final = 6
"""Digits of a chance that a line keeps."""

WAIT: Final = 60.0
"""Seconds for which a writer waits while another one holds the book."""

REMEDY: Final = "Give a book that sim forecast --register wrote."

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{12,64}$")]
Chance = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class BookLine(BaseModel):
    """The layout of a line; `after` is the last month that was known. Lines of format 1 have no
    number.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1, 2]
    number: Annotated[int, Field(ge=1)] | None = None
    written: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    after: Annotated[str, Field(pattern=rf"^{MONTH.pattern}$")]
    record: Hash
    rules: Hash
    posterior: Hash
    how: str
    forecasts: dict[str, dict[str, list[Chance]]]
    before: str
    seal: Hash


@dataclass(frozen=True, eq=False)
class Registered:
    """A forecast of the months after one: `forecasts[forecaster][target, horizon]` is
    `(horizon + 1,)`.

    `number` is that of its line, from 1, and `layout` all that it holds.
    """

    number: int
    forecasts: dict[str, dict[Key, Floats]]
    layout: BookLine

    @property
    def after(self) -> str:
        """The last month that was known."""
        return self.layout.after

    @property
    def origin(self) -> str:
        """The first month that is forecast."""
        return month_after(self.after, 1)

    @property
    def late(self) -> bool:
        """Whether it was written when its first month was over."""
        return self.layout.written[:7] > self.origin

    @property
    def anchor(self) -> str:
        """Its number and seal, to be published."""
        return f"{self.number}:{self.layout.seal}"


@dataclass(frozen=True, eq=False)
class ForecastBook:
    """The forecasts of a book, in order of time."""

    lines: tuple[Registered, ...]
    label: str

    @property
    def seal(self) -> str:
        """The seal of the last line, "" for an empty book."""
        return self.lines[-1].layout.seal if self.lines else ""

    def check_anchor(self, anchor: str) -> None:
        """Refuse a book that does not hold the line of an anchor; raises MismatchProblem."""
        number, _, seal = anchor.partition(":")
        if int(number) > len(self.lines):
            raise MismatchProblem(
                f"the book holds {len(self.lines)} lines, and the anchor is of line {number}: the last is missing",
                self.label,
                "Give the whole book.",
            )
        if self.lines[int(number) - 1].layout.seal != seal:
            raise MismatchProblem(
                "the line is not the one of the anchor",
                f"{self.label}, line {number}",
                "Give the original book; a changed forecast does not count.",
            )


def load_book(path: AnyPath, mend: bool = False) -> ForecastBook:
    """Return the forecasts of a book; with `mend` without a last line that was cut.

    Raises DataProblem, with its line, for one that is not as it was written, for months out of
    order, for a line that was cut, and for a file that is no book.
    """
    label = os.fspath(path)
    content = ordinary_bytes(label, MOST_BYTES, DataProblem, REMEDY)
    return book_from(label, without_cut_line(label, content) if mend else content)


def book_from(label: str, content: bytes) -> ForecastBook:
    """Return the forecasts that the bytes of a book hold; raises DataProblem as `load_book` does."""
    lines: list[Registered] = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        location = f"{label}, line {number}"
        try:
            layout = BookLine.model_validate_json(line)
            forecasts = read_chances(layout)
        except (ValidationError, ValueError) as error:
            if content.endswith(line.encode()):
                fault, remedy = "the line was cut", "Register that forecast again: it is replaced."
            else:
                fault, remedy = f"the line is no forecast: {str(error).splitlines()[0]}", REMEDY
            raise DataProblem(fault, location, remedy) from None
        expected = (lines[-1].layout.seal if lines else "", number if layout.format > 1 else None)
        if seal_of(json.loads(line)) != layout.seal or (layout.before, layout.number) != expected:
            raise DataProblem(
                "the line, or the one before it, is not as it was written",
                location,
                "Give the original book; a changed forecast does not count.",
            )
        if lines and layout.after <= lines[-1].after:
            raise DataProblem(
                f"the forecast after {layout.after} follows that after {lines[-1].after}",
                location,
                "Keep one forecast a month, in order of time.",
            )
        lines.append(Registered(number, forecasts, layout))
    return ForecastBook(tuple(lines), label)


def read_chances(line: BookLine) -> dict[str, dict[Key, Floats]]:
    """Return the forecasts of a line; raises ValueError unless each holds every count of every
    target, and sums to 1.
    """
    forecasts: dict[str, dict[Key, Floats]] = {}
    for name, table in line.forecasts.items():
        forecasts[name] = {
            (t, h): np.array(table.get(f"{t} {h}", [])) for t in TARGETS for h in HORIZONS
        }
        for (target, horizon), chances in forecasts[name].items():
            if len(chances) != horizon + 1 or abs(chances.sum() - 1.0) > 1e-3:
                raise ValueError(f"{name} gives no chance of each count of {target} {horizon}")
    return forecasts


def seal_of(line: Mapping[str, Any]) -> str:
    """Return the seal of a line, from all else that stands in it."""
    rest = {name: value for name, value in line.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False).encode()).hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """Give the file of a book, open to read and to append, while no other process writes there.

    Raises UsageProblem if another one holds it for a minute.
    """
    with disk.turn_errors(path):
        if disk.kind_of(path) not in (0, stat.S_IFREG):
            raise disk.foreign(path)
        file = disk.system.open(path, disk.APPENDED)
    with file:
        end = time.monotonic() + WAIT
        while True:
            try:
                disk.lock(file, path)
                break
            except UsageProblem:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
        yield file


def without_cut_line(label: str, content: bytes) -> bytes:
    """Return the content of a book without a last line that was cut as it was written: that one was
    never acknowledged, for a line is written with its end.
    """
    end = content.rfind(b"\n") + 1
    if end == len(content):
        return content
    try:
        book_from(label, content)
    except DataProblem:
        return content[:end]
    return content


def register(
    path: AnyPath,
    month: str,
    forecasts: Mapping[str, Mapping[Key, Floats]],
    origin: Mapping[str, str],
    written: str,
) -> Registered:
    """Append a forecast to a book, which is created if it does not exist; return its line, read
    back from the disk.

    `origin` names the record, the rules, the posterior and how it was made. A line with the same
    forecasts stays as it is. Raises DataProblem for another forecast after that month or a later
    one.
    """
    place, label = Path(path), os.fspath(path)
    line: Data = {
        name: {
            f"{t} {h}": [round(float(chance), DIGITS) for chance in table[t, h]]
            for t in TARGETS
            for h in HORIZONS
        }
        for name, table in forecasts.items()
    }
    # Nobody else reads, checks or writes between these lines: two writers would seal the same line.
    with locked(place) as file:
        content = without_cut_line(label, file.read())
        book = book_from(label, content)
        for there in book.lines:
            if there.after == month and there.layout.forecasts == line:
                return there
            if there.after >= month:
                raise DataProblem(
                    f"the book holds a forecast after {there.after}",
                    label,
                    "Register one forecast a month; begin another book for other records or rules.",
                )
        head = {"format": 2, "number": len(book.lines) + 1, "written": written, "after": month}
        sealed: Data = head | dict(origin) | {"forecasts": line, "before": book.seal}
        sealed["seal"] = seal_of(sealed)
        with disk.turn_errors(place):
            file.truncate(len(content))
            file.seek(len(content))
            # An editor may have taken the end of the last line.
            start = b"\n" if content and not content.endswith(b"\n") else b""
            disk.system.write(file, start + json.dumps(sealed, ensure_ascii=False).encode() + b"\n")
            disk.system.sync(file)
            disk.system.sync_folder(place.absolute().parent)
        last = load_book(path).lines[-1]
    if last.layout.seal != sealed["seal"]:
        raise disk.StorageProblem(
            "the forecast was written and cannot be read back", label, "Run the command again."
        )
    return last


def rows_of(lines: Sequence[Registered]) -> dict[str, dict[Key, Floats]]:
    """Return the forecasts of all lines, `(lines, horizon + 1)` by forecaster, target and horizon;
    a forecaster that a line lacks is left out.
    """
    tables = [line.forecasts for line in lines]
    return {
        name: {key: np.array([table[name][key] for table in tables]) for key in tables[0][name]}
        for name in tables[0]
        if all(name in table for table in tables)
    }
