"""Numbers as short texts: two or three digits of base 36 each, since a page of one file must stay small."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
END: Final = "-"
"""Stands for each digit of a number that does not exist, since the world has ended."""


def packed(values: npt.ArrayLike, width: int) -> str:
    """Return whole numbers from 0 to 36^width − 1 as one text, `width` digits each; a negative number has no digit.

    Raises ValueError for a number that is too large.
    """
    numbers = np.asarray(values, dtype=np.int64).ravel()
    if numbers.size and int(numbers.max()) >= 36**width:
        raise ValueError(f"{int(numbers.max())} does not fit into {width} digits of base 36")
    return "".join(END * width if number < 0 else _digits(number, width) for number in numbers.tolist())


def hundredths(values: npt.ArrayLike, down: bool = False) -> npt.NDArray[np.int64]:
    """Return numbers in whole hundredths; −1 where there is none (NaN).

    They are rounded, or with `down` cut off, so that a tension stays on its rung.
    """
    scaled = np.asarray(values, dtype=np.float64) * 100.0
    whole = np.floor(scaled) if down else np.rint(scaled)
    return np.where(np.isnan(scaled), -1.0, whole).astype(np.int64)


def _digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text
