"""A second opinion: the PRIM of ema_workbench (extra `discover`) on the same points.

Its evaluators and its way to run models are never touched. It warns on import and in use; that is kept from the reader.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from inspect import signature
from types import ModuleType
from typing import Any, Final

import numpy as np

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.findings import clauses
from sim.analysis.discovery.peel import SLAB, Rule
from sim.analysis.discovery.sample import Sample
from sim.errors import lacking

TINY: Final = 1e-9
"""Threshold from which version 2 counts a point: with 0 it would count those without the outcome too."""

LEAST_SHARE: Final = 0.5
"""A point counts as one with the outcome from this share of its worlds on: that PRIM knows yes and no only."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The box on the path of ema_workbench with the highest excess, and how far it holds the same points as ours.

    `shared` is the number of points in both boxes over the number in either (Jaccard).
    """

    version: str
    box: Box
    coverage: float
    density: float
    shared: float
    points: int
    clauses: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the opinion as plain data."""
        return {
            "version": self.version, "box": list(self.clauses), "coverage": self.coverage, "density": self.density,
            "points": self.points, "points_shared": self.shared,
        }  # fmt: skip


def workbench() -> ModuleType:
    """Return the PRIM module of ema_workbench; raises UsageProblem where the extra is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ImportError:
        raise lacking("ema_workbench", "sim discover --ema", "discover") from None
    module: ModuleType = prim
    return module


def path_of_ema(sample: Sample, least_mass: float) -> list[Box]:
    """Return the boxes that the PRIM of ema_workbench peels and pastes, in order."""
    import pandas as pd

    prim = workbench()
    table = pd.DataFrame(
        {
            factor.name: np.array(factor.labels, dtype=object)[column.astype(int)] if factor.labels else column
            for factor, column in zip(sample.factors, sample.values.T, strict=True)
        }
    )
    happened = (sample.share >= LEAST_SHARE).astype(np.int64)
    if happened.min() == happened.max():
        return [Box()]
    settings = {"peel_alpha": SLAB, "mass_min": least_mass}
    # Version 3 knows no threshold; before, it also said which points count as having the outcome.
    if "threshold" in signature(prim.Prim.__init__).parameters:
        settings["threshold"] = TINY
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = prim.Prim(table, happened, **settings).find_box()
    return [box_of(limits, found.box_lims[0], sample) for limits in found.box_lims]


def peeled_by_ema(sample: Sample, rule: Rule, ours: Box) -> SecondOpinion:
    """Return what the PRIM of ema_workbench finds on the same points: the box of its path with the highest excess."""
    from importlib.metadata import version

    box = max(path_of_ema(sample, rule.least_mass), key=sample.data.excess)
    inside, own = box.holds(sample.values), ours.holds(sample.values)
    return SecondOpinion(
        version("ema_workbench"), box, float(sample.share[inside].sum() / sample.share.sum()),
        float(sample.share[inside].mean()), float((inside & own).sum() / (inside | own).sum()), int(inside.sum()),
        tuple(clauses(box, sample.factors)),
    )  # fmt: skip


def box_of(limits: Any, whole: Any, sample: Sample) -> Box:
    """Return a box of ema_workbench, a table of two rows, as one of ours."""
    found = []
    for number, factor in enumerate(sample.factors):
        if factor.name not in limits:
            continue
        low, high = limits[factor.name].tolist()
        if factor.labels:
            kept = frozenset(place for place, label in enumerate(factor.labels) if label in low)
            if len(low) < len(whole[factor.name].iloc[0]):
                found.append(Limit(number, "kept", kept=kept))
            continue
        # Its limits are points in the box; ours lie outside of them.
        if low > whole[factor.name].iloc[0]:
            found.append(Limit(number, "low", float(np.nextafter(low, -np.inf))))
        if high < whole[factor.name].iloc[1]:
            found.append(Limit(number, "high", float(np.nextafter(high, np.inf))))
    return Box(tuple(found))
