"""Summary statistics: what a stretch of months, real or simulated, comes to in a few numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats

Seen = Mapping[str, npt.NDArray[Any]]
"""Observables by name, bool `(months,)` or `(months, worlds)`."""

RESPONSE_MONTHS: Final = 3
"""Months within which a resolution counts as the answer to a big test; the record's lags are 5 to 82 days."""

LABELS: Final[dict[str, str]] = {
    "tests": "share of months with a test",
    "tests_late": "the same, last quarter of the window",
    "test_after_test": "P(test | test last month)",
    "test_after_quiet": "P(test | quiet last month)",
    "test_with_talks": "P(test | US–DPRK talks this or last month)",
    "test_without_talks": "P(test | no such talks)",
    "big_tests": "share of months with a big test",
    "lethal_incidents": "share of months with a lethal incident",
    "talks": "share of months with US–DPRK talks",
    "talks_late": "the same, last quarter of the window",
    "talks_after_talks": "P(talks | talks last month)",
    "talks_after_test": "P(talks this or next month | test)",
    "resolutions": "share of months with a resolution",
    "resolution_after_big": "P(resolution within 3 months | big test)",
    "resolution_without": "P(resolution | no big test in 3 months)",
}
"""The statistics that are fitted, in order. Exercises and inter-Korean talks are left out: the model knows no season
and one move a month, so that they match the record poorly."""

NAMES: Final = tuple(LABELS)

UNFITTED: Final[dict[str, str]] = {
    "longest_quiet": "longest spell of months without a test",
    "longest_tests": "longest spell of months with a test",
    "inter_korean_talks": "share of months with inter-Korean talks",
    "exercises": "share of months with an exercise",
}
"""Statistics that are looked at after the fit, and never fitted."""


def happened(flags: npt.NDArray[Any], given: npt.NDArray[Any]) -> Floats:
    """Return the share of months with a flag among the given ones, `(worlds,)`: (hits + ½) / (months + 1).

    The half keeps a share defined, and away from 0 and 1, where there are few months or none.
    """
    hits = np.count_nonzero(flags & given, axis=0)
    return np.asarray((hits + 0.5) / (np.count_nonzero(given, axis=0) + 1.0))


def later(flags: npt.NDArray[Any], months: int) -> npt.NDArray[Any]:
    """Return flags moved that many months later, with none in the first months."""
    moved = np.zeros_like(flags)
    if months < len(flags):
        moved[months:] = flags[: len(flags) - months]
    return moved


def summaries(seen: Seen) -> Floats:
    """Return the statistics in the order of NAMES, `(worlds, statistics)`, or `(1, statistics)` for one record."""
    flags = {name: each if each.ndim == 2 else each[:, None] for name, each in seen.items()}
    test, big, talks = flags["test_month"], flags["big_test"], flags["talks_month"]
    resolution, lethal = flags["resolution"], flags["lethal_incident"]
    months = len(test)
    every = np.ones_like(test)
    late = every.copy()
    late[: months - months // 4] = False
    known = every.copy()
    known[0] = False
    test_before = later(test, 1)
    near_talks = talks | later(talks, 1)
    talks_follow = talks.copy()
    talks_follow[:-1] |= talks[1:]
    recent_big, answered = big.copy(), resolution.copy()
    for lag in range(1, RESPONSE_MONTHS + 1):
        recent_big |= later(big, lag)
        answered[:-lag] |= resolution[lag:]
    values = {
        "tests": happened(test, every),
        "tests_late": happened(test, late),
        "test_after_test": happened(test, test_before),
        "test_after_quiet": happened(test, known & ~test_before),
        "test_with_talks": happened(test, near_talks),
        "test_without_talks": happened(test, ~near_talks),
        "big_tests": happened(big, every),
        "lethal_incidents": happened(lethal, every),
        "talks": happened(talks, every),
        "talks_late": happened(talks, late),
        "talks_after_talks": happened(talks, later(talks, 1)),
        "talks_after_test": happened(talks_follow, test),
        "resolutions": happened(resolution, every),
        "resolution_after_big": happened(answered, big),
        "resolution_without": happened(resolution, ~recent_big),
    }
    return np.column_stack([values[name] for name in NAMES])


def longest_spell(flags: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the length of the longest run of True, `(worlds,)`."""
    run = np.zeros(flags.shape[1], dtype=np.int64)
    longest = run
    for row in flags:
        run = (run + 1) * row
        longest = np.maximum(longest, run)
    return longest


def unfitted(seen: Seen) -> Floats:
    """Return the statistics of UNFITTED in order, `(worlds, statistics)`, or `(1, statistics)` for one record."""
    flags = {name: each if each.ndim == 2 else each[:, None] for name, each in seen.items()}
    test = flags["test_month"]
    every = np.ones_like(test)
    return np.column_stack([
        longest_spell(~test), longest_spell(test), happened(flags["inter_korean_talks"], every),
        happened(flags["exercise"], every),
    ])  # fmt: skip
