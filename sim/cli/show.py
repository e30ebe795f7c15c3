"""`sim show`: a scenario, each value with where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, show_table
from sim.cli.output import print_json, say

if TYPE_CHECKING:
    from sim.study.scenario import Row


@click.command("show", short_help="Show a scenario, each value with where it came from.")
@opt.stacked(
    opt.scenario_argument, opt.set_option(), opt.json_option, opt.table_option,
    opt.option("--toml", "as_toml", is_flag=True, help="Print the whole scenario as a file that needs no base."),
    opt.full_option,
)  # fmt: skip
def command(
    scenario: str, changes: tuple[tuple[str, str], ...], as_json: bool, table: str | None, as_toml: bool, full: bool
) -> None:  # fmt: skip
    """Show SCENARIO: each value, and the option, variable or line of a file that it comes from.

    Numbers at the ledger's default are left out, unless --full or --json is given.
    """
    from dataclasses import asdict

    from sim.analysis.finding import Table
    from sim.cli.reading import read_scenario
    from sim.study.scenario import explain, to_toml

    asked = read_scenario(scenario, changes)
    rows = explain(asked)
    if as_toml:
        say(to_toml(asked).rstrip("\n"))
        return
    if as_json:
        values = [asdict(row) for row in rows]
        print_json({"scenario": asked.name, "scenario_hash": asked.hash, "values": values})
        return
    shown = [row for row in rows if full or not is_quiet(row)]
    cells = tuple((row.name, value_of(row), row.origin) for row in shown)
    content = Table("scenario", f"{asked.name}, hash {asked.hash}", ("", "value", "from"), cells)
    show_table(content, Common(table=table))
    if not full and not table:
        say(f"{len(rows) - len(shown)} more numbers are at the ledger's defaults. --full lists them.")


def is_quiet(row: Row) -> bool:
    """Say whether a row only repeats the default of the ledger."""
    from sim.game.levers import LEVERS
    from sim.study.scenario.explain import DEFAULT
    from sim.study.scenario.parameters import PARAMETERS

    return row.origin == DEFAULT and (row.name in LEVERS or row.name.partition(".")[0] in PARAMETERS)


def value_of(row: Row) -> str:
    """Return the value of a row with its unit."""
    from sim.study.experiment.definition import value_text

    text = value_text(row.value) if isinstance(row.value, float) else str(row.value)
    return f"{text} {row.unit}".rstrip()
