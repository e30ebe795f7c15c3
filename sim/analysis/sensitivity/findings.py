"""The finding of a sensitivity analysis: the effect of everything that was varied, with the indices
of factors beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isnan
from typing import ClassVar, Final

from sim.analysis.finding import Finding
from sim.analysis.sensitivity import (
    CHOICES,
    FACTORS,
    GROUPS,
    PARAMETERS,
    RANK,
    SOBOL,
    SensitivityOptions,
    sample as samples,
)
from sim.analysis.sensitivity.effects import (
    GAINS,
    LEVEL,
    MEASURES,
    OUTCOMES,
    EndEffect,
    PlayedEnds,
    outcomes_of,
    worlds_asked,
)
from sim.analysis.sensitivity.ends import SCALES, value_text
from sim.analysis.sensitivity.index import Indices, indices_of
from sim.analysis.sensitivity.levels import CHANNEL, READING, STRUCTURES
from sim.analysis.sensitivity.sample import DUMMY
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import count_text, number_text, upper
from sim.core.outcomes.outcomes import is_number, label_of, name_of, outcome_of
from sim.study.estimate.paired import Difference
from sim.study.estimate.quantities import (
    Cell,
    Quantity,
    Row,
    Table,
    amount,
    list_parts,
    points,
    share,
)
from sim.study.estimate.survival import LEAST_WORLDS, cannot_tell
from sim.study.experiment.definition import Experiment, Factor, value_text as plain_value
from sim.study.experiment.factor_text import entry_of, factor_name
from sim.study.run.readings import names_beside, types_differ
from sim.study.store.results import Results

options_of_study = samples.options_of_study

HEADS: Final = {
    "first": "first order",
    "total": "total order",
    "strength": "strength",
    "coefficient": "with its sign",
}
NAMES: Final = {SOBOL: "Sobol' indices", RANK: "regression on ranks"}
READINGS: Final = {
    SOBOL: "First order: share of the variance between points that a factor explains alone. Total order: its "
    "interactions included.",
    RANK: "Strength: size of the coefficient of a regression on ranks, all factors together. It sees what rises or "
    "falls throughout, and misses what turns or works only with another factor.",
}
NO_SIGN: Final = "no order"
"""The sign shown for a factor whose values are names."""

WEAK_FIT: Final = 0.7
"""Below this R² a regression misses too much to be trusted with the order: Saltelli and Sobol'
1995.
"""

ANSWER: Final = ("lose_lose", "war", "value_washington", "value_beijing", *GAINS)
"""The measures by which parameters are ranked: shares of lose-lose and war, the payoffs, and the
gain by pressing.
"""

CARRY: Final = 15
"""How many numbers are told as those that carry the answer."""

FIRST_ROWS: Final = {FACTORS: 5, PARAMETERS: CARRY, CHOICES: 12}
"""The rows of the first screen."""

SHORT: Final = {
    "lose_lose": "lose-lose",
    "war": "war",
    "value_washington": "to Washington",
    "value_beijing": "to Beijing",
    "pressing": "pressing",
}
"""The heads of columns."""


def ask(options: SensitivityOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the points of Sobol' if there are some, then the ends, of parameters in the game too;
    None if a study is read.
    """
    if options.results is not None or len(so_far) == options.rounds:
        return None
    if options.sobol and not so_far:
        return samples.points_asked(options)
    return worlds_asked(options, game=options.vary == PARAMETERS and bool(so_far))


def find(options: SensitivityOptions, results: Sequence[Results]) -> SensitivityFinding:
    """Return the effects of the ends that were played, and the indices of the points."""
    indices, beside = None, {}
    if options.sobol or options.results is not None:
        indices = indices_at(options, results)
    if options.results is not None:
        for name in names_beside(options.outcome):
            # An outcome that the study did not keep, or that never varies, has no indices.
            with suppress(DataProblem):
                if name in options.results.kept:
                    beside[name] = indices_at(replace(options, outcome=name), [])
        return SensitivityFinding(options, (), {}, indices, beside)
    played = PlayedEnds(options, results[int(options.sobol)])
    effects = played.effects()
    base: dict[str, float] = {
        name_of(outcome): played.base(outcome).value for outcome in outcomes_of(options)
    }
    if options.vary == PARAMETERS:
        gains = played.gains(results[1])
        for effect in effects:
            place = played.place(effect.end.changes)
            effect.changes.update({name: rows[place] for name, rows in gains.items()})
        base |= {name: rows[0].value for name, rows in gains.items()}
    return SensitivityFinding(
        options, tuple(effects), base, indices, main=played.base(options.outcome)
    )


