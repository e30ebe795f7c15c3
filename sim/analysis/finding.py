"""What an analysis asks for and what it finds: the common shape of all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from sim.study.estimate.shown import Cell
from sim.study.experiment.definition import Experiment
from sim.study.run.play import Way, play
from sim.study.scenario import Scenario
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure



CAVEAT: Final = "Conditional on the model's assumptions. Not a forecast."


@dataclass(frozen=True)
class Table:
    """A table that is shown to people and exported: the first column names the rows.

    `name` is that of its file; `main` tables are printed unasked, others where everything is.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    main: bool = False


class Finding(ABC):
    """What an analysis found: numbers, tables, sentences and figures; `analysis` is its name."""

    analysis: ClassVar[str]

    @property
    @abstractmethod
    def scenario(self) -> Scenario:
        """The scenario that was played."""

    @property
    @abstractmethod
    def seed(self) -> int:
        """The seed of the luck."""

    @abstractmethod
    def sentences(self) -> list[str]:
        """Return what was found in plain sentences, the answer first."""

    @abstractmethod
    def tables(self) -> list[Table]:
        """Return the tables, the most telling first."""

    @abstractmethod
    def data(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""

    def notes(self) -> list[str]:
        """Return what a reader must know to use the numbers: how they were made, what they leave out."""
        return []

    def caveats(self) -> list[str]:
        """Return what stands under whatever is shown."""
        return [CAVEAT]

    def worlds(self) -> Results | None:
        """Return the results whose every world is exported as a table; None where the numbers are of another kind."""
        return None

    def figures(self) -> Mapping[str, Callable[[], Figure]]:
        """Return what draws each figure, by the name of its file."""
        return {}


Options = TypeVar("Options")
Found = TypeVar("Found", bound=Finding)
Ask = Callable[[Options, Sequence[Results]], Experiment | None]
"""Asks for the next experiment, given the results so far; None when nothing more is needed."""

Find = Callable[[Options, Sequence[Results]], Found]
"""Says what the results of all rounds come to."""


def analyse(
    ask: Ask[Options], find: Find[Options, Found], options: Options, folder: Path | None = None, way: Way | None = None
) -> Found:
    """Play every experiment that an analysis asks for, and return what it finds.

    With a folder, each round is kept there; a call with the same options plays only what is left.
    """
    results: list[Results] = []
    while (study := ask(options, results)) is not None:
        place = folder / ROUNDS / str(len(results) + 1) if folder else None
        results.append(play(study, place, way))
    return find(options, results)
