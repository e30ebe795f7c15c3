"""The entry point: finds a command, and turns every problem into a message and an exit code."""

from __future__ import annotations

import gc
import os
import re
import shlex
import signal
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

import click

from sim.analysis.catalogue import ENTRIES, commands_of_group
from sim.cli import gone
from sim.cli.options import as_problem
from sim.cli.output import hush, message_of, prepare_streams
from sim.core.base.errors import (
    ExitCode,
    Problem,
    UsageProblem,
    known_names,
    lacking,
    one_line,
)

GROUPS: Final[dict[str, dict[str, str]]] = {
    "Play": {
        **commands_of_group("Play"),
        "plot": "Draw runs or a study.",
        "report": "Write results as a page or as a table, or a game that is over.",
    },
    "Study": {
        "new": "Begin a scenario, a study or a paper with a commented file.",
        "check": "Check the files of scenarios, studies and papers.",
        **commands_of_group("Study"),
        "archive": "Pack results for others, or print how to cite them.",
        "reproduce": "Make results again and compare, or check an archive.",
    },
    "Analyse": commands_of_group("Analyse"),
    "History": commands_of_group("History"),
    "Teach": {
        "class": "Play with a class: phones join by a code, a wall and a desk.",
        "play": "Write and open the page for analysts, or write the class page.",
    },
    "Look up": {"show": "Show a scenario, a study, results, or the meaning of a name."},
}
"""The help line of each command, by the task of the user."""

HOMES: Final = {
    "reproduce": "archive",
    "new": "files",
    "check": "files",
    "report": "results",
    "show": "look_up",
    "class": "classroom",
}
"""The module of a command that shares one; that of any other has its name."""

COMMANDS: Final = {name: text for group in GROUPS.values() for name, text in group.items()}


