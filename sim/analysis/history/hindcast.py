"""The hindcast: forecasts from every month of a span, each from what was known then, scored against benchmarks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.analysis.finding import AtDesk, Desk
from sim.analysis.history.benchmarks import STACKED, Stack, benchmark_forecasts, stacked_forecasts
from sim.analysis.history.judging import MODEL
from sim.analysis.history.kept_posterior import Kept
from sim.analysis.history.kept_sampler import Start, content_of, sampler_from
from sim.analysis.history.nowcast import PARTICLES, from_1990
from sim.analysis.history.observe import seen_in
from sim.analysis.history.record import Record, record_hash
from sim.analysis.history.rolling import (
    FROZEN,
    LEARNING,
    TURNS,
    Learn,
    Reader,
    Rolling,
    Said,
    Turn,
    check_posterior,
    fitted_in,
    in_rows,
)
from sim.analysis.history.sightings import BORDER_CLOSED
from sim.analysis.history.start_1990 import FIRST_MONTH
from sim.analysis.history.targets import TARGETS, Key, Seen, all_outcomes
from sim.arrays import Floats, Ints
from sim.errors import DataProblem, UsageProblem
from sim.months import counted, month_after, months_from
from sim.study.estimate.interval import Estimate, wilson
from sim.study.experiment.definition import Experiment
from sim.study.fingerprint import short
from sim.study.run.play import uninterrupted
from sim.study.run.worlds import checked_seed, checked_worlds, whole
from sim.study.store.disk import Folder, folder_in, read, write
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

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


FIRST: Final = "2015-01"
LAST: Final = "2019-12"
HORIZONS: Final = (3, 6, 12)
LEAST_MONTHS: Final = 24
"""Months before a span from which benchmarks can learn anything."""


@dataclass(frozen=True, slots=True)
class TurnSaid:
    """The chance that a forecaster gave to a turn of the record, from the months before it.

    The interval is that of the worlds that were played; `came` is in how many months of those known it happened.
    """

    turn: Turn
    forecaster: str
    chance: Estimate
    came: int


@dataclass(frozen=True, slots=True)
class Forecasts:
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`, the chance of each count, or `(origins,)`, that of
    an event; `seen[target, horizon]` what happened, `(origins,)`. `origins[horizon]` names the months from which the
    horizon fits, and `learnt` the first month that benchmarks learn from, and the last before the first origin.
    """

    record: str
    record_hash: str
    first: str
    last: str
    learnt: tuple[str, str]
    seed: int
    worlds: int
    horizons: tuple[int, ...]
    origins: dict[int, tuple[str, ...]]
    given: dict[str, dict[Key, Floats]]
    seen: dict[Key, Ints]
    turns: tuple[TurnSaid, ...] = ()


@dataclass(frozen=True)
class HindcastOptions(AtDesk):
    """What is forecast: from every month of a span for which a horizon fits, on how many worlds each.

    The record is read from 1990-01 on; one that begins later goes on from the record that ships. `posterior` are the
    sets of numbers that the model begins with, learnt from months before the span; `learn` says whether it moves them
    or weighs them alone. `border_closed` is the first and last month of a closed border, empty for none. Raises
    DataProblem for a span outside the record or too short, and for sets that know a month of it.
    """

    record: Record
    posterior: Kept
    first: str = FIRST
    last: str = LAST
    horizons: tuple[int, ...] = HORIZONS
    worlds: int = 4000
    particles: int = PARTICLES
    seed: int = 7
    learn: Learn = "numbers"
    border_closed: tuple[str, ...] = BORDER_CLOSED
    resamples: int = 2000

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        whole("particles", self.particles, 2, 100_000)
        check_border(self.border_closed)
        if self.learn not in ("numbers", "weights"):
            raise UsageProblem(f"'{self.learn}' is nothing that learns", "learn", "Give numbers or weights.")
        object.__setattr__(self, "horizons", tuple(sorted(set(self.horizons))))
        record = from_1990(self.record)
        check_span(record, self.first, self.last, self.horizons)
        check_posterior(self.posterior, self.first)
        # What lies behind the span is cut off: nothing can read it.
        object.__setattr__(self, "record", record.window(FIRST_MONTH, self.last))

    def __repr__(self) -> str:
        known = record_hash(self.record, self.first, self.last)
        how = (self.horizons, self.worlds, self.particles, self.seed, self.learn, self.border_closed, self.resamples)
        return f"hindcast of {known}, posterior {self.posterior.hash}: {how}"

    @property
    def origins(self) -> dict[int, tuple[str, ...]]:
        """The months from which each horizon is forecast."""
        return {h: origins_of(self.first, self.last, h) for h in self.horizons}

    @property
    def months(self) -> tuple[str, ...]:
        """The months from which any horizon is forecast."""
        return self.origins[self.horizons[0]]

    @property
    def frozen(self) -> str:
        """The name of the forecaster that learns nothing of the span."""
        return f"model, frozen at {month_after(self.first, -1)}"

    @property
    def plan(self) -> Rolling:
        """What the forecasts of the model hang on."""
        return Rolling(
            self.record, self.posterior, self.months, self.horizons, self.worlds, self.particles, self.seed,
            self.learn, self.border_closed,
        )  # fmt: skip


