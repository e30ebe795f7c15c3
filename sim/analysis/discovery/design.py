"""What is asked of a discovery: a Latin hypercube that is played, or the cells of a study that are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from sim.analysis.discovery import DiscoveryOptions
from sim.analysis.discovery.sample import LEAST_POINTS, Counts, Sample
from sim.errors import DataProblem, UsageProblem, nearest
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.cells import failed_in
from sim.study.estimate.writing import count_text
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import design_of, hypercube_of, size_of, values_of
from sim.study.measure.outcome_ledger import Wanted
from sim.study.measure.outcomes import name_of
from sim.study.run.readings import shown_with
from sim.study.store.results import Results
from sim.study.store.study_results import StudyResults

TANGLED: Final = ("saltelli", "morris")
"""Designs whose points repeat one another's values, so that two halves of them are not independent."""


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
    outcomes = shown_with(options.outcome)
    return points_of(
        options.scenario, options.factors, columns, lots, options.worlds, options.seed, outcomes
    )  # fmt: skip


def options_of_study(
    results: StudyResults, outcome: Wanted = "lose_lose", factors: Sequence[str] = (), **asked: Any
) -> DiscoveryOptions:  # fmt: skip
    """Return what is asked of the cells of a study that have been run; `factors` names those of its factors to use.

    Raises UsageProblem for an outcome that it did not keep or a factor that it does not have, and DataProblem for too
    few cells.
    """
    kept = results.kept_outcome(outcome)
    study, run = results.study, cells_run(results)
    check_points(run, f"{run} points")
    known = [factor.name for factor in study.factors]
    for name in factors:
        if name not in known:
            remedy = f"Use some of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"the study has no factor '{name}'", study.title, remedy)
    own = tuple(factor for factor in study.factors if not factors or factor.name in factors)
    return DiscoveryOptions(
        study.scenario, own, run, study.replication.most, study.seed, kept,
        read=f"{results.hash}, {run} cells", results=results, **asked,
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
    source = "Latin hypercube" if options.results is None else f"the study '{study.title}'"
    notes = () if options.results is None else notes_of(study, int(run.size), cells)
    return Sample(
        options.scenario, options.seed, options.outcome, options.factors, values_of(study, options.factors), hits,
        worlds, source, each, drawn_as_one(study), notes,
    ).taken(run)  # fmt: skip


def samples_beside(options: DiscoveryOptions, results: Sequence[Results]) -> dict[str, Sample]:
    """Return the same points with how often that happened which is never left out beside the outcome, where kept."""
    found = results[0] if options.results is None else options.results
    names = [name_of(each) for each in shown_with(options.outcome)[1:]]
    return {name: points_in(replace(options, outcome=name), found) for name in names if name in found.kept}


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
