"""A run: one scenario in many worlds, their outcomes, probabilities, and series on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Self, TypeVar

import numpy as np

from sim.core.base.arrays import Flags, Floats
from sim.core.base.checks import as_list, checked_seed, checked_whole, checked_worlds
from sim.core.base.errors import UsageProblem, known_names
from sim.core.engine import OUTPUTS, PLACES
from sim.core.engine.play import Engine
from sim.core.estimate.interval import Estimate, mean_estimate, probability
from sim.core.estimate.writing import counted_text
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.outcomes.catalogue import Catalogue, Columns, Outcome, OutcomeOrName, place_of
from sim.core.outcomes.history import EVIDENCE, SYNONYMS, History, beliefs, evidence_of
from sim.core.outcomes.outcomes import CATALOGUE, OUTCOMES, STATES, mostly, parted, with_own
from sim.core.runs.inputs import Moves, Start, inputs
from sim.core.runs.interventions import Intervention, within_horizon
from sim.core.runs.runner import Answer, Batch, Block, Spread, outcomes_and_series, play_all
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import checked_scenario

MOST_VALUES: Final = 10_000_000
"""Most values of a series that are played again unasked."""


class OnDemand(Mapping[str, Any]):
    """Arrays by name, made on first use; those of more than `most` bytes a value on each use."""

    def __init__(
        self, names: Sequence[str], make: Callable[[str], Any], most: float = math.inf
    ) -> None:
        self._names, self._make, self._most = tuple(names), make, most
        self._kept: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._kept:
            if name not in self._names:
                remedy = (
                    f"Write '{SYNONYMS[name]}'."
                    if name in SYNONYMS
                    else known_names("name", str(name), self._names)
                )
                raise UsageProblem(f"there is no '{name}'", name, remedy)
            array = self._make(name)
            if array.itemsize > self._most:
                return array
            self._kept[name] = array
        return self._kept[name]

    def __call__(self, name: str) -> Any:
        """Return an array by its name, as `[name]` does."""
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Run:
    """The worlds of one scenario under one seed.

    `columns` holds the outcomes as arrays, `(worlds,)` each, and `failed` the worlds in which a
    number was lost: they are left out of estimates. `errors` says why a policy failed a world, by its
    place. `state[name]` is `(months + 1, worlds)`, NaN
    after the end; `actions["pyongyang.deed"]` and `courses["washington"]` are places on the menus,
    `(months, worlds)`, −1 after the end; `beliefs["washington"]` is `(types, months + 1, worlds)`.
    `start` holds worlds that have begun, None if the scenario sets the start.
    """

    scenario: Scenario
    seed: int

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        columns: Columns,
        interventions: Sequence[Intervention] = (),
        series: Mapping[str, Floats] | None = None,
        first_world: int = 0,
        jobs: int = 1,
        engine: Engine | None = None,
        catalogue: Catalogue = CATALOGUE,
        start: Start | None = None,
    ) -> None:
        self.scenario, self.seed, self.catalogue, self.start = scenario, seed, catalogue, start
        self.columns = columns
        self.worlds = int(columns["world"].size)
        self.interventions = tuple(interventions)
        self.first_world = first_world
        self.jobs = jobs
        self.engine: Engine | None = engine
        self._series = dict(series or {})
        self.errors: dict[int, str] = {}
        self.state = OnDemand((*PLACES, *OUTPUTS), self._state)
        self.actions = OnDemand(tuple(MOVES), lambda name: self._menu(name.replace(".", "_")))
        self.courses = OnDemand(CAPITALS, lambda name: self._menu(f"{name}_course"))
        self.beliefs = OnDemand(tuple(EVIDENCE), self._beliefs)

    def __repr__(self) -> str:
        failed = int(self.failed.sum())
        played = counted_text(self.worlds, "world") + (f", {failed} failed" if failed else "")
        return f"<Run of {self.scenario.name}, seed {self.seed}: {played}>"

    @property
    def failed(self) -> Flags:
        """Where a number was lost, `(worlds,)`."""
        return np.asarray(self.columns["failed"])

    def flag(self, outcome: OutcomeOrName) -> Flags:
        """Return where an outcome happened, `(worlds,)`: a flag, or a state by name."""
        return self.catalogue.flag(self.columns, outcome)

    def probability(self, outcome: OutcomeOrName, level: float = 0.95) -> Estimate:
        """Return the probability of an outcome with its Wilson interval; raises UsageProblem for an
        unknown name.
        """
        return probability(self.flag(outcome)[~self.failed], level)

    def mean(self, column: OutcomeOrName, level: float = 0.95) -> Estimate:
        """Return the mean of a column of numbers with its t interval; raises UsageProblem for an
        unknown name.
        """
        outcome = self.catalogue.find(
            column, among=(*self.catalogue.numbers, *self.catalogue.flags)
        )
        if outcome.kind == "flag":
            return self.probability(outcome, level)
        return mean_estimate(outcome.read(self.columns)[~self.failed].astype(np.float64), level)

    def mostly(self) -> str:
        """Say in one line each capital's most frequent course."""
        return mostly(self.sound)

    def record(self, names: Sequence[str]) -> None:
        """Play the worlds again and keep some series, by the names of `state`."""
        missing = [name for name in names if name not in self._series]
        if missing:
            _, series = outcomes_and_series(
                [self._block],
                self.seed,
                missing,
                names=(),
                jobs=self.jobs,
                interventions=self.interventions,
                engine=self.engine,
            )
            self._series |= series

    @cached_property
    def sound(self) -> Columns:
        """The outcomes of the worlds that have not failed, as arrays."""
        if not self.failed.any():
            return self.columns
        return {name: column[~self.failed] for name, column in self.columns.items()}

    @property
    def _block(self) -> Block:
        return Block(self.scenario, self.first_world, self.worlds, start=self.start)

    def part(self, first: int, worlds: int) -> Self:
        """Return some worlds of this run, from a number on; fewer where it has fewer."""
        # Copies: a view would hold a column that is read when it is used.
        columns: Any = OnDemand(
            tuple(self.columns), lambda name: self.columns[name][first : first + worlds].copy()
        )
        return type(self)(
            self.scenario,
            self.seed,
            columns,
            self.interventions,
            first_world=self.first_world + first,
            jobs=self.jobs,
            engine=self.engine,
            start=self.start,
        )

    def _play_again(self, read: Sequence[str], tell: Callable[[Batch], Answer]) -> Iterator[Answer]:
        return play_all(
            [self._block],
            self.seed,
            read,
            tell,
            jobs=self.jobs,
            interventions=self.interventions,
            engine=self.engine,
        )

    def _state(self, name: str) -> Floats:
        if name not in self._series:
            values = (self.scenario.months + 1) * self.worlds
            if values > MOST_VALUES:
                remedy = f'Ask for it when you run: sim.run(..., record=["{name}"]).'
                raise UsageProblem(
                    f"'{name}' would hold {values:,} values",
                    f"a run of {self.worlds:,} worlds",
                    remedy,
                )
            self.record([name])
        return self._series[name]

    def _menu(self, name: str) -> Moves:
        series = self.state[name][1:]
        return np.where(np.isnan(series), -1.0, series).astype(np.int8)

    def _beliefs(self, capital: str) -> Floats:
        self.record(evidence_of(capital))
        return beliefs(History(self.state, inputs(self.scenario).numbers), capital)


