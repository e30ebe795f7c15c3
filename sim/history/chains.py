"""Chains that draw the posterior of the directions, in pieces that go on after a stop.

Each chain holds a point and the random draws of its filter. A proposal moves the point by the
difference of two other chains and keeps the random draws, so that two likelihoods differ by little
noise; or it keeps the point and takes new draws. Both leave the posterior as it is. Sources: ter
Braak 2006 (differential evolution); Andrieu, Doucet and Holenstein 2010; Deligiannidis, Doucet and
Pitt 2018 (correlated draws).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats, Ints, log
from sim.core.base.errors import DataProblem
from sim.core.base.months import months_from
from sim.core.engine import on_arrays
from sim.core.engine.translated import translation
from sim.history.dates import FIRST_MONTH
from sim.history.directions import FITTED, TINY, Direction, log_prior, numbers_at
from sim.history.filter import Clouds, game
from sim.history.start_1990 import Beginning, log_peace_before
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.play.play import hold_interrupts
from sim.study.store.disk import read_bytes_of, write

WIDER: Final = {
    months_from(FIRST_MONTH, "2006-01", "wider"): 2,
    months_from(FIRST_MONTH, "2016-01", "wider"): 2,
}
"""Growth factor of clouds by months read: later years have most noise of the likelihood."""

NEW_LUCK: Final = 0.25
"""Share of the proposals that take new random draws at the same point."""

LEAPS: Final = 0.1
"""Share of the proposals that go the whole way between two chains, from one mode to another."""

JITTER: Final = 0.02
"""The sd of what is added to a difference, so that every point can be reached."""

WARMED: Final = 0.25
"""Share of the steps, from the first on, that is left out."""

SIZES: Final = ("seed", "chains", "particles")


@dataclass(frozen=True)
class Setting:
    """Settings of the chains: how many, particles of a chain in 1990, seed, months that are read.

    The chains come in two halves; each moves by differences of the other.
    """

    chains: int
    particles: int
    seed: int
    jobs: int = 1
    directions: tuple[Direction, ...] = FITTED
    beginning: Beginning = field(default_factory=Beginning.of_1990)

    def clouds(self, z: Floats, luck: Ints) -> Clouds:
        """Return clouds of points `(chains, directions)` that have read nothing, each with its own
        random draws, `luck` `(chains,)`.
        """
        beginning, numbers = self.beginning, numbers_at(z, self.directions)
        return Clouds.before(
            numbers, beginning.ranges, beginning.certain, self.particles, self.seed, luck, WIDER
        )

    def log_peace(self, z: Floats) -> Floats:
        """Return the log chance of no war before 1990 at points, `(chains,)`."""
        numbers = numbers_at(z, self.directions)
        return log_peace_before(numbers, self.beginning.certain, self.seed, self.jobs)


@dataclass
class Chains:
    """Chains after some steps: points `z` `(chains, directions)`, the random draws of each, `luck`
    `(chains,)`, and `total`, the log of peace and likelihood, `(chains,)`.

    `path` holds the points after each step, `taken` the share of proposals taken by step: of moved
    points, and of new draws.
    """

    setting: Setting
    z: Floats
    luck: Ints
    total: Floats
    path: list[Floats] = field(default_factory=list)
    taken: list[tuple[float, float]] = field(default_factory=list)

    @classmethod
    def before(cls, setting: Setting, z: Floats, calendar: Floats) -> Chains:
        """Return chains that begin at points, `(chains, directions)`."""
        luck = np.arange(1, setting.chains + 1)
        total, _ = race(setting.clouds(z, luck), calendar, np.full(len(z), -np.inf), setting.jobs)
        return cls(setting, z.copy(), luck, total + setting.log_peace(z))

    @property
    def kept(self) -> Floats:
        """The points after the first steps, `(chains, steps, directions)`."""
        path = np.array(self.path)
        return np.asarray(path[int(WARMED * len(path)) :].swapaxes(0, 1), dtype=np.float64)

    def step(self, calendar: Floats) -> None:
        """Propose for each chain of one half, then of the other, and accept or reject: Metropolis
        1953.
        """
        luck = generator(self.setting.seed, Stream.PROPOSALS, len(self.path))
        halves = np.array_split(np.arange(len(self.z)), 2)
        moved: list[bool] = []
        renewed: list[bool] = []
        for half, other in (halves, halves[::-1]):
            renews = luck.random(len(half)) < NEW_LUCK
            proposed = np.where(renews[:, None], self.z[half], self.beside(half, other, luck))
            number = (len(self.path) + 1) * len(self.z) + half + 1
            accepted = self.accept(
                half, proposed, np.where(renews, number, self.luck[half]), luck, calendar
            )
            moved += accepted[~renews].tolist()
            renewed += accepted[renews].tolist()
        self.path.append(self.z.astype(np.float32))
        self.taken.append((share(moved), share(renewed)))

    def beside(self, half: Ints, other: Ints, luck: np.random.Generator) -> Floats:
        """Return the points of chains moved by differences of two chains of the other half."""
        pairs = np.array([luck.choice(other, 2, replace=False) for _ in half])
        far = 2.38 / np.sqrt(2.0 * self.z.shape[1]) * luck.uniform(0.5, 1.0, len(half))
        far = np.where(luck.random(len(half)) < LEAPS, 1.0, far)
        shift = far[:, None] * (self.z[pairs[:, 0]] - self.z[pairs[:, 1]])
        blur = on_arrays("normal")(np.clip(luck.random(shift.shape), TINY, 1.0 - TINY))
        return np.asarray(self.z[half] + shift + JITTER * blur)

    def accept(
        self, half: Ints, z: Floats, draws: Ints, luck: np.random.Generator, calendar: Floats
    ) -> Flags:
        """Put the points `z` with their draws in the place of chains where they are accepted, and
        tell where, `(own,)`.
        """
        uniform = log(np.clip(luck.random(len(half)), TINY, 1.0))
        needed = uniform + self.total[half] + log_prior(self.z[half]) - log_prior(z)
        total, left = race(self.setting.clouds(z, draws), calendar, needed, self.setting.jobs)
        good: Flags = np.zeros(len(half), dtype=bool)
        if left.size:
            total[left] += self.setting.log_peace(z[left])
            good[left] = total[left] > needed[left]
            accepted = half[good]
            self.z[accepted], self.luck[accepted], self.total[accepted] = (
                z[good],
                draws[good],
                total[good],
            )
        return good


def share(accepted: list[bool]) -> float:
    """Return the share of proposals that were taken, nan where there were none."""
    return float(np.mean(accepted)) if accepted else float("nan")


def race(clouds: Clouds, calendar: Floats, needed: Floats, jobs: int = 1) -> tuple[Floats, Ints]:
    """Let clouds read months; return their total log chances, and the sets whose total stays above
    `needed`.

    A month's log chance is at most 0, so a total only falls: a set below `needed` is dropped at
    once, which changes no result.
    """
    left, total = np.arange(clouds.sets), np.zeros(clouds.sets)
    for row in calendar:
        total[left] += clouds.read(row[None], jobs)
        above = total[left] > needed[left]
        if not above.any():
            return total, left[:0]
        if not above.all():
            clouds, left = clouds.picked(np.flatnonzero(above)), left[above]
    return total, left


def go_on(
    chains: Chains,
    calendar: Floats,
    steps: int,
    path: Path | None,
    say: Callable[[Chains], bool] = lambda chains: True,
) -> Chains:
    """Let chains go on until they have made so many steps, or until `say`, called after each, is
    false; they are kept at a path after every fifth.
    """
    while len(chains.path) < steps:
        chains.step(calendar)
        goes_on = say(chains)
        if path and (not goes_on or len(chains.path) % 5 == 0 or len(chains.path) == steps):
            save(chains, path)
        if not goes_on:
            break
    return chains


def rules() -> str:
    """Return the hash of the rules that the months are weighed by, the game's and the lists'."""
    return translation(game()).fingerprint


def save(chains: Chains, path: Path) -> None:
    """Write chains into a file, also where ctrl-C comes meanwhile."""
    sheet = io.BytesIO()
    np.savez_compressed(
        sheet,
        z=chains.z,
        luck=chains.luck,
        total=chains.total,
        path=np.array(chains.path, dtype=np.float32),
        taken=np.array(chains.taken).reshape(-1, 2),
        sizes=[getattr(chains.setting, name) for name in SIZES],
        rules=rules(),
    )
    with hold_interrupts():
        write(path, sheet.getvalue())


def load(path: Path, setting: Setting) -> Chains | None:
    """Return the chains that a file keeps; None if there is none, or if it cannot be read.

    Raises DataProblem for chains that were begun with other rules.
    """
    content = read_bytes_of(path)
    try:
        file = None if content is None else np.load(io.BytesIO(content), allow_pickle=False)
        arrays = None if file is None else {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile):
        return None
    if arrays is None:
        return None
    if arrays["rules"] != rules():
        raise DataProblem(
            f"the fit was begun with rules {str(arrays['rules'])[:12]}, and those of now are {rules()[:12]}",
            str(path),
            "Begin it again: give another folder with -o, or --force.",
        )
    sizes = dict(zip(SIZES, arrays["sizes"].tolist(), strict=True))
    return Chains(
        replace(setting, **sizes),
        arrays["z"],
        arrays["luck"],
        arrays["total"],
        list(arrays["path"]),
        [(moved, renewed) for moved, renewed in arrays["taken"].tolist()],
    )
