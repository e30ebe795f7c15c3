"""The outcomes that a study can ask for, and the columns that they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ..outcomes import FINAL_STATES, FLAGS, OUTCOMES, STATES, plain_name
from ..outcomes import NUMBERS as NUMBERS

FINAL: Final = tuple(plain_name(state) for state in FINAL_STATES)
PROBABILITIES: Final = (*dict.fromkeys((*FLAGS, *FINAL)),)
KNOWN: Final = (*PROBABILITIES, *NUMBERS)
DTYPES: Final[dict[str, np.dtype]] = {name: np.dtype(outcome.dtype) for name, outcome in OUTCOMES.items()}


def factor_column(name: str) -> str:
    """Return the column of a factor beside outcomes: one called like an outcome has the word `set` before it."""
    return f"set {name}" if name in DTYPES or name in FINAL else name


def columns_for(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a part holds for some outcomes, in a fixed order; states are always there."""
    return (*STATES, *(name for name in (*FLAGS, *NUMBERS) if name in outcomes))
