"""Names for the arrays that functions pass to one another."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Flags: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Quantity: TypeAlias = float | Floats
"""One number for all, or one for each."""
Marks: TypeAlias = npt.NDArray[np.int8]
"""What is known of a month: 1 yes, 0 no, −1 unknown."""
