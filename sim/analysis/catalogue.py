"""The analyses that ship: the group and the line of each in `sim --help`, and where it is declared.

It is read without importing any of them. CONTRIBUTING.md lists the other places that a new analysis
must be added to.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sim.analysis.declaration import Analysis


@dataclass(frozen=True)
class CatalogueEntry:
    """The place of an analysis: `function` is its name in Python, `room` its package, `named` the
    declaration there.

    `played` is the module of the package that plays it, "" for an analysis that is one file. A
    `function` of "" is written by hand, and returns no finding.
    """

    group: str
    says: str
    function: str
    room: str = ""
    named: str = "ANALYSIS"
    played: str = "findings"

    @property
    def home(self) -> str:
        """The package of the analysis."""
        return f"sim.{self.room or f'analysis.{self.function}'}"

    @property
    def modules(self) -> tuple[str, str]:
        """The module that declares the analysis, and the one that plays it."""
        return self.home, f"{self.home}.{self.played}" if self.played else self.home

    def load(self) -> Analysis:
        """Return the declaration, imported only now."""
        made: Analysis = getattr(module_in(self.home), self.named)
        return made

    def findings(self) -> Any:
        """Return the module that plays it, imported only now."""
        return import_module(self.modules[1])

    def steps(self) -> tuple[Any, Any]:
        """Return its `ask` and `find`; an analysis without `ask` plays no experiment."""
        played = self.findings()
        return getattr(played, "ask", lambda options, so_far: None), played.find


def module_in(package: str, part: str = "") -> Any:
    """Return a module of a package, or the package without `part`; None if there is no such
    part.
    """
    return import_module(package + part) if not part or find_spec(package + part) else None


ENTRIES: Final = {
    "run": CatalogueEntry("Play", "Run a scenario in many worlds.", "", "analysis.run"),
    "compare": CatalogueEntry("Play", "Compare scenarios with the same random draws.", "compare"),
    "why": CatalogueEntry(
        "Play",
        "Tell one world, and the changes that avert its outcome.",
        "why",
        "analysis.counterfactual",
    ),
    "sweep": CatalogueEntry(
        "Study",
        "Run a study, or a grid over levers, parameters and policies.",
        "",
        "analysis.sweep",
    ),
    "sensitivity": CatalogueEntry(
        "Analyse", "Find what moves an outcome: factors, parameters or choices.", "sensitivity"
    ),
    "discover": CatalogueEntry(
        "Analyse",
        "Find the levers and parameters under which an outcome is likely.",
        "discover",
        "analysis.discovery",
    ),
    "robustness": CatalogueEntry(
        "Analyse", "Compare policy profiles over the uncertain parameters.", "robustness"
    ),
    "game": CatalogueEntry(
        "Analyse", "Solve the game in which each capital picks a policy.", "policy_game"
    ),
    "know": CatalogueEntry(
        "Analyse", "Measure what knowing Kim's type is worth to each power.", "know"
    ),
    "record": CatalogueEntry(
        "History",
        "Show the base rates of the record, and of a scenario beside it.",
        "record",
        "history",
        "RECORD",
        "rates",
    ),
    "hindcast": CatalogueEntry(
        "History",
        "Forecast past months from earlier data, and score it.",
        "hindcast",
        "history",
        "HINDCAST",
        "hindcast",
    ),
    "forecast": CatalogueEntry(
        "History",
        "Forecast what public lists will show in the next months.",
        "forecast",
        "history",
        "FORECAST",
        "forecast",
    ),
    "patterns": CatalogueEntry(
        "History", "Compare the defaults with the patterns of the record.", "patterns"
    ),
    "set": CatalogueEntry(
        "History",
        "Find parameter vectors that show the patterns, and test findings in them.",
        "plausible_set",
        "analysis.plausible",
    ),
}
"""The analyses by the names of their commands."""

SHARED: Final = {"catalogue", "declaration", "defaults", "finding", "question"}
"""The files beside this one that all analyses share; any other is an analysis in one file."""


def add_single_files(folder: Path) -> None:
    """Add to the catalogue each analysis that is one file of a folder: its name is that of its
    command and function, and the first line of its docstring its line in `sim --help`.
    """
    for path in sorted(folder.glob("[a-z]*.py")):
        if path.stem not in SHARED:
            line = path.read_text(encoding="utf-8").lstrip('"').partition("\n")[0].rstrip('"')
            ENTRIES[path.stem] = CatalogueEntry("Analyse", line, path.stem, played="")


add_single_files(Path(__file__).parent)

FUNCTIONS: Final = {each.function: each for each in ENTRIES.values() if each.function}
"""The analyses whose Python function is made from the declaration."""


def commands_of_group(group: str) -> dict[str, str]:
    """Return the commands of a group with their lines."""
    return {name: each.says for name, each in ENTRIES.items() if each.group == group}
