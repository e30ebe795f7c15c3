"""Base rates of a record, beside those of a scenario's worlds, and bounds on war from a record
without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Flags, Marks
from sim.core.estimate.interval import Estimate, ratio, wilson
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import count_text, percent_text
from sim.core.outcomes.outcomes import CRISES, DISPUTES, WAR_LINE
from sim.core.scenario import Scenario, load_scenario
from sim.history import RecordOptions, observe
from sim.history.record import Record, load_record
from sim.history.record_calendar import defaults_used
from sim.study.estimate.quantities import Cell, Table, share
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

RATES: Final = {name: f"share of months: {observe.LABELS[name]}" for name in observe.OBSERVABLES}


@dataclass(frozen=True, slots=True)
class BaseRate:
    """One base rate of the record, of a run, or of both; None if it is not asked for or not
    defined.

    `months` are the first and the last month of the record that it counts, "" if it counts none.
    """

    name: str
    label: str
    recorded: Estimate | None
    simulated: Estimate | None
    months: str = ""


def base_rates(record: Record | None, results: Results | None) -> list[BaseRate]:
    """Return the base rates of a record and of worlds side by side.

    A rate of the record counts the months of which the event is known. It has a Wilson interval
    over them, as if they were independent, which they are not. One of worlds has an interval over
    them, whose months are counted together.
    """
    marks = {} if record is None else observe.seen_in(record)
    return [
        BaseRate(
            name,
            label,
            of_record(marks[name]) if record else None,
            of_worlds(name, results) if results else None,
            span_of(record, marks[name] != observe.UNKNOWN) if record else "",
        )
        for name, label in RATES.items()
    ]


def span_of(record: Record, is_known: Flags) -> str:
    """Return the first and the last of some months of a record in words, "" for none."""
    rows = np.flatnonzero(is_known)
    return f"{record.months[rows[0]]} to {record.months[rows[-1]]}" if len(rows) else ""


def of_record(marks: Marks) -> Estimate | None:
    """Return a rate of the record with its Wilson interval, None if no month is known."""
    n = int((marks != observe.UNKNOWN).sum())
    return wilson(int((marks == 1).sum()), n) if n else None


def of_worlds(name: str, results: Results) -> Estimate:
    """Return a rate of worlds with its interval over worlds."""
    outcome = observe.months_outcome(name).name
    return ratio(results.by_cell(outcome)[0], results.by_cell("months")[0].astype(np.float64))


LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Bound:
    """Cases and wars of one kind, and bounds on the probability of war in a case.

    `rule_of_three` is 3/n, NaN where there were wars. `upper` is the one-sided 95 % Clopper–Pearson
    bound, for no war 1 − .05^(1/n). `jeffreys` is the posterior mean under Jeffreys' prior Beta(½,
    ½), `jeffreys_high` its 97.5 % quantile. Sources: Clopper and Pearson 1934, Biometrika 26:404;
    Jeffreys 1946, Proc. R. Soc. A 186:453; Hanley and Lippman-Hand 1983, JAMA 249:1743.
    """

    what: str
    wars: int
    cases: int
    source: str
    rule_of_three: float
    upper: float
    jeffreys: float
    jeffreys_high: float


@cache
def bound(unit: str, wars: int, cases: int, source: str) -> Bound:
    """Return the bounds on the probability of war per case, from `wars` in `cases` that are taken
    as alike.
    """
    from scipy.stats import beta

    posterior = beta(wars + 0.5, cases - wars + 0.5)
    return Bound(
        unit,
        wars,
        cases,
        source,
        rule_of_three=3.0 / cases if wars == 0 else float("nan"),
        upper=rounded(beta.ppf(LEVEL, wars + 1, cases - wars)),
        jeffreys=rounded(posterior.mean()),
        jeffreys_high=rounded(posterior.ppf(0.975)),
    )


def war_bounds() -> tuple[Bound, ...]:
    """Return the bounds on the probability of war from past cases.

    The provocations, test months and lethal incidents are those of the shipped record, in the
    months of which they are known. Cases are taken as alike and independent, which they are not:
    read the bounds as orders of magnitude.
    """
    record = load_record()
    marks, provocations = observe.seen_in(record), record.columns["provocations"]
    tests, deaths = marks["test_month"], marks["lethal_incident"]
    return (
        bound("a Korean crisis", 0, CRISES, "ICB v14, after 1953"),
        bound("a dispute with the DPRK", 0, DISPUTES, "MID 5.0, 1954–2014"),
        bound(
            "a provocation",
            0,
            int(np.nansum(provocations)),
            in_the_record(record, ~np.isnan(provocations)),
        ),
        bound(
            "a test month",
            0,
            int((tests == 1).sum()),
            in_the_record(record, tests != observe.UNKNOWN),
        ),
        bound(
            "a lethal incident",
            0,
            int((deaths == 1).sum()),
            in_the_record(record, deaths != observe.UNKNOWN),
        ),
        bound("any crisis in the world", 23, 329, "ICB v14, since 1946, not begun inside a war"),
    )


def in_the_record(record: Record, is_known: Flags) -> str:
    """Return which years of the record a bound is taken from."""
    first, _, last = span_of(record, is_known).partition(" to ")
    return f"{record.label}, {first[:4]}–{last[:4]}"


NOT_KNOWN: Final = "not known"
IN_SAMPLE: Final = (
    "The defaults were tuned on patterns that include these years, so agreement is in-sample."
)


def ask(options: RecordOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment that counts the months with each event in the worlds of a scenario;
    None without a scenario, or once it has run.
    """
    if so_far or options.scenario is None:
        return None
    outcomes: list[str | Outcome] = [
        "months",
        *(observe.months_outcome(name) for name in observe.OBSERVABLES),
    ]
    one_cell = np.zeros(1, dtype=np.int64)
    return points_of(options.scenario, (), {}, one_cell, options.worlds, options.seed, outcomes)


