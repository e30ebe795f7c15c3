"""What is asked of a discovery: a Latin hypercube that is played, or the cells of a study that are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.analysis.defaults import UNCERTAIN
from sim.analysis.discovery.evidence import workbench
from sim.analysis.discovery.peel import Rule
from sim.analysis.discovery.sample import LEAST_POINTS, Counts, Sample
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.study.estimate.bootstrap import Stream, check_resamples, generator
from sim.study.estimate.cells import failed_in
from sim.study.estimate.writing import count_text
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.design import design_of, hypercube_of, size_of
from sim.study.experiment.factor_text import whole_range
from sim.study.ledger import Wanted
from sim.study.outcomes import name_of, outcome_of
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results
from sim.study.store.study_results import StudyResults

LEAST_RESAMPLES: Final = 20
LEAST_SHUFFLES: Final = 19
"""With fewer shuffles no p can come down to .05."""

FACTORS: Final = (
    *map(whole_range, ("washington.pressure", "washington.dialogue", "beijing.enforcement", "beijing.easing")),
    *UNCERTAIN,
)
"""What the two great powers choose by default, and the numbers that nobody knows."""

TANGLED: Final = ("saltelli", "morris")
"""Designs whose points repeat one another's values, so that two halves of them are not independent."""


@dataclass(frozen=True)
class DiscoveryOptions:
    """What is asked: over which factors, at how many points, in how many worlds of each, by which rule.

    `outcome` is a flag or final state, by its name or your own; `ema` asks ema_workbench too. `results` are those of
    a study that is read instead of played, and `read` says which. Raises UsageProblem for what cannot be.
    """

    scenario: Scenario
    factors: tuple[Factor, ...] = FACTORS
    points: int = 4000
    worlds: int = 1
    seed: int = 7
    outcome: Wanted = "lose_lose"
    rule: Rule = field(default_factory=Rule)
    resamples: int = 100
    shuffles: int = 199
    ema: bool = False
    read: str = ""
    results: StudyResults | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        check_resamples(self.resamples, LEAST_RESAMPLES)
        if self.shuffles < LEAST_SHUFFLES:
            remedy = f"Ask for {LEAST_SHUFFLES} or more."
            raise UsageProblem(f"{self.shuffles} shuffles are too few", "shuffles", remedy)
        check_points(self.points, f"{self.points} points")
        if outcome_of(self.outcome).kind != "flag":
            raise UsageProblem(f"'{name_of(self.outcome)}' is a number", "outcome", "Name a flag or a final state.")
        for factor in self.factors if self.results is None else ():
            if len(factor.values) == 1:
                raise UsageProblem(f"'{factor.name}' has one value only", "factors", "Give two or more, or a range.")
        if self.ema:
            workbench()


def check_points(points: int, where: str) -> None:
    """Refuse fewer points than a box and its test on the other half need, with a DataProblem."""
    if points < LEAST_POINTS:
        remedy = f"Give {LEAST_POINTS} points or more."
        raise DataProblem(f"{points} points are too few to look for a box in", where, remedy)


