"""The finding of a sensitivity analysis: the factors that move an outcome, alone and together, the
share of random draws, and the tornado.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from math import isnan
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.sensitivity import GIVEN, GROUPS, SOBOL, SensitivityOptions, sample as samples
from sim.analysis.sensitivity.index import Indices, indices_of
from sim.analysis.sensitivity.sample import DUMMY
from sim.core.base.arrays import Array
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.estimate.interval import Estimate, estimate_of
from sim.core.estimate.writing import count_text, upper
from sim.core.outcomes.outcomes import WAR_LINE, is_number, is_war, label_of, name_of, outcome_of
from sim.core.scenario.parameters import PLACES
from sim.study.estimate.paired import Difference, PairedDifference, compare_paired
from sim.study.estimate.quantities import (
    Quantity,
    Row,
    Table,
    amount,
    list_parts,
    points,
    share,
)
from sim.study.experiment.definition import Factor, Value, describe_distribution, value_text
from sim.study.experiment.factor_text import entry_of, factor_name, factor_value, titled
from sim.study.run.readings import kims_alone, names_beside, types_differ
from sim.study.store.results import Results

ask, options_of_study = samples.ask, samples.options_of_study

HEADS: Final = {
    "first": "first order",
    "total": "total order",
    "mu_star": "mu star",
    "mu": "mu",
    "sigma": "sigma",
    "strength": "strength",
    "coefficient": "with its sign",
    "median": "PAWN",
    "maximum": "furthest slice",
}
NAMES: Final = {
    SOBOL: "Sobol' indices",
    "morris": "Morris's elementary effects",
    "rank": "regression on ranks",
    "pawn": "PAWN",
}
READING: Final = {
    "sobol": "First order: share of the variance between points that a factor explains alone. Total order: its "
    "interactions included.",
    "morris": "Mu star: mean size of the change in the outcome per full range of a factor; mu: with its sign; sigma: "
    "how much that change differs between trajectories, by interactions, curvature and luck.",
    "rank": "Strength: size of the coefficient of a regression on ranks, all factors together. It sees what rises or "
    "falls throughout; what turns, or works only with another factor, it does not: see --method pawn.",
    "pawn": "PAWN: how far the outcome's distribution moves where one factor is held in a tenth of its range, from "
    "0 to 1; the median of ten such slices. It is never 0: the dummy says what is nothing.",
}
NO_SIGN: Final = "no order"
"""The sign shown for a factor whose values are names."""

WEAK_FIT: Final = 0.7
"""Below this R² a regression misses too much to be trusted with the order: Saltelli and Sobol'
1995.
"""
FIRST_ROWS: Final = 4
"""Factors of the first screen, beside the dummy."""


@dataclass(frozen=True, eq=False)
class SensitivityFinding(Finding):
    """The indices of every factor, and the tornado, None if a study was read.

    `beside` are the indices of the outcomes that are always reported beside the main one, if points
    of any design were read.
    """

    analysis: ClassVar[str] = "sensitivity"
    options: SensitivityOptions
    indices: Indices
    tornado: Tornado | None = None
    beside: dict[str, Indices] = field(default_factory=dict)

    @property
    def sample(self) -> samples.DesignSample:
        """The averages that the indices were made from."""
        return self.indices.sample

    @property
    def luck(self) -> str:
        """Whether points have worlds of their own."""
        shared = self.options.results is not None and self.options.results.study.luck == "common"
        return "shared by all points" if shared else "independent"

    @property
    def measure(self) -> str:
        """The outcome as it is measured, in words: `the chance of lose-lose`."""
        found = outcome_of(self.options.outcome)
        if found.kind == "flag":
            return f"the chance of {found.label}"
        return f"the mean {found.label}" + (
            f" in {found.unit}" if found.unit and found.unit not in found.label else ""
        )

    def sentences(self) -> list[str]:
        """Return sentences on the leading factors, random draws, factors not above the dummy, and
        the largest swing.
        """
        return [*said_of(self.indices, self.measure), *([swing_said(self)] if self.tornado else [])]

    def tables(self) -> list[Table]:
        """Return the indices, the pairs where they were asked for, and the tornado where there is
        one.
        """
        tables = [self.index_table(), *([self.beside_table()] if self.beside else [])]
        if self.indices.pairs:
            tables.append(self.pair_table())
        if self.tornado:
            tables += [self.tornado_table(self.tornado), *self.by_kim(self.tornado)]
        return tables

    def setting(self) -> str:
        """Return scenario, size, seed and units in one line."""
        sample = self.sample
        size = f"{count_text(sample.points)} × {sample.worlds_a_point} worlds"
        return f"{titled(self.scenario)} · {size} · seed {self.seed} · 95 % intervals"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the leading factor, the share of random draws, the largest swing and the largest indices."""
        table = self.index_table()
        *factors, dummy = table.rows
        few = f": the largest of {count_text(len(factors))} factors"
        caption = table.caption + few * (len(factors) > FIRST_ROWS)
        indices = 2 if self.sample.method == SOBOL else 1
        shown = [*range(1 + indices), -2]
        named = ("dummy, 99 %", *dummy[1:])
        rows = [[row[k] for k in shown] for row in (*factors[:FIRST_ROWS], named)]
        heads = tuple(table.heads[k] for k in shown)
        said = [each for each in self.sentences() if not each.startswith(NOT_ABOVE)]
        return said, [replace(table, caption=caption, heads=heads, rows=rows)]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next: what the first factor of the table means, then all."""
        return (f"sim show {self.indices.ranked[0]}", "add --full")

    def by_kim(self, storm: Tornado) -> list[Table]:
        """Return tables of the effect of each factor by Kim's type: first of those whose signs
        differ between types, then of all.
        """
        parted = [each for each in storm.swings if each.by_kim]
        differ = [each for each in parted if types_differ(each.by_kim.values())]
        what, heads = (
            f"From low to high {self.measure} changes by",
            ("", "all worlds", *storm.swings[0].by_kim),
        )
        return [
            Table(
                name,
                f"{what}, {how}",
                heads,
                [
                    (
                        factor_name(each.factor.name),
                        *map(self.change, (each.high_minus_low, *each.by_kim.values())),
                    )
                    for each in swings
                ],
                swings is differ,
            )
            for name, how, swings in (
                ("signs_by_kim", "where Kims differ in sign", differ),
                ("by_kim", "by who Kim is", parted),
            )
            if swings
        ]

    def index_table(self) -> Table:
        """Return every index, a row a factor, the largest first and the dummy last."""
        made = self.indices
        ranges = {each.name: range_text(each) for each in self.options.factors} | {
            DUMMY: "touches nothing"
        }
        shown = (
            share
            if made.sample.method == SOBOL
            else amount
            if made.sample.method in GIVEN
            else self.change
        )
        rows: list[Row] = [
            (
                factor_name(name),
                *(
                    NO_SIGN if isnan(each.estimates[name].value) else shown(each.estimates[name])
                    for each in made.indices
                ),
                above(made, name),
                ranges[name],
            )
            for name in (*made.ranked, DUMMY)
        ]
        heads = ("", *(HEADS[each.name] for each in made.indices), "above the dummy", "range")
        return Table(
            "indices", f"What moves {self.measure}: {NAMES[made.sample.method]}", heads, rows, True
        )

    def beside_table(self) -> Table:
        """Return the main index of every factor for the outcomes reported beside the main one, in
        the order of the first table.
        """
        rows: list[Row] = [
            (
                factor_name(name),
                *(amount(each.main.estimates[name]) for each in self.beside.values()),
            )
            for name in (*self.indices.ranked, DUMMY)
        ]
        caption = f"{upper(HEADS[self.indices.main.name])} for what stands beside it"
        return Table("beside", caption, ("", *map(label_of, self.beside)), rows, True)

    def change(self, estimate: Estimate | Difference) -> Quantity:
        """Return a change of the outcome: in points of a chance, else in its unit."""
        return amount(estimate) if is_number(self.options.outcome) else points(estimate)

    def level(self, estimate: Estimate) -> Quantity:
        """Return a level of the outcome: a share, or an amount in its unit."""
        return amount(estimate) if is_number(self.options.outcome) else share(estimate)

    def pair_table(self) -> Table:
        """Return the table of the shares that two factors explain only together, the largest first."""
        rows = [
            (
                " × ".join(map(factor_name, each.names)),
                share(each.estimate),
                "yes" if each.above else "no",
            )
            for each in self.indices.pairs
        ]
        heads = ("", "second order", "above all pairs of the dummy")
        return Table("pairs", "Second order: what two factors explain only together", heads, rows)

    def tornado_table(self, storm: Tornado) -> Table:
        """Return the outcome at both ends of each factor and the paired difference."""
        rows = [
            (
                factor_name(each.factor.name),
                *ends_of(each),
                # A lever is where the policy of the base scenario has it.
                "as the policy says"
                if each.base is None
                else factor_value(each.factor.name, each.base),
                self.level(each.at_low),
                self.level(each.at_high),
                self.change(each.high_minus_low),
                "yes" if each.high_minus_low.distinguishable else "may be none",
                *map(points, each.beside.values()),
            )
            for each in storm.swings
        ]
        base = self.level(storm.base).text()
        caption = (
            f"One factor at a time from the base scenario, in the same {count_text(storm.base.n)} worlds; "
            f"{self.measure} there: {base}"
        )
        also = (f"{label_of(name)}, high minus low" for name in storm.swings[0].beside)
        heads = (
            "",
            "low",
            "high",
            "base",
            "at low",
            "at high",
            "high minus low",
            "told apart",
            *also,
        )
        return Table("tornado", caption, heads, rows)

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        o, s, sample = self.options, self.scenario, self.sample
        source = f"read from the study '{o.results.study.title}'" if o.results else "played"
        notes = [
            f"{s.title} ({s.name}), {source}: {count_text(sample.groups)} {GROUPS[sample.method]}, "
            f"{count_text(sample.points)} points of {sample.worlds_a_point} worlds, {s.months} months from {s.start}, "
            f"seed {o.seed}; n counts {GROUPS[sample.method]}, of the tornado worlds.",
            f"Intervals: 95 % percentiles of {count_text(o.resamples)} resamples of {GROUPS[sample.method]}; of pairs "
            "normal, of the tornado paired.",
            f"Luck: {samples.LUCK[self.luck]}.",
            READING[sample.method],
            "Above the dummy: the whole interval lies above the dummy's, which is one of 99 %, so that luck rarely "
            "lifts a factor above it.",
        ]
        return [*notes, WAR_LINE] if is_war(name_of(o.outcome)) else notes

    def data(self) -> Data:
        """Return everything as plain data."""
        o = self.options
        return {
            **self.head(),
            "study_read": o.read or None,
            "outcome": name_of(o.outcome),
            "worlds_a_point": self.sample.worlds_a_point,
            "luck": {"kind": self.luck, "meaning": samples.LUCK[self.luck]},
            "factors": [
                {"name": each.name} | describe_distribution(each.distribution) for each in o.factors
            ],
            **self.indices.as_dict(),
            "beside": plain_data(self.beside),
            "tornado": plain_data(self.tornado),
        }


def find(options: SensitivityOptions, results: Sequence[Results]) -> SensitivityFinding:
    """Return the indices of the points that were played or read, and the tornado if it was played."""
    sample = samples.sample_of(options, results)
    found = indices_of(
        sample, seed=options.seed, resamples=options.resamples, second_order=options.second_order
    )
    storm = tornado_of(options, results[1]) if len(results) > 1 else None
    return SensitivityFinding(
        options, found, storm, beside_of(options) if options.method in GIVEN else {}
    )


def beside_of(options: SensitivityOptions) -> dict[str, Indices]:
    """Return the indices of the outcomes reported beside the main one, of those that the study kept
    and that vary.
    """
    made = {}
    for name in names_beside(options.outcome):
        if options.results is not None and name in options.results.kept:
            with suppress(DataProblem):
                sample = samples.sample_of(replace(options, outcome=name), [])
                made[name] = indices_of(sample, seed=options.seed, resamples=options.resamples)
    return made


def above(made: Indices, name: str) -> str:
    """Return in which indices a factor is above the dummy; the sign of mu says nothing about it."""
    told = [
        HEADS[each.name]
        for each in made.indices
        if each.name not in ("mu", "coefficient") and each.above(name)
    ]
    return "" if name == DUMMY else ", ".join(told) or "no"


def range_text(factor: Factor) -> str:
    """Return the range or the values of a factor, with its distribution unless that is uniform."""
    if factor.values:
        return f"{len(factor.values)} values"
    kind = factor.distribution.kind
    return f"{value_text(factor.low)} to {value_text(factor.high)}" + (
        "" if kind == "uniform" else f", {kind}"
    )


def ends_of(swing: Swing) -> tuple[str, str]:
    """Return the ends of a factor in words."""
    low, high = (factor_value(swing.factor.name, each) for each in swing.ends)
    return low, high


def said_of(found: Indices, measure: str) -> list[str]:
    """Return sentences on a sample: the leading factors, the share of random draws, and the factors
    not above the dummy.
    """
    said = [of_leaders(found, measure) if found.sample.method == SOBOL else none_told(found)]
    if found.sample.method != SOBOL and found.leaders:
        said = [
            f"{upper(measure)} is moved most by {list_parts([*map(told_name, found.leaders)])}."
        ]
    if found.fit is not None:
        more = ": the rest turns, works through other factors, or is luck, and --method pawn may see more."
        rest = more if found.fit.value < WEAK_FIT else "."
        said.append(
            f"The regression explains {share(found.fit).text()} of the variance of ranks between points{rest}"
        )
    if found.luck is not None:
        single = share(found.luck.of_variance_between_single_worlds).text()
        left = share(found.luck.of_variance_between_averages_of_points).text()
        said.append(
            f"Random draws alone account for {single} of the variance between single worlds. In averages of "
            f"{found.sample.worlds_a_point} worlds it is {left} of the variance between points."
        )
    untold = [name for name in found.ranked if not any(each.above(name) for each in found.indices)]
    if untold and len(untold) < len(found.sample.names):
        said.append(
            f"{NOT_ABOVE}, which touches nothing: {list_parts([*map(factor_name, untold)])}."
        )
    return said


NOT_ABOVE: Final = "Not above the dummy"


def none_told(found: Indices) -> str:
    """Return the sentence for indices of which none is above the dummy's."""
    by = NAMES[found.sample.method]
    return (
        f"By {by} no factor is above the dummy, which touches nothing: "
        "these points and worlds cannot tell them apart."
    )


