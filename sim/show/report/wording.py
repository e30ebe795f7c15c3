"""Sentences of the report: an estimate as people say it, and the limits that every report states."""

from __future__ import annotations

from typing import Final

from sim.study.estimate import Estimate, count_text, value_text
from sim.study.words import words

LIMITS: Final = (
    "It does not forecast. Every number holds only if the assumptions do, and most of them are our own.",
    "No Korean crisis since 1953 became a war. The record bounds the chance of war, and cannot validate it.",
    "The defaults were tuned on patterns of the record up to 2019, so agreement with these is in-sample.",
    "Lose-lose hangs on the thresholds of the aims, which we set. So its range over them stands beside the number.",
    "The interval of a share is sampling error of the worlds. It says nothing of errors in the model.",
    "Each capital acts as one and looks a few months ahead. There are no factions, no Japan and no Russia.",
)


def shown(estimate: Estimate) -> str:
    """Return an estimate with its interval and n: `.396 [.386, .406], n = 10 000`."""
    number = value_text(estimate.value, estimate.low, estimate.high, 3)
    return f"{number}, n = {count_text(estimate.n)}"


def spoken(estimate: Estimate) -> str:
    """Return a share as a sentence says it: `40 % of 2 000 worlds (38 to 42 %)`, the interval in brackets."""
    value, low, high = (100.0 * edge for edge in (estimate.value, estimate.low, estimate.high))
    digits = 0 if high - low >= 2.0 else 1 if high - low >= 0.2 else 2
    limits = f"{low:.{digits}f} to {high:.{digits}f} %"
    return f"{value:.{digits}f} % of {count_text(estimate.n)} worlds ({limits})"


def row(label: str, estimate: Estimate) -> tuple[str, str, str, str]:
    """Return the row of a table: what, value with interval, n, and the word of estimative probability."""
    number = value_text(estimate.value, estimate.low, estimate.high, 3)
    return label, number, count_text(estimate.n), words(estimate.low, estimate.high)


HEADS: Final = ("", "probability [95 % interval]", "n", "ICD 203 words")
