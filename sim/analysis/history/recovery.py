"""Simulation-based calibration: records that the model made are fitted, and the numbers behind them sought again.

Where the numbers behind a record are drawn from the prior, their place in the posterior is uniform, and an interval of
95 % holds them in 95 of 100 records, whatever the model. Source: Talts and others 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.history.fit_options import CalibrateOptions
from sim.analysis.history.kept_sampler import Start, learnt_from
from sim.analysis.history.learnt import sd_ratio
from sim.analysis.history.posterior import Sampler
from sim.analysis.history.prior import Fitted
from sim.analysis.history.simulated import Made, simulated
from sim.arrays import Floats
from sim.engine import fingerprint
from sim.study.estimate.interval import Estimate, mean_estimate, wilson
from sim.study.estimate.shown import Cell, Table, amount, share
from sim.study.estimate.writing import count_text, p_text, percent_text
from sim.study.run.play import git_state
from sim.study.scenario import Scenario, load_scenario
from sim.study.store.manifest import as_json, now

LEVELS: Final = (0.5, 0.95)
"""Central intervals whose coverage is counted."""


@dataclass(frozen=True, eq=False)
class FoundAgain:
    """Where the numbers behind records lie in their posteriors, `(records, numbers)` from 0 to 1, and the sd ratios."""

    fitted: tuple[Fitted, ...]
    places: Floats
    ratios: Floats

    def covered(self, level: float) -> Floats:
        """Return where the central interval of a level holds the number, `(records, numbers)`, as 0 and 1."""
        return np.asarray(np.abs(self.places - 0.5) <= level / 2.0, dtype=np.float64)

    def coverage(self, level: float) -> Estimate:
        """Return the share of all numbers that their intervals hold, over records."""
        return mean_estimate(self.covered(level).mean(axis=1))

    def uniform_p(self) -> Floats:
        """Return the p-value of each number's places being uniform, by Kolmogorov and Smirnov, `(numbers,)`."""
        from scipy.stats import kstest

        return np.array([kstest(column, "uniform").pvalue for column in self.places.T])


def found_again(
    start: Start, calendar: Floats, records: int, folder: Path | None = None,
    told: Callable[[float], None] = lambda done: None,
) -> FoundAgain:  # fmt: skip
    """Fit records that the model makes under the offices of a calendar, each by one sampler, which a folder keeps."""
    months = tuple(f"month {place + 1}" for place in range(len(calendar)))
    places, ratios = [], []
    for number, made in enumerate(simulated(records, calendar, start.seed, start.fitted, start.beginning, start.jobs)):
        path = folder and folder / f"replication-{number + 1:03}"
        own = Start(start.sets, start.particles, start.seed + 1 + number, start.jobs, start.fitted, start.beginning)

        def read(month: int, number: int = number) -> None:
            told(number + (month / len(calendar)) ** 2)

        sampler = learnt_from(own, made.calendar, months, f"simulated record {number + 1}", path, read)
        places.append(place_of(made, sampler))
        ratios.append(sd_ratios(sampler))
    return FoundAgain(start.fitted, np.array(places), np.array(ratios))


def place_of(made: Made, sampler: Sampler) -> Floats:
    """Return the share of the posterior that lies below the number behind the record, `(numbers,)`."""
    below = sampler.logits < made.logits
    return np.asarray(sampler.weight @ below)


def sd_ratios(sampler: Sampler) -> Floats:
    """Return posterior over prior sd of each number, `(numbers,)`."""
    values = sampler.clouds.numbers
    return np.array([sd_ratio(values[item.name], sampler.weight, item) for item in sampler.fitted])


@dataclass(frozen=True, eq=False)
class RecoveryFinding(Finding):
    """How often intervals of the fit hold the numbers behind records that the model made."""

    analysis: ClassVar[str] = "recovery"
    options: CalibrateOptions
    found: FoundAgain

    @property
    def scenario(self) -> Scenario:
        """The scenario that begins where the project's history does; records were made from 1990 on."""
        return load_scenario("2017-spring")

    def sentences(self) -> list[str]:
        """Return the coverage of both intervals, and how many numbers fail the test of uniform places."""
        o = self.options
        texts = [f"those of {percent_text(level)} hold {share(self.found.coverage(level)).text()}" for level in LEVELS]
        p = self.found.uniform_p()
        failing = int((p < 0.05 / len(p)).sum())
        return [
            f"Over {count_text(o.replications)} records that the model made ({len(o.months)} months, {o.sets} sets of "
            f"{o.particles} particles, seed {o.seed}), intervals hold the number behind them as follows: "
            f"{' and '.join(texts)}.",
            f"The places of {failing} of {len(p)} numbers are not uniform (Kolmogorov–Smirnov, 5 % over all).",
        ]  # fmt: skip

    def tables(self) -> list[Table]:
        """Return the coverage of each number."""
        rows: list[tuple[Cell, ...]] = []
        n = len(self.found.places)
        p = self.found.uniform_p()
        for place, item in enumerate(self.found.fitted):
            held = (share(wilson(int(self.found.covered(level)[:, place].sum()), n)) for level in LEVELS)
            ratio = amount(mean_estimate(self.found.ratios[:, place]))
            rows.append((item.label, item.about, *held, ratio, p_text(float(p[place]))))
        heads = ("number", "about", "held by 50 %", "held by 95 %", "sd ratio", "uniform")
        caption = f"How often intervals hold the number behind a record, {count_text(n)} simulated records"
        return [Table("coverage", caption, heads, tuple(rows), True)]

    def notes(self) -> list[str]:
        """Return how the records were made."""
        return [
            "Records: the game itself from January 1990, numbers drawn from the prior, the offices of the record; what "
            "the lists show by the chances of being listed. As the record, they stay at peace.",
            "Coverage over all: 95 % by t over records; by number: Wilson. sd ratio: mean over records, t.",
        ]

    def files(self) -> Mapping[str, str]:
        """Return the result with its date and commit, to be kept."""
        about = {"date": now()[:10], "git": git_state(), "model": fingerprint()}
        return {"recovery.json": as_json(about | self.data()).decode()}

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        o = self.options
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "first": o.first, "last": o.last, "sets": o.sets,
            "particles": o.particles, "seed": o.seed, "replications": o.replications,
            "coverage": {f"{level:g}": self.found.coverage(level).as_dict() for level in LEVELS},
            "numbers": [item.name for item in self.found.fitted], "places": self.found.places.tolist(),
            "sd_ratios": self.found.ratios.tolist(), "uniform_p": self.found.uniform_p().tolist(),
        }  # fmt: skip