def ask(options: DiscoveryOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every point in worlds of its own; nothing where a study is read."""
    if options.results is not None or so_far:
        return None
    columns = hypercube_of(options.factors, options.points, generator(options.seed, Stream.HYPERCUBE))
    lots = np.arange(options.points)
    outcomes = (options.outcome,)
    return points_of(
        options.scenario, options.factors, columns, lots, options.worlds, options.seed, outcomes, "discovery"
    )  # fmt: skip


def options_of_study(
    results: StudyResults, outcome: Wanted, only: Sequence[str] = (), rule: Rule | None = None, resamples: int = 100,
    shuffles: int = 199, ema: bool = False,
) -> DiscoveryOptions:  # fmt: skip
    """Return what is asked of the cells of a study that have been run; `only` picks some of its factors.

    Raises UsageProblem for an outcome that it did not keep or a factor that it does not have, and DataProblem for too
    few cells.
    """
    kept = results.kept_outcome(outcome)
    study, run = results.study, cells_run(results)
    known = [factor.name for factor in study.factors]
    for name in only:
        if name not in known:
            remedy = f"Use some of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"the study has no factor '{name}'", study.name, remedy)
    factors = tuple(factor for factor in study.factors if not only or factor.name in only)
    return DiscoveryOptions(
        study.scenario, factors, run, study.replication.most, study.seed, kept, rule or Rule(), resamples, shuffles,
        ema, f"{results.hash}, {run} cells", results,
    )  # fmt: skip


def cells_run(results: StudyResults) -> int:
    """Return how many cells of a study have been run; raises DataProblem where none has."""
    run = sum(int(np.unique(columns["cell"]).size) for columns, _ in results.parts())
    if not run:
        raise DataProblem("no part is finished yet", str(results.folder), "Let the sweep go on for a while.")
    return run


def sample_of(options: DiscoveryOptions, results: Sequence[Results]) -> Sample:
    """Return the points with how often the outcome happened at each; raises DataProblem where nothing can be found."""
    read = options.results
    made = points_in(options, results[0] if read is None else read)
    if not any(np.ptp(column) > 0.0 for column in made.values.T):
        raise DataProblem("no factor varies over these points", made.source, "Give a study that varies something.")
    hits, worlds = int(made.hits.sum()), int(made.worlds.sum())
    if hits in (0, worlds):
        raise DataProblem(
            f"'{name_of(options.outcome)}' happens in {'all' if hits else 'none'} of {count_text(worlds)} worlds",
            made.source,
            "Name another outcome, more points, or wider ranges.",
        )  # fmt: skip
    return made


def points_in(options: DiscoveryOptions, results: Results) -> Sample:
    """Return the cells that have been run as points; worlds that failed are left out."""
    study = results.study
    cells = design_of(study).cells
    common = study.luck == "common"
    each = np.full((cells, study.replication.most), -1, dtype=np.int8) if common else None
    hits, worlds = (np.zeros(cells, dtype=np.int64) for _ in range(2))
    for columns, failures in results.parts():
        sound = ~failed_in(columns, failures)
        cell = columns["cell"][sound].astype(np.int64)
        happened = results.ledger.flag(columns, options.outcome)[sound]
        np.add.at(hits, cell, happened)
        np.add.at(worlds, cell, 1)
        if each is not None:
            each[cell, columns["world"][sound]] = happened
    run = np.flatnonzero(worlds)
    source = "Latin hypercube" if options.results is None else f"study {study.name}"
    notes = () if options.results is None else notes_of(study, int(run.size), cells)
    return Sample(
        options.scenario, options.seed, options.outcome, options.factors, values_of(study, options.factors), hits,
        worlds, source, each, drawn_as_one(study), notes,
    ).taken(run)  # fmt: skip


def values_of(study: Experiment, factors: Sequence[Factor]) -> Floats:
    """Return the values of factors in every cell, `(cells, factors)`: a number, or the place of a name.

    Raises DataProblem where a cell leaves a factor as the scenario has it.
    """
    design = design_of(study)
    found = []
    for factor in factors:
        column: Any = design.columns[factor.name]
        if factor.values and not factor.labels:
            numbers = np.array([*map(float, factor.values), np.nan])
            column = numbers[column]
        elif factor.labels:
            column = np.where(column < 0, np.nan, column)
        if not np.isfinite(column).all():
            raise DataProblem(
                f"some cells leave '{factor.name}' as the scenario has it", study.name,
                "Give it a value in every row of the table, or name other factors.",
            )  # fmt: skip
        found.append(column.astype(np.float64))
    return np.column_stack(found)


def drawn_as_one(study: Experiment) -> Counts | None:
    """Return for each cell the number of what was drawn as one; None where each cell was drawn for itself.

    Of designs that are crossed it is the point of the largest, whose values other cells repeat; of a table whose points
    share lots of luck it is the lot.
    """
    components = study.components
    if len(components) > 1:
        largest = max(range(len(components)), key=lambda place: size_of(components[place]))
        return design_of(study).points[largest].astype(np.int64)
    lots = components[0].get("points").lots if study.luck == "lots" else None
    return None if lots is None or np.unique(lots).size == lots.size else np.asarray(lots, dtype=np.int64)


def notes_of(study: Experiment, run: int, cells: int) -> tuple[str, ...]:
    """Return what a reader must know about the points of a study."""
    notes = []
    if run < cells:
        notes.append(f"Only {run} of {cells} cells have been run so far.")
    if any(component.kind in TANGLED for component in study.components):
        notes.append("Points of this design repeat one another's values: the two halves are not independent.")
    if drawn_as_one(study) is not None:
        notes.append("Points that repeat the values of one design point are halved and resampled together.")
    if study.luck == "common":
        notes.append("All points share the luck of their worlds: intervals run over both points and worlds.")
        if study.replication.most == 1:
            notes.append("That luck is of one world only: another world may give another box.")
    return tuple(notes)