def ask(options: HindcastOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return None: the worlds of a hindcast begin in what a filter holds, and are no experiment."""
    return None


def origins_of(first: str, last: str, horizon: int) -> tuple[str, ...]:
    """Return the months from which a horizon fits into a span: its last month is at or before the last of the span."""
    count = months_from(first, last, "the last month") + 1 - horizon + 1
    return tuple(month_after(first, step) for step in range(count))


def check_span(record: Record, first: str, last: str, horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one too short, and one with too little before it; raises DataProblem."""
    span = record.window(first, last)
    needed = LEAST_MONTHS + max(horizons)
    if record.position(first) < needed:
        raise DataProblem(
            f"fewer than {needed} months of the record lie before {first}", record.label,
            f"Begin at {month_after(record.months[0], needed)} or later: benchmarks learn from the months before.",
        )  # fmt: skip
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months", record.label,
            "Give a longer span, or shorter horizons.",
        )  # fmt: skip


def check_border(closed: Sequence[str]) -> None:
    """Refuse a closed border that is no pair of months in order; raises DataProblem."""
    if closed and not (len(closed) == 2 and all(counted(month) is not None for month in closed)
                       and closed[0] <= closed[1]):  # fmt: skip
        raise DataProblem(
            f"{':'.join(map(str, closed))} is no first and last month of a closed border", "border_closed",
            'Give two months in order, as "2020-01:2022-08", or "never".',
        )  # fmt: skip


def forecasts_of(options: HindcastOptions) -> Forecasts:
    """Return the forecasts of the model, of the one that is frozen, of every benchmark and of their mixture.

    Each rests on the months before its origin and on nothing else.
    """
    record, wanted, origins = options.record, options.horizons, options.origins
    seen, places = seen_in(record), [record.position(month) for month in options.months]
    said = rolled(options.plan, options.desk)
    keys = [(target, h) for target in TARGETS for h in wanted]
    happened = {key: rows[: len(origins[key[1]])] for key, rows in all_outcomes(seen, places, wanted).items()}
    given = {MODEL: in_rows(said, LEARNING, keys)} | benchmark_forecasts(seen, places, wanted)
    given = {name: {key: rows[: len(origins[key[1]])] for key, rows in own.items()} for name, own in given.items()}
    stacked = stacked_forecasts(given, happened, places)
    frozen = {key: rows[: len(origins[key[1]])] for key, rows in in_rows(said, FROZEN, keys).items()}
    others = {options.frozen: frozen, STACKED: forecasts_in(stacked)}
    return Forecasts(
        record.label, record_hash(record, options.first, options.last), options.first, options.last,
        (record.months[0], month_after(options.first, -1)), options.seed, options.worlds, wanted, origins,
        {MODEL: given.pop(MODEL), **others, **given}, happened, turns_said(options, said, seen),
    )  # fmt: skip


def forecasts_in(stacks: dict[Key, Stack]) -> dict[Key, Floats]:
    """Return the forecasts of stacks."""
    return {key: stack.forecast for key, stack in stacks.items()}


def turns_said(options: HindcastOptions, said: Sequence[Said], seen: Seen) -> tuple[TurnSaid, ...]:
    """Return what both forecasters of the model gave to the turns of the record that begin at an origin."""
    names = {LEARNING: MODEL, FROZEN: options.frozen}
    found = []
    for turn in TURNS:
        if turn.origin in options.months:
            place = options.record.position(turn.origin)
            came = seen[TARGETS[turn.target].flag][place : place + turn.months]
            for forecaster, chance in said[options.months.index(turn.origin)].turn.items():
                worlds = wilson(round(chance * options.worlds), options.worlds)
                found.append(TurnSaid(turn, names[forecaster], worlds, int(np.count_nonzero(came == 1))))
    return tuple(found)