def indices_at(options: SensitivityOptions, results: Sequence[Results]) -> Indices:
    """Return the indices of the points that were played or read."""
    sample = samples.sample_of(options, results)
    return indices_of(sample, seed=options.seed, resamples=options.resamples)


@dataclass(frozen=True, eq=False)
class SensitivityFinding(Finding):
    """The effects of all ends, none of a study that was read, and the indices of factors.

    `base` has each measure of the scenario as it stands, and `main` the main one with its interval.
    `beside` are the indices of the outcomes that are always reported beside the main one, of a
    study.
    """

    analysis: ClassVar[str] = "sensitivity"
    options: SensitivityOptions
    effects: tuple[EndEffect, ...]
    base: dict[str, float]
    indices: Indices | None = None
    beside: dict[str, Indices] = field(default_factory=dict)
    main: Estimate | None = None

    @property
    def sizes(self) -> list[str]:
        """The worlds of each end, and the points of the indices, in words."""
        ends = [f"{count_text(self.options.worlds)} worlds"] * bool(self.effects)
        if not self.indices:
            return ends
        sample = self.indices.sample
        unit = f"{count_text(sample.groups)} {GROUPS[sample.method]}"
        return [*ends, f"{unit}, {count_text(sample.points)} × {sample.worlds_a_point} worlds"]

    @property
    def vary(self) -> str:
        """What was varied."""
        return self.options.vary

    @property
    def measure(self) -> str:
        """The outcome as it is measured, in words: `the chance of lose-lose`."""
        outcome = outcome_of(self.options.outcome)
        if outcome.kind == "flag":
            return f"the chance of {outcome.label}"
        unit = f" in {outcome.unit}" if outcome.unit and outcome.unit not in outcome.label else ""
        return f"the mean {outcome.label}{unit}"

    @property
    def main_name(self) -> str:
        """The name of the main outcome."""
        return name_of(self.options.outcome)

    @property
    def answer(self) -> tuple[str, ...]:
        """The measures by which rows are ranked."""
        return ANSWER if self.vary == PARAMETERS else (self.main_name,)

    @cached_property
    def groups(self) -> dict[str, list[EndEffect]]:
        """The effects by what is varied, a choice by itself, in their order."""
        groups: dict[str, list[EndEffect]] = {}
        for effect in self.effects:
            key = effect.end.label if self.vary == CHOICES else effect.end.name
            groups.setdefault(key, []).append(effect)
        return groups

    def size(self, name: str, measure: str) -> float:
        """Return the largest change of a measure that counts, 0 if none does."""
        return max(effect.size(measure) for effect in self.groups[name])

    @cached_property
    def moving(self) -> list[str]:
        """What moves the answer: first what moves one of its measures more than anything else does,
        then what comes second on one, and so on.
        """
        places: dict[str, list[int]] = {}
        for measure in self.answer:
            moved = [name for name in self.groups if self.size(name, measure)]
            for place, name in enumerate(sorted(moved, key=lambda key: -self.size(key, measure))):
                places.setdefault(name, []).append(place)
        last = [len(self.groups)] * len(self.answer)
        return sorted(places, key=lambda name: [*sorted(places[name]), *last][: len(last)])

    @cached_property
    def ranked(self) -> list[str]:
        """Everything that was varied: first what moves the answer, then the rest by size; of a
        study by its index.
        """
        if not self.effects:
            return [*self.indices.ranked] if self.indices else []

        def reach(name: str) -> float:
            return -max(abs(effect.changes[self.answer[0]].value) for effect in self.groups[name])

        rest = [name for name in self.groups if name not in self.moving]
        return [*self.moving, *sorted(rest, key=reach)]

    def change(self, measure: str, difference: Estimate | Difference) -> Quantity:
        """Return a change of a measure: in points of a chance, else in its unit."""
        number = measure in GAINS or is_number(
            self.options.outcome if measure == self.main_name else measure
        )
        return amount(difference) if number else points(difference)

    def sentences(self) -> list[str]:
        """Return what moves the outcome most, how sure that is, and the factors not above the
        dummy.
        """
        return [*self.told_first(), *(told_of_unclear(self.indices) if self.indices else [])]

    def told_first(self) -> list[str]:
        """Return what moves the outcome most, and how sure that is."""
        if self.vary == PARAMETERS:
            return told_of_parameters(self)
        sentences = told_of_choices(self) if self.vary == CHOICES else []
        if self.vary == FACTORS and self.effects:
            sentences = [told_of_swing(self)]
        return [*sentences, *(told_of_indices(self.indices, self.measure) if self.indices else [])]

    def tables(self) -> list[Table]:
        """Return the effects with the indices of factors, then those by type of Kim; of parameters
        first those that carry the answer.
        """
        effects = self.effect_table()
        if self.vary != PARAMETERS:
            return [effects, *self.kim_tables()]
        still = [(name, "0 %") for name in self.still]
        tables = [
            self.carry_table(),
            Table("still", "Numbers that change no world here", ("", "worlds changed"), still),
            replace(effects, main=False, sheet=True),
        ]
        return [table for table in tables if table.rows]

    @property
    def still(self) -> list[str]:
        """What changes no world and no gain."""
        return [
            name
            for name, effects in self.groups.items()
            if not any(effect.worlds for effect in effects)
            and not any(self.size(name, measure) for measure in effects[0].changes)
        ]

    def effect_table(self) -> Table:
        """Return a row for each end: what changes in the same worlds, and the indices of a
        factor.
        """
        measures = [*(self.effects[-1].changes if self.vary == PARAMETERS else self.base)]
        kinds = [*self.indices.indices] if self.indices else []
        dummy = [DUMMY] if self.indices else []
        rows: list[Row] = []
        row_names: list[str] = []
        for name in (*self.ranked, *dummy):
            ends: Sequence[EndEffect | None] = self.groups.get(name, [None])
            for effect in ends:
                cells: list[Cell] = [effect.end.text if effect else self.range_text(name)]
                changes = effect.changes if effect else {}
                cells += [
                    self.change(measure, changes[measure]) if measure in changes else ""
                    for measure in measures
                ]
                cells += [count_text(effect.worlds) if effect else ""] * bool(self.effects)
                cells += [self.index_cell(kind.estimates[name]) for kind in kinds]
                cells += [amount(indices.main.estimates[name]) for indices in self.beside.values()]
                cells += [above(self.indices, name)] if self.indices else []
                rows.append((self.row_name(name, effect), *cells))
                label = effect.end.label if effect and self.vary != FACTORS else name_drawn(name)
                row_names.append("" if name in dummy else label)
        heads = (
            "",
            "range" if not self.effects else "changed to" if self.vary != FACTORS else "from, to",
            *map(head_of, measures),
            *["worlds that differ"] * bool(self.effects),
            *(HEADS[kind.name] for kind in kinds),
            *(
                f"{HEADS[indices.main.name]}, {label_of(name)}"
                for name, indices in self.beside.items()
            ),
            *["above the dummy"] * bool(self.indices),
        )
        titles = {head_of(self.main_name): self.measure} | DRAWN if self.effects else {}
        return Table(
            "effects",
            self.caption,
            heads,
            rows,
            main=True,
            labels=2,
            panel_titles=titles,
            row_names=row_names if titles else (),
            headline=swing_headline(self) if titles and self.vary == FACTORS else "",
        )

    @property
    def caption(self) -> str:
        """The meaning of the rows and columns."""
        by = f": {NAMES[self.indices.sample.method]}" if self.indices else ""
        if not self.effects:
            return f"What moves {self.measure}{by}"
        direction = "from the low to the high end" if self.vary == FACTORS else "from the scenario"
        start = f"; there {self.measure} is {self.level}" if self.main else ""
        return (
            f"What moves {self.measure}, one at a time in the same {count_text(self.options.worlds)} worlds: the "
            f"change {direction}{start}{by and f'. Beside it{by[1:]}'}"
        )

    @property
    def level(self) -> str:
        """The main outcome of the scenario as it stands."""
        assert self.main is not None
        return (amount if is_number(self.options.outcome) else share)(self.main).text()

    def row_name(self, name: str, effect: EndEffect | None) -> str:
        """Return the name of a row: a factor in words, a choice by its kind."""
        return effect.end.name if effect and self.vary == CHOICES else factor_name(name)

    def range_text(self, name: str) -> str:
        """Return the range of a factor of a study."""
        factors: dict[str, Factor] = {factor.name: factor for factor in self.options.factors}
        if name not in factors:
            return "touches nothing"
        factor = factors[name]
        if factor.values:
            return f"{len(factor.values)} values"
        return f"{plain_value(factor.low)} to {plain_value(factor.high)}"

    def index_cell(self, estimate: Estimate) -> Cell:
        """Return an index: a share of variance, or a coefficient."""
        if isnan(estimate.value):
            return NO_SIGN
        by_sobol = self.indices and self.indices.sample.method == SOBOL
        return share(estimate) if by_sobol else amount(estimate)

    def kim_tables(self) -> list[Table]:
        """Return tables of each effect by Kim's type: first of those whose signs differ between
        types, then of all.
        """
        effects_of = (self.groups.get(name, ()) for name in self.ranked)
        parted = [effect for effects in effects_of for effect in effects if effect.by_kim]
        differ = [effect for effect in parted if types_differ(effect.by_kim.values())]
        measure = f"{upper(self.measure)} changes by"
        return [
            Table(
                name,
                f"{measure}, {order}",
                ("", "all worlds", *effects[0].by_kim),
                [
                    (
                        effect.end.label,
                        *(
                            self.change(self.main_name, change)
                            for change in (effect.changes[self.main_name], *effect.by_kim.values())
                        ),
                    )
                    for effect in effects
                ],
                effects is differ,
            )
            for name, order, effects in (
                ("signs_by_kim", "where Kims differ in sign", differ),
                ("by_kim", "by who Kim is", parted),
            )
            if effects
        ]

    def carry_table(self) -> Table:
        """Return the numbers that carry the answer, with their changes that count; if few were
        asked for, all of them.
        """
        names = self.ranked if len(self.groups) <= CARRY else self.moving[:CARRY]
        rows: list[Row] = [
            (
                name,
                value_text(self.scenario, [effect.end for effect in self.groups[name]]),
                *(self.both_ends(name, measure) for measure in ANSWER),
            )
            for name in names
        ]
        chosen = "asked for" if len(self.groups) <= CARRY else "that carry the answer"
        gains = "; ".join(f"{SHORT[name]}: gain {text}" for name, text in GAINS.items())
        start = ", ".join(f"{SHORT[name]} {base_text(name, self.base[name])}" for name in ANSWER)
        caption = (
            f"The numbers {chosen}: the change at × {SCALES[0]:g} / × {SCALES[1]:g} within their ranges, in points of "
            "lose-lose and war, else in months. To Washington, to Beijing: payoff; "
            f"{gains}. Blank: not distinguishable from 0, or too small to count. As it is: {start}"
        )
        return Table("carry", caption, ("", "value", *SHORT.values()), rows, True)

    def both_ends(self, name: str, measure: str) -> str:
        """Return the changes of a measure at both ends of a number that count, "−29 / +3"."""
        scale = 100.0 if is_share(measure) else 1.0
        digits = 0 if is_share(measure) and measure != "war" else 1
        parts = [
            number_text(scale * effect.changes[measure].value, digits, signed=True)
            if effect.size(measure)
            else ""
            for effect in self.groups[name]
        ]
        return " / ".join(parts).strip() if any(parts) else ""

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences but the list of factors not above the dummy, and the largest
        effects.
        """
        first, *_ = self.tables()
        sentences = self.told_first()
        rows, limit = first.rows, FIRST_ROWS[self.vary]
        if self.vary == PARAMETERS:
            return sentences, [first]
        columns = [0, 1, *([2] if self.effects else [])]
        columns += [first.heads.index("war")] * (self.vary == CHOICES and "war" in first.heads)
        if self.indices:
            columns += [first.heads.index(HEADS[each.name]) for each in self.indices.indices[-1:]]
            rows = [*rows[: min(limit, len(rows) - 1)], ("dummy, 99 %", *rows[-1][1:])]
        more = f": the largest of {len(self.ranked)}" * (len(self.ranked) > limit)
        cells = [[row[k] for k in columns] for row in (rows if self.indices else rows[:limit])]
        heads = tuple(first.heads[k] for k in columns)
        return sentences, [replace(first, caption=first.caption + more, heads=heads, rows=cells)]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next: what the first row means, the other kinds, all."""
        other = {FACTORS: CHOICES, CHOICES: PARAMETERS, PARAMETERS: FACTORS}[self.vary]
        name = [f"sim show {self.ranked[0]}"] if self.ranked and self.vary != CHOICES else []
        return (*name, f"sim sensitivity {scenario} --vary {other}", "add --full")

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        notes, options = [*super().notes()], self.options
        if self.indices:
            sample = self.indices.sample
            study = options.results.study if options.results else None
            source = f"the study '{study.title}'" if study else "Sobol' points"
            unit = GROUPS[sample.method]
            notes += [
                f"Indices: {count_text(sample.groups)} {unit} of {source}, {count_text(sample.points)} points of "
                f"{sample.worlds_a_point} worlds; 95 % percentiles of {count_text(options.resamples)} resamples of "
                f"{unit}.",
                f"Luck: {samples.LUCK['common' if study and study.luck == 'common' else 'independent']}.",
                READINGS[sample.method],
                "Above the dummy: the whole interval lies above the dummy's, which is one of 99 %, so that luck "
                "rarely lifts a factor above it.",
            ]
        if self.vary == PARAMETERS:
            least = ", ".join(
                f"{head_of(name)} {f'{100.0 * line:g} %' if is_share(name) else f'{line:g}'}"
                for name, line in MEASURES.items()
            )
            notes.append(
                f"A change counts if its paired interval of {100 * LEVEL:g} % leaves 0 out and it is at least: {least}."
            )
        if self.effects:
            notes.append("One at a time: interactions are in Sobol' indices, and in sim sweep.")
        if self.vary == CHOICES:
            notes.append(
                "Choices are chosen, not drawn: their spread is no interval, and more worlds do not shrink it. Of 20 "
                "intervals of 95 % about one leaves 0 out by chance."
            )
        return notes


