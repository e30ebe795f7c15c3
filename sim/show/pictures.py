"""The pictures of a run and of a grid, by the names that notebooks and scripts call.

Each takes what `sim.run` or `sim.sweep` gives, and returns a figure that a notebook shows and
`sim.show.style.save` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from sim.errors import DataProblem, UsageProblem
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.world import STATES
from sim.show import style
from sim.show.heat_map import heat_map
from sim.show.inputs import numbers
from sim.show.kappa_curve import kappa_curve
from sim.show.kappa_curve import time_to_war as time_to_war_plot
from sim.show.ladder import frames_of
from sim.show.ladder import ladder as ladder_plot
from sim.show.ladder import ribbon as ribbon_plot
from sim.show.outcome_bars import outcome_bars
from sim.show.phase_plot import phase_plot
from sim.show.style import Picture, Provenance
from sim.show.timeline import MENUS
from sim.show.timeline import timeline as timeline_plot
from sim.study.estimate.interval import WILSON, Cells, Estimate
from sim.study.estimate.writing import percent_text
from sim.study.experiment.definition import Factor
from sim.study.fingerprint import tool_version
from sim.study.names import factor_name, factor_value
from sim.study.outcomes import AGAINST, FINAL, FINAL_STATES, LEDGER, label_of, subtitle
from sim.study.run.grid import Grid, shown_order
from sim.study.run.worlds import Run

__all__ = ["kappa", "ladder", "outcomes", "phase", "plane", "ribbon", "time_to_war", "timeline"]


RIBBON_WORLDS: Final = 2000
"""The first worlds of a run, whose states are played again for a picture; the foot line says how many."""


def of_run(run: Run) -> Provenance:
    """Return where the numbers of a run come from."""
    return Provenance(run.scenario.name, run.scenario.hash, run.seed, run.worlds, "Wilson 95 %", tool_version())


def some_of(run: Run, worlds: int = RIBBON_WORLDS, first: int = 0) -> Run:
    """Return some worlds of a run, fewer where it has fewer: their states need not be played again for all."""
    return run.part(first, worlds)


def ladder(run: Run) -> Picture:
    """Draw the ladder ribbon of the first worlds of a run."""
    shown = some_of(run)
    war, months = shown.columns["war"], shown.columns["months"]
    return ladder_plot(shown.state["tension"], war, months, run.scenario.start, of_run(shown))


def ribbon(run: Run, name: str = "tension") -> Picture:
    """Draw the ribbon of a state, one of STATES, over the first worlds of a run."""
    shown = some_of(run)
    about = replace(of_run(shown), method="order statistics 95 %, Wilson 95 %")
    return ribbon_plot(shown.state[name], name, STATES[name].meaning, run.scenario.start, about)


def phase(run: Run) -> Picture:
    """Draw the plane of tension and the bite of sanctions of the first worlds of a run."""
    shown = some_of(run)
    shown.record(["tension", "bite"])
    about = replace(of_run(shown), method="t, by world, Wilson, 95 %")
    ends = shown.columns["final_state"]
    return phase_plot(shown.state["tension"], shown.state["bite"], ends, run.scenario.start, about)


def outcomes(run: Run) -> Picture:
    """Draw how the worlds of a run end and what happens in them."""
    estimates = {name: run.probability(name) for name in (*FINAL_STATES, *LEDGER.shown)}
    return outcome_bars({run.scenario.name: estimates}, of_run(run))


def kappa(run: Run) -> Picture:
    """Draw how often both lose more than each threshold by value, beside how often they do by aims."""
    return kappa_curve(run.losses(), run.quadrants(), run.aims_lose_lose_range, of_run(run))


def time_to_war(run: Run) -> Picture:
    """Draw when war comes."""
    s = run.scenario
    return time_to_war_plot(run.columns["war"], run.columns["months"], s.months, s.start, of_run(run))


def timeline(run: Run, world: int = 0) -> Picture:
    """Draw one world of a run, by its number; raises UsageProblem where the run has no such world."""
    if not 0 <= world < run.worlds:
        raise UsageProblem(
            f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {run.worlds - 1}."
        )
    alone = some_of(run, 1, world)
    alone.record(["tension", "freeze", *(menu.replace(".", "_") for menu in MENUS)])
    lanes = {f"{capital}.course": alone.courses[capital][:, 0] for capital in CAPITALS}
    return timeline_plot(
        alone.state["tension"][:, 0], alone.state["freeze"][:, 0],
        lanes | {menu: alone.actions[menu][:, 0] for menu in MOVES},
        FINAL_STATES[int(alone.columns["final_state"][0])], world, run.scenario.start,
        replace(of_run(alone), method="none, one world"),
    )  # fmt: skip


def hypothetical(run: Run, worlds: int = 40) -> Iterator[Picture]:
    """Give one picture for each of the first worlds of a run, for an animation of one world after another."""
    shown = some_of(run, worlds)
    ends = [FINAL_STATES[int(code)] for code in shown.columns["final_state"]]
    return frames_of(shown.state["tension"], ends, run.scenario.start, of_run(shown))


MOST_BARRED: Final = 6
"""Values of one axis that stand side by side as bars; more are drawn as dots."""


def of_grid(made: Grid) -> Provenance:
    """Return where the numbers of a sweep come from."""
    s = made.scenario
    return Provenance(s.name, s.hash, made.seed, made.worlds, "Wilson 95 %", tool_version(), "worlds a cell")


def plane(made: Grid, outcome: str = "lose_lose") -> Picture:
    """Draw a sweep: a heat map of two axes, bars or dots of one; raises UsageProblem for more."""
    check_axes(made.factors)
    cells = made.estimates(outcome)
    across, *rest = made.factors
    columns = shown_order(across)
    whole = {*FINAL, *AGAINST}.issubset(made.results.kept)
    if not rest and len(columns) <= MOST_BARRED and whole:
        return bars(made)
    if not rest:
        shown = Cells(*(part[columns] for part in cells))
        names, line = (factor_name(across.name), label_of(outcome)), round(made.overall(outcome).value, 3)
        return axis_dots(ticks(across, columns), shown, names, line, of_grid(made))
    (along,) = rest
    rows = shown_order(along)
    # The plot wants a row for each value of the second axis, and rising numbers.
    shaped = Cells(*(part.T[np.ix_(rows, columns)] for part in cells))
    return heat_map(
        ticks(across, columns), ticks(along, rows), shaped,
        (factor_name(across.name), factor_name(along.name), label_of(outcome)),
        round(made.overall(outcome).value, 3), of_grid(made),
    )  # fmt: skip


def drawable(axes: Sequence[Factor]) -> bool:
    """Say whether a figure can show a sweep over these."""
    return len(axes) == 2 or (len(axes) == 1 and len(axes[0].values) <= MOST)


def check_axes(axes: Sequence[Factor]) -> None:
    """Raise UsageProblem for a sweep that no figure can show."""
    if len(axes) > 2:
        remedy = "Sweep over one or two."
        raise UsageProblem(f"a heat map has two axes, not {len(axes)}", "the axes of the sweep", remedy)
    if len(axes) == 1 and len(axes[0].values) > MOST:
        raise UsageProblem(
            f"{len(axes[0].values)} values of one axis make no figure", "the axes of the sweep",
            f"Sweep over at most {MOST} values.",
        )  # fmt: skip


def bars(made: Grid) -> Picture:
    """Draw how the worlds of each value of one axis end, side by side."""
    (axis,) = made.factors
    ends = {name: made.estimates(name) for name in (*FINAL_STATES, *AGAINST)}
    estimates = {
        f"{factor_name(axis.name)}: {factor_value(axis.name, place)}": {
            name: Estimate(
                float(value[number]), float(low[number]), float(high[number]), made.worlds, WILSON, kind="share"
            )
            for name, (value, low, high) in ends.items()
        }
        for number, place in enumerate(axis.values)
    }
    return outcome_bars(estimates, of_grid(made))


def ticks(axis: Factor, places: list[int]) -> Any:
    """Return the values of an axis in the order drawn."""
    values = [axis.values[place] for place in places]
    return [factor_value(axis.name, value) for value in values] if axis.labels else [float(value) for value in values]


MOST: Final = 60


@style.house_style()
def axis_dots(
    values: Sequence[str] | ArrayLike, cells: Cells, names: tuple[str, str], line: float, provenance: Provenance
) -> Picture:
    """Draw a probability against the values of one axis: dots with whiskers, joined where the values are numbers.

    `values` are rising numbers or names, `(n,)`; `cells` holds arrays `(n,)`; `names` are those of the axis and of the
    outcome; `line` is the share over all cells. Raises DataProblem where these do not fit, or there are too many.
    """
    value, low, high = (numbers(part, names[1]) for part in cells)
    named = np.asarray(values).dtype.kind not in "biuf"
    places = np.arange(value.size, dtype=np.float64) if named else numbers(np.asarray(values, dtype=float), names[0])
    if not value.shape == low.shape == high.shape == places.shape or value.size > MOST:
        raise DataProblem(
            f"{places.size} values and {value.size} probabilities make no figure.", names[0],
            f"Give one probability a value, and at most {MOST} values.",
        )  # fmt: skip
    figure = style.new_figure(
        f"{provenance.scenario}: {names[1]} along {names[0]}, {provenance.size}",
        subtitle(
            "Whiskers: 95 % intervals. All values are played in the same worlds. Dashed: the share over all of them.",
            [names[1]],
        ),
        provenance,
    )
    axes = figure.subplots()
    axes.axhline(line, color=style.GREY, linestyle="--", linewidth=1.4, label=f"over all values {percent_text(line)}")
    if not named:
        axes.plot(places, value, color=style.lighter(style.BLUE, 0.5), linewidth=2.0)
    reach = np.maximum([value - low, high - value], 0.0)
    axes.errorbar(
        places, value, yerr=reach, fmt="o", color=style.BLUE, ecolor=style.BLACK, markersize=9, capsize=5,
        elinewidth=1.6, gid="dots",
    )  # fmt: skip
    if named:
        names_shown = [str(each) for each in np.asarray(values).tolist()]
        axes.set_xticks(places, names_shown, rotation=20 if value.size > 5 else 0)
    axes.set_ylim(0.0, min(1.02, max(0.1, float(np.nanmax(high)) * 1.12)))
    axes.set_xlabel(names[0])
    if not named:
        style.number_axis(axes, names[0], "x")
    style.share_axis(axes, f"share of worlds: {names[1]}")
    axes.legend(loc="upper left", bbox_to_anchor=(0, 1.08), borderaxespad=0.0)
    return figure.settle()
