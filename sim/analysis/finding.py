"""The common form of every analysis: the experiments that it requests and its findings."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.writing import count_text
from sim.core.outcomes.catalogue import OutcomeOrName, name_of
from sim.core.scenario import Scenario
from sim.options import InWorkspace, Workspace
from sim.study.estimate.quantities import CAVEAT, Quantity, Table, attributes
from sim.study.estimate.shown import Shown
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Execution, play
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.show.drawn import Provenance


Figures = Mapping[str, Callable[..., Any]]
"""The function that draws each figure of a finding, by the name of its file; all take `ax`."""


class Finding(Shown):
    """The result of an analysis: numbers, tables, sentences and figures; `analysis` is its name."""

    analysis: ClassVar[str]
    memo: ClassVar[str] = ""
    """The figure of the page for decision makers, if a finding has such a page."""

    options: Any
    """The options of the analysis; they usually hold the scenario and the seed."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played."""
        return self.options.scenario  # type: ignore[no-any-return]

    @property
    def seed(self) -> int:
        """The seed of the random draws."""
        return self.options.seed  # type: ignore[no-any-return]

    @abstractmethod
    def sentences(self) -> list[str]:
        """Return the result in plain sentences, the answer first."""

    @abstractmethod
    def tables(self) -> list[Table]:
        """Return the tables, the most important first."""

    def beginning(self) -> Data:
        """Return the first entries of the data of every finding: its analysis and its sentences."""
        return {"analysis": self.analysis, "sentences": self.sentences()}

    def head(self) -> Data:
        """Return the beginning with the scenario and the seed of a finding."""
        s = self.scenario
        return self.beginning() | {
            "scenario": s.name,
            "title": s.title,
            "scenario_hash": s.hash,
            "seed": self.seed,
        }

    @abstractmethod
    def data(self) -> Data:
        """Return everything as plain data that JSON can hold."""

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line, the first of the screen; empty if the
        sentences hold them.
        """
        return ""

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences and tables that the terminal shows first, in about twenty lines."""
        return self.sentences(), main_tables(self.tables())

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next, given the scenario as the user typed it, and the folder
        of the results.
        """
        return ()

    def notes(self) -> list[str]:
        """Return the notes that a reader needs to use the numbers: their methods and
        limitations.
        """
        return []

    def caveats(self) -> list[str]:
        """Return the caveats that are always printed with the result."""
        return [CAVEAT]

    def exported(self) -> Results | None:
        """Return the results whose every world is exported as a table; None if the numbers are of
        another kind.
        """
        return None

    def files(self) -> Mapping[str, str]:
        """Return further files by name, in other formats: a record, event data."""
        return {}

    def figures(self) -> Figures:
        """Return the function that draws each figure, by the name of its file."""
        return {}

    def provenance(self, n: int, method: str, counted: str = "worlds") -> Provenance:
        """Return the provenance of a figure: `counted` names the unit of `n`."""
        from sim.show.drawn import Provenance

        own = self.scenario
        return Provenance(own.name, own.hash, self.seed, n, method, counted)

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers of all tables, a row a cell: table, row, column, value, low, high, n;
        texts as values.
        """
        import pandas as pd

        rows: list[Data] = []
        for table in self.tables():
            for head, *cells in table.rows:
                row = head.text() if isinstance(head, Quantity) else str(head)
                for column, cell in zip(table.heads[1:], cells, strict=True):
                    number = cell.as_dict() if isinstance(cell, Quantity) else {"value": cell}
                    rows.append({"table": table.name, "row": row, "column": column} | number)
        return pd.DataFrame(rows, columns=["table", "row", "column", "value", "low", "high", "n"])

    def to_xarray(self) -> xr.Dataset:
        """Return the numbers of the main table as `value`, `low`, `high` and `n` over its rows and
        columns.
        """
        from sim.core.base.arrays import xarray

        frame = self.to_frame()
        main = main_tables(self.tables())[0].name
        own = frame[(frame["table"] == main) & frame["low"].notna()].drop(columns="table")
        wide = own.drop_duplicates(["row", "column"]).set_index(["row", "column"]).astype("float64")
        found: xr.Dataset = xarray().Dataset.from_dataframe(wide)
        return found.assign_attrs(attributes(self.scenario, self.seed))

    def __repr__(self) -> str:
        said = " ".join(self.sentences()[:1])
        return f"<{type(self).__name__} of {self.scenario.name}, seed {self.seed}: {said}>"

    def __init_subclass__(cls) -> None:
        # A dataclass gives a class that defines no repr one of its own: a screen of arrays.
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = Finding.__repr__  # type: ignore[method-assign]


def main_tables(tables: list[Table]) -> list[Table]:
    """Return the tables of a finding that are shown by default: the main ones, or else the
    first.
    """
    return [table for table in tables if table.main] or tables[:1]


Options = TypeVar("Options")
Found = TypeVar("Found", bound=Finding)
Ask = Callable[[Options, Sequence[Results]], Experiment | None]
"""Returns the next experiment, given the results so far; None if no more is needed."""

Find = Callable[[Options, Sequence[Results]], Found]
"""Returns the finding from the results of all rounds."""


def analyse(
    ask: Ask[Options],
    find: Find[Options, Found],
    options: Options,
    folder: Path | None = None,
    way: Execution | None = None,
) -> Found:
    """Play every experiment that an analysis requests, and return its finding.

    With a folder, each round is kept there; a call with the same options plays only the rest.
    """
    results: list[Results] = []
    way = way or Execution()
    if isinstance(options, InWorkspace):
        desk = Workspace(folder, way.jobs, way.progress, way.executor)
        options = replace(options, desk=desk)
    while (study := ask(options, results)) is not None:
        place = folder / ROUNDS / str(len(results) + 1) if folder else None
        results.append(play(study, place, way))
    return find(options, results)


def check_happens(
    outcome: OutcomeOrName, shares: Any, worlds: int, where: str, remedy: str
) -> None:
    """Refuse an outcome that happens in none or in all of the worlds, since nothing can change it;
    raises DataProblem.
    """
    if np.max(shares) == 0.0 or np.min(shares) == 1.0:
        many = "all" if np.any(shares) else "none"
        raise DataProblem(
            f"'{name_of(outcome)}' happens in {many} of {count_text(worlds)} worlds", where, remedy
        )


def plain_data(value: Any) -> Any:
    """Return dataclasses, arrays, mappings and sequences as plain data that JSON can hold, field by
    field.

    An object with `as_dict`, such as an estimate, is converted by that method.
    """
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if is_dataclass(value):
        return {each.name: plain_data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain_data(each) for key, each in value.items()}
    return [plain_data(each) for each in value] if isinstance(value, list | tuple) else value
