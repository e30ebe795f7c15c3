"""Random jobs, and what two engines must agree on."""

import hashlib
import platform
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.engine import ORDERS, PLACES, Job, Worlds, play, toolchain
from sim.core.engine.records import flat, names_of
from sim.core.engine.source import Game
from sim.core.engine.toolchain import FORMS, Target, library
from sim.core.engine.translated import translation
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import FREE, POLICIES, orders_of
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario


def random_job(game: Game, seed: int, worlds: int, months: int = 12) -> Job:
    """Return a job with everything that an engine must know drawn at random, by world or not."""
    r = np.random.default_rng(seed)
    by_world: tuple[int, ...] = (worlds,) if seed % 2 else ()
    names = names_of(game.numbers)
    numbers: dict[str, Any] = {}
    for i in r.choice(len(names), min(5, len(names)), replace=False):
        numbers[names[i]] = flat(game.numbers())[i] * r.uniform(
            0.8, 1.2, (worlds,) if seed % 3 == 0 else ()
        )
    parts = {name: len(names_of(game.part_of_now(name))) for name in ("luck", "levers", "orders")}
    luck = r.random((months, parts["luck"], *by_world))
    shape = (months, parts["orders"], *by_world)
    orders = np.where(r.random(shape) < 0.1, r.integers(0, 3, shape), -1)
    calendar = np.repeat(np.array(flat(game.part_of_now("calendar")()))[None], months, axis=0)
    return Job(
        worlds,
        int(r.integers(2**62)),
        months,
        int(r.integers(10**6)),
        int(r.integers(0, 5)),
        numbers,
        levers=r.random((months, parts["levers"], *by_world)),
        orders=orders.astype(np.int8),
        calendar=calendar,
        luck=np.where(r.random(luck.shape) < 0.1, luck, np.nan),
        record=names_of(game.world)[:: 1 + seed % 3],
    )


def job_of_plans(seed: int, worlds: int, months: int = 24) -> Job:
    """Return worlds of spring 2017 in which every capital follows a plan or a course, or is free,
    drawn by world; what plans wait for is short enough that they turn.
    """
    r = np.random.default_rng(seed)
    spring = load_scenario("2017-spring").change({"months": months, "seen_enforcing": 0.5})
    job = inputs(spring).job(worlds, seed=seed, record=PLACES)
    orders = np.repeat(job.orders[:, :, None], worlds, axis=2)
    for capital in CAPITALS:
        policies = [policy for policy in POLICIES[capital].values() if policy.plan]
        policies += [POLICIES[capital][FREE]]
        for world in range(worlds):
            for order, place in orders_of(capital, r.choice(policies).standing).items():
                orders[:, ORDERS.index(order), world] = place
    return replace(job, orders=orders)


def first_months(job: Job, months: int, start: int = 0) -> Job:
    """Return the job of some of the months of a job."""
    cut = slice(start, start + months)
    parts = {name: getattr(job, name) for name in ("levers", "orders", "calendar", "luck")}
    parts = {name: None if values is None else values[cut] for name, values in parts.items()}
    return replace(job, months=months, first_month=job.first_month + start, **parts)


def digest(worlds: Worlds) -> str:
    """Return a hash of all that an engine gives back."""
    found = hashlib.sha256()
    for values in (worlds.state, *worlds.record.values(), worlds.months_lived, worlds.failed):
        found.update(np.ascontiguousarray(values).tobytes())
    return found.hexdigest()


def played(job: Job, engine: Any, game: Game, jobs: int = 1) -> str:
    """Return the hash of what an engine makes of a job."""
    return digest(play(job, engine, jobs, game=game))


def built(
    game: Game, target: Target = toolchain.HOST, *extra: str, forms: tuple[str, ...] = FORMS
) -> Path:
    """Return the library of a game for a machine, built where it is not there yet."""
    made = translation(game)
    return library(made.cpp, made.fingerprint, forms, target, extra)


def of_this_machine() -> Target | None:
    """Return the target whose library this machine loads, or None if there is none."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64", "ARM64": "aarch64"}.get(
        platform.machine(), platform.machine()
    )
    known = {
        ("linux", "x86_64"): "manylinux_2_17_x86_64",
        ("linux", "aarch64"): "manylinux_2_17_aarch64",
        ("darwin", "x86_64"): "macosx_11_0_x86_64",
        ("darwin", "aarch64"): "macosx_11_0_arm64",
        ("win32", "x86_64"): "win_amd64",
        ("win32", "aarch64"): "win_arm64",
    }
    name = known.get((sys.platform, machine))
    return toolchain.TARGETS[name] if name else None
