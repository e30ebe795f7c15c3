"""Line-ups tried out at every point of a Latin hypercube, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.robustness import RobustnessOptions
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.distribution import Distribution
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.design import hypercube_of
from sim.study.experiment.factor_text import one_of
from sim.study.measure.outcome_ledger import name_of
from sim.study.run.readings import shown_with
from sim.study.store.results import Results

VALUES: Final = ("value_washington", "value_beijing")


@dataclass(frozen=True, eq=False)
class Trial:
    """How line-ups did over the points.

    `means[measure]` is the mean of an outcome over the worlds of a point, `(line-ups, points)`, and `noise[measure]`
    the sampling variance of that mean. `spans[measure][line-up]` says of a value from where to where 5 to 95 % of all
    worlds of a line-up reach.
    """

    options: RobustnessOptions
    means: Mapping[str, Floats]
    noise: Mapping[str, Floats]
    spans: Mapping[str, Mapping[str, str]]

    @property
    def outcome(self) -> str:
        """The outcome that is bad."""
        return name_of(self.options.outcome)

    @property
    def points(self) -> int:
        """How many points there are."""
        return self.options.points

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the line-ups, in order."""
        return tuple(self.options.lineups)


def ask(options: RobustnessOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every line-up at every point, each course or policy in every month.

    Point k is played in worlds of its own, the same for every line-up: points are independent, line-ups share luck.
    """
    if so_far:
        return None
    design = hypercube_of(options.uncertain, options.points, generator(options.seed, Stream.HYPERCUBE))
    count = len(options.lineups)
    columns = {name: np.tile(column, count) for name, column in design.items()}
    factors = list(options.uncertain)
    for place, capital in enumerate(CAPITALS):
        named = [policies[place] for policies in options.lineups.values()]
        values = tuple(dict.fromkeys(named))
        factors.append(Factor(f"{capital}.policy", "lever", one_of(values)))
        columns[f"{capital}.policy"] = np.repeat([values.index(policy) for policy in named], options.points)
    lots = np.tile(np.arange(options.points), count)
    outcomes = (*shown_with(options.outcome), *VALUES)
    return points_of(options.scenario, factors, columns, lots, options.worlds, options.seed, outcomes)


def trial_of(options: RobustnessOptions, results: Results) -> Trial:
    """Return means over the worlds of each point; raises DataProblem where the outcome happens in none or in all."""
    means, noise, spans = {}, {}, {}
    for name in (*map(name_of, shown_with(options.outcome)), *VALUES):
        rows = results.by_cell(name).reshape(len(options.lineups), options.points, options.worlds)
        means[name] = np.cumsum(rows, axis=2)[:, :, -1] / options.worlds
        gaps = rows - means[name][:, :, None]
        if name in VALUES:
            reach = [Distribution(name, each.ravel()).span for each in rows]
            spans[name] = dict(zip(options.lineups, reach, strict=True))
        noise[name] = np.cumsum(gaps * gaps, axis=2)[:, :, -1] / (options.worlds - 1) / options.worlds
    low, high = float(means[name_of(options.outcome)].min()), float(means[name_of(options.outcome)].max())
    if high == 0.0 or low == 1.0:
        raise DataProblem(
            f"'{name_of(options.outcome)}' happens in {'none' if high == 0.0 else 'all'} of the worlds",
            "the outcome to compare",
            "Name another outcome, more worlds, or other line-ups.",
        )  # fmt: skip
    return Trial(options, means, noise, spans)
