"""The timeline: one world month by month, its tension, and the courses, words and deeds of the four capitals."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.show.axes import RUNGS, month_axis, rung_axis, span
from sim.show.inputs import nothing, numbers, state_rows
from sim.show.lanes import EVENTS, Lanes, checked, draw_lanes, height_of_end, severity_bar
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    FOOT_SIZE,
    GREY,
    PALE,
    SEQUENCE,
    SKY,
    VERMILLION,
    Picture,
    house_style,
    lighter,
    new_figure,
)
from sim.study.outcomes import FINAL_STATES


@house_style()
def timeline(
    tension: ArrayLike, freeze: ArrayLike, lanes: Lanes, final_state: str, world: int, start: str,
    provenance: Provenance,
) -> Picture:  # fmt: skip
    """Draw one world: tension on the ladder, freeze and end; below, in a lane a capital, its course, words and deeds.

    `tension` and `freeze` are `(months + 1,)`, NaN after the end. `lanes` holds for each menu, such as
    "pyongyang.course" or "pyongyang.deed", the places on it, `(months,)`, −1 after the end. `final_state` is one of
    FINAL_STATES and `world` the number of the world. Raises DataProblem where these do not fit.
    """
    line = state_rows(numbers(tension, "tension")[:, None], "tension")[:, 0]
    horizon = line.size - 1
    frozen = numbers(freeze, "freeze")
    if frozen.shape != line.shape:
        raise nothing("freeze")
    rows = checked(lanes, horizon)
    if final_state not in FINAL_STATES:
        raise DataProblem(
            f"'{final_state}' is no final state.", "final_state", f"Give one of: {', '.join(FINAL_STATES)}."
        )
    provenance.confirm(1)
    played = int(np.flatnonzero(~np.isnan(line))[-1])
    figure = new_figure(
        f"{provenance.scenario}: world {world}, {_ending(final_state, played, start)}",
        f"One world of many, over {span(horizon)}. Above: tension. Each lane below: course, word, deed.",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2.7))
    _tension(upper, line, frozen, played, final_state)
    draw_lanes(lower, rows, rows)
    month_axis(lower, start, horizon)
    if played < horizon:
        upper.axvspan(played, horizon, facecolor="white", edgecolor=PALE, hatch="//", zorder=3, gid="ended")
    upper.tick_params(axis="x", length=0, labelbottom=False)
    severity_bar(figure, [upper, lower])
    return figure.settle()


def _ending(final_state: str, played: int, start: str) -> str:
    """Say how the world ends, and when if an event ends it."""
    if final_state not in EVENTS:
        return f"ends as {final_state}"
    return f"{final_state} in {month_after(start, played - 1)}"


def _tension(axes: Axes, line: Floats, freeze: Floats, played: int, final_state: str) -> None:
    """Draw tension with a point a month in the colour of its rung, freezes as shaded months, and the event."""
    rung_axis(axes)
    axes.tick_params(axis="y", labelsize=FOOT_SIZE)
    months = np.arange(line.size)
    handles: list[Any] = []
    frozen = np.flatnonzero(freeze > 0).tolist()
    if frozen:
        shade: dict[str, Any] = {"facecolor": lighter(SKY, 0.4), "linewidth": 0}
        spans = [(month - 0.5, 1) for month in frozen]
        axes.broken_barh(spans, (0, len(RUNGS)), zorder=0, gid="freeze", **shade)
        handles.append(Patch(label="freeze in force", **shade))
    axes.plot(months, line, color=BLACK, linewidth=1.6, zorder=4, gid="tension")
    axes.scatter(
        months, line, c=np.floor(line), cmap=SEQUENCE, vmin=0, vmax=9, s=34, edgecolors=BLACK, linewidths=0.9, zorder=5,
        clip_on=False,
    )  # fmt: skip
    if final_state in EVENTS:
        height = height_of_end(final_state, float(line[played]))
        axes.plot([played, played], [line[played], height], color=BLACK, linewidth=1.6, linestyle=":", zorder=5)
        style: dict[str, Any] = {"marker": "*", "markersize": 17, "color": VERMILLION, "markeredgecolor": BLACK}
        axes.plot([played], [height], zorder=7, clip_on=False, gid="event", **style)
        handles.append(Line2D([], [], linestyle="none", label=final_state, **style))
    if played < line.size - 1:
        handles.append(Patch(facecolor="white", edgecolor=GREY, hatch="//", label="ended"))
    if handles:
        axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1.0), ncols=3, borderaxespad=0.2)
