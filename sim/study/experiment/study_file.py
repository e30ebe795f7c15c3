"""Read a study from its file: scenario, factors, design and outcomes."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from importlib import resources
from typing import Final

from sim.core.base.errors import ScenarioProblem, UsageProblem, known_names, nearest
from sim.core.base.months import month_after, months_from
from sim.core.base.plain import AnyPath
from sim.core.outcomes.catalogue import LISTER
from sim.core.outcomes.outcomes import with_own
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.file import STUDY_KEYS, find_base, label
from sim.core.scenario.schema import check_shape
from sim.core.scenario.toml_file import (
    SUFFIX,
    TomlFile,
    files_in,
    named_bytes,
    read_bytes,
    toml_from,
)
from sim.study.experiment import definition
from sim.study.experiment.components import components_of
from sim.study.experiment.factor_text import factors_of
from sim.study.experiment.formula import Formula, FormulaProblem
from sim.study.experiment.own_outcome import Code, Outcome
from sim.study.experiment.study_schema import MOST_BLOCK, OutcomesTable, OwnOutcomeTable, StudyTable

PACKAGE: Final = "sim.studies"


def shipped_studies() -> tuple[str, ...]:
    """Return the names of the studies that ship with the project, in order."""
    return tuple(files_in(PACKAGE))


MARKS: Final = {
    "study": STUDY_KEYS,
    "paper": ("authors", "licence", "license", "doi"),
}
"""Keys that tell the file of a study or a paper from that of a scenario."""


def kind_of(name_or_path: str) -> str:
    """Return whether a name or a file is a scenario, a study or a paper.

    Raises ScenarioProblem if a file cannot be read, or is no TOML.
    """
    if not name_or_path.endswith(SUFFIX):
        return "study" if name_or_path in shipped_studies() else "scenario"
    shipped = (*shipped_scenarios(), *shipped_studies())
    hint = nearest(os.path.basename(name_or_path).removesuffix(SUFFIX), shipped)
    data = toml_from(name_or_path, read_bytes(name_or_path, hint)).data
    return next(
        (kind for kind, keys in MARKS.items() if any(key in data for key in keys)), "scenario"
    )


def read_study(name_or_path: AnyPath) -> definition.Experiment:
    """Return a study by the name under which it ships, or from a file whose name ends in `.toml`.

    Raises ScenarioProblem with the file, the line and the key.

    >>> import sim
    >>> [factor.name for factor in sim.read_study("pressure-enforcement").factors]
    ['washington.pressure', 'beijing.enforcement']
    """
    path = os.fspath(name_or_path)
    file = toml_from(label(path), named_bytes(path, "study", PACKAGE))
    table = check_shape(file, StudyTable)
    try:
        scenario = load_scenario(find_base(path, table.scenario))
    except ScenarioProblem as problem:
        message = f"the scenario '{table.scenario}': {problem.message}"
        raise file.problem(message, ("scenario",), problem.remedy) from None
    # The table of a study that ships lies beside its file, like that of any other.
    folder = os.path.dirname(path) if path.endswith(SUFFIX) else str(resources.files(PACKAGE))
    return study_of(file, table, scenario, folder)


def study_of(
    file: TomlFile,
    table: StudyTable,
    scenario: Scenario,
    folder: str,
) -> definition.Experiment:
    """Return the checked study of a file and its scenario.

    Tables of points lie in `folder`.
    """
    # Where a value came from moves no result, and would only make every batch larger.
    base = replace(scenario, origin=())
    factors = factors_of(file, table.levers, table.uncertainties, base)
    # Only a single cell, or a table that numbers replicate blocks, needs no factor.
    if not factors and not any(
        design.kind == "single" or design.factors == [] for design in table.design
    ):
        raise file.problem(
            "the study varies nothing",
            ("levers",),
            "Name a factor under [levers] or [uncertainties].",
        )
    components = components_of(file, table.design, factors, folder)
    outcomes, own_outcomes = wanted_outcomes(file, table.outcomes, base)
    replicate_blocks = (
        len(components) == 1
        and components[0].kind == "table"
        and components[0].get("points").replicate_blocks is not None
    )
    if table.luck == "replicate_blocks" and not replicate_blocks:
        raise file.problem(
            "no table numbers the replicate blocks",
            ("luck",),
            'Give one table with a column "replicate_block".',
        )
    worlds = table.replication.worlds
    cells = block(file, table.block, worlds)
    return definition.Experiment(
        table.title,
        base,
        factors,
        components,
        outcomes,
        worlds,
        table.seed,
        table.luck,
        cells,
        file.text,
        own_outcomes,
    )


def wanted_outcomes(
    file: TomlFile, wanted_table: list[str] | OutcomesTable, base: Scenario
) -> tuple[tuple[str, ...], tuple[Outcome, ...]]:
    """Return the outcomes that a study asks for, each known and named once, and those among them
    that are its own.
    """
    own_outcomes: tuple[Outcome, ...] = ()
    names = list(wanted_table if isinstance(wanted_table, list) else wanted_table.names)
    for name, table in (
        () if isinstance(wanted_table, list) else (wanted_table.model_extra or {}).items()
    ):
        shape = OwnOutcomeTable(formula=table) if isinstance(table, str) else table
        try:
            own_outcomes = (*own_outcomes, own_outcome(name, shape, own_outcomes))
            with_own(own_outcomes)
        except FormulaProblem as problem:
            message = f"column {problem.column} of the formula: {problem.message}"
            raise file.problem(message, ("outcomes", name), problem.remedy) from None
        except UsageProblem as problem:
            raise file.problem(problem.message, ("outcomes", name), problem.remedy) from None
        check_months(file, name, own_outcomes[-1], base)
        names += [name] if name not in names else []
    if not names:
        raise file.problem(
            "the study has no outcome", ("outcomes",), 'Give outcomes = ["lose_lose", "war"].'
        )
    askable = with_own(own_outcomes).askable
    for number, name in enumerate(names):
        if name not in askable:
            remedy = known_names("outcome", name, askable, LISTER)
            raise file.problem(f"there is no outcome '{name}'", ("outcomes",), remedy)
        if name in names[:number]:
            raise file.problem(
                f"the outcome '{name}' is named twice", ("outcomes",), "Keep one of the two."
            )
    return tuple(names), own_outcomes


def own_outcome(name: str, table: OwnOutcomeTable, earlier: tuple[Outcome, ...]) -> Outcome:
    """Return an outcome that a file defines, which may name earlier ones; raises UsageProblem.

    Python code is that of results made in Python: it is read and never run.
    """
    if (table.formula is None) == (table.python is None):
        raise UsageProblem("it has no formula", name, f'Write {name} = "mean(tension) < 4".')
    if table.python is not None and table.kind is None:
        raise UsageProblem(
            "it does not say its kind", name, 'Give kind = "flag" or kind = "number".'
        )
    text = table.formula or ""
    used = tuple(outcome for outcome in earlier if re.search(rf"\b{outcome.name}\b", text))
    if table.against and table.python is None and not re.search(r"\bagainst\s*\(", text):
        raise UsageProblem(
            "its formula does not read the second profile",
            name,
            "Write against(…), or take it out.",
        )
    reading = Formula(text, used) if table.python is None else Code(table.python, sealed=True)
    if table.kind == "flag" and isinstance(reading, Formula) and reading.term.kind == "number":
        raise UsageProblem(
            "it is called a flag, and its formula gives a number",
            name,
            "Compare it with something.",
        )
    words = (table.kind or "", table.label or "", table.unit)
    return Outcome(name, table.meaning or f"{text}.", reading, *words, against=table.against)


def check_months(file: TomlFile, name: str, outcome: Outcome, base: Scenario) -> None:
    """Refuse a formula over months that the scenario does not have."""
    for month in outcome.of.months if isinstance(outcome.of, Formula) else ():
        if not 0 <= months_from(base.start, month, name) < base.months:
            last = month_after(base.start, base.months - 1)
            message = f"{month} lies outside the months of the scenario"
            raise file.problem(message, ("outcomes", name), f"Keep to {base.start} to {last}.")


def block(file: TomlFile, cells: int | None, worlds: int) -> int:
    """Return how many cells make a part: as many as hold some 24 000 worlds, unless the file says;
    0 if one cell has more.
    """
    if cells is None:
        return definition.BLOCK_WORLDS // worlds
    if cells > 1 and cells * worlds > 10 * MOST_BLOCK:
        raise file.problem(
            f"a block of {cells} cells may hold over a million worlds",
            ("block",),
            "Give fewer cells.",
        )
    return cells
