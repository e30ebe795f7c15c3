"""The stubs for type checkers and editors, made from the declarations: of `import sim`, each function
with its options, and of the view of a policy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from textwrap import indent
from typing import Any, Final

import sim
from sim.analysis.catalogue import FUNCTIONS, CatalogueEntry
from sim.core.game.catalogue import CAPITALS
from sim.core.game.language import Move
from sim.core.game.levers import LEVERS
from sim.core.scenario.parameters import PARAMETERS
from sim.core.scenario.schema import ScenarioTable
from sim.options import OptionKind, options_in
from sim.policies.fields import ALL_FIELDS
from sim.study.run.worlds import run

HEAD: Final = '''"""`import sim`, for type checkers and editors. `make docs` writes it."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Literal

from sim import plot as plot
from sim.analysis import games as games
from sim.core.engine.play import Engine
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.runs.inputs import Start
from sim.core.runs.interventions import Intervention
from sim.study.experiment.given_scenario import ScenarioLike
from sim.study.run.worlds import Run
from sim.study.store.results import Results
'''

HOMES: Final[dict[str, Any]] = vars(sim)
"""The tables of `sim/__init__.py`, which the stub hides."""

FILES: Final = "str | os.PathLike[str]"


def text() -> str:
    """Return the whole stub."""
    names = {
        name: home
        for name, home in HOMES["HOME_OF"].items()
        if name not in (*HOMES["MODULES"], "run")
    }
    imports = [
        f"from {home} import {name} as {name}"
        for name, home in sorted(names.items(), key=lambda pair: pair[::-1])
        if name not in HOMES["CATALOGUES"]
    ]
    for name, catalogue in HOMES["CATALOGUES"].items():
        imports += [f"from {names[name]} import {catalogue}", f"{name} = {catalogue}"]
    homes_of_findings = {found_by(entry): entry.modules[1] for entry in FUNCTIONS.values()}
    homes = [f"from {home} import {kind}" for kind, home in sorted(homes_of_findings.items())]
    functions = [function_text(name, entry) for name, entry in sorted(FUNCTIONS.items())]
    return "\n".join(
        [HEAD + "\n".join([*imports, *homes]), "\n__version__: str\n", run_text(), *functions]
    )


def found_by(entry: CatalogueEntry) -> str:
    """Return the class of the finding of an analysis, or of the first if it has several."""
    kind: str = entry.steps()[1].__annotations__["return"]
    return kind.partition(" | ")[0]


def function_text(name: str, entry: CatalogueEntry) -> str:
    """Return the function of an analysis as it is declared."""
    analysis = entry.load()
    kinds = {
        option: kind_text(field.type, how.kind)
        for option, (field, how) in options_in(analysis.options).items()
    }
    parameters = inspect.signature(getattr(sim, name)).parameters.values()
    return definition(
        name,
        [parameter_text(each, kinds) for each in parameters],
        found_by(entry),
        analysis.docstring(),
    )


def definition(name: str, parameters: list[str], returns: str, about: str) -> str:
    """Return a function without its body, a parameter a line."""
    listed = "".join(f"    {parameter},\n" for parameter in parameters)
    body = indent('r"""' + about.rstrip() + '\n"""', "    ")
    return f"def {name}(\n{listed}) -> {returns}:\n{body}\n"


def parameter_text(given: inspect.Parameter, kinds: dict[str, str]) -> str:
    """Return a parameter with its type; a default that is no plain value is written as dots."""
    kind = kinds.get(given.name, given.annotation)
    star = "*" if given.kind is given.VAR_POSITIONAL else ""
    if given.default is given.empty:
        return f"{star}{given.name}: {kind}"
    is_plain = type(given.default) in (int, float, str, bool, type(None))
    return (
        f"{star}{given.name}: {kind} = {given.default!r}"
        if is_plain
        else f"{given.name}: {kind} = ..."
    )


def kind_text(written: Any, kind: OptionKind) -> str:
    """Return the type of the values that an option takes, given how options keep it."""
    if kind.reader:
        return "Sequence[Any] | Mapping[str, Any]"
    if kind.each:
        inner = written.partition("[")[2].partition(",")[0]
        return f"Sequence[{kind_text(inner, kind.each)}]"
    if kind.names:
        return f"Literal[{', '.join(map(repr, kind.names))}]"
    if written.startswith("tuple"):
        return "str | Sequence[Any]"
    known = written.split(" | ")[0] in ("int", "float", "bool", "str", "OutcomeOrName")
    return written if known else f"{FILES} | Any"


def run_text() -> str:
    """Return `sim.run`, with each name of a scenario as a keyword."""
    parameters = [
        each for each in inspect.signature(run).parameters.values() if each.name != "changes"
    ]
    written = [parameter_text(each, {}) for each in parameters]
    first_keyword = next(
        place for place, each in enumerate(parameters) if each.kind is each.KEYWORD_ONLY
    )
    options = {each.name for each in parameters}
    changes = [f"{name}: {kind} = ..." for name, kind in keywords() if name not in options]
    return definition(
        "run",
        [*written[:first_keyword], "*", *written[first_keyword:], *changes],
        "Run",
        inspect.getdoc(run) or "",
    )


def keywords() -> Iterator[tuple[str, str]]:
    """Yield the names of a scenario as keywords, with the types of their values."""
    plain = {"months": "int", "kim_type": "str", "start": "str"}
    yield from ((name, kind) for name, kind in plain.items() if name in ScenarioTable.model_fields)
    for capital in CAPITALS:
        yield f"{capital}__policy", "str | Callable[..., Any]"
        yield f"{capital}__course", "str"
    for name in LEVERS:
        yield name.replace(".", "__"), "float"
    for name, entry in PARAMETERS.items():
        yield from ((f"{name}__{cell}".replace(".", "__"), "float") for cell, _ in entry.cells)
        yield from [] if entry.cells else [(name, "float")]


def view(meaning_of: Callable[[str], str]) -> str:
    """Return the stub of a policy's view, each field with its meaning."""
    fields = [
        f'    {name}: {field.kind.__name__} = ...\n    """{meaning_of(name)}"""\n'
        for name, field in ALL_FIELDS.items()
    ]
    kinds = {field.kind for field in ALL_FIELDS.values() if issubclass(field.kind, Move)}
    menus = sorted(kind.__name__ for kind in kinds)
    return (
        '"""The view of a policy, for type checkers. `make docs` writes it."""\n\n'
        "from dataclasses import dataclass\n\nfrom sim.core.game.moves import (\n"
        + "".join(f"    {menu},\n" for menu in menus)
        + ")\n\n@dataclass(slots=True)\nclass View:\n"
        + "".join(fields)
    )
