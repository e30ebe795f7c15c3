"""`sim record`: what a scenario looks like as a historical record, beside the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.cli.output import print_json, say
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.analysis.history.record import Record


@analysis(
    "record", "Show a scenario as a historical record, beside the real one.",
    click.argument("scenario", required=False),
    opt.option("--observed", is_flag=True, help="Show the base rates of the record beside the simulated."),
    opt.option("--record", "path", type=click.Path(), help="Another record, a CSV file."),
    opt.option("--origin", metavar="MONTH", help="Print the game as known before a month."),
    opt.option("--world", type=opt.Whole(0, opt.MOST_WORLDS), default=0, show_default=True,
               help="The world of record.csv."),
    opt.option("--events", is_flag=True, help="Write all words and deeds as CAMEO events, events.csv."),
    opt.worlds_option(), opt.seed_option, opt.set_option(),
)  # fmt: skip
def command(
    common: Common, scenario: str | None, observed: bool, path: str | None, origin: str | None,
    changes: tuple[tuple[str, str], ...], **given: Any,
) -> None:  # fmt: skip
    """Show how often SCENARIO has tests, talks, resolutions and the like, with the definitions of the record.

    With --out, one world goes there as a monthly record, and the share of worlds month by month; with --events, every
    word and deed as a CAMEO event. --observed shows the historical base rates, with or without a scenario. --origin
    prints the game as it was known before a month from 2007-01 to 2020-01.
    """
    from sim.analysis.history.findings import RecordOptions, ask, find
    from sim.analysis.history.record import load_record
    from sim.cli.reading import read_scenario

    check_asked(scenario, observed, path, origin, common.out, given["events"])
    record = load_record(path) if observed or origin else None
    if origin and record:
        print_origin(record, origin, common.as_json)
        return
    asked = read_scenario(scenario, changes) if scenario else None
    carry_out(common, ask, find, RecordOptions(asked, record, **given))


def check_asked(
    scenario: str | None, observed: bool, path: str | None, origin: str | None, out: str | None, events: bool
) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    if origin and (scenario or observed or out):
        raise UsageProblem("--origin makes a scenario and runs none", "--origin", "Give it alone, or with --record.")
    if not (scenario or observed or origin):
        raise UsageProblem("there is nothing to show", "sim record", "Name a scenario, or give --observed.")
    if path and not (observed or origin):
        raise UsageProblem("a record is read only to be shown", "--record", "Add --observed, or --origin.")
    if out and not scenario:
        raise UsageProblem("there is no run to write", "--out", "Name a scenario.")
    if events and not out:
        raise UsageProblem("events need a folder", "--events", "Give a folder with --out.")


def print_origin(record: Record, month: str, as_json: bool) -> None:
    """Print the game as known before a month as a scenario file, each policy with the fact behind it."""
    from sim.analysis.history.origin import reasons, scenario_at
    from sim.study.scenario import to_toml

    text, why = to_toml(scenario_at(record, month)), reasons(record, month)
    if as_json:
        print_json({"origin": month, "toml": text, "reasons": why})
    else:
        say("\n".join([*(f"# {reason}" for reason in why), "", text.rstrip("\n")]))
