"""A profile of mixed choices that answers itself, by damped iteration: the check of a solver that
follows a branch.
"""

from collections.abc import Callable
from functools import reduce

import numpy as np
import numpy.typing as npt

from sim.analysis.games import Profile
from sim.core.base.arrays import Floats


def fixed_point(
    respond: Callable[[Profile], Profile],
    start: Profile,
    damping: float = 0.5,
    tolerance: float = 1e-8,
    rounds: int = 200,
) -> tuple[Profile, npt.NDArray[np.bool_], Floats]:
    """Find a profile of mixed choices that answers itself, by damped iteration.

    `respond` maps one `(actions, worlds)` array per player to the players' answers; each of at most
    `rounds` rounds (at least 1) moves the share `damping` of the way to the answer. A world is held
    from the round in which its profile and the answer differ by at most `tolerance` for every
    action of every player, so no world depends on the batch. Returns the profile, whether each
    world converged, `(worlds,)`, and that largest difference, `(worlds,)`.
    """
    profile = start
    for round_number in range(1, rounds + 1):
        answer = respond(profile)
        gaps = [np.abs(new - old).max(axis=0) for new, old in zip(answer, profile, strict=True)]
        residual = reduce(np.maximum, gaps)
        held = residual <= tolerance
        # The last round only measures, so that the residual belongs to the profile returned.
        if round_number == rounds or held.all():
            break
        profile = tuple(
            np.where(held, old, old + damping * (new - old))
            for new, old in zip(answer, profile, strict=True)
        )
    return profile, held, residual
