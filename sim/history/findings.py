"""A scenario as a historical record, beside the record itself: base rates, and what the record says of war."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.history import RecordOptions
from sim.history.observe import (
    DEFINITIONS,
    LABELS,
    OBSERVABLES,
    SeenWorlds,
    measures,
    seen_worlds,
    shares_of,
    simulated_record,
)
from sim.history.rates import Rate, WarNote, base_rates, war_note
from sim.history.record import csv_text
from sim.history.sightings import defaults_used
from sim.scenario import Scenario, load_scenario
from sim.study.estimate.interval import Estimate
from sim.study.estimate.quantities import Cell, Table, share
from sim.study.estimate.writing import count_text, percent_text
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment
from sim.study.measure.outcome_ledger import Outcome
from sim.study.store.results import Results

NEVER: Final = "never at risk"
NOT_KNOWN: Final = "not known"
IN_SAMPLE: Final = "The defaults were tuned on patterns that include these years, so agreement is in-sample."


def ask(options: RecordOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: the scenario as it is, and in which months each world shows what; None of a record."""
    if so_far or options.scenario is None:
        return None
    kept: list[str | Outcome] = ["months", *measures(OBSERVABLES, options.scenario.months)]
    return points_of(options.scenario, (), {}, np.zeros(1, dtype=np.int64), options.worlds, options.seed, kept)


def find(options: RecordOptions, results: Sequence[Results]) -> RecordFinding:
    """Count the base rates of the record, and of the worlds."""
    made = seen_worlds(options.scenario, results[0]) if options.scenario else None
    return RecordFinding(options, made, tuple(base_rates(options.record, made)), war_note() if options.record else None)


@dataclass(frozen=True, eq=False)
class RecordFinding(Finding):
    """Base rates of a record, of worlds, or of both, and what the record says of war."""

    analysis: ClassVar[str] = "record"
    options: RecordOptions
    made: SeenWorlds | None
    rates: tuple[Rate, ...]
    war: WarNote | None

    @property
    def scenario(self) -> Scenario:
        """The scenario; where only the record is shown, the one that begins where the project's history does."""
        return self.options.scenario or load_scenario("2017-spring")

    def sentences(self) -> list[str]:
        """Return how often months see tests and talks, in the record and in the worlds."""
        said, options = [], self.options
        tests, talks = (
            next(rate for rate in self.rates if rate.name == name) for name in ("test_month", "talks_month")
        )
        if options.record:
            record = options.record
            span = f"{record.label}: {count_text(len(record))} months, {record.months[0]} to {record.months[-1]}"
            said.append(f"{span}. {counted_in('A test', tests)}, {counted_in('US–DPRK talks', talks)}.")
        if options.scenario:
            s = options.scenario
            size = f"{count_text(options.worlds)} worlds of {s.months} months from {s.start}, seed {options.seed}"
            rates = f"A test comes in {cell(tests.simulated)} of the months, US–DPRK talks in {cell(talks.simulated)}."
            said.append(f"{s.title} ({s.name}): {size}. {rates}")
        return [*said, self.war.line] if self.war else said

    def tables(self) -> list[Table]:
        """Return the base rates, the bounds on war, and the shares month by month."""
        shown = [("record", self.options.record, "recorded"), ("worlds", self.made, "simulated")]
        columns = [(name, key) for name, held, key in shown if held]
        heads = ("", *(head for name, _ in columns for head in (name, f"{name}, n")))
        rows = tuple(
            (rate.label, *(each for _, key in columns for each in with_n(getattr(rate, key), absent(rate, key))))
            for rate in self.rates
        )
        if self.options.record:
            heads = (*heads, "months of the record")
            rows = tuple((*row, rate.months or NOT_KNOWN) for row, rate in zip(rows, self.rates, strict=True))
        tables = [Table("rates", "Base rates", heads, rows, True)]
        tables += [war_table(self.war)] if self.war else []
        return [*tables, shares_table(self.made)] if self.made else tables

    def notes(self) -> list[str]:
        """Return how the intervals were made."""
        notes = []
        if self.options.record:
            notes.append(
                "Record: Wilson 95 % over the months of which all that is asked for is known, as if they were "
                "independent, which they are not."
            )
            if unnamed := defaults_used(self.options.record):
                notes.append(f"Not in the table of offices, so read by its default: {', '.join(unnamed)}.")
        if self.made:
            notes.append("Worlds: 95 % over worlds, whose months are counted together.")
        if self.war:
            notes.append(
                "Bounds on war: Clopper–Pearson, one-sided 95 %; Jeffreys: posterior mean and 97.5 % quantile. Cases "
                "are taken as alike and independent, which they are not."
            )
        return [*notes, IN_SAMPLE] if self.options.record and self.made else notes

    def files(self) -> Mapping[str, str]:
        """Return the months of one world as a record."""
        if self.made is None:
            return {}
        return {"record.csv": csv_text(simulated_record(self.made, self.options.world))}

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        found: dict[str, Any] = {
            "analysis": self.analysis, "sentences": self.sentences(), "rates": plain_data(self.rates),
            "definitions": plain_data(DEFINITIONS),
        }  # fmt: skip
        if self.options.record and self.war:
            months = self.options.record.months
            found["record"] = {"first": months[0], "last": months[-1], "months": len(months)}
            found["war"] = plain_data(self.war)
        if self.options.scenario:
            s = self.options.scenario
            found |= {"scenario": s.name, "scenario_hash": s.hash, "months": s.months}
            found |= {"seed": self.seed, "worlds": self.options.worlds}
        return found


def counted_in(what: str, rate: Rate) -> str:
    """Return how often something came in the months of which that is known, for a sentence."""
    if rate.recorded is None:
        return f"{what}: {NOT_KNOWN}"
    return f"{what} in {cell(rate.recorded)} of the {count_text(rate.recorded.n)} months from {rate.months}"


def cell(estimate: Estimate | None) -> str:
    """Return a rate for a sentence."""
    return share(estimate).text() if estimate else NEVER


def with_n(estimate: Estimate | None, absent: str) -> tuple[Cell, Cell]:
    """Return a rate for a table, and the months or worlds behind it."""
    return (share(estimate), estimate.n) if estimate else (absent, "")


def absent(rate: Rate, column: str) -> str:
    """Return why a rate has no value: a record that does not know, or nothing that could lead to it."""
    return NOT_KNOWN if column == "recorded" and not rate.months else NEVER


def war_table(note: WarNote) -> Table:
    """Return the bounds on the probability of war."""
    bounds = tuple(
        (each.what, f"{each.wars} of {each.cases}", percent_text(each.rule_of_three) if each.wars == 0 else "",
         percent_text(each.upper), f"{percent_text(each.jeffreys)}, {percent_text(each.jeffreys_high)}", each.source)
        for each in note.bounds
    )  # fmt: skip
    heads = ("P(war) per …", "wars", "3/n", "95 % bound", "Jeffreys, 97.5 %", "source")
    return Table("war", note.line, heads, bounds, True)


def shares_table(made: SeenWorlds) -> Table:
    """Return how many of the worlds still playing show each observable, a row a month."""
    rows: dict[str, list[Cell]] = {}
    for month, _, estimate in shares_of(made):
        rows.setdefault(month, []).append(share(estimate))
    heads = ("month", *(LABELS[name] for name in OBSERVABLES))
    caption = "Share of the worlds still playing that show it, month by month"
    return Table("shares", caption, heads, tuple((month, *cells) for month, cells in rows.items()))
