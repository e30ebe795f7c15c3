"""`sim explain`: what a name stands for, and where its number comes from."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say
from sim.errors import UsageProblem, nearest


@click.command("explain", short_help="Explain a number, lever, policy, course, move or outcome.")
@click.argument("name")
@opt.json_option
def command(name: str, as_json: bool) -> None:
    """Explain NAME: a number of the ledger, a table or its cell, a lever, a policy, a course, a word, a deed, a state,
    an outcome, a slot of luck, a field of a scenario, or an evidence tag.

    \b
    sim explain washington.pressure
    sim explain maximum_pressure
    sim explain lose_lose
    """
    from sim.cli.entries import all_entries, found_under

    found = found_under(name)
    if not found:
        known = dict.fromkeys(part for each in all_entries() for part in (each.name, each.name.rpartition(".")[2]))
        raise UsageProblem(
            f"nothing goes by the name '{name}'", f"sim explain {name}",
            f"Try the name of a number, lever, policy, course, move or outcome.{nearest(name, known)}",
        )  # fmt: skip
    if as_json:
        print_json([{"name": each.name, "kind": each.kind, **dict(each.facts)} for each in found])
        return
    for place, each in enumerate(found):
        say(("\n" if place else "") + f"{each.name} ({each.kind})")
        width = max(len(key) for key, _ in each.facts)
        for key, text in each.facts:
            say(f"  {key:<{width}}  {text}")
