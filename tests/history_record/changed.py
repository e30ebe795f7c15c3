"""Records for tests: written as CSV, and with later months made anew, which no state of an earlier
month must notice.
"""

from __future__ import annotations

import numpy as np

from sim.history.record import BY_NAME, HEADER, NUMBERS, TEXTS, Record


def changed_from(record: Record, month: str, seed: int) -> Record:
    """The record with every cell of every column made anew from a month on, who governs
    included.
    """
    rng = np.random.default_rng([seed, 99])
    place = record.position(month)
    size = len(record) - place
    columns = {name: record.columns[name].copy() for name in NUMBERS}
    for values in columns.values():
        values[place:] = np.where(rng.random(size) < 0.2, np.nan, rng.integers(0, 9, size))
    later = {name: [f"{name} {rng.integers(9)}" for _ in range(size)] for name in TEXTS}
    later["exercise_scale"] = [("none", "full", "")[rng.integers(3)] for _ in range(size)]
    texts = {name: record.texts[name][:place] + tuple(later[name]) for name in TEXTS}
    return Record(record.months, columns, texts)


def csv_of(record: Record) -> str:
    """Return a record as the text of a CSV file; what was not found is an empty cell."""
    lines = [",".join(HEADER)]
    for row, month in enumerate(record.months):
        cells = [
            record.texts[name][row] if name in TEXTS else number_text(record.columns[name][row])
            for name in BY_NAME
        ]
        lines.append(",".join([month, *cells]))
    return "\n".join(lines) + "\n"


def number_text(value: float) -> str:
    """Return a count or an amount as a cell, "" for NaN."""
    return "" if np.isnan(value) else f"{float(value):.9f}".rstrip("0").rstrip(".")
