"""The pictures of a run and of a grid, by the names that notebooks and scripts call.

Each takes what `sim.run` or `sim.sweep` gives, and returns a figure that a notebook shows and
`sim.show.saving.save` writes.
"""

from sim.show.grid_pictures import plane
from sim.show.run_pictures import kappa, ladder, outcomes, phase, ribbon, time_to_war, timeline

__all__ = ["kappa", "ladder", "outcomes", "phase", "plane", "ribbon", "time_to_war", "timeline"]