def told_of_parameters(finding: SensitivityFinding) -> list[str]:
    """Return how many numbers move something, which move the answer most, and how many change no
    world.
    """
    names, measures = finding.groups, [*finding.effects[0].changes]
    moving = [name for name in names if any(finding.size(name, measure) for measure in measures)]
    sentences = [
        f"{len(moving)} of {len(names)} numbers, halved or raised by half, clearly move an outcome or the gain by "
        "pressing."
    ]
    sentences += [f"{len(finding.still)} change no world here."] if finding.still else []
    for measure in ("lose_lose", "pressing"):
        first = sorted(names, key=lambda name: -finding.size(name, measure))[:3]
        largest = [
            f"{factor_name(name)} ({finding.both_ends(name, measure)})"
            for name in first
            if finding.size(name, measure)
        ]
        if largest:
            measured = f"gain {GAINS[measure]}," if measure in GAINS else "chance of lose-lose"
            unit = "months" if measure in GAINS else "points"
            sentences.append(f"In {unit}, the {measured} is moved most by {list_parts(largest)}.")
    quiet = [name for name in names if name not in moving]
    if quiet and len(names) <= CARRY:
        sentences.append(f"Nothing that counts is moved by {list_parts(quiet)}.")
    return sentences


def told_of_choices(finding: SensitivityFinding) -> list[str]:
    """Return the outcome as the scenario stands, the choices that move it most either way, and the
    channel that does.
    """
    name = finding.main_name
    start = f"As the scenario stands it is {finding.level} of {count_text(finding.options.worlds)} worlds."
    sure = [effect for effect in finding.effects if effect.size(name)]
    if not sure:
        count = len(finding.effects)
        return [f"These worlds cannot tell any of {count} choices made otherwise from none.", start]
    sure.sort(key=lambda effect: effect.changes[name].value)
    low, high = (finding.change(name, sure[k].changes[name]).text() for k in (0, -1))
    first = f"Choices made otherwise, one at a time, move {finding.measure} by {low} to {high}."
    largest = []
    for manner, kinds in (
        ("building the model otherwise", STRUCTURES),
        ("reading lose-lose otherwise", (READING,)),
        ("switching a channel off", (CHANNEL,)),
    ):
        if moved := [effect for effect in sure if effect.end.name in kinds]:
            most = max(moved, key=lambda effect: effect.size(name))
            change = finding.change(name, most.changes[name]).text()
            largest.append(f"{change} by {manner} ({most.end.label})")
    return [
        first,
        f"The largest changes are {list_parts(largest)}.",
        start,
        "That spread is choice, not chance: more worlds do not shrink it.",
    ]


