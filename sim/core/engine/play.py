"""Play a job: with the engine that it gets, shared among threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.engine import arrays, kernel, plain
from sim.core.engine.job import DEFAULTS, Job, PreparedJob, Worlds, game_of
from sim.core.engine.kernel import ENGINES as ENGINES, Engine as Engine, engine_for
from sim.core.engine.source import Game
from sim.core.extensions import extensions

WORLDS_OF_A_CALL: Final = 4096
MONTHS_OF_A_CALL: Final = WORLDS_OF_A_CALL * 36
"""World-months of one call of the kernel: about a tenth of a second, so that an interrupt is
answered soon.
"""


def play(
    job: Job, engine: Engine | None = None, jobs: int = 1, *, game: Game | None = None
) -> Worlds:
    """Play the worlds of a job; every engine and number of threads gives the same bytes.

    engine: None takes the kernel if it is there or can be compiled, else NumPy, with one warning.
    jobs: threads of the kernel. Raises UsageProblem if the job or the engine is invalid.
    """
    if jobs < 1:
        raise UsageProblem(f"{jobs} threads cannot play.", "jobs", "give 1 or more")
    job, zero_series = split_record(job) if job.outside is None else (job, {})
    plan = PreparedJob(job if job.outside is None else replace(job, record=()), game_of(job, game))
    if job.outside is not None:
        # Half a month is a game of its own: that the whole is compiled, as in a wheel, does not say
        # that it is.
        return extensions().play(job, engine)
    result = _played(plan, engine_for(plan, engine), jobs)
    return replace(result, record=result.record | zero_series) if zero_series else result


def _played(plan: PreparedJob, engine: str, jobs: int) -> Worlds:
    job = plan.job
    state = plan.start()
    record = np.empty((job.months, len(job.record), job.worlds))
    months_lived, failed = np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)

    def part(low: int) -> None:
        high = min(low + size, job.worlds)
        if engine == "kernel":
            kernel.run(plan, state, record, months_lived, failed, low, high)
        else:
            run: Any = arrays.run if engine == "numpy" else plain.run
            run(
                PreparedJob(job.part(low, high), plan.game),
                state[:, low:high],
                record[:, :, low:high],
                months_lived[low:high],
            )

    size = max(64, min(WORLDS_OF_A_CALL, MONTHS_OF_A_CALL // max(1, job.months)))
    size = size if engine == "kernel" else 8 * size  # arrays are dear by the call, not by the world
    parts = range(0, job.worlds, size)
    if jobs == 1 or len(parts) == 1 or engine != "kernel":
        for low in parts:
            part(low)
    else:
        pool = ThreadPoolExecutor(jobs)
        try:
            list(pool.map(part, parts))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    if engine != "kernel":
        failed[:] = ~np.isfinite(state).all(axis=0)
        state[np.isnan(state)] = np.nan
    series = {name: record[:, i] for i, name in enumerate(job.record)}
    return Worlds(state, series, months_lived, failed.astype(bool), plan.places)


def split_record(job: Job) -> tuple[Job, dict[str, Floats]]:
    """Return a job that nobody is asked in without the series of defaults, and those series, which
    are 0.
    """
    default_names = [name for name in job.record if name in DEFAULTS]
    if not default_names:
        return job, {}
    zeros = {name: np.zeros((job.months, job.worlds)) for name in default_names}
    return replace(
        job, record=tuple(name for name in job.record if name not in default_names)
    ), zeros
