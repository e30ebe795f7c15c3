"""How fast worlds are when somebody chooses in them month by month, beside the kernel that is stepped by month."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from sim.analysis.bench import SCENARIO, SEED, Said, engines_here, job_for, machine, timed
from sim.arrays import Floats
from sim.engine import Job, play
from sim.engine.play import Engine
from sim.engine.source import read
from sim.engine.stepped import Stepped
from sim.env.many import ManyWorlds, sizes_of
from sim.study.scenario import Scenario, load_scenario

WORLDS: Final = (1, 100, 10_000)
WORLD_MONTHS: Final = 20_000
"""World-months of one measurement, at least."""

LEAST_SHARE: Final = 0.5
"""What is wanted: the environment at least half as fast as the kernel stepped by month."""

CAPITAL: Final = "washington"


def by_month(job: Job, engine: Engine, jobs: int) -> None:
    """Play a job month by month, each as a job of its own that goes on from the last."""
    assert job.levers is not None
    assert job.orders is not None
    assert job.calendar is not None
    state: Floats | None = None
    for month in range(job.months):
        rows = slice(month, month + 1)
        one = replace(job, months=1, first_month=month, state=state)
        one = replace(one, levers=job.levers[rows], orders=job.orders[rows], calendar=job.calendar[rows])
        state = play(one, engine, jobs).state


def in_place(stepped: Stepped, months: int) -> None:
    """Play whole months on worlds that stay in place: nothing is checked, seen or paid. The most that can be had."""
    stepped.begin(SEED, np.arange(stepped.worlds))
    for month in range(months):
        stepped.play(0, month)


def chosen(many: ManyWorlds, actions: list[Any]) -> None:
    """Play worlds in which a word and a deed of one capital are chosen every month."""
    many.reset(SEED)
    for action in actions:
        many.step({CAPITAL: action})


def rate(work: Callable[[], object], world_months: int, repeats: int) -> float:
    """Return world-months a second of this process's processors, at the median of some repeats."""
    calls = max(1, WORLD_MONTHS // world_months)

    def often() -> None:
        for _ in range(calls):
            work()

    work()
    return round(calls * world_months / statistics.median(timed(often, repeats).processor))


def speeds(scenario: Scenario, worlds: int, engine: Engine, jobs: int, repeats: int) -> dict[str, float]:
    """Return world-months a second in which worlds are chosen in, and those of the kernel stepped by month."""
    job, draw = job_for(scenario, worlds), np.random.default_rng(SEED)
    many = ManyWorlds(scenario, [CAPITAL], worlds, engine=engine, jobs=jobs)
    actions = [draw.integers(0, sizes_of(CAPITAL), (worlds, 2)) for _ in range(job.months)]
    works = {
        "environment": partial(chosen, many, actions),
        "by_month": partial(by_month, job, engine, jobs),
        "in_place": partial(in_place, Stepped(job, [read()], engine, jobs), job.months),
    }
    return {name: rate(work, worlds * job.months, repeats) for name, work in works.items()}


def bench_env(
    repeats: int = 3, jobs: int = 1, said: Said = lambda _: None, sizes: tuple[int, ...] = WORLDS
) -> dict[str, Any]:
    """Measure world-months a second for some numbers of worlds, and return them as plain data."""
    scenario, engines = load_scenario(SCENARIO), engines_here()
    found, wanted = {}, []
    for worlds in sizes:
        said(f"{worlds} worlds")
        rates = speeds(scenario, worlds, engines[0], jobs, repeats)
        share = round(rates["environment"] / rates["by_month"], 2)
        found[str(worlds)] = rates
        what = f"{worlds} worlds: share of the kernel stepped by month, at least"
        wanted.append({"what": what, "wanted": LEAST_SHARE, "measured": share, "met": share >= LEAST_SHARE})
    return {
        "machine": machine(jobs, engines),
        "scenario": SCENARIO,
        "months": scenario.months,
        "world_months_a_second": found,
        "wanted": wanted,
    }
