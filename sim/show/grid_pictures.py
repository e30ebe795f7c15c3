"""Pictures of a grid: a heat map of two axes, bars or dots of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.history.war_number import subtitle
from sim.errors import DataProblem, UsageProblem
from sim.show.heat_map import heat_map
from sim.show.inputs import numbers
from sim.show.outcome_bars import outcome_bars
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, GREY, Picture, house_style, lighter, new_figure, share_axis, share_text
from sim.study.estimate.interval import WILSON, Cells, Estimate
from sim.study.experiment.definition import Factor, value_text
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL, FINAL_STATES, label_of
from sim.study.run.grid import Grid, shown_order

MOST_BARRED: Final = 6
"""Values of one axis that stand side by side as bars; more are drawn as dots."""


def provenance(made: Grid) -> Provenance:
    """Return where the numbers of a sweep come from."""
    s = made.scenario
    return Provenance(s.name, s.hash, made.seed, made.worlds, "Wilson 95 %", tool_version(), "worlds a cell")


def plane(made: Grid, outcome: str = "lose_lose") -> Picture:
    """Draw a sweep: a heat map of two axes, bars or dots of one; raises UsageProblem for more."""
    check_axes(made.factors)
    cells = made.estimates(outcome)
    across, *rest = made.factors
    columns = shown_order(across)
    whole = {*FINAL, "lose_lose"}.issubset(made.results.kept)
    if not rest and len(columns) <= MOST_BARRED and whole:
        return bars(made)
    if not rest:
        shown = Cells(*(part[columns] for part in cells))
        names, line = (across.name, label_of(outcome)), round(made.overall(outcome).value, 3)
        return axis_dots(ticks(across, columns), shown, names, line, provenance(made))
    (along,) = rest
    rows = shown_order(along)
    # The plot wants a row for each value of the second axis, and rising numbers.
    shaped = Cells(*(part.T[np.ix_(rows, columns)] for part in cells))
    return heat_map(
        ticks(across, columns), ticks(along, rows), shaped, (across.name, along.name, label_of(outcome)),
        round(made.overall(outcome).value, 3), provenance(made),
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
    ends = {name: made.estimates(name) for name in (*FINAL_STATES, "lose_lose")}
    estimates = {
        f"{axis.name} = {value_text(place)}": {
            name: Estimate(float(value[number]), float(low[number]), float(high[number]), made.worlds, WILSON)
            for name, (value, low, high) in ends.items()
        }
        for number, place in enumerate(axis.values)
    }
    return outcome_bars(estimates, provenance(made))


def ticks(axis: Factor, places: list[int]) -> Any:
    """Return the values of an axis in the order drawn."""
    values = [axis.values[place] for place in places]
    return [value_text(value) for value in values] if axis.labels else [float(value) for value in values]


MOST: Final = 60


@house_style()
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
    figure = new_figure(
        f"{provenance.scenario}: {names[1]} along {names[0]}, {provenance.size}",
        subtitle(
            "Whiskers: 95 % intervals. All values are played in the same worlds. Dashed: the share over all of them.",
            [names[1]],
        ),
        provenance,
    )
    axes = figure.subplots()
    axes.axhline(line, color=GREY, linestyle="--", linewidth=1.4, label=f"over all values {share_text(round(line, 3))}")
    if not named:
        axes.plot(places, value, color=lighter(BLUE, 0.5), linewidth=2.0)
    reach = np.maximum([value - low, high - value], 0.0)
    axes.errorbar(
        places, value, yerr=reach, fmt="o", color=BLUE, ecolor=BLACK, markersize=9, capsize=5, elinewidth=1.6,
        gid="dots",
    )  # fmt: skip
    if named:
        names_shown = [str(each) for each in np.asarray(values).tolist()]
        axes.set_xticks(places, names_shown, rotation=20 if value.size > 5 else 0)
    axes.set_ylim(0.0, min(1.02, max(0.1, float(np.nanmax(high)) * 1.12)))
    axes.set_xlabel(names[0])
    if not named:
        axes.xaxis.set_major_formatter(lambda each, _: share_text(each))
    share_axis(axes, f"share of worlds: {names[1]}")
    axes.legend(loc="upper left", bbox_to_anchor=(0, 1.08), borderaxespad=0.0)
    return figure.settle()