R = TypeVar("R", bound=Run)


def run(
    scenario: Scenario,
    worlds: int = 2000,
    seed: int = 7,
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    record: Sequence[str] = (),
    outcomes: Sequence[Outcome | str] = (),
    interventions: Sequence[Intervention] = (),
    first_world: int = 0,
    start: Start | None = None,
    kind: type[R] = Run,  # type: ignore[assignment]
    spread: Spread | None = None,
) -> R:
    """Play a scenario in many worlds, in `jobs` threads; batches and threads do not change the
    result.

    `record` names series to keep month by month: a name of `Run.state`, or a menu such as
    `pyongyang.deed`. `engine` is "kernel", "numpy" or "python", or None for the fastest available.
    `outcomes` are your own, beside all built-in ones. `start` holds worlds that have begun; `kind`
    is the class of the result; `spread` distributes batches in place of threads. Raises
    UsageProblem for an invalid argument.
    """
    worlds, seed = checked_worlds(worlds), checked_seed(seed)
    checked_scenario(scenario)
    block = Block(scenario, checked_whole("first_world", first_world, 0), worlds, start=start)
    if start:
        start.check(scenario, first_world + worlds)
    jobs = checked_whole("jobs", jobs, 1)
    imposed = within_horizon(as_list("interventions", interventions), scenario.months)
    recorded = tuple(dict.fromkeys(place_of(name) for name in as_list("record", record)))
    names, own_outcomes = parted(as_list("outcomes", outcomes))
    catalogue = with_own(own_outcomes)
    for name in names:
        catalogue.find(name, "outcomes", (*catalogue.askable, *STATES))
    reasons: dict[int, str] = {}
    columns, series = outcomes_and_series(
        [block],
        seed,
        recorded,
        names=(*OUTCOMES, *own_outcomes),
        jobs=jobs,
        interventions=imposed,
        engine=engine,
        reasons=reasons,
        spread=spread,
    )
    run = kind(
        scenario, seed, columns, imposed, series, first_world, jobs, engine, catalogue, start
    )
    run.errors = reasons
    return run
