"""The analyses as Python functions: one call plays, finds, and publishes where a folder is named.

Each has the defaults of its command. A call with `out` that was stopped goes on with the same call.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from sim.analysis.catalogue import FUNCTIONS
from sim.analysis.declaration import Worded
from sim.analysis.finding import Ask, Find, Finding, Found, Options
from sim.errors import UsageProblem, nearest
from sim.history import calibrate as calibrations_of
from sim.history import findings as records_of
from sim.history import hindcast as hindcasts_of
from sim.history import nowcast as nowcasts_of
from sim.history import scoreboard as scores_of
from sim.history.fit_findings import CalibrationFinding
from sim.history.fit_options import CalibrateOptions
from sim.history.kept_posterior import load_posterior
from sim.history.record import load_record
from sim.history.recovery import RecoveryFinding
from sim.options import as_list, default_of
from sim.publish.folder import published
from sim.publish.report import write_report
from sim.scenario import Scenario
from sim.scenario.scenario import checked_scenario
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Way, threads
from sim.study.play.play import play as play_experiment
from sim.study.run.executors import Given
from sim.study.run.runner import BATCH
from sim.study.store.results import Results

LONG: Final = 50
"""Characters of a default that are shown; of a longer one nothing is."""

Function = TypeVar("Function", bound=Callable[..., Any])


def takes(options: type[Any]) -> Callable[[Function], Function]:
    """Return a decorator that shows in a function's signature the keywords that its `options` take."""

    def shown(function: Function) -> Function:
        own = inspect.signature(function).parameters
        keywords = [
            inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, annotation=each.type, default=brief_of(each))
            for each in fields(options)
            if each.name not in own and each.type != "Desk"
        ]
        named = [each for each in own.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        function.__signature__ = inspect.Signature([*named, *keywords])  # type: ignore[attr-defined]
        return function

    return shown


def brief_of(field: Any) -> Any:
    """Return the default of a field of options; in words where it would fill a screen, or is read when it is needed."""
    found = default_of(field)
    return found if found is not MISSING and len(repr(found)) < LONG else Worded(f"the {field.name} that ships")


def made(kind: Callable[..., Options], given: dict[str, Any]) -> Options:
    """Return the options of an analysis; raises UsageProblem for a keyword that they do not have."""
    known = [each.name for each in fields(kind) if each.type != "Desk"]  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"there is no option '{name}'", name, remedy)
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name in given and str(each.type).startswith("tuple"):
            given[each.name] = tuple(as_list(each.name, given[each.name]))
    return kind(**given)


Out = str | os.PathLike[str] | None


def analyse(
    ask: Ask[Options],
    find: Find[Options, Found],
    options: Options,
    *,
    jobs: int = 1,
    out: Out = None,
    force: bool = False,
) -> Found:
    """Carry out an analysis, also one of your own: play what it asks for, find, and publish where `out` names a folder.

    `ask(options, results so far)` gives the next experiment or None, `find(options, results)` a Finding. With `force` a
    folder of other results is begun anew. Raises UsageProblem and DataProblem.

    >>> import sim
    >>> from sim.analysis.compare.findings import CompareOptions, ask, find
    >>> options = CompareOptions(tuple(sim.load_scenario(name) for name in ("2017-spring", "dual-track")), worlds=50)
    >>> sim.analyse(ask, find, options).seed
    7
    """
    return published(ask, find, options, out, Way(threads(jobs), force=force, jobs=jobs))


def play(
    asked: Experiment,
    out: Out = None,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    workers: int = 1,
    force: bool = False,
    batch: int = BATCH,
) -> Results:
    """Play an experiment or a study, in memory or into a folder, where a call that was stopped goes on.

    In `jobs` threads, or on any executor with so many `workers`. `batch` is how many worlds are computed at a time; the
    parts are the same bytes whatever it is. With `force` the bound on cells and worlds does not hold. Raises
    UsageProblem, DataProblem for a folder that holds something else, and StudyStopped where worlds failed.

    >>> import sim
    >>> asked = sim.experiment(sim.load_scenario("2017-spring"), outcomes=["war"], worlds=50)
    >>> sim.play(asked).to_frame()["n"].tolist()
    [50]
    """
    if not isinstance(asked, Experiment):
        remedy = "Give sim.experiment(…), or sim.read_study(name)."
        raise UsageProblem(f"{asked!r} is no experiment", "sim.play", remedy)
    crew = (lambda: Given(executor, workers)) if executor else threads(jobs)
    return play_experiment(asked, out, Way(crew, force=force, batch=batch))


