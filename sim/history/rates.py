"""Base rates of a record, beside those of a scenario's worlds, and bounds on war from a record
without one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Flags
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate, ratio, wilson
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import count_text, percent_text
from sim.core.outcomes.outcomes import CRISES, DISPUTES, WAR_LINE
from sim.core.scenario import Scenario, load_scenario
from sim.history import RecordOptions, observe, read_record
from sim.history.launch_lists import read_lists
from sim.history.list_finding import ListFinding
from sim.history.record import Record, csv_text, load_record
from sim.history.sightings import defaults_used
from sim.study.estimate.quantities import Cell, Table, share
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

Seen = Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Months with a hit, months in which a hit was possible, and months of which all of that is
    known.

    All are `(months, worlds)`.
    """

    hits: Flags
    among: Flags
    is_known: Flags


FOLLOWING: Final = {
    "test_after_test": "P(test | test last month)",
    "test_after_quiet": "P(test | no test last month)",
    "test_in_talks": "P(test | talks this or last month)",
    "test_without_talks": "P(test | no talks this or last month)",
    "talks_after_test": "P(talks this or next month | test)",
    "resolution_after_big": "P(resolution within 3 months | big test)",
}
RATES: Final = {
    name: f"share of months: {observe.LABELS[name]}" for name in observe.OBSERVABLES
} | FOLLOWING


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


def base_rates(
    record: Record | None = None, worlds: observe.SeenWorlds | None = None
) -> list[BaseRate]:
    """Return the base rates of a record and of worlds side by side.

    A rate of the record counts the months of which all that it asks for is known. It has a Wilson
    interval over them, as if they were independent, which they are not. One of worlds has an
    interval over them, whose months are counted together.
    """
    recorded = {} if record is None else parts_of_record(record)
    simulated = (
        {}
        if worlds is None
        else parts(worlds.observables, dict.fromkeys(worlds.observables, worlds.played))
    )
    return [
        BaseRate(
            name,
            label,
            of_record(recorded[name]) if record else None,
            of_worlds(simulated[name]) if worlds else None,
            span_of(record, recorded[name].is_known[:, 0]) if record else "",
        )
        for name, label in RATES.items()
    ]


def parts_of_record(record: Record) -> dict[str, Exposure]:
    """Return the hits and the months at risk of every rate in a record, as one world."""
    marks = {name: column[:, None] for name, column in observe.seen_in(record).items()}
    return parts(
        {name: column == 1 for name, column in marks.items()},
        {name: column != observe.UNKNOWN for name, column in marks.items()},
    )


def span_of(record: Record, is_known: Flags) -> str:
    """Return the first and the last of some months of a record in words, "" for none."""
    rows = np.flatnonzero(is_known)
    return f"{record.months[rows[0]]} to {record.months[rows[-1]]}" if len(rows) else ""


def parts(flags: Seen, is_known: Seen) -> dict[str, Exposure]:
    """Return the hits and the months at risk of every rate; `is_known` flags the months of which each
    observable is known.
    """
    test, talks = flags["test_month"], flags["talks_month"]
    tests, contacts, rounds = (
        is_known["test_month"],
        is_known["talks_month"],
        is_known["resolution"],
    )
    twice = tests & earlier(tests)
    recently = tests & contacts & earlier(contacts)
    recent = talks | earlier(talks)
    soon = np.logical_or.reduce([next_to(flags["resolution"], month) for month in range(4)])
    following = is_known["big_test"] & np.logical_and.reduce(
        [next_to(rounds, month) for month in range(4)]
    )
    next_contacts = tests & contacts & next_to(contacts, 1)
    return {
        name: Exposure(flags[name], is_known[name], is_known[name]) for name in observe.OBSERVABLES
    } | {
        "test_after_test": Exposure(test, twice & earlier(test), twice),
        "test_after_quiet": Exposure(test, twice & ~earlier(test), twice),
        "test_in_talks": Exposure(test, recently & recent, recently),
        "test_without_talks": Exposure(test, recently & ~recent, recently),
        "talks_after_test": Exposure(
            talks | next_to(talks, 1), next_contacts & test, next_contacts
        ),
        "resolution_after_big": Exposure(soon, following & flags["big_test"], following),
    }


def earlier(flags: Flags) -> Flags:
    """Return the flags of the month before, `(months, worlds)`; False before the first month."""
    return np.concatenate([np.zeros_like(flags[:1]), flags[:-1]])


def next_to(flags: Flags, months: int) -> Flags:
    """Return the flags of some months after, `(months, worlds)`; False beyond the last month."""
    moved = np.zeros_like(flags)
    moved[: max(len(flags) - months, 0)] = flags[months:]
    return moved


