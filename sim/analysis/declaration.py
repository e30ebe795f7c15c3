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

    def check_spread(self, where: str) -> None:
        """Refuse an executor for a local analysis; raises UsageProblem."""
        if self.local:
            what = f"sim {self.name} plays no experiment, so it takes no executor"
            raise UsageProblem(
                what, where, "Leave it out: it plays here, in as many threads as jobs says."
            )

    @property
    def says(self) -> str:
        """Its summary, in one line."""
        return inspect.cleandoc(self.about).partition("\n")[0]

    @property
    def own(self) -> dict[str, Option]:
        """Its options by name."""
        return {name: own for name, (_, own) in options_in(self.options).items()}

    @property
    def source(self) -> str:
        """The name of its source argument."""
        return "scenarios" if self.several else "source" if self.reads_studies else "scenario"

    def sources(self, given: Sequence[Any], options: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the given scenarios and studies: scenarios by name, path or changes, studies by
        their folder.

        A dict changes the scenario before it, or spring 2017. Raises UsageProblem for anything else
        and, before a file is read, for invalid options; ScenarioProblem and DataProblem for errors
        in a file.
        """
        check_known(options, self.own)
        if not any(hasattr(each, "kept_outcome") for each in given):
            check_early(self.options, options, str, next(iter(given), None))
        from sim.study.experiment.given_scenario import is_folder, scenario_of
        from sim.study.store.study_results import load_study

        found: list[Any] = []
        base = None
        for each in given:
            study = each if hasattr(each, "kept_outcome") else None
            if isinstance(each, str | os.PathLike) and is_folder(os.fspath(each)):
                study = load_study(each)
            if (study is not None and self.reads_studies) or (each is None and not self.least):
                found.append(study)
                continue
            # A folder of results stands for the scenario that was run in it.
            asked = each if study is None or study is each else study.scenario
            found.append(scenario_of(asked, base))
            base = base if isinstance(each, Mapping) else found[-1]
        return tuple(found)

    def make(
        self,
        source: Any,
        given: Mapping[str, Any],
        findings: Callable[[], Any],
        where: Callable[[str], str] = str,
    ) -> Any:
        """Return the options for a source and keywords; `where` gives the name of an option where
        the user wrote it.

        Raises UsageProblem for an option that it does not take, if possible before anything is
        loaded.
        """
        known = self.own
        check_known(given, known)
        if self.reads_studies and hasattr(source, "kept_outcome"):
            for name in given:
                if known[name].played:
                    remedy = f"Leave {where(name)} out, or name a scenario."
                    raise UsageProblem(
                        f"{where(name)} needs a new run, and the study has run",
                        where(name),
                        remedy,
                    )
            return findings().options_of_study(source, **given)
        check_early(self.options, given, where, source)
        from sim.core.scenario.scenario import checked_scenario

        first, *_ = several = source if self.several else (source,)
        for each in several:
            if each is not None or self.least:
                checked_scenario(each)
        made = {name: known[name].made(value, where(name), first) for name, value in given.items()}
        own = () if self.bare else (source,)
        return self.options(*own, **made)

    def default(self, name: str) -> str:
        """Return the default of an option in words, empty for a flag that is off by default."""
        each, own = options_in(self.options)[name]
        if own.default or (own.kind is FLAG and not each.default):
            return own.default
        return (
            ", ".join(map(str, found))
            if isinstance(found := default_of(each), tuple)
            else str(found)
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
        nothing = inspect.Parameter.empty if self.least else None
        source = (
            []
            if self.bare
            else [inspect.Parameter(self.source, place, annotation=kind, default=nothing)]
        )
        own = [
            keyword(name, each.type, Worded(how.default) if how.default else default_of(each))
            for name, (each, how) in options_in(self.options).items()
        ]
        way = [
            keyword("jobs", "int", 1),
            keyword("out", "str | os.PathLike[str] | None", None),
            keyword("force", "bool", False),
        ]
        if not self.local:
            way.append(keyword("executor", "Executor | None", None))
        way.append(keyword("progress", "bool | None", None))
        return inspect.Signature([*source, *own, *way])

    def docstring(self) -> str:
        """Return the docstring of its Python function."""
        said = [
            f"    {name}: {own.help}{' Default: ' + default + '.' if (default := self.default(name)) else ''} "
            f"({range_of(own)})"
            for name, own in self.own.items()
        ]
        taken = f"    {self.source}: a Scenario, a name, the path of a file, or a dict of changes"
        taken += "; results, or their folder." if self.reads_studies else "."
        way = "    jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again."
        if not self.local:
            way += (
                "\n    executor: any of concurrent.futures; its workers play in place of threads."
            )
        return "\n".join(
            [
                inspect.cleandoc(self.about),
                "\nOptions:",
                *([] if self.bare else [taken]),
                *said,
                way,
                "\nRaises UsageProblem and DataProblem.\n",
                inspect.cleandoc(self.python),
                "",
            ]
        )


def range_of(own: Option) -> str:
    """Return the allowed values of an option, with its unit."""
    unit = f" {own.unit}" if own.unit else ""
    return own.form.replace("|", "\\|") if own.form else own.kind.wanted.removeprefix("a ") + unit
