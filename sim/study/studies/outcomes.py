"""The outcomes that a study can ask for, and the columns of the outcomes that they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ...game.catalogue import CAPITALS
from ...world.outcomes import FINAL_STATES, plain_name
from ..run import FLAGS

FINAL: Final = tuple(plain_name(state) for state in FINAL_STATES)
PROBABILITIES: Final = (*dict.fromkeys((*FLAGS, *FINAL)),)
NUMBERS: Final = ("months", "refugees", *(f"{kind}_{c}" for kind in ("value", "delta") for c in CAPITALS))
KNOWN: Final = (*PROBABILITIES, *NUMBERS)
DTYPES: Final[dict[str, type]] = {
    "final_state": np.int8, **dict.fromkeys(FLAGS, np.bool_), "months": np.int16,
    **dict.fromkeys(NUMBERS[1:], np.float64),
}  # fmt: skip


def columns_for(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a part holds for some outcomes, in a fixed order; the final state is always there."""
    return ("final_state", *(name for name in (*FLAGS, *NUMBERS) if name in outcomes))