def of_record(part: Exposure) -> Estimate | None:
    """Return a rate of the record with its Wilson interval, None where no month was at risk."""
    n = int(np.count_nonzero(part.among))
    return wilson(int(np.count_nonzero(part.hits & part.among)), n) if n else None


def of_worlds(part: Exposure) -> Estimate | None:
    """Return a rate of a run with its interval over worlds, None where no month was at risk."""
    chosen = (part.hits & part.among, part.among)
    counts = (np.count_nonzero(flags, axis=0).astype(np.float64) for flags in chosen)
    try:
        return ratio(*counts)
    except DataProblem:
        return None


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


NEVER: Final = "never at risk"
NOT_KNOWN: Final = "not known"
IN_SAMPLE: Final = (
    "The defaults were tuned on patterns that include these years, so agreement is in-sample."
)


def ask(options: RecordOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment that keeps the observables of a scenario by month; None without a
    scenario, or once it has run.
    """
    if so_far or options.scenario is None:
        return None
    outcomes: list[str | Outcome] = [
        "months",
        *observe.measures(observe.OBSERVABLES, options.scenario.months),
    ]
    return points_of(
        options.scenario,
        (),
        {},
        np.zeros(1, dtype=np.int64),
        options.worlds,
        options.seed,
        outcomes,
    )


def find(options: RecordOptions, results: Sequence[Results]) -> RecordFinding | ListFinding:
    """Count the base rates of the record, and of the worlds; or read lists of launches."""
    if options.from_list:
        return ListFinding(options, read_lists(options.from_list, read_record(options.record)))
    worlds = observe.seen_worlds(options.scenario, results[0]) if options.scenario else None
    return RecordFinding(
        options,
        worlds,
        tuple(base_rates(options.record, worlds)),
        war_bounds() if options.record else (),
    )


@dataclass(frozen=True, eq=False)
class RecordFinding(Finding):
    """Base rates of a record, of worlds, or of both, and bounds on the probability of war."""

    analysis: ClassVar[str] = "record"
    options: RecordOptions
    simulated: observe.SeenWorlds | None
    rates: tuple[BaseRate, ...]
    war: tuple[Bound, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario; 2017-spring if only the record is shown."""
        return self.options.scenario or load_scenario("2017-spring")

    def setting(self) -> str:
        """Return the scenario and sizes; nothing where no world is played."""
        return super().setting() if self.simulated else ""

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
        """Return the base rates, the bounds on war, and the shares month by month."""
        sources = [
            ("record", self.options.record, "recorded"),
            ("worlds", self.simulated, "simulated"),
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
        return [*tables, shares_table(self.simulated)] if self.simulated else tables

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
        if self.simulated:
            notes.append("Worlds: 95 % over worlds, whose months are counted together.")
        if self.war:
            notes.append(
                "Bounds on war: Clopper–Pearson, one-sided 95 %; Jeffreys: posterior mean and 97.5 % quantile. Cases "
                "are taken as alike and independent, which they are not."
            )
        return [*notes, IN_SAMPLE] if self.options.record and self.simulated else notes

    def files(self) -> Mapping[str, str]:
        """Return the months of one world as a record."""
        if self.simulated is None:
            return {}
        return {
            "record.csv": csv_text(observe.simulated_record(self.simulated, self.options.world))
        }


def counted_in(event: str, rate: BaseRate) -> str:
    """Return how often something came in the months of which that is known, for a sentence."""
    if rate.recorded is None:
        return f"{event}: {NOT_KNOWN}"
    return f"{event} in {cell(rate.recorded)} of the {count_text(rate.recorded.n)} months from {rate.months}"


def cell(estimate: Estimate | None) -> str:
    """Return a rate for a sentence."""
    return share(estimate).text() if estimate else NEVER


def cells_of(rate: BaseRate, column: str) -> tuple[Cell, Cell]:
    """Return a rate for a table, and the months or worlds behind it, or why there is none."""
    estimate: Estimate | None = getattr(rate, column)
    if estimate is None:
        return NOT_KNOWN if column == "recorded" and not rate.months else NEVER, ""
    return share(estimate), estimate.n


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


def shares_table(worlds: observe.SeenWorlds) -> Table:
    """Return how many of the worlds still playing show each observable, a row a month."""
    rows: dict[str, list[Cell]] = {}
    for month, _, estimate in observe.shares_of(worlds):
        rows.setdefault(month, []).append(share(estimate))
    heads = ("month", *(observe.LABELS[name] for name in observe.OBSERVABLES))
    caption = "Share of the worlds still playing that show it, month by month"
    return Table("shares", caption, heads, tuple((month, *cells) for month, cells in rows.items()))
