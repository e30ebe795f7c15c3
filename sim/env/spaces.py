"""The spaces of Gymnasium in which a capital observes and acts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from sim.arrays import Floats
from sim.env.many import sizes_of
from sim.study.agents.sight import Sight

typed: Any = spaces
"""Gymnasium's own types of what a space holds are wider than ours."""


def observation_space(sight: Sight) -> spaces.Space[Floats]:
    """Return the box in which a capital's observations lie."""
    box: spaces.Space[Floats] = typed.Box(sight.low, sight.high, dtype=np.float64)
    return box


def action_space(capital: str) -> spaces.Space[npt.NDArray[np.int64]]:
    """Return a word and a deed by their places on the menus of a capital."""
    menus: spaces.Space[npt.NDArray[np.int64]] = typed.MultiDiscrete(sizes_of(capital))
    return menus
