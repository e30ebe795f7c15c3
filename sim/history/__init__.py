"""Analyses of the record from 1990 on: base rates, forecast and hindcast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim import options as opt
from sim.analysis.declaration import Analysis
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.months import month_after, months_from
from sim.history.dates import FIRST_MONTH, HORIZONS, TUNED_TO

if TYPE_CHECKING:
    from sim.core.scenario import Scenario
    from sim.history.record import Record

LEAST_MONTHS: Final = 24
"""Least months before a forecast, so that a level of effort can learn from them."""

RECORD_FILE: Final = (
    "A CSV file with the columns of the record that ships, also of later months alone."
)


def read_record(source: Any) -> Record:
    """Return a record as it is, or that of a file; without either, the one that ships."""
    from sim.history.record import Record, load_record

    return source if isinstance(source, Record) else load_record(source)


def particles_option() -> Any:
    """Return the option of the particles of each vector."""
    return opt.whole(16, 2, 10_000, "Particles of each vector of sim set.", unit="particles")


@dataclass(frozen=True)
class RecordOptions(opt.Options):
    """Options of `record`: the base rates of a scenario's worlds, of a record, or of both.

    Raises UsageProblem if there is nothing to show.
    """

    scenario: Scenario | None
    record: Record | None = opt.file(
        "Record", "A CSV file; its base rates are shown beside those of the worlds.", "none"
    )
    observed: bool = opt.flag("Show the base rates of the record that ships beside the simulated.")
    worlds: int = opt.worlds(2000)
    seed: int = opt.seed()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.observed or self.record is not None:
            self.put(record=read_record(self.record))

    @staticmethod
    def check(request: Any) -> None:
        """Refuse to show nothing; raises UsageProblem."""
        if not (request.scenario or request.record or request.observed):
            raise UsageProblem(
                "there is nothing to show",
                "scenario",
                "Name a scenario, or ask for the observed rates.",
            )


@dataclass(frozen=True)
class ForecastOptions(opt.InWorkspace):
    """Options of `forecast`: a record, the last month of it to read, and today's month.

    A record that begins after 1990-01 continues the one that ships. Raises DataProblem for a month
    outside it or too early in it, and UsageProblem for a today before the record ends.
    """

    record: Record = opt.file("Record", RECORD_FILE, "the record that ships")
    last: str | None = opt.option(
        opt.or_none(opt.MONTH),
        "The last month to read.",
        None,
        flag="--from",
        form="MONTH",
        default="the last of the record",
    )
    today: str | None = opt.option(
        opt.or_none(opt.MONTH),
        "The first month to forecast; those between it and the record are played unseen.",
        None,
        form="MONTH",
        default="this month; with --from the month after",
    )
    particles: int = particles_option()
    worlds: int = opt.worlds(4000, high=opt.MOST_WORLDS)
    seed: int = opt.seed()

    def __post_init__(self) -> None:
        from datetime import UTC, datetime

        super().__post_init__()
        record = read_record(self.record).from_1990()
        needed = LEAST_MONTHS + max(HORIZONS)
        record_read = record.to_month(self.last or record.months[-1])
        if len(record_read) < needed:
            raise DataProblem(
                f"{len(record_read)} months are too few",
                record.label,
                f"Read {needed} or more: a level of effort learns from them.",
            )
        following = month_after(record_read.months[-1], 1)
        # Texts of months are in order of time.
        this_month = max(datetime.now(UTC).strftime("%Y-%m"), following)
        today = self.today or (following if self.last else this_month)
        if today < following:
            raise UsageProblem(
                f"{today} is in the record", "today", f"Give {following} or a later month."
            )
        self.put(record=record_read, last=record_read.months[-1], today=today)

    @property
    def missing(self) -> int:
        """The months between the record and today."""
        assert self.last is not None
        assert self.today is not None
        return months_from(self.last, self.today, "today") - 1


@dataclass(frozen=True)
class HindcastOptions(opt.InWorkspace):
    """Options of `hindcast`: the span of the record, the step between origins, and the worlds of
    each origin.

    Raises DataProblem for a span outside the record or too short.
    """

    record: Record = opt.file("Record", RECORD_FILE, "the record that ships")
    first: str = opt.month("2015-01", "The first month to forecast.", flag="--from")
    last: str = opt.month(TUNED_TO, "The last month to forecast.", flag="--to")
    every: int = opt.whole(1, 1, 120, "Forecast from every so many months.", unit="months")
    particles: int = particles_option()
    resamples: int = opt.resamples(2000, 50, "origins")
    worlds: int = opt.worlds(1000, high=opt.MOST_WORLDS, help="How many worlds of an origin.")
    seed: int = opt.seed()

    def __post_init__(self) -> None:
        super().__post_init__()
        record = read_record(self.record).from_1990()
        check_span(record, self.first, self.last, HORIZONS)
        # Months after the span are cut off, so that nothing can read them.
        self.put(record=record.window(FIRST_MONTH, self.last))

    @property
    def origins(self) -> tuple[int, ...]:
        """The rows of the record from which the shortest horizon is forecast."""
        return tuple(
            range(
                self.record.position(self.first),
                len(self.record) + 1 - min(HORIZONS),
                self.every,
            )
        )


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
            "Give a longer span.",
        )


RECORD = Analysis(
    "record",
    """
    Show how often a scenario has tests, talks, resolutions and the like, with the definitions of the record.

    The observed record stands beside it, and may be shown without a scenario. A folder gets the months of the
    record, too.
    """,
    RecordOptions,
    least=0,
    shell=("sim record --observed", "sim record 2017-spring --observed -o results/record"),
    python="""
    >>> import sim
    >>> sim.record(sim.load_scenario("2017-spring"), worlds=50, observed=True).seed
    7
    """,
)

FORECAST = Analysis(
    "forecast",
    """
    Forecast the next 3, 6 and 12 months on public lists: tests, talks, sanctions and lethal acts.

    The forecast is the plain mean of two: the vectors of sim set, each filtered through the record from 1990 on, and a
    level of effort. If the record ends before today, the months between are played unseen. A hindcast at the
    same origin gives the same. It takes about ten processor seconds; the next one a second or two.
    """,
    ForecastOptions,
    least=0,
    bare=True,
    shell=("sim forecast", "sim forecast --from 2019-06", "sim forecast --record mine.csv"),
    python="""
    >>> import sim
    >>> sim.forecast(last="1995-06", particles=2, worlds=20).options.today
    '1995-07'
    """,
    local=True,
)

HINDCAST = Analysis(
    "hindcast",
    """
    Forecast from every month of a span, and score the forecasts by the record.

    Each forecast reads the months before its origin alone. The answer is whether the model adds anything to a level
    of effort; in full every score beside persistence, and whether intervals held.
    """,
    HindcastOptions,
    least=0,
    bare=True,
    shell=("sim hindcast -j 2", "sim hindcast --from 2020-01 --to 2024-12 -o results/later"),
    python="""
    >>> import sim
    >>> sim.hindcast(first="2015-01", last="2016-01", particles=2, worlds=20, resamples=50).seed
    7
    """,
    local=True,
)
