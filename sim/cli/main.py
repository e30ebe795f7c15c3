"""The entry point: finds a command, and turns every problem into a message and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from sim.errors import ExitCode, Problem

COMMANDS = {
    "run": ("sim.cli.run", "Run a scenario in many worlds."),
    "sweep": ("sim.cli.sweep", "Run a grid over levers, numbers and policies."),
    "compare": ("sim.cli.compare", "Compare two scenarios under the same luck."),
    "plot": ("sim.cli.plot", "Draw a run or a sweep."),
    "scenarios": ("sim.cli.scenarios", "List the scenarios that ship."),
    "show": ("sim.cli.show", "Show a scenario, each value with where it came from."),
    "explain": ("sim.cli.explain", "Explain a number, lever, policy or outcome."),
    "check": ("sim.cli.check", "Check a scenario file."),
    "patterns": ("sim.cli.patterns", "Compare the defaults with the patterns of the record."),
    "bench": ("sim.cli.bench", "Measure the speed of the model."),
}


class Commands(click.Group):
    """A group that imports a command only when it is called, so that `sim --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        from sim.errors import UsageProblem, nearest

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            remedy = f"Use one of: {', '.join(COMMANDS)}.{nearest(args[0], COMMANDS)}"
            raise UsageProblem(f"there is no command '{args[0]}'", "sim", remedy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted and not ctx.resilient_parsing:
        from sim.study.fingerprint import tool_version

        click.echo(f"sim {tool_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Print the version."
)
def group() -> None:
    """The US–China–DPRK–ROK escalation game of 2017, in many worlds.

    Results are conditional on the model's assumptions. They are no forecast.
    """


def main() -> None:
    """Run the command line and leave with the right exit code."""
    sys.exit(guarded())


def guarded() -> int:
    """Run the command line and return its exit code; a problem becomes a message on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows only ASCII must not break a table.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        group.main(standalone_mode=False, auto_envvar_prefix="SIM")
    except Problem as problem:
        click.echo(f"sim: {problem}", err=True)
        return int(problem.exit_code)
    except click.exceptions.Abort:
        click.echo("sim: interrupted\n  where: this command\n  to do: Run it again.", err=True)
        return int(ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has had enough.
        sys.stderr.close()
        return int(ExitCode.FINE)
    return int(ExitCode.FINE)
