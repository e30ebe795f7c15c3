"""Figures of a run or a sweep: the numbers of the study, handed to the plots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.cli.meanings import STATE_MEANINGS
from sim.cli.names import FLAG_LABELS, outcome_label
from sim.cli.saving import RUN_FIGURES, SWEEP_FIGURE
from sim.cli.sweep_table import label, middle_of, order
from sim.errors import UsageProblem
from sim.show.axis_dots import MOST, axis_dots
from sim.show.heat_map import heat_map
from sim.show.kappa_curve import kappa_curve
from sim.show.ladder import ladder
from sim.show.outcome_bars import outcome_bars
from sim.show.phase_plot import phase_plot
from sim.show.provenance import Provenance
from sim.show.ribbon import ribbon
from sim.show.saving import save
from sim.show.style import Picture
from sim.show.time_to_war import time_to_war
from sim.show.timeline import timeline
from sim.study.estimate import WILSON, Cells, Estimate
from sim.study.fingerprint import tool_version
from sim.study.grid import Axis, GridEstimates
from sim.study.run import Run
from sim.study.runner import recorded
from sim.world.actions import CAPITALS
from sim.world.outcomes import FINAL_STATES, losing_line
from sim.world.parameters import assemble

RIBBON_WORLDS: Final = 2000
"""The first worlds of a run, whose tension is replayed for the ladder; the foot line says how many."""

MOST_BARRED: Final = 6
"""Values of one axis that stand side by side as bars; more are drawn as dots."""


def provenance(run: Run) -> Provenance:
    """Return where the numbers of a run come from."""
    s = run.scenario
    return Provenance(s.name, s.hash, run.seed, run.worlds, "Wilson 95 %", tool_version())


def ladder_of(run: Run) -> Picture:
    """Draw the ladder ribbon of the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = recorded(run.scenario, worlds, run.seed, ["tension"], first_world=run.first_world)
    war, months = (run.columns[name][:worlds] for name in ("war", "months"))
    return ladder(state["tension"], war, months, run.scenario.start, replace(provenance(run), n=worlds))


def ribbon_of(run: Run, name: str = "tension") -> Picture:
    """Draw the ribbon of a state over the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = recorded(run.scenario, worlds, run.seed, [name], first_world=run.first_world)
    about = replace(provenance(run), n=worlds, method="order statistics 95 %, Wilson 95 %")
    return ribbon(state[name], name, state_meaning(name), run.scenario.start, about)


def state_meaning(name: str) -> str:
    """Return what a recorded state is, in words."""
    if name.startswith("belief_"):
        _, capital, kind = name.split("_")
        return f"how likely {capital.capitalize()} holds it that Kim is {kind}"
    return STATE_MEANINGS[name]


def phase_of(run: Run) -> Picture:
    """Draw the plane of tension and pressure of the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = recorded(run.scenario, worlds, run.seed, ["tension", "pressure"], first_world=run.first_world)
    about = replace(provenance(run), n=worlds, method="t, by world, Wilson, 95 %")
    return phase_plot(
        state["tension"], state["pressure"], run.columns["final_state"][:worlds], run.scenario.start, about
    )


def outcomes_of(run: Run) -> Picture:
    """Draw how the worlds of a run end and what happens in them."""
    estimates = {name: run.probability(name) for name in (*FINAL_STATES, *FLAG_LABELS)}
    return outcome_bars({run.scenario.name: estimates}, provenance(run))


def kappa_of(run: Run) -> Picture:
    """Draw the share of lose-lose against its threshold."""
    line = losing_line(assemble([run.scenario.resolved()], [1]), run.scenario.months)
    lines = tuple(float(np.asarray(line[capital]).item()) for capital in ("washington", "beijing"))
    deltas = (run.columns["delta_washington"], run.columns["delta_beijing"])
    kappa = run.scenario.value("lose_lose_threshold")
    return kappa_curve(*deltas, (lines[0], lines[1]), kappa, provenance(run))


def time_to_war_of(run: Run) -> Picture:
    """Draw when war comes."""
    s = run.scenario
    return time_to_war(run.columns["war"], run.columns["months"], s.months, s.start, provenance(run))


