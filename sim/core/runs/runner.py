"""The points of a design as blocks of worlds: parameters and levers by world, so that points are
played side by side.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats
from sim.core.engine import PLACES, Job, play
from sim.core.engine.play import Engine
from sim.core.outcomes.catalogue import Columns, OutcomeOrName
from sim.core.outcomes.history import History, Ints, PolicyProfile, defaults
from sim.core.outcomes.outcomes import OUTCOMES, outcomes, read_by
from sim.core.runs.inputs import (
    Inputs,
    Moves,
    ParameterValues,
    Start,
    calendar_of,
    played_by,
    set_in,
)
from sim.core.runs.interventions import ChangedLever, Intervention
from sim.core.runs.second import SERIES_OF_VALUES, as_record, play_once, values_kept
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import MEASURES, PLACES as PLACES_OF
from sim.core.scenario.scenario import own_policies

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""A function that distributes a task over items and yields the results in order."""

IN_SECOND: Final[ContextVar[bool]] = ContextVar("in_second", default=False)
"""Whether worlds are being played under a second profile: replies of external agents there are not
recorded.
"""

BATCH: Final = 2048
"""Most worlds of a batch of 36 months; of a longer horizon there are fewer, so that memory stays
bounded.
"""

MONTHS_OF_A_BATCH: Final = BATCH * 36
VALUE_READS: Final = ("discount",)
"""The numbers that a value reads and no rule does."""

LONE: Final = 1024
"""A block of so many worlds is played alone: numbers that are the same for all are quicker than one
set a world.
"""

MOST_SHARED: Final = 2**14
"""Most worlds of a block whose second profile is kept for other blocks: of more, the first would be
gone when another asks for them.
"""

MOST_VALUED: Final = 2**17
"""The same where only the values of the second profile are kept."""


@dataclass(frozen=True)
class Block:
    """Some worlds of one scenario, by number. `draws` replaces parameters and levers by
    `(worlds,)`, one a world.

    `own_numbers`, `(worlds,)`, are the numbers of worlds that do not follow one another from
    `first_world` on. With `start` they go on from there instead of starting as the scenario says.
    """

    scenario: Scenario
    first_world: int
    worlds: int
    draws: Mapping[str, Floats] = field(default_factory=dict)
    start: Start | None = None
    own_numbers: Ints | None = None
    part_of: int = 0
    """How many worlds the block has that it is a part of."""

    @property
    def numbers(self) -> Ints:
        """The numbers of its worlds, `(worlds,)`."""
        if self.own_numbers is not None:
            return self.own_numbers
        return np.arange(self.first_world, self.first_world + self.worlds, dtype=np.int64)

    def part(self, low: int, worlds: int) -> Block:
        """Return some of its worlds, from a place among them on."""
        span = slice(low, low + worlds)
        return replace(
            self,
            first_world=self.first_world + low,
            worlds=worlds,
            draws={name: values[span] for name, values in self.draws.items()},
            own_numbers=None if self.own_numbers is None else self.own_numbers[span],
            part_of=self.part_of or self.worlds,
        )


@dataclass(frozen=True)
class Batch:
    """Worlds of some blocks that were played side by side: their numbers, their histories, and
    which have failed.

    `reasons` holds the reason of a failure by the index of the world, if an outside agent caused
    it.
    """

    job: Job
    engine: Engine | None
    worlds: Ints
    history: History
    failed: Flags
    reasons: Mapping[int, str] = field(default_factory=dict)

    def columns(self, names: Sequence[OutcomeOrName] = tuple(OUTCOMES)) -> Columns:
        """Return the columns of these outcomes, beside `world` and `failed`, each `(worlds,)`."""
        # A world that has failed holds values that are no numbers: they pass into its columns, and
        # `failed` says so.
        with np.errstate(invalid="ignore"):
            return {"world": self.worlds} | outcomes(self.history, names) | {"failed": self.failed}

    def answer(
        self,
        names: Sequence[OutcomeOrName],
        series: Sequence[str],
        notice: Callable[[Batch], None] | None = None,
    ) -> tuple[Any, Any, Any]:
        """Return columns, series and reasons, after `notice` has read the batch."""
        if notice:
            notice(self)
        return self.columns(names), self.series(series), self.reasons

    def series(self, names: Sequence[str]) -> dict[str, Floats]:
        """Return series with the state before the first month, each `(months + 1, worlds)`: NaN
        after the end.
        """
        if not names:
            return {}
        first = {name: getattr(self.job, name)[:1] for name in ("levers", "orders", "calendar")}
        start = play(
            replace(self.job, months=0, luck=None, record=(), outside=None, **first), self.engine
        )
        zeros = np.zeros(self.worlds.size)  # before the first month nobody has been paid
        rows_by_name = {
            name: np.concatenate(
                [(start.final(name) if name in PLACES else zeros)[None], self.history.state[name]]
            )
            for name in names
        }
        for rows in rows_by_name.values():
            rows[1:][~self.history.live] = np.nan
        return rows_by_name


