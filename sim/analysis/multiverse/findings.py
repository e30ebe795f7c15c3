"""A multiverse: every specification with its share, the spread between them, and the sampling error of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.multiverse import READINGS, MultiverseOptions
from sim.analysis.multiverse.choices import DIMENSIONS, WORDS, Choices, Reading, Structure, choices_of
from sim.analysis.multiverse.influence import (
    METHOD,
    OUTCOMES,
    Ablation,
    Influence,
    Key,
    ablation_of,
    influences,
    level,
    switches,
)  # fmt: skip
from sim.analysis.multiverse.universes import Played, cells_of
from sim.analysis.multiverse.universes import ask as ask
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.study.estimate.interval import Estimate, probability
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Cell, Quantity, Table, points, share
from sim.study.estimate.writing import count_text, number_text, percent_text
from sim.study.measure.outcomes import WAR_LINE
from sim.study.store.results import Results


@dataclass(frozen=True, slots=True)
class Specification:
    """One structure under one reading: P(lose-lose), and the paired difference from the default one."""

    structure: Structure
    reading: Reading
    share: Estimate
    change: PairedDifference
    default: bool

    @property
    def chosen(self) -> dict[str, str]:
        """Its level in each dimension."""
        return {name: str(level((self.structure, self.reading), name)) for name in DIMENSIONS}


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


@dataclass(frozen=True, eq=False)
class MultiverseFinding(Finding):
    """All specifications in order of their share, the lowest first; what moves them; and the ablation.

    `off_already` are the channels that the scenario does not use.
    """

    analysis: ClassVar[str] = "multiverse"
    options: MultiverseOptions
    specifications: tuple[Specification, ...]
    influences: tuple[Influence, ...]
    ablation: tuple[Ablation, ...]
    off_already: tuple[str, ...]

    @property
    def choices(self) -> Choices:
        """The specifications that were tried."""
        return choices_of(self.options)

    @property
    def worlds(self) -> int:
        """How many worlds each cell was played in."""
        return self.options.worlds

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

    @property
    def spreads(self) -> dict[str, Spread]:
        """The spread over all specifications, over structures, and over readings."""
        return {
            "all specifications": self.spread(), "structures, default reading": self.spread("reading"),
            "readings, default structure": self.spread("structure"),
        }  # fmt: skip

    def one_otherwise(self, dimension: str) -> list[Specification]:
        """Return the specifications that make one choice otherwise than the default, in order of the choices.

        Other readings stand at their middle threshold.
        """
        own = self.default.chosen
        aside = ("reading", "threshold") if dimension == "reading" else (dimension,)
        found = []
        for each in self.specifications:
            middle = dimension != "reading" or each.reading.threshold == self.choices.middles[each.reading.reading]
            rest = all(name in aside or chosen == own[name] for name, chosen in each.chosen.items())
            if not each.default and middle and rest:
                found.append(each)
        return sorted(found, key=self._place)

    def _place(self, each: Specification) -> tuple[int, int]:
        return self.choices.structures.index(each.structure), self.choices.readings.index(each.reading)

    def sentences(self) -> list[str]:
        """Return the share and its spread over choices, the sampling error, and which choice and channel move most."""
        said = [
            f"Lose-lose happens in {share(self.default.share).text()} of the worlds in the default specification, and "
            f"in {spread_text(self.spread())}. That spread is choice, not luck.",
            f"The sampling error of one specification is ± {number_text(100.0 * self.half_widths[0], 1)} points in the "
            f"median (n = {count_text(self.worlds)} worlds). More worlds shrink it, and leave the spread.",
        ]  # fmt: skip
        if self.influences:
            most, least = self.influences[0], self.influences[-1]
            text = f"Of the choices, the {WORDS[most.dimension]} moves it most: by {apart(most)} on average"
            rest = f"; the {WORDS[least.dimension]} least, by {apart(least)}" if least is not most else ""
            said.append(f"{text}, all else the same{rest}.".replace("the Kim", "Kim"))
        if self.ablation:
            top = max(self.ablation, key=lambda each: abs(each.differences[OUTCOMES[0]].value))
            d = top.differences[OUTCOMES[0]]
            undecided = "" if d.distinguishable else ", which is not distinguishable from 0"
            said.append(
                f"Of the channels, switching off {top.channel} changes it most: by {points(d).text()} "
                f"(n = {count_text(d.n)} pairs){undecided}."
            )
        return said

    def tables(self) -> list[Table]:
        """Return which choice moves the share, the spread, one choice otherwise, the ablation, and all there are."""
        made = [self.influence_table(), self.spread_table(), self.otherwise_table()]
        return [*made, *([self.ablation_table()] if self.ablation else []), self.specifications_table()]

    def influence_table(self) -> Table:
        """Return how much each choice moves the share, the largest first."""
        rows = tuple((WORDS[each.dimension], points(each.change), each.pairs) for each in self.influences)
        heads = ("", "moves lose-lose by", "pairs of specifications")
        return Table("influence", "Which choice moves lose-lose most, all else the same", heads, rows, main=True)

    def spread_table(self) -> Table:
        """Return the spread over choices, which is no interval."""
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (name, *map(exact, (s.lowest, s.lower_quarter, s.median, s.upper_quarter, s.highest)), s.count)
            for name, s in self.spreads.items()
        )  # fmt: skip
        heads = ("", "lowest", "lower quarter", "median", "upper quarter", "highest", "specifications")
        return Table("spread", "Spread over choices (no interval: they are chosen, not drawn)", heads, rows)

    def otherwise_table(self) -> Table:
        """Return the specifications in which one choice alone is not the default."""
        own = self.default
        rows = [("default", "", share(own.share), points(own.change))]
        for dimension in DIMENSIONS:
            for each in self.one_otherwise(dimension):
                rows.append((WORDS[dimension], each.chosen[dimension], share(each.share), points(each.change)))
        heads = ("", "chosen", "lose-lose", "minus the default")
        return Table("otherwise", "One choice otherwise, the rest as in the default", heads, tuple(rows))

    def ablation_table(self) -> Table:
        """Return what switching off each channel changes."""
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (each.channel, *(points(each.differences[name]) for name in OUTCOMES), each.moved) for each in self.ablation
        )
        heads = ("without", "lose-lose", "war", "worlds moved")
        return Table("ablation", "Channels switched off: change in the same worlds", heads, rows)

    def specifications_table(self) -> Table:
        """Return every specification, the lowest share first; too many to print."""
        rows = tuple(
            (*each.chosen.values(), "yes" if each.default else "no", share(each.share), points(each.change))
            for each in self.specifications
        )
        heads = (*DIMENSIONS, "default", "lose-lose", "minus the default")
        return Table("specifications", "All specifications, from the least lose-lose", heads, rows, sheet=True)

    def notes(self) -> list[str]:
        """Return what was tried, and how the numbers were made."""
        s, choices, own = self.scenario, self.choices, self.default
        readings = {name: [each.threshold for each in choices.readings if each.reading == name] for name in READINGS}
        named = "; ".join(f"by {name} ({', '.join(each)})" for name, each in readings.items() if each)
        reasons = "; ".join(f"{count} since {reason}" for reason, count in choices.left_out.items())
        median, largest = (number_text(100.0 * each, 1) for each in self.half_widths)
        notes = [
            f"{s.title} ({s.name}): {count_text(choices.count)} specifications, {len(choices.structures)} structures "
            f"in {len(choices.readings)} readings, {count_text(self.worlds)} worlds each, all in the same luck, "
            f"{s.months} months from {s.start}, seed {self.seed}.",
            f"Readings of lose-lose: {named}. Default: {own.structure.label}; {own.reading.label}.",
            *([f"Structures left out: {reasons}."] if reasons else []),
            f"Sampling error of one specification: ± {median} points in the median, ± {largest} at most (Wilson 95 %). "
            "The spread holds some of it too: read it where it is much wider.",
            f"Which choice moves most: mean absolute paired change, 95 % {METHOD}, sampling error taken out. The order "
            "depends on which choices are tried.",
        ]  # fmt: skip
        if self.ablation:
            count = 2 * len(self.ablation)
            notes += [
                f"Channels: {count} Tango intervals of 95 %, of which about {max(1, round(0.05 * count))} would leave "
                f"0 out by luck alone. Off already: {', '.join(self.off_already) or 'none'}.",
                WAR_LINE,
            ]
        return notes

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        median, largest = self.half_widths
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "structural": structural(self),
            "scenario": self.scenario.name, "title": self.scenario.title, "scenario_hash": self.scenario.hash,
            "seed": self.seed, "worlds_a_specification": self.worlds,
            "cells_played": sum(map(len, cells_of(self.options))),
            "structures": len(self.choices.structures), "readings": [each.label for each in self.choices.readings],
            "structures_left_out": dict(self.choices.left_out), "structure_spread": plain_data(self.spreads),
            "sampling_error": {
                "median_half_width": median, "largest_half_width": largest, "level": 0.95, "n": self.worlds,
            },
            "influence": plain_data(self.influences), "ablation": plain_data(self.ablation),
            "specifications": [
                each.chosen | {"default": each.default, "share": plain_data(each.share)}
                | {"minus_default": plain_data(each.change)}
                for each in self.specifications
            ],
            "channels_off_already": list(self.off_already),
        }  # fmt: skip


def exact(value: float) -> Quantity:
    """Return a point estimate without the sampling error, which stands beside it."""
    return Quantity(value, value, value, "share")


def spread_of(shares: Sequence[float]) -> Spread:
    """Return how far shares lie apart."""
    low, first, middle, third, high = np.quantile(shares, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return Spread(low, first, middle, third, high, len(shares))


def find(options: MultiverseOptions, results: Sequence[Results]) -> MultiverseFinding:
    """Read lose-lose off the worlds in every way; raises DataProblem where it never or always happens."""
    played = Played(options, results)
    flags = flags_of(options, played)
    check_both_ways(options, flags)
    moving = influences(list(flags), np.array(list(flags.values())), choices_of(options).middles, options.seed)
    possible, off = switches(options.scenario) if options.ablation else ({}, [])
    base = played.columns({})
    rows = tuple(ablation_of(channel, base, played.columns(changes)) for channel, changes in possible.items())
    return MultiverseFinding(options, specifications_of(options, flags), tuple(moving), rows, tuple(off))


def flags_of(options: MultiverseOptions, played: Played) -> dict[Key, Flags]:
    """Return where each specification is lose-lose, `(worlds,)` each."""
    readings = choices_of(options).readings
    return {
        (how, what): lost
        for how in choices_of(options).structures
        for what, lost in zip(readings, played.lost(how, readings), strict=True)
    }


def check_both_ways(options: MultiverseOptions, flags: Mapping[Key, Flags]) -> None:
    """Raise DataProblem where lose-lose happens in no world of any specification, or in every world of all."""
    for always in (False, True):
        if all((each == always).all() for each in flags.values()):
            raise DataProblem(
                f"lose-lose happens in {'every world' if always else 'none of the worlds'} of every specification",
                options.scenario.name, "Try other thresholds, more worlds, or another scenario.",
            )  # fmt: skip


def specifications_of(options: MultiverseOptions, flags: Mapping[Key, Flags]) -> tuple[Specification, ...]:
    """Return the specifications in order of their share, ties in order of the choices."""
    own = choices_of(options).default
    made = [
        Specification(*key, probability(lost), compare_paired(lost, flags[own]), key == own)
        for key, lost in flags.items()
    ]
    return tuple(sorted(made, key=lambda each: each.share.value))


def structural(found: MultiverseFinding) -> str:
    """Return the spread over choices on one line: over all of them, and over structures alone."""
    s = found.spread("reading")
    low, high = exact(s.lowest).text(), exact(s.highest).text()
    count = count_text(s.count)
    return f"{spread_text(found.spread())}; {low} to {high} over the {count} structures at the default reading"


def spread_text(spread: Spread) -> str:
    """Write a spread: "14 % to 99 % over 161 specifications, half of them from 23 % to 77 %"."""
    low, first, third, high = (
        percent_text(each) for each in (spread.lowest, spread.lower_quarter, spread.upper_quarter, spread.highest)
    )
    return f"{low} to {high} over {count_text(spread.count)} specifications, half of them from {first} to {third}"


def apart(each: Influence) -> str:
    """Write how far a choice moves the share, which has no sign."""
    return points(each.change).text().replace("+", "")
