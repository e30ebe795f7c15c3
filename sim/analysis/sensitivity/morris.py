"""Morris measures of elementary effects, by SALib, with resampled trajectories."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.sensitivity.extra import salib
from sim.analysis.sensitivity.sample import Sample
from sim.arrays import Floats, Ints

MEASURES: Final = ("mu_star", "mu", "sigma")


def measures(sample: Sample, rows: Ints) -> dict[str, Floats]:
    """Return each measure of every factor in every resample, `(resamples, factors + 1)`, dummy last.

    An elementary effect is the change in the outcome per full range of the factor. `rows` are the trajectories that a
    resample holds. Sources: Morris 1991, Technometrics 33:161; for mu star Campolongo, Cariboni and Saltelli 2007,
    Environmental Modelling & Software 22:1509.
    """
    assert sample.unit is not None
    analyze, names = salib("morris").analyze, list(sample.all_names)
    problem = {"names": names, "num_vars": len(names), "bounds": [[0.0, 1.0]] * len(names)}
    drawn: dict[str, list[Floats]] = {name: [] for name in MEASURES}
    for row in rows:
        points, values = sample.unit[row].reshape(-1, len(names)), sample.mean[row].reshape(-1)
        # Its own interval is not read: it covers mu star only, and the resamples here cover all three.
        found = analyze(problem, points, values, num_levels=sample.levels, num_resamples=2, seed=1)
        for name, each in drawn.items():
            each.append(np.asarray(found[name], dtype=np.float64))
    return {name: np.array(each) for name, each in drawn.items()}
