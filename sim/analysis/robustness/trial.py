"""Line-ups tried out at every point of a design, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.lineups import LINEUPS, Lineup
from sim.analysis.robustness.uncertain import Uncertainty, latin_hypercube
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD, POLICIES
from sim.study.outcomes import columns_for
from sim.study.run.runner import Progress, blocks_at, outcomes_of
from sim.study.run.worlds import checked_seed, checked_worlds, flag_of
from sim.study.scenario import Scenario

LEAST_POINTS: Final = 20
LEAST_WORLDS: Final = 10
VALUES: Final = ("value_washington", "value_beijing")
DEFAULT_LINEUPS: Final[Mapping[str, Lineup]] = {"free": (FREE, FREE, FREE, FREE), **LINEUPS}
"""All four capitals free, and the named line-ups of held courses."""


@dataclass(frozen=True, eq=False)
class Trial:
    """How line-ups did over a design.

    `design` holds the uncertain numbers, `(points, numbers)`. `means[measure]` is the mean of an outcome over the
    worlds of a point, `(line-ups, points)`, and `noise[measure]` the sampling variance of that mean. Point k is played
    in worlds of its own, the same for every line-up, so that points are independent and line-ups share luck.
    """

    scenario: Scenario
    seed: int
    outcome: str
    lineups: Mapping[str, Lineup]
    uncertain: tuple[Uncertainty, ...]
    design: Floats
    worlds: int
    means: Mapping[str, Floats]
    noise: Mapping[str, Floats]

    @property
    def points(self) -> int:
        """How many points the design has."""
        return int(self.design.shape[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the line-ups, in order."""
        return tuple(self.lineups)


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
            if policy not in known:
                remedy = f"Use one of: {', '.join(known)}.{nearest(policy, known)}"
                raise UsageProblem(f"there is no course or policy of {capital} '{policy}'", where, remedy)
        if name in found or policies in found.values():
            raise UsageProblem(f"the line-up '{name}' is given twice", where, "Give each once.")
        found[name] = policies  # type: ignore[assignment]
    if texts and len(found) < 2:
        raise UsageProblem("one line-up has nothing to be compared with", texts[0][1], "Give two or more.")
    return found or dict(DEFAULT_LINEUPS)


def try_out(
    scenario: Scenario, uncertain: Sequence[Uncertainty], lineups: Mapping[str, Lineup] | None = None, *,
    points: int = 100, worlds: int = 100, seed: int = 0, outcome: str = "lose_lose", jobs: int = 1,
    progress: Progress | None = None,
) -> Trial:  # fmt: skip
    """Play every line-up at every point of a Latin hypercube, each course or policy in every month.

    `outcome` is a flag or final state. Raises UsageProblem for too few points or worlds, and DataProblem where the
    outcome happens in no world or in all.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    check_size(points, worlds)
    named = dict(lineups or DEFAULT_LINEUPS)
    design = latin_hypercube(uncertain, points, seed)
    blocks = []
    for policies in named.values():
        plan = {f"{capital}.policy": policy for capital, policy in zip(CAPITALS, policies, strict=True)}
        firsts = range(0, points * worlds, worlds)
        blocks += blocks_at(scenario.change(plan), [each.name for each in uncertain], design.tolist(), firsts, worlds)
    columns = outcomes_of(blocks, seed, jobs=jobs, names=(*columns_for([outcome]), *VALUES), progress=progress)
    shape = (len(named), points, worlds)
    each = {outcome: flag_of(columns, outcome).astype(np.float64)} | {name: columns[name] for name in VALUES}
    means, noise = {}, {}
    for name, values in each.items():
        rows = values.reshape(shape)
        means[name] = np.cumsum(rows, axis=2)[:, :, -1] / worlds
        gaps = rows - means[name][:, :, None]
        noise[name] = np.cumsum(gaps * gaps, axis=2)[:, :, -1] / (worlds - 1) / worlds
    check_happens(means[outcome], outcome, len(named) * points * worlds)
    return Trial(scenario, seed, outcome, named, tuple(uncertain), design, worlds, means, noise)


def check_size(points: int, worlds: int) -> None:
    """Refuse a design that is too small to say anything, with a UsageProblem."""
    if points < LEAST_POINTS:
        raise UsageProblem(f"{points} points are too few for an interval", "points", f"Ask for {LEAST_POINTS} or more.")
    if worlds < LEAST_WORLDS:
        raise UsageProblem(f"{worlds} worlds a point are too few", "worlds", f"Ask for {LEAST_WORLDS} or more.")


def check_happens(shares: Floats, outcome: str, worlds: int) -> None:
    """Refuse an outcome that never or always happens, with a DataProblem: line-ups cannot differ in it."""
    low, high = float(shares.min()), float(shares.max())
    if high == 0.0 or low == 1.0:
        raise DataProblem(
            f"'{outcome}' happens in {'none' if high == 0.0 else 'all'} of {worlds} worlds", "the outcome to compare",
            "Name another outcome, more worlds, or other line-ups.",
        )  # fmt: skip
