"""Options that several commands share, and their names in messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from sim.cli import gone
from sim.cli.output import SAID
from sim.core.base.errors import UsageProblem, nearest
from sim.options import MOST_SEED, MOVE_TIME, SECONDS, OptionKind, one_of, whole_from
from sim.pages.text import ENGLISH, LONG, languages

F = TypeVar("F", bound=Callable[..., Any])


class OfKind(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A value of a kind of option, with the limits of that kind."""

    def __init__(self, kind: OptionKind, form: str = "") -> None:
        self.kind = kind
        one = kind.each or kind
        numbers = one.schema.get("type") in ("integer", "number")
        self.name = form or (
            "number" if numbers else f"[{'|'.join(one.names)}]" if one.names else "text"
        )
        self.name += ",…" if kind.each else ""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value of a text; raises UsageProblem if the kind does not admit it."""
        if not isinstance(value, str) or param is None:
            return value
        return self.kind.checked(self.kind.reads(value), source_of(param), value.strip())

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return how help shows it."""
        return self.name if "[" in self.name else self.name.upper()


def whole(low: int, high: int) -> OfKind:
    """Return the type of whole numbers from `low` to `high`."""
    return OfKind(whole_from(low, high))


def with_flag(
    _: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return each text of a repeated option, with its place on the command line."""
    return tuple((text, f"{max(parameter.opts, key=len)} {text}") for text in given)


def worlds_option(most: int, default: int = 2000) -> Callable[[F], F]:
    """Return the option for the number of worlds."""
    kind = whole(1, most)
    return click.option(
        "-n", "--worlds", type=kind, default=default, show_default=True, help="How many worlds."
    )


def stack_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options in the order given."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def once_each(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return each change with its place; raises UsageProblem if a name is set twice."""
    names = [text.partition("=")[0].strip() for text in given]
    for text, name in zip(given, names, strict=True):
        if names.count(name) > 1:
            raise UsageProblem(f"'{name}' is set twice", f"--set {text}", "Keep one of the two.")
    return with_flag(context, parameter, given)


set_option = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    callback=once_each,
    help="Change a parameter, lever or policy; may be repeated.",
)
seed_option = click.option(
    "--seed",
    type=whole(0, MOST_SEED),
    default=7,
    show_default=True,
    help="The seed of the random draws.",
)
jobs_option = click.option(
    "-j", "--jobs", type=whole(1, 1024), default=1, show_default=True, help="How many threads."
)
dask_option = click.option(
    "--dask", metavar="ADDRESS", help="Play on the workers of the Dask scheduler at this address."
)
# Errors of reading are reported when the file is read, as every failure of the disk is.
PATH: Final = click.Path(readable=False)
out_option = click.option("-o", "--out", type=PATH, help="A folder for the results.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def keep_what_is_said(context: click.Context, parameter: click.Parameter, path: str | None) -> None:
    """Write the printed text of a command to a file at its end; raises UsageProblem for one in the
    way.
    """
    if path is None:
        return
    from sim.study.store.disk import target_for, write

    target = target_for(path, False, (os.path.splitext(path)[1].lower(),), "text")
    said: list[str] = []
    context.meta[SAID] = said
    context.call_on_close(
        lambda: write(target, ("\n".join(said) + "\n").encode()) if said else None
    )


print_option = click.option(
    "-o",
    "--out",
    type=PATH,
    expose_value=False,
    callback=keep_what_is_said,
    help="Write the printed text to this new file.",
)
force_option = click.option(
    "--force", is_flag=True, help="Replace the results of another study in the folder."
)
replace_option = click.option("--force", is_flag=True, help="Replace a file of that name.")
quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="Suppress progress and messages on stderr; results and errors are still printed.",
)
progress_option = click.option("--no-progress", is_flag=True, help="Show no bar of progress.")
no_figures_option = click.option("--no-figures", is_flag=True, help="Write no pictures.")
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print the size of the run, and stop."
)
full_option = click.option("--full", is_flag=True, help="Print every table and note.")
digits_option = click.option(
    "--digits",
    type=whole(0, 9),
    help="Decimals of every number.  [default: as many as its interval leaves]",
)
table_option = click.option(
    "--table",
    type=click.Choice(("csv", "md", "latex")),
    help="Print the tables for a spreadsheet or a paper.",
)
format_option = click.option(
    "--format",
    "kind",
    type=click.Choice(("png", "svg", "pdf")),
    default="png",
    show_default=True,
    help="The kind of the pictures.",
)
LANGUAGE: Final = replace(one_of(languages()), admits=lambda tag: tag in (*languages(), LONG))
language_option = click.option(
    "--language",
    type=OfKind(LANGUAGE),
    default=ENGLISH,
    show_default=True,
    help="The language of the page.",
)
seconds_option = click.option(
    "--seconds",
    type=OfKind(MOVE_TIME),
    default=SECONDS,
    show_default=True,
    help="Seconds of a program for a move.",
)
agent_option = click.option(
    "--agent",
    "agents",
    multiple=True,
    metavar="NAME=COMMAND",
    help="A program, or scripted, which plays each capital with policy agent:NAME; may be repeated.",
)


def as_problem(error: click.ClickException) -> UsageProblem:
    """Return a complaint of click as a UsageProblem, with the nearest option or choice if one is
    close.
    """
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "sim"
    see = f"See {command} --help."
    message = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption):
        return UsageProblem(
            f"there is no option '{error.option_name}'",
            command,
            gone.OPTIONS.get(error.option_name)
            or see + nearest(error.option_name, options_of(context)),
        )
    if isinstance(error, click.MissingParameter) and context and error.param:
        is_argument = isinstance(error.param, click.Argument)
        name = error.param.human_readable_name if is_argument else max(error.param.opts, key=len)
        usage = " ".join([command, *context.command.collect_usage_pieces(context)])
        return UsageProblem(f"{name} is missing", command, f"Write {usage}.")
    if isinstance(error, click.BadParameter) and error.param:
        return UsageProblem(error.message.rstrip("."), source_of(error.param), see)
    if isinstance(error, click.BadOptionUsage):
        return UsageProblem(
            f"{message[:1].lower()}{message[1:]}",
            error.option_name,
            f"Write it after {error.option_name}.",
        )
    return UsageProblem(f"{message[:1].lower()}{message[1:]}", command, see)


def options_of(context: click.Context | None) -> Iterable[str]:
    """Return the options of a command by their names on the command line."""
    if context is None:
        return ()
    return [
        name
        for parameter in context.command.get_params(context)
        for name in parameter.opts
        if name[0] == "-"
    ]


def source_of(parameter: click.Parameter) -> str:
    """Return where a bad value came from: the argument or the option."""
    return (
        parameter.human_readable_name
        if isinstance(parameter, click.Argument)
        else max(parameter.opts, key=len)
    )


def flag_of(name: str) -> str:
    """Return the name of a parameter in the command that runs: the option, or the argument."""
    return next(
        source_of(parameter)
        for parameter in click.get_current_context().command.params
        if parameter.name == name
    )


def asked_for(name: str) -> bool:
    """Return whether the command line itself gives an option."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE
