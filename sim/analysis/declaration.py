"""Declare an analysis: its options, the code that plays it, and the texts that every interface
shows.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.core.base.errors import UsageProblem
from sim.options import FLAG, Option, Options, check_early, check_known, default_of, options_in


class Worded(str):
    """A default that is too long to show; a signature shows this text instead."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{self}>"


@dataclass(frozen=True)
class Analysis:
    """One analysis. Its command, Python function, checks, lists, documents and schema are made from
    it.

    `about` is the text for users, with a summary in its first line; `shell` and `python` are
    examples. The module `findings` of its package has `ask` and `find`, which play it. If the
    analysis `reads_studies` the module has `options_of_study` too, for the results of a study that
    is read; `factors` are then names of factors of that study. An analysis of `several` scenarios
    takes two or more; with `least` 0 it takes one or none, and a `bare` one takes none. A `local`
    one plays no experiment that an executor could distribute. `notes` say how its numbers are made,
    with options in braces; `steps` are the commands to type next, with {scenario} or {folder}.
    """

    name: str
    about: str
    options: type[Options]
    shell: tuple[str, ...] = ()
    python: str = ""
    reads_studies: bool = False
    several: bool = False
    least: int = 1
    bare: bool = False
    local: bool = False
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ("add --full",)

    def check_spread(self, location: str) -> None:
        """Refuse an executor for a local analysis; raises UsageProblem."""
        if self.local:
            message = f"sim {self.name} plays no experiment, so it takes no executor"
            raise UsageProblem(
                message, location, "Leave it out: it plays here, in as many threads as jobs says."
            )

    @property
    def says(self) -> str:
        """Its summary, in one line."""
        return inspect.cleandoc(self.about).partition("\n")[0]

    @property
    def own(self) -> dict[str, Option]:
        """Its options by name."""
        return {name: option for name, (_, option) in options_in(self.options).items()}

    @property
    def source(self) -> str:
        """The name of its source argument."""
        return "scenarios" if self.several else "source" if self.reads_studies else "scenario"

    def sources(self, arguments: Sequence[Any], options: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the given scenarios and studies: scenarios by name, path or changes, studies by
        their folder.

        A dict changes the scenario before it, or spring 2017. Raises UsageProblem for anything else
        and, before a file is read, for invalid options; ScenarioProblem and DataProblem for errors
        in a file.
        """
        check_known(options, self.own)
        if not any(hasattr(argument, "kept_outcome") for argument in arguments):
            check_early(self.options, options, str, next(iter(arguments), None))
        from sim.study.experiment.given_scenario import is_folder, scenario_of
        from sim.study.store.study_results import load_study

        sources: list[Any] = []
        base = None
        for argument in arguments:
            study = argument if hasattr(argument, "kept_outcome") else None
            if isinstance(argument, str | os.PathLike) and is_folder(os.fspath(argument)):
                study = load_study(argument)
            if (study is not None and self.reads_studies) or (argument is None and not self.least):
                sources.append(study)
                continue
            # A folder of results stands for the scenario that was run in it.
            named = argument if study is None or study is argument else study.scenario
            sources.append(scenario_of(named, base))
            base = base if isinstance(argument, Mapping) else sources[-1]
        return tuple(sources)

    def make(
        self,
        source: Any,
        arguments: Mapping[str, Any],
        findings: Callable[[], Any],
        place_of: Callable[[str], str] = str,
    ) -> Any:
        """Return the options for a source and keywords; `place_of` gives the name of an option where
        the user wrote it.

        Raises UsageProblem for an option that it does not take, if possible before anything is
        loaded.
        """
        options = self.own
        check_known(arguments, options)
        if self.reads_studies and hasattr(source, "kept_outcome"):
            for name in arguments:
                if options[name].played:
                    remedy = f"Leave {place_of(name)} out, or name a scenario."
                    raise UsageProblem(
                        f"{place_of(name)} needs a new run, and the study has run",
                        place_of(name),
                        remedy,
                    )
            return findings().options_of_study(source, **arguments)
        check_early(self.options, arguments, place_of, source)
        from sim.core.scenario.scenario import checked_scenario

        first, *_ = several = source if self.several else (source,)
        for scenario in several:
            if scenario is not None or self.least:
                checked_scenario(scenario)
        values = {
            name: options[name].made(value, place_of(name), first)
            for name, value in arguments.items()
        }
        first_argument = () if self.bare else (source,)
        return self.options(*first_argument, **values)

    def default(self, name: str) -> str:
        """Return the default of an option in words, empty for a flag that is off by default."""
        entry, option = options_in(self.options)[name]
        if option.default or (option.kind is FLAG and not entry.default):
            return option.default
        return (
            ", ".join(map(str, value))
            if isinstance(value := default_of(entry), tuple)
            else str(value)
        )

    def signature(self) -> inspect.Signature:
        """Return the signature of its Python function: the source, its options, and how to play
        it.
        """

        def keyword(name: str, kind: Any, default: Any) -> inspect.Parameter:
            return inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default
            )

        kind = (
            "ScenarioLike | Results"
            if self.reads_studies
            else "ScenarioLike"
            if self.least
            else "ScenarioLike | None"
        )
        place = (
            inspect.Parameter.VAR_POSITIONAL
            if self.several
            else inspect.Parameter.POSITIONAL_OR_KEYWORD
        )
        no_default = inspect.Parameter.empty if self.least else None
        source = (
            []
            if self.bare
            else [inspect.Parameter(self.source, place, annotation=kind, default=no_default)]
        )
        keywords = [
            keyword(
                name, entry.type, Worded(option.default) if option.default else default_of(entry)
            )
            for name, (entry, option) in options_in(self.options).items()
        ]
        way = [
            keyword("jobs", "int", 1),
            keyword("out", "str | os.PathLike[str] | None", None),
            keyword("force", "bool", False),
        ]
        if not self.local:
            way.append(keyword("executor", "Executor | None", None))
        way.append(keyword("progress", "bool | None", None))
        return inspect.Signature([*source, *keywords, *way])

    def docstring(self) -> str:
        """Return the docstring of its Python function."""
        lines = [
            f"    {name}: {option.help}{' Default: ' + default + '.' if (default := self.default(name)) else ''} "
            f"({range_of(option)})"
            for name, option in self.own.items()
        ]
        source_line = (
            f"    {self.source}: a Scenario, a name, the path of a file, or a dict of changes"
        )
        source_line += "; results, or their folder." if self.reads_studies else "."
        way = "    jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again."
        if not self.local:
            way += (
                "\n    executor: any of concurrent.futures; its workers play in place of threads."
            )
        return "\n".join(
            [
                inspect.cleandoc(self.about),
                "\nOptions:",
                *([] if self.bare else [source_line]),
                *lines,
                way,
                "\nRaises UsageProblem and DataProblem.\n",
                inspect.cleandoc(self.python),
                "",
            ]
        )


def range_of(option: Option) -> str:
    """Return the allowed values of an option, with its unit."""
    unit = f" {option.unit}" if option.unit else ""
    return (
        option.form.replace("|", "\\|")
        if option.form
        else option.kind.wanted.removeprefix("a ") + unit
    )
