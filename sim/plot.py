"""The figures, each a function that draws on axes of yours or on a figure of its own: the one list of kinds.

Each returns what it drew: `.ax`, `.artists` by name, `.caption`, `.alt`, `.data` and `.facts`; `.save(path)` writes it,
and a notebook shows it. Runs are a run, a list of runs, or runs by the names to write. `sim.theme("journal",
width_mm=89)` sets sizes for the print.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sim.publish.display import plot_of
from sim.show.courses import beliefs as beliefs
from sim.show.courses import courses as courses
from sim.show.designs import extremes as extremes
from sim.show.designs import marginals as marginals
from sim.show.designs import pairs as pairs
from sim.show.designs import surface as surface
from sim.show.months import fan as fan
from sim.show.months import incidence as incidence
from sim.show.spread import differences as differences
from sim.show.spread import dominance as dominance
from sim.show.spread import dots as dots
from sim.show.spread import ecdf as ecdf
from sim.show.spread import joint as joint
from sim.show.spread import outcomes as outcomes
from sim.show.spread import quadrants as quadrants
from sim.show.spread import ridges as ridges
from sim.show.spread import tails as tails
from sim.show.timeline import timeline as timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.finding import Finding

NEEDS: Final[dict[str, tuple[Callable[..., Any], ...]]] = {
    "1 to 5 runs": (ecdf, tails, incidence),
    "1 to 12 runs": (ridges, dots, quadrants),
    "1 to 6 runs": (outcomes,),
    "1 to 3 runs": (fan, joint),
    "2 runs of the same luck": (differences, dominance),
    "1 run": (timeline,),
    "a study": (marginals, surface, extremes, pairs),
    "a study of courses, and one of sets of numbers": (courses, beliefs),
}
"""What each kind draws."""

KINDS: Final = {str(draw.__name__): draw for each in NEEDS.values() for draw in each}
"""Every kind by its name."""


def finding(found: Finding | Any, name: str = "", *, ax: Axes | None = None) -> Any:
    """Draw a figure of what an analysis found, the first one where no name is given; raises UsageProblem.

    >>> import sim
    >>> found = sim.compare(sim.load_scenario("2017-spring"), sim.load_scenario("dual-track"), worlds=50)
    >>> sim.plot.finding(found, "difference").facts.size
    '50 worlds'
    """
    return plot_of(found, name, ax)
