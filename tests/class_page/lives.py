"""The lives that fly on the page, read a second time."""

from typing import Any

import numpy as np


def twenty(ends: Any, worth: Any, every: int, marks: Any = None) -> Any:
    """Return the places of the lives that fly: sorted by end, mark and worth, from the middle of
    every step.
    """
    marks = np.zeros(ends.size) if marks is None else marks
    return np.lexsort((np.arange(ends.size), worth, marks, ends))[every // 2 :: every]