@lru_cache(maxsize=4096)
def structure(scenario: Scenario) -> tuple[int, str, bytes, tuple[tuple[str, str], ...]]:
    """Return the settings that scenarios must share to be played side by side: the horizon, the
    start, the calendar and a user's own policies.
    """
    own_functions = tuple(own_policies(scenario).items())
    played_by(scenario)  # raises before any world is played
    return scenario.months, scenario.start, calendar_of(scenario).tobytes(), own_functions


def cut(blocks: Sequence[Block], size: int = BATCH) -> list[tuple[Block, ...]]:
    """Cut blocks, in their order, into batches of at most `size` worlds whose scenarios can be
    played side by side.
    """
    batches: list[list[Block]] = []
    room, shape = 0, None
    for block in blocks:
        low, left, own_shape = 0, block.worlds, (structure(block.scenario), block.start)
        most = max(1, min(size, MONTHS_OF_A_BATCH // block.scenario.months))
        while left:
            if not room or own_shape != shape or block.worlds >= LONE or block.start:
                batches.append([])
                room, shape = most, own_shape
            count = min(room, left)
            batches[-1].append(block.part(low, count))
            low, left, room = low + count, left - count, room - count
    return [tuple(batch) for batch in batches]


def lay_side_by_side(blocks: Sequence[Block]) -> Inputs:
    """Return the inputs of blocks side by side; a value common to all blocks stays one value."""
    parts = [
        set_in(block.scenario, block.draws) if block.draws else set_for_all(block.scenario)
        for block in blocks
    ]
    first = blocks[0].scenario
    sizes = [block.worlds for block in blocks]
    names = dict.fromkeys(name for values, _, _ in parts for name in values)
    rows = {name: [values.get(name, defaults()[name]) for values, _, _ in parts] for name in names}
    numbers = {name: _joined(values, sizes) for name, values in rows.items()}
    levers, orders = (
        _sheets([sheet for _, sheet, _ in parts], sizes),
        _sheets([sheet for _, _, sheet in parts], sizes),
    )
    return Inputs(numbers, levers, orders, calendar_of(first), *played_by(first))


@lru_cache(maxsize=512)
def set_for_all(scenario: Scenario) -> tuple[ParameterValues, Floats, Moves]:
    """Return the parameters, levers and orders of a scenario, common to all worlds and read-only."""
    numbers, levers, orders = set_in(scenario)
    levers.flags.writeable = orders.flags.writeable = False
    return numbers, levers, orders


def _joined(values: Sequence[float | Floats], sizes: Sequence[int]) -> float | Floats:
    if all(not isinstance(value, np.ndarray) and value == values[0] for value in values):
        return values[0]
    return np.concatenate(
        [np.broadcast_to(value, size) for value, size in zip(values, sizes, strict=True)]
    )


def _sheets(sheets: Sequence[npt.NDArray[Any]], sizes: Sequence[int]) -> npt.NDArray[Any]:
    if all(sheet.ndim == 2 and np.array_equal(sheets[0], sheet) for sheet in sheets):
        return sheets[0]
    by_world = [
        sheet if sheet.ndim > 2 else np.repeat(sheet[:, :, None], size, axis=2)
        for sheet, size in zip(sheets, sizes, strict=True)
    ]
    return np.concatenate(by_world, axis=2)


def play_batch(
    blocks: Sequence[Block],
    seed: int,
    record: Sequence[str],
    interventions: Sequence[Intervention] = (),
    engine: Engine | None = None,
    seconds: Mapping[PolicyProfile, Sequence[str]] = {},
    valued: bool = False,
) -> Batch:
    """Play one batch: blocks of one structure, side by side, with these series recorded.

    The same worlds are played again under each of the second profiles, with its own series recorded
    and the same interventions, except on the levers of its capitals. A world that fails there has
    failed. `valued` says that nothing but values is read of the second profiles.
    """
    others = {
        profile: play_under(profile, blocks, seed, series, interventions, engine, valued)
        for profile, series in seconds.items()
    }
    laid_out, job = job_of(blocks, seed, record, interventions)
    result = play(job, engine)
    lines = {profile: other.history for profile, other in others.items()}
    history = History(result.record, laid_out.numbers, blocks[0].scenario.start, lines)
    failed, reasons = result.failed, dict(result.errors)
    for other in others.values():
        failed, reasons = failed | other.failed, {**other.reasons, **reasons}
    return Batch(job, engine, np.asarray(job.ids), history, failed, reasons)


def job_of(
    blocks: Sequence[Block],
    seed: int,
    record: Sequence[str],
    interventions: Sequence[Intervention],
) -> tuple[Inputs, Job]:
    """Return the inputs of blocks side by side, and the job that plays them."""
    laid_out = lay_side_by_side(blocks)
    worlds, start = np.concatenate([block.numbers for block in blocks]), blocks[0].start
    if start:
        # Worlds that have begun are a batch of one block.
        laid_out = replace(
            laid_out, numbers=laid_out.numbers | start.numbers_in(blocks[0].scenario, worlds)
        )
    job = laid_out.imposed(interventions, worlds).job(
        worlds.size,
        seed=seed,
        ids=worlds,
        record=tuple(dict.fromkeys((*record, "ending"))),
        **(start.job(worlds) if start else {}),
    )
    return laid_out, job


def play_under(
    profile: PolicyProfile,
    blocks: Sequence[Block],
    seed: int,
    series: Sequence[str],
    interventions: Sequence[Intervention],
    engine: Engine | None,
    valued: bool,
) -> Batch:
    """Play the worlds of a batch under a second profile: each setting once for each random draw,
    unless a block is large, external agents are asked or worlds have begun.
    """
    followers = {head_of(key) for key, _ in profile}
    again = [
        replace(
            block,
            scenario=put_under(block.scenario, profile),
            draws={k: v for k, v in block.draws.items() if head_of(k) not in followers},
        )
        for block in blocks
    ]
    imposed = [
        item
        for item in interventions
        if not isinstance(item, ChangedLever) or head_of(item.lever) not in followers
    ]
    valued = valued and set(series) <= frozenset.union(*SERIES_OF_VALUES.values())
    is_large = again[0].part_of > (MOST_VALUED if valued else MOST_SHARED)
    if is_large or played_by(again[0].scenario)[1] is not None or again[0].start:
        token = IN_SECOND.set(True)
        try:
            return play_batch(again, seed, series, imposed, engine)
        finally:
            IN_SECOND.reset(token)
    laid_out, job = job_of(again, seed, series, imposed)
    common = repr((seed, job.record, imposed, engine, valued))
    read = VALUE_READS if valued else ()
    keys = [key for block in again for key in keys_of(block, common, read)]
    measure = partial(values_kept, laid_out.numbers) if valued else None
    played = play_once(job, keys, engine, measure)
    record = as_record(played.record, job.record, job.months) if valued else played.record
    history = History(record, laid_out.numbers, again[0].scenario.start)
    return Batch(job, engine, np.asarray(job.ids), history, played.failed)


def keys_of(block: Block, common: str, measures: Sequence[str] = ()) -> list[bytes]:
    """Return a key for each world of a block: its number and all its inputs, as bytes, and these
    numbers of measures.
    """
    read = {
        name: row
        for name, row in block.draws.items()
        if PLACES_OF.get(name) not in MEASURES or name in measures
    }
    numbers = set_for_all(block.scenario)[0]
    values = [numbers.get(name) for name in measures]
    text = repr((common, played_by(block.scenario)[0], sorted(read), values))
    head = hashlib.sha256(text.encode() + setting(block.scenario)).digest()
    columns = [block.numbers.view(np.float64), *(read[name] for name in sorted(read))]
    rows = np.ascontiguousarray(np.stack(columns, axis=1))
    return [head + row for row in rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist()]


@lru_cache(maxsize=4096)
def setting(scenario: Scenario) -> bytes:
    """Return the hash of the inputs that the rules read of a scenario."""
    numbers, levers, orders = set_for_all(scenario)
    read = sorted((name, value) for name, value in numbers.items() if name not in MEASURES)
    text = repr((read, structure(scenario))).encode()
    return hashlib.sha256(text + levers.tobytes() + orders.tobytes()).digest()


def head_of(name: str) -> str:
    """Return the part of a name before its first dot; for a lever, its capital."""
    return name.partition(".")[0]


@lru_cache(maxsize=4096)
def put_under(scenario: Scenario, profile: PolicyProfile) -> Scenario:
    """Return a scenario under a second profile; raises ScenarioProblem if it cannot be played."""
    return scenario.with_policies(profile)


def play_all(
    blocks: Sequence[Block],
    seed: int,
    record: Sequence[str],
    tell: Callable[[Batch], Answer],
    *,
    jobs: int = 1,
    interventions: Sequence[Intervention] = (),
    engine: Engine | None = None,
    seconds: Mapping[PolicyProfile, Sequence[str]] = {},
    valued: bool = False,
    spread: Spread | None = None,
) -> Iterator[Answer]:
    """Play blocks in batches, in threads or by `spread`, and yield the result of `tell` for each,
    in order.

    A batch is released after `tell`, so that memory does not grow with the worlds.
    """
    task = partial(play_and_tell, tell, (seed, record, interventions, engine, seconds, valued))
    # Batches of one size, as many for each thread, and as few as can be.
    total = sum(block.worlds for block in blocks)
    rounds = -(-total // (BATCH * jobs)) * jobs
    return (spread or partial(in_order, jobs=jobs))(task, cut(blocks, -(-total // rounds)))


def play_and_tell(tell: Callable[[Batch], Answer], options: tuple[Any, ...], blocks: Any) -> Answer:
    """Play one batch by `options` and return the result of `tell`; both can be pickled."""
    return tell(play_batch(blocks, *options))


def in_order(task: Callable[[Item], Answer], items: Iterable[Item], jobs: int) -> Iterator[Answer]:
    """Yield the result of a task for each item, in order, in this thread or in several.

    At most two items a thread wait.
    """
    if jobs == 1:
        yield from map(task, items)
        return
    left = iter(items)
    with ThreadPoolExecutor(jobs) as pool:
        waiting = deque(pool.submit(task, item) for item in islice(left, 2 * jobs))
        try:
            while waiting:
                answer = waiting.popleft().result()
                waiting.extend(pool.submit(task, item) for item in islice(left, 1))
                yield answer
        finally:
            # Waiting tasks are cancelled; running ones finish.
            for future in waiting:
                future.cancel()


def outcomes_and_series(
    blocks: Sequence[Block],
    seed: int,
    record: Sequence[str],
    *,
    jobs: int = 1,
    interventions: Sequence[Intervention] = (),
    names: Sequence[OutcomeOrName] = tuple(OUTCOMES),
    engine: Engine | None = None,
    reasons: dict[int, str] | None = None,
    spread: Spread | None = None,
    notice: Callable[[Batch], None] | None = None,
) -> tuple[Columns, dict[str, Floats]]:
    """Return outcome columns of all worlds of some blocks, in order, and series, each `(months + 1,
    worlds)`.

    Only the outcomes wanted are worked out, beside `world` and `failed`. A series is NaN after the
    end of a world. All blocks must have one horizon if series are recorded. `reasons` is filled
    with why worlds failed, by place, where that is known. `notice` is called with each batch while
    its series are there, in the thread that plays it.
    """
    # Filled batch by batch, so that memory holds no column twice.
    total = sum(block.worlds for block in blocks)
    columns: Columns = {}
    recorded: dict[str, Floats] = {}
    count = 0
    read, seconds = read_by(tuple(names))
    for batch_columns, series, batch_reasons in play_all(
        blocks,
        seed,
        (*read, *record),
        partial(Batch.answer, names=names, series=record, notice=notice),
        jobs=jobs,
        interventions=interventions,
        engine=engine,
        seconds=seconds,
        valued=all(isinstance(name, str) or not name.against for name in names),
        spread=spread,
    ):
        if reasons is not None:
            reasons |= {count + place: text for place, text in batch_reasons.items()}
        span = slice(count, count + batch_columns["world"].size)
        for whole, parts in ((columns, batch_columns), (recorded, series)):
            for name, values in parts.items():
                if name not in whole:
                    whole[name] = np.empty((*values.shape[:-1], total), values.dtype)
                whole[name][..., span] = values
        count = span.stop
    return columns, recorded
