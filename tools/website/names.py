"""Write the reference of the Python names: each page lists names, described by their docstrings."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sphinx.pycode import ModuleAnalyzer

from sim.analysis.catalogue import FUNCTIONS


@dataclass(frozen=True)
class Page:
    """A page of names: a title, their module, and the names grouped by purpose."""

    title: str
    module: str
    groups: dict[str, tuple[str, ...]]


SIM: Final = {
    "Scenarios and runs": (
        "scenarios",
        "load_scenario",
        "Scenario",
        "run",
        "paired_difference",
        "sweep",
        "evaluate",
    ),
    "Studies": ("experiment", "read_study", "play", "load_study", "archive"),
    "Questions": tuple(FUNCTIONS),
    "Of your own": ("Outcome", "Finding", "Table", "analyse", "report"),
    "Programs at seats": ("agent",),
    "Figures and distributions": ("theme", "Distribution"),
    "One world": ("EscalationModel", "ImposedMove", "ChangedLever", "ReplacedLuck"),
    "Catalogues": ("parameters", "outcomes", "MOVES", "COURSES"),
    "Modules": ("plot", "games"),
}
RESULTS: Final = {
    "Every result": ("sim.study.estimate.shown.Shown",),
    "Worlds": ("sim.study.run.worlds.Run", "sim.study.play.grid.Grid"),
    "Tables of cells": (
        "sim.study.store.results.Results",
        "sim.study.store.study_results.StudyResults",
    ),
    "Numbers with intervals": (
        "sim.core.estimate.interval.Estimate",
        "sim.study.estimate.paired.PairedDifference",
    ),
}
PAGES: Final = {
    "sim": Page("The package", "sim", SIM),
    "results": Page("Results", "sim.study", RESULTS),
    "plot": Page("Figures", "sim.plot", {}),
    "policy": Page("Writing a policy", "sim.policy", {}),
    "testing": Page("Testing a policy", "sim.testing", {"The contract": ("check_policy",)}),
    "env": Page("Environments", "sim.env", {}),
    "mesa": Page(
        "One world in Mesa",
        "sim.mesa_model",
        {"The model and its agents": ("EscalationModel", "Capital")},
    ),
    "adapters": Page("Other programs", "sim.adapters", {}),
    "games": Page("Solvers of games", "sim.analysis.games", {}),
}


def write(folder: Path) -> None:
    """Write a page for each module, and one that lists them."""
    folder.mkdir(parents=True)
    for name, page in PAGES.items():
        texts = texts_of(name, page)
        for file, text in texts.items():
            (folder / f"{file}.md").write_text(text, encoding="utf-8")
    rows = "\n".join(f"| [](./{name}.md) | {first_line(page)} |" for name, page in PAGES.items())
    listed = "\n".join(["", "```{toctree}", ":hidden:", "", *PAGES, "```", ""])
    head = "# Python names\n\nEach is described by its own docstring. A test runs every example."
    (folder / "index.md").write_text(
        f"{head}\n\n| page | contents |\n| --- | --- |\n{rows}\n{listed}", "utf-8"
    )


def summary_of(documented: Any) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((documented.__doc__ or "").strip().partition("\n\n")[0].split())


def first_line(page: Page) -> str:
    """Return the first sentence of a module."""
    return summary_of(import_module(page.module))


def texts_of(place: str, page: Page) -> dict[str, str]:
    """Return the page of a module, which lists its names, and a page for each name."""
    module = import_module(page.module)
    parts = [f"# {page.title}", f"`{page.module}`: {(module.__doc__ or '').strip()}"]
    texts: dict[str, str] = {}
    for title, names in (page.groups or {"Names": public(module)}).items():
        rows = []
        for name in names:
            home, last = home_of(page.module, name)
            file, summary = f"{place}.{last}", summary_of(getattr(import_module(home), last))
            rows.append(f"| [{name}](./{file}.md) | {summary} |")
            directive = directive_of(home, last)
            texts[file] = "\n".join([f"# {name}", "", "```{eval-rst}", *directive, "```", ""])
        parts += [f"## {title}", "\n".join(["| name | |", "| --- | --- |", *rows])]
    parts.append("\n".join(["```{toctree}", ":hidden:", "", *texts, "```"]))
    return {place: "\n\n".join(parts) + "\n"} | texts


def public(module: ModuleType) -> tuple[str, ...]:
    """Return the public names of a module: those it lists, or the functions and classes written in
    it.
    """
    if hasattr(module, "__all__"):
        return tuple(module.__all__)
    own = {
        name: each
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") == module.__name__
    }
    return tuple(name for name, each in own.items() if callable(each) and not name.startswith("_"))


def home_of(module: str, name: str) -> tuple[str, str]:
    """Return the module of a name and its last part: of one in a module, or with its whole path."""
    home, _, last = name.rpartition(".")
    return home or module, last


def directive_of(module: str, name: str) -> list[str]:
    """Return the directive that describes a name of a module."""
    described = getattr(import_module(module), name)
    full = f"{module}.{name}"
    if isinstance(described, ModuleType):
        return [
            f".. py:module:: {full}",
            "",
            f"   {summary_of(described)}",
            "",
        ]
    if isinstance(described, type):
        return [f".. autoclass:: {full}", "   :members:", ""]
    if callable(described):
        return [f".. autofunction:: {full}", ""]
    return [f".. py:data:: {full}", "", f"   {said_beside(module, name)}", ""]


def said_beside(module: str, name: str) -> str:
    """Return the docstring below the declaration of a name, in the module that declares it."""
    tables = vars(import_module("sim"))
    home, attribute = (
        (tables["HOME_OF"][name], tables["CATALOGUES"].get(name, name))
        if module == "sim"
        else (module, name)
    )
    docs = ModuleAnalyzer.for_module(home).find_attr_docs()
    return " ".join(docs["", attribute]).strip()
