"""The paired timeline: one world and its twin under the same luck, where they part, and what each capital did."""

from __future__ import annotations

from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm
from matplotlib.lines import Line2D

from sim.analysis.counterfactual.story import Story
from sim.analysis.counterfactual.twin import Counterfactual
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.estimate import number_text

from .months import month_axis
from .provenance import Provenance
from .rungs import LIMITED_WAR, RUNGS, rung_axis
from .style import (
    BLACK,
    CAPITAL_COLOUR,
    CAPITAL_LABEL,
    CAPITAL_MARKER,
    DIVERGING,
    FOOT_SIZE,
    GREY,
    ORANGE,
    PALE,
    VERMILLION,
    Picture,
    house_style,
    lighter,
    new_figure,
)

CODE_SIZE: Final = 7.5
CODES: Final[dict[str, tuple[str, ...]]] = {
    "washington.word": ("talk", "back", "", "blm", "thr"),
    "washington.deed": ("rel", "", "san", "dep"),
    "beijing.word": ("med", "urg", "", "wrn"),
    "beijing.deed": ("aid", "look", "part", "full"),
    "pyongyang.word": ("talk", "off", "", "thr"),
    "pyongyang.deed": ("dis", "", "bld", "test", "BIG", "LTH"),
    "seoul.word": ("init", "", "con"),
    "seoul.deed": ("aid", "", "exe", "san", "ret"),
}
"""What is written into the cell of each word and deed, in the order of its menu; nothing for the quiet ones."""

READABLE: Final = 40
"""Months up to which cells are named; over longer horizons their colour speaks alone."""

ROWS: Final = {"course": (0.03, 0.26), "word": (0.31, 0.32), "deed": (0.65, 0.32)}
"""Where the course, the word and the deed of a capital stand in its lane: top and height."""

WAS, WOULD = BLACK, ORANGE
EDGE: Final = 0.008
ENDED_EARLY: Final = ("major war", "limited war", "regime collapse")
LETTERS_A_MONTH: Final = 3.6
"""Letters of a course's name that a month has room for, at 36 months."""


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
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2.2))
    rung_axis(upper)
    upper.tick_params(axis="y", labelsize=FOOT_SIZE)
    tension(upper, would, WOULD, "would", found.parted)
    tension(upper, was, WAS, "was", 0)
    handles = [
        Line2D([], [], color=WAS, linewidth=2, label=f"as it was: {ending(was)}"),
        Line2D([], [], color=WOULD, linewidth=4, label=f"with the change: {ending(would)}"),
    ]
    upper.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1, borderaxespad=0.2)
    norm = TwoSlopeNorm(0, -3, 3)
    lanes(lower, was, would, norm)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    if found.parted is not None:
        for axes in (upper, lower):
            axes.axvline(found.parted, color=GREY, linewidth=1.6, linestyle=(0, (4, 2)), zorder=6, gid="parting")
    bar = figure.colorbar(ScalarMappable(norm, DIVERGING), ax=[upper, lower], pad=0.015, aspect=45, shrink=0.96)
    bar.set_label("severity of a word or deed", labelpad=2)
    bar.set_ticks([-3, 0, 3], labels=["-3", "0", "3"])
    bar.outline.set_visible(False)
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
    how = f"{story.final_state} in {story.months[-1].label}" if story.final_state in ENDED_EARLY else story.final_state
    values = (f"{name.capitalize()} {number_text(story.outcomes[f'value_{name}'], 1)}" for name in CAPITALS[:2])
    lost = "lose-lose" if story.outcomes["lose_lose"] else "not lose-lose"
    return f"{how}; {lost} (value in months: {', '.join(values)})"


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
    if story.final_state not in ENDED_EARLY:
        return
    top = {"limited war": LIMITED_WAR + 0.5, "major war": LIMITED_WAR + 1.5}.get(story.final_state, line[played])
    axes.plot([played] * 2, [line[played], top], color=colour, linewidth=2, linestyle=":", zorder=5)
    style: dict[str, Any] = {"marker": "*", "markersize": 19 if wide else 13, "markeredgecolor": BLACK}
    face = colour if wide else VERMILLION
    place: dict[str, Any] = {"zorder": 6 if wide else 7, "clip_on": False, "gid": f"event: {name}"}
    axes.plot([played], [min(top, len(RUNGS))], color=face, **style, **place)


