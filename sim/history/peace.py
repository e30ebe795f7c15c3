"""What the years before 1990 say of peace: the chance that no Korean crisis of that time reached war."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.engine import NUMBERS, Job, play
from sim.game.moves import Ending

CRISES_BEFORE_1990: Final = {
    "Pueblo": "1968-01", "EC-121": "1969-04", "Poplar Tree": "1976-08", "Rangoon": "1983-10",
}  # fmt: skip
"""Korean crises of the International Crisis Behavior list (v14) between the armistice and 1990; none reached war."""

BEFORE_1990: Final = 2**33
"""Generation of the luck of the worlds that show the peace before 1990: none of the filter's own."""

EXPOSED_WORLDS: Final = 32
EXPOSED_MONTHS: Final = 120
"""Worlds and months by which the chance of war in a crisis is found at each set of numbers."""


def log_peace_before(numbers: Mapping[str, Floats], fixed: Mapping[str, float], seed: int, jobs: int) -> Floats:
    """Return the log chance that none of the crises before 1990 reached war, by set, `(sets,)`.

    Minus the crises times P(war | crisis), which free worlds from the start of 1990 show at each set; a crisis begins
    where tension reaches 5. Half a war is added to the wars and one crisis to the crises of each set. All sets meet the
    same luck, so that the chance hangs on the numbers alone.
    """
    sets = len(next(iter(numbers.values())))
    theirs = {name: np.repeat(values, EXPOSED_WORLDS) for name, values in numbers.items() if name in NUMBERS}
    worlds = sets * EXPOSED_WORLDS
    job = Job(
        worlds, seed, EXPOSED_MONTHS, numbers=theirs | dict(fixed), record=("tension", "ending"),
        ids=np.tile(np.arange(EXPOSED_WORLDS), sets), generation=np.full(worlds, BEFORE_1990),
    )  # fmt: skip
    made = play(job, jobs=jobs)
    crisis = made.record["tension"] >= 5.0
    begun = crisis[1:] & ~crisis[:-1]
    ending = made.record["ending"][-1]
    wars = (ending > float(Ending.NONE)) & (ending < float(Ending.COLLAPSE))
    crises = begun.sum(axis=0).reshape(sets, EXPOSED_WORLDS).sum(axis=1)
    share = (wars.reshape(sets, EXPOSED_WORLDS).sum(axis=1) + 0.5) / (crises + 1.0)
    return np.asarray(-len(CRISES_BEFORE_1990) * np.minimum(share, 1.0))
