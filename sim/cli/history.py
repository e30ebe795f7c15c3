"""`sim record`, `sim calibrate` and `sim hindcast`: the record beside the model, what it teaches, past forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.cli.output import talk
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.history.nowcast import NowcastOptions


@analysis(
    "record", "Show a scenario as a historical record, beside the real one.",
    click.argument("scenario", required=False),
    opt.option("--observed", is_flag=True, help="Show the base rates of the record beside the simulated."),
    opt.option("--record", "path", type=click.Path(), help="Another record, a CSV file."),
    opt.option("--world", type=opt.whole(0, opt.MOST_WORLDS), default=0, show_default=True,
               help="The world of record.csv."),
    opt.option("--events", is_flag=True, help="Write all words and deeds as CAMEO events, events.csv."),
    opt.worlds_option(), opt.seed_option, opt.set_option(),
)  # fmt: skip
def record(
    common: Common, scenario: str | None, observed: bool, path: str | None,
    changes: tuple[tuple[str, str], ...], **given: Any,
) -> None:  # fmt: skip
    """Show how often SCENARIO has tests, talks, resolutions and the like, with the definitions of the record.

    With --out, one world goes there as a monthly record, and the share of worlds month by month; with --events, every
    word and deed as a CAMEO event. --observed shows the historical base rates, with or without a scenario.
    """
    from sim.cli.reading import read_scenario
    from sim.history.findings import RecordOptions, ask, find
    from sim.history.record import load_record

    check_asked(scenario, observed, path, common.out, given["events"])
    record = load_record(path) if observed else None
    asked = read_scenario(scenario, changes) if scenario else None
    carry_out(common, ask, find, RecordOptions(asked, record, **given))


def check_asked(scenario: str | None, observed: bool, path: str | None, out: str | None, events: bool) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    if not (scenario or observed):
        raise UsageProblem("there is nothing to show", "sim record", "Name a scenario, or give --observed.")
    if path and not observed:
        raise UsageProblem("a record is read only to be shown", "--record", "Add --observed.")
    if out and not scenario:
        raise UsageProblem("there is no run to write", "--out", "Name a scenario.")
    if events and not out:
        raise UsageProblem("events need a folder", "--events", "Give a folder with --out.")


as_is_option = opt.option(
    "--as-is", is_flag=True, help="Take a --posterior of other rules as it is; the answer says so first."
)
horizon_option = opt.option(
    "--horizon", "horizons", multiple=True, type=opt.whole(1, 60), default=(3, 6, 12), show_default=True,
    help="Months to forecast; may be repeated.",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples", type=opt.whole(50, 100_000), default=2000, show_default=True, help="How often to resample origins."
)


@analysis(
    "hindcast", "Forecast past months from what was known, and score it.",
    opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships, also of "
               "later months alone."),
    opt.option("--posterior", type=click.Path(), help="Sets of numbers from a file, not those that ship; learnt from "
               "months before the first to forecast."),
    opt.option("--from", "first", default="2015-01", show_default=True, help="The first month to forecast."),
    opt.option("--to", "last", default="2019-12", show_default=True, help="The last month to forecast."),
    opt.option("--every", type=opt.whole(1, 120), default=1, show_default=True,
               help="Forecast from every so many months."),
    opt.option("--whole", is_flag=True, help="The span 1995 to 2019, from every third month, with the forecasts that "
               "the fit made on its way by sets of the months before each."),
    opt.option("--border-closed", "border_closed", metavar="FIRST:LAST", default="2020-01:2022-08", show_default=True,
               help='Months in which Pyongyang keeps its border closed, which costs growth; "never" for none.'),
    opt.option("--particles", type=opt.whole(2, 100_000), default=100, show_default=True,
               help="Particles of each set of numbers."),
    as_is_option, horizon_option, resamples_option, opt.worlds_option(4000), opt.seed_option,
)  # fmt: skip
def hindcast(
    common: Common, record: str | None, posterior: str | None, border_closed: str, whole: bool, as_is: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Forecast from every month of a span what the record then shows, and score the forecasts.

    The shipped forecast is a pool of the model, a hidden chain and persistence. The model filters the record from 1990
    to the month before and plays on from what it holds; it goes on learning, and one that is frozen before the span and
    the prior stand beside it. Prints first how the pool does beside the best benchmark of the span; with --full every
    score and the tests of calibration. --worlds counts the worlds of an origin.

    \b
    sim hindcast -j 2
    sim hindcast --whole
    sim hindcast --from 2016-01 --to 2017-12 --horizon 3 --horizon 6
    sim hindcast --record later.csv --from 2020-01 --to 2024-12 -o results/later
    """
    from sim.history.hindcast import HindcastOptions, ask, load_prequential, whole_span
    from sim.history.kept_posterior import load_posterior
    from sim.history.record import load_record
    from sim.history.scoreboard import find

    given["border_closed"] = () if border_closed == "never" else tuple(border_closed.split(":"))
    sets = load_posterior(posterior, "1995-01" if whole else given["first"], as_is)
    if whole:
        given = {name: value for name, value in given.items() if name not in ("first", "last", "every")}
        options = whole_span(sets, load_record(record), load_prequential(), **given)
    else:
        options = HindcastOptions(load_record(record), sets, **given)
    carry_out(common, ask, find, options)


