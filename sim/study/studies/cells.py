"""Cells as scenarios: the base with the values of a cell in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..scenario import Scenario
from .distributions import Value


def scenarios(base: Scenario, names: Sequence[str], cells: Sequence[Sequence[Value]]) -> Iterator[Scenario]:
    """Yield the scenario of each cell; raises ScenarioProblem for a value that cannot be."""
    for cell in cells:
        yield base.change(dict(zip(names, cell, strict=True)))
