"""The command line's own complaints in the form of every other problem: what, where, what to do."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click
from click.core import ParameterSource

from sim.errors import UsageProblem, nearest


def as_problem(error: click.ClickException) -> UsageProblem:
    """Return a complaint of click as a UsageProblem, with the nearest option or choice where one is close."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "sim"
    see = f"See {command} --help."
    what = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption):
        return UsageProblem(
            f"there is no option '{error.option_name}'", command, see + nearest(error.option_name, options_of(context))
        )
    if isinstance(error, click.MissingParameter) and context and error.param:
        is_argument = isinstance(error.param, click.Argument)
        name = error.param.human_readable_name if is_argument else max(error.param.opts, key=len)
        return UsageProblem(f"{name} is missing", command, f"Write {usage(context)}.")
    if isinstance(error, click.BadParameter) and error.param:
        return UsageProblem(error.message.rstrip("."), source_of(error.param, context), remedy(error.param, see))
    if isinstance(error, click.BadOptionUsage):
        return UsageProblem(f"{what[:1].lower()}{what[1:]}", error.option_name, see)
    return UsageProblem(f"{what[:1].lower()}{what[1:]}", command, see)


def options_of(context: click.Context | None) -> Iterable[str]:
    """Return the options of a command by their names on the command line."""
    if context is None:
        return ()
    return [name for parameter in context.command.get_params(context) for name in parameter.opts if name[0] == "-"]


def usage(context: click.Context) -> str:
    """Return how a command is written."""
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def source_of(parameter: click.Parameter, context: click.Context | None) -> str:
    """Return where a bad value came from: the option, or the variable of the environment."""
    if isinstance(parameter, click.Argument):
        return parameter.human_readable_name
    if context is not None and context.get_parameter_source(parameter.name or "") is ParameterSource.ENVIRONMENT:
        return f"environment, {variables(parameter, context)[0]}"
    return max(parameter.opts, key=len)


def variables(parameter: click.Parameter, context: click.Context) -> list[str]:
    """Return the variables of the environment that set an option and are set, the command's own first."""
    name = max(parameter.opts, key=len).lstrip("-").replace("-", "_").upper()
    wanted = (f"{context.auto_envvar_prefix}_{name}", f"SIM_{name}")
    return [variable for variable in wanted if os.environ.get(variable)]


def remedy(parameter: click.Parameter, see: str) -> str:
    """Return what to give instead of a bad value."""
    return getattr(parameter.type, "wanted", see)
