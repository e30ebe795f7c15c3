"""The worlds of a multiverse: each structure once, every one of them in the same luck, and lose-lose read off them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.analysis.multiverse.choices import AIMS, LENIENT, OWN, STRICT, VALUE, Choices, Reading
from sim.arrays import Flags, Floats
from sim.game import aims
from sim.game.catalogue import CAPITALS
from sim.game.numbers.aims import SPREADS, AimNumbers
from sim.study.outcomes import Columns, series_of
from sim.study.run.history import History
from sim.study.run.readings import SERIES_OF_AIMS, profiles, war_losses
from sim.study.run.runner import Batch, Block, Gathered, Progress, play_all, structure
from sim.study.run.worlds import Run
from sim.study.scenario import Scenario

VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
GIANTS: Final = ("value_washington", "value_beijing")
OUTCOMES: Final = ("lose_lose", "war", *VALUES)
LEAST: Final = ("aim_cohesion", "aim_relation", "aim_economy", "aim_recognised", "aim_talks")
"""Thresholds that are a least: an aim is harder to keep where they lie higher. All others are a most."""

SIDES: Final = {LENIENT: -1.0, STRICT: 1.0}


def thresholds(p: AimNumbers, side: float) -> AimNumbers:
    """Return thresholds moved by their whole spread: by 1 to the side where every aim is harder to keep, by −1 back."""
    values: dict[str, Any] = {item.name: getattr(p, item.name) for item in fields(p)}
    for name, spread in SPREADS.items():
        values[name] = values[name] + (side if name in LEAST else -side) * spread
    return AimNumbers(**values)


@lru_cache(maxsize=8192)
def key(scenario: Scenario) -> str:
    """Return what stands for the worlds that a scenario plays."""
    return scenario.hash


def distinct(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return scenarios without those that would play the same worlds again, those of one structure side by side."""
    unique = {key(each): each for each in scenarios}
    places: dict[tuple[object, ...], int] = {}
    for each in unique.values():
        places.setdefault(structure(each), len(places))
    return sorted(unique.values(), key=lambda each: places[structure(each)])


def told(batch: Batch) -> Columns:
    """Return what is read off the worlds of a batch: outcomes, and lose-lose by aims with their thresholds moved."""
    return batch.columns(OUTCOMES) | {
        name: lost_by_aims(batch.history, side) for name, side in SIDES.items()
    }  # fmt: skip


def lost_by_aims(history: History, side: float) -> Flags:
    """Return where both lose by their aims with all thresholds moved to one side, `(worlds,)`."""
    return np.asarray(aims.lose_lose(history, thresholds(history.aims, side)))


class Played:
    """The worlds of scenarios, by hash: all that is read of some, only the values of others."""

    def __init__(
        self, whole: Sequence[Scenario], values: Sequence[Scenario], worlds: int, seed: int, jobs: int = 1,
        progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self.worlds, self.seed = worlds, seed
        gathered = Gathered((len(whole) + len(values)) * worlds)
        self._whole = self._play(whole, (*series_of(OUTCOMES), *SERIES_OF_AIMS), told, jobs, gathered, progress)
        read = series_of(GIANTS)
        self._values = self._play(values, read, lambda batch: batch.columns(GIANTS), jobs, gathered, progress)

    def _play(
        self, scenarios: Sequence[Scenario], read: Sequence[str], tell: Any, jobs: int, total: Gathered,
        progress: Progress | None,
    ) -> dict[str, Columns]:  # fmt: skip
        if not scenarios:
            return {}
        made = Gathered(len(scenarios) * self.worlds)
        blocks = [Block(each, 0, self.worlds) for each in scenarios]
        for columns in play_all(blocks, self.seed, read, tell, jobs=jobs):
            made.add(columns)
            if progress is not None:
                total.add({"world": columns["world"]})
                progress(total)
        parts = [slice(k * self.worlds, (k + 1) * self.worlds) for k in range(len(scenarios))]
        return {
            key(each): {name: column[part] for name, column in made.columns.items()}
            for each, part in zip(scenarios, parts, strict=True)
        }

    def columns(self, scenario: Scenario) -> Columns:
        """Return all that is read of the worlds of a scenario."""
        return self._whole[key(scenario)]

    def common_gain(self, scenario: Scenario) -> Floats:
        """Return how much both giants could have had better in each world, `(worlds,)`, in limited wars."""
        own, unit = self.columns(scenario), list(war_losses(scenario).values())
        best = np.full(self.worlds, -np.inf)
        for other in profiles(scenario):
            columns = self._whole.get(key(other)) or self._values[key(other)]
            gains = [(columns[name] - own[name]) / loss for name, loss in zip(GIANTS, unit, strict=True)]
            best = np.maximum(best, np.minimum(*gains))
        return best

    def lost(self, scenario: Scenario, readings: Sequence[Reading], numbers: Mapping[str, float]) -> list[Flags]:
        """Return where a scenario is lose-lose under each reading, `(worlds,)` each."""
        columns = self.columns(scenario)
        by_aims = {OWN: columns["lose_lose"], LENIENT: columns[LENIENT], STRICT: columns[STRICT]}
        both: dict[str, Floats] = {}
        found = []
        for each in readings:
            if each.reading == AIMS:
                found.append(by_aims[each.threshold])
                continue
            if each.reading not in both:
                both[each.reading] = (
                    np.minimum(*Run(scenario, self.seed, columns).losses().values())
                    if each.reading == VALUE
                    else self.common_gain(scenario)
                )
            found.append(both[each.reading] > numbers[each.threshold])
        return found


def alternatives(choices: Choices, structures: Sequence[Scenario]) -> list[Scenario]:
    """Return the profiles of held courses with which structures are compared, none where no reading compares."""
    if not any(each.reading not in (AIMS, VALUE) for each in choices.readings):
        return []
    return [other for each in structures for other in profiles(each)]
