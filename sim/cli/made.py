"""The commands that are made from the declarations of analyses."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import Field
from typing import Any

import click

from sim.analysis.catalogue import ENTRIES
from sim.analysis.declaration import Analysis
from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out, names_of, study_in
from sim.options import Choice, Flag, Option, Texts, check_early, default_of, options_in


class OfKind(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A value of an option as it is declared: its limits are those of the declaration."""

    def __init__(self, own: Option) -> None:
        self.own = own
        self.name = own.form or type(own.kind).__name__.lower().replace("whole", "number")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what a text means; raises UsageProblem for what the option does not admit."""
        kind = self.own.kind
        if isinstance(value, str) and param is not None:
            return kind.checked(kind.read(value), opt.source_of(param, ctx))
        return value


def parameter(name: str, each: Field[Any], own: Option) -> Any:
    """Return the option of the command line for a field."""
    flags = [*([own.short] if own.short else []), own.flag_of(name), name]
    help = own.help + (f"  [default: {own.default}]" if own.default else "")
    if isinstance(own.kind, Flag):
        flags[-2] += f"/--no-{own.flag_of(name)[2:]}" if each.default else ""
        return opt.option(*flags, is_flag=True, default=each.default, show_default=each.default, help=help)
    if isinstance(own.kind, Texts):
        return opt.option(*flags, multiple=True, metavar=own.form, callback=opt.merged, help=help)
    return opt.option(
        *flags, type=OfKind(own), default=None if own.default else default_of(each), show_default=not own.default,
        help=help, metavar=f"[{'|'.join(own.kind.names)}]" if isinstance(own.kind, Choice) else None,
    )  # fmt: skip


def command_of(name: str) -> click.Command:
    """Return the command of an analysis."""
    own = ENTRIES[name].load()
    source = click.argument("source", metavar="SCENARIO_OR_FOLDER" if own.of_study else "SCENARIO")
    parameters = [parameter(key, *pair) for key, pair in options_in(own.options).items()]

    def run(common: Common, source: str, changes: tuple[tuple[str, str], ...], **given: Any) -> None:
        # Only what was said is handed on: every default is that of the declaration.
        context = click.get_current_context()
        said = {
            key: value
            for key, value in given.items()
            if opt.is_given(context, key) or (value and isinstance(own.own[key].kind, Texts))
        }
        check_early(own.options, said, lambda key: own.own[key].flag_of(key))
        options = options_from(own, common, source, changes, said)
        carry_out(common, *own.steps(), options, getattr(options, "outcome", None))

    shell = "\n".join(own.shell)
    run.__doc__ = f"{inspect.cleandoc(own.about)}\n\n\b\n{shell}\n"
    made: click.Command = analysis(name, ENTRIES[name].says, source, *parameters, opt.set_option())(run)
    return made


def options_from(own: Analysis[Any], common: Common, source: str, changes: Any, said: Mapping[str, Any]) -> Any:
    """Return the options that a command line asks for, of a scenario or of a folder that a study has filled."""
    if own.of_study:
        played = [name for name, how in own.own.items() if how.played]
        if study := study_in(source, common, (*played, "changes")):
            kept = {name: value for name, value in said.items() if name not in played}
            return own.of_study(study, **kept | {"factors": names_of(said.get("factors", ()))})
    from sim.cli.reading import read_scenario

    scenario = read_scenario(source, changes)
    made = {name: read_late(own.own[name], name, value, scenario) for name, value in said.items()}
    return own.options(scenario, **made, **({"jobs": common.jobs} if own.threaded else {}))  # type: ignore[call-arg]


def read_late(own: Option, name: str, value: Any, scenario: Any) -> Any:
    """Return the value of an option that waits for the scenario; any other as it is."""
    if isinstance(own.kind, Texts):
        return own.kind.reader(value, scenario)
    return own.kind.made(value, f"{own.flag_of(name)} {value}", scenario) if own.kind.waits else value
