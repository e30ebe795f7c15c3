"""How numbers are written for people, each kind in one way.

Tables, figures, pages, `str()` and documents go by it. Files for machines hold plain numbers.
"""

from __future__ import annotations

import csv
import io
import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

FINE: Final = 0.02
"""Shares with an interval as wide as this or wider have whole per cents; at each tenth of it one
more decimal.
"""

MOST_DECIMALS: Final = 9

NOISE: Final = 1e-9
"""Share of an interval's width below which a limit counts as a rounded 0."""

Kind = Literal["share", "amount", "points"]


def number_text(number: float, decimals: int, signed: bool = False) -> str:
    """Write a number with so many decimals, with a 0 before the point, a true minus and no minus
    0.
    """
    if not math.isfinite(number):
        return "unbounded"
    text = f"{round(number, decimals) + 0.0:{'+' if signed else ''}.{decimals}f}".replace("-", "−")
    return text.removeprefix("+") if float(text.replace("−", "-")) == 0.0 else text


def short_text(number: float, most: int = MOST_DECIMALS, signed: bool = False) -> str:
    """Write a number without zeros at its end: 0.45, 1, −2."""
    text = number_text(number, most, signed)
    return text.rstrip("0").removesuffix(".") if "." in text else text


def count_text(count: int) -> str:
    """Write a count with a space between thousands."""
    return f"{count:,}".replace(",", " ")


def counted_text(count: int, word: str) -> str:
    """Write a count with its word: 1 world, 2 000 worlds."""
    return f"{count_text(count)} {word}{'' if count == 1 else 's'}"


def percent_text(share: float, decimals: int | None = None) -> str:
    """Write a share without an interval as per cent: whole, below a tenth with two digits: 37 %,
    9.5 %, 0.21 %.
    """
    if decimals is None:
        decimals = 1 - math.floor(math.log10(100.0 * share)) if 0.0 < share < 0.0995 else 0
    return f"{number_text(100.0 * share, decimals)} %"


def tick_text(share: float) -> str:
    """Write a share as axes and contours do, with no more decimals than it has: 0 %, 2.5 %, 50
    %.
    """
    return f"{short_text(100.0 * share, 4)} %"


def bound_text(bound: float, kind: Kind) -> str:
    """Write a bound that someone chose, with no more decimals than it has: 5 %, −2 points, 0.3."""
    if kind == "share":
        return tick_text(bound)
    return (
        f"{short_text(100.0 * bound, 4, signed=True)} points"
        if kind == "points"
        else short_text(bound)
    )


@lru_cache(maxsize=4096)  # cells of few worlds have few shares
def quantity_text(
    value: float, low: float, high: float, kind: Kind, decimals: int | None = None
) -> str:
    """Write a number with its interval: `40 % (36 to 45)`, `−19 points (−24 to −14)`, `1.24 (1.10
    to 1.38)`.

    Without `decimals` it has as many as its interval leaves. A share and a difference of shares are
    given as shares of 1.
    """
    if math.isnan(value):
        return "not defined"
    scale, unit = {"share": (100.0, " %"), "points": (100.0, " points"), "amount": (1.0, "")}[kind]
    if decimals is None:
        decimals = amount_decimals(low, high) if kind == "amount" else share_decimals(low, high)
        # A limit that is not 0 is not rounded to it: a clear difference would seem to touch it.
        # NOISE is 0.
        nearest = min(abs(low), abs(high)) if low * high > 0.0 and kind != "share" else 0.0
        while (
            NOISE * (high - low) < nearest < math.inf
            and decimals < MOST_DECIMALS
            and round(scale * nearest, decimals) == 0.0
        ):
            decimals += 1
        # Whether an interval that ends beside 0 holds it can be seen.
        beside = min(-low, high) if kind == "points" else 0.0
        if beside > NOISE * (high - low) and round(scale * beside, decimals) == 0.0:
            decimals += 1
    middle, least, most = (
        number_text(scale * number, decimals, kind == "points") for number in (value, low, high)
    )
    if middle.lstrip("+−") == "1":
        unit = unit.removesuffix("s")
    if least == most == number_text(math.inf, 0):
        return f"{middle}{unit} (no interval)"
    return f"{middle}{unit}" if middle == least == most else f"{middle}{unit} ({least} to {most})"


def share_decimals(low: float, high: float) -> int:
    """Return the decimals of a share in per cent: none, unless whole per cents would hide how wide
    the interval is.
    """
    if low == high:
        return 1
    return sum(high - low < FINE / 10.0**more for more in range(MOST_DECIMALS))


def amount_decimals(low: float, high: float) -> int:
    """Return as many decimals as show half the width of an interval as four or more."""
    reach = 0.0 if low == high else (high - low) / 2
    return (
        min(max(math.ceil(math.log10(4 / reach)), 0), MOST_DECIMALS)
        if 0.0 < reach < math.inf
        else 2
    )


def finite(content: Any) -> Any:
    """Return plain data with null for every number that is infinite or none, which JSON cannot
    hold.
    """
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


SHOWN_DIGITS: Final = 9
"""Significant digits of numbers in tables and JSON: versions of SciPy differ in the last of sixteen."""


def nine_digits(content: Any) -> Any:
    """Return plain data with each float rounded to nine significant digits, as every number that is
    shown is written, hashed and compared; columns of worlds stay exact.

    >>> nine_digits({"share": [0.1 + 0.2, 12, "1/3"]})
    {'share': [0.3, 12, '1/3']}
    """
    if isinstance(content, dict):
        return {key: nine_digits(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [nine_digits(value) for value in content]
    return float(f"{content:.{SHOWN_DIGITS}g}") if isinstance(content, float) else content


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as comma-separated values, numbers rounded as shown."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(map(nine_digits, rows))
    return sheet.getvalue()


UNPARTED: Final = re.compile(r"(?<=\d) (?=%|\d{3}(?!\d)|points?\b)")


def lines_of(text: str, width: int) -> list[str]:
    """Break a text into lines, but never within a count, or between a number and its unit."""
    wrapped = textwrap.wrap(
        UNPARTED.sub("\u00a0", text), width, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\u00a0", " ") for line in wrapped]


def p_text(p: float) -> str:
    """Write a p-value as a cell of a table: "0.012", or "< 0.001"."""
    return "< 0.001" if p < 0.001 else number_text(p, 3)


def upper(text: str) -> str:
    """Return a text with its first letter raised."""
    return text[:1].upper() + text[1:]
