"""A language that nobody speaks: English, longer by two fifths and with accents, to see that every page has room."""

from __future__ import annotations

import re
from typing import Final

LONG: Final = "x-long"
"""Its tag; it is made from the English texts and has no folder."""

LONGER: Final = 0.4
KEPT: Final = re.compile(r"(\{\w+\}|</?\w+[^>]*>)")
"""What is no text: a place for a value, and markup."""

AS_IT_IS: Final = ("language.", "number.")
"""Keys of what no person reads as a sentence: a direction, a locale, how a number is written."""

ACCENTED: Final = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")
FILLING: Final = "lörém îpsüm "


def lengthened(key: str, text: str) -> str:
    """Return a text in the long language: in brackets, accented, two fifths longer.

    Places and markup are kept, and so is what has no letters of its own.
    """
    if key.startswith(AS_IT_IS) or not text:
        return text
    pieces = KEPT.split(text)
    letters = sum(len(piece) for piece in pieces[::2])
    if not any(letter.isalpha() for piece in pieces[::2] for letter in piece):
        return text
    filling = (FILLING * (letters // len(FILLING) + 1))[: round(LONGER * letters)]
    said = "".join(piece if place % 2 else piece.translate(ACCENTED) for place, piece in enumerate(pieces))
    return f"[{said}{filling.rstrip() and ' ' + filling.strip()}]"
