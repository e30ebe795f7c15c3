"""The universes of a multiverse: each structure a cell, all in the same luck, and lose-lose read off their worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.multiverse import AIMS, EXCHANGE, MultiverseOptions
from sim.analysis.multiverse.choices import LENIENT, STRICT, Changes, Reading, Structure, choices_of
from sim.analysis.multiverse.influence import OUTCOMES, switches
from sim.arrays import Flags, Floats
from sim.game.catalogue import CAPITALS, GIANTS
from sim.game.numbers.payoffs import SPREADS
from sim.scenario import Scenario
from sim.scenario.parameters import PARAMETERS
from sim.study.experiment.definition import Experiment
from sim.study.measure.outcomes import FLAGS, Columns
from sim.study.play.grid import experiment_of_table
from sim.study.run.readings import war_losses
from sim.study.run.worlds import Run
from sim.study.store.results import Results

VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
GAINS: Final = tuple(f"gain_{capital}" for capital in GIANTS)
LEAST: Final = ("aim_cohesion", "aim_relation", "aim_economy", "aim_recognised", "aim_talks")
"""Thresholds that are a least: an aim is harder to keep where they lie higher. All others are a most."""

BY_AIMS: Final = "aims_lose_lose"
SIDES: Final = {LENIENT: -1.0, STRICT: 1.0}
Cells = Mapping[str, Changes]
"""What each cell changes in the scenario, by the hash of what it then is: no worlds are played twice."""


def thresholds(scenario: Scenario, side: float) -> dict[str, float]:
    """Return thresholds of aims moved by their spread: by 1 to where every aim is harder to keep, by −1 back.

    None leaves its range in the ledger.
    """
    moved = {}
    for name, spread in SPREADS.items():
        value = scenario.value(name) + (side if name in LEAST else -side) * spread
        moved[name] = min(max(value, PARAMETERS[name].low), PARAMETERS[name].high)
    return moved


def read_whole(options: MultiverseOptions) -> Iterator[Changes]:
    """Yield what each cell changes of which all outcomes are read: structures, channels off."""
    choices = choices_of(options)
    for how in choices.structures:
        yield choices.changes(how)
    if options.ablation:
        yield from switches(options.scenario)[0].values()


def moved_aims(options: MultiverseOptions, how: Structure, side: str) -> dict[str, Any]:
    """Return what a structure changes, its aims lenient or strict. No rule reads them: its worlds stay the same."""
    return choices_of(options).changes(how) | thresholds(options.scenario, SIDES[side])


def key_of(options: MultiverseOptions, changes: Changes) -> str:
    """Return what stands for the worlds that a cell plays: the hash of the scenario that it is."""
    return hash_of(options.scenario, tuple(changes.items()))


@lru_cache(maxsize=8192)
def hash_of(scenario: Scenario, changes: tuple[tuple[str, Any], ...]) -> str:
    """Return the hash of a scenario with changes, which takes long to work out."""
    return scenario.change(dict(changes)).hash


@lru_cache(maxsize=4)
def cells_of(options: MultiverseOptions) -> tuple[Cells, Cells]:
    """Return the cells of which everything is read, and those of which only the aims are."""
    choices = choices_of(options)
    whole = {key_of(options, each): each for each in read_whole(options)}
    others: dict[str, Changes] = {}
    if any(each.reading == AIMS for each in choices.readings):
        moved = (moved_aims(options, how, side) for how, side in product(choices.structures, SIDES))
        others = {key_of(options, each): each for each in moved}
    return whole, {key: each for key, each in others.items() if key not in whole}


def ask(options: MultiverseOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return first the cells that are read whole, then those with other thresholds of aims, if any."""
    whole, others = cells_of(options)
    cells, outcomes = (others, (BY_AIMS,)) if so_far else (whole, (*OUTCOMES, BY_AIMS, *GAINS, *VALUES))
    if len(so_far) > 1 or not cells:
        return None
    lots = np.zeros(len(cells), dtype=np.int64)
    return experiment_of_table(options.scenario, list(cells.values()), lots, options.worlds, options.seed, outcomes)


class Played:
    """The worlds of all cells, by the hash of the scenario that each is."""

    def __init__(self, options: MultiverseOptions, results: Sequence[Results]) -> None:
        self.options = options
        self._columns: dict[str, Columns] = {}
        for cells, own in zip(cells_of(options), results, strict=False):
            read = {name: own.by_cell(name) for name in own.study.outcomes}
            self._columns |= {key: {name: rows[at] for name, rows in read.items()} for at, key in enumerate(cells)}

    def columns(self, changes: Changes) -> Columns:
        """Return what is read of the worlds of a cell, `(worlds,)` each, flags as flags."""
        found = self._columns[key_of(self.options, changes)]
        return {name: row > 0.0 if name in FLAGS else row for name, row in found.items()}

    def common_gain(self, changes: Changes) -> Floats:
        """Return how much both giants would have had better under the exchange, `(worlds,)`, in limited wars."""
        own, unit = self.columns(changes), war_losses(self.options.scenario.change(changes)).values()
        return np.minimum(*(own[name] / loss for name, loss in zip(GAINS, unit, strict=True)))

    def least_loss(self, changes: Changes) -> Floats:
        """Return how much both giants lost at least against a start that lasted, `(worlds,)`, in limited wars."""
        options, columns = self.options, self.columns(changes) | {"world": np.arange(self.options.worlds)}
        return np.minimum(*Run(options.scenario.change(changes), options.seed, columns).losses().values())

    def lost(self, how: Structure, readings: Sequence[Reading]) -> list[Flags]:
        """Return where a structure is lose-lose under each reading, `(worlds,)` each."""
        options = self.options
        changes, numbers = choices_of(options).changes(how), choices_of(options).numbers
        both: dict[str, Floats] = {}
        found = []
        for each in readings:
            if each.reading == AIMS:
                moved = moved_aims(options, how, each.threshold) if each.threshold in SIDES else changes
                found.append(self.columns(moved)[BY_AIMS])
                continue
            if each.reading not in both:
                worst = self.common_gain if each.reading == EXCHANGE else self.least_loss
                both[each.reading] = worst(changes)
            found.append(both[each.reading] > numbers[each.threshold])
        return found
