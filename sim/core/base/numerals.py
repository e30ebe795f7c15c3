"""Numbers as people write them: 5,000 and 1e3, 80% and 0.5."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

GROUPED: Final = re.compile(r"([+-]?)(\d{1,3})((?:[,_ ]\d{3}){1,10})(\.\d{1,30})?")
PLAIN: Final = re.compile(
    r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII
)
PLAIN_SIGNS: Final = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
"""Signs that look like those of a keyboard."""


def decimal_in(text: str) -> Decimal | None:
    """Return the finite number that a text means, exactly; None if the text is not a number.

    Thousands may be set apart by commas, blanks or underscores; a sign of per cent divides by a
    hundred.
    """
    bare = text.translate(PLAIN_SIGNS).strip()
    if bare.endswith("%"):
        part = decimal_in(bare[:-1])
        return None if part is None or "%" in bare[:-1] else part / 100
    if GROUPED.fullmatch(bare):
        bare = re.sub("[,_ ]", "", bare)
    return Decimal(bare) if PLAIN.fullmatch(bare) else None


def number_in(text: str) -> float | None:
    """Return the number that a text means; None if it is not a number, or too large for a float.

    >>> [number_in(text) for text in ("80%", "1,000", "1e-3", "nan", "0,8")]
    [0.8, 1000.0, 0.001, None, None]
    """
    # Most texts are plain: a float reads them to the same last bit, and much faster.
    exact = text if PLAIN.fullmatch(text) else decimal_in(text)
    number = None if exact is None else float(exact)
    return None if number is None or number in (float("inf"), float("-inf")) else number


def whole_in(text: str) -> int | None:
    """Return the whole number that a text means; None if it is not a whole number.

    >>> [whole_in(text) for text in ("5,000", "1e3", "2.5e3", "1.000", "50%")]
    [5000, 1000, 2500, None, None]
    """
    exact = decimal_in(text)
    # A point without an exponent is refused: 1.000 is one to some and a thousand to others.
    fine = exact is not None and "%" not in text and ("." not in text or "e" in text.lower())
    return (
        int(exact)
        if exact is not None and fine and abs(exact) < 10**30 and exact == int(exact)
        else None
    )
