"""The specifications of a multiverse, each structure a cell with the same random draws: their
shares, spread and sampling error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.multiverse import (
    BENCHMARK,
    GOALS,
    READINGS,
    VALUE,
    MultiverseOptions,
    choices as multiverse,
)
from sim.core.base.arrays import Flags, Floats
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate, probability
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.game.catalogue import GIANTS, VALUES
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.outcomes.outcomes import FLAGS, WAR_LINE, Columns
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import PARAMETERS
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Row, Table, exact_share, points, share
from sim.study.experiment.definition import Experiment
from sim.study.play.grid import experiment_of_rows
from sim.study.run.readings import war_losses
from sim.study.run.worlds import Run
from sim.study.store.results import Results

GAINS: Final = tuple(f"gain_{capital}" for capital in GIANTS)
LEAST: Final = ("goal_cohesion", "goal_relation", "goal_economy", "goal_talks")
"""Thresholds that are a least: a goal is harder to keep where they lie higher. All others are a
most.
"""

BY_GOALS: Final = "goals_failed_both"
SIDES: Final = {multiverse.LENIENT: -1.0, multiverse.STRICT: 1.0}
Cells = Mapping[str, multiverse.Changes]
"""The changes that each cell makes to the scenario, by the hash of the changed scenario, so that no
worlds are played twice.
"""


def thresholds(scenario: Scenario, side: float) -> dict[str, float]:
    """Return thresholds of goals moved by their spread: with side 1 every goal of the powers is
    harder to keep, with −1 easier.

    None leaves its declared range.
    """
    moved = {}
    for name, spread in SPREADS.items():
        value = scenario.value(name) + (side if name in LEAST else -side) * spread
        moved[name] = min(max(value, PARAMETERS[name].low), PARAMETERS[name].high)
    return moved


def moved_goals(options: MultiverseOptions, how: multiverse.Structure, side: str) -> Data:
    """Return the changes of a structure with lenient or strict goals, which leave its worlds the
    same: no rule reads goals.
    """
    return multiverse.choices_of(options).structures[how] | thresholds(
        options.scenario, SIDES[side]
    )


def key_of(options: MultiverseOptions, changes: multiverse.Changes) -> str:
    """Return the key of the worlds that a cell plays: the hash of the changed scenario."""
    return hash_of(options.scenario, tuple(changes.items()))


@lru_cache(maxsize=8192)
def hash_of(scenario: Scenario, changes: tuple[tuple[str, Any], ...]) -> str:
    """Return the hash of a scenario with changes, which takes long to work out."""
    return scenario.change(dict(changes)).hash


@lru_cache(maxsize=4)
def cells_of(options: MultiverseOptions) -> tuple[Cells, Cells]:
    """Return the cells of which everything is read, and those of which only the goals are."""
    choices = multiverse.choices_of(options)
    off = multiverse.switches(options.scenario)[0].values() if options.ablation else ()
    whole = {key_of(options, each): each for each in (*choices.structures.values(), *off)}
    others: dict[str, multiverse.Changes] = {}
    if any(each.reading == GOALS for each in choices.readings):
        moved = (
            moved_goals(options, how, side) for how, side in product(choices.structures, SIDES)
        )
        others = {key_of(options, each): each for each in moved}
    return whole, {key: each for key, each in others.items() if key not in whole}


def ask(options: MultiverseOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return first the cells that are read whole, then those with other thresholds of goals, if
    any.
    """
    whole, others = cells_of(options)
    cells, outcomes = (
        (others, (BY_GOALS,))
        if so_far
        else (whole, (*multiverse.OUTCOMES, BY_GOALS, *GAINS, *VALUES))
    )
    if len(so_far) > 1 or not cells:
        return None
    replicate_blocks = np.zeros(len(cells), dtype=np.int64)
    return experiment_of_rows(
        options.scenario,
        list(cells.values()),
        replicate_blocks,
        options.worlds,
        options.seed,
        outcomes,
    )


