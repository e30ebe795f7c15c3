"""The American held in Pyongyang: arrest, release, death (module `detainee`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...arrays import Floats
from ..parameters import Parameters

Flags = npt.NDArray[np.bool_]


def fate(held: Floats, luck: Floats, p: Parameters) -> tuple[Flags, Flags, Flags]:
    """Return where an American is arrested, dies and is released this month.

    `held` is 0 or 1 and `luck` one uniform: death comes first in its range, then release.
    """
    is_held = held > 0.0
    arrested = ~is_held & (luck < p.detainee_arrest)
    dies = is_held & (luck < p.detainee_death)
    released = is_held & ~dies & (luck < p.detainee_death + p.detainee_release)
    return arrested, dies, released
