"""The axes that plots share, and what is wrong with values that they cannot draw."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.errors import DataProblem
from sim.show import grammar as g
from sim.show.grammar import now
from sim.show.palette import FAINT
from sim.show.palette import RUNGS as RUNG_COLOURS
from sim.study.measure.outcomes import RUNGS


def nothing(name: str) -> DataProblem:
    """Return the problem of values that are missing."""
    return DataProblem(
        f"{name} has values that are missing, NaN or infinite, where the figure needs them.",
        name,
        "Run the scenario again, or choose worlds that have a value.",
    )


def month_axis(ax: Axes, start: str, months: int) -> None:
    """Label the months after the start, from one to ten years apart, as there is room."""
    room = ax.get_window_extent().width / ax.figure.dpi * g.POINTS / (2.8 * now().small)
    step = next((each for each in (1, 3, 6, 12, 24, 36, 60, 120) if months / each <= min(6, room)), 120)
    g.axis_of(ax, f"months after {start}", "x")
    g.extend_axis(ax, "x", 0, months)
    ax.set_xticks(range(0, months + 1, step))


def rung_axis(axes: Axes) -> None:
    """Make the y axis a ladder: rung r spans tension r to r + 1, named, with its colour beside the name."""
    axes.set_ylim(0, len(RUNGS))
    room = axes.get_window_extent().height / axes.figure.dpi * g.POINTS / len(RUNGS) / (1.7 * now().small)
    few = range(0, len(RUNGS), 1 if room >= 1 else 2 if room >= 0.5 else 5)
    names = [f"{rung}  {RUNGS[rung]}" if g.broad() else str(rung) for rung in few]
    axes.set_yticks([rung + 0.5 for rung in few], names, size=now().small)
    axes.tick_params(axis="y", length=0, pad=now().small)
    axes.set_ylabel("tension", size=now().text)
    axes.spines["left"].set_visible(False)
    for rung in range(len(RUNGS)):
        axes.axhline(rung, color=FAINT, linewidth=now().line * 0.4, zorder=0)
        axes.add_patch(
            Rectangle(
                (-0.012, rung), 0.012, 1, transform=axes.get_yaxis_transform(), clip_on=False,
                facecolor=RUNG_COLOURS[rung], edgecolor="none",
            )
        )  # fmt: skip
