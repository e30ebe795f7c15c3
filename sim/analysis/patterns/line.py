"""One line of the patterns: what is wanted, what these worlds show, and whether it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from sim.study.estimate.interval import Estimate, count_text, number_text

EXACT: Final = "exact"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bounds of what is wanted.

    `clear` asks that the whole interval lies inside them, not the value alone. `aim` is a narrower wish that nothing is
    judged by.
    """

    low: float = -math.inf
    high: float = math.inf
    clear: bool = False
    aim: tuple[float, float] | None = None

    def holds(self, found: Estimate) -> bool:
        """Tell whether an estimate is as wanted; one that is no number never is."""
        if not self.clear:
            return self.low <= found.value <= self.high
        return (self.low < found.low or math.isinf(self.low)) and (found.high < self.high or math.isinf(self.high))

    def __str__(self) -> str:
        text = between(self.low, self.high) + (", interval clear" if self.clear else "")
        return text if self.aim is None else f"{text} (aim {between(*self.aim)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the bounds as plain data."""
        return {"low": self.low, "high": self.high, "clear": self.clear, "aim": self.aim}


def between(low: float, high: float) -> str:
    """Write two bounds, either of which may be missing."""
    least, most = short(low), short(high)
    if math.isinf(low):
        return "below 0" if high == 0.0 else f"at most {most}"
    if math.isinf(high):
        return "above 0" if low == 0.0 else f"at least {least}"
    return least if low == high else f"{least} to {most}"


def short(number: float) -> str:
    """Write a bound with as many decimals as it has."""
    text = f"{number:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


UP: Final = Wanted(low=0.0, clear=True)
DOWN: Final = Wanted(high=0.0, clear=True)
NONE: Final = Wanted(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `wanted` is None where something is only shown.

    `seen` is true where the target was set while looking at the record of 2015 to 2019. `note` says what the number
    leaves out.
    """

    key: str
    what: str
    wanted: Wanted | None
    measured: Estimate
    seen: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the line holds; None where nothing is wanted."""
        return None if self.wanted is None else self.wanted.holds(self.measured)

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return {True: "pass", False: "MISS", None: "shown"}[self.holds]

    def as_dict(self) -> dict[str, Any]:
        """Return the line as plain data."""
        return {
            "key": self.key,
            "what": self.what,
            "wanted": None if self.wanted is None else self.wanted.as_dict(),
            "measured": self.measured.as_dict(),
            "verdict": self.verdict.lower(),
            "seen": self.seen,
            "note": self.note,
        }


def exact(value: float, n: int = 1) -> Estimate:
    """Return a value that has no sampling error, such as a count of what may never happen."""
    return Estimate(value, value, value, n, EXACT)


def measured(found: Estimate) -> str:
    """Write an estimate with its interval and n, or the bare value where there is no interval."""
    reach = found.half_width
    if not math.isfinite(found.value):
        return "none"
    if reach == 0.0 or not math.isfinite(reach):
        return f"{number_text(found.value, 3)} (n = {count_text(found.n)})"
    decimals = min(max(math.ceil(math.log10(4 / reach)), 2), 4)
    value, low, high = (number_text(each, decimals) for each in (found.value, found.low, found.high))
    return f"{value} [{low}, {high}] (n = {count_text(found.n)})"
