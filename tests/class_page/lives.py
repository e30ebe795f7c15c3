"""The lives that fly on the page, read a second time."""

from typing import Any

import numpy as np


def twenty(ends: Any, worth: Any, every: int) -> Any:
    """Return the places of the lives that fly: sorted by end and then by worth, from the middle of
    every step.
    """
    return np.lexsort((np.arange(ends.size), worth, ends))[every // 2 :: every]
