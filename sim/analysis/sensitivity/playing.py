"""Playing the points of a design: worlds are averaged as they are played, and none is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.sensitivity.design import Design
from sim.analysis.sensitivity.sample import Sample
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.study.outcomes import KNOWN, NUMBERS, Columns, columns_for, flag_of
from sim.study.run.runner import BATCH, blocks_at, outcomes_of
from sim.study.run.worlds import MOST_WORLDS, checked_seed
from sim.study.scenario import Scenario

LEAST_WORLDS: Final = 10
MOST_WORLDS_A_POINT: Final = 100_000
CHUNK: Final = 16 * BATCH
"""Most worlds that are played before they are averaged, so that memory stays bounded; points are kept whole."""


@dataclass(frozen=True, slots=True)
class Played:
    """How far a design has been played: points, worlds, and the averages of the points so far, `(points,)`."""

    total_worlds: int
    worlds: int
    mean: Floats


Watch = Callable[[Played], None]


def play(
    scenario: Scenario, design: Design, *, outcome: str = "lose_lose", worlds: int = 100, seed: int = 0,
    common: bool = False, jobs: int = 1, watch: Watch | None = None,
) -> Sample:  # fmt: skip
    """Play every point of a design in `worlds` worlds and return the averages of an outcome.

    The outcome is a flag, a final state or a number of a world. With `common` luck the points of a group share their
    worlds, else each point has its own. Raises UsageProblem for too few or too many worlds or an unknown outcome, and
    DataProblem for an outcome that never or always happens, or that is not finite.
    """
    checked_seed(seed)
    check_worlds(design.points, worlds)
    checked_outcome(outcome)
    rows, firsts = design.values(), (design.lots(common) * worlds).tolist()
    step = max(1, CHUNK // worlds)
    mean, variance = np.empty(len(rows)), np.empty(len(rows))
    for first in range(0, len(rows), step):
        part = slice(first, first + step)
        blocks = blocks_at(scenario, design.names, rows[part].tolist(), firsts[part], worlds)
        columns = outcomes_of(blocks, seed, jobs=jobs, names=columns_for([outcome]))
        values = outcome_of(columns, outcome).reshape(-1, worlds)
        mean[part], variance[part] = values.mean(axis=1), values.var(axis=1, ddof=1)
        done = first + len(values)
        if watch is not None:
            watch(Played(len(rows) * worlds, done * worlds, mean[:done]))
    check_happens(mean, outcome, len(rows) * worlds)
    sample = design.sample(mean, variance, worlds)
    sample.check()
    return sample


def evaluate(function: Callable[[Floats], ArrayLike], design: Design) -> Sample:
    """Return what a plain function makes of the points of a design, `(points, factors)` to `(points,)`.

    Raises DataProblem for another shape, and for values that are not finite or all the same.
    """
    values = np.asarray(function(design.values()), dtype=np.float64)
    if values.shape != (design.points,):
        raise DataProblem(
            f"the function gives values of shape {values.shape}", f"{design.points} points", "Give one value a point."
        )
    sample = design.sample(values)
    sample.check()
    return sample


def outcome_of(columns: Columns, outcome: str) -> Floats:
    """Return an outcome as numbers, `(worlds,)`: 1 where a flag or final state holds, or the number itself."""
    values: Floats = (columns[outcome] if outcome in NUMBERS else flag_of(columns, outcome)).astype(np.float64)
    return values


def checked_outcome(outcome: str, known: Sequence[str] = KNOWN) -> str:
    """Return the name of an outcome; raises UsageProblem with the nearest."""
    if outcome not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(outcome, known)}"
        raise UsageProblem(f"there is no outcome '{outcome}'", "the outcome to explain", remedy)
    return outcome


def check_worlds(points: int, worlds: int) -> None:
    """Refuse too few worlds a point, and too many in all, with a UsageProblem."""
    if worlds < LEAST_WORLDS:
        raise UsageProblem(f"{worlds} worlds a point are too few", "worlds", f"Ask for {LEAST_WORLDS} or more.")
    if worlds > MOST_WORLDS_A_POINT:
        raise UsageProblem(f"{worlds} worlds a point are too many", "worlds", f"Keep it to {MOST_WORLDS_A_POINT}.")
    if points * worlds > MOST_WORLDS:
        raise UsageProblem(
            f"{points} points of {worlds} worlds are {points * worlds} worlds", "worlds",
            f"Keep points times worlds to {MOST_WORLDS}.",
        )  # fmt: skip


def check_happens(mean: Floats, outcome: str, worlds: int) -> None:
    """Refuse an outcome that never or always happens, with a DataProblem: nothing can be sensitive."""
    if outcome in NUMBERS:
        return
    low, high = float(mean.min()), float(mean.max())
    if high == 0.0 or low == 1.0:
        raise DataProblem(
            f"'{outcome}' happens in {'none' if high == 0.0 else 'all'} of {worlds} worlds", "the outcome to explain",
            "Name another outcome, more worlds, or wider ranges.",
        )  # fmt: skip
