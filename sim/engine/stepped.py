"""Worlds that somebody steps: their state stays in place, and each call plays one month of one game on all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.engine import arrays, kernel, plain
from sim.engine.engines import Engine, engine_for, game_of
from sim.engine.external_agents import Whole
from sim.engine.job import Job, Plan
from sim.engine.source import Game
from sim.engine.toolchain import FORMS
from sim.engine.translated import translation

WORLDS_OF_A_THREAD: Final = 512


class Stepped:
    """The worlds of a job under one or several games of the same places, such as the two halves of a month.

    `state` is `(places, worlds)`, as it stands, and `recorded` `(recorded, worlds)` what the job records of the month
    that was played last. Worlds that have ended take no further step.
    """

    def __init__(self, job: Job, games: Sequence[Game], engine: Engine | None = None, jobs: int = 1) -> None:
        self.plans = [Plan(job, game_of(job, game)) for game in games]
        self.engine = engine_for(self.plans[0], engine)
        self.places = self.plans[0].places
        self.worlds = job.worlds
        self._start = self.plans[0].start()
        self.state: Floats = self._start.copy()
        record: Floats = np.empty((1, len(job.record), job.worlds))
        self.recorded: Floats = record[0]
        self._kept = record, np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)
        threads = min(jobs, os.cpu_count() or 1, self.worlds // WORLDS_OF_A_THREAD + 1)
        edges = np.linspace(0, self.worlds, threads + 1).astype(int).tolist()
        self._spans = list(pairwise(edges))
        self._calls: list[list[kernel.Calls]] = []

    def begin(self, seed: int, ids: Whole) -> None:
        """Begin worlds of this seed with these numbers; no month is played yet."""
        for plan in self.plans:
            plan.job = replace(plan.job, seed=seed, state=None)
            plan.ids = np.ascontiguousarray(ids, np.int64)
        self.state[:] = self._start
        self._run(self._month(0, 0, 0))
        for plan in self.plans:
            plan.job = replace(plan.job, state=self.state)
        if self.engine == "kernel":
            self._calls = [self._calls_of(plan) for plan in self.plans]

    def play(self, game: int, month: int, orders: NDArray[np.int8] | None = None) -> None:
        """Play a month of a game; `orders`, `(orders, worlds)`, stands for the job's own."""
        if orders is not None:
            orders = np.ascontiguousarray(orders)
        if self.engine != "kernel":
            plan = self._month(game, month)
            if orders is not None:
                plan.orders = orders[None]
            self._run(plan)
        elif len(self._spans) == 1:
            self._calls[game][0].play(month, orders)
        else:
            with ThreadPoolExecutor(len(self._spans)) as pool:
                list(pool.map(lambda call: call.play(month, orders), self._calls[game]))

    def orders_of(self, month: int) -> NDArray[np.int8]:
        """Return the job's own orders of a month as `(orders, worlds)`, to be written to."""
        own = self.plans[0].orders[month]
        return np.array(own if own.ndim == 2 else np.repeat(own[:, None], self.worlds, axis=1))

    def _calls_of(self, plan: Plan) -> list[kernel.Calls]:
        entry = kernel.kernel(translation(plan.game), FORMS[plan.own_numbers])
        return [kernel.Calls(plan, self.state, *self._kept, low, high, entry) for low, high in self._spans]

    def _month(self, game: int, month: int, months: int = 1) -> Plan:
        whole = self.plans[game]
        plan = object.__new__(Plan)
        plan.__dict__.update(whole.__dict__)
        plan.job = replace(whole.job, months=months, first_month=whole.job.first_month + month)
        for name in ("levers", "orders", "calendar", "luck"):
            own = getattr(whole, name)
            setattr(plan, name, None if own is None else own[month : month + 1])
        return plan

    def _run(self, plan: Plan) -> None:
        record, lived, failed = self._kept
        if self.engine == "kernel":
            kernel.run(plan, self.state, record, lived, failed, 0, self.worlds)
            return
        run: Any = arrays.run if self.engine == "numpy" else plain.run
        run(plan, self.state, record, lived)
