"""The entry point: finds a command, and turns every problem into a message and an exit code."""

from __future__ import annotations

import shlex
import sys
import warnings
from importlib import import_module
from typing import Any

import click

from sim.cli.output import hush, prepare_streams
from sim.cli.usage import as_problem
from sim.errors import ExitCode, Problem, UsageProblem, nearest, one_line

COMMANDS = {
    "run": ("sim.cli.run", "Run a scenario in many worlds."),
    "sweep": ("sim.cli.sweep", "Run a study, or a grid over levers, numbers and policies."),
    "study": ("sim.cli.study", "Show a study, or the results of one."),
    "query": ("sim.cli.query", "Ask the results of a study in SQL."),
    "reproduce": ("sim.cli.reproduce", "Run a study again and compare."),
    "archive": ("sim.cli.archive", "Pack a study for others."),
    "cite": ("sim.cli.cite", "Print how to cite a study."),
    "compare": ("sim.cli.compare", "Compare two scenarios under the same luck."),
    "why": ("sim.cli.why", "Tell one world, and what would have changed it."),
    "plot": ("sim.cli.plot", "Draw a run or a sweep."),
    "report": ("sim.cli.report", "Write a run or a sweep as one page."),
    "scenarios": ("sim.cli.scenarios", "List the scenarios that ship."),
    "show": ("sim.cli.show", "Show a scenario, each value with where it came from."),
    "explain": ("sim.cli.explain", "Explain a number, lever, policy, move or outcome."),
    "check": ("sim.cli.check", "Check scenario files."),
    "play": ("sim.cli.play", "Open the live page or seats for teams, or write the class page."),
    "game": ("sim.cli.game", "Solve the game in which each capital picks a policy."),
    "robustness": ("sim.cli.robustness", "Compare line-ups over the numbers that nobody knows."),
    "sensitivity": ("sim.cli.sensitivity", "Find which factors move an outcome, and what is luck."),
    "discover": ("sim.cli.discover", "Find where over levers and numbers an outcome is likely."),
    "multiverse": ("sim.cli.multiverse", "Try every choice that could have been made otherwise."),
    "hindcast": ("sim.cli.hindcast", "Forecast past months from what was known, and score it."),
    "record": ("sim.cli.record", "Show a scenario as a historical record, beside the real one."),
    "patterns": ("sim.cli.patterns", "Compare the defaults with the patterns of the record."),
    "bench": ("sim.cli.bench", "Measure the speed of the model."),
}


class Commands(click.Group):
    """A group that imports a command only when it is called, so that `sim --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, imported only now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that the arguments begin with; raises UsageProblem with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            remedy = f"Use one of: {', '.join(COMMANDS)}.{nearest(args[0], COMMANDS)}"
            raise UsageProblem(f"there is no command '{args[0]}'", "sim", remedy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that closes its pipe early, such as `head`, ends it in peace."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            hush()
            raise click.exceptions.Exit(ExitCode.FINE) from None


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted and not ctx.resilient_parsing:
        from sim.study.fingerprint import tool_version

        click.echo(f"sim {tool_version()}")
        ctx.exit()


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Print the version."
)
@click.pass_context
def group(ctx: click.Context) -> None:
    """The US-China-DPRK-ROK escalation game of 2017, in many worlds.

    Results are conditional on the model's assumptions. They are no forecast.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and leave with the right exit code; a warning is one line, without a place in the code."""
    warnings.formatwarning = lambda message, *_: f"sim: {one_line(str(message))}\n"
    sys.exit(guarded())


def guarded(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code; a problem becomes a message on stderr, never a traceback."""
    prepare_streams()
    try:
        return int(group.main(args, prog_name="sim", standalone_mode=False, auto_envvar_prefix="SIM") or 0)
    except Problem as problem:
        return complain(problem, problem.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return complain(interrupted(args), ExitCode.INTERRUPTED)
    except click.ClickException as error:
        return complain(as_problem(error), ExitCode.USAGE)
    except MemoryError:
        return complain("memory ran out\n  where: this command\n  to do: Ask for fewer worlds.", ExitCode.UNEXPECTED)
    except OSError as error:
        place = one_line(str(error.filename or "this command"))
        remedy = "Check that there is room, and the right to write."
        return complain(f"{error.strerror or error}\n  where: {place}\n  to do: {remedy}", ExitCode.UNEXPECTED)


def interrupted(args: list[str] | None) -> str:
    """Return the message after an interrupt, with the command to run again."""
    again = shlex.join(["sim", *(sys.argv[1:] if args is None else args)])
    return f"interrupted\n  where: this command; what was not yet written is lost\n  to do: Run it again: {again}"


def complain(message: object, code: ExitCode) -> int:
    """Print a message on stderr and return the exit code."""
    click.echo(f"sim: {message}", file=sys.stderr)
    return int(code)