def told_of_swing(finding: SensitivityFinding) -> str:
    """Return the sentence on the largest effect of a factor."""
    first = finding.groups[finding.ranked[0]][0]
    name = finding.main_name
    if not first.size(name):
        return "One at a time, in the same random draws, no factor makes a difference that these worlds can tell."
    also = "".join(
        f", that of {label_of(other)} by {points(first.changes[other]).text()}"
        for other in names_beside(finding.options.outcome)
    )
    low, _, high = first.end.text.partition(" to ")
    change = finding.change(name, first.changes[name]).text()
    most = f"{told_name(first.end.name)} makes the largest difference. From {low} to {high} {finding.measure}"
    if not leads(finding):
        doubt = cannot_tell(finding.options.worlds, "which factor makes the largest difference")
        most = f"{doubt}. With {told_name(first.end.name)} from {low} to {high} {finding.measure}"
    return f"One at a time, in the same random draws, {most} changes by {change}{also}."


def leads(finding: SensitivityFinding) -> bool:
    """Say whether the largest effect is told from all others: its interval lies farther from 0."""
    # The nearest to 0 and the farthest that each change may lie; an interval over 0 is at 0.
    ends = [
        (max(change.low, -change.high, 0.0), max(abs(change.low), abs(change.high)))
        for name in finding.ranked
        for effect in finding.groups[name]
        for change in (effect.changes[finding.main_name],)
    ]
    nearest, others = ends[0][0], [far for _, far in ends[1:]]
    return finding.options.worlds >= LEAST_WORLDS and nearest > max(others, default=0.0)


