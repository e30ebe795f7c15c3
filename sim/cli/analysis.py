"""The steps that all commands of an analysis share: options, dry run, run, print, publish."""

from __future__ import annotations

import logging
import os
import re
import shlex
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import click

from sim.cli import options as opt
from sim.cli.output import duration, print_json, say, talk, terminal_width
from sim.core.base.errors import (
    ExitCode,
    NothingLeft,
    Problem,
    UsageProblem,
    import_optional,
    one_line,
)
from sim.core.base.plain import Data

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sim.analysis.catalogue import CatalogueEntry
    from sim.analysis.finding import Finding
    from sim.study.experiment.definition import Experiment
    from sim.study.play.play import Execution
    from sim.study.run.task import PlayedWorlds
    from sim.study.store.study_results import StudyResults


SECONDS_TO_ANSWER: Final = 10
"""Seconds to wait for a Dask scheduler."""


class Interrupted(Problem):
    """A command that the user interrupted; finished parts are kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every analysis has."""

    out: str | None = None
    jobs: int = 1
    dask: str | None = None
    as_json: bool = False
    table: str | None = None
    full: bool = False
    digits: int | None = None
    kind: str = "png"
    no_figures: bool = False
    force: bool = False
    dry_run: bool = False
    no_progress: bool = False
    quiet: bool = False


COMMON = (
    opt.jobs_option,
    opt.dask_option,
    opt.out_option,
    opt.json_option,
    opt.table_option,
    opt.full_option,
    opt.digits_option,
    opt.format_option,
    opt.no_figures_option,
    opt.force_option,
    opt.dry_run_option,
    opt.progress_option,
    opt.quiet_option,
)


def common_of(given: Data) -> Common:
    """Take the options that every analysis has out of those of a command; raises UsageProblem."""
    common = Common(**{key: given.pop(key) for key in Common.__slots__})
    if common.out == "":
        raise UsageProblem("the folder has no name", "--out", "Give a folder.")
    if common.as_json and common.table:
        raise UsageProblem(
            "--json and --table are two forms of one answer", "--table", "Give one of the two."
        )
    return common


def carry_out(
    common: Common,
    entry: CatalogueEntry,
    options: Any,
    question: Mapping[str, Any] | None,
    scenario: str,
) -> None:
    """Run an analysis, print its finding, and publish it if a folder is named.

    `question` is the analysis as data, and `scenario` the words that were typed for its scenario.
    """
    from sim.analysis.finding import analyse

    ask, find = entry.steps()
    if common.dry_run:
        first = ask(options, [])
        if common.out is not None:
            from sim.publish.folder import held_in, question_of

            held_in(Path(common.out), *question_of(options, first), common.force)
        work = getattr(entry.findings(), "work_of", None)
        would(
            first,
            common,
            getattr(options, "rounds", 1),
            work(options, common.jobs) if work else None,
        )
        return
    kind = "" if common.no_figures else common.kind
    lost: list[str] = []

    def notice(batch: PlayedWorlds, cells: int) -> None:
        lost.extend(batch.failures.values())
        given.notice(batch, cells)

    try:
        with way_of(common) as given:
            way = replace(given, notice=notice, question=question)
            if common.out is None:
                finding = analyse(ask, find, options, None, way)
            else:
                # Drawing is slow to import, and needed only for a folder.
                from sim.publish.folder import publish_finding

                finding = publish_finding(ask, find, options, common.out, way, kind)
        show(finding, common, scenario)
    except NothingLeft:
        # If no world is left to estimate from, the reason for the failures goes first.
        check_lost(lost)
        raise
    if common.out:
        talk(f"written to {common.out}", common.quiet)
    check_lost(lost)


def check_lost(reasons: Sequence[str]) -> None:
    """Raise WorldsFailed if worlds failed, with the most common reason."""
    if reasons:
        from sim.study.run.failed import worlds_failed

        raise worlds_failed(reasons)


