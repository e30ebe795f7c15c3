"""How many worlds are enough: a pilot says how many an interval of a given half width takes."""

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
"""By how much the spread that a pilot shows may be too small."""

WHOLE: Final = 0.005
"""Half of one per cent, to which shares are printed."""


def worlds_of_share(estimate: Estimate, half_width: float) -> float:
    """Return how many worlds give a share, of which an estimate is there, an interval of this half
    width: the end of its interval nearest to a half counts.
    """
    share = min(max(0.5, estimate.low), estimate.high)
    worlds = share * (1.0 - share) * (normal_quantile(estimate.level) / half_width) ** 2
    # Wilson's interval is wider than that where a share is near 0 or 1.
    while wilson(round(share * worlds), math.ceil(worlds), estimate.level).half_width > half_width:
        worlds *= 1.02
    return worlds


def worlds_of_difference(change: Difference, worlds: int, half_width: float) -> float:
    """Return how many worlds give a difference, estimated in so many, an interval of this half
    width; infinite for a width of 0.
    """
    reach = (change.high - change.low) / 2
    return worlds * (reach / half_width) ** 2 if half_width else math.inf


def enough(
    scenarios: Sequence[Scenario], seeds: Sequence[int], outcome: Any, half_width: float
) -> int:
    """Play a pilot and return how many worlds give the share of an outcome, or of several scenarios
    each difference of two, an interval of this half width; a full hundred. Without scenarios it is
    any share.

    Raises UsageProblem where that is more than a cell can have.
    """
    runs: list[Run] = [run(each, PILOT, seed) for each, seed in zip(scenarios, seeds, strict=True)]
    if not runs:
        needed = worlds_of_share(wilson(1, 2), half_width)
    elif len(runs) == 1:
        needed = worlds_of_share(runs[0].probability(outcome), half_width)
    else:
        sound = ~np.any([each.failed for each in runs], axis=0)
        flags = [each.flag(outcome)[sound] for each in runs]
        compare = compare_paired if len({*seeds}) == 1 else compare_unpaired
        differences = [compare(a, b) for a, b in combinations(flags, 2)]
        needed = max(worlds_of_difference(each, PILOT, half_width / MARGIN) for each in differences)
    worlds = max(PILOT, math.ceil(needed / 100) * 100)
    if worlds > CELL_WORLDS:
        what = f"a half width of {half_width:g} takes some {count_text(worlds)} worlds"
        remedy = f"Give a larger one: at most {count_text(CELL_WORLDS)} worlds are played."
        raise UsageProblem(what, "precision", remedy)
    return worlds


def rough(worlds: float) -> str:
    """Return a number of worlds in words, with two digits that count."""
    if worlds < 100:
        return "fewer than 100"
    step = 10 ** (len(str(math.ceil(worlds))) - 2)
    return f"some {count_text(math.ceil(worlds / step) * step)}"
