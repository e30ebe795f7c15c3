"""The register of random streams: every kind of luck beside that of the worlds, numbered once."""

from __future__ import annotations

from enum import IntEnum, unique

import numpy as np


@unique
class Stream(IntEnum):
    """What a generator is for. Its number stands between the seed and what tells one generator from the next."""

    HYPERCUBE = 4_160_001
    POINTS_RESAMPLED = 4_160_002
    SPECIFICATIONS_RESAMPLED = 4_160_006
    PROFILES_RESAMPLED = 4_160_007
    SENSITIVITY_DESIGN = 4_170_001
    GROUPS_RESAMPLED = 4_170_002
    PAIRS_RESAMPLED = 4_170_003
    HALVES_OF_A_CELL = 4_170_004
    BOX_HALVES = 4_250_001
    BOX_SHUFFLED = 4_250_002
    BOX_RESAMPLED = 4_250_003
    BOX_PICTURE = 4_250_004
    SCORES_RESAMPLED = 5_160_003
    PIT = 5_160_004


def generator(seed: int, stream: Stream, *more: int) -> np.random.Generator:
    """Return the generator of a stream under a seed; `more` tells several of one stream apart."""
    return np.random.default_rng([seed, int(stream), *more])