def swing_headline(finding: SensitivityFinding) -> str:
    """Return the title of the figure of effects: the largest, if it is told from all others."""
    first = finding.groups[finding.ranked[0]][0]
    if not leads(finding):
        question = f"which factor moves {finding.measure} most"
        return cannot_tell(finding.options.worlds, question)
    change = finding.change(finding.main_name, first.changes[finding.main_name]).text()
    return f"{upper(finding.measure)} is moved most by the {name_drawn(first.end.name)}: {change}"


def told_of_indices(indices: Indices, measure: str) -> list[str]:
    """Return sentences on a sample: the leading factors, and the share of random draws."""
    if indices.sample.method == SOBOL:
        sentences = [of_leaders(indices, measure)]
    elif indices.leaders:
        leaders = list_parts([*map(told_name, indices.leaders)])
        sentences = [f"{upper(measure)} is moved most by {leaders}."]
    else:
        sentences = [none_told(indices)]
    if indices.fit is not None:
        weak = indices.fit.value < WEAK_FIT
        rest = ": the rest turns, works through other factors, or is luck." if weak else "."
        sentences.append(
            f"The regression explains {share(indices.fit).text()} of the variance of ranks between points{rest}"
        )
    if indices.luck is not None:
        single = share(indices.luck.of_variance_between_single_worlds).text()
        left = share(indices.luck.of_variance_between_averages_of_points).text()
        sentences.append(
            f"Random draws alone account for {single} of the variance between single worlds. In averages of "
            f"{indices.sample.worlds_a_point} worlds it is {left} of the variance between points."
        )
    return sentences


