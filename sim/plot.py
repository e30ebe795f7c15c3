"""Figures from Python: each draws a figure of its own, or into axes of a figure of yours.

They return the figure. In a notebook it shows itself; `figure.savefig` writes it. What a result can draw by name, its
`.plot(name, ax=…)` draws too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.publish.display import plot_of
from sim.show import pictures
from sim.show.style import drawn_into

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from sim.analysis.finding import Finding
    from sim.study.run.grid import Grid
    from sim.study.run.worlds import Run


def ladder(run: Run, *, ax: Axes | None = None) -> FigureBase:
    """Draw how tension moves over the ladder in the worlds of a run, and how many have ended in war."""
    with drawn_into(ax):
        return pictures.ladder(run)


def ribbon(run: Run, name: str = "tension", *, ax: Axes | None = None) -> FigureBase:
    """Draw how a state moves in the worlds of a run: its median and the range of half and of nine in ten worlds."""
    with drawn_into(ax):
        return pictures.ribbon(run, name)


def phase(run: Run, *, ax: Axes | None = None) -> FigureBase:
    """Draw the plane of tension and the bite of sanctions: where worlds go, and where they end."""
    with drawn_into(ax):
        return pictures.phase(run)


def outcomes(run: Run, *, ax: Axes | None = None) -> FigureBase:
    """Draw how the worlds of a run end, and what happens in them."""
    with drawn_into(ax):
        return pictures.outcomes(run)


def kappa(run: Run, *, ax: Axes | None = None) -> FigureBase:
    """Draw the share of lose-lose by value against its threshold, beside lose-lose by aims."""
    with drawn_into(ax):
        return pictures.kappa(run)


def time_to_war(run: Run, *, ax: Axes | None = None) -> FigureBase:
    """Draw the share of worlds at war by month."""
    with drawn_into(ax):
        return pictures.time_to_war(run)


def timeline(run: Run, world: int = 0, *, ax: Axes | None = None) -> FigureBase:
    """Draw one world month by month: tension, and the courses, words and deeds of the four capitals."""
    with drawn_into(ax):
        return pictures.timeline(run, world)


def plane(grid: Grid, outcome: str = "lose_lose", *, ax: Axes | None = None) -> FigureBase:
    """Draw a probability over a grid: a heat map of two factors, bars or dots of one."""
    with drawn_into(ax):
        return pictures.plane(grid, outcome)


def finding(found: Finding | Any, name: str = "", *, ax: Axes | None = None) -> FigureBase:
    """Draw a figure of what an analysis found, the first one where no name is given; raises UsageProblem.

    >>> import sim
    >>> found = sim.compare(sim.load_scenario("2017-spring"), sim.load_scenario("dual-track"), worlds=50)
    >>> type(sim.plot.finding(found, "difference")).__name__
    'Picture'
    """
    return plot_of(found, name, ax)
