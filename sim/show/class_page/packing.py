"""Numbers as short texts: two or three digits of base 36 each, since a page of one file must stay small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
PAIRS: Final = tuple(first + second for first in DIGITS for second in DIGITS)
END: Final = "-"
"""Stands for each digit of a number that does not exist, since the world has ended."""

TO: Final = "\u2060–\u2060"
"""A dash between the limits of an interval, at which no line breaks."""


def packed(values: Iterable[int], width: int) -> str:
    """Return whole numbers from 0 to 36^width − 1 as one text, `width` digits each; a negative number has no digit.

    Raises ValueError for a number that is too large.
    """
    return "".join(END * width if number < 0 else _digits(number, width) for number in values)


def hundredths(values: npt.ArrayLike, down: bool = False) -> list[int]:
    """Return numbers in whole hundredths; −1 where there is none (NaN).

    They are rounded, or with `down` cut off, so that a tension stays on its rung.
    """
    scaled = np.asarray(values, dtype=np.float64) * 100.0
    whole = np.floor(scaled) if down else np.rint(scaled)
    found: list[int] = np.where(np.isnan(scaled), -1.0, whole).astype(np.int64).ravel().tolist()
    return found


def _digits(number: int, width: int) -> str:
    pairs = PAIRS[number % 1296]
    if width == 2 and number < 1296:
        return pairs
    if width == 1 and number < 36:
        return DIGITS[number]
    if width == 3 and number < 46656:
        return DIGITS[number // 1296] + pairs
    raise ValueError(f"{number} does not fit into {width} digits of base 36")
