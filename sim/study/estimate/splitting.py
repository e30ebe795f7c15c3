"""Splitting: paths that come nearer to a rare event are copied, each copy with its share of the weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.errors import UsageProblem
from sim.study.estimate.interval import Estimate, check_level, normal_quantile, wilson

RATIO: Final = 2.0
"""A level is placed where paths reach it about so many times less often than the one before."""

LEAST_SEEN: Final = 30
"""Paths that must have come to a score before a level is placed there."""

ENOUGH: Final = 100
"""Events after which no further round is needed."""

MOST_ROUNDS: Final = 8
MOST_COPIES: Final = 12


@dataclass(frozen=True)
class Placed:
    """Levels that rounds of trial came to, how likely each is reached, and the steps that it took."""

    levels: Levels
    reached: tuple[float, ...]
    steps: int
    rounds: int


def placed(process: Process, grid: Sequence[float], rounds: Sequence[Whole], *, kinds: int = 1) -> Placed:
    """Return levels for a process, among the scores of a grid; each round plays its own roots, by number.

    The probabilities that place them have errors, which make splitting better or worse, never biased: the roots of the
    rounds are others than those of the estimate.
    """
    levels, steps, last = Levels(), 0, None
    for played, roots in enumerate(rounds, start=1):  # noqa: B007
        found = split(process, levels, roots, kinds=kinds, grid=grid)
        steps += found.steps
        new = levels_from(found)
        settled = new == levels or found.events >= ENOUGH
        levels, last = new, found
        if settled:
            break
    assert last is not None
    at = [int(np.searchsorted(last.grid, level)) for level in levels.at]
    return Placed(levels, tuple(float(last.reached[k]) for k in at), steps, played)


def levels_from(found: Split) -> Levels:
    """Return the levels that one round speaks for.

    Levels are scores that are ever rarer by `RATIO`. The copies make the product of all up to a level one over the root
    of its own probability times that of the next, or of the event (Villén-Altamirano and Villén-Altamirano 2002).
    """
    at, chance, before, event = [], [], 1.0, float(found.total.mean())
    for score, reached, seen in zip(found.grid, found.reached, found.seen, strict=True):
        if seen >= LEAST_SEEN and event < reached <= before / RATIO:
            at.append(float(score))
            chance.append(float(reached))
            before = chance[-1]
    following = [*chance[1:], event or (chance[-1] if chance else 1.0)]
    copies, product = [], 1.0
    for own, after in zip(chance, following, strict=False):
        wanted = 1.0 / np.sqrt(own * min(after, own))
        copies.append(int(np.clip(round(wanted / product), 1, MOST_COPIES)))
        product *= copies[-1]
    return Levels(tuple(at), tuple(copies))


Whole = npt.NDArray[np.int64]

SPLITTING: Final = "splitting"
"""The method of the interval."""

MOST_PATHS: Final = 4_000_000
"""Paths at once, beyond which levels or factors make no sense."""


@dataclass(frozen=True)
class Paths:
    """Paths at one step: `state` is `(places, paths)`, all else `(paths,)`.

    `root` is the number of the path that all its like were copied from, and with `generation` and `clone` the address
    of its luck. `born` is the level at which it was made, 0 for a root; `zone` how many levels it stands above; `best`
    the highest score so far, also before it was copied.
    """

    state: Floats
    root: Whole
    generation: Whole
    clone: Whole
    born: Whole
    zone: Whole
    best: Floats

    def __len__(self) -> int:
        return int(self.root.size)

    def some(self, which: npt.NDArray[np.generic]) -> Paths:
        """Return some of the paths, by flags or by places."""
        if which.dtype == np.bool_ and which.all():
            return self
        own = {name: getattr(self, name)[which] for name in ("root", "generation", "clone", "born", "zone", "best")}
        return Paths(self.state[:, which], **own)


class Process(Protocol):
    """What is split: paths that go on step by step by luck that has an address, and how near each is to the event."""

    steps: int
    """How many steps there are at most."""

    def begin(self, roots: Whole) -> Floats:
        """Return the states in which paths begin, `(places, paths)`."""

    def step(self, paths: Paths, step: int) -> Floats:
        """Return the states of paths after one more step."""

    def score(self, state: Floats) -> Floats:
        """Return how near to the event paths are, `(paths,)`; any function of the state will do."""

    def happened(self, state: Floats) -> Whole:
        """Return 0 where the event did not happen, else its kind from 1, `(paths,)`."""

    def over(self, state: Floats) -> Flags:
        """Return where a path goes no further, `(paths,)`; it is over where the event happened."""


@dataclass(frozen=True)
class Levels:
    """Scores at which paths are copied, rising, and into how many."""

    at: tuple[float, ...] = ()
    copies: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.at, self.at[1:], strict=False))
        if len(self.at) != len(self.copies) or not rising or min(self.copies, default=1) < 1:
            raise UsageProblem(f"levels {self.at} with copies {self.copies}", "levels",
                               "Give rising levels, and 1 or more copies each.")  # fmt: skip

    @property
    def weights(self) -> Floats:
        """The weight of a path by how many levels it stands above."""
        return 1.0 / np.cumprod(np.array([1.0, *self.copies]))


@dataclass
class Split:
    """What splitting found, root by root: `weight[kind - 1]` is `(roots,)`, the weight of the paths to a kind of event.

    `steps` counts the steps of all paths, and `plain_steps` those of the roots alone: a root is what would have been
    played without splitting, and `plain` whether the event happened to it. `reached[k]` is the weight of the paths that
    came to score `grid[k]` for the first time, as a mean over roots, and `seen[k]` how many they were.
    """

    weight: Floats
    plain: Flags
    steps: int
    plain_steps: int
    grid: Floats
    reached: Floats
    seen: Whole
    events: int
    most_paths: int

    @property
    def roots(self) -> int:
        """The number of roots."""
        return int(self.plain.size)

    @property
    def total(self) -> Floats:
        """The weight of the paths to the event, of any kind, `(roots,)`."""
        return np.asarray(self.weight.sum(axis=0))

    def probability(self, level: float = 0.95) -> Estimate:
        """Return the probability of the event."""
        return weight_estimate(self.total, level)


def weight_estimate(weight: Floats, level: float = 0.95) -> Estimate:
    """Return the mean of weights that are never negative, one a root, with an interval that is never below 0.

    The interval is the normal one of the logarithm, by the delta method; where no root has weight, Wilson's upper limit
    for an event that came to none of them.
    """
    check_level(level)
    n, mean = int(weight.size), float(weight.mean())
    if mean == 0.0:
        return replace(wilson(0, n, level), method=SPLITTING)
    spread = float(weight.std(ddof=1)) / np.sqrt(n) / mean if n > 1 else np.inf
    reach = math.exp(normal_quantile(level) * spread)
    return Estimate(mean, mean / reach, min(1.0, mean * reach), n, SPLITTING, level, kind="share")


@dataclass
class _Sweep:
    """Roots that are played to the end, with all their copies."""

    process: Process
    levels: Levels
    roots: Whole
    kinds: int
    grid: Floats
    clones: Whole = field(init=False)

    def __post_init__(self) -> None:
        size, points = self.roots.size, self.grid.size + 1
        self.clones = np.zeros(size, np.int64)
        self.weight, self.plain = np.zeros((self.kinds, size)), np.zeros(size, bool)
        self.reached, self.seen = np.zeros(points), np.zeros(points, np.int64)
        self.steps = self.plain_steps = self.events = self.most = 0

    def play(self) -> None:
        """Play all steps."""
        nothing = np.zeros(self.roots.size, np.int64)
        low = np.full(self.roots.size, -np.inf)
        paths = Paths(self.process.begin(self.roots), self.roots, nothing, nothing, nothing, nothing, low)
        for step in range(self.process.steps):
            self.steps += len(paths)
            self.plain_steps += int(np.count_nonzero(paths.born == 0))
            self.most = max(self.most, len(paths))
            paths = replace(paths, state=self.process.step(paths, step))
            paths = self.settled(paths)
            if not len(paths):
                break

    def settled(self, paths: Paths) -> Paths:
        """Count what happened in a step, end paths that are over or have fallen, and copy those that have climbed."""
        score = self.process.score(paths.state)
        self.count(paths, score)
        zone = np.searchsorted(self.levels.at, score, side="right")
        kept = ~self.process.over(paths.state) & (zone >= paths.born)
        # States are heavy: places stand for them until it is settled who goes on how often.
        places = np.arange(len(paths), dtype=np.float64)[None]
        light = replace(paths, state=places, best=np.maximum(paths.best, score)).some(kept)
        light = self.copied(light, zone[kept])
        return replace(light, state=paths.state[:, light.state[0].astype(np.intp)])

    def count(self, paths: Paths, score: Floats) -> None:
        """Add the weight of events, and of scores that are reached for the first time."""
        weight = self.levels.weights[paths.zone]
        kind = self.process.happened(paths.state)
        place = np.searchsorted(self.roots, paths.root)
        for each in range(self.kinds):
            came = kind == each + 1
            np.add.at(self.weight[each], place[came], weight[came])
            self.events += int(np.count_nonzero(came))
        self.plain[place[(kind > 0) & (paths.born == 0)]] = True
        before, after = (np.searchsorted(self.grid, x, side="right") for x in (paths.best, score))
        rose = after > before
        for edge, sign in ((before, 1), (after, -1)):
            np.add.at(self.reached, edge[rose], sign * weight[rose])
            np.add.at(self.seen, edge[rose], sign)

    def copied(self, paths: Paths, zone: Whole) -> Paths:
        """Return paths with copies of those that climbed; what fell has the weight of its lower zone again."""
        old = paths.zone
        paths = replace(paths, zone=zone)
        for number, copies in enumerate(self.levels.copies, start=1):
            if copies > 1 and (climbed := (old < number) & (number <= paths.zone)).any():
                source = np.repeat(np.arange(len(paths)), np.where(climbed, copies, 1))
                fresh = np.concatenate([[False], source[1:] == source[:-1]])
                paths, old = self.readdressed(paths.some(source), fresh, number), old[source]
        return paths

    def readdressed(self, paths: Paths, fresh: Flags, level: int) -> Paths:
        """Return paths in which the fresh ones have luck of their own: numbered by root, as they were made."""
        if len(paths) > MOST_PATHS:
            remedy = "Give fewer copies a level, or fewer roots at a time."
            raise UsageProblem(f"{len(paths)} paths at once", "splitting", remedy)
        root = paths.root[fresh]
        place = np.searchsorted(self.roots, root)
        number = self.clones[place] + np.arange(root.size) - np.searchsorted(root, root)  # roots stay in order
        np.add.at(self.clones, place, 1)
        generation, clone, born = paths.generation.copy(), paths.clone.copy(), paths.born.copy()
        generation[fresh], clone[fresh], born[fresh] = 1, number, level
        return replace(paths, generation=generation, clone=clone, born=born)


def split(
    process: Process, levels: Levels, roots: Whole, *, kinds: int = 1, grid: Sequence[float] = (), batch: int = 2000
) -> Split:
    """Play roots by number, in order, with splitting, and return what came of each; `batch` of them go at a time."""
    points = np.asarray(grid, np.float64)
    sweeps = [_Sweep(process, levels, roots[low : low + batch], kinds, points) for low in range(0, roots.size, batch)]
    for sweep in sweeps:
        sweep.play()
    return Split(
        np.concatenate([sweep.weight for sweep in sweeps], axis=1), np.concatenate([sweep.plain for sweep in sweeps]),
        sum(sweep.steps for sweep in sweeps), sum(sweep.plain_steps for sweep in sweeps), points,
        np.cumsum(sum(sweep.reached for sweep in sweeps))[:-1] / roots.size,
        np.cumsum(sum(sweep.seen for sweep in sweeps))[:-1], sum(sweep.events for sweep in sweeps),
        max(sweep.most for sweep in sweeps),
    )  # fmt: skip


def gain(found: Split, extra_steps: int = 0) -> float:
    """Return how many times the work plain paths would take for the same spread; NaN where nothing happened.

    Work is counted in steps, with `extra_steps` for what it took to find the levels.
    """
    p, variance = float(found.total.mean()), float(found.total.var(ddof=1))
    if not 0.0 < p < 1.0 or variance == 0.0:
        return float("nan")
    return p * (1.0 - p) * found.plain_steps / (variance * (found.steps + extra_steps))
