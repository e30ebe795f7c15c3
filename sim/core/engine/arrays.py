"""The NumPy engine: the printed array form of the rules, for a batch of worlds at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.engine import to_numpy
from sim.core.engine.job import PreparedJob
from sim.core.engine.luck import BEFORE_START, sheet_of_many, sheet_of_run
from sim.core.engine.records import fill_record, hints_of, names_of, places_of
from sim.core.engine.source import Game, read_game
from sim.core.engine.translated import Translation, translation

TYPES = {"f": np.float64, "i": np.int64, "b": np.bool_}


def run(plan: PreparedJob, state: Floats, record: Floats, months_lived: Any) -> None:
    """Play every world of a plan; fill state, record and months lived."""
    with np.errstate(all="ignore"):
        _Batch(plan, state, record, months_lived).play()


class _Batch:
    """The running worlds of a plan as arrays; a world that has ended is removed from them."""

    def __init__(self, plan: PreparedJob, state: Floats, record: Floats, months_lived: Any) -> None:
        self.plan, self.game, self.state, self.record, self.months_lived = (
            plan,
            plan.game,
            state,
            record,
            months_lived,
        )
        self.letters = [place.letter for place in places_of(self.game.world)]
        self.rules = functions(translation(plan.game))
        self.running = np.arange(plan.job.worlds)
        self.world = built(
            self.game.world,
            iter([row.astype(TYPES[k]) for row, k in zip(state, self.letters, strict=True)]),
        )
        self.p: Any = self._numbers()
        self.outputs = np.full((plan.output_count, plan.job.worlds), np.nan)

    def _numbers(self) -> Any:
        if not self.plan.own_numbers:
            return to_numpy.as_arrays(
                fill_record(self.game.numbers(), self.plan.numbers), tables=True
            )
        values: list[Any] = list(self.plan.numbers)
        for place, draws in zip(self.plan.varying, self.plan.drawn, strict=True):
            values[place] = draws
        return built(self.game.numbers, iter(values))

    def numbers_of(self, worlds: Any) -> Any:
        return pick_worlds(self.p, worlds) if self.plan.own_numbers else self.p

    def play(self) -> None:
        job = self.plan.job
        if job.state is None:
            self.rules.begin(self.world, self.now(0, BEFORE_START), self.p)
        for month in range(job.months):
            self.put_away()
            self.months_lived[self.running] += 1
            now = self.now(month, job.first_month + month) if len(self.running) else None
            for condition, step in self.rules.phases:
                self.take(condition, step, now)
            self.keep()
            if self.plan.output_count and now is not None:
                rows = [row for name in self.game.outputs for row in flat_of(getattr(now, name))]
                for i, values in enumerate(rows):
                    self.outputs[i, self.running] = values
            for i, place in enumerate(self.plan.recorded):
                output = place - len(self.state)
                self.record[month, i] = self.state[place] if output < 0 else self.outputs[output]
        self.keep()

    def take(self, condition: Any, step: Any, now: Any) -> None:
        """Apply a step to the worlds that have not ended and that meet its condition."""
        if not len(self.running):
            return
        due = self.world.ending == 0
        if condition is not None and due.any():
            due = due & condition(self.world, now, self.p)
        if due.all():
            step(self.world, now, self.p)
        elif due.any():
            indices = np.flatnonzero(due)
            few_worlds, few_now = pick_worlds(self.world, indices), pick_worlds(now, indices)
            step(few_worlds, few_now, self.numbers_of(indices))
            put_back(self.world, few_worlds, indices, len(due))
            for name in self.game.outputs if self.plan.output_count else ():
                put_back(getattr(now, name), getattr(few_now, name), indices, len(due))

    def put_away(self) -> None:
        """Leave out the worlds that have ended."""
        going = np.broadcast_to(self.world.ending == 0, self.running.shape)
        if not going.all():
            self.keep()
            indices = np.flatnonzero(going)
            self.running, self.world, self.p = (
                self.running[indices],
                pick_worlds(self.world, indices),
                self.numbers_of(indices),
            )

    def keep(self) -> None:
        """Write the worlds that go on into the state."""
        for i, values in enumerate(flat_of(self.world)):
            self.state[i, self.running] = values

    def now(self, month: int, address: int) -> SimpleNamespace:
        plan, job = self.plan, self.plan.job
        luck_of = self.game.part_of_now("luck")
        slots = len(names_of(luck_of))
        zeros = np.zeros(job.worlds, np.int64)
        if plan.generation is None and plan.clone is None and (np.diff(plan.ids) == 1).all():
            luck = sheet_of_run(job.seed, address, int(plan.ids[0]), job.worlds, slots)[
                :, self.running
            ]
        else:
            addresses = [
                (zeros if numbers is None else numbers)[self.running]
                for numbers in (plan.ids, plan.generation, plan.clone)
            ]
            luck = sheet_of_many(job.seed, address, addresses[0], addresses[1], addresses[2], slots)
        if plan.luck is not None and address != BEFORE_START:
            imposed = (
                plan.luck[month][:, None]
                if plan.luck.ndim == 2
                else plan.luck[month][:, self.running]
            )
            luck = np.where(np.isnan(imposed), luck, imposed)
        parts = {"luck": built(luck_of, iter(list(luck)))}
        for name, output in self.game.outputs.items():
            parts[name] = to_numpy.as_arrays(output())
        for name in ("levers", "orders", "calendar"):
            record, values = self.game.part_of_now(name), getattr(plan, name)
            sheet = values[month] if values.ndim == 2 else values[month][:, self.running]
            rows = zip(places_of(record), sheet, strict=True)
            parts[name] = built(
                record,
                iter([np.asarray(row).astype(TYPES[place.letter])[()] for place, row in rows]),
            )
        return SimpleNamespace(**{name: parts[name] for name in hints_of(self.game.now)})


@cache
def functions(translated: Translation) -> to_numpy.OnArrays:
    """Return the begin and the phases of a game, as functions on arrays."""
    return to_numpy.built(translated.program, translated.numpy)


def on_arrays(name: str, game: Game | None = None) -> Callable[..., Any]:
    """Return a rule as a function on arrays: a float is an array (worlds,), a row a list of six, a
    record its fields.

    A rule that changes records takes one argument more, last: True, or a condition (worlds,) of
    where it applies. Raises KeyError for a name that no rule of the month has.
    """
    return _alone(translation(game or read_game()), name)


@cache
def _alone(translated: Translation, name: str) -> Callable[..., Any]:
    """Return one rule with those that it calls, from the texts that are kept: nothing is lowered
    for it.
    """
    texts = {name: translated.rules[name]}
    waiting = [name]
    while waiting:
        callees = [
            callee
            for callee in re.findall(r"\b_f_(\w+)\(", texts[waiting.pop()])
            if callee not in texts
        ]
        texts |= {callee: translated.rules[callee] for callee in callees}
        waiting += callees
    if any("_fresh_" in text for text in texts.values()):
        return functions(translated).rules[name]
    space: dict[str, Any] = dict(to_numpy.WORDS)
    exec(compile("\n".join(texts.values()), "<the rules on arrays>", "exec"), space)
    function: Callable[..., Any] = space[f"_f_{name}"]
    return function


def built(record: type, values: Any) -> SimpleNamespace:
    """Return a record of arrays, from the arrays of its places in order."""
    result = SimpleNamespace()
    for name, hint in hints_of(record).items():
        if hint == list[float]:
            setattr(result, name, [next(values) for _ in range(6)])
        elif hint == list[list[float]]:
            setattr(result, name, [[next(values) for _ in range(6)] for _ in range(6)])
        else:
            setattr(
                result,
                name,
                built(hint, values) if hasattr(hint, "__dataclass_fields__") else next(values),
            )
    return result


def pick_worlds(value: Any, indices: Any) -> Any:
    """Return a record of arrays for some of the worlds."""
    return to_numpy.each_array(value, lambda part: part[indices] if np.ndim(part) else part)


def put_back(
    world: SimpleNamespace, part_of_worlds: SimpleNamespace, indices: Any, worlds: int
) -> None:
    """Write the values of the worlds at `indices` back into the record of all worlds."""
    for name, part in vars(part_of_worlds).items():
        old = getattr(world, name)
        if isinstance(part, SimpleNamespace):
            put_back(old, part, indices, worlds)
        elif isinstance(part, list):
            setattr(
                world,
                name,
                [_merged(a, b, indices, worlds) for a, b in zip(old, part, strict=True)],
            )
        else:
            setattr(world, name, _merged(old, part, indices, worlds))


def _merged(old: Any, new: Any, indices: Any, worlds: int) -> Any:
    whole = np.array(np.broadcast_to(old, worlds))
    whole[indices] = new
    return whole


def flat_of(part: Any) -> list[Any]:
    """Return the arrays of the places of a record, in order."""
    inner = (
        vars(part).values()
        if isinstance(part, SimpleNamespace)
        else part
        if isinstance(part, list)
        else None
    )
    return [part] if inner is None else [array for one in inner for array in flat_of(one)]
