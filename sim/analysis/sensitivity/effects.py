"""The effect of each end: what changes in the same worlds, in outcomes and in the gains of the game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.analysis.finding import check_happens
from sim.analysis.know.cells import KIM, PRESSING, types_of, weights_of
from sim.analysis.sensitivity import CHOICES, FACTORS, PARAMETERS, SensitivityOptions
from sim.analysis.sensitivity.ends import End, ends_of
from sim.analysis.sensitivity.levels import GAIN, GOALS, READINGS, Changes
from sim.core.base.arrays import Array, Flags, Floats, weighted_sum
from sim.core.estimate.interval import Estimate, estimate_of
from sim.core.game.catalogue import GIANT_VALUES, GIANTS, VALUES
from sim.core.outcomes.outcomes import is_number, name_of
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.experiment.definition import Experiment
from sim.study.play.grid import experiment_of_rows
from sim.study.run.readings import kims_alone, names_beside, war_losses
from sim.study.run.worlds import Run
from sim.study.store.results import Results

OUTCOMES: Final = {
    "lose_lose": 0.02,
    "win_win": 0.01,
    "net": 0.02,
    "war": 0.005,
    "collapse": 0.005,
    "freeze_at_end": 0.02,
    "opening": 0.02,
    "escalation": 0.02,
    "deterrent_complete": 0.02,
    "tests": 0.3,
    "value_washington": 0.5,
    "value_beijing": 0.5,
    "value_pyongyang": 0.5,
    "value_seoul": 0.5,
    "goals_failed_both": 0.02,
    "loses_pyongyang": 0.02,
    "loses_seoul": 0.02,
}
"""The outcomes on which a parameter is tried, each with the least change that counts: a share of
worlds, tests, or months.
"""

GAINS: Final = {"pressing": "by pressing over talking, to Washington"}
LEAST_GAIN: Final = 1.0
"""Months from which on a change of a gain counts."""

MEASURES: Final[Mapping[str, float]] = OUTCOMES | dict.fromkeys(GAINS, LEAST_GAIN)
LEVEL: Final = 0.997
"""Of the interval of the effect of a parameter: three standard errors, since hundreds are looked
at.
"""

BY_GOALS: Final = "goals_failed_both"
GIANT_GAINS: Final = tuple(f"gain_{capital}" for capital in GIANTS)


@dataclass(frozen=True, slots=True)
class EndEffect:
    """The effect of an end: the paired difference of each measure, and the number of worlds in
    which any outcome differs.

    `least` is the least change of a measure that counts. `by_kim` are the differences of the main
    outcome by Kim's type.
    """

    end: End
    changes: dict[str, PairedDifference]
    worlds: int
    by_kim: dict[str, PairedDifference]
    least: Mapping[str, float] = field(default_factory=dict)

    def size(self, measure: str) -> float:
        """Return the size of a change that is told from none and large enough to count, else 0."""
        change = self.changes.get(measure)
        if change is None or not change.distinguishable:
            return 0.0
        return abs(change.value) if abs(change.value) >= self.least.get(measure, 0.0) else 0.0


def outcomes_of(options: SensitivityOptions) -> tuple[Any, ...]:
    """Return the outcomes that are compared, the main one first."""
    if options.vary == PARAMETERS:
        return tuple(OUTCOMES)
    beside = (*names_beside(options.outcome), "war", *GIANT_VALUES)
    return (options.outcome, *(name for name in beside if name != name_of(options.outcome)))


def kept_of(options: SensitivityOptions) -> tuple[Any, ...]:
    """Return the outcomes that are kept: those compared, and what other readings need."""
    more = (BY_GOALS, *GIANT_GAINS, *VALUES) if options.vary == CHOICES else ()
    names = {name_of(outcome): outcome for outcome in (*outcomes_of(options), *more)}
    return tuple(names.values())


def cells_of(ends: Sequence[End]) -> list[Changes]:
    """Return the changes of each cell, once: none at first, then those of the ends."""
    tried = [{}, *(changes for end in ends for changes in (end.changes, end.against))]
    return [*{tuple(changes.items()): changes for changes in tried}.values()]


def worlds_asked(options: SensitivityOptions, game: bool = False) -> Experiment:
    """Return the experiment over the ends, all in the same worlds; of a `game` with Beijing held
    to shielding and Washington to pressing or talking, by type of Kim.
    """
    rows = cells_of(ends_of(options))
    outcomes = kept_of(options)
    if game:
        outcomes = VALUES[:1]
        policies_held = [
            {KIM: kim, "washington.policy": course, "beijing.policy": "shield"}
            for kim in types_of(options.scenario)
            for course in PRESSING
        ]
        rows = [{**changes, **policies} for changes in rows for policies in policies_held]
    blocks = np.zeros(len(rows), dtype=np.int64)
    return experiment_of_rows(
        options.scenario, rows, blocks, options.worlds, options.seed, outcomes
    )


class PlayedEnds:
    """The worlds of all cells, and the effect of each end in them."""

    def __init__(self, options: SensitivityOptions, results: Results) -> None:
        self.options = options
        self.ends = ends_of(options)
        self.cells = [tuple(changes.items()) for changes in cells_of(self.ends)]
        self.places = {cell: place for place, cell in enumerate(self.cells)}
        self.columns = {name_of(outcome): results.by_cell(outcome) for outcome in kept_of(options)}
        self.kims = results.by_cell(KIM).astype(np.int64)
        self.main = name_of(options.outcome)
        if not is_number(options.outcome) and options.vary == FACTORS:
            rows = self.columns[self.main]
            remedy = "Name another outcome, more worlds, or another scenario."
            place = "the outcome to explain"
            check_happens(self.main, rows.mean(axis=1), rows.size, place, remedy)

    def place(self, changes: Changes) -> int:
        """Return the place of the cell of some changes."""
        return self.places[tuple(changes.items())]

    def worlds(self, outcome: Any, changes: Changes) -> Array:
        """Return an outcome of the worlds of a cell, `(worlds,)`: flags, or numbers."""
        row: Array = self.columns[name_of(outcome)][self.place(changes)]
        return row if is_number(outcome) else row > 0.0

    def base(self, outcome: Any) -> Estimate:
        """Return an outcome of the scenario as it stands."""
        return estimate_of(self.worlds(outcome, {}))

    def effects(self) -> list[EndEffect]:
        """Return the effect of each end, in their order."""
        return [self.read(end) if end.reading else self.effect(end) for end in self.ends]

    def effect(self, end: End) -> EndEffect:
        """Return the effect of an end on all outcomes, and on the main one by Kim's type, in worlds
        that have the same at both ends.
        """
        of_parameter = self.options.vary == PARAMETERS
        pairs = {
            name_of(outcome): (
                self.worlds(outcome, end.changes),
                self.worlds(outcome, end.against),
            )
            for outcome in outcomes_of(self.options)
        }
        here, there = (self.place(changes_at) for changes_at in (end.changes, end.against))
        differs = np.any([rows[here] != rows[there] for rows in self.columns.values()], axis=0)
        level = LEVEL if of_parameter else 0.95
        changes = {name: compare_paired(new, old, level) for name, (new, old) in pairs.items()}
        alike, by_kim = self.kims[here] == self.kims[there], {}
        for name, among in kims_alone({KIM: self.kims[here]}).items():
            if not of_parameter and (among & alike).sum() > 1:
                new, old = pairs[self.main]
                by_kim[name] = compare_paired(new[among & alike], old[among & alike])
        return EndEffect(
            end,
            changes,
            int(np.count_nonzero(differs)),
            by_kim,
            MEASURES if of_parameter else {},
        )

    def read(self, end: End) -> EndEffect:
        """Return the effect of another reading of lose-lose, in the worlds of the scenario."""
        kind, line = READINGS[end.reading]
        if kind == GOALS:
            flags: Flags = self.worlds(BY_GOALS, end.changes)
        else:
            flags = self.least(kind == GAIN) > line
        flags_before = self.worlds(self.options.outcome, {})
        change = compare_paired(flags, flags_before)
        return EndEffect(end, {self.main: change}, int(np.count_nonzero(flags != flags_before)), {})

    def least(self, gain: bool) -> Floats:
        """Return the smaller of the gains of both powers under the benchmark, or of their losses
        against a start that lasted, `(worlds,)`, in costs of a limited war.
        """
        scenario = self.options.scenario
        if gain:
            losses = war_losses(scenario).values()
            pairs = zip(GIANT_GAINS, losses, strict=True)
            return np.minimum(*(self.worlds(name, {}) / loss for name, loss in pairs))
        columns = {name: rows[0] for name, rows in self.columns.items()}
        columns["world"] = np.arange(self.options.worlds)
        return np.minimum(*Run(scenario, self.options.seed, columns).losses().values())

    def gains(self, results: Results) -> dict[str, list[PairedDifference]]:
        """Return by how much the gain by pressing changes at every cell, by Washington's own
        belief, in months, from the worlds of the game; the first cell has the gain itself.
        """
        scenario, cells = self.options.scenario, self.cells
        weights = [weights_of(scenario.change(dict(cell)), GIANTS[0]) for cell in cells]
        shape = (len(cells), -1, len(PRESSING), self.options.worlds)
        rows = results.by_cell(VALUES[0]).reshape(shape)
        worth = [weighted_sum(cell, weight) for cell, weight in zip(rows, weights, strict=True)]
        pressing, talking = np.array(worth).swapaxes(0, 1)
        gains = pressing - talking
        start = [np.zeros_like(gains[0]), *[gains[0]] * (len(cells) - 1)]
        changes = [compare_paired(new, old, LEVEL) for new, old in zip(gains, start, strict=True)]
        return dict.fromkeys(GAINS, changes)
