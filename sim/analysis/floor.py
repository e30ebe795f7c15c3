"""The floor under the cost of a world: its luck, the normal variates, and as many exponentials, in bare NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
from scipy.special import ndtri

from sim.arrays import Floats
from sim.study.runner import Job, perform
from sim.world.batch import Block
from sim.world.luck import Luck
from sim.study.scenario import Scenario

PROBE_WORLDS = 2000


@dataclass(frozen=True, slots=True)
class Needs:
    """What one world needs over the horizon: uniforms that a rule reads, normal variates, and exponentials."""

    uniforms: float
    normals: float
    exponentials: float


class Counter:
    """Counts what a batch reads: each slot of a month once, and every element given to exp."""

    def __init__(self) -> None:
        self.uniforms: set[tuple[int, str]] = set()
        self.normals: set[tuple[int, str]] = set()
        self.exponentials = 0
        # Kept alive, so that no two months share an identity.
        self.months: list[Luck] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count while the block runs."""
        uniform, normal, exp = Luck.uniform, Luck.normal, np.exp

        def read_uniform(luck: Luck, slot: str) -> Floats:
            self.months.append(luck)
            self.uniforms.add((id(luck), slot))
            return uniform(luck, slot)

        def read_normal(luck: Luck, slot: str) -> Floats:
            self.normals.add((id(luck), slot))
            return normal(luck, slot)

        def counted_exp(x: Any, *args: Any, **settings: Any) -> Any:
            self.exponentials += np.size(x)
            return exp(x, *args, **settings)

        with (
            mock.patch.object(Luck, "uniform", read_uniform),
            mock.patch.object(Luck, "normal", read_normal),
            mock.patch.object(np, "exp", counted_exp),
        ):
            yield


def needs_of(scenario: Scenario, worlds: int = PROBE_WORLDS) -> Needs:
    """Return what a world of a scenario needs, counted on a run of a batch."""
    counter = Counter()
    with counter.listening():
        perform(Job((Block(scenario, 0, worlds),), 7))
    return Needs(len(counter.uniforms), len(counter.normals), counter.exponentials / worlds)


def floor_work(needs: Needs, worlds: int, months: int) -> None:
    """Do in bare NumPy what some worlds need, in as many months."""
    uniforms, normals, exponentials = (
        max(1, round(part / months)) for part in (needs.uniforms, needs.normals, needs.exponentials)
    )
    generator = np.random.Generator(np.random.Philox(7))
    for _ in range(months):
        drawn = generator.random((uniforms, worlds))
        ndtri(drawn[: min(normals, uniforms)])
        for row in range(exponentials):
            np.exp(drawn[row % uniforms])
