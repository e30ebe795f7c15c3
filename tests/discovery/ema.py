"""The PRIM of ema_workbench (extra `discover`) on the same points; its warnings are kept quiet."""

import warnings
from functools import cache
from inspect import signature
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.discovery.peel import SLAB, Box, Limit
from sim.analysis.discovery.sample import LeverSample


@cache
def path_of_ema(sample: LeverSample, least_mass: float) -> list[Box]:
    """Return the boxes that it peels and pastes over factors that are numbers, in order; once a
    sample.
    """
    settings = {"peel_alpha": SLAB, "mass_min": least_mass}
    table = pd.DataFrame(
        dict(zip((each.name for each in sample.factors), sample.values.T, strict=True))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim

        # Version 3 knows no threshold; version 2 counts a point from it on: with 0, those without
        # the outcome too.
        if "threshold" in signature(prim.Prim.__init__).parameters:
            settings["threshold"] = 1e-9
        found = prim.Prim(table, (sample.share >= 0.5).astype(np.int64), **settings).find_box()
    return [box_of(limits, found.box_lims[0], sample) for limits in found.box_lims]


def box_of(limits: Any, whole: Any, sample: LeverSample) -> Box:
    """Return a box of ema_workbench, a table of two rows, as one of ours: its limits are points in
    the box.
    """
    found = []
    for number, factor in enumerate(sample.factors):
        if factor.name in limits:
            low, high = limits[factor.name].tolist()
            first, last = whole[factor.name].tolist()
            found += (
                [Limit(number, "low", float(np.nextafter(low, -np.inf)))] if low > first else []
            )
            found += (
                [Limit(number, "high", float(np.nextafter(high, np.inf)))] if high < last else []
            )
    return Box(tuple(found))