@analysis(
    "calibrate", "Find what the record says of the numbers.",
    opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships."),
    opt.option("--from", "first", default="1990-01", show_default=True, help="The first month that is read."),
    opt.option("--to", "last", default="2019-12", show_default=True, help="The last month that is read."),
    opt.option("--sets", type=opt.whole(8, 10_000), default=400, show_default=True, help="Sets of directions."),
    opt.option("--steps", type=opt.whole(1, 1000), default=10, show_default=True, help="Metropolis steps of a move."),
    opt.option("--particles", type=opt.whole(8, 10_000), default=60, show_default=True,
               help="Worlds by which a set is weighed at first."),
    opt.option("--most-particles", type=opt.whole(8, 10_000), default=120, show_default=True,
               help="Particles are doubled, where few proposals are taken, up to so many."),
    opt.option("--keep", "kept", multiple=True, default=("1994-12", "2014-12"), show_default=True, metavar="MONTH",
               help="A month after which the sets are kept on the way; may be repeated."),
    opt.option("--join", multiple=True, type=click.Path(), metavar="FOLDER",
               help="Fit nothing, and join the finished fits of several folders, with other seeds, as one."),
    opt.option("--replications", type=opt.whole(0, 10_000), default=0,
               help="Fit so many records that the model made instead, and count what intervals hold."),
    opt.seed_option,
)  # fmt: skip
def calibrate(common: Common, record: str | None, **given: Any) -> None:
    """Fit the directions of docs/registration.md to the record by its likelihood, and say what was learnt.

    Prints which directions are informed beside one that no rule reads, whether joined fits agree, and what each
    learnt. With --out a fit is kept after each move, so that the same command goes on after a stop; the folder then
    also holds the posterior after each month that was asked for, and what was forecast on the way.

    \b
    sim calibrate --seed 8 -o seed-8
    sim calibrate --join seed-7 --join seed-8 -o fit
    sim calibrate --to 1999-12 --sets 40 --particles 30 --steps 2
    sim calibrate --replications 20 --to 1994-12 -j 2 -o recovery
    """
    from sim.history.calibrate import ask, find
    from sim.history.fit_options import CalibrateOptions
    from sim.history.record import load_record

    carry_out(common, ask, find, CalibrateOptions(load_record(record), **given))


@analysis(
    "nowcast", "Say which course each capital is on, and which Kim this is.",
    opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships, also of "
               "later months alone."),
    opt.option("--month", metavar="MONTH", help="The last month to read; without it, the last of the record."),
    opt.option("--posterior", type=click.Path(), help="Sets of numbers from a file, not those that ship."),
    opt.option("--particles", type=opt.whole(4, 100_000), default=100, show_default=True,
               help="Particles of each set of numbers."),
    as_is_option, opt.seed_option,
)  # fmt: skip
def nowcast(common: Common, record: str | None, posterior: str | None, as_is: bool, **given: Any) -> None:
    """Say with which chance each capital is on each course, and who Kim is, from the record up to a month.

    No later month is read. Prints the chances at the end of that month, and what of next month would change them
    most; with --out, the chances of every month since 1990 as a table and as a picture.

    \b
    sim nowcast -j 2
    sim nowcast --month 2017-12 -o results/2017
    sim nowcast --record mine.csv
    """
    from sim.history.kept_posterior import load_posterior
    from sim.history.nowcast import NowcastOptions, ask, find
    from sim.history.record import load_record

    asked = NowcastOptions(load_record(record), load_posterior(posterior, as_is=as_is), jobs=common.jobs, **given)
    say_reading(asked, common)
    carry_out(common, ask, find, asked)


def say_reading(asked: NowcastOptions, common: Common) -> None:
    """Say on stderr what is about to be read: it takes seconds."""
    sets, months = asked.posterior.sets, len(asked.record)
    talk(f"reading {months} months with {sets} sets of numbers", common.quiet or common.no_progress or common.dry_run)