@takes(records_of.RecordOptions)
def record(
    scenario: Scenario | None = None,
    *,
    observed: bool = False,
    jobs: int = 1,
    out: Out = None,
    force: bool = False,
    **options: Any,
) -> records_of.RecordFinding:
    """Say how often a scenario has tests, talks, resolutions and the like, as the historical record counts them.

    With `observed` the base rates of the record stand beside them. Keywords are those of `RecordOptions`. Raises
    UsageProblem.

    >>> import sim
    >>> sim.record(sim.load_scenario("2017-spring"), worlds=50, observed=True).seed
    7
    """
    if scenario is not None:
        checked_scenario(scenario)
    if observed:
        options = {"record": load_record(None)} | options
    asked = made(records_of.RecordOptions, {"scenario": scenario} | options)
    return analyse(records_of.ask, records_of.find, asked, jobs=jobs, out=out, force=force)


@takes(CalibrateOptions)
def calibrate(
    *, jobs: int = 1, out: Out = None, force: bool = False, **options: Any
) -> CalibrationFinding | RecoveryFinding:
    """Find what the record says of the numbers, by its likelihood: posteriors, what stays open, whether chains agree.

    Keywords are those of `CalibrateOptions`; without `record`, the record that ships. Raises DataProblem for a span
    outside it.

    >>> import sim
    >>> found = sim.calibrate(last="1990-03", sets=8, particles=8)
    >>> found.learnt[0].direction.name
    'tempo'
    """
    asked = made(CalibrateOptions, {"record": load_record(None)} | options)
    return analyse(calibrations_of.ask, calibrations_of.find, asked, jobs=jobs, out=out, force=force)


@takes(hindcasts_of.HindcastOptions)
def hindcast(*, jobs: int = 1, out: Out = None, force: bool = False, **options: Any) -> scores_of.HindcastFinding:
    """Forecast past months by the filter, from what was known then, and score the forecasts against benchmarks.

    Keywords are those of `HindcastOptions`; without `record` and `posterior`, those that ship, and of posteriors one
    that knows no month of the span. Raises DataProblem for a span outside the record, and for sets that know a month.

    >>> import sim
    >>> sim.hindcast(first="2015-01", last="2015-06", horizons=(3,), particles=2, worlds=20, resamples=50).seed
    7
    """
    posterior = load_posterior(None, options.get("first", hindcasts_of.FIRST))
    given = {"record": load_record(None), "posterior": posterior} | options
    asked = made(hindcasts_of.HindcastOptions, given)
    return analyse(hindcasts_of.ask, scores_of.find, asked, jobs=jobs, out=out, force=force)


@takes(nowcasts_of.NowcastOptions)
def nowcast(*, jobs: int = 1, out: Out = None, force: bool = False, **options: Any) -> nowcasts_of.NowcastFinding:
    """Say with which chance each capital is on each course and who Kim is, from a record up to a month.

    Keywords are those of `NowcastOptions`; without `record` and `posterior`, those that ship. Raises DataProblem for a
    month outside the record, and for one to which the model gives no chance.

    >>> import sim
    >>> found = sim.nowcast(month="1990-06", particles=10)
    >>> found.scenario.start
    '1990-07'
    >>> sim.run(found.scenario, worlds=50, start=found.start(50)).worlds
    50
    """
    given = {"record": load_record(None), "posterior": load_posterior(None), "jobs": jobs} | options
    asked = made(nowcasts_of.NowcastOptions, given)
    return analyse(nowcasts_of.ask, nowcasts_of.find, asked, jobs=jobs, out=out, force=force)


def report(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str],
    others: Sequence[str | os.PathLike[str]] = (),
    force: bool = False,
) -> Path:
    """Write the results in a folder, and those of further ones, as one page for people; return where it is.

    Raises UsageProblem for a place that cannot be written, and DataProblem for a folder without results.

    >>> import sim, tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     found = sim.why(sim.load_scenario("2017-spring"), world=4, out=f"{place}/why")
    ...     sim.report(f"{place}/why", f"{place}/page.html").name
    'page.html'
    """
    return write_report(folder, out, others, force)


def function_of(name: str, kind: type[Found] = Finding) -> Callable[..., Found]:  # type: ignore[assignment]
    """Return the Python function of an analysis, which finds a `kind`; signature and docstring are those declared."""
    entry = FUNCTIONS[name]
    own = entry.load()

    def function(*sources: Any, jobs: int = 1, out: Out = None, force: bool = False, **given: Any) -> Found:
        if not sources and own.source in given:
            sources = (given.pop(own.source),)
        if not sources or (len(sources) > 1 and not own.several):
            raise TypeError(f"{name}() takes {own.source} and keywords, and got {len(sources)}")
        options = own.make(sources if own.several else sources[0], given, entry.findings, jobs)
        steps = entry.findings()
        found: Found = analyse(steps.ask, steps.find, options, jobs=jobs, out=out, force=force)
        return found

    function.__name__ = function.__qualname__ = name
    function.__module__, function.__doc__ = "sim", own.docstring()
    function.__signature__ = own.signature()  # type: ignore[attr-defined]
    return function
