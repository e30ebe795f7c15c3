"""Analyses of the record from 1990 on: base rates, calibration, hindcast, forecast and nowcast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim import options as opt
from sim.analysis.declaration import Analysis
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.months import month_after, months_from
from sim.history.dates import BORDER_CLOSED, EVERY, FIRST_MONTH, FIT_LAST, FORECAST_FROM, HORIZONS

if TYPE_CHECKING:
    from sim.core.base.arrays import Floats
    from sim.core.runs.inputs import Start
    from sim.core.scenario import Scenario
    from sim.history.beliefs import RecordReading
    from sim.history.book import ForecastBook
    from sim.history.chains import Setting
    from sim.history.kept_posterior import KeptPosterior
    from sim.history.record import Record

RECORD_FILE: Final = (
    "A CSV file with the columns of the record that ships, also of later months alone."
)
ACCEPT_OLD_RULES: Final = (
    "Accept a --posterior that was fitted to other rules; the answer says so first."
)
ANCHOR: Final = opt.OptionKind(
    "the number of a line and its seal, such as 12:9f86…",
    {"type": "string", "pattern": r"^[1-9][0-9]{0,5}:[0-9a-f]{64}$"},
    lambda value: (
        isinstance(value, str) and bool(re.fullmatch(r"[1-9][0-9]{0,5}:[0-9a-f]{64}", value))
    ),
)

LEAST_MONTHS: Final = 24
"""Least months before a span, so that the benchmarks can learn from them."""


def last_month_option() -> Any:
    """Return the option of the last month of a record to read."""
    return opt.option(
        opt.or_none(opt.MONTH),
        "The last month to read.",
        None,
        form="MONTH",
        default="the last of the record",
    )


def border_option() -> Any:
    """Return the option of the months in which a border is closed."""
    return opt.option(
        opt.SPAN,
        'Months in which Pyongyang keeps its border closed, which costs growth; "never" for none.',
        BORDER_CLOSED,
        form="FIRST:LAST",
        default=":".join(BORDER_CLOSED),
    )


def read_record(source: Any) -> Record:
    """Return a record as it is, or that of a file; without either, the one that ships."""
    from sim.history.record import Record, load_record

    return source if isinstance(source, Record) else load_record(source)


def read_posterior(
    source: Any, until: str = "9999-12", accept_old_rules: bool = False
) -> KeptPosterior:
    """Return a posterior as it is, or one read from a file; without either, the newest that ships
    and was learnt from months before `until` alone.
    """
    from sim.history.kept_posterior import KeptPosterior, load_posterior

    return (
        source
        if isinstance(source, KeptPosterior)
        else load_posterior(source, until, accept_old_rules)
    )


@dataclass(frozen=True)
class RecordOptions(opt.Options):
    """Options of `record`: the base rates of a scenario's worlds, of a record, or of both.

    Raises UsageProblem for a world that is not played, and if there is nothing to show.
    """

    scenario: Scenario | None
    record: Record | None = opt.file(
        "Record", "A CSV file; its base rates are shown beside those of the worlds.", "none"
    )
    observed: bool = opt.flag("Show the base rates of the record that ships beside the simulated.")
    worlds: int = opt.worlds(2000)
    seed: int = opt.seed()
    world: int = opt.whole(0, 0, opt.MOST_WORLDS, "The world of record.csv.", filed=True)
    from_list: tuple[str, ...] = opt.words(
        "Show no rates, and read this list of launches (CNS/NTI or Beyond Parallel, as CSV) into the months after the "
        "record; may be repeated.",
        form="FILE",
        without=("observed", "worlds", "world"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.from_list or self.observed or self.record is not None:
            self.put(record=read_record(self.record))
        if self.from_list:
            from sim.history.launch_lists import read_lists

            # Refused before a folder is begun.
            read_lists(self.from_list, read_record(self.record))

    @staticmethod
    def check(request: Any) -> None:
        """Refuse to show nothing, and a world that is not played; raises UsageProblem."""
        if request.from_list and request.scenario is not None:
            raise UsageProblem(
                "a list of launches says nothing of a scenario",
                "from_list",
                "Leave one of them out.",
            )
        if not (request.scenario or request.from_list or request.record or request.observed):
            raise UsageProblem(
                "there is nothing to show",
                "scenario",
                "Name a scenario, or ask for the observed rates.",
            )
        if request.world >= request.worlds:
            raise UsageProblem(
                f"there is no world {request.world}",
                "world",
                f"Give one from 0 to {request.worlds - 1}.",
            )


@dataclass(frozen=True)
class CalibrateOptions(opt.InWorkspace):
    """Options of `calibrate`: the span of the record, and the numbers of chains and particles.

    Defaults are those of docs/registration.md. Raises DataProblem for a span outside the record and
    for a record that does not begin in 1990-01, and UsageProblem for sizes out of range.
    """

    record: Record = opt.file(
        "Record", "A CSV file with the columns of the record that ships.", "the record that ships"
    )
    last: str = opt.month(FIT_LAST, "The last month that is read.", flag="--to")
    chains: int = opt.whole(20, 8, 1000, "Chains, in two halves.", unit="chains")
    steps: int = opt.whole(
        2000, 1, 100_000, "Steps of every chain; those of earlier pieces count.", unit="steps"
    )
    minutes: int = opt.whole(
        30, 1, 30, "Minutes after which a piece stops; the same call goes on.", unit="minutes"
    )
    particles: int = opt.whole(
        150, 8, 10_000, "Worlds by which a chain is weighed in 1990; later more.", unit="particles"
    )
    kept: tuple[str, ...] = opt.values(
        opt.MONTH,
        "An earlier month to which chains are fitted too; may be repeated.",
        ("1994-12", "2014-12"),
        flag="--keep",
        form="MONTH",
    )
    seed: int = opt.seed()

    @staticmethod
    def check(request: Any) -> None:
        """Refuse to keep sets after a month that is not read; raises UsageProblem."""
        if request.kept != CalibrateOptions.kept and max(request.kept) > request.last:
            raise UsageProblem(
                f"{max(request.kept)} is not read", "kept", f"Give months up to {request.last}."
            )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.put(record=read_record(self.record))
        self.record.position(self.last)
        if self.record.months[0] != FIRST_MONTH:
            raise DataProblem(
                f"the record begins in {self.record.months[0]}, and the game is known as it stood in {FIRST_MONTH}",
                self.record.label,
                f"Give the months from {FIRST_MONTH} on; cells may be left empty.",
            )

    def __repr__(self) -> str:
        # A record of other months after the last one that is read is the same record, and a longer
        # fit goes on with a shorter one.
        data_hash = self.record.hash_of(FIRST_MONTH, self.last)
        sizes = f"{self.chains} chains of {self.particles} particles, seed {self.seed}"
        return f"calibration of {data_hash}: {sizes}, to {list(self.stops)}"

    @property
    def scenario(self) -> Scenario:
        """The scenario 2017-spring; the fit itself begins in 1990."""
        from sim.core.scenario import load_scenario

        return load_scenario("2017-spring")

    @property
    def stops(self) -> dict[str, int]:
        """The last months that are fitted, each with the number of months read by then."""
        return {
            month: self.record.position(month) + 1
            for month in (*sorted(self.kept), self.last)
            if month <= self.last
        }

    @property
    def calendar(self) -> Floats:
        """The months as input of the filter, `(months, places)`."""
        from sim.history.sightings import calendar_of

        return calendar_of(self.record.window(FIRST_MONTH, self.last))

    @property
    def setting(self) -> Setting:
        """The settings of the chains."""
        from sim.history.chains import Setting

        return Setting(self.chains, self.particles, self.seed, self.desk.jobs)


@dataclass(frozen=True)
class HindcastOptions(opt.InWorkspace):
    """Options of `hindcast`: the span of the record, the step between origins, the horizons, and
    the worlds of each origin.

    Raises DataProblem for a span outside the record or too short, and for sets learnt from a month
    of the span.
    """

    record: Record = opt.file("Record", RECORD_FILE, "the record that ships")
    posterior: KeptPosterior = opt.file(
        "KeptPosterior",
        "Sets of parameters from a file, not those that ship; learnt from months before the first to forecast.",
        "the posterior that ships",
    )
    first: str = opt.month("2015-01", "The first month to forecast.", flag="--from")
    last: str = opt.month(FIT_LAST, "The last month to forecast.", flag="--to")
    every: int = opt.whole(1, 1, 120, "Forecast from every so many months.", unit="months")
    border_closed: tuple[str, ...] = border_option()
    particles: int = opt.whole(
        100, 2, 100_000, "Particles of each set of parameters.", unit="particles"
    )
    whole: bool = opt.flag(
        "The span 1995 to 2019, from every third month, by sets of the months before 1995.",
        without=("first", "last", "every"),
    )
    accept_old_rules: bool = opt.flag(ACCEPT_OLD_RULES)
    horizons: tuple[int, ...] = opt.values(
        opt.whole_from(1, 60),
        "Months to forecast; may be repeated.",
        HORIZONS,
        flag="--horizon",
        unit="months",
    )
    resamples: int = opt.resamples(2000, 50, "origins")
    worlds: int = opt.worlds(4000, high=opt.MOST_WORLDS, help="How many worlds of an origin.")
    seed: int = opt.seed()
    registered: ForecastBook = opt.file(
        "ForecastBook",
        "Score the forecasts of a book that sim forecast --register wrote, and make none.",
        "none",
        without=("posterior", "first", "last", "every", "particles", "whole", "horizons", "worlds"),
    )
    anchor: str | None = opt.option(
        opt.or_none(ANCHOR),
        "Refuse the book unless it holds this line, as sim forecast --register printed it.",
        None,
        form="LINE:SEAL",
        default="none",
    )

    @staticmethod
    def check(request: Any) -> None:
        """Refuse an anchor without a book; raises UsageProblem."""
        if request.anchor and request.registered is None:
            raise UsageProblem(
                "an anchor is the line of a book", "anchor", "Name the book with --registered."
            )

    def __post_init__(self) -> None:
        from sim.history.ahead import check_posterior

        super().__post_init__()
        if self.registered is not None:
            self.take_from_book()
            return
        if self.whole:
            self.put(first=FORECAST_FROM, last=FIT_LAST, every=EVERY)
        posterior = read_posterior(self.posterior, self.first, self.accept_old_rules)
        self.put(horizons=tuple(sorted(set(self.horizons))), posterior=posterior)
        record = read_record(self.record).from_1990()
        check_span(record, self.first, self.last, self.horizons)
        check_posterior(self.posterior, self.first)
        # Months after the span are cut off, so that nothing can read them.
        self.put(record=record.window(FIRST_MONTH, self.last))

    def take_from_book(self) -> None:
        """Take the origins from the book that is named; the record is read to its end."""
        from sim.history.book import ForecastBook, load_book

        source: Any = self.registered
        book = source if isinstance(source, ForecastBook) else load_book(source)
        record = read_record(self.record).from_1990()
        if self.anchor:
            book.check_anchor(self.anchor)
        if not book.lines:
            raise DataProblem("the book is empty", book.label, "Register a forecast first.")
        first, last = book.lines[0].origin, record.months[-1]
        if first > last:
            raise DataProblem(
                f"the first forecast is of {first}, and the record ends in {last}",
                record.label,
                "Give a later --record: no forecast month has come yet.",
            )
        self.put(registered=book, record=record, first=first, last=last)

    def __repr__(self) -> str:
        data_hash = self.record.hash_of(self.first, self.last)
        if self.registered is not None:
            return f"scores of {self.registered.seal} on {data_hash}: {self.resamples}, {self.seed}"
        settings = (
            self.horizons,
            self.every,
            self.worlds,
            self.particles,
            self.seed,
            self.border_closed,
            self.resamples,
        )
        return f"hindcast of {data_hash}, posterior {self.posterior.hash}: {settings}"

    @property
    def origins(self) -> dict[int, tuple[str, ...]]:
        """The months from which each horizon is forecast."""
        span = months_from(self.first, self.last, "the last month") + 1
        # The last month of a horizon is at or before the last of the span.
        steps = {h: range(0, span + 1 - h, self.every) for h in self.horizons}
        return {
            h: tuple(month_after(self.first, step) for step in starts)
            for h, starts in steps.items()
        }

    @property
    def months(self) -> tuple[str, ...]:
        """The months from which any horizon is forecast."""
        return self.origins[self.horizons[0]]

    @property
    def ends(self) -> tuple[int, ...]:
        """The shortest and the longest horizon; one where they are the same."""
        return tuple(dict.fromkeys((self.horizons[0], self.horizons[-1])))


def check_span(record: Record, first: str, last: str, horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one too short, and one with too little before it; raises
    DataProblem.
    """
    span = record.window(first, last)
    needed = LEAST_MONTHS + max(horizons)
    if record.position(first) < needed:
        raise DataProblem(
            f"fewer than {needed} months of the record lie before {first}",
            record.label,
            f"Begin at {month_after(record.months[0], needed)} or later: benchmarks learn from the months before.",
        )
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months",
            record.label,
            "Give a longer span, or shorter horizons.",
        )