def find(options: RecordOptions, results: Sequence[Results]) -> RecordFinding:
    """Count the base rates of the record, and of the worlds."""
    worlds = results[0] if options.scenario else None
    rates = tuple(base_rates(options.record, worlds))
    return RecordFinding(options, rates, war_bounds() if options.record else ())


@dataclass(frozen=True, eq=False)
class RecordFinding(Finding):
    """Base rates of a record, of worlds, or of both, and bounds on the probability of war."""

    analysis: ClassVar[str] = "record"
    options: RecordOptions
    rates: tuple[BaseRate, ...]
    war: tuple[Bound, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario; 2017-spring if only the record is shown."""
        return self.options.scenario or load_scenario("2017-spring")

    def setting(self) -> str:
        """Return the scenario and sizes; nothing where no world is played."""
        return super().setting() if self.options.scenario else ""

    def sentences(self) -> list[str]:
        """Return how often months see tests and talks, in the record and in the worlds."""
        sentences, options = [], self.options
        tests, talks = (
            next(rate for rate in self.rates if rate.name == name)
            for name in ("test_month", "talks_month")
        )
        if options.record:
            record = options.record
            span = f"{record.label}: {count_text(len(record))} months, {record.months[0]} to {record.months[-1]}"
            sentences.append(
                f"{span}. {counted_in('A test', tests)}, {counted_in('US–DPRK talks', talks)}."
            )
        if options.scenario:
            s = options.scenario
            size = f"{count_text(options.worlds)} worlds of {s.months} months from {s.start}, seed {options.seed}"
            rates = f"A test comes in {cell(tests.simulated)} of the months, US–DPRK talks in {cell(talks.simulated)}."
            sentences.append(f"{s.title} ({s.name}): {size}. {rates}")
        return [*sentences, WAR_LINE] if self.war else sentences

    def tables(self) -> list[Table]:
        """Return the base rates, the bounds on war, and the months of the record."""
        sources = [
            ("record", self.options.record, "recorded"),
            ("worlds", self.options.scenario, "simulated"),
        ]
        columns = [(name, key) for name, source, key in sources if source]
        heads = ("", *(head for name, _ in columns for head in (name, f"{name}, n")))
        rows = tuple(
            (rate.label, *(content for _, key in columns for content in cells_of(rate, key)))
            for rate in self.rates
        )
        if self.options.record:
            heads = (*heads, "months of the record")
            rows = tuple(
                (*row, rate.months or NOT_KNOWN) for row, rate in zip(rows, self.rates, strict=True)
            )
        tables = [Table("rates", "Base rates", heads, rows, True)]
        tables += [war_table(self.war)] if self.war else []
        return [*tables, months_table(self.options.record)] if self.options.record else tables

    def notes(self) -> list[str]:
        """Return how the intervals were made."""
        notes = []
        if self.options.record:
            notes.append(
                "Record: Wilson 95 % over the months of which all that is asked for is known, as if they were "
                "independent, which they are not."
            )
            if unnamed := defaults_used(self.options.record):
                notes.append(
                    f"Not in the table of offices, so read by its default: {', '.join(unnamed)}."
                )
        if self.options.scenario:
            notes.append("Worlds: 95 % over worlds, whose months are counted together.")
        if self.war:
            notes.append(
                "Bounds on war: Clopper–Pearson, one-sided 95 %; Jeffreys: posterior mean and 97.5 % quantile. Cases "
                "are taken as alike and independent, which they are not."
            )
        return [*notes, IN_SAMPLE] if self.options.record and self.options.scenario else notes


def counted_in(event: str, rate: BaseRate) -> str:
    """Return how often something came in the months of which that is known, for a sentence."""
    if rate.recorded is None:
        return f"{event}: {NOT_KNOWN}"
    return f"{event} in {cell(rate.recorded)} of the {count_text(rate.recorded.n)} months from {rate.months}"


def cell(estimate: Estimate | None) -> str:
    """Return a rate for a sentence."""
    return share(estimate).text() if estimate else NOT_KNOWN


def cells_of(rate: BaseRate, column: str) -> tuple[Cell, Cell]:
    """Return a rate for a table, and the months or worlds behind it."""
    estimate: Estimate | None = getattr(rate, column)
    return (share(estimate), estimate.n) if estimate else (NOT_KNOWN, "")


def war_table(bounds: Sequence[Bound]) -> Table:
    """Return the bounds on the probability of war."""
    rows = tuple(
        (
            row.what,
            f"{row.wars} of {row.cases}",
            percent_text(row.rule_of_three) if row.wars == 0 else "",
            percent_text(row.upper),
            f"{percent_text(row.jeffreys)}, {percent_text(row.jeffreys_high)}",
            row.source,
        )
        for row in bounds
    )
    heads = ("P(war) per …", "wars", "3/n", "95 % bound", "Jeffreys, 97.5 %", "source")
    return Table("war", WAR_LINE, heads, rows, True)


def months_table(record: Record) -> Table:
    """Return the months of a record with every column; a cell that was not found is empty."""
    columns = {
        name: [cell_of_month(value) for value in values.tolist()]
        for name, values in record.columns.items()
    } | {name: list(texts) for name, texts in record.texts.items()}
    rows = tuple(zip(record.months, *columns.values(), strict=True))
    return Table("months", "The record by month", ("month", *columns), rows, sheet=True)


def cell_of_month(value: float) -> Cell:
    """Return a count or an amount as a cell, empty for NaN."""
    return "" if np.isnan(value) else int(value) if value.is_integer() else value
