"""`sim hindcast`: forecasts of past months from what was known then, scored against base rates."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out

horizon_option = opt.option(
    "--horizon", "horizons", multiple=True, type=opt.Whole(1, 60), default=(3, 6, 12), show_default=True,
    help="Months to forecast; may be repeated.",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples", type=opt.Whole(50, 100_000), default=2000, show_default=True, help="How often to resample origins."
)


@analysis(
    "hindcast", "Forecast past months from what was known, and score it.",
    opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships."),
    opt.option("--from", "first", default="2015-01", show_default=True, help="The first month to forecast."),
    opt.option("--to", "last", default="2019-12", show_default=True, help="The last month to forecast."),
    horizon_option, resamples_option, opt.worlds_option(4000), opt.seed_option,
)  # fmt: skip
def command(common: Common, record: str | None, **given: Any) -> None:
    """Forecast from every month of a span what the record then shows, with nothing fitted, and score the forecasts.

    Prints how often the model does worse than a base rate, and its score beside the best of them; with --full every
    score and the tests of calibration. --worlds counts the worlds of an origin.

    \b
    sim hindcast -j 2
    sim hindcast --from 2016-01 --to 2017-12 --horizon 3 --horizon 6
    """
    from sim.analysis.history.hindcast import HindcastOptions, ask
    from sim.analysis.history.record import load_record
    from sim.analysis.history.scoreboard import find

    carry_out(common, ask, find, HindcastOptions(load_record(record), **given))
