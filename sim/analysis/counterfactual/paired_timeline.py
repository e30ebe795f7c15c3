"""The figure of a world as it was and with changes: tension of both, and the moves of each
capital.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.counterfactual.paired_world import Counterfactual
from sim.analysis.counterfactual.story import Story, end_text, lost
from sim.core.base.arrays import Array
from sim.core.estimate.writing import number_text
from sim.core.game.catalogue import GIANTS
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import broad, drawing, key, key_mm, now, panels
from sim.show.months import month_axis
from sim.show.palette import BLACK, GREY, WINE
from sim.show.timeline import EVENTS, MENUS, draw_end, draw_lanes, list_moves, rung_axis, signs_of

WAS, WOULD = BLACK, WINE


@drawing
def paired_timeline(
    counterfactual: Counterfactual, provenance: Provenance, *, ax: Axes | None = None
) -> Drawn:
    """Draw a world as it was and with some changes: tension of both on the ladder; below courses,
    statements and actions.

    A cell is split if the moves of the two worlds differ: above as it was, below with the changes.
    """
    was, would = counterfactual.was, counterfactual.would_story
    start, horizon = was.scenario.start, was.scenario.months
    title = f"{provenance.scenario}, world {was.world}: {counterfactual.label}"
    how_to_read = reading(counterfactual)
    lanes = lanes_of(was), lanes_of(would)
    signs = signs_of(*lanes)
    base = 0.47 if now().name == "slide" else 0.85 if broad() else 1.05
    tall = base * now().width_mm + key_mm(len(signs) + 2)
    grid = panels(ax, 2, 1, heights=(1, 2.2), share="x", height_mm=tall).ravel()
    upper, lower = grid
    rung_axis(upper)
    upper.tick_params(axis="y", labelsize=now().small)
    tension(upper, would, WOULD, "would", counterfactual.parted)
    tension(upper, was, WAS, "was", 0)
    handles = [
        Line2D([], [], color=colour, label=name)
        for name, colour in (("as it was", WAS), ("with the change", WOULD))
    ]
    month_axis(lower, start, horizon)
    key(lower, [*handles, *signs], whole=ax is None)
    draw_lanes(lower, *lanes)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    if counterfactual.parted is not None:
        for axes in (upper, lower):
            axes.axvline(
                counterfactual.parted, color=GREY, linestyle=(0, (4, 2)), zorder=6, gid="parting"
            )
    sides = {"as it was": was, "with the change": would}
    data = [
        row
        for name, story in sides.items()
        for row in list_moves(story.series("tension"), lanes_of(story), name)
    ]
    measure = "Tension by month, from 0 to 9; below, by capital: course, statement, action"
    ends = [end_text(story) for story in (was, would)]
    headline = (
        f"World {was.world}: {ends[0]}, and no other end with the change ({counterfactual.label})"
        if ends[0] == ends[1]
        else f"World {was.world}: {ends[0]} as it was, {ends[1]} with the change ({counterfactual.label})"
    )
    return Drawn(grid, {}, title, how_to_read, provenance, data, headline=headline, measure=measure)


def reading(counterfactual: Counterfactual) -> str:
    """Say where the two worlds part, how the cells are read and how each world ends."""
    ends = f"as it was: {ending(counterfactual.was)}; with the change: {ending(counterfactual.would_story)}"
    if counterfactual.parted is None:
        return (
            "The same random draws. The change makes no difference: the two worlds are the same in every month. "
            f"The ends: {ends}."
        )
    return (
        f"The same random draws. They part in {counterfactual.parted_label} (dashed): {counterfactual.parting}. "
        f"Each lane: course, statement, action. Split cells: original above, changed below. The ends: {ends}."
    )


def ending(story: Story) -> str:
    """Return how a world ends, and its value to Washington and Beijing."""
    values = (
        f"{name.capitalize()} {number_text(story.outcomes[f'value_{name}'], 1)}" for name in GIANTS
    )
    return f"{end_text(story)}; {lost(story)} (value in months: {', '.join(values)})"


def lanes_of(story: Story) -> dict[str, Array]:
    """Return the courses, statements and actions of a world."""
    return {menu: story.lane(menu) for menu in MENUS}


def tension(axes: Axes, story: Story, colour: str, name: str, first: int | None) -> None:
    """Draw the tension of a world from a month on, and a star if an event ends it."""
    if first is None:
        return
    line = story.series("tension")
    months = np.arange(line.size)[first:]
    wide = name == "would"
    axes.plot(
        months,
        line[first:],
        color=colour,
        linewidth=4 if wide else 1.8,
        zorder=3 if wide else 4,
        solid_capstyle="round",
        gid=f"tension: {name}",
    )
    played = len(story.months)
    if story.final_state not in EVENTS:
        return
    draw_end(
        axes,
        story.final_state,
        played,
        float(line[played]),
        now().dot * (2.6 if wide else 1.8),
        colour,
        colour if wide else None,
        zorder=6 if wide else 7,
        gid=f"event: {name}",
    )
