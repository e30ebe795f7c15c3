"""The arrays that a plot can draw, or a problem that says what is wrong with them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.estimate.interval import Estimate, value_text


def state_rows(values: ArrayLike, name: str) -> Floats:
    """Return a state as floats `(months + 1, worlds)`, NaN after the end.

    DataProblem where the shape is another, there is no month or no world, or the first state is missing
    everywhere.
    """
    rows = numbers(values, name)
    if rows.ndim != 2 or rows.shape[0] < 2 or rows.shape[1] < 1:
        raise DataProblem(
            f"{name} needs a row a month and a column a world.",
            f"an array of shape {rows.shape}",
            "Give the state of at least one month and one world: months + 1 rows.",
        )
    if np.isnan(rows[0]).all():
        raise nothing(name)
    return rows


def flags(values: ArrayLike, name: str) -> NDArray[np.bool_]:
    """Return what happened or not as bool `(worlds,)`; DataProblem where it is anything else or empty."""
    happened = np.asarray(values)
    if happened.dtype != np.bool_ or happened.ndim != 1 or happened.size == 0:
        raise DataProblem(
            f"{name} needs one true or false value a world.",
            f"an array of type {happened.dtype} and shape {happened.shape}",
            "Give an outcome that happens or not, for at least one world.",
        )
    return happened


def one_a_world(values: ArrayLike, name: str, worlds: int) -> Floats:
    """Return finite numbers `(worlds,)`; DataProblem where the length differs or one is not finite."""
    each = numbers(values, name)
    if each.shape != (worlds,):
        raise DataProblem(
            f"{name} needs one number a world.",
            f"shape {each.shape} for {worlds} worlds",
            "Give all columns of the same run.",
        )
    if not np.isfinite(each).all():
        raise nothing(name)
    return each


def months_played(values: ArrayLike, worlds: int, horizon: int) -> Floats:
    """Return the month in which each world ended, `(worlds,)`, 1 to the horizon; DataProblem outside."""
    months = one_a_world(values, "months", worlds)
    if horizon < 1 or (months < 1).any() or (months > horizon).any():
        raise DataProblem(
            f"A world lasts from 1 to {horizon} months here.",
            "the months of the worlds",
            "Give the horizon of the run that the worlds come from.",
        )
    return months


def numbers(values: ArrayLike, name: str) -> Floats:
    """Return values as floats; DataProblem where they are no numbers."""
    array: NDArray[Any] = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise DataProblem(f"{name} needs numbers.", f"an array of type {array.dtype}", "Give numbers.")
    return array.astype(np.float64)


def nothing(name: str) -> DataProblem:
    """Return the problem of values that are missing."""
    return DataProblem(
        f"{name} has values that are missing, NaN or infinite, where the figure needs them.",
        name,
        "Run the scenario again, or choose worlds that have a value.",
    )


DIGITS: Final = 3
"""Digits behind the point of a series: more than a drawing can show."""


def shown(estimate: Estimate) -> dict[str, Any]:
    """Return a probability with its limits, n, and its text as the command line writes it."""
    text = value_text(estimate.value, estimate.low, estimate.high, 3)
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n, "text": text}


def rounded(row: Floats) -> list[float | None]:
    """Return a series with few digits; what is not there is null."""
    return [None if np.isnan(value) else round(float(value), DIGITS) for value in row]