class CellWorlds:
    """The worlds of all cells, by the hash of the scenario that each is."""

    def __init__(self, options: MultiverseOptions, results: Sequence[Results]) -> None:
        self.options = options
        self._columns: dict[str, Columns] = {}
        for cells, own in zip(cells_of(options), results, strict=False):
            read = {name: own.by_cell(name) for name in own.study.outcomes}
            self._columns |= {
                key: {name: rows[at] for name, rows in read.items()} for at, key in enumerate(cells)
            }

    def columns(self, changes: multiverse.Changes) -> Columns:
        """Return the outcomes of the worlds of a cell, `(worlds,)` each, flags as booleans."""
        found = self._columns[key_of(self.options, changes)]
        return {name: row > 0.0 if name in FLAGS else row for name, row in found.items()}

    def common_gain(self, changes: multiverse.Changes) -> Floats:
        """Return the smaller of the gains of both powers under the benchmark, `(worlds,)`, in war
        costs.
        """
        own, unit = (
            self.columns(changes),
            war_losses(self.options.scenario.change(changes)).values(),
        )
        return np.minimum(*(own[name] / loss for name, loss in zip(GAINS, unit, strict=True)))

    def least_loss(self, changes: multiverse.Changes) -> Floats:
        """Return the smaller of the losses of both powers against a start that lasted, `(worlds,)`,
        in war costs.
        """
        options, columns = (
            self.options,
            self.columns(changes) | {"world": np.arange(self.options.worlds)},
        )
        return np.minimum(
            *Run(options.scenario.change(changes), options.seed, columns).losses().values()
        )

    def lost(
        self, how: multiverse.Structure, readings: Sequence[multiverse.Reading]
    ) -> list[Flags]:
        """Return where a structure is lose-lose under each reading, `(worlds,)` each."""
        choices = multiverse.choices_of(self.options)
        changes, asked = choices.structures[how], {each.reading for each in readings}
        worst = {
            name: own(changes)
            for name, own in ((BENCHMARK, self.common_gain), (VALUE, self.least_loss))
            if name in asked
        }
        found = []
        for each in readings:
            if each.reading == GOALS:
                moved = (
                    moved_goals(self.options, how, each.threshold)
                    if each.threshold in SIDES
                    else changes
                )
                found.append(self.columns(moved)[BY_GOALS])
            else:
                found.append(worst[each.reading] > choices.numbers[each.threshold])
        return found


@dataclass(frozen=True, slots=True)
class Specification:
    """One structure under one reading: P(lose-lose), and the paired difference from the default
    one.
    """

    structure: multiverse.Structure
    reading: multiverse.Reading
    share: Estimate
    change: PairedDifference
    default: bool

    @property
    def chosen(self) -> dict[str, str]:
        """Its level in each dimension."""
        return {
            name: str(multiverse.level((self.structure, self.reading), name))
            for name in multiverse.DIMENSIONS
        }


@dataclass(frozen=True, slots=True)
class Spread:
    """How far point estimates of specifications lie apart: lowest, quartiles, median, highest, and
    how many.

    It is no interval: specifications are chosen, not drawn, and none is likelier than another.
    """

    lowest: float
    lower_quarter: float
    median: float
    upper_quarter: float
    highest: float
    count: int


