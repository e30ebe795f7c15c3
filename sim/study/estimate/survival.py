"""The rule by which a title, a memo, a screen or a report may name a factor, a side or an order:
resamples of the worlds must give the same name. Otherwise it says that so many worlds cannot tell.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, Ints
from sim.core.estimate.writing import count_text
from sim.study.estimate.bootstrap import Stream, draw_resamples

SURVIVES: Final = 0.95
"""The least share of resamples in which the same name comes out."""

RESAMPLES: Final = 200


def worlds_again(size: int) -> Ints:
    """Return the places of worlds as they are, then in each resample, `(1 + RESAMPLES, size)`.

    Runs that share their random draws are resampled together, by the same places.
    """
    drawn = draw_resamples(size, RESAMPLES, 7, Stream.NAMES_RESAMPLED)
    return np.vstack([np.arange(size), drawn])


def means_again(values: Floats) -> Floats:
    """Return the means of rows of worlds `(rows, worlds)` as they are and in each resample,
    `(1 + RESAMPLES, rows)`.
    """
    return np.stack([values[:, places].mean(axis=1) for places in worlds_again(values.shape[1])])


def survives(names: Sequence[Hashable]) -> bool:
    """Say whether resamples give the name that all worlds give: `names` begins with that one."""
    first, *again = names
    return sum(name == first for name in again) >= SURVIVES * len(again)


def told(sentence: str, names: Sequence[Hashable], worlds: int, question: str) -> str:
    """Return a sentence that names something if its name survives, else "20 worlds cannot tell" and
    the question.
    """
    if survives(names):
        return sentence
    one = "1 world cannot" if worlds == 1 else f"{count_text(worlds)} worlds cannot"
    return f"{one} tell {question}"
