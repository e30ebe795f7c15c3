"""A sampler that is kept on the disk: after each move the whole of it, so that a kill costs no more than one move."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from sim.analysis.history.filter import PLACES, Clouds, check_possible
from sim.analysis.history.posterior import Beginning, Sampler
from sim.analysis.history.prior import FITTED, Fitted
from sim.arrays import Floats
from sim.study.run.play import uninterrupted
from sim.study.store.disk import read, write

SEAL: Final = 64
"""Characters of the SHA-256 that a file begins with."""

LISTS: Final = ("evidence", "counted", "accepted")
Told = Callable[[int], None]
"""Called with the months that a sampler has read."""


@dataclass(frozen=True)
class Start:
    """What a sampler begins with: how many sets and particles, where particles begin, what luck, which numbers."""

    sets: int
    particles: int
    seed: int
    jobs: int = 1
    fitted: tuple[Fitted, ...] = FITTED
    beginning: Beginning = field(default_factory=Beginning.of_1990)

    def begun(self) -> Sampler:
        """Return a sampler that has read nothing."""
        return Sampler.before(self.sets, self.particles, self.beginning, self.seed, self.jobs, self.fitted)


def content_of(sampler: Sampler) -> bytes:
    """Return a sampler as bytes, the same ones whenever it is the same: a SHA-256, then arrays in order."""
    clouds = sampler.clouds
    numbers = np.array(list(clouds.numbers.values()))
    start = np.array(list(clouds.start.values()))
    sheet = io.BytesIO()
    for array in (
        np.array([clouds.particles, sampler.seed, clouds.month, sampler.runs]), np.array([sampler.scale]),
        *(np.array(getattr(sampler, name)) for name in LISTS), sampler.logits, sampler.log_weight, sampler.total,
        numbers, start, clouds.run, clouds.state, clouds.weight,
    ):  # fmt: skip
        np.save(sheet, array, allow_pickle=False)
    body = sheet.getvalue()
    return hashlib.sha256(body).hexdigest().encode() + body


def sampler_from(content: bytes, begun_by: Start) -> Sampler | None:
    """Return the sampler that bytes hold; None where they are not as they were written."""
    body = content[SEAL:]
    if content[:SEAL] != hashlib.sha256(body).hexdigest().encode():
        return None
    sheet = io.BytesIO(body)
    counts, scale, *parts = (np.load(sheet, allow_pickle=False) for _ in range(13))
    particles, seed, month, runs = counts.tolist()
    *lists, logits, log_weight, total, numbers, start, run, state, weight = parts
    clouds = Clouds(
        {item.name: values for item, values in zip(begun_by.fitted, numbers, strict=True)},
        dict(zip(begun_by.beginning.ranges, start, strict=True)),
        begun_by.beginning.certain, particles, seed, run, state, weight, month,
    )  # fmt: skip
    evidence, counted, accepted = (each.tolist() for each in lists)
    return Sampler(
        logits, log_weight, total, clouds, begun_by.beginning, seed, begun_by.jobs, begun_by.fitted, evidence, counted,
        accepted, float(scale[0]), runs,
    )  # fmt: skip


def without_particles(sampler: Sampler) -> Sampler:
    """Return what a sampler has learnt without its particles: all that is read of it once it has read its last month.

    It is the same whether it was made now or read from a file.
    """
    clouds = sampler.clouds
    bare = Clouds(
        clouds.numbers, {name: np.empty(0) for name in clouds.start}, clouds.fixed, clouds.particles, clouds.seed,
        clouds.run, np.empty((len(PLACES), 0)), np.empty((len(clouds.run), 0)), clouds.month,
    )  # fmt: skip
    return Sampler(
        sampler.logits, sampler.log_weight, sampler.total, bare, sampler.beginning, sampler.seed, sampler.jobs,
        sampler.fitted, sampler.evidence, sampler.counted, sampler.accepted, sampler.scale, sampler.runs,
    )  # fmt: skip


def learnt_from(
    start: Start, calendar: Floats, months: tuple[str, ...], label: str, path: Path | None = None,
    told: Told = lambda month: None,
) -> Sampler:  # fmt: skip
    """Let a sampler read all months, and return what it has learnt; with a path it is kept there, and goes on.

    Raises DataProblem for a month that no set gives any chance.
    """
    sampler = (gone_on(path, start) if path else None) or start.begun()
    if sampler.clouds.month == len(calendar):
        return sampler
    while (month := sampler.clouds.month) < len(calendar):
        before = sampler.runs
        sampler.read(calendar[: month + 1], lambda month=month: told(month))  # type: ignore[misc]
        check_possible(np.array(sampler.evidence[-1:])[None], months[month : month + 1], label)
        if path and sampler.runs > before:
            keep(sampler, path)
        told(month + 1)
    learnt = without_particles(sampler)
    if path:
        keep(learnt, path)
    return learnt


def keep(sampler: Sampler, path: Path) -> None:
    """Write a sampler, also where ctrl-C comes meanwhile."""
    with uninterrupted():
        write(path, content_of(sampler))


def gone_on(path: Path, start: Start) -> Sampler | None:
    """Return the sampler that a file keeps; None where there is none, or it is not as it was written."""
    content = read(path)
    return None if content is None else sampler_from(content, start)
