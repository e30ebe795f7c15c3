"""The figure of a comparison: the share of each outcome in both scenarios, and the difference."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.compare.findings import CompareFinding, Row
from sim.analysis.finding import Drawn
from sim.show import style
from sim.show.style import Picture, Provenance
from sim.study.estimate.shown import points, share
from sim.study.fingerprint import tool_version
from sim.study.outcomes import label_of, subtitle

COLOURS: Final = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.SKY, style.VERMILLION)
MARKERS: Final = "osD^vP"


@style.house_style()
def compared(finding: CompareFinding) -> Picture:
    """Draw the main outcomes of scenarios: at the left the share in each, at the right A minus each other in points."""
    rows = finding.main
    parts = [
        Provenance(run.scenario.name, run.scenario.hash, run.seed, run.worlds, "Wilson 95 %", tool_version())
        for run in finding.runs
    ]
    luck = "the same worlds, one by one" if finding.paired else "worlds of their own"
    named = zip(finding.letters, finding.runs, strict=True)
    who = " ".join(f"{letter}: {run.scenario.title}." for letter, run in named)
    text = f"{who} Each in {luck}. Whiskers: 95 % intervals; hollow: not to be told from 0."
    first, *_ = rows
    said = ", ".join(f"{letter} {share(each).text()}" for letter, each in zip(finding.letters, first.each, strict=True))
    title = f"{label_of(first.name)}: {said}"
    figure = style.new_figure(
        title[0].upper() + title[1:], subtitle(text, [row.name for row in rows]), style.together(parts)
    )
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.25, 1))
    places = np.arange(len(rows), dtype=np.float64)
    shares_of(left, rows, places, finding.letters)
    differences(right, rows, places, finding.letters)
    left.set_yticks(places, [label_of(row.name) for row in rows])
    left.set_ylim(len(rows) - 0.4, -0.6)
    left.tick_params(axis="y", length=0)
    return figure.settle()


def apart(count: int) -> np.ndarray:
    """Return how far from the middle of a row each of some signs stands."""
    return np.linspace(-0.12, 0.12, count) if count > 1 else np.zeros(1)


def shares_of(axes: Axes, rows: list[Row], places: np.ndarray, letters: str) -> None:
    """Draw the share of each outcome in every scenario, a line through them."""
    shifts = apart(len(letters))
    for row, place in zip(rows, places, strict=True):
        axes.plot([each.value for each in row.each], place + shifts, color=style.GREY, linewidth=1.2, zorder=1)
    for number, (letter, shift) in enumerate(zip(letters, shifts, strict=True)):
        found = [row.each[number] for row in rows]
        value = np.array([each.value for each in found])
        reach = [[each.value - each.low for each in found], [each.high - each.value for each in found]]
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        axes.errorbar(
            value, places + shift, xerr=np.maximum(reach, 0.0), fmt=marker, color=colour, ecolor=colour, markersize=9,
            capsize=4, label=letter, gid=f"side {letter.lower()}", zorder=3,
        )  # fmt: skip
    axes.set_xlim(left=0.0)
    style.share_axis(axes, "share of worlds", "x")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(6, len(letters)), borderaxespad=0.2)


def differences(axes: Axes, rows: list[Row], places: np.ndarray, letters: str) -> None:
    """Draw A minus each other in points with its interval, hollow where it cannot be told from none."""
    axes.axvline(0.0, color=style.BLACK, linewidth=1.2)
    others = letters[1:]
    alone = len(others) == 1
    for number, (letter, shift) in enumerate(zip(others, apart(len(others)), strict=True), start=1):
        colour = style.BLACK if alone else COLOURS[number % len(COLOURS)]
        for row, place in zip(rows, places + shift, strict=True):
            change = row.changes[number - 1]
            value, low, high = change.value, change.low, change.high
            sure = change.distinguishable and not change.same
            axes.errorbar(
                value, place, xerr=[[max(value - low, 0.0)], [max(high - value, 0.0)]], fmt="D", color=colour,
                markerfacecolor=colour if sure else "white", markersize=8, capsize=4,
                gid=f"difference {row.typed}" + ("" if alone else f" {letter}"),
            )  # fmt: skip
            if alone:
                axes.annotate(
                    points(change).text(), (value, place), (0, 11), textcoords="offset points", ha="center",
                    size=style.SMALL_SIZE, path_effects=style.halo(),
                )  # fmt: skip
    reach = max(0.01, 1.35 * max(abs(edge) for row in rows for each in row.changes for edge in (each.low, each.high)))
    axes.set_xlim(-reach, reach)
    style.points_axis(axes, "A minus B" if alone else "A minus each other", "x")


def figures(found: CompareFinding) -> Drawn:
    """Return all sides and their differences."""
    return {"difference": lambda: compared(found)}