@dataclass(frozen=True)
class ForecastOptions(opt.InWorkspace):
    """Options of `forecast`: a record, and the month of it after which to forecast.

    A record that begins after 1990-01 continues the one that ships. Raises DataProblem for a month
    outside it or too early in it, for sets learnt from a later month, and for a changed book.
    """

    record: Record = opt.file("Record", RECORD_FILE, "the record that ships")
    posterior: KeptPosterior = opt.file(
        "KeptPosterior",
        "Sets of parameters from a file, not those that ship; learnt from no month that is forecast.",
        "the newest that ships and knows no month that is forecast",
    )
    month: str | None = last_month_option()
    register: str | None = opt.file(
        "Path",
        "Write the forecast into this book, dated and sealed, for sim hindcast --registered to score later.",
        "none",
    )
    border_closed: tuple[str, ...] = border_option()
    particles: int = opt.whole(
        100, 2, 100_000, "Particles of each set of parameters.", unit="particles"
    )
    accept_old_rules: bool = opt.flag(ACCEPT_OLD_RULES)
    worlds: int = opt.worlds(4000, high=opt.MOST_WORLDS, help="How many worlds.")
    seed: int = opt.seed()

    def __post_init__(self) -> None:
        from pathlib import Path

        from sim.history.ahead import check_posterior
        from sim.history.book import load_book

        super().__post_init__()
        record, needed = read_record(self.record).from_1990(), LEAST_MONTHS + max(HORIZONS)
        record_to_month = record.to_month(self.month or record.months[-1])
        self.put(month=record_to_month.months[-1], record=record_to_month)
        if len(record_to_month) < needed:
            raise DataProblem(
                f"{len(record_to_month)} months are too few",
                record.label,
                f"Read {needed} or more: benchmarks learn from them.",
            )
        posterior = read_posterior(self.posterior, self.origin, self.accept_old_rules)
        self.put(posterior=posterior)
        check_posterior(posterior, self.origin)
        if self.register is not None and Path(self.register).exists():
            load_book(self.register, mend=True)

    def __repr__(self) -> str:
        data_hash = self.record.hash_of(FIRST_MONTH, self.last)
        settings = (self.particles, self.worlds, self.seed, self.border_closed)
        book = f", registered in {self.register}" if self.register is not None else ""
        return f"forecast after {self.last} of {data_hash}, posterior {self.posterior.hash}: {settings}{book}"

    @property
    def last(self) -> str:
        """The last month that is read."""
        return self.record.months[-1]

    @property
    def origin(self) -> str:
        """The first month that is forecast."""
        return month_after(self.last, 1)


