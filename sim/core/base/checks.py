"""Checks of numbers and lists that a user gives: whole numbers within limits, and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sim.core.base.errors import UsageProblem

MOST_WORLDS: Final = 100_000_000
MOST_SEED: Final = 2**63 - 1
NO_END: Final = 2**62
"""A highest whole number that stands for none."""


def is_whole(value: Any, low: int, high: int) -> bool:
    """Return whether a value is a whole number from `low` to `high`.

    Those of NumPy are too; True and False are not, which an older NumPy counts as 1 and 0.
    """
    truth = isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool"
    return not truth and hasattr(value, "__index__") and low <= int(value) <= high


def whole_text(low: int, high: int) -> str:
    """Return a range of whole numbers in words."""
    return (
        f"a whole number, {low} or more"
        if high == NO_END
        else f"a whole number from {low} to {high}"
    )


def checked_whole(name: str, value: Any, least: int, most: int = NO_END) -> int:
    """Return a whole number from `least` to `most`; raises UsageProblem for anything else."""
    if not is_whole(value, least, most):
        range_text = whole_text(least, most)
        raise UsageProblem(f"'{value}' is not {range_text}", name, f"Give {range_text}.")
    return int(value)


def checked_worlds(worlds: Any) -> int:
    """Return the number of worlds; raises UsageProblem unless it is a whole number from 1 to 100
    million.
    """
    return checked_whole("worlds", worlds, 1, MOST_WORLDS)


def checked_seed(seed: Any) -> int:
    """Return the seed as an int; raises UsageProblem unless it is a whole number from 0 to 2⁶³ −
    1.
    """
    return checked_whole("seed", seed, 0, MOST_SEED)


def as_list(name: str, values: Any) -> Sequence[Any]:
    """Return several things, such as an array, as a list; raises UsageProblem for one alone, a text
    above all.
    """
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise UsageProblem(f"'{name}' is {values!r}", name, "Give a list, also of one.")
    return list(values.tolist() if hasattr(values, "tolist") else values)
