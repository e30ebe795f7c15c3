"""`sim show`: a scenario, each value with where it came from."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say


@click.command("show", short_help="Show a scenario, each value with where it came from.")
@opt.stacked(
    opt.scenario_argument, opt.set_option(), opt.json_option,
    opt.option("--toml", "as_toml", is_flag=True, help="Print the whole scenario as a file that needs no base."),
    opt.verbose_option,
)  # fmt: skip
def command(scenario: str, changes: tuple[tuple[str, str], ...], as_json: bool, as_toml: bool, verbose: bool) -> None:
    """Show SCENARIO: each value, and the option, variable or line of a file that it comes from.

    Numbers at the ledger's default are left out, unless -v or --json is given.
    """
    from dataclasses import asdict

    from sim.cli.provenance_table import show_table
    from sim.cli.reading import read_scenario
    from sim.study.scenario import explain, to_toml

    asked = read_scenario(scenario, changes)
    if as_toml:
        say(to_toml(asked).rstrip("\n"))
    elif as_json:
        values = [asdict(row) for row in explain(asked)]
        print_json({"scenario": asked.name, "scenario_hash": asked.hash, "values": values})
    else:
        say(show_table(asked, verbose))
