"""A run with its tables, distributions and readings, and the difference of two runs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from functools import cached_property, partial
from inspect import signature
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from sim.core.base.arrays import Array, Floats, xarray
from sim.core.base.errors import UsageProblem
from sim.core.base.plain import Data
from sim.core.engine.play import Engine
from sim.core.estimate.interval import Estimate, estimate_of, probability
from sim.core.game.catalogue import CAPITALS
from sim.core.game.world import STATES as STATES_OF_WORLD
from sim.core.outcomes.catalogue import (
    Catalogue,
    Outcome,
    OutcomeOrName,
    asked_of,
    name_of,
    place_of,
)
from sim.core.outcomes.outcomes import STATES
from sim.core.outcomes.values import parts_of_value
from sim.core.runs import run as base
from sim.core.runs.inputs import Start
from sim.core.runs.interventions import Intervention
from sim.core.runs.runner import Spread, in_order
from sim.core.scenario import Scenario
from sim.core.scenario.plan import check_capital
from sim.core.scenario.scenario import own_policies
from sim.options import (
    PRECISION,
    as_list,
    checked_seed,
    checked_whole,
    checked_worlds,
    with_known_options,
)
from sim.policies.user_policies import own_policy
from sim.study.estimate import distribution as spread
from sim.study.estimate.paired import (
    PairedDifference,
    UnpairedDifference,
    compare_paired,
    compare_unpaired,
)
from sim.study.estimate.quantities import attributes
from sim.study.estimate.shown import Shown
from sim.study.experiment.given_scenario import ScenarioLike, scenario_of, with_keywords
from sim.study.run import readings
from sim.study.run.failed import worlds_failed
from sim.study.run.precision import enough
from sim.study.run.progress import watched
from sim.study.run.workers import Workers

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Run(base.Run, Shown):
    """The worlds of one scenario under one seed.

    `outcomes` is a pandas table with a row for each world. `state[name]` is `(months + 1, worlds)`,
    NaN after the end; `actions["pyongyang.deed"]` and `courses["washington"]` are places on the
    menus, `(months, worlds)`, −1 after the end; `beliefs["washington"]` is
    `(types, months + 1, worlds)`. `columns` holds the outcomes as arrays, and `failed` the worlds
    in which a number was lost: they are left out of estimates; `errors` says why a policy failed a
    world, by its place. `start` is the state in which worlds
    begin, None for that of the scenario.
    """

    scenario: Scenario
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Return the outcomes as a pandas table, a row for each world; its `attrs` hold the
        scenario with its hash, the seed, the fingerprint of the model, and the units of columns.
        """
        return self.outcomes

    def to_long(self, series: Sequence[str] | None = None) -> pd.DataFrame:
        """Return series as a long pandas table, as seaborn takes it: `world`, `month`, `kim_type`,
        `series` and `value`, a row for each month that a world lived.

        Without names it has every state; see `to_xarray`.

        >>> import sim
        >>> list(sim.run("2017-spring", worlds=20).to_long(["tension"]))
        ['world', 'month', 'kim_type', 'series', 'value']
        """
        import pandas as pd

        names = as_list("series", list(STATES_OF_WORLD) if series is None else series)
        places = [place_of(name) for name in names]
        self.record(places)
        months, worlds = np.meshgrid(
            np.arange(self.scenario.months + 1), self.columns["world"], indexing="ij"
        )
        kim = np.broadcast_to(np.array(STATES["kim_type"])[self.columns["kim_type"]], months.shape)
        pieces = []
        for name, place in zip(names, places, strict=True):
            values = np.asarray(self._series[place], dtype=np.float64)
            is_running = np.isfinite(values)
            columns = {
                "world": worlds[is_running],
                "month": months[is_running],
                "kim_type": kim[is_running],
            }
            pieces.append(pd.DataFrame(columns | {"series": name, "value": values[is_running]}))
        table = pd.concat(pieces, ignore_index=True)
        table.attrs.update(attributes(self.scenario, self.seed))
        table.attrs["units"] = {
            name: STATES_OF_WORLD[name].unit for name in names if name in STATES_OF_WORLD
        }
        return table

    def to_xarray(self, series: Sequence[str] | None = None) -> xr.Dataset:
        """Return outcomes by world, series by world and month, and courses by actor if recorded;
        states by name.

        `series` names the series, for which the worlds are played again; without it they are all
        states of a world. `month` counts from 0, the start; a course holds in the month that begins
        there. Needs the package xarray. Raises UsageProblem for an unknown series.
        """
        names = as_list("series", list(STATES_OF_WORLD) if series is None else series)
        self.record([place_of(name) for name in names])
        arrays: Data = {
            name: ("world", np.array(STATES[name])[values] if name in STATES else values)
            for name, values in self.columns.items()
            if name != "world"
        }
        courses = {capital: f"{capital}_course" for capital in CAPITALS}
        arrays |= {name: (("world", "month"), values.T) for name, values in self._series.items()}
        if all(place in self._series for place in courses.values()):
            arrays["course"] = (
                ("actor", "world", "month"),
                np.stack([self._series[place].T for place in courses.values()]),
            )
        coordinates = {"world": self.columns["world"]} | (
            {"actor": list(CAPITALS)} if "course" in arrays else {}
        )
        coordinates |= {"month": np.arange(self.scenario.months + 1)} if self._series else {}
        dataset: xr.Dataset = xarray().Dataset(
            arrays, coordinates, attributes(self.scenario, self.seed)
        )
        for name, outcome in self.catalogue.items():
            if name in dataset:
                dataset[name].attrs |= {"long_name": outcome.label, "units": outcome.unit or "1"}
        for name, state in STATES_OF_WORLD.items():
            if name in dataset:
                dataset[name].attrs |= {"long_name": state.meaning, "units": state.unit or "1"}
        return dataset

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The outcomes as a pandas table, a row for each world; states are categories of names, and
        columns are not copied.
        """
        import pandas as pd

        columns: Data = dict(self.columns)
        for name in STATES.keys() & columns.keys():
            columns[name] = pd.Categorical.from_codes(columns[name], pd.Index(STATES[name]))
        frame = pd.DataFrame(columns, copy=False)
        frame.attrs.update(attributes(self.scenario, self.seed))
        frame.attrs["units"] = units_of(map(str, frame), self.catalogue)
        return frame

    @overload
    def probability(self, outcome: OutcomeOrName, level: float = 0.95) -> Estimate: ...
    @overload
    def probability(
        self, outcome: OutcomeOrName, level: float = 0.95, *, by: str
    ) -> dict[str, Estimate]: ...
    def probability(
        self, outcome: OutcomeOrName, level: float = 0.95, *, by: str | None = None
    ) -> Estimate | dict[str, Estimate]:
        """Return the probability of an outcome with its Wilson interval.

        `by` parts the worlds by a state, such as "kim_type" or "final_state": one estimate for each
        of its values in these worlds. Raises UsageProblem for an unknown name.

        >>> import sim
        >>> sorted(sim.run("2017-spring", worlds=200).probability("war", by="kim_type"))
        ['erratic', 'fearful', 'greedy']
        """
        if by is None:
            return super().probability(outcome, level)
        return self._parted(self.flag(outcome), probability, by, level)

    @overload
    def mean(self, column: OutcomeOrName, level: float = 0.95) -> Estimate: ...
    @overload
    def mean(
        self, column: OutcomeOrName, level: float = 0.95, *, by: str
    ) -> dict[str, Estimate]: ...
    def mean(
        self, column: OutcomeOrName, level: float = 0.95, *, by: str | None = None
    ) -> Estimate | dict[str, Estimate]:
        """Return the mean of a number with its t interval, of a flag its probability.

        `by` parts the worlds as in `probability`. Raises UsageProblem for an unknown name.
        """
        if by is None:
            return super().mean(column, level)
        return self._parted(values_of(self, column), estimate_of, by, level)

    def _parted(
        self,
        values: Array,
        estimate: Callable[[Array, float], Estimate],
        by: str,
        level: float,
    ) -> dict[str, Estimate]:
        sound = values[~self.failed]
        return {
            name: estimate(sound[among], level)
            for name, among in spread.groups(self.sound, by, {})
            if among.any()
        }

    @overload
    def distribution(self, outcome: OutcomeOrName, level: float = 0.95) -> spread.Distribution: ...
    @overload
    def distribution(
        self, outcome: OutcomeOrName, level: float = 0.95, *, by: str
    ) -> spread.Distributions: ...
    def distribution(
        self, outcome: OutcomeOrName, level: float = 0.95, *, by: str | None = None
    ) -> spread.Distribution | spread.Distributions:
        """Return the distribution of a number over worlds: a built-in one, your own, or months to
        war, freeze or deterrent.

        Months are infinite if the event has not come by the horizon. `by` parts the worlds as in
        `probability`: one distribution for each value. Raises UsageProblem for a flag, and for an
        unknown outcome.

        >>> import sim
        >>> run = sim.run("2017-spring", worlds=200)
        >>> found = run.distribution("value_washington")
        >>> found.quantile(0.05).value < found.mean.value < found.quantile(0.95).value
        True
        >>> list(run.distribution("tests", by="kim_type"))
        ['fearful', 'greedy', 'erratic']
        """
        whole = self._distribution(outcome, level)
        return whole if by is None else spread.part_by(whole, self.sound, by, {})

    def _distribution(self, outcome: OutcomeOrName, level: float) -> spread.Distribution:
        name, horizon, sound = name_of(outcome), None, ~self.failed
        if name in spread.MONTHS_TO:
            (label, side, came), unit, horizon = (
                spread.MONTHS_TO[name],
                "months",
                self.scenario.months,
            )
            tell = spread.first_month(came)
            values = np.concatenate(
                list(self._play_again(asked_of(tell), lambda batch: tell(batch.history)))
            )
        else:
            entry = spread.has_distribution(name, self.catalogue)
            label, side, unit, values = (
                entry.label,
                spread.better(entry),
                entry.unit,
                entry.read(self.columns),
            )
        luck = (self.seed, self.start)
        worlds = self.columns["world"][sound]
        return spread.Distribution(
            name, values[sound], unit, side, label, luck, worlds, horizon, level
        )

    def quadrants(self, level: float = 0.95) -> dict[str, Estimate]:
        """Return the probability that both, one or neither of Washington and Beijing lose, by their
        goals.
        """
        return readings.quadrants(self.sound, level)

    def hanging_on(self) -> dict[str, float]:
        """Return, for each goal of Washington and Beijing, the share of joint losses that keeping
        it would avert.
        """
        return readings.hanging_on(self.sound)

    @cached_property
    def goals_failed_both_range(self) -> readings.Range:
        """P(both fail their goals) under 200 joint draws of their thresholds, each uniform within
        its spread.
        """
        if not (self.interventions or self.start or self.failed.any()):
            played = readings.kept_losses(self.scenario, self.seed, self.first_world, self.worlds)
            if played is not None:
                return readings.range_of(played, self.worlds)
        draws = readings.threshold_draws()
        lost = np.zeros(readings.DRAWS, dtype=np.int64)
        for part in self._play_again(
            readings.SERIES_OF_GOALS,
            lambda batch: readings.both_lose_by_draw(batch.history, draws, ~batch.failed),
        ):
            lost += part
        return readings.range_of(lost, int(np.count_nonzero(~self.failed)))

    def losses(self) -> dict[str, Floats]:
        """Return the losses of Washington and Beijing against a start that lasted, in war costs,
        `(worlds,)` each.
        """
        start = readings.value_of_start(self.scenario, self._block.numbers, self.seed, self.start)
        unit = readings.war_losses(self.scenario)
        return {
            capital: (start[capital] - self.columns[f"value_{capital}"]) / unit[capital]
            for capital in unit
        }

    def kappa_curve(self, thresholds: Sequence[float], level: float = 0.95) -> list[Estimate]:
        """Return the probability of lose-lose by value at each threshold κ: mostly a choice of
        threshold.
        """
        sound = {capital: lost[~self.failed] for capital, lost in self.losses().items()}
        return readings.kappa_curve(sound, thresholds, level)

    def payoff_correlation(self, without_war: bool = False, level: float = 0.95) -> Estimate:
        """Return the rank correlation of the payoffs to Washington and Beijing; NaN if one does not
        vary.
        """
        counts = ~self.failed & ~(self.columns["war"] & without_war)
        return readings.rank_correlation(
            self.columns["value_washington"][counts], self.columns["value_beijing"][counts], level
        )

    def parts_of_value(self, capital: str) -> dict[str, Floats]:
        """Return the parts of a capital's payoff by name, `(worlds,)` each; they sum to it."""
        check_capital(capital, "parts of value")
        read = asked_of(lambda history: parts_of_value(history, capital))
        parts = list(self._play_again(read, lambda batch: parts_of_value(batch.history, capital)))
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@with_known_options
def run(
    scenario: ScenarioLike,
    worlds: int = 2000,
    seed: int = 7,
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    record: Sequence[str] = (),
    outcomes: Sequence[Outcome] = (),
    interventions: Sequence[Intervention] = (),
    first_world: int = 0,
    start: Start | None = None,
    executor: Executor | None = None,
    precision: float | None = None,
    progress: bool | None = None,
    **changes: Any,
) -> Run:
    """Play a scenario in many worlds, in `jobs` threads or on the workers of an executor.

    The result does not depend on the number of threads or batches. `executor` is any of
    `concurrent.futures`, or of a Dask client. A later question to the run, such as a series, is
    played here. With `precision` a pilot finds the number of worlds that gives the share of
    lose-lose that half width, instead of `worlds`.

    `scenario` is a Scenario, a name, the path of a file, or a dict of changes of spring 2017. Other
    keywords change it, with two underscores for the dot: `washington__pressure=0.9`.
    `record` names series to keep month by month: a name of `Run.state`, or a menu such as
    `pyongyang.deed`. `engine` is "kernel", "numpy" or "python", or None for the quickest there is.
    `outcomes` are your own, made by `sim.Outcome`, beside all built-in ones. `start` is the state
    in which worlds begin, as a record leaves them. `progress` shows a bar: in a terminal or a notebook unless
    it says otherwise, and where the work takes more than 2 seconds. Raises UsageProblem for an invalid value.

    >>> import sim
    >>> found = sim.run("2017-spring", worlds=200, seed=7)
    >>> print(found.probability("lose_lose"))
    33 % (27 to 40), n = 200, Wilson 95 %
    """
    # Numbers are refused before a file is read.
    worlds, seed = checked_worlds(worlds), checked_seed(seed)
    half_width = None if precision is None else PRECISION.checked(precision, "precision")
    scenario = with_keywords(scenario_of(scenario), changes, OPTIONS)
    if half_width is not None:
        worlds = enough([scenario], [seed], "lose_lose", half_width)
    batches: Spread = partial(in_order, jobs=checked_whole("jobs", jobs, 1))
    if executor is not None:
        policies = own_policies(scenario).values()
        batches = Workers(
            executor, tuple(own_policy(name) for name in dict.fromkeys(policies))
        ).in_order
    run = base.run(
        scenario,
        worlds,
        seed,
        jobs=jobs,
        engine=engine,
        record=record,
        outcomes=outcomes,
        interventions=interventions,
        first_world=first_world,
        start=start,
        kind=Run,
        spread=watched(batches, worlds, progress),
    )
    if run.errors:
        warnings.warn(str(worlds_failed(run.errors.values())), stacklevel=3)
    return run


