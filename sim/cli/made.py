"""The commands that are made from the declarations of analyses."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping, Sequence
from dataclasses import Field, replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from sim.analysis.catalogue import ENTRIES, CatalogueEntry
from sim.cli import options as opt
from sim.cli.analysis import (
    COMMON,
    Common,
    carry_out,
    common_of,
    only_read,
    study_in,
    typed_words,
    way_of,
    would,
)
from sim.cli.output import talk
from sim.core.base.errors import ScenarioProblem, UsageProblem
from sim.core.base.plain import Data
from sim.core.scenario import shipped_scenarios
from sim.options import FLAG, Option, SourcedText, check_early, default_of, options_in

if TYPE_CHECKING:
    from sim.analysis.sweep import SweepOptions
    from sim.core.scenario import Scenario
from sim.study.experiment.factor_text import apply_changes, read_scenario
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO, is_folder


def parameter(name: str, field: Field[Any], option: Option) -> Any:
    """Return the option of the command line for a field."""
    flags = [*([option.short] if option.short else []), option.flag_of(name), name]
    help = option.help + (f"  [default: {option.default}]" if option.default else "")
    if option.kind is FLAG:
        flags[-2] = option.flag or flags[-2] + (f"/--no-{flags[-2][2:]}" if field.default else "")
        return click.option(
            *flags, is_flag=True, default=field.default, show_default=field.default, help=help
        )
    if option.kind.reader:
        return click.option(
            *flags, multiple=True, metavar=option.form, callback=opt.with_flag, help=help
        )
    if option.kind.each:
        kind = opt.OfKind(option.kind, option.form)
        help += "" if option.default else f"  [default: {', '.join(map(str, default_of(field)))}]"
        # With commas or in pieces: the last piece hides no other.
        return click.option(
            *flags,
            type=kind,
            multiple=True,
            callback=lambda _, __, pieces: sum(pieces, ()),
            help=help,
        )
    return click.option(
        *flags,
        type=opt.OfKind(option.kind, option.form),
        default=None if option.default else default_of(field),
        show_default=not option.default,
        help=help,
    )


with_option = click.option(
    "--with",
    "own_changes",
    multiple=True,
    metavar="NAME:KEY=VALUE",
    callback=opt.with_flag,
    help="Change one scenario only, by its letter or name; may be repeated.",
)

AGENTS = (opt.agent_option, opt.seconds_option)


def register_agents(texts: Sequence[str], seconds: float) -> list[str]:
    """Register the programs of `--agent`, and return their names as policies."""
    if not texts:
        return []
    from sim.policies.agents.command import name_agents

    return name_agents(texts, seconds)


def check_seated(agents: Sequence[str], options: Any) -> None:
    """Refuse a program that plays no capital; raises UsageProblem."""
    text_of_options = repr(options)  # scenarios, factors and choices all name policies
    for agent in agents:
        if agent not in text_of_options:
            remedy = f"Give a capital this policy, as washington.policy={agent}."
            raise UsageProblem(f"no capital has the policy '{agent}'", "--agent", remedy)


def command_of(name: str) -> click.Command:
    """Return the command of an analysis."""
    entry = ENTRIES[name]
    own = entry.load()
    metavar = "A B..." if own.several else "SCENARIO_OR_FOLDER" if own.reads_studies else "SCENARIO"
    metavar = "STUDY|SCENARIO" if name == "sweep" else metavar if own.least else f"[{metavar}]"
    parameters = [parameter(key, *pair) for key, pair in options_in(own.options).items()]

    def run(source: Any = None, **params: Any) -> None:
        common = common_of(params)
        if common.dask is not None:
            own.check_spread("--dask")
        programs = () if own.bare else params.pop("agents")
        agents = [] if own.bare else register_agents(programs, params.pop("seconds"))
        changes: tuple[SourcedText, ...] = () if own.bare else params.pop("changes")
        # Hand on only options that were given: every default is that of the declaration.
        said = {key: value for key, value in params.items() if opt.asked_for(key)}
        if name == "sweep" and sweep_study(common, source, said, changes):
            return
        given = source if own.several else [source]
        with only_read(given, [common.out], [*changes, *said.values()]):
            options, sources, apart = options_from(entry, common, source, changes, said)
            check_seated(agents, options)
            if name == "sweep":
                check_grid(options, common.force)
            from sim.analysis.question import question_of

            kind = "" if common.no_figures else common.kind
            words = typed_words()
            question = question_of(name, sources, said, kind, words, apart) if common.out else None
            typed = {"set": [text for text, _ in changes], "agent": programs}
            typed["seed"] = [str(said["seed"])] if "seed" in said else []
            carry_out(common, entry, options, question, scenario_words(source, typed))

    source = click.argument(
        "source", metavar=metavar, nargs=-1 if own.several else 1, required=own.least > 0
    )
    around = (
        parameters
        if own.bare
        else [source, *parameters, opt.set_option, *[with_option] * own.several, *AGENTS]
    )
    run.__doc__ = "\n".join([inspect.cleandoc(own.about), "\n\b", *own.shell])
    made = click.command(name)(opt.stack_options(*around, *COMMON)(run))
    for each in made.params:
        if each.name == "dask" and isinstance(each, click.Option):
            each.hidden = own.local
    return made


def scenario_words(source: object, typed: Mapping[str, Sequence[str]]) -> str:
    """Return the words typed for a scenario, with the options that change its worlds."""
    named = quote(source) if isinstance(source, str) else "SCENARIO"
    options = [f"--{name} {quote(text)}" for name, texts in typed.items() for text in texts]
    return " ".join([named, *options])


def options_from(
    entry: CatalogueEntry, common: Common, source: Any, changes: Any, said: Data
) -> tuple[Any, Sequence[Any], Sequence[Sequence[str]]]:
    """Return the options of an analysis from a command line, its scenarios or the study that it
    reads, and the changes of each.
    """
    own = entry.load()
    where = {name: how.flag_of(name) for name, how in own.own.items()}.__getitem__
    check_early(own.options, said, where, source)
    refuse_doubles(said.get("factors", ()), changes)
    if not common.out and (
        filed := [where(name) for name, how in own.own.items() if how.filed and name in said]
    ):
        raise UsageProblem(
            f"{filed[0]} changes a file, and there is no folder", filed[0], "Give one with -o."
        )
    if own.reads_studies and (study := study_in(source, common)):
        if "factors" in own.own:
            for text, place in said.get("factors", ()):
                if "=" in text:
                    raise UsageProblem(
                        "a study has its ranges already", place, "Give the name alone."
                    )
            said["factors"] = tuple(
                dict.fromkeys(text.strip() for text, _ in said.get("factors", ()))
            )
        return own.make(study, said, entry.findings, where), [study], []
    if own.several:
        sources, given = sides_of(source)
        apart = changes_apart(sources, said.pop("own_changes", ()))
        apart = [[*first, *then] for first, then in zip(given, apart, strict=True)]
        read = tuple(
            scenario_at(name, (*changes, *its)) for name, its in zip(sources, apart, strict=True)
        )
        made = own.make(read, said, entry.findings, where)
        texts = tuple(tuple(text for text, _ in (*changes, *its)) for its in apart)
        return replace(made, changes=texts), read, texts
    scenarios = [scenario_at(source, changes)] if source is not None else []
    made = own.make(scenarios[0] if scenarios else None, said, entry.findings, where)
    if scenarios or not changes:
        return made, scenarios, []
    if made.scenario is None:
        raise UsageProblem(
            "there is no scenario to change", "--set", "Name one, or leave --set out."
        )
    changed = replace(made, scenario=apply_changes(made.scenario, changes))
    return changed, scenarios, [[text for text, _ in changes]]


def scenario_at(source: str, changes: Sequence[SourcedText]) -> Scenario:
    """Return a scenario by name or file, or the one that was run in a folder of results, changed."""
    if is_folder(source):
        from sim.study.store.study_results import load_study

        return apply_changes(load_study(source).scenario, changes)
    return read_scenario(source, changes)


def scenarios_of(name: str, given: Mapping[str, Any]) -> list[Scenario]:
    """Return the scenarios that the parameters of a command name, changed as they say; none unless
    all of them ship.
    """
    source, changes = given.get("source"), given.get("changes", ())
    several = ENTRIES[name].load().several
    names, changes_given = sides_of(source or ()) if several else ([source] if source else [], [[]])
    if not names or not {*names} <= {*shipped_scenarios()}:
        return []
    apart = changes_apart(names, given.get("own_changes", ()))
    return [
        apply_changes(read_scenario(source_name, ()), (*changes, *first, *then))
        for source_name, first, then in zip(names, changes_given, apart, strict=True)
    ]


def refuse_doubles(factors: Sequence[SourcedText], changes: Sequence[SourcedText]) -> None:
    """Refuse a name that is both set and varied, since the factor would win in silence; raises
    UsageProblem.
    """
    set_names = {text.partition("=")[0].strip() for text, _ in changes}
    for text, where in factors:
        name = text.partition("=")[0].strip()
        if name in set_names:
            raise UsageProblem(f"'{name}' is set and swept", where, "Leave one of the two out.")


def sides_of(words: Sequence[str]) -> tuple[list[str], list[list[SourcedText]]]:
    """Return the source of each side and its changes: KEY=VALUE,… is the scenario before it,
    changed, or the first.
    """
    sources: list[str] = []
    given: list[list[SourcedText]] = []
    last = DEFAULT_SCENARIO
    for word in words:
        changed = "=" in word and not os.path.exists(word)
        last = last if changed else word
        sources.append(last)
        given.append([(text, word) for text in word.split(",")] if changed else [])
    return sources, given


def changes_apart(names: Sequence[str], texts: Sequence[SourcedText]) -> list[list[SourcedText]]:
    """Return the changes of each scenario alone, of texts NAME:KEY=VALUE; raises UsageProblem for
    no such name.
    """
    apart: list[list[SourcedText]] = [[] for _ in names]
    for text, where in texts:
        name, _, change = text.partition(":")
        places_by_name = {chr(ord("A") + place): place for place in range(len(names))}
        places_by_name |= {
            side: place for place, side in enumerate(names) if names.count(side) == 1
        }
        if name not in places_by_name or not change:
            remedy = f"Write --with NAME:KEY=VALUE with one of: {', '.join(places_by_name)}."
            raise UsageProblem("a change of one scenario needs its letter or name", where, remedy)
        apart[places_by_name[name]].append((change, where))
    return apart


def sweep_study(
    common: Common, source: str, said: Mapping[str, Any], changes: Sequence[SourcedText]
) -> bool:
    """Play the rest of a study, or a share of it, into its folder, and print it; return False if
    the source is no study.
    """
    from sim.analysis.question import question_of
    from sim.study.experiment.study_file import kind_of, read_study
    from sim.study.play.play import check_failed, play
    from sim.study.store.disk import check_free
    from sim.study.store.folder import check_folder, folder_of, read_share

    if kind_of(source) != "study":
        return False
    for name in (*said, *(["changes"] if changes else [])):
        if name != "share":
            message = f"a study takes no {opt.flag_of(name)}"
            raise UsageProblem(message, "sim sweep STUDY", "Write it into the file of the study.")
    study, share = read_study(source), said.get("share")
    which = read_share(share) if share else None
    place = Path(common.out or os.path.join("results", Path(source).stem))
    place = folder_of(place, which) if which else place
    common = replace(common, out=str(place))
    if not which:
        kind = "" if common.no_figures else common.kind
        question = question_of("sweep", [study], {}, kind, typed_words())
        carry_out(common, ENTRIES["sweep"], study, question, "STUDY")
    elif common.dry_run:
        check_free(place) if common.force else check_folder(place, study)
        would(study, common)
    else:
        with way_of(common) as way:
            play(study, place, replace(way, share=which))
            check_failed([place], place)
        talk(f"share {share} is in {place}", common.quiet)
    return True


def check_grid(options: SweepOptions, force: bool) -> None:
    """Refuse a grid beyond the bound on cells and worlds, unless by force; raises UsageProblem."""
    from sim.study.experiment.design import check_size

    try:
        check_size(options.grid, force)
    except ScenarioProblem as problem:
        options_typed = f"--over {', '.join(factor.name for factor in options.factors)}, --worlds {options.worlds}"
        raise UsageProblem(problem.message, options_typed, problem.remedy) from None
