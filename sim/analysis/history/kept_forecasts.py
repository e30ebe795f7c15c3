"""Forecasts of the model that are kept as they are made: a hindcast that was killed goes on to the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.analysis.finding import Desk
from sim.analysis.history.kept_sampler import Start, content_of, sampler_from
from sim.analysis.history.rolling import Reader, Rolling, Said, fitted_in
from sim.analysis.history.targets import Key
from sim.arrays import Floats
from sim.study.fingerprint import short
from sim.study.run.play import uninterrupted
from sim.study.store.disk import Folder, folder_in, read, write
from sim.study.store.folder import ROUNDS

HELD: Final = "held"
"""The file of what both forecasters held last."""

LENGTH: Final = 8
"""Bytes that tell how long the first of the two is."""


def rolled(plan: Rolling, desk: Desk) -> list[Said]:
    """Return what the model says at each origin, in order; what the desk's folder keeps is not made again.

    Raises DataProblem for a month that no set of numbers gives any chance.
    """
    with shelf_of(plan, desk) as shelf:
        said = {month: found for month in plan.origins if (found := shelf.said(month))}
        left = [month for month in plan.origins if month not in said]
        if left:
            reader = shelf.reader(left[0]) or Reader.before(plan, desk.jobs)
            for month in left:
                reader.read_to(month, desk.told, shelf.keep_reader)
                said[month] = reader.say()
                shelf.keep_said(month, said[month])
    return [said[month] for month in plan.origins]


@dataclass(frozen=True)
class Shelf:
    """Where a hindcast keeps what the model said at each origin, and what it last held; None keeps nothing."""

    plan: Rolling
    jobs: int
    place: Path | None = None

    def said(self, month: str) -> Said | None:
        """Return what was said at an origin; None where that is not kept."""
        content = read(self.place / f"{month}.json") if self.place else None
        return None if content is None else said_from(content)

    def keep_said(self, month: str, said: Said) -> None:
        """Keep what was said at an origin."""
        if self.place:
            with uninterrupted():
                write(self.place / f"{month}.json", content_of_said(said))

    def reader(self, until: str) -> Reader | None:
        """Return who was kept last; None where nobody was, or has read more than the months before an origin."""
        content = read(self.place / HELD) if self.place else None
        if content is None:
            return None
        end = LENGTH + int.from_bytes(content[:LENGTH])
        kept, plan = self.plan.posterior, self.plan
        start = Start(kept.sets, plan.particles, plan.seed, self.jobs, fitted_in(kept))
        learning, frozen = (sampler_from(part, start) for part in (content[LENGTH:end], content[end:]))
        if learning is None or frozen is None or learning.clouds.month > self.plan.record.position(until):
            return None
        return Reader(self.plan, learning, frozen)

    def keep_reader(self, reader: Reader) -> None:
        """Keep both forecasters, one after the other in one file."""
        if self.place and reader.frozen:
            learning, frozen = content_of(reader.learning), content_of(reader.frozen)
            with uninterrupted():
                write(self.place / HELD, len(learning).to_bytes(LENGTH) + learning + frozen)


@contextmanager
def shelf_of(plan: Rolling, desk: Desk) -> Iterator[Shelf]:
    """Give the shelf of a plan in the folder of a desk, held as long as it is used."""
    if desk.folder is None:
        yield Shelf(plan, desk.jobs)
        return
    # A folder of its own for each plan: what another one kept is never read.
    place = folder_in(desk.folder / ROUNDS) / short(repr(named(plan)), 16)
    with Folder(place) as held:
        yield Shelf(plan, desk.jobs, held.path)


def named(plan: Rolling) -> tuple[Any, ...]:
    """Return what tells a plan from another; the months of the record are those of the folder's question."""
    return (plan.posterior.hash, plan.origins, plan.horizons, plan.worlds, plan.particles, plan.seed, plan.learn,
            plan.closed)  # fmt: skip


def content_of_said(said: Said) -> bytes:
    """Return what was said at an origin as JSON, null for a chance of what is not at stake."""
    given = {name: {f"{t} {h}": plain(chance) for (t, h), chance in own.items()} for name, own in said.given.items()}
    return json.dumps({"given": given, "turn": dict(said.turn)}).encode()


def plain(chance: Floats) -> Any:
    """Return chances as plain numbers, null where there is none."""
    return np.where(np.isnan(chance), np.array(None), chance).tolist()


def said_from(content: bytes) -> Said:
    """Return what was said at an origin from JSON."""
    found = json.loads(content)
    return Said(
        {name: {key_of(key): np.array(chance, dtype=np.float64) for key, chance in own.items()}
         for name, own in found["given"].items()}, found["turn"],
    )  # fmt: skip


def key_of(text: str) -> Key:
    """Return the target and the horizon that a text names."""
    target, horizon = text.split()
    return target, int(horizon)
