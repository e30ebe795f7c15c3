"""The figures, each a function that draws on given axes or on a new figure: the one list
of kinds.

Each returns its drawing: `.ax`, `.artists` by name, `.caption`, `.alt`, `.data` and `.facts`;
`.save(path)` writes it, and a notebook shows it. Runs are a run, a list of runs, or runs by the
names to write. `sim.theme("journal", width_mm=89)` sets sizes for the print.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sim.publish.display import plot_of as finding
from sim.show.beliefs import beliefs
from sim.show.designs import marginals
from sim.show.months import fan, incidence
from sim.show.spread import differences, ecdf, joint, outcomes, ridges
from sim.show.surface import surface
from sim.show.timeline import timeline

__all__ = [
    "beliefs",
    "differences",
    "ecdf",
    "fan",
    "finding",
    "incidence",
    "joint",
    "marginals",
    "outcomes",
    "ridges",
    "surface",
    "timeline",
]
NEEDS: Final[dict[str, tuple[Callable[..., Any], ...]]] = {
    "1 to 5 runs": (ecdf, incidence),
    "1 to 12 runs": (ridges,),
    "1 to 6 runs": (outcomes,),
    "1 to 3 runs": (fan, joint),
    "2 runs with the same random draws": (differences,),
    "1 run": (timeline,),
    "a study": (marginals, surface),
    "a study of courses, and one of sets of parameters": (beliefs,),
}
"""The figures by the data that they draw."""

KINDS: Final = {str(draw.__name__): draw for each in NEEDS.values() for draw in each}
"""Every kind by its name."""
