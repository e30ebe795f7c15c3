"""The common form of every analysis: the experiments that it requests and its findings."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from sim.analysis.catalogue import ENTRIES
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.writing import count_text
from sim.core.outcomes.catalogue import Outcome, OutcomeOrName, name_of
from sim.core.outcomes.outcomes import WAR_LINE, is_war
from sim.core.scenario import Scenario
from sim.options import InWorkspace, Options as DeclaredOptions, Workspace, options_in
from sim.study.estimate.quantities import (
    CAVEAT,
    Quantity,
    Table,
    attributes,
    drawable,
    panels_of,
    records_of,
)
from sim.study.estimate.shown import Shown
from sim.study.experiment.definition import Experiment
from sim.study.experiment.factor_text import titled
from sim.study.play.play import Execution, play
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.analysis.declaration import Analysis
    from sim.show.drawn import Provenance


Figures = Mapping[str, Callable[..., Any]]
"""The function that draws each figure of a finding, by the name of its file; all take `ax`."""


class Finding(Shown):
    """The result of an analysis: numbers, tables, sentences and figures; `analysis` is its name."""

    analysis: ClassVar[str]
    caveat: ClassVar[str] = CAVEAT
    memo: ClassVar[tuple[str, ...]] = ()
    """The figures of the page for decision makers, if a finding has such a page."""

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

    @property
    def given(self) -> Any:
        """The options; None for a finding that has none."""
        return getattr(self, "options", None)

    @cached_property
    def declaration(self) -> Analysis | None:
        """The declaration of the analysis; None for a finding that no command makes."""
        module = type(self).__module__
        of_name = (entry for name, entry in ENTRIES.items() if name == self.analysis)
        placed = (entry for entry in ENTRIES.values() if module in entry.modules)
        entry = next(of_name, None) or next(placed, None)
        return entry.load() if entry else None

    def head(self) -> Data:
        """Return the sentences, the scenario, the seed and the outcome asked about as plain data."""
        s = self.scenario
        outcome = getattr(self, "outcome", None) or getattr(self.given, "outcome", None)
        outcome_data = {"outcome": name_of(outcome)} if outcome is not None else {}
        return outcome_data | {
            "analysis": self.analysis,
            "sentences": self.sentences(),
            "scenario": s.name,
            "title": s.title,
            "scenario_hash": s.hash,
            "seed": self.seed,
        }

    def beginning(self) -> Data:
        """Return the name of the analysis and the sentences as plain data."""
        return {"analysis": self.analysis, "sentences": self.sentences()}

    def data(self) -> Data:
        """Return everything as plain data that JSON can hold: the sentences, the scenario, the
        options, the notes, and each table by its name as a list of records.
        """
        return (
            self.head()
            | {
                "options": plain_options(self.given),
                "notes": [*self.notes(), *self.caveats()],
            }
            | {table.name: records_of(table) for table in self.tables()}
        )

    @property
    def sizes(self) -> list[str]:
        """The sizes that the options declare, in words: "100 points", "2 000 worlds"."""
        options = self.given
        if not isinstance(options, DeclaredOptions):
            return []
        return [
            f"{count_text(value)} {option.unit}"
            for name, (_, option) in options_in(type(options)).items()
            if option.unit and isinstance(value := getattr(options, name), int) and value
        ]

    def setting(self) -> str:
        """Return scenario, sizes, seed and units in one line, the first of the screen; empty for an
        analysis that takes no scenario, whose sentences say what it read.
        """
        if self.declaration is None or self.declaration.bare or not self.sizes:
            return ""
        parts = [titled(self.scenario), *self.sizes, f"seed {self.seed}"]
        return " · ".join([*parts, "brackets: 95 % intervals"])

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences and tables that the terminal shows first, in about twenty lines."""
        return self.sentences(), main_tables(self.tables())

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next that the analysis declares, given the scenario as the
        user typed it, and the folder of the results; without one, none that reads a folder.
        """
        steps = self.declaration.steps if self.declaration else ()
        return [
            step.format(scenario=scenario, folder=folder)
            for step in steps
            if folder or "{folder}" not in step
        ]

    def notes(self) -> list[str]:
        """Return the size of what was played, and the notes that the analysis declares on its
        methods and limitations.
        """
        s, texts = self.scenario, self.declaration.notes if self.declaration else ()
        sizes = ", ".join([*self.sizes, f"{s.months} months from {s.start}", f"seed {self.seed}"])
        values = {
            name: count_text(value) if isinstance(value, int) else value
            for name, value in plain_options(self.given).items()
        }
        return [f"{s.title} ({s.name}): {sizes}.", *(text.format_map(values) for text in texts)]

    def caveats(self) -> list[str]:
        """Return the caveats that are always printed with the result, on war if it is asked for."""
        outcome = getattr(self.given, "outcome", None)
        return [
            self.caveat,
            *([WAR_LINE] if outcome is not None and is_war(name_of(outcome)) else []),
        ]

    def exported(self) -> Results | None:
        """Return the results whose every world is exported as a table; None if the numbers are of
        another kind.
        """
        return None

    def files(self) -> Mapping[str, str]:
        """Return further files by name, in other formats: a record, event data."""
        return {}

    def figures(self) -> Figures:
        """Return the function that draws each figure, by the name of its file: without others, the
        main tables that hold intervals.
        """
        from sim.show.rows import estimate_rows

        tables = [table for table in main_tables(self.tables()) if panels_of(table)]
        return {
            table.name: partial(estimate_rows, table, self.table_provenance(table))
            for table in tables
        }

    def table_provenance(self, table: Table) -> Provenance:
        """Return the provenance of the figure of a table: its largest sample."""
        sizes = [cell.n for row in table.rows for cell in row if drawable(cell)]
        return self.provenance(max(size for size in sizes if size), table.method, table.counted)

    def provenance(self, n: int, method: str, counted: str = "worlds") -> Provenance:
        """Return the provenance of a figure: `counted` names the unit of `n`."""
        from sim.show.drawn import Provenance

        scenario = self.scenario
        return Provenance(scenario.name, scenario.hash, self.seed, n, method, counted, self.caveat)

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
        names = ["table", "row", "column", "value", "low", "high", "n"]
        frame = pd.DataFrame(rows, columns=names)
        frame.attrs.update(attributes(self.scenario, self.seed))
        return frame

    def to_xarray(self) -> xr.Dataset:
        """Return the numbers of the main table as `value`, `low`, `high` and `n` over its rows and
        columns.
        """
        from sim.core.base.arrays import xarray

        frame = self.to_frame()
        main = main_tables(self.tables())[0].name
        estimates = frame[(frame["table"] == main) & frame["low"].notna()].drop(columns="table")
        wide = (
            estimates.drop_duplicates(["row", "column"])
            .set_index(["row", "column"])
            .astype("float64")
        )
        dataset: xr.Dataset = xarray().Dataset.from_dataframe(wide)
        return dataset.assign_attrs(attributes(self.scenario, self.seed))

    def __repr__(self) -> str:
        answer = " ".join(self.sentences()[:1])
        return f"<{type(self).__name__} of {self.scenario.name}, seed {self.seed}: {answer}>"

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
    outcome: OutcomeOrName, shares: Any, worlds: int, location: str, remedy: str
) -> None:
    """Refuse an outcome that happens in none or in all of the worlds, since nothing can change it;
    raises DataProblem.
    """
    if np.max(shares) == 0.0 or np.min(shares) == 1.0:
        many = "all" if np.any(shares) else "none"
        raise DataProblem(
            f"'{name_of(outcome)}' happens in {many} of {count_text(worlds)} worlds",
            location,
            remedy,
        )


def plain_options(options: Any) -> Data:
    """Return declared options that are plain: numbers, texts, lists of them, and an outcome's name."""
    if not isinstance(options, DeclaredOptions):
        return {}
    plain: Data = {}
    for name in options_in(type(options)):
        value = getattr(options, name)
        value = value.name if isinstance(value, Outcome) else value
        several = value if isinstance(value, tuple) else (value,)
        if all(one is None or isinstance(one, bool | int | float | str) for one in several):
            plain[name] = list(value) if isinstance(value, tuple) else value
    return plain


@dataclass(frozen=True, eq=False)
class TableFinding(Finding):
    """A finding made of sentences and tables alone, for an analysis that needs no class of its own.

    `made_by` is the name of the analysis, `lines` are the sentences, the answer first, and
    `content` the tables, the most important first.
    """

    made_by: str
    options: Any
    lines: Sequence[str]
    content: Sequence[Table]

    @property
    def analysis(self) -> str:  # type: ignore[override]
        """The name of the analysis."""
        return self.made_by

    def sentences(self) -> list[str]:
        """Return the sentences."""
        return list(self.lines)

    def tables(self) -> list[Table]:
        """Return the tables."""
        return list(self.content)


def plain_data(value: Any) -> Any:
    """Return dataclasses, arrays, mappings and sequences as plain data that JSON can hold, field by
    field.

    An object with `as_dict`, such as an estimate, is converted by that method.
    """
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if is_dataclass(value):
        return {one.name: plain_data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain_data(one) for key, one in value.items()}
    return [plain_data(one) for one in value] if isinstance(value, list | tuple) else value
