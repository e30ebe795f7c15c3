"""Lanes of a timeline: for each capital its course as a band, word and deed as cells, of one world or of two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm, to_rgb
from numpy.typing import ArrayLike, NDArray

from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.outcomes import FINAL_STATES

from .months import span
from .rungs import LIMITED_WAR
from .style import (
    BLACK,
    CAPITAL_COLOUR,
    CAPITAL_LABEL,
    CAPITAL_MARKER,
    DIVERGING,
    FOOT_SIZE,
    PALE,
    Picture,
    lighter,
)

Lanes = Mapping[str, ArrayLike]
"""The place on each menu, such as "pyongyang.course" or "pyongyang.deed", month by month, −1 after the end."""

SHORT: Final[dict[str, tuple[str, ...]]] = {
    "washington.word": ("talk", "back", "", "lean", "thr."),
    "washington.deed": ("rel.", "", "san.", "dep."),
    "beijing.word": ("med.", "urge", "", "warn"),
    "beijing.deed": ("aid", "look", "part", "full"),
    "pyongyang.word": ("talk", "off.", "", "thr."),
    "pyongyang.deed": ("dis.", "", "build", "test", "BIG", "kill"),
    "seoul.word": ("init.", "", "con."),
    "seoul.deed": ("aid", "", "drill", "san.", "ret."),
}
"""What is written upwards into the cell of each word and deed, in the order of its menu; nothing for the quiet ones."""

CODES: Final = {menu: tuple(text[:3].strip(".") for text in texts) for menu, texts in SHORT.items()}
"""What is written into half a cell, where two worlds differ."""

MENUS: Final = tuple(f"{capital}.{kind}" for capital in CAPITALS for kind in ("course", "word", "deed"))
SIZES: Final = {menu: len(COURSES[menu.partition(".")[0]] if ".course" in menu else MOVES[menu]) for menu in MENUS}
ROWS: Final = {"course": (0.03, 0.19), "word": (0.23, 0.37), "deed": (0.61, 0.37)}
"""Where the course, the word and the deed of a capital stand in its lane: top and height."""

EVENTS: Final = FINAL_STATES[:3]
"""The final states that an event brings before the horizon."""

READABLE: Final = 42
"""Months up to which every word and deed is named; over longer horizons its colour speaks alone."""

CODE_SIZE: Final = 7.5
EDGE: Final = 0.008
LETTERS_A_MONTH: Final = 3.4
"""Letters of a course's name that a month has room for, at 36 months."""

SEVERITY: Final = TwoSlopeNorm(0, -3, 3)


def checked(lanes: Lanes, horizon: int) -> dict[str, NDArray[Any]]:
    """Return the lanes as arrays; raises DataProblem where one is missing or holds what is not on its menu."""
    made = {menu: np.asarray(lanes.get(menu, ())) for menu in MENUS}
    for menu, lane in made.items():
        if lane.shape != (horizon,) or lane.dtype.kind not in "iu" or (lane >= SIZES[menu]).any():
            raise DataProblem(
                f"'{menu}' needs a place on its menu for each of {span(horizon)}.",
                f"{menu}: type {lane.dtype}, shape {lane.shape}",
                "Give what the run recorded, −1 after the end.",
            )
    return made


def height_of_end(final_state: str, tension: float) -> float:
    """Return where an event stands on the ladder: a war on its rung, another end at the tension it had."""
    return {"limited war": LIMITED_WAR + 0.5, "major war": LIMITED_WAR + 1.5}.get(final_state, tension)


def severity_bar(figure: Picture, panels: list[Axes]) -> None:
    """Draw the bar that says what the colours of words and deeds mean."""
    bar = figure.colorbar(ScalarMappable(SEVERITY, DIVERGING), ax=panels, pad=0.015, aspect=45, shrink=0.96)
    bar.set_label("severity of a word or deed", labelpad=2)
    bar.set_ticks([-3, 0, 3], labels=["-3", "0", "3"])
    bar.outline.set_visible(False)


def draw_lanes(axes: Axes, was: Mapping[str, NDArray[Any]], would: Mapping[str, NDArray[Any]]) -> None:
    """Draw a lane for each capital, from the top; a cell is split where the two worlds do different things."""
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
        for kind in ROWS:
            _cells(axes, row, f"{capital}.{kind}", was, would)


def _cells(axes: Axes, row: int, menu: str, was: Mapping[str, Any], would: Mapping[str, Any]) -> None:
    """Draw the cells of one row of a lane: whole where both worlds do the same, else two halves."""
    kind = menu.partition(".")[2]
    top, height = row + ROWS[kind][0], ROWS[kind][1]
    half = height / 2
    same = was[menu] == would[menu]
    parts = (
        (np.where(same, was[menu], -2), top, height, True),
        (np.where(same, -2, was[menu]), top, half - EDGE, False),
        (np.where(same, -2, would[menu]), top + half + EDGE, half - EDGE, False),
    )
    for lane, high, tall, whole in parts:
        for first, months, place in spells(lane, joined=kind == "course"):
            _cell(axes, (first, months), (high, tall), menu, place, lane.size, whole)


def spells(lane: NDArray[Any], joined: bool = True) -> list[tuple[int, int, int]]:
    """Return first month, length and place of each spell of one place, or of each month; −2 is left out."""
    firsts = [k for k in range(lane.size) if not joined or k == 0 or lane[k] != lane[k - 1]]
    ends = [*firsts[1:], lane.size]
    return [(first, end - first, int(lane[first])) for first, end in zip(firsts, ends, strict=True) if lane[first] > -2]


def _cell(
    axes: Axes, months: tuple[int, int], where: tuple[float, float], menu: str, place: int, horizon: int, whole: bool
) -> None:
    """Draw one cell, and write into it where there is room: the name of a course, or what was said or done."""
    if place < 0:
        axes.broken_barh([months], where, facecolor="white", edgecolor=PALE, hatch="//", linewidth=0)
        return
    capital, _, kind = menu.partition(".")
    text, size, turned = "", FOOT_SIZE if whole else CODE_SIZE, 0
    colour: Any
    if kind == "course":
        name, colour = COURSES[capital][place].name, lighter(CAPITAL_COLOUR[capital], 0.25)
        label = COURSES[capital][place].label.partition(" (")[0]
        text = label if len(label) <= LETTERS_A_MONTH * months[1] * 36 / horizon else ""
    else:
        name, colour = MOVES[menu][place].name, mpl.colormaps[DIVERGING](SEVERITY(MOVES[menu][place].severity))
        if horizon <= READABLE:
            text, turned = (SHORT[menu][place], 90) if whole else (CODES[menu][place], 0)
    axes.broken_barh(
        [months], where, facecolors=[colour], edgecolor="white", linewidth=1.0 if horizon <= READABLE else 0,
        gid=f"{menu} {months[0]}: {name}",
    )  # fmt: skip
    if text:
        red, green, blue = to_rgb(colour)
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        written = axes.text(
            months[0] + months[1] / 2, where[0] + where[1] / 2, text, ha="center", size=size, rotation=turned,
            va="center" if turned else "center_baseline", color="white" if dark else BLACK, zorder=7,
        )  # fmt: skip
        written.set_in_layout(False)
