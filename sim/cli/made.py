"""The commands that are made from the declarations of analyses."""

from __future__ import annotations

import inspect
from dataclasses import Field
from typing import Any

import click

from sim.analysis.catalogue import ENTRIES, Entry
from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, asked_for, carry_out, names_of, study_in
from sim.options import FLAG, Option, check_early, default_of, options_in


def parameter(name: str, each: Field[Any], own: Option) -> Any:
    """Return the option of the command line for a field."""
    flags = [*([own.short] if own.short else []), own.flag_of(name), name]
    help = own.help + (f"  [default: {own.default}]" if own.default else "")
    if own.kind is FLAG:
        flags[-2] += f"/--no-{own.flag_of(name)[2:]}" if each.default else ""
        return opt.option(*flags, is_flag=True, default=each.default, show_default=each.default, help=help)
    if own.kind.reader:
        return opt.option(*flags, multiple=True, metavar=own.form, callback=opt.merged, help=help)
    return opt.option(
        *flags, type=opt.OfKind(own.kind, own.form), default=None if own.default else default_of(each),
        show_default=not own.default, help=help,
    )  # fmt: skip


def command_of(name: str) -> click.Command:
    """Return the command of an analysis."""
    entry = ENTRIES[name]
    own = entry.load()
    source = click.argument("source", metavar="SCENARIO_OR_FOLDER" if own.reads_studies else "SCENARIO")
    parameters = [parameter(key, *pair) for key, pair in options_in(own.options).items()]

    def run(common: Common, source: str, changes: tuple[tuple[str, str], ...], **given: Any) -> None:
        # Only what was said is handed on: every default is that of the declaration.
        context = click.get_current_context()
        said = {
            key: value
            for key, value in given.items()
            if opt.is_given(context, key) or (value and own.own[key].kind.reader)
        }
        options = options_from(entry, common, source, changes, said)
        steps = entry.findings()
        carry_out(common, steps.ask, steps.find, options, getattr(options, "outcome", None))

    run.__doc__ = "\n".join([inspect.cleandoc(own.about), "\n\b", *own.shell])
    made: click.Command = analysis(name, ENTRIES[name].says, source, *parameters, opt.set_option())(run)
    return made


def options_from(entry: Entry, common: Common, source: str, changes: Any, said: dict[str, Any]) -> Any:
    """Return the options that a command line asks for, of a scenario or of a folder that a study has filled."""
    own = entry.load()
    where = {name: how.flag_of(name) for name, how in own.own.items()}.__getitem__
    check_early(own.options, said, where)
    if own.reads_studies and (study := study_in(source, common, ("changes",))):
        # What the environment says of scenarios does not hold for a study, which has run.
        kept = {name: value for name, value in said.items() if not own.own[name].played or asked_for(name)}
        return own.make(
            study, kept | {"factors": names_of(said.get("factors", ()))}, entry.findings, common.jobs, where
        )
    from sim.cli.reading import read_scenario

    return own.make(read_scenario(source, changes), said, entry.findings, common.jobs, where)
