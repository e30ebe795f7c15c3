"""The job that an engine receives, and the worlds that it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem, nearest
from sim.core.engine.records import flat, names_of, places_of
from sim.core.engine.source import Game, read_game
from sim.core.game.catalogue import CAPITALS
from sim.core.game.language import Move

Whole = NDArray[np.int64]

DEFAULTS: Final = tuple(f"{capital}_default" for capital in CAPITALS)
"""The series, by month, of the reason for which a default replaced an outside agent's move: 0 if
none did, or if no agent was asked.
"""

MONTHS_BOUND: Final = 2**31
USUAL: Final = "sim.core.game.month"
"""The month of the game that ships."""

FREE: Final = -1
"""An order that leaves a move or a course to the rules."""


class Outside:
    """Agents outside the rules that choose for some capitals; sim/policies defines them."""


@dataclass(frozen=True)
class Job:
    """Worlds to play, with every input that determines them.

    worlds, seed, months: the number of worlds, the seed and the horizon. first_world, first_month:
    the indices of the first. numbers: the parameters that differ from the defaults, by name; a
    float, or an array (worlds,). levers, calendar: None for the defaults, or floats (months,
    places) or (months, places, worlds). orders: the same of int8, -1 where a capital is free. luck:
    random draws to impose, the same of floats, NaN where they are drawn. state: None to begin
    worlds, or (places, worlds) to go on from first_month. ids, generation, clone: int64 (worlds,),
    the address of each world's random draws; None for first_world + k, 0, 0. record: the names of
    the places to keep month by month: of a world, or an output of the month such as
    payoffs.seoul.talks, which is NaN for worlds that had ended before. rules: the module of the
    month that is played, if no game is given. outside: the agents that choose for some capitals, or
    None.
    """

    worlds: int
    seed: int = 7
    months: int = 36
    first_world: int = 0
    first_month: int = 0
    numbers: Mapping[str, Any] = field(default_factory=dict)
    levers: Floats | None = None
    orders: NDArray[np.int8] | None = None
    calendar: Floats | None = None
    luck: Floats | None = None
    state: Floats | None = None
    ids: Whole | None = None
    generation: Whole | None = None
    clone: Whole | None = None
    record: tuple[str, ...] = ()
    rules: str = USUAL
    outside: Outside | None = None

    @property
    def has_own_code(self) -> bool:
        """Whether anything in it is a user's own: a policy, a rule, a program."""
        return self.rules != USUAL or self.outside is not None

    def part(self, low: int, high: int) -> Job:
        """Return the job of the worlds from `low` to `high`; its arrays are views of this job's."""
        return self.select(slice(low, high))

    def select(self, chosen: slice | Whole) -> Job:
        """Return the job of the worlds at some places."""
        every = self.first_world + np.arange(self.worlds) if self.ids is None else self.ids
        ids = np.asarray(every)[chosen]
        cut: dict[str, Any] = {
            "numbers": {
                name: value[chosen] if np.ndim(value) else value
                for name, value in self.numbers.items()
            },
            "ids": ids,
        }
        by_world = {
            "levers": 3,
            "orders": 3,
            "calendar": 3,
            "luck": 3,
            "state": 2,
            "generation": 1,
            "clone": 1,
        }
        for name, axes in by_world.items():
            values = getattr(self, name)
            cut[name] = (
                values[..., chosen] if values is not None and values.ndim == axes else values
            )
        return replace(self, worlds=ids.size, **cut)


@dataclass(frozen=True)
class Worlds:
    """Worlds as they are after the last month.

    state is (places, worlds), record[name] is (months, worlds), in which the last month of a world
    that has ended repeats; months_lived is (worlds,), of this job; failed is (worlds,), true where
    a place of the state is NaN. errors holds the reason of a failure by the index of the world, if
    an outside agent caused it.
    """

    state: Floats
    record: dict[str, Floats]
    months_lived: NDArray[np.int32]
    failed: NDArray[np.bool_]
    places: tuple[str, ...]
    errors: Mapping[int, str] = field(default_factory=dict)

    def final(self, name: str) -> Floats:
        """Return one place of the state, (worlds,)."""
        row: Floats = self.state[self.places.index(name)]
        return row