def told_name(name: str) -> str:
    """Return a factor in words; a parameter, which keeps its name, with its meaning."""
    entry = None if factor_name(name) != name else entry_of(name)
    return f"{name} ({entry.meaning})" if entry else factor_name(name)


def of_leaders(found: Indices, measure: str) -> str:
    """Return the sentence on the factors that explain most alone."""
    if found.together is None or found.alone is None:
        total = found.index("total")
        told = [name for name in found.ranked if total.above(name)]
        if not told:
            return none_told(found)
        named = list_parts([*map(factor_name, told)])
        return f"Above the dummy in total order only: {named}. None explains anything alone that can be told."
    names = list_parts([*map(told_name, found.leaders)])
    part = share(found.together).text()
    rest = f"The first orders of all factors add up to {share(found.alone).text()}"
    rest += "; the rest is interactions and luck." if found.alone.high < 1.0 else "."
    if found.together.value < 0.5:
        return f"{upper(measure)} differs between points most by {names}: alone {part} of the variance. {rest}"
    alone = "alone it explains" if len(found.leaders) == 1 else "each alone, together they explain"
    return f"Most of the difference between points in {measure} comes from {names}: {alone} {part} of it. {rest}"


def swing_said(found: SensitivityFinding) -> str:
    """Return the sentence on the largest swing of the tornado."""
    assert found.tornado is not None
    most = found.tornado.swings[0]
    if not most.high_minus_low.distinguishable:
        return "One at a time, in the same random draws, no factor makes a difference that these worlds can tell."
    low, high = ends_of(most)
    also = "".join(
        f", that of {label_of(name)} by {points(each).text()}" for name, each in most.beside.items()
    )
    return (
        f"One at a time, in the same random draws, {told_name(most.factor.name)} makes the largest difference. From "
        f"{low} to {high} {found.measure} changes by {found.change(most.high_minus_low).text()}{also}."
    )


