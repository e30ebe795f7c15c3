"""Find the number of worlds that gives an interval of a wanted half width, by a pilot run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.quantiles import normal_quantile
from sim.core.estimate.writing import count_text
from sim.core.runs.run import Run, run
from sim.core.scenario import Scenario
from sim.options import CELL_WORLDS
from sim.study.estimate.paired import Difference, compare_paired, compare_unpaired

PILOT: Final = 400
"""Worlds of a pilot."""

MARGIN: Final = 1.1
"""The factor by which the spread that a pilot shows may be too small."""

WHOLE: Final = 0.005
"""Half of one per cent, to which shares are printed."""


def worlds_of_share(estimate: Estimate, half_width: float) -> float:
    """Return the number of worlds that give a share an interval of this half width.

    It is found from an earlier estimate, at the point of its interval nearest to a half.
    """
    share = min(max(0.5, estimate.low), estimate.high)
    worlds = share * (1.0 - share) * (normal_quantile(estimate.level) / half_width) ** 2
    # Wilson's interval is wider than that where a share is near 0 or 1.
    while wilson(round(share * worlds), math.ceil(worlds), estimate.level).half_width > half_width:
        worlds *= 1.02
    return worlds


def worlds_of_difference(change: Difference, worlds: int, half_width: float) -> float:
    """Return the number of worlds that give a difference, estimated in `worlds`, an interval of
    this half width; infinite for a width of 0.
    """
    reach = (change.high - change.low) / 2
    return worlds * (reach / half_width) ** 2 if half_width else math.inf


def enough(
    scenarios: Sequence[Scenario], seeds: Sequence[int], outcome: Any, half_width: float
) -> int:
    """Play a pilot and return the number of worlds, in full hundreds, that gives an interval of
    this half width.

    The interval is that of the outcome's share, or for several scenarios of each difference of two.
    Raises UsageProblem if a cell cannot have so many worlds.
    """
    runs: list[Run] = [run(one, PILOT, seed) for one, seed in zip(scenarios, seeds, strict=True)]
    if len(runs) == 1:
        needed = worlds_of_share(runs[0].probability(outcome), half_width)
    else:
        sound = ~np.any([one.failed for one in runs], axis=0)
        flags = [one.flag(outcome)[sound] for one in runs]
        compare = compare_paired if len({*seeds}) == 1 else compare_unpaired
        differences = [compare(a, b) for a, b in combinations(flags, 2)]
        needed = max(worlds_of_difference(one, PILOT, half_width / MARGIN) for one in differences)
    worlds = max(PILOT, math.ceil(needed / 100) * 100)
    if worlds > CELL_WORLDS:
        message = f"a half width of {half_width:g} takes some {count_text(worlds)} worlds"
        remedy = f"Give a larger one: at most {count_text(CELL_WORLDS)} worlds are played."
        raise UsageProblem(message, "precision", remedy)
    return worlds


def rough(worlds: float) -> str:
    """Return a number of worlds in words, rounded up to two significant digits."""
    if worlds < 100:
        return "fewer than 100"
    step = 10 ** (len(str(math.ceil(worlds))) - 2)
    return f"some {count_text(math.ceil(worlds / step) * step)}"