def lanes(axes: Axes, was: Story, would: Story, norm: TwoSlopeNorm) -> None:
    """Draw a lane for each capital: its course as a band, its word and its deed as cells, split where they differ."""
    axes.set_ylim(len(CAPITALS), 0)
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    where = axes.get_yaxis_transform()
    for row, capital in enumerate(CAPITALS):
        axes.plot(
            [-0.03], [row + 0.5], CAPITAL_MARKER[capital], color=CAPITAL_COLOUR[capital], markersize=11,
            transform=where, clip_on=False,
        )  # fmt: skip
        axes.text(-0.046, row + 0.5, CAPITAL_LABEL[capital], transform=where, ha="right", va="center")
        for menu in (f"{capital}.course", f"{capital}.word", f"{capital}.deed"):
            cells(axes, row, menu, was, would, norm)


def cells(axes: Axes, row: int, menu: str, was: Story, would: Story, norm: TwoSlopeNorm) -> None:
    """Draw the cells of one row of a lane: whole where both worlds do the same, else two halves."""
    kind = menu.partition(".")[2]
    top, height = row + ROWS[kind][0], ROWS[kind][1]
    a, b = was.lane(menu), would.lane(menu)
    whole = [(month, 1, int(x)) for month, (x, y) in enumerate(zip(a, b, strict=True)) if x == y]
    upper = [(month, 1, int(x)) for month, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    lower = [(month, 1, int(y)) for month, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    half = height / 2
    places = ((whole, top, height), (upper, top, half - EDGE), (lower, top + half + EDGE, half - EDGE))
    for spans, high, tall in places:
        for first, months, place in joined(spans) if kind == "course" else spans:
            cell(axes, (first, months), (high, tall), menu, place, norm, a.size)


def joined(spans: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return neighbours with the same place as one."""
    made: list[tuple[int, int, int]] = []
    for first, months, place in spans:
        if made and made[-1][0] + made[-1][1] == first and made[-1][2] == place:
            made[-1] = (made[-1][0], made[-1][1] + months, place)
        else:
            made.append((first, months, place))
    return made


def cell(
    axes: Axes, span: tuple[int, int], where: tuple[float, float], menu: str, place: int, norm: TwoSlopeNorm,
    horizon: int,
) -> None:  # fmt: skip
    """Draw one cell, and write into it where there is room: the name of a course, the code of a word or deed."""
    capital, _, kind = menu.partition(".")
    if place < 0:
        axes.broken_barh([span], where, facecolor="white", edgecolor=PALE, hatch="//", linewidth=0)
        return
    entry = (COURSES[capital] if kind == "course" else MOVES[menu])[place]
    colour: Any = lighter(CAPITAL_COLOUR[capital], 0.25)
    text, size = entry.label.partition(" (")[0], FOOT_SIZE if where[1] > 0.2 else CODE_SIZE
    if kind != "course":
        severity = MOVES[menu][place].severity
        colour, text, size = mpl.colormaps[DIVERGING](norm(severity)), CODES[menu][place], CODE_SIZE
    axes.broken_barh(
        [span], where, facecolors=[colour], edgecolor="white", linewidth=1.0 if horizon <= READABLE else 0,
        gid=f"{menu} {span[0]}: {entry.name}",
    )  # fmt: skip
    room = LETTERS_A_MONTH * span[1] * 36 / horizon
    if not text or (kind == "course" and len(text) > room) or (kind != "course" and horizon > READABLE):
        return
    red, green, blue = mpl.colors.to_rgb(colour)
    dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
    written = axes.text(
        span[0] + span[1] / 2, where[0] + where[1] / 2, text, ha="center", va="center", size=size,
        color="white" if dark else BLACK, zorder=7,
    )  # fmt: skip
    written.set_in_layout(False)