def timeline_of(run: Run, world: int = 0) -> Picture:
    """Draw one world of a run, by its number; raises UsageProblem where the run has no such world."""
    if not 0 <= world < run.worlds:
        raise UsageProblem(
            f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {run.worlds - 1}."
        )
    names = ["tension", "freeze", *CAPITALS]
    state, moves = recorded(run.scenario, 1, run.seed, names, first_world=run.first_world + world)
    ends = FINAL_STATES[int(run.columns["final_state"][world])]
    lanes = {capital: rows[:, 0] for capital, rows in moves.items()}
    return timeline(
        state["tension"][:, 0], state["freeze"][:, 0], lanes, ends, world, run.scenario.start,
        replace(provenance(run), n=1, method="none, one world"),
    )  # fmt: skip


RUN_PLOTS: Final[dict[str, Callable[..., Picture]]] = {
    "ladder": ladder_of,
    "ribbon": ribbon_of,
    "phase": phase_of,
    "outcomes": outcomes_of,
    "kappa": kappa_of,
    "time-to-war": time_to_war_of,
    "timeline": timeline_of,
}


def write_run_figures(run: Run, folder: Path) -> None:
    """Write the figures of a run into a folder; the timeline shows world 0."""
    for name in RUN_FIGURES:
        save(RUN_PLOTS[Path(name).stem](run), folder / name)


def sweep_provenance(made: GridEstimates) -> Provenance:
    """Return where the numbers of a sweep come from."""
    s = made.scenario
    return Provenance(s.name, s.hash, made.seed, made.worlds, "Wilson 95 %", tool_version(), "worlds a cell")


def plane_of(made: GridEstimates, outcome: str) -> Picture:
    """Draw a sweep: a heat map of two axes, bars or dots of one; raises UsageProblem for more."""
    check_axes(made.axes)
    cells = made.estimates(outcome)
    across, *rest = made.axes
    columns = order(across)
    if not rest and len(columns) <= MOST_BARRED:
        return bars_of(made)
    if not rest:
        shown = Cells(*(part[columns] for part in cells))
        names, line = (across.name, outcome_label(outcome)), middle_of(made, outcome)
        return axis_dots(ticks(across, columns), shown, names, line, sweep_provenance(made))
    (along,) = rest
    rows = order(along)
    # The plot wants a row for each value of the second axis, and rising numbers.
    shaped = Cells(*(part.T[np.ix_(rows, columns)] for part in cells))
    return heat_map(
        ticks(across, columns), ticks(along, rows), shaped, (across.name, along.name, outcome_label(outcome)),
        middle_of(made, outcome), sweep_provenance(made),
    )  # fmt: skip


def check_axes(axes: Sequence[Axis]) -> None:
    """Raise UsageProblem for a sweep that no figure can show."""
    if len(axes) > 2:
        remedy = "Sweep over one or two."
        raise UsageProblem(f"a heat map has two axes, not {len(axes)}", "the axes of the sweep", remedy)
    if len(axes) == 1 and len(axes[0].values) > MOST:
        raise UsageProblem(
            f"{len(axes[0].values)} values of one axis make no figure", "the axes of the sweep",
            f"Sweep over at most {MOST} values.",
        )  # fmt: skip


def bars_of(made: GridEstimates) -> Picture:
    """Draw how the worlds of each value of one axis end, side by side."""
    (axis,) = made.axes
    ends = {name: made.estimates(name) for name in (*FINAL_STATES, "lose_lose")}
    estimates = {
        f"{axis.name} = {label(place)}": {
            name: Estimate(float(value[number]), float(low[number]), float(high[number]), made.worlds, WILSON)
            for name, (value, low, high) in ends.items()
        }
        for number, place in enumerate(axis.values)
    }
    return outcome_bars(estimates, sweep_provenance(made))


def ticks(axis: Axis, places: list[int]) -> Any:
    """Return the values of an axis in the order drawn."""
    values = [axis.values[place] for place in places]
    return values if axis.numeric else [label(value) for value in values]


def write_sweep_figure(made: GridEstimates, outcome: str, folder: Path) -> None:
    """Write the figure of a sweep over one or two axes into a folder; nothing where none can show it."""
    if len(made.axes) == 2 or (len(made.axes) == 1 and len(made.axes[0].values) <= MOST):
        save(plane_of(made, outcome), folder / SWEEP_FIGURE)