def told_of_unclear(indices: Indices) -> list[str]:
    """Return the factors not above the dummy, in a sentence; empty if all or none are."""
    unclear = [
        name for name in indices.ranked if not any(index.above(name) for index in indices.indices)
    ]
    if not unclear or len(unclear) == len(indices.sample.names):
        return []
    names = list_parts([*map(factor_name, unclear)])
    return [f"Not above the dummy, which touches nothing: {names}."]


def none_told(indices: Indices) -> str:
    """Return the sentence for indices of which none is above the dummy's."""
    method = NAMES[indices.sample.method]
    return (
        f"By {method} no factor is above the dummy, which touches nothing: "
        "these points and worlds cannot tell them apart."
    )


def of_leaders(indices: Indices, measure: str) -> str:
    """Return the sentence on the factors that explain most alone."""
    if indices.together is None or indices.alone is None:
        total = indices.index("total")
        clear = [name for name in indices.ranked if total.above(name)]
        if not clear:
            return none_told(indices)
        leaders = list_parts([*map(factor_name, clear)])
        return f"Above the dummy in total order only: {leaders}. None explains anything alone that can be told."
    names = list_parts([*map(told_name, indices.leaders)])
    part = share(indices.together).text()
    rest = f"The first orders of all factors add up to {share(indices.alone).text()}"
    rest += "; the rest is interactions and luck." if indices.alone.high < 1.0 else "."
    if indices.together.value < 0.5:
        return f"{upper(measure)} differs between points most by {names}: alone {part} of the variance. {rest}"
    alone = (
        "alone it explains" if len(indices.leaders) == 1 else "each alone, together they explain"
    )
    return f"Most of the difference between points in {measure} comes from {names}: {alone} {part} of it. {rest}"


