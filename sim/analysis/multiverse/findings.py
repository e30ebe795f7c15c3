"""A multiverse: every specification with its share, the spread between them, and the sampling error of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.multiverse.choices import DIMENSIONS, WORDS, Choices, Reading, Structure
from sim.analysis.multiverse.influence import OUTCOMES, Ablation, Influence, ablation_of, influences, level, switches
from sim.analysis.multiverse.worlds import Played, alternatives, distinct, key
from sim.errors import DataProblem, UsageProblem
from sim.study.estimate.interval import Estimate, count_text, number_text, probability, value_text
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.run.runner import Progress
from sim.study.run.summary import CAVEAT, shown
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario

LEAST_WORLDS: Final = 20


@dataclass(frozen=True, slots=True)
class Specification:
    """One structure under one reading: P(lose-lose), and the paired difference from the default one."""

    structure: Structure
    reading: Reading
    share: Estimate
    change: PairedDifference
    default: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the specification as plain data."""
        chosen = {name: level((self.structure, self.reading), name) for name in DIMENSIONS}
        return chosen | {
            "default": self.default, "share": shown(self.share), "minus_default": self.change.as_dict(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spread:
    """How far point estimates of specifications lie apart: lowest, quartiles, median, highest, and how many.

    It is no interval: specifications are chosen, not drawn, and none is likelier than another.
    """

    lowest: float
    lower_quarter: float
    median: float
    upper_quarter: float
    highest: float
    count: int

    def as_dict(self) -> dict[str, float]:
        """Return the spread as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, eq=False)
class Multiverse:
    """All specifications in order of their share, the lowest first; what moves them; and the ablation.

    `cells` counts the scenarios that were played, in `worlds` worlds each, all under the luck of `seed`. `off_already`
    are the channels that the scenario does not use.
    """

    choices: Choices
    worlds: int
    seed: int
    cells: int
    specifications: tuple[Specification, ...]
    influences: tuple[Influence, ...]
    ablation: tuple[Ablation, ...]
    off_already: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario that all specifications start from."""
        return self.choices.scenario

    @property
    def default(self) -> Specification:
        """The default specification."""
        return next(each for each in self.specifications if each.default)

    @property
    def half_widths(self) -> tuple[float, float]:
        """The sampling error of one specification: median and largest half width of the 95 % intervals."""
        reach = [each.share.half_width for each in self.specifications]
        return float(np.median(reach)), max(reach)

    def spread(self, fixed: str = "") -> Spread:
        """Return the spread over specifications; `fixed` may keep the default "reading" or "structure"."""
        own = self.default
        return spread_of([
            each.share.value for each in self.specifications
            if (fixed != "reading" or each.reading == own.reading)
            and (fixed != "structure" or each.structure == own.structure)
        ])  # fmt: skip

    def one_otherwise(self, dimension: str) -> list[Specification]:
        """Return the specifications that make one choice otherwise than the default, in order of the choices.

        Other readings stand at their middle threshold.
        """
        own = (self.default.structure, self.default.reading)
        aside = ("reading", "threshold") if dimension == "reading" else (dimension,)
        others = [name for name in DIMENSIONS if name not in aside]
        found = []
        for each in self.specifications:
            key = (each.structure, each.reading)
            middle = dimension != "reading" or each.reading.threshold == self.choices.middles[each.reading.reading]
            if not each.default and middle and all(level(key, name) == level(own, name) for name in others):
                found.append(each)
        return sorted(found, key=self._place)

    def _place(self, each: Specification) -> tuple[int, int]:
        return self.choices.structures.index(each.structure), self.choices.readings.index(each.reading)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        median, largest = self.half_widths
        return {
            "analysis": "multiverse",
            "sentences": sentences(self),
            "structural": structural(self),
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "worlds_a_specification": self.worlds,
            "cells_played": self.cells,
            "caveat": CAVEAT,
            "structures": len(self.choices.structures),
            "readings": [each.label for each in self.choices.readings],
            "structures_left_out": dict(self.choices.left_out),
            "default": self.default.as_dict(),
            "structure_spread": {
                "over_all": self.spread().as_dict(),
                "over_structures_at_the_default_reading": self.spread("reading").as_dict(),
                "over_readings_of_the_default_structure": self.spread("structure").as_dict(),
            },
            "sampling_error": {
                "median_half_width": median, "largest_half_width": largest, "level": 0.95, "n": self.worlds,
            },
            "influence": [each.as_dict() for each in self.influences],
            "specifications": [each.as_dict() for each in self.specifications],
            "ablation": [each.as_dict() for each in self.ablation],
            "channels_off_already": list(self.off_already),
        }  # fmt: skip


def spread_of(shares: Sequence[float]) -> Spread:
    """Return how far shares lie apart."""
    low, first, middle, third, high = np.quantile(shares, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return Spread(low, first, middle, third, high, len(shares))


def cells_of(choices: Choices, ablate: bool) -> tuple[list[Scenario], list[Scenario]]:
    """Return every scenario to play: those that are read whole, and those of which only the values count."""
    own = [choices.built(each) for each in choices.structures]
    others = alternatives(choices, own)
    if ablate:
        own += [each.without for each in switches(choices.scenario)[0]]
    whole = distinct(own)
    known = {key(each) for each in whole}
    return whole, distinct(each for each in others if key(each) not in known)


def multiverse(
    choices: Choices, *, worlds: int = 300, seed: int = 0, ablate: bool = True, jobs: int = 1,
    progress: Progress | None = None,
) -> Multiverse:  # fmt: skip
    """Play every structure in the same worlds, and read lose-lose off them in every way.

    Raises UsageProblem for fewer than 20 worlds, DataProblem where lose-lose never or always happens.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    check_size(worlds)
    whole, values = cells_of(choices, ablate)
    played = Played(whole, values, worlds, seed, jobs, progress)
    flags = flags_of(choices, played)
    check_both_ways(choices, flags)
    made = specifications_of(choices, flags)
    moving = influences(list(flags), np.array(list(flags.values())), choices.middles, seed)
    possible, off = switches(choices.scenario) if ablate else ([], [])
    base = played.columns(choices.scenario)
    rows = tuple(ablation_of(each.channel, base, played.columns(each.without)) for each in possible)
    return Multiverse(choices, worlds, seed, len(whole) + len(values), made, tuple(moving), rows, tuple(off))


def check_size(worlds: int) -> None:
    """Raise UsageProblem for fewer worlds than differences need."""
    if worlds < LEAST_WORLDS:
        raise UsageProblem(
            f"{worlds} worlds are too few to tell specifications apart", f"--worlds {worlds}",
            f"Ask for {LEAST_WORLDS} or more.",
        )  # fmt: skip


def check_both_ways(choices: Choices, flags: Mapping[tuple[Structure, Reading], npt.NDArray[np.bool_]]) -> None:
    """Raise DataProblem where lose-lose happens in no world of any specification, or in every world of all."""
    for always in (False, True):
        if all((each == always).all() for each in flags.values()):
            raise DataProblem(
                f"lose-lose happens in {'every world' if always else 'none of the worlds'} of every specification",
                choices.scenario.name, "Try other thresholds, more worlds, or another scenario.",
            )  # fmt: skip


def flags_of(choices: Choices, played: Played) -> dict[tuple[Structure, Reading], npt.NDArray[np.bool_]]:
    """Return where each specification is lose-lose, `(worlds,)` each."""
    flags: dict[tuple[Structure, Reading], npt.NDArray[np.bool_]] = {}
    for structure in choices.structures:
        lost = played.lost(choices.built(structure), choices.readings, choices.numbers)
        flags |= {(structure, reading): each for reading, each in zip(choices.readings, lost, strict=True)}
    return flags


def specifications_of(
    choices: Choices, flags: Mapping[tuple[Structure, Reading], npt.NDArray[np.bool_]]
) -> tuple[Specification, ...]:
    """Return the specifications in order of their share, ties in order of the choices."""
    own = choices.default
    made = [Specification(*key, probability(lost), paired(lost, flags[own]), key == own) for key, lost in flags.items()]
    return tuple(sorted(made, key=lambda each: each.share.value))


def sentences(found: Multiverse) -> list[str]:
    """Return what a multiverse says: the spread, the sampling error, which choice and which channel move most."""
    own, (median, _) = found.default.share, found.half_widths
    shown = value_text(own.value, own.low, own.high, 3)
    said = [
        f"P(lose-lose) is {shown} in the default specification and {spread_text(found.spread())}. That spread is "
        "choice, not luck.",
        f"The sampling error of one specification is ± {number_text(median, 3)} in the median "
        f"(n = {count_text(found.worlds)} worlds, Wilson 95 %). More worlds shrink it, and leave the spread.",
    ]
    if found.influences:
        most, least = found.influences[0], found.influences[-1]
        text = f"Of the choices, the {WORDS[most.dimension]} moves P(lose-lose) most"
        rest = f", the {WORDS[least.dimension]} least: {change(least.change)}" if least is not most else ""
        said.append(f"{text}: {change(most.change)} on average, all else the same{rest}.".replace("the Kim", "Kim"))
    if found.ablation:
        top = max(found.ablation, key=lambda each: abs(each.differences[OUTCOMES[0]].value))
        d = top.differences[OUTCOMES[0]]
        undecided = "" if d.distinguishable else ", which is not distinguishable from 0"
        said.append(
            f"Of the channels, switching off {top.channel} changes P(lose-lose) most: {change(d)} "
            f"(n = {count_text(d.n)} pairs, Tango 95 %){undecided}."
        )
    return said


def structural(found: Multiverse) -> str:
    """Return the spread over choices on one line: over all of them, and over structures alone."""
    text, structures = spread_text(found.spread()), found.spread("reading")
    low, high = (number_text(each, 2) for each in (structures.lowest, structures.highest))
    return f"{text}; {low} to {high} over the {count_text(structures.count)} structures at the default reading"


def spread_text(spread: Spread) -> str:
    """Write a spread: ".14 to .99 over 161 specifications, half of them from .23 to .77"."""
    low, first, third, high = (
        number_text(each, 2) for each in (spread.lowest, spread.lower_quarter, spread.upper_quarter, spread.highest)
    )
    return f"{low} to {high} over {count_text(spread.count)} specifications, half of them from {first} to {third}"


def change(estimate: Estimate | PairedDifference) -> str:
    """Write a change with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, 3)