@dataclass(frozen=True, slots=True)
class Swing:
    """The effect of one factor alone: the outcome at both ends, and paired differences; n counts
    worlds.

    `base` is the value in the base scenario, None for a lever, which a schedule may set month by
    month. `beside` are the swings, high minus low, of the outcomes reported beside the main one,
    `by_kim` those of the main outcome by Kim's type.
    """

    factor: Factor
    base: float | None
    at_low: Estimate
    at_high: Estimate
    low_minus_base: PairedDifference
    high_minus_base: PairedDifference
    high_minus_low: PairedDifference
    beside: dict[str, PairedDifference] = field(default_factory=dict)
    by_kim: dict[str, PairedDifference] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[Value, Value]:
        """The low and the high end: of several values the first and the last."""
        values = self.factor.values or (self.factor.low, self.factor.high)
        return values[0], values[-1]

    def as_dict(self) -> Data:
        """Return the swing as plain data."""
        low, high = self.ends
        found = {each.name: plain_data(getattr(self, each.name)) for each in fields(self)[2:]}
        return {"factor": self.factor.name, "low": low, "base": self.base, "high": high} | found


@dataclass(frozen=True, eq=False)
class Tornado:
    """The outcome at the base scenario and the swing of every factor, the largest first."""

    base: Estimate
    swings: tuple[Swing, ...]


