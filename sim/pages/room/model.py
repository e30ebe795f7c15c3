"""What the model makes of the same start: the worlds with which the wall compares those of the class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sim.pages.seats.record import Record
from sim.show.inputs import rounded, shown
from sim.show.ladder import SHARES, quantiles
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import run

WORLDS: Final = 400


@dataclass(frozen=True)
class Others:
    """Worlds of the model: quantiles of their tension by month, and how often each ending came."""

    path: tuple[tuple[float | None, ...], ...]
    ends: dict[str, Any]

    def up_to(self, months: int) -> dict[str, Any]:
        """Return the paths so far, as plain data; nobody is told the months that are to come."""
        return {"worlds": WORLDS, "shares": list(SHARES), "path": [list(row[: months + 1]) for row in self.path]}


def others_of(record: Record) -> Others:
    """Return the worlds that follow the class's own under the same seed, played by the rules alone."""
    found = run(record.scenario, WORLDS, record.seed, first_world=record.world + 1, record=["tension"])
    rows = tuple(tuple(rounded(row)) for row in quantiles(found.state["tension"]))
    return Others(rows, {name: shown(found.probability(name)) for name in FINAL_STATES})
