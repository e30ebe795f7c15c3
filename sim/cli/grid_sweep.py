"""`sim sweep SCENARIO --over …`: a full grid, run as a study into its folder, or into one that goes again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.output import print_json, say, talk
from sim.cli.study_sweep import Asked, carry_out, forecast, forecast_text
from sim.errors import DataProblem, ScenarioProblem, UsageProblem

if TYPE_CHECKING:
    from sim.study.experiment.definition import Experiment
    from sim.study.run.grid import Axis
    from sim.study.scenario import Scenario
    from sim.study.store.study_grid import StudyGrid


@dataclass(frozen=True, slots=True)
class Wanted:
    """The grid that the command line describes, and the outcome that it shows."""

    scenario: Scenario
    axes: tuple[Axis, ...]
    worlds: int
    seed: int
    outcome: str


def sweep_grid(wanted: Wanted, asked: Asked) -> None:
    """Run a grid, or go on with it, and print the outcome in each cell."""
    from sim.cli.sweep_table import sweep_table
    from sim.study.experiment.build import grid_over
    from sim.study.run.summary import sweep_summary
    from sim.study.store.results import load_study
    from sim.study.store.study_grid import StudyGrid

    study = grid_over(wanted.scenario, wanted.axes, wanted.worlds, wanted.seed)
    check_bounds(study, wanted.axes, asked.force)
    if asked.dry_run:
        sized = forecast(study, asked.cluster or asked.jobs)
        print_json(sized) if asked.as_json else say(forecast_text(sized))
        return
    with folder_of(asked.out, study, asked.force) as folder:
        carry_out(study, str(folder), asked, wanted.outcome)
        grid = StudyGrid(load_study(folder))
        found = sweep_summary(grid)
        if asked.out:
            write_beside(grid, found, wanted.outcome, asked.no_figures)
        if asked.as_json:
            print_json(found)
        else:
            say(sweep_table(grid, wanted.outcome))
    if asked.out:
        talk(f"written to {folder}", asked.quiet)
    if asked.verbose:
        talk(f"scenario hash {study.scenario.hash}, study {study.hash}", asked.quiet)


def check_bounds(study: Experiment, axes: Sequence[Axis], force: bool) -> None:
    """Refuse a grid beyond the stated bound on cells and worlds; raises UsageProblem that names the options."""
    from sim.study.experiment.design import check_size

    try:
        check_size(study, force)
    except ScenarioProblem as problem:
        where = f"--over {', '.join(axis.name for axis in axes)}, --worlds {study.replication.most}"
        raise UsageProblem(problem.what, where, problem.remedy) from None


@contextmanager
def folder_of(out: str | None, study: Experiment, force: bool) -> Iterator[Path]:
    """Give the folder to run in: the one asked for, cleared of other results by force; else one that goes again."""
    from sim.study.store.disk import Folder
    from sim.study.store.folder import check_folder

    if out is None:
        with tempfile.TemporaryDirectory(prefix="sim-sweep-") as place:
            yield Path(place)
        return
    folder = Path(out)
    try:
        check_folder(folder, study)
    except DataProblem as problem:
        if not force:
            remedy = "Give another folder with --out, or --force to replace the results in this one."
            raise DataProblem(problem.what, problem.where, remedy) from None
        with Folder(folder) as own:
            own.clear()
    yield folder


def write_beside(grid: StudyGrid, found: dict[str, Any], outcome: str, no_figures: bool) -> None:
    """Write summary, table of worlds and figure beside the parts of a study."""
    from sim.cli.figures import write_sweep_figure
    from sim.cli.saving import FIGURES
    from sim.study.store.disk import write
    from sim.study.store.kept import SUMMARY, TABLE, as_json
    from sim.study.store.query import write_worlds

    folder = grid.results.folder
    for name in FIGURES:
        (folder / name).unlink(missing_ok=True)
    write_worlds(grid, folder / TABLE)
    write(folder / SUMMARY, as_json(found))
    if not no_figures:
        write_sweep_figure(grid, outcome, folder)
