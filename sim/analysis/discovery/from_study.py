"""A sample out of the results of a study: its cells are the points, its levers and uncertainties the factors."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.analysis.discovery.box import Factor
from sim.analysis.discovery.sample import Sample
from sim.arrays import Floats
from sim.errors import DataProblem
from sim.study.run import flag_of
from sim.study.studies.block import stride_of
from sim.study.studies.definition import Factor as StudyFactor
from sim.study.studies.design import size_of
from sim.study.studies.distributions import Discrete
from sim.study.studies.results import StudyResults

TANGLED: Final = ("saltelli", "morris")
"""Designs whose points repeat one another's values, so that two halves of them are not independent."""


def sample_from(results: StudyResults, outcome: str) -> Sample:
    """Return the cells of a study that have been run, with how often an outcome happened in each.

    Raises UsageProblem for an outcome that the study did not keep, and DataProblem where no part is finished or a part
    was altered.
    """
    results.check(outcome)
    study, design = results.study, results.design
    cells, most = len(design), study.replication.most
    common = study.luck == "common"
    each = np.full((cells, most), -1, dtype=np.int8) if common else None
    hits, worlds = (np.zeros(cells, dtype=np.int64) for _ in range(2))
    for columns, failures in results.parts():
        sound = np.ones(columns["cell"].size, dtype=bool)
        sound[list(failures)] = False
        cell = columns["cell"][sound].astype(np.int64)
        happened = flag_of(columns, outcome)[sound]
        np.add.at(hits, cell, happened)
        np.add.at(worlds, cell, 1)
        if each is not None:
            each[cell, columns["world"][sound] - cell * stride_of(study)] = happened
    run = np.flatnonzero(worlds)
    if not run.size:
        raise DataProblem("no part is finished yet", str(results.folder), "Let the sweep go on for a while.")
    columns_of = [coded(factor, design[factor.name].to_numpy()) for factor in study.factors]
    factors = tuple(factor for factor, _ in columns_of)
    values = np.column_stack([column for _, column in columns_of])
    whole = Sample(
        study.scenario, study.seed, outcome, factors, values, hits, worlds, f"study {study.name}", each,
        drawn_as_one(results), notes_of(results, int(run.size), cells),
    )  # fmt: skip
    return whole.taken(run)


def drawn_as_one(results: StudyResults) -> Any:
    """Return for each cell the point of the largest of the designs that the study crosses; None for one design alone.

    Cells of one such point repeat its values, so they cannot be told apart as independent draws.
    """
    components = results.study.components
    if len(components) == 1:
        return None
    largest = max(range(len(components)), key=lambda place: size_of(components[place]))
    return results.design[f"point_{largest}"].to_numpy().astype(np.int64)


def coded(factor: StudyFactor, column: Any) -> tuple[Factor, Floats]:
    """Return a factor of a study as one of a sample, with its column: names and truth values as places."""
    known = factor.distribution
    if not isinstance(known, Discrete):
        return Factor(factor.name, known.low, known.high), column.astype(np.float64)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known.values):
        numbers = [float(value) for value in known.values]
        return Factor(factor.name, min(numbers), max(numbers)), column.astype(np.float64)
    labels = tuple(str(value) for value in known.values)
    places = {label: float(place) for place, label in enumerate(labels)}
    return Factor(factor.name, 0.0, float(len(labels)), labels), np.array([places[str(value)] for value in column])


def notes_of(results: StudyResults, run: int, cells: int) -> tuple[str, ...]:
    """Return what a reader must know about the points of a study."""
    study, notes = results.study, []
    if run < cells:
        notes.append(f"Only {run} of {cells} cells have been run so far.")
    if any(component.kind in TANGLED for component in study.components):
        notes.append("Points of this design repeat one another's values: the two halves are not independent.")
    if len(study.components) > 1:
        notes.append("Points that repeat the values of one design point are halved and resampled together.")
    if study.luck == "common":
        notes.append("All points share the luck of their worlds: intervals run over both points and worlds.")
        if study.replication.most == 1:
            notes.append("That luck is of one world only: another world may give another box.")
    return tuple(notes)
