"""The model as a forecaster: it reads a record month by month, and plays on from what it holds at every origin.

Three of them read at once. One goes on learning: every new month weighs its sets. One is frozen before the first
origin: its particles filter, its weights stay. And the prior: sets that nothing was learnt by, all alike in weight.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sim.arrays import Floats, log
from sim.errors import DataProblem
from sim.history.ahead import Filtered, behind_a_closed_border, calendar_ahead, ensemble, shown_ahead
from sim.history.benchmarks import MODEL
from sim.history.dates import FIT_LAST, FORECAST_FROM, HORIZONS
from sim.history.filter import check_possible
from sim.history.kept_posterior import Kept, Still, kept_prior
from sim.history.observe import seen_in
from sim.history.record import Record, shipped_bytes
from sim.history.sampler import weights_of
from sim.history.sightings import border_closed, calendar_of
from sim.history.targets import COUNTS, TARGETS, Key, Seen, months_needed, share_of_worlds
from sim.months import month_after

Told = Callable[[str, float], None]
"""Takes what a forecaster is at, and the share of the record that it has read."""

Said = dict[Key, Floats]
"""The chances of each target and horizon at one origin."""

LEARNING: Final = MODEL
FROZEN: Final = "model, frozen"
PRIOR: Final = "model, prior"


@dataclass(frozen=True)
class OriginForecast:
    """What is forecast at an origin, on how many worlds; `closed` is the first and last month of a closed border."""

    record: Record
    horizons: tuple[int, ...]
    worlds: int
    seed: int
    closed: tuple[str, ...]

    @cached_property
    def seen(self) -> Seen:
        """What the record shows."""
        return seen_in(self.record)

    def said_by(self, held: Filtered, jobs: int) -> Said:
        """Return the chances of every target over worlds that begin in what was held; a closed border stays closed.

        Nobody knew in 2020 when it would open again, and nobody before that it would close.
        """
        read = held.clouds.month
        origin = month_after(self.record.months[0], read)
        start = ensemble(held, self.worlds, self.seed)
        if read and border_closed(self.record.months[read - 1], self.closed):
            start = behind_a_closed_border(start)
        months = max(months_needed(target, h) for target in TARGETS.values() for h in self.horizons)
        futures = shown_ahead(start, calendar_ahead(origin, months, self.record.before(origin)), self.seed, jobs)
        return {
            (t.name, h): share_of_worlds(t, self.seen[t.flag][:read], futures[t.flag], h)
            for t in TARGETS.values() for h in self.horizons
        }  # fmt: skip


def roll_origins(
    asked: OriginForecast, posterior: Kept, origins: Sequence[str], particles: int, jobs: int, told: Told
) -> dict[str, list[Said]]:
    """Return what each of the three says at each origin, in order; each rests on the months before it alone.

    Raises DataProblem for a month that no set gives any chance.
    """
    record, calendar = asked.record, calendar_of(asked.record, asked.closed)
    own = posterior.sampler(particles, asked.seed, jobs).clouds
    free = kept_prior(posterior.sets, particles, asked.seed).sampler(particles, asked.seed, jobs).clouds
    with np.errstate(divide="ignore"):
        learning = np.where(posterior.weight > 0.0, log(np.maximum(posterior.weight, 1e-300)), -np.inf)
    frozen, prior = learning, np.zeros(free.sets)
    begun, ended = (record.position(month) for month in (origins[0], origins[-1]))
    new = len(record) if posterior.last is None else record.position(posterior.last) + 1
    said: dict[str, list[Said]] = {LEARNING: [], FROZEN: [], PRIOR: []}
    for row in range(ended + 1):
        if row <= begun:
            frozen = learning
        if month_after(record.months[0], row) in origins:
            for name, held in ((LEARNING, Still(own, weights_of(learning))), (FROZEN, Still(own, weights_of(frozen))),
                               (PRIOR, Still(free, weights_of(prior)))):  # fmt: skip
                said[name].append(asked.said_by(held, jobs))
        if row == ended:
            break
        told(f"reading {record.months[row]}", row / (ended + 1))
        chance = own.read(calendar[row : row + 1], jobs)
        check_possible(chance[None], record.months[row : row + 1], record.label)
        spent = np.where(np.isfinite(chance), 0.0, -np.inf)
        learning, frozen = learning + (chance if row >= new else spent), frozen + spent
        prior = prior + np.where(np.isfinite(free.read(calendar[row : row + 1], jobs)), 0.0, -np.inf)
    return said


def check_posterior(kept: Kept, first: str) -> None:
    """Refuse sets that have learnt from a month that is to be forecast; raises DataProblem."""
    if kept.last is not None and kept.last >= first:
        raise DataProblem(
            f"the sets of numbers have learnt from months up to {kept.last}, which are to be forecast", kept.label,
            f"Begin in {month_after(kept.last, 1)} or later with --from, or give a --posterior of the months before "
            f"{first}.",
        )  # fmt: skip


def pack_row(said: Mapping[Key, Floats]) -> Floats:
    """Return what was said at an origin as one row, in the order of its targets and horizons."""
    return np.concatenate([np.atleast_1d(chances) for chances in said.values()])


def unpack_row(row: Floats, horizons: Sequence[int]) -> Said:
    """Return what was said at an origin from one row."""
    said, place = {}, 0
    for name in TARGETS:
        for h in horizons:
            size = h + 1 if name in COUNTS else 1
            said[name, h] = row[place : place + size] if name in COUNTS else np.asarray(row[place])
            place += size
    return said


@dataclass(frozen=True, eq=False)
class Prequential:
    """What a fit forecast on its way, at each origin by sets of the months before it: `(chances,)` by month."""

    horizons: tuple[int, ...]
    origins: dict[str, Floats]


def load_prequential() -> Prequential:
    """Return the forecasts on its way of the fit that ships."""
    found = json.loads(shipped_bytes("prequential.json"))
    rows = {month: np.array(row, dtype=np.float64) for month, row in found["origins"].items()}
    return Prequential(tuple(found["horizons"]), rows)


def check_on_the_way(said: Prequential | None, origins: Mapping[int, Sequence[str]], horizons: Sequence[int]) -> None:
    """Refuse origins and horizons that a fit did not forecast on its way; raises DataProblem."""
    if said is None:
        return
    lacking = [month for months in origins.values() for month in months if month not in said.origins]
    if lacking or not set(horizons) <= set(said.horizons):
        where = lacking[0] if lacking else "these origins so far ahead"
        remedy = f"Forecast from every third month of {FORECAST_FROM} to {FIT_LAST}, {HORIZONS} months ahead."
        raise DataProblem(f"the fit forecast nothing on its way from {where}", "on_the_way", remedy)