def told_name(name: str) -> str:
    """Return a factor in words; a parameter, which keeps its name, with its meaning."""
    entry = None if factor_name(name) != name else entry_of(name)
    return f"{name} ({entry.meaning})" if entry else factor_name(name)


def name_drawn(name: str) -> str:
    """Return a factor by its meaning alone, with the type of Kim that it is of."""
    entry = None if factor_name(name) != name else entry_of(name)
    if not entry:
        return factor_name(name)
    kim = name.partition(".")[2]
    return re.split("[:;]", entry.meaning)[0] + f" ({kim} Kim)" * bool(kim)


def above(indices: Indices, name: str) -> str:
    """Return in which indices a factor is above the dummy; a coefficient says nothing about it."""
    names = [
        HEADS[index.name]
        for index in indices.indices
        if index.name != "coefficient" and index.above(name)
    ]
    return "" if name == DUMMY else ", ".join(names) or "no"


DRAWN: Final = {
    "to Washington": "payoff to Washington, months",
    "to Beijing": "payoff to Beijing, months",
}
"""Heads of the columns that are drawn beside the answer, and the titles of their panels."""


def head_of(measure: str) -> str:
    """Return the head of the column of a measure."""
    return SHORT.get(measure) or label_of(measure)


def is_share(measure: str) -> bool:
    """Say whether a measure is told in points."""
    return measure in OUTCOMES and OUTCOMES[measure] < 0.1


def base_text(measure: str, value: float) -> str:
    """Return a measure of the scenario as it stands, in words."""
    return f"{number_text(100.0 * value, 1)} %" if is_share(measure) else number_text(value, 1)
