"""`sim run`: one scenario in many worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.analysis.run import RunOptions

Changes = tuple[tuple[str, str], ...]


@analysis(
    "run", "Run a scenario in many worlds.",
    click.argument("scenario", required=False), opt.worlds_option(), opt.seed_option, opt.set_option(),
    opt.option("--from-record", "month", metavar="MONTH", help="Begin after a month of the record, as it is known."),
    opt.option("--record", type=click.Path(), help="Another record, a CSV file; with --from-record."),
    opt.option("--posterior", type=click.Path(), help="Sets of numbers from a file; with --from-record."),
    opt.option("--as-is", is_flag=True, help="Take a --posterior of other rules as it is."),
)  # fmt: skip
def run(
    common: Common, scenario: str | None, worlds: int, seed: int, changes: Changes, month: str | None,
    record: str | None, posterior: str | None, as_is: bool,
) -> None:  # fmt: skip
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, every world, the tables, the figures and a manifest are written there. With --from-record in the place
    of a scenario, worlds begin as a nowcast of that month leaves them, each with its own numbers, courses and Kim.

    \b
    sim run 2017-spring
    sim run --from-record 2019-12 --set washington.policy=engagement
    """
    from sim.analysis.run import RunOptions, ask, find
    from sim.cli.reading import read_scenario

    check_run(scenario, month, record, posterior)
    opt.check_room(worlds, f"--worlds {worlds}")
    if month is None:
        asked = RunOptions(read_scenario(str(scenario), changes), worlds, seed, common.jobs)
    else:
        asked = after_record(month, record, posterior, as_is, changes, worlds, seed, common)
    carry_out(common, ask, find, asked, "lose_lose")


def check_run(scenario: str | None, month: str | None, record: str | None, posterior: str | None) -> None:
    """Raise UsageProblem unless there is one thing to run."""
    if scenario is None and month is None:
        raise UsageProblem("SCENARIO is missing", "sim run", "Write sim run [OPTIONS] SCENARIO, or give --from-record.")
    if scenario is not None and month is not None:
        raise UsageProblem("there are two things to begin from", "--from-record", "Leave out the scenario, or this.")
    for name, given in (("--record", record), ("--posterior", posterior)):
        if given is not None and month is None:
            raise UsageProblem("a scenario reads no record", name, "Give --from-record in the place of the scenario.")


def after_record(
    month: str, record: str | None, posterior: str | None, as_is: bool, changes: Changes, worlds: int, seed: int,
    common: Common,
) -> RunOptions:  # fmt: skip
    """Return what to run after a month of a record; raises DataProblem and UsageProblem."""
    from sim.analysis.run import RunOptions
    from sim.cli.history import say_reading
    from sim.cli.reading import changed
    from sim.history.from_record import scenario_after
    from sim.history.kept_posterior import load_posterior
    from sim.history.nowcast import NowcastOptions
    from sim.history.record import load_record

    sets = load_posterior(posterior, as_is=as_is)
    after = NowcastOptions(load_record(record), sets, month, seed=seed, jobs=common.jobs)
    asked = RunOptions(changed(scenario_after(after.record), changes), worlds, seed, common.jobs, after)
    say_reading(after, common)
    return asked