def would(
    first: Experiment | None, common: Common, rounds: int = 1, work: Mapping[str, Any] | None = None
) -> None:
    """Print the size of a run and about how long it takes; of several rounds the first stands for
    all.

    An analysis that plays no study may give its `work`: numbers, among them `seconds`, and a
    sentence, `says`.
    """
    from sim.core.estimate.writing import count_text, counted_text

    if first is None:
        sized, pace = {"cells": 0, **(work or {})}, ""
        text = sized.pop("says", "would play no study of its own")
    else:
        sized = forecast(first, common.jobs) | ({"rounds": rounds} if rounds > 1 else {})
        text = (
            f"would run study {sized['study']}: {sized['title']}\ndesign: {sized['design']} = "
            f"{counted_text(sized['cells'], 'cell')}, in parts of {count_text(sized['cells_a_part'])}\n"
            f"worlds: {count_text(sized['worlds'])} worlds, of {sized['months']} months, seed {sized['seed']}"
        )
        more = f"\nthe first of {rounds} rounds" if rounds > 1 else ""
        pace = f" at {count_text(sized['worlds_a_second'])} worlds a second{more}"
    text += f"\ntime: about {duration(sized['seconds'])}{pace}" if "seconds" in sized else ""
    print_json(sized) if common.as_json else say(text)


def show(finding: Finding, common: Common, scenario: str = "SCENARIO") -> None:
    """Print a finding: settings, answer, first tables and next steps; or everything; or JSON; or
    its tables for a paper.
    """
    from sim.analysis.finding import main_tables
    from sim.core.outcomes.outcomes import WAR_LINE, WAR_SHORT
    from sim.show.tables import FORMATS, all_as_text

    if common.as_json:
        print_json(finding.data())
    elif common.table:
        tables = finding.tables()
        shown = tables if common.full else main_tables(tables)
        say("\n".join(FORMATS[common.table](table, common.digits) for table in shown))
    elif common.full:
        notes = [*finding.notes(), *finding.caveats()]
        say(
            all_as_text(
                finding.sentences(), finding.tables(), notes, common.digits, terminal_width()
            )
        )
    else:
        sentences, tables = finding.first_screen()
        folder = shlex.quote(common.out) if common.out else None
        setting, steps = finding.setting(), " · ".join(finding.next_steps(scenario, folder))
        caveats = [WAR_SHORT if caveat == WAR_LINE else caveat for caveat in finding.caveats()]
        notes = [*caveats, *([f"Next: {steps}"] if steps else [])]
        sentences = [*([setting] if setting else []), *sentences]
        say(all_as_text(sentences, tables, notes, common.digits, terminal_width()))


def forecast(study: Experiment, workers: int) -> Data:
    """Return the size of a study and its expected seconds, timed on a few worlds; write nothing."""
    from sim.study.experiment.design import cells_of, check_size, describe_design, design_of
    from sim.study.run.task import perform, tasks_of

    check_size(study, force=True)
    worlds = cells_of(study) * study.worlds
    task = tasks_of(study, design_of(study), 0)[0]
    perform(task)
    started = time.perf_counter()
    pace = (
        perform(task).worlds / (time.perf_counter() - started) * min(workers, os.cpu_count() or 1)
    )
    return {
        "study": study.hash,
        "title": study.title,
        "scenario_hash": study.scenario.hash,
        "design": describe_design(study.components),
        "cells": cells_of(study),
        "cells_a_part": study.block,
        "seed": study.seed,
        "months": study.scenario.months,
        "worlds": worlds,
        "worlds_a_second": round(pace),
        "seconds": worlds / pace,
    }


