"""The forecast book: forecasts that were written before the months that they are about, one sealed
line each.

A line holds the forecasts after a month, with the hash of the record, the fingerprint of the rules,
and the seal of the line before it. A seal is the SHA-256 of the rest of its line: a line that is
changed, dropped or added breaks its seal or the next one. A seal cannot prove the date of its line;
publish the last seal.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem
from sim.core.base.months import MONTH, month_after
from sim.core.base.plain import AnyPath, Data
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.dates import HORIZONS
from sim.history.targets import TARGETS, Key
from sim.study.store.disk import write

MOST_BYTES: Final = 64 * 2**20
DIGITS: Final = 6
"""Digits of a chance that a line keeps."""

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{12,64}$")]
Chance = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class BookLine(BaseModel):
    """The layout of a line; `after` is the last month that was known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1]
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
    """A forecast of the months after one: `given[forecaster][target, horizon]` is `(horizon + 1,)`.

    `seal` is that of its line, and `line` the line as it stands.
    """

    after: str
    written: str
    given: dict[str, dict[Key, Floats]]
    seal: str
    line: str

    @property
    def origin(self) -> str:
        """The first month that is forecast."""
        return month_after(self.after, 1)

    @property
    def late(self) -> bool:
        """Whether it was written when its first month was over."""
        return self.written[:7] > self.origin


@dataclass(frozen=True, eq=False)
class ForecastBook:
    """The forecasts of a book, in order of time."""

    lines: tuple[Registered, ...]
    label: str

    @property
    def seal(self) -> str:
        """The seal of the last line, "" for an empty book."""
        return self.lines[-1].seal if self.lines else ""


def load_book(path: AnyPath) -> ForecastBook:
    """Return the forecasts of a book.

    Raises DataProblem, with its line, for one that is not as it was written, for months out of
    order, and for a file that is no book.
    """
    label = os.fspath(path)
    remedy = "Give a book that sim forecast --register wrote."
    content = ordinary_bytes(label, MOST_BYTES, DataProblem, remedy)
    lines: list[Registered] = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        where = f"{label}, line {number}"
        try:
            form = BookLine.model_validate_json(line)
            found = Registered(form.after, form.written, read_chances(form), form.seal, line)
        except (ValidationError, ValueError) as error:
            what = str(error).splitlines()[0]
            raise DataProblem(f"the line is no forecast: {what}", where, remedy) from None
        before = lines[-1].seal if lines else ""
        if seal_of(json.loads(line)) != form.seal or form.before != before:
            raise DataProblem(
                "the line, or the one before it, is not as it was written",
                where,
                "Give the original book; a changed forecast does not count.",
            )
        if lines and form.after <= lines[-1].after:
            raise DataProblem(
                f"the forecast after {form.after} follows that after {lines[-1].after}",
                where,
                "Keep one forecast a month, in order of time.",
            )
        lines.append(found)
    return ForecastBook(tuple(lines), label)


def read_chances(form: BookLine) -> dict[str, dict[Key, Floats]]:
    """Return the forecasts of a line; raises ValueError unless each holds every count of every
    target, and sums to 1.
    """
    given: dict[str, dict[Key, Floats]] = {}
    for name, own in form.forecasts.items():
        given[name] = {(t, h): np.array(own.get(f"{t} {h}", [])) for t in TARGETS for h in HORIZONS}
        for (target, horizon), chances in given[name].items():
            if len(chances) != horizon + 1 or abs(chances.sum() - 1.0) > 1e-3:
                raise ValueError(f"{name} gives no chance of each count of {target} {horizon}")
    return given


def seal_of(line: Mapping[str, Any]) -> str:
    """Return the seal of a line, from all else that stands in it."""
    rest = {name: value for name, value in line.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False).encode()).hexdigest()


def register(
    path: AnyPath,
    after: str,
    given: Mapping[str, Mapping[Key, Floats]],
    about: Mapping[str, str],
    written: str,
) -> str:
    """Write a forecast into a book, which is created if it does not exist; return its seal.

    `about` names the record, the rules, the posterior and how it was made. A line with the same
    forecasts stays as it is. Raises DataProblem for another forecast after that month or a later
    one.
    """
    label = Path(path)
    book = load_book(path) if label.exists() else ForecastBook((), str(path))
    line: Data = {"format": 1, "written": written, "after": after, **about}
    line["forecasts"] = {
        name: {
            f"{t} {h}": [round(float(each), DIGITS) for each in own[t, h]]
            for t in TARGETS
            for h in HORIZONS
        }
        for name, own in given.items()
    }
    for there in book.lines:
        if there.after >= after:
            if there.after == after and json.loads(there.line)["forecasts"] == line["forecasts"]:
                return there.seal
            raise DataProblem(
                f"the book holds a forecast after {there.after}",
                book.label,
                "Register one forecast a month; begin another book for other records or rules.",
            )
    line["before"] = book.seal
    line["seal"] = seal_of(line)
    lines = [*(each.line for each in book.lines), json.dumps(line, ensure_ascii=False)]
    write(label, ("\n".join(lines) + "\n").encode())
    return str(line["seal"])


def rows_of(lines: Sequence[Registered]) -> dict[str, dict[Key, Floats]]:
    """Return the forecasts of all lines, `(lines, horizon + 1)` by forecaster, target and horizon;
    a forecaster that a line lacks is left out.
    """
    names = [name for name in lines[0].given if all(name in each.given for each in lines)]
    return {
        name: {
            key: np.array([each.given[name][key] for each in lines]) for key in lines[0].given[name]
        }
        for name in names
    }
