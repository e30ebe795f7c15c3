"""Line-ups tried out at every point of a Latin hypercube, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sim.analysis.defaults import LINEUPS, UNCERTAIN, Lineup
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD, POLICIES
from sim.study.estimate.bootstrap import Stream, check_resamples, generator
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.design import hypercube_of
from sim.study.experiment.factor_text import one_of
from sim.study.ledger import Wanted, name_of
from sim.study.policies import is_own
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LEAST_POINTS: Final = 20
LEAST_WORLDS: Final = 10
LEAST_RESAMPLES: Final = 50
VALUES: Final = ("value_washington", "value_beijing")
DEFAULT_LINEUPS: Final[Mapping[str, Lineup]] = {"free": (FREE, FREE, FREE, FREE), **LINEUPS}
"""All four capitals free, and the named line-ups of held courses."""


@dataclass(frozen=True)
class RobustnessOptions:
    """What is asked of line-ups: over which uncertain numbers, at how many points, and what is tolerable.

    `outcome` is a flag or final state, by its name or your own, `tolerable` the probability of it that still
    satisfices. Raises UsageProblem for too few points, worlds or resamples, and for a level outside 0 to 1.
    """

    scenario: Scenario
    lineups: Mapping[str, Lineup] = field(default_factory=lambda: DEFAULT_LINEUPS)
    uncertain: tuple[Factor, ...] = UNCERTAIN
    points: int = 100
    worlds: int = 100
    seed: int = 7
    outcome: Wanted = "lose_lose"
    tolerable: float = 0.2
    resamples: int = 1000

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        check_resamples(self.resamples, LEAST_RESAMPLES)
        for count, least, what in (
            (self.points, LEAST_POINTS, "points"), (self.worlds, LEAST_WORLDS, "worlds a point"),
        ):  # fmt: skip
            if count < least:
                where = what.partition(" ")[0]
                raise UsageProblem(f"{count} {what} are too few", where, f"Ask for {least} or more.")
        if not 0.0 <= self.tolerable <= 1.0:
            raise UsageProblem(f"{self.tolerable} is no probability", "tolerable", "Give a number from 0 to 1.")


@dataclass(frozen=True, eq=False)
class Trial:
    """How line-ups did over the points.

    `means[measure]` is the mean of an outcome over the worlds of a point, `(line-ups, points)`, and `noise[measure]`
    the sampling variance of that mean.
    """

    options: RobustnessOptions
    means: Mapping[str, Floats]
    noise: Mapping[str, Floats]

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
    outcomes = (options.outcome, *VALUES)
    return points_of(options.scenario, factors, columns, lots, options.worlds, options.seed, outcomes, "robustness")


def trial_of(options: RobustnessOptions, results: Results) -> Trial:
    """Return means over the worlds of each point; raises DataProblem where the outcome happens in none or in all."""
    means, noise = {}, {}
    for name in (name_of(options.outcome), *VALUES):
        rows = results.by_cell(name).reshape(len(options.lineups), options.points, options.worlds)
        means[name] = np.cumsum(rows, axis=2)[:, :, -1] / options.worlds
        gaps = rows - means[name][:, :, None]
        noise[name] = np.cumsum(gaps * gaps, axis=2)[:, :, -1] / (options.worlds - 1) / options.worlds
    low, high = float(means[name_of(options.outcome)].min()), float(means[name_of(options.outcome)].max())
    if high == 0.0 or low == 1.0:
        raise DataProblem(
            f"'{name_of(options.outcome)}' happens in {'none' if high == 0.0 else 'all'} of the worlds",
            "the outcome to compare",
            "Name another outcome, more worlds, or other line-ups.",
        )  # fmt: skip
    return Trial(options, means, noise)


def lineups_from(texts: Sequence[tuple[str, str]] = ()) -> dict[str, Lineup]:
    """Return the line-ups that texts `name=w,b,p,s` name, or the ones that ship where there is none.

    Each text comes with where it was said. Raises UsageProblem.
    """
    found: dict[str, Lineup] = {}
    for text, where in texts:
        name, equals, rest = (part.strip() for part in text.partition("="))
        policies = tuple(part.strip() for part in rest.split(","))
        if not name or not equals or len(policies) != len(CAPITALS):
            raise UsageProblem(
                "a line-up needs a name and four courses or policies", where,
                f"Write --lineup name=a,b,c,d, in the order {', '.join(CAPITALS)}.",
            )  # fmt: skip
        for capital, policy in zip(CAPITALS, policies, strict=True):
            known = [each for each in POLICIES[capital] if each != HELD]
            if policy not in known and not is_own(policy):
                remedy = f"Use one of: {', '.join(known)}; or module:function.{nearest(policy, known)}"
                raise UsageProblem(f"there is no course or policy of {capital.capitalize()} '{policy}'", where, remedy)
        if name in found or policies in found.values():
            raise UsageProblem(f"the line-up '{name}' is given twice", where, "Give each once.")
        found[name] = policies  # type: ignore[assignment]
    if texts and len(found) < 2:
        raise UsageProblem("one line-up has nothing to be compared with", texts[0][1], "Give two or more.")
    return found or dict(DEFAULT_LINEUPS)
