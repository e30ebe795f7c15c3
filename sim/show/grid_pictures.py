"""Pictures of a grid: a heat map of two axes, bars or dots of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.errors import UsageProblem
from sim.study.estimate import WILSON, Cells, Estimate
from sim.study.fingerprint import tool_version
from sim.study.grid import Axis, GridEstimates, value_label
from sim.study.outcomes import FINAL_STATES

from .axis_dots import MOST, axis_dots
from .heat_map import heat_map
from .labels import outcome_label
from .outcome_bars import outcome_bars
from .provenance import Provenance
from .style import Picture

MOST_BARRED: Final = 6
"""Values of one axis that stand side by side as bars; more are drawn as dots."""


def provenance(made: GridEstimates) -> Provenance:
    """Return where the numbers of a sweep come from."""
    s = made.scenario
    return Provenance(s.name, s.hash, made.seed, made.worlds, "Wilson 95 %", tool_version(), "worlds a cell")


def plane(made: GridEstimates, outcome: str = "lose_lose") -> Picture:
    """Draw a sweep: a heat map of two axes, bars or dots of one; raises UsageProblem for more."""
    check_axes(made.axes)
    cells = made.estimates(outcome)
    across, *rest = made.axes
    columns = across.order
    if not rest and len(columns) <= MOST_BARRED:
        return bars(made)
    if not rest:
        shown = Cells(*(part[columns] for part in cells))
        names, line = (across.name, outcome_label(outcome)), round(made.overall(outcome).value, 3)
        return axis_dots(ticks(across, columns), shown, names, line, provenance(made))
    (along,) = rest
    rows = along.order
    # The plot wants a row for each value of the second axis, and rising numbers.
    shaped = Cells(*(part.T[np.ix_(rows, columns)] for part in cells))
    return heat_map(
        ticks(across, columns), ticks(along, rows), shaped, (across.name, along.name, outcome_label(outcome)),
        round(made.overall(outcome).value, 3), provenance(made),
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


def bars(made: GridEstimates) -> Picture:
    """Draw how the worlds of each value of one axis end, side by side."""
    (axis,) = made.axes
    ends = {name: made.estimates(name) for name in (*FINAL_STATES, "lose_lose")}
    estimates = {
        f"{axis.name} = {value_label(place)}": {
            name: Estimate(float(value[number]), float(low[number]), float(high[number]), made.worlds, WILSON)
            for name, (value, low, high) in ends.items()
        }
        for number, place in enumerate(axis.values)
    }
    return outcome_bars(estimates, provenance(made))


def ticks(axis: Axis, places: list[int]) -> Any:
    """Return the values of an axis in the order drawn."""
    values = [axis.values[place] for place in places]
    return values if axis.numeric else [value_label(value) for value in values]
