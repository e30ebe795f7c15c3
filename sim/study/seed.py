"""What a seed may be."""

from __future__ import annotations

from typing import Final

import numpy as np

MOST_SEED: Final = 2**63 - 1


def checked_seed(seed: object) -> int:
    """Return the seed as an int.

    Raises TypeError for a bool, a float or anything else that is no int, and ValueError outside 0 to 2⁶³ − 1.
    """
    if isinstance(seed, bool | float) or not isinstance(seed, int | np.integer):
        raise TypeError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed!r}")
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed}")
    return int(seed)
