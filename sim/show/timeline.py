"""The timeline: one world month by month, its tension, and the courses, words and deeds of the four capitals."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike, NDArray

from sim.analysis.counterfactual.story import Story
from sim.analysis.counterfactual.twin import Counterfactual
from sim.arrays import Floats
from sim.calendar import month_after
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.show.axes import RUNGS, month_axis, rung_axis, span
from sim.show.inputs import nothing, numbers, state_rows
from sim.show.lanes import CODE_SIZE, EVENTS, MENUS, Lanes, checked, draw_lanes, height_of_end, severity_bar
from sim.show.provenance import Provenance
from sim.show.style import (
    BLACK,
    FOOT_SIZE,
    GREY,
    ORANGE,
    PALE,
    SEQUENCE,
    SKY,
    VERMILLION,
    Picture,
    house_style,
    lighter,
    new_figure,
)
from sim.study.estimate.interval import number_text
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


WAS, WOULD = BLACK, ORANGE


@house_style()
def paired_timeline(found: Counterfactual, provenance: Provenance) -> Picture:
    """Draw a world as it was and with some changes: tension of both on the ladder; below courses, words and deeds.

    A cell is split where the two worlds do different things: above as it was, below as it would have been. Raises
    DataProblem where the provenance is not that of one world.
    """
    was, would = found.was, found.would_story
    provenance.confirm(1)
    start, horizon = was.scenario.start, was.scenario.months
    figure = new_figure(f"{provenance.scenario}, world {was.world}: {found.label}", reading(found), provenance)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2.5))
    rung_axis(upper)
    upper.tick_params(axis="y", labelsize=FOOT_SIZE)
    tension(upper, would, WOULD, "would", found.parted)
    tension(upper, was, WAS, "was", 0)
    handles = [
        Line2D([], [], color=WAS, linewidth=2, label=f"as it was: {ending(was)}"),
        Line2D([], [], color=WOULD, linewidth=4, label=f"with the change: {ending(would)}"),
    ]
    upper.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1, borderaxespad=0.2)
    draw_lanes(lower, lanes_of(was), lanes_of(would), CODE_SIZE)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    if found.parted is not None:
        for axes in (upper, lower):
            axes.axvline(found.parted, color=GREY, linewidth=1.6, linestyle=(0, (4, 2)), zorder=6, gid="parting")
    severity_bar(figure, [upper, lower])
    return figure.settle()


def reading(found: Counterfactual) -> str:
    """Say where the two worlds part and how the cells are read."""
    if found.parted is None:
        return "The same luck. The change makes no difference: the two worlds are the same in every month."
    return (
        f"The same luck. They part in {found.parted_label} (dashed): {found.parting}. "
        "Each lane: course, word, deed. Split cells: above as it was, below with the change."
    )


def ending(story: Story) -> str:
    """Return how a world ends, and its value to Washington and Beijing."""
    how = f"{story.final_state} in {story.months[-1].label}" if story.final_state in EVENTS else story.final_state
    values = (f"{name.capitalize()} {number_text(story.outcomes[f'value_{name}'], 1)}" for name in CAPITALS[:2])
    lost = "lose-lose" if story.outcomes["lose_lose"] else "not lose-lose"
    return f"{how}; {lost} (value in months: {', '.join(values)})"


def lanes_of(story: Story) -> dict[str, NDArray[Any]]:
    """Return the courses, words and deeds of a world."""
    return {menu: story.lane(menu) for menu in MENUS}


def tension(axes: Axes, story: Story, colour: str, name: str, first: int | None) -> None:
    """Draw the tension of a world from a month on, and a star where an event ends it."""
    if first is None:
        return
    line = story.series("tension")
    months = np.arange(line.size)[first:]
    wide = name == "would"
    axes.plot(
        months, line[first:], color=colour, linewidth=4 if wide else 1.8, zorder=3 if wide else 4,
        solid_capstyle="round", gid=f"tension: {name}",
    )  # fmt: skip
    played = len(story.months)
    if story.final_state not in EVENTS:
        return
    top = height_of_end(story.final_state, float(line[played]))
    axes.plot([played] * 2, [line[played], top], color=colour, linewidth=2, linestyle=":", zorder=5)
    style: dict[str, Any] = {"marker": "*", "markersize": 19 if wide else 13, "markeredgecolor": BLACK}
    face = colour if wide else VERMILLION
    place: dict[str, Any] = {"zorder": 6 if wide else 7, "clip_on": False, "gid": f"event: {name}"}
    axes.plot([played], [min(top, len(RUNGS))], color=face, **style, **place)
