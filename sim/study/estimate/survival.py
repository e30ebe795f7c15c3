"""The rule by which a title, a memo, a screen or a report may name a factor, a side or an order:
resamples of the worlds must give the same name. Otherwise it says that so many worlds cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Floats, Ints
from sim.core.estimate.writing import count_text
from sim.study.estimate.bootstrap import Stream, generator

SURVIVES: Final = 0.99
"""The least share of resamples in which the same name comes out: the level at which `sim sensitivity`
holds a factor against its dummy.
"""

LEAST_WORLDS: Final = 30
"""Fewer worlds name nothing: what happens in a tenth of all worlds may happen in none of them, with a
chance of 4 % or more, and then it is in no resample either.
"""

PART: Final = 2
"""A resample has this part of the worlds: half of them, since few worlds vary too little when they are
resampled in full. Of 20 worlds a full resample gave a surface a direction that 500 worlds do not have.
"""

RESAMPLES: Final = 200


def names_again(tables: Sequence[Any], choose: Callable[[list[Any]], Hashable]) -> list[Hashable]:
    """Return what `choose` names of tables of worlds, whose last axis are worlds, as they are and in
    each resample.

    Tables of one size are resampled together, since runs share their random draws.
    """
    return [choose(list(tables)), *map(choose, tables_again(tables, PART))]


def tables_again(tables: Sequence[Any], part: int = 1) -> Iterator[list[Any]]:
    """Yield resamples of tables of worlds, of a part of their size."""
    for number in range(RESAMPLES):
        places = {
            size: generator(7, Stream.NAMES_RESAMPLED, number).integers(0, size, -(-size // part))
            for size in {table.shape[-1] for table in tables}
        }
        yield [table[..., places[table.shape[-1]]] for table in tables]


def counts_again(size: int, part: int, number: int) -> Ints:
    """Return how often each of `size` worlds or points is in each resample, `(RESAMPLES, size)`."""
    rng = generator(7, Stream.NAMES_RESAMPLED, RESAMPLES + number)
    return rng.multinomial(-(-size // part), np.full(size, 1 / size), RESAMPLES)


def means_again(values: Floats, part: int = 1) -> Floats:
    """Return the means of rows of worlds `(rows, worlds)` as they are and in each resample,
    `(1 + RESAMPLES, rows)`; a resample has a part of the worlds.
    """
    resampled = (table.mean(axis=1) for (table,) in tables_again([values], part))
    return np.stack([values.mean(axis=1), *resampled])


def survives(names: Sequence[Hashable], worlds: int) -> bool:
    """Say whether so many worlds can name something, and resamples give the name that all worlds
    give: `names` begins with that one.
    """
    first, *again = names
    return worlds >= LEAST_WORLDS and sum(name == first for name in again) >= SURVIVES * len(again)


def told(sentence: str, names: Sequence[Hashable], worlds: int, question: str) -> str:
    """Return a sentence that names something if its name survives, else "20 worlds cannot tell" and
    the question.
    """
    return sentence if survives(names, worlds) else cannot_tell(worlds, question)


def cannot_tell(worlds: int, question: str, unit: str = "worlds") -> str:
    """Return the sentence in the place of one whose name does not survive."""
    return f"{count_text(worlds)} {unit} cannot tell {question}"