@dataclass(frozen=True, eq=False)
class MultiverseFinding(Finding):
    """All specifications in order of their share, the lowest first, the influence of each
    dimension, and the ablation.

    `off_already` are the channels that the scenario does not use.
    """

    analysis: ClassVar[str] = "multiverse"
    options: MultiverseOptions
    specifications: tuple[Specification, ...]
    influences: tuple[multiverse.Influence, ...]
    ablation: tuple[multiverse.Ablation, ...]
    off_already: tuple[str, ...]

    @property
    def choices(self) -> multiverse.Choices:
        """The specifications that were tried."""
        return multiverse.choices_of(self.options)

    @property
    def default(self) -> Specification:
        """The default specification."""
        return next(each for each in self.specifications if each.default)

    @property
    def half_widths(self) -> tuple[float, float]:
        """The sampling error of one specification: median and largest half width of the 95 %
        intervals.
        """
        reach = [each.share.half_width for each in self.specifications]
        return float(np.median(reach)), max(reach)

    def spread(self, fixed: str = "") -> Spread:
        """Return the spread over specifications; `fixed` may keep the default "reading" or
        "structure".
        """
        own = self.default
        return spread_of(
            [
                each.share.value
                for each in self.specifications
                if (fixed != "reading" or each.reading == own.reading)
                and (fixed != "structure" or each.structure == own.structure)
            ]
        )

    @property
    def spreads(self) -> dict[str, Spread]:
        """The spread over all specifications, over structures, and over readings."""
        return {
            "all specifications": self.spread(),
            "structures, default reading": self.spread("reading"),
            "readings, default structure": self.spread("structure"),
        }

    def one_otherwise(self, dimension: str) -> list[Specification]:
        """Return the specifications that make one choice otherwise than the default, in order of
        the choices.

        Other readings stand at their middle threshold.
        """
        keys = [(each.structure, each.reading) for each in self.specifications]
        own = self.specifications.index(self.default)
        pairs = multiverse.pairs_of(keys, dimension, self.choices.middles)
        others = [b if a == own else a for a, b in pairs if own in (a, b)]
        order = list(product(self.choices.structures, self.choices.readings))
        return [
            self.specifications[each]
            for each in sorted(others, key=lambda each: order.index(keys[each]))
        ]

    def sentences(self) -> list[str]:
        """Return the share and its spread over choices, the sampling error, and which choice and
        channel move most.
        """
        said = [
            f"Lose-lose happens in {share(self.default.share).text()} of the worlds in the default specification, and "
            f"in {spread_text(self.spread())}. That spread is choice, not chance.",
            f"The sampling error of one specification is ± {number_text(100.0 * self.half_widths[0], 1)} points in the "
            f"median (n = {count_text(self.options.worlds)} worlds). More worlds shrink it, and leave the spread.",
        ]
        if self.influences:
            most, least = self.influences[0], self.influences[-1]
            text = f"Of the choices, the {multiverse.WORDS[most.dimension]} moves it most: by {apart(most)} on average"
            rest = (
                f"; the {multiverse.WORDS[least.dimension]} least, by {apart(least)}"
                if least is not most
                else ""
            )
            said.append(f"{text}, all else the same{rest}.".replace("the Kim", "Kim"))
        if self.ablation:
            top = max(
                self.ablation, key=lambda each: abs(each.differences[multiverse.OUTCOMES[0]].value)
            )
            d = top.differences[multiverse.OUTCOMES[0]]
            undecided = "" if d.distinguishable else ", which is not distinguishable from 0"
            said.append(
                f"Of the channels, switching off {top.channel} changes it most: by {points(d).text()} "
                f"(n = {count_text(d.n)} pairs){undecided}."
            )
        return said

    def tables(self) -> list[Table]:
        """Return which choice moves the share, the spread, one choice otherwise, the ablation, and
        all there are.
        """
        made = [self.influence_table(), self.spread_table(), self.otherwise_table()]
        return [
            *made,
            *([self.ablation_table()] if self.ablation else []),
            self.specifications_table(),
        ]

    def influence_table(self) -> Table:
        """Return how much each choice moves the share, the largest first."""
        rows = [
            (multiverse.WORDS[each.dimension], points(each.change), each.pairs)
            for each in self.influences
        ]
        heads = ("", "moves lose-lose by", "pairs of specifications")
        return Table(
            "influence",
            "Which choice moves lose-lose most, all else the same",
            heads,
            rows,
            main=True,
        )

    def spread_table(self) -> Table:
        """Return the spread over choices, which is no interval."""
        rows: list[Row] = [
            (
                name,
                *map(
                    exact_share, (s.lowest, s.lower_quarter, s.median, s.upper_quarter, s.highest)
                ),
                s.count,
            )
            for name, s in self.spreads.items()
        ]
        heads = (
            "",
            "lowest",
            "lower quarter",
            "median",
            "upper quarter",
            "highest",
            "specifications",
        )
        return Table(
            "spread", "Spread over choices (no interval: they are chosen, not drawn)", heads, rows
        )

    def otherwise_table(self) -> Table:
        """Return the specifications in which one choice alone is not the default."""
        own = self.default
        rows = [("default", "", share(own.share), points(own.change))] + [
            (
                multiverse.WORDS[dimension],
                each.chosen[dimension],
                share(each.share),
                points(each.change),
            )
            for dimension in multiverse.DIMENSIONS
            for each in self.one_otherwise(dimension)
        ]
        heads = ("", "chosen", "lose-lose", "minus the default")
        return Table("otherwise", "One choice changed, the rest as in the default", heads, rows)

    def ablation_table(self) -> Table:
        """Return the table of the changes by switching off each channel."""
        rows: list[Row] = [
            (
                each.channel,
                *(points(each.differences[name]) for name in multiverse.OUTCOMES),
                each.moved,
            )
            for each in self.ablation
        ]
        heads = ("without", "lose-lose", "war", "worlds moved")
        return Table("ablation", "Channels switched off: change in the same worlds", heads, rows)

    def specifications_table(self) -> Table:
        """Return every specification, the lowest share first; too many to print."""
        rows = [
            (
                *each.chosen.values(),
                "yes" if each.default else "no",
                share(each.share),
                points(each.change),
            )
            for each in self.specifications
        ]
        heads = (*multiverse.DIMENSIONS, "default", "lose-lose", "minus the default")
        return Table(
            "specifications",
            "All specifications, from the least lose-lose",
            heads,
            rows,
            sheet=True,
        )

    def notes(self) -> list[str]:
        """Return notes on the specifications and on the method of the numbers."""
        s, choices, own = self.scenario, self.choices, self.default
        readings = {
            name: [each.threshold for each in choices.readings if each.reading == name]
            for name in READINGS
        }
        named = "; ".join(
            f"by {name} ({', '.join(each)})" for name, each in readings.items() if each
        )
        reasons = "; ".join(f"{count} since {reason}" for reason, count in choices.left_out.items())
        median, largest = (number_text(100.0 * each, 1) for each in self.half_widths)
        notes = [
            f"{s.title} ({s.name}): {count_text(len(self.specifications))} specifications, {len(choices.structures)} "
            f"structures in {len(choices.readings)} readings, {count_text(self.options.worlds)} worlds each, all with "
            f"the same random draws, {s.months} months from {s.start}, seed {self.seed}.",
            f"Readings of lose-lose: {named}. Default: {own.structure.label}; {own.reading.label}.",
            *([f"Structures left out: {reasons}."] if reasons else []),
            f"Sampling error of one specification: ± {median} points in the median, ± {largest} at most (Wilson 95 %). "
            "The spread holds some of it too: read it only if it is much wider.",
            f"Choice that moves most: mean absolute paired change, 95 % {multiverse.METHOD}, sampling error taken "
            "out. The order depends on which choices are tried.",
        ]
        if self.ablation:
            count = 2 * len(self.ablation)
            notes += [
                f"Channels: {count} Tango intervals of 95 %, of which about {max(1, round(0.05 * count))} would leave "
                f"0 out by sampling error alone. Off already: {', '.join(self.off_already) or 'none'}.",
                WAR_LINE,
            ]
        return notes

    def data(self) -> Data:
        """Return everything as plain data."""
        median, largest = self.half_widths
        return {
            **self.head(),
            "structural": structural(self),
            "worlds_a_specification": self.options.worlds,
            "cells_played": sum(map(len, cells_of(self.options))),
            "structures": len(self.choices.structures),
            "readings": [each.label for each in self.choices.readings],
            "structures_left_out": dict(self.choices.left_out),
            "structure_spread": plain_data(self.spreads),
            "sampling_error": {
                "median_half_width": median,
                "largest_half_width": largest,
                "level": 0.95,
                "n": self.options.worlds,
            },
            "influence": plain_data(self.influences),
            "ablation": plain_data(self.ablation),
            "specifications": [
                each.chosen
                | {"default": each.default, "share": plain_data(each.share)}
                | {"minus_default": plain_data(each.change)}
                for each in self.specifications
            ],
            "channels_off_already": list(self.off_already),
        }


