"""The record with its later months made anew: what a state of an earlier month must not notice."""

from __future__ import annotations

import numpy as np

from sim.history.record import NUMBERS, TEXTS, Record


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
