"""The analyses as Python functions: one call plays, finds, and publishes where a folder is named.

Each has the defaults of its command. A call with `out` that was stopped goes on with the same call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from sim.analysis.catalogue import ENTRIES, FUNCTIONS
from sim.analysis.finding import Ask, Find, Finding, Found, Options
from sim.analysis.question import question_of
from sim.core.base.errors import UsageProblem
from sim.core.runs.runner import BATCH
from sim.options import with_known_options
from sim.publish.folder import publish_finding
from sim.publish.report import write_report
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Execution
from sim.study.run.progress import with_progress
from sim.study.store.results import Results

Out = str | os.PathLike[str] | None


@with_known_options
def analyse(
    ask: Ask[Options],
    find: Find[Options, Found],
    options: Options,
    *,
    jobs: int = 1,
    out: Out = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> Found:
    """Carry out an analysis, also one of your own: play its experiments, find, and publish where
    `out` names a folder.

    `ask(options, results so far)` gives the next experiment or None, `find(options, results)` a
    Finding. Experiments are played in `jobs` threads, or on the workers of `executor`. With `force`
    a folder of other results is begun again. A bar of `progress` is shown as in `sim.run`. Raises
    UsageProblem and DataProblem, and StudyStopped where workers are lost.

    >>> import sim
    >>> from sim.analysis.compare.findings import CompareOptions, ask, find
    >>> options = CompareOptions(tuple(sim.load_scenario(name) for name in ("2017-spring", "dual-track")), worlds=50)
    >>> sim.analyse(ask, find, options).seed
    7
    """
    with with_progress(Execution(force=force, jobs=jobs, executor=executor), progress) as way:
        return publish_finding(ask, find, options, out, way)


@with_known_options
def play(
    asked: Experiment,
    out: Out = None,
    *,
    jobs: int = 1,
    force: bool = False,
    batch: int = BATCH,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> Results:
    """Play an experiment or a study, in memory or into a folder; with a folder a stopped call goes
    on.

    It runs in `jobs` threads, or on the workers of `executor`, any of `concurrent.futures`. `batch`
    is the number of worlds computed at a time, and leaves the bytes of the parts the same. With
    `force` the bound on cells and worlds does not hold. A bar of `progress` is shown as in
    `sim.run`. Raises UsageProblem, DataProblem for a folder that holds something else, and
    StudyStopped if worlds failed or workers are lost.

    >>> import sim
    >>> asked = sim.experiment(sim.load_scenario("2017-spring"), outcomes=["war"], worlds=50)
    >>> sim.play(asked).to_frame()["n"].tolist()
    [50]
    """
    if not isinstance(asked, Experiment):
        remedy = "Give sim.experiment(…), or sim.read_study(name)."
        raise UsageProblem(f"{asked!r} is no experiment", "sim.play", remedy)
    question = None if out is None else question_of("sweep", [asked], {})
    execution = Execution(force=force, batch=batch, jobs=jobs, question=question, executor=executor)
    with with_progress(execution, progress) as way:
        results: Results = publish_finding(*ENTRIES["sweep"].steps(), asked, out, way).results
    return results


@with_known_options
def report(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str],
    others: Sequence[str | os.PathLike[str]] = (),
    force: bool = False,
) -> Path:
    """Write the results in a folder, and those of further ones, as one page for people; return
    where it is.

    Raises UsageProblem for a place that cannot be written, and DataProblem for a folder without
    results.

    >>> import sim, tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     found = sim.why(sim.load_scenario("2017-spring"), world=4, out=f"{place}/why")
    ...     sim.report(f"{place}/why", f"{place}/page.html").name
    'page.html'
    """
    return write_report(folder, out, others, force)


def function_of(name: str) -> Callable[..., Finding]:
    """Return the Python function of an analysis, with the signature and docstring that are declared."""
    entry = FUNCTIONS[name]
    analysis = entry.load()

    def function(
        *sources: Any,
        jobs: int = 1,
        out: Out = None,
        force: bool = False,
        executor: Executor | None = None,
        progress: bool | None = None,
        **given: Any,
    ) -> Finding:
        if executor is not None:
            analysis.check_spread("executor")
        if not sources and analysis.source in given:
            sources = (given.pop(analysis.source),)
        if len(sources) < analysis.least or (
            len(sources) > (not analysis.bare) and not analysis.several
        ):
            takes = "keywords" if analysis.bare else f"{analysis.source} and keywords"
            raise TypeError(f"{name}() takes {takes}, and got {len(sources)}")
        sources = analysis.sources(sources, given)
        options = analysis.make(
            sources if analysis.several else next(iter(sources), None), given, entry.findings
        )
        key = next(key for key, each in ENTRIES.items() if each is entry)
        question = question_of(key, sources, given) if out is not None else None
        how = Execution(force=force, jobs=jobs, question=question, executor=executor)
        with with_progress(how, progress) as way:
            finding: Finding = publish_finding(*entry.steps(), options, out, way)
        return finding

    function.__name__ = function.__qualname__ = name
    function.__module__, function.__doc__ = "sim", analysis.docstring()
    function.__signature__ = analysis.signature()  # type: ignore[attr-defined]
    return function
