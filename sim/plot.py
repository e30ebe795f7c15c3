"""Figures from Python: each draws a figure of its own, or into axes of a figure of yours.

They return the figure. In a notebook it shows itself; `figure.savefig` writes it. What a result can draw by name, its
`.plot(name, ax=…)` draws too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from sim.publish.display import plot_of
from sim.show import pictures
from sim.show.style import drawn_into

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from sim.analysis.finding import Finding

AXES = inspect.Parameter("ax", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Axes | None")


def into_axes(draw: Callable[..., FigureBase]) -> Callable[..., FigureBase]:
    """Return a function that draws the same, into `ax` where axes are given."""

    @wraps(draw)
    def drawn(*given: Any, ax: Axes | None = None, **named: Any) -> FigureBase:
        with drawn_into(ax):
            return draw(*given, **named)

    own = inspect.signature(draw)
    drawn.__signature__ = own.replace(parameters=[*own.parameters.values(), AXES])  # type: ignore[attr-defined]
    drawn.__module__ = __name__
    return drawn


ladder, ribbon, phase = into_axes(pictures.ladder), into_axes(pictures.ribbon), into_axes(pictures.phase)
outcomes, kappa = into_axes(pictures.outcomes), into_axes(pictures.kappa)
time_to_war = into_axes(pictures.time_to_war)
timeline, plane = into_axes(pictures.timeline), into_axes(pictures.plane)


def finding(found: Finding | Any, name: str = "", *, ax: Axes | None = None) -> FigureBase:
    """Draw a figure of what an analysis found, the first one where no name is given; raises UsageProblem.

    >>> import sim
    >>> found = sim.compare(sim.load_scenario("2017-spring"), sim.load_scenario("dual-track"), worlds=50)
    >>> type(sim.plot.finding(found, "difference")).__name__
    'Picture'
    """
    return plot_of(found, name, ax)
