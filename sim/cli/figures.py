"""Figures by the names that the command line has for them, and those that a command writes unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.cli.saving import RUN_FIGURES, SWEEP_FIGURE
from sim.errors import UsageProblem
from sim.show import pictures
from sim.show.grid_pictures import check_axes
from sim.show.saving import save
from sim.show.style import Picture
from sim.study.run.grid import GridEstimates
from sim.study.run.worlds import Run

RUN_PLOTS: Final[dict[str, Callable[..., Picture]]] = {
    "ladder": pictures.ladder,
    "ribbon": pictures.ribbon,
    "phase": pictures.phase,
    "outcomes": pictures.outcomes,
    "kappa": pictures.kappa,
    "time-to-war": pictures.time_to_war,
    "timeline": pictures.timeline,
}


def write_run_figures(run: Run, folder: Path) -> None:
    """Write the figures of a run into a folder; the timeline shows world 0."""
    for name in RUN_FIGURES:
        save(RUN_PLOTS[Path(name).stem](run), folder / name)


def write_sweep_figure(made: GridEstimates, outcome: str, folder: Path) -> None:
    """Write the figure of a sweep over one or two axes into a folder; nothing where none can show it."""
    try:
        check_axes(made.axes)
    except UsageProblem:
        return
    save(pictures.plane(made, outcome), folder / SWEEP_FIGURE)
