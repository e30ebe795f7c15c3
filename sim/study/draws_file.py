"""Draws as a small file that says where they come from: the form in which a posterior is handed on."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.calendar import counted
from sim.errors import DataProblem
from sim.study.draws import Draws

DRAWS_FILE: Final = "posterior.toml"
"""The file of a run's folder that holds the draws of its worlds."""

MOST_BYTES: Final = 4 * 2**20
MOST_DRAWS: Final = 20_000
A_LINE: Final = 10
REMEDY: Final = "Give a file that `sim calibrate -o FOLDER` wrote."
ABOUT: Final = ("record", "record_hash", "first", "last", "simulations", "kept", "seed", "version", "command")
"""What a file of draws must say of its origin."""


def draws_from(label: str, content: bytes) -> Draws:
    """Return the draws that the bytes of a file hold; raises DataProblem or ScenarioProblem."""
    if len(content) > MOST_BYTES:
        raise DataProblem(f"the file is larger than {MOST_BYTES // 2**20} MiB", label, REMEDY)
    try:
        found = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataProblem(f"the posterior is no TOML: {error}", label, REMEDY) from None
    about, columns = found.get("about"), found.get("draws")
    if not isinstance(about, dict) or not isinstance(columns, dict) or not columns or set(found) != {"about", "draws"}:
        raise DataProblem("a posterior has the two tables 'about' and 'draws'", label, REMEDY)
    for key in ABOUT:
        if key not in about:
            raise DataProblem(f"the posterior does not say its '{key}'", f"{label}, table about", REMEDY)
    for key in ("first", "last"):
        if not isinstance(about[key], str) or counted(about[key]) is None:
            raise DataProblem(f"'{key}' is {about[key]!r}, not a month", f"{label}, table about", REMEDY)
    read = {name: column_of(values, f"{label}, table draws, {name}") for name, values in columns.items()}
    if len({values.size for values in read.values()}) != 1:
        raise DataProblem("the numbers have different counts of draws", f"{label}, table draws", REMEDY)
    return Draws(tuple(read), np.column_stack(list(read.values())), about)


def column_of(values: Any, where: str) -> np.ndarray:
    """Return the draws of one number; raises DataProblem unless they are finite numbers, not too many."""
    plain = isinstance(values, list) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if not plain or not 1 <= len(values) <= MOST_DRAWS or not np.isfinite(values).all():
        raise DataProblem("these are no draws of a number", where, f"Give a list of up to {MOST_DRAWS} numbers.")
    return np.array(values, dtype=np.float64)


def draws_text(draws: Draws) -> str:
    """Return draws as the text of a TOML file that `draws_from` reads back to the last bit."""
    lines = [
        "# Equally likely draws of numbers of the ledger: the posterior of `sim calibrate`, docs/validation.md.", "",
        "[about]", *(f"{key} = {toml_value(value)}" for key, value in draws.about.items()), "", "[draws]",
    ]  # fmt: skip
    for name, column in zip(draws.names, draws.values.T, strict=True):
        shown = [repr(float(value)) for value in column]
        rows = [", ".join(shown[at : at + A_LINE]) for at in range(0, len(shown), A_LINE)]
        lines += [f"{name} = [", *(f"  {row}," for row in rows), "]"]
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """Return a text, a number, a list of texts or a table of numbers as TOML writes it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(toml_value(each) for each in value) + "]"
    # A text in JSON's letters is a text in TOML's.
    return json.dumps(value, ensure_ascii=False)


def read_draws(path: str | os.PathLike[str]) -> Draws:
    """Return the draws in a file; raises DataProblem where it cannot be read or holds none."""
    label = os.fspath(path)
    try:
        with Path(label).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path cannot be meant"
        raise DataProblem(f"the posterior cannot be read: {reason}", label, "Check the path.") from None
    return draws_from(label, content)