def spread_of(shares: Sequence[float]) -> Spread:
    """Return how far shares lie apart."""
    low, first, middle, third, high = np.quantile(shares, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return Spread(low, first, middle, third, high, len(shares))


def find(options: MultiverseOptions, results: Sequence[Results]) -> MultiverseFinding:
    """Determine lose-lose in the worlds by every specification; raises DataProblem if it never or
    always happens.
    """
    played, choices = CellWorlds(options, results), multiverse.choices_of(options)
    flags = {
        (how, what): lost
        for how in choices.structures
        for what, lost in zip(choices.readings, played.lost(how, choices.readings), strict=True)
    }
    for always, where in ((False, "none of the worlds"), (True, "every world")):
        if all((each == always).all() for each in flags.values()):
            raise DataProblem(
                f"lose-lose happens in {where} of every specification",
                options.scenario.name,
                "Try other thresholds, more worlds, or another scenario.",
            )
    made = [
        Specification(
            *key,
            probability(lost),
            compare_paired(lost, flags[choices.default]),
            key == choices.default,
        )
        for key, lost in flags.items()
    ]
    # Ties stay in the order of the choices.
    ordered = tuple(sorted(made, key=lambda each: each.share.value))
    moving = multiverse.influences(
        list(flags), np.array(list(flags.values())), choices.middles, options.seed
    )
    possible, off = multiverse.switches(options.scenario) if options.ablation else ({}, [])
    base = played.columns({})
    rows = tuple(
        multiverse.ablation_of(channel, base, played.columns(changes))
        for channel, changes in possible.items()
    )
    return MultiverseFinding(options, ordered, tuple(moving), rows, tuple(off))


def structural(found: MultiverseFinding) -> str:
    """Return the spread over choices on one line: over all of them, and over structures alone."""
    s = found.spread("reading")
    low, high = exact_share(s.lowest).text(), exact_share(s.highest).text()
    count = count_text(s.count)
    return f"{spread_text(found.spread())}; {low} to {high} over the {count} structures at the default reading"


def spread_text(spread: Spread) -> str:
    """Write a spread: "14 % to 99 % over 161 specifications, half of them from 23 % to 77 %"."""
    low, first, third, high = (
        percent_text(each)
        for each in (spread.lowest, spread.lower_quarter, spread.upper_quarter, spread.highest)
    )
    return f"{low} to {high} over {count_text(spread.count)} specifications, half of them from {first} to {third}"


def apart(each: multiverse.Influence) -> str:
    """Write how far a choice moves the share, which has no sign."""
    return points(each.change).text().replace("+", "")