class PreparedJob:
    """A job, checked, as arrays of the right type and order."""

    def __init__(self, job: Job, game: Game) -> None:
        self.job = job
        self.game = game
        self.places = names_of(game.world)
        _whole("worlds", job.worlds, 1, 2**40)
        _whole("months", job.months, 0, MONTHS_BOUND)
        _whole("first_month", job.first_month, 0, MONTHS_BOUND)
        _whole("first_world", job.first_world, 0, 2**62)
        _whole("seed", job.seed, 0, 2**64 - 1)
        self._set_numbers()
        self.levers = self._by_month("levers", np.float64)
        self.orders = self._by_month("orders", np.int8)
        self.calendar = self._by_month("calendar", np.float64)
        self.luck = None if job.luck is None else self._by_month("luck", np.float64)
        self.ids = self._addresses("ids", np.arange(job.first_world, job.first_world + job.worlds))
        self.generation = (
            None if job.generation is None else self._addresses("generation", job.generation)
        )
        self.clone = None if job.clone is None else self._addresses("clone", job.clone)
        outputs = tuple(
            f"{name}.{place}" for name, record in game.outputs.items() for place in names_of(record)
        )
        recordable = self.places + outputs
        for name in job.record:
            _check_name(name, recordable, "record")
        self.recorded = np.array([recordable.index(name) for name in job.record], np.int32)
        self.output_count = len(outputs) if any(name in outputs for name in job.record) else 0
        """How many places the month tells, where any of them is recorded."""

        self._check_orders()

    def start(self) -> Floats:
        """Return the state that the worlds start from, a copy that an engine may fill."""
        places, worlds = len(self.places), self.job.worlds
        if self.job.state is None:
            return np.repeat(np.array(flat(self.game.world()))[:, None], worlds, axis=1)
        state = np.array(self.job.state, np.float64, order="C")
        if state.shape != (places, worlds):
            raise _problem("state", f"its shape is {state.shape}", f"give ({places}, {worlds})")
        return state

    def _set_numbers(self) -> None:
        """Set the parameters common to all worlds, and the indices and values of those that vary."""
        names = names_of(self.game.numbers)
        self.numbers = np.array(flat(self.game.numbers()))
        varying: dict[int, Floats] = {}
        for name, raw in self.job.numbers.items():
            _check_name(name, names, "numbers")
            value = np.asarray(raw, np.float64)
            if value.shape not in ((), (self.job.worlds,)):
                shape = f"give one value, or {self.job.worlds}"
                raise _problem(f"numbers, {name}", f"its shape is {value.shape}", shape)
            if not np.isfinite(value).all():
                raise _problem(f"numbers, {name}", "it is not finite", "give finite numbers")
            if value.ndim:
                varying[names.index(name)] = value
            else:
                self.numbers[names.index(name)] = value
        self.varying = np.array(list(varying), np.int32)
        self.drawn = np.array(list(varying.values())).reshape(len(varying), self.job.worlds)
        self.own_numbers = bool(varying)

    def numbers_of(self, world: int) -> Floats:
        """Return all numbers of one world."""
        numbers = self.numbers.copy()
        numbers[self.varying] = self.drawn[:, world]
        return numbers

    def _by_month(self, name: str, dtype: Any) -> NDArray[Any]:
        part = self.game.part_of_now(name)
        rows = max(1, self.job.months)  # the begin of a world reads the first month's
        raw = getattr(self.job, name)
        if raw is None:
            return np.repeat(np.array(flat(part()), dtype)[None], rows, axis=0)
        values = np.ascontiguousarray(raw, dtype)
        shape = (rows, len(names_of(part)))
        if values.shape not in (shape, (*shape, self.job.worlds)):
            raise _problem(
                name, f"its shape is {values.shape}", f"give {shape}, or the worlds behind that"
            )
        if name in ("levers", "calendar") and not np.isfinite(values).all():
            raise _problem(name, "a value is not finite", "give finite numbers")
        if name == "luck" and ((values <= 0) | (values >= 1)).any():
            raise _problem(
                name, "a value lies outside (0, 1)", "give uniforms, and NaN for free random draws"
            )
        return values

    def _addresses(self, name: str, default: NDArray[Any]) -> Whole:
        raw = getattr(self.job, name)
        values = np.ascontiguousarray(default if raw is None else raw, np.int64)
        if values.shape != (self.job.worlds,) or (values < 0).any():
            message = f"its shape is {values.shape}, or it holds a negative one"
            raise _problem(name, message, f"give {self.job.worlds} whole numbers")
        return values

    def _check_orders(self) -> None:
        # The menu of an order is that of the place of the same name.
        menus = {
            place.name: place.type
            for place in places_of(self.game.world)
            if issubclass(place.type, Move)
        }
        for i, name in enumerate(names_of(self.game.part_of_now("orders"))):
            values, top = self.orders[:, i], len(menus[name]) if name in menus else 128
            if values.size and not -1 <= values.min() <= values.max() < top:
                remedy = f"give 0 to {top - 1}, or -1 to leave it free"
                raise _problem(f"orders, {name}", f"{int(values.max())} is not on the menu", remedy)


def game_of(job: Job, game: Game | None = None) -> Game:
    """Return the game that a job is played by: the one given, or its own; raises UsageProblem if
    both are given.
    """
    if game is not None and job.has_own_code:
        message = "this plays by the rules that ship, and takes no policy or rule of a user"
        raise UsageProblem(
            message, "policy", "Leave it out here; sim run, sim sweep and most analyses play it."
        )
    return game or read_game(job.rules)


def _check_name(name: str, names: tuple[str, ...], location: str) -> None:
    if name not in names:
        remedy = nearest(name, names).strip() or f"the first names are {', '.join(names[:4])}"
        raise _problem(location, f"there is no {name}", remedy)


def _whole(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int | np.integer) or not low <= value <= high:
        raise _problem(name, f"{value} is no whole number from {low} to {high}", "give one that is")


def _problem(location: str, message: str, remedy: str) -> UsageProblem:
    return UsageProblem(f"A job cannot be played: {message}.", f"Job, {location}", remedy)