class Commands(click.Group):
    """A group that imports a command only when it is called, so that `sim --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, imported only now."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in ENTRIES:
            from sim.cli.made import command_of

            return command_of(cmd_name)
        module = import_module(f"sim.cli.{HOMES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(
            module, f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        )
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that the arguments begin with; raises UsageProblem with the nearest
        name.
        """
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            remedy = gone.COMMANDS.get(args[0]) or known_names(
                "command", args[0], COMMANDS, "sim --help"
            )
            raise UsageProblem(f"there is no command '{args[0]}'", "sim", remedy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        width = max(map(len, COMMANDS))
        for group, commands in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(name.ljust(width), text) for name, text in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that closes its pipe early, such as `head`, ends it in
        peace.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            hush()
            raise click.exceptions.Exit(ExitCode.FINE) from None


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and stop."""
    if wanted and not ctx.resilient_parsing:
        from sim.core.scenario.fingerprint import tool_version

        click.echo(f"sim {tool_version()}")
        ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Print the version.",
)
@click.pass_context
def group(ctx: click.Context) -> None:
    """The US-China-DPRK-ROK escalation game of 2017, in many worlds.

    Results are conditional on the model's assumptions. They are no forecast.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and leave with the right exit code; a warning is one line, without a
    place in the code.
    """
    # Imports make many objects and hardly any garbage: looking for it after each 700 is a twentieth
    # of a short run.
    gc.set_threshold(50_000)
    # Pydantic would look through every installed package for plugins, which nothing here has.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    warnings.formatwarning = lambda message, *_: f"sim: {one_line(str(message))}\n"
    signal.signal(signal.SIGINT, Interrupts())
    if os.path.exists("sim.py") and not {"-q", "--quiet"} & {*sys.argv}:
        click.echo(OWN_FILE, err=True)
    code = run_guarded()
    if code == ExitCode.INTERRUPTED:
        leave()
    sys.exit(code)


OWN_FILE: Final = "sim: a file sim.py stands here, and in Python it hides this package: import korea_escalation as ke"


class Interrupts:
    """The handler of ctrl-C: the first stops the command with a message, the second at once."""

    def __init__(self) -> None:
        self.came = 0

    def __call__(self, *_: object) -> None:
        """Count an interrupt, and stop the command or leave."""
        self.came += 1
        if self.came == 1:
            raise KeyboardInterrupt
        # Output may be under way, and a stream must not be entered twice: write past it.
        os.write(2, f"\nsim: {interrupt_message(None)}\n".encode("ascii", "replace"))
        leave()


def leave() -> None:
    """Leave at once, without waiting for threads that still play; no part that is kept is half
    written.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "multiprocessing" in sys.modules:
        for child in sys.modules["multiprocessing"].active_children():
            child.kill()
    if "sim.policies.agents.program" in sys.modules:
        sys.modules["sim.policies.agents.program"].end_all()
    with suppress(OSError, ValueError, RuntimeError):
        sys.stdout.flush()
    os._exit(ExitCode.INTERRUPTED)


def run_guarded(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code; every error becomes a message on stderr,
    without a traceback.
    """
    prepare_streams()
    try:
        return int(group.main(args, prog_name="sim", standalone_mode=False) or 0)
    except Problem as problem:
        # Python's keyword is an option here.
        flag = f"--{problem.location.partition(' ')[0]}"
        typed = sys.argv[1:] if args is None else args
        if flag in (word.partition("=")[0] for word in typed):
            problem.location = f"--{problem.location}"
        return complain(problem, problem.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return complain(interrupt_message(args), ExitCode.INTERRUPTED)
    except click.ClickException as error:
        return complain(as_problem(error), ExitCode.USAGE)
    except MemoryError:
        return complain(
            Problem("memory ran out", "this command", "Ask for fewer worlds."), ExitCode.UNEXPECTED
        )
    except OSError as error:
        place = str(error.filename or "this command")
        remedy = "Check that there is room, and the right to write."
        return complain(Problem(str(error.strerror or error), place, remedy), ExitCode.INVALID)
    except ModuleNotFoundError as error:
        return complain(find_extra(error) or unforeseen_message(error, args), ExitCode.USAGE)
    except Exception as error:
        return complain(unforeseen_message(error, args), ExitCode.UNEXPECTED)


def find_extra(error: ModuleNotFoundError) -> Problem | None:
    """Return the problem of a package that this one asks for, also by an extra; None for any
    other.
    """
    from importlib.metadata import requires

    name = str(error.name).partition(".")[0]
    needs = (
        re.match(rf"{name}\b(?:.*extra == .(\w+))?", line)
        for line in requires("korea-escalation") or ()
    )
    return next((lacking(name, "this command", need[1] or "") for need in needs if need), None)


def interrupt_message(args: list[str] | None) -> Problem:
    """Return the message after an interrupt, with the command to run again."""
    kept = "this command; files already in a folder are kept, all else is lost"
    return Problem("interrupted", kept, f"Run it again: {command_line(args)}")


def command_line(args: list[str] | None) -> str:
    """Return the command as it was typed."""
    return shlex.join(["sim", *(sys.argv[1:] if args is None else args)])


def unforeseen_message(error: Exception, args: list[str] | None) -> Problem:
    """Return the message of an unexpected error, with the path of its report for the authors."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    last = next(
        (frame for frame in reversed(frames) if f"{os.sep}sim{os.sep}" in frame.filename),
        frames[-1],
    )
    where = f"{last.name} in {os.path.basename(last.filename)}, line {last.lineno}"
    message = f"this should not happen: {type(error).__name__}: {error}"
    try:
        report = write_report(error, args)
    except OSError:
        return Problem(
            message, f"{where}; no report could be written", "Tell the authors, with the command."
        )
    return Problem(
        message, f"{where}; report in {report}", "Send the report to the authors; nothing was sent."
    )


def write_report(error: Exception, args: list[str] | None) -> str:
    """Write the error, the command and versions into a file that only its owner may read, in the
    place of the last such report, and return its path.
    """
    import platform
    import tempfile
    import traceback

    from sim.core.engine.cache import cache_folder
    from sim.core.scenario.fingerprint import package_versions, tool_version

    versions = {"sim": tool_version()} | package_versions() | {"system": platform.platform()}
    lines = [
        f"command: {command_line(args)}",
        *(f"{name}: {version}" for name, version in versions.items()),
        "",
    ]
    text = "\n".join([*lines, *traceback.format_exception(error)])
    folder = cache_folder()
    # Readable for its owner alone from the first byte, and whole before it takes the name.
    handle, path = tempfile.mkstemp(dir=folder)
    with open(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return str(Path(path).replace(folder / "report.txt"))


def complain(problem: Problem, code: ExitCode) -> int:
    """Print a message on stderr and return the exit code."""
    with suppress(OSError):
        click.echo(message_of(problem), file=sys.stderr)
    return int(code)