@contextmanager
def way_of(common: Common) -> Iterator[Execution]:
    """Yield the way in which experiments are played, with a bar of progress on stderr.

    Raises Interrupted on ctrl-C if a folder keeps finished parts.
    """
    from sim.core.engine.toolchain import announce_compiling
    from sim.core.estimate.writing import count_text, counted_text
    from sim.study.experiment.design import cells_of
    from sim.study.play.play import Execution
    from sim.study.run.progress import with_progress

    shown = not (common.quiet or common.no_progress)
    announced = False

    def begun(study: Experiment, cells: int, gone: Sequence[Path]) -> None:
        for part in gone:
            talk(
                f"a part was not as it was written: it lies in {part} now, and runs again",
                common.quiet,
            )
        if cells:
            done = f"{count_text(cells)} of {counted_text(cells_of(study), 'cell')}"
            talk(f"going on: {done} done", common.quiet)

    def compiling() -> None:
        nonlocal announced
        # A line that is written over: off a terminal it would stay, and say nothing of the results.
        if shown and sys.stderr.isatty():
            announced = True
            click.echo("\r\x1b[Kcompiling the rules", err=True, nl=False)

    try:
        with announce_compiling(compiling), workers_at(common) as executor:
            way = Execution(
                begun, force=common.force, words=typed_words(), jobs=common.jobs, executor=executor
            )
            with with_progress(way, shown) as watched:
                yield watched
    except KeyboardInterrupt:
        if common.out is None:
            raise
        again = f"Go on with: {shlex.join(['sim', *sys.argv[1:]])}"
        raise Interrupted(
            "interrupted", f"every part that was finished is kept in {common.out}", again
        ) from None
    finally:
        if announced:
            click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def workers_at(common: Common) -> Iterator[Executor | None]:
    """Yield the workers of the named Dask scheduler, None if none is named; raises UsageProblem if
    it does not answer.
    """
    if common.dask is None:
        yield None
        return
    where = f"--dask {common.dask}"
    distributed = import_optional("distributed", "dask", where, "dask")
    # The three lines of our message replace Dask's log of lost workers.
    logging.disable(logging.CRITICAL)
    try:
        # A client that was given an address of a wrong form takes half a minute to close.
        distributed.comm.resolve_address(common.dask)
        client = distributed.Client(common.dask, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except Exception as error:  # an address can be wrong in many ways
        message = f"no Dask scheduler answers there: {one_line(str(error)) or type(error).__name__}"
        remedy = (
            "Start dask scheduler, give the address that it prints, and start dask worker ADDRESS."
        )
        raise UsageProblem(message, where, remedy) from None
    with client:
        if not client.scheduler_info()["workers"]:
            talk("the scheduler has no workers yet: waiting for one", common.quiet)
        yield client.get_executor(pure=False)


def typed_words() -> tuple[str, ...]:
    """Return the words of the command for the manifest: of a path only the last part, which names
    no user, and no address of a scheduler, which is none elsewhere.
    """
    words = sys.argv[1:]
    words_to_keep = [
        word
        for previous, word in zip(("", *words), words, strict=False)
        if "--dask" not in (previous, word) and not word.startswith("--dask=")
    ]
    return tuple(map(last_parts, words_to_keep))


def last_parts(text: str) -> str:
    """Return a word of a command line with the last part of each path in it; an agent is a command
    of its own.
    """
    parts = [word.rpartition("=") for word in ([text] if os.path.exists(text) else text.split(" "))]
    return " ".join(
        head + equals + (os.path.basename(os.path.normpath(path)) if os.sep in path else path)
        for head, equals, path in parts
    )


@contextmanager
def only_read(
    sources: Iterable[str | None], places: Iterable[str | None], texts: Iterable[object] = ()
) -> Iterator[None]:
    """Run no foreign code, and write only to `places`, if all sources of a command are results.

    It has no effect if a text names code: then the user asks for it.
    """
    from sim.core.scenario import shipped_scenarios
    from sim.policies import door

    names = [name for name in sources if name is not None]
    is_read = [os.path.isdir(name) and name not in shipped_scenarios() for name in names]
    if not names or not all(is_read) or any(NAMED.search(str(name)) for name in texts):
        yield
        return
    with door.keep_shut(places=[name for name in places if name]):
        yield


NAMED: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]")
"""How a text names code: module:function, or agent:NAME."""


def study_in(source: str, common: Common) -> StudyResults | None:
    """Return the results of the study in a folder; None if the text names a scenario.

    The name of a shipped scenario takes precedence over a folder. Raises UsageProblem for an option
    that would change a finished run, and for results that would overwrite the study.
    """
    from sim.study.experiment.given_scenario import is_folder
    from sim.study.store.study_results import load_study

    if not is_folder(source):
        return None
    if opt.asked_for("changes"):
        remedy = "Leave --set out, or name a scenario."
        raise UsageProblem("--set needs a new run, and the study has run", "--set", remedy)
    if common.out and os.path.realpath(common.out) == os.path.realpath(source):
        raise UsageProblem(
            "that folder holds the study itself", f"--out {common.out}", "Give another folder."
        )
    return load_study(source)
