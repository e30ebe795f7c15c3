"""The worlds of a scenario as paths that can be split: a step is a month, the score is tension, the event is war."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.arrays import Flags, Floats
from sim.engine import PLACES, Job
from sim.engine.play import play
from sim.game.moves import Ending
from sim.study.estimate.splitting import Paths, Whole
from sim.study.scenario import Scenario, inputs

TENSION, ENDING = PLACES.index("tension"), PLACES.index("ending")
WARS = (Ending.STRIKE, Ending.ATTACK, Ending.CLASH, Ending.ACCIDENT)
"""The kinds of event, from 1: how a war began."""


class Worlds:
    """The worlds of a scenario under a seed; a root is the world of its number in every run with that seed."""

    def __init__(self, scenario: Scenario, seed: int, jobs: int = 1) -> None:
        self.job: Job = inputs(scenario).job(1, seed=seed)
        self.steps = self.job.months
        self.jobs = jobs

    def begin(self, roots: Whole) -> Floats:
        """Return the worlds as they begin."""
        return play(replace(self.job, worlds=roots.size, months=0, ids=roots, **self.sheets(0))).state

    def step(self, paths: Paths, step: int) -> Floats:
        """Return the worlds after one more month."""
        job = replace(
            self.job, worlds=len(paths), months=1, first_month=step, state=paths.state, ids=paths.root,
            generation=paths.generation, clone=paths.clone, **self.sheets(step),
        )  # fmt: skip
        return play(job, jobs=self.jobs).state

    def sheets(self, month: int) -> dict[str, Any]:
        """Return what one month brings."""
        return {name: getattr(self.job, name)[month : month + 1] for name in ("levers", "orders", "calendar")}

    def score(self, state: Floats) -> Floats:
        """Return the tension of each world."""
        return np.asarray(state[TENSION])

    def happened(self, state: Floats) -> Whole:
        """Return how a war began, 0 where there is none."""
        ending = state[ENDING].astype(np.int64)
        return np.where(np.isin(ending, WARS), ending, 0)

    def over(self, state: Floats) -> Flags:
        """Return where a world has ended, by war or collapse."""
        return np.asarray(state[ENDING] != Ending.NONE)
