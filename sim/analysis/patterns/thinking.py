"""What a month hides: the chances before the draw, and what the course taken at a review is expected to bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.engine import Job, play
from sim.engine.source import read
from sim.game.catalogue import MOVES

LOOK_AHEAD: Final = ("washington", "pyongyang")
"""The capitals that look ahead at a review."""


@dataclass(frozen=True, eq=False)
class Thinking:
    """What was thought in every month of a job.

    `chances[menu]` holds the chance of each move, `(moves, months, worlds)`. `expected[capital]` holds what the course
    taken at a review was expected to bring a month, `(months, worlds)`: 0 in a month without a review.
    """

    chances: dict[str, Floats]
    expected: dict[str, Floats]


def thinking_of(job: Job, jobs: int = 1) -> Thinking:
    """Play a job a month at a time, and before each month one that stops before anybody acts."""
    before_acting = read("sim.analysis.patterns.before_acting")
    chances: dict[str, list[Floats]] = {menu: [] for menu in MOVES}
    expected: dict[str, list[Floats]] = {capital: [] for capital in LOOK_AHEAD}
    state: Floats | None = None
    for month in range(job.months):
        one = replace(month_of(job, month), state=state)
        shown = play(one, jobs=jobs, game=before_acting)
        for menu, months in chances.items():
            place = f"moves.{menu.replace('.', '_')}"
            months.append(np.array([shown.of(f"{place}.{move}") for move in range(len(MOVES[menu]))]))
        for capital, rows in expected.items():
            rows.append(np.where(shown.of("ending") > 0.0, 0.0, shown.of(f"{capital}_loss")))
        state = play(one, jobs=jobs).state
    return Thinking(
        {menu: np.stack(months, axis=1) for menu, months in chances.items()},
        {capital: np.stack(rows) for capital, rows in expected.items()},
    )


def month_of(job: Job, month: int) -> Job:
    """Return one month of a job, to be played from the state before it."""
    own = slice(month, month + 1)
    sheets: dict[str, Any] = {
        name: sheet if sheet is None else sheet[own]
        for name, sheet in (("levers", job.levers), ("orders", job.orders), ("calendar", job.calendar))
    }
    return replace(job, months=1, first_month=job.first_month + month, record=(), **sheets)
