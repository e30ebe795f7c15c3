"""`sim check`: whether scenario files can be run."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say
from sim.errors import ExitCode, ScenarioProblem


@click.command("check", short_help="Check scenario files.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@opt.json_option
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Check each FILE, a path or a shipped name: it is fine, or what is wrong, where, and what to do.

    The exit code is 3 where one of them is not fine.
    """
    from sim.study.scenario import load_scenario

    found = []
    for file in files:
        try:
            scenario = load_scenario(file)
        except ScenarioProblem as problem:
            found.append({"file": file, "fine": False} | problem.data())
            if not as_json:
                say(f"{file}: {problem}")
        else:
            found.append({"file": file, "fine": True, "name": scenario.name, "hash": scenario.hash})
            if not as_json:
                say(f"{file}: fine ({scenario.name}, {scenario.months} months, hash {scenario.hash})")
    if as_json:
        print_json(found)
    if not all(each["fine"] for each in found):
        ctx.exit(ExitCode.INVALID)
