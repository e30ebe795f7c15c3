"""Draws: numbers of the ledger that differ from world to world, one set of them a draw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.errors import DataProblem, UsageProblem, nearest
from sim.world.batch import Block, check_drawn
from sim.study.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Draws:
    """Sets of numbers, each as likely as any other.

    `values` is `(draws, names)`; `about` says where they come from. World k holds draw k mod draws, in any batch.
    Raises DataProblem for no draw and for a shape that does not fit, ScenarioProblem for a name or a value that the
    ledger does not admit.
    """

    names: tuple[str, ...]
    values: Floats
    about: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names) or not self.values.size:
            raise DataProblem(
                f"draws of shape {self.values.shape} do not fit {len(self.names)} numbers", "draws of parameters",
                "Give one row a draw and one column a number.",
            )  # fmt: skip
        for name, column in zip(self.names, self.values.T, strict=True):
            check_drawn(name, column, len(self.values))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def hash(self) -> str:
        """Return twelve characters that stand for the draws."""
        content = repr(self.names).encode() + np.ascontiguousarray(self.values, dtype="<f8").tobytes()
        return hashlib.sha256(content).hexdigest()[:12]

    def without(self, held: Sequence[str]) -> Draws:
        """Return the draws without some numbers, which then stay at the ledger's defaults; raises UsageProblem."""
        for name in held:
            if name not in self.names:
                raise UsageProblem(
                    f"'{name}' is not among the numbers drawn", f"hold {name}",
                    f"Use one of: {', '.join(self.names)}.{nearest(name, self.names)}",
                )  # fmt: skip
        kept = [place for place, name in enumerate(self.names) if name not in held]
        return Draws(tuple(self.names[place] for place in kept), self.values[:, kept], self.about)

    def of(self, worlds: Ints) -> Ints:
        """Return which draw each world holds, by the number of the world, `(worlds,)`."""
        return worlds % len(self)

    def free(self, scenario: Scenario) -> tuple[str, ...]:
        """Return the names that these draws set in a scenario: a number that the scenario states itself stays."""
        stated = {key.partition(".")[0] for key, _ in scenario.values}
        return tuple(name for name in self.names if name not in stated)

    def scenario(self, scenario: Scenario, world: int) -> Scenario:
        """Return the scenario that one world plays: with the numbers of its draw."""
        row = self.values[world % len(self)]
        free = self.free(scenario)
        return scenario.change({name: float(row[k]) for k, name in enumerate(self.names) if name in free})

    def block(self, scenario: Scenario, first_world: int, worlds: int) -> Block:
        """Return worlds of a scenario, each with its draw."""
        rows = self.of(np.arange(first_world, first_world + worlds))
        free = self.free(scenario)
        drawn = {
            name: np.ascontiguousarray(column[rows])
            for name, column in zip(self.names, self.values.T, strict=True)
            if name in free
        }
        return Block(scenario, first_world, worlds, drawn)


def block_of(scenario: Scenario, first_world: int, worlds: int, draws: Draws | None) -> Block:
    """Return worlds of a scenario, each with its draw where there are draws."""
    return Block(scenario, first_world, worlds) if draws is None else draws.block(scenario, first_world, worlds)