def tornado_of(options: SensitivityOptions, results: Results) -> Tornado:
    """Return the tornado from the cells of `tornado_columns`: the base, then the low and high end
    of each factor.
    """
    rows: Array = results.by_cell(options.outcome)
    base, *others = rows if is_number(options.outcome) else rows > 0.0
    more = {name: results.by_cell(name)[1:] > 0.0 for name in names_beside(options.outcome)}
    who = results.by_cell("kim_type").astype(np.int64)[1:]
    swings = []
    for number, factor in enumerate(options.factors):
        low, high = others[2 * number], others[2 * number + 1]
        also = {
            name: compare_paired(own[2 * number + 1], own[2 * number]) for name, own in more.items()
        }
        same = who[2 * number] == who[2 * number + 1]
        alone = {
            name: among & same for name, among in kims_alone({"kim_type": who[2 * number]}).items()
        }
        by_kim = {
            name: compare_paired(high[among], low[among])
            for name, among in alone.items()
            if among.sum() > 1
        }
        at_base = options.scenario.value(factor.name) if factor.name in PLACES else None
        swings.append(
            Swing(
                factor,
                at_base,
                estimate_of(low),
                estimate_of(high),
                compare_paired(low, base),
                compare_paired(high, base),
                compare_paired(high, low),
                also,
                by_kim,
            )
        )
    return Tornado(
        estimate_of(base), tuple(sorted(swings, key=lambda swing: -abs(swing.high_minus_low.value)))
    )