@dataclass(frozen=True)
class NowcastOptions(opt.InWorkspace):
    """Options of `nowcast`: a record, the last month to read, the sets and their particles.

    A record that begins after 1990-01 continues the one that ships. Raises DataProblem for a month
    outside it.
    """

    record: Record = opt.file("Record", RECORD_FILE, "the record that ships")
    posterior: KeptPosterior = opt.file(
        "KeptPosterior",
        "Sets of parameters from a file, not those that ship.",
        "the posterior that ships",
    )
    month: str | None = last_month_option()
    particles: int = opt.whole(
        100,
        4,
        100_000,
        "Particles of each set of parameters, in two clouds of half as many.",
        unit="particles",
    )
    accept_old_rules: bool = opt.flag(ACCEPT_OLD_RULES)
    seed: int = opt.seed()

    def __post_init__(self) -> None:
        super().__post_init__()
        record = read_record(self.record).from_1990()
        last = self.month or record.months[-1]
        if last not in record.months:
            remedy = f"Give a month from {FIRST_MONTH} to {record.months[-1]}."
            raise DataProblem(f"{last} lies outside the record", record.label, remedy)
        record_to_month = record.to_month(last)
        self.put(
            month=last,
            record=record_to_month,
            posterior=read_posterior(self.posterior, accept_old_rules=self.accept_old_rules),
        )

    def __repr__(self) -> str:
        data_hash = self.record.hash_of(FIRST_MONTH, self.last)
        sets = f"posterior {self.posterior.hash}, {self.particles} particles, seed {self.seed}"
        return f"nowcast of {data_hash}: {self.last}, {sets}"

    @property
    def last(self) -> str:
        """The month that is asked for: the last that is read."""
        return self.record.months[-1]

    @property
    def scenario(self) -> Scenario:
        """The game that begins when the record ends, with all four capitals free."""
        from sim.history.ahead import scenario_after

        return scenario_after(self.record)

    def reading(self, calendar: Floats) -> RecordReading:
        """Return the record as the sets of parameters read it, each twice, to show Monte Carlo
        error; `calendar` is `(months, places)`.
        """
        from sim.history.beliefs import RecordReading

        sampler = self.posterior.twice().sampler(self.particles // 2, self.seed, self.desk.jobs)
        return RecordReading(sampler, self.record, calendar, self.desk.progress)

    def begin(self, worlds: int, seed: int) -> tuple[Start, list[str]]:
        """Return worlds that begin as the record leaves them, and the notes on them; raises
        DataProblem.
        """
        from sim.history.ahead import start_after
        from sim.history.sightings import calendar_of

        sampler = self.reading(calendar_of(self.record)).after
        start = start_after(sampler, self.record, self.posterior.last, worlds, seed)
        return start, [
            *self.posterior.other_rules(),
            start.description,
            f"From a {self}.",
            *self.posterior.warnings(),
        ]


RECORD = Analysis(
    "record",
    """
    Show how often a scenario has tests, talks, resolutions and the like, with the definitions of the record.

    A folder gets one world as a monthly record, and the share of worlds month by month. The observed record stands
    beside it, and may be shown without a scenario. Two public lists of launches can be read into the months after the
    record.
    """,
    RecordOptions,
    least=0,
    shell=(
        "sim record 2017-spring --observed",
        "sim record 2017-spring -o results/record",
        "sim record --from-list cns.csv --from-list beyond-parallel.csv -o results/later",
    ),
    python="""
    >>> import sim
    >>> sim.record(sim.load_scenario("2017-spring"), worlds=50, observed=True).seed
    7
    """,
)

CALIBRATE = Analysis(
    "calibrate",
    """
    Fit the directions of docs/registration.md to the record by its likelihood.

    The answer names the directions that are informed, and says whether the chains have converged. A piece takes 30
    minutes at most. With -o the chains are kept, so that the same call goes on. The folder also holds the posterior
    after each month that is fitted.
    """,
    CalibrateOptions,
    least=0,
    bare=True,
    shell=(
        "sim calibrate -o results/fit",
        "sim calibrate --to 1999-12 --chains 12 --particles 30 --steps 40",
    ),
    python="""
    >>> import sim
    >>> found = sim.calibrate(last="1990-03", chains=8, particles=8, steps=2)
    >>> found.learnt[0].direction.name
    'tempo'
    """,
    local=True,
)

HINDCAST = Analysis(
    "hindcast",
    """
    Forecast from every month of a span, and score the forecasts by the record.

    The shipped forecast is a pool of the model, a hidden chain, persistence and a level of effort. The model filters
    the record from 1990 to the month before and plays on from there, by sets as they were fitted. One that goes on
    learning and the prior stand beside it. The answer is how the pool does beside the best benchmark of the span; in
    full every score and the tests of calibration.
    """,
    HindcastOptions,
    least=0,
    bare=True,
    shell=(
        "sim hindcast -j 2",
        "sim hindcast --whole",
        "sim hindcast --from 2016-01 --to 2017-12 --horizon 3 --horizon 6",
        "sim hindcast --from 2020-01 --to 2024-12 -o results/later",
        "sim hindcast --registered book.jsonl --record later.csv",
    ),
    python="""
    >>> import sim
    >>> sim.hindcast(first="2015-01", last="2015-06", horizons=[3], particles=2, worlds=20, resamples=50).seed
    7
    """,
    local=True,
)

FORECAST = Analysis(
    "forecast",
    """
    Forecast the months after a record: with tests, talks, rounds of sanctions and lethal acts.

    The answer is the number of the next 3, 6 and 12 months with each on public lists, and the chance of none and of
    half of them. It is by the pool of the model and three plain rules. A hindcast at that origin gives the same.
    A forecast that is registered is written into a book, sealed, to be scored when the months have come.
    """,
    ForecastOptions,
    least=0,
    bare=True,
    shell=(
        "sim forecast",
        "sim forecast --month 2019-06",
        "sim forecast --record mine.csv --register book.jsonl -o results/forecast",
    ),
    python="""
    >>> import sim
    >>> found = sim.forecast(month="1995-06", particles=2, worlds=20)
    >>> found.options.origin
    '1995-07'
    """,
    local=True,
)

NOWCAST = Analysis(
    "nowcast",
    """
    Estimate the course of each capital and the type of Kim, from the record up to a month.

    No later month is read. The answer is the chances at the end of that month, and the events of next month that
    would change them most. A folder gets the chances of every month since 1990 as a table and as a picture.
    """,
    NowcastOptions,
    least=0,
    bare=True,
    shell=(
        "sim nowcast -j 2",
        "sim nowcast --month 2017-12 -o results/2017",
        "sim nowcast --record mine.csv",
    ),
    python="""
    >>> import sim
    >>> found = sim.nowcast(month="1990-06", particles=10)
    >>> found.scenario.start
    '1990-07'
    >>> sim.run(found.scenario, worlds=50, start=found.start(50)).worlds
    50
    """,
    local=True,
)