OPTIONS: Final = tuple(name for name in signature(run).parameters if name != "changes")
"""The options of `run`; other keywords change its scenario."""


def units_of(columns: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """Return the unit of each column that is an outcome and has one, by name."""
    return {
        name: catalogue[name].unit for name in columns if name in catalogue and catalogue[name].unit
    }


def share_luck(a: Run, b: Run) -> bool:
    """Return whether world k of one run has the same random draws as world k of the other."""
    return (a.seed, a.worlds, a.first_world, a.start) == (b.seed, b.worlds, b.first_world, b.start)


def values_of(run: Run, outcome: OutcomeOrName) -> np.ndarray:
    """Return an outcome of a run: a flag or final state as bool, a number as float."""
    entry = run.catalogue.find(outcome)
    values = entry.read(run.columns)
    return values if entry.kind == "flag" else values.astype(np.float64)


def paired_difference(
    a: Run, b: Run, outcome: OutcomeOrName, level: float = 0.95
) -> PairedDifference:
    """Return A minus B for an outcome, world by world, with its interval; pairs with a failed world
    are left out.

    Raises UsageProblem unless the runs have the same seed and worlds.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> a, b = (sim.run(spring.change({"beijing.enforcement": level}), worlds=100) for level in (1.0, 0.0))
    >>> found = sim.paired_difference(a, b, "lose_lose")
    >>> found.low <= found.value <= found.high
    True
    """
    if not share_luck(a, b):
        remedy = "Run both with the same seed and worlds."
        raise UsageProblem("the two runs do not share their random draws", "two runs", remedy)
    sound = ~(a.failed | b.failed)
    return compare_paired(values_of(a, outcome)[sound], values_of(b, outcome)[sound], level)


def difference(
    a: Run, b: Run, outcome: OutcomeOrName, level: float = 0.95
) -> PairedDifference | UnpairedDifference:
    """Return A minus B for an outcome: paired if the runs share their random draws, else as
    independent samples.
    """
    if share_luck(a, b):
        return paired_difference(a, b, outcome, level)
    first, second = (values_of(run, outcome)[~run.failed] for run in (a, b))
    return compare_unpaired(first, second, level)
