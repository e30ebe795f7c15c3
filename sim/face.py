"""The analyses as Python functions: one call plays, finds, and publishes where a folder is named.

Each has the defaults of its command. A call with `out` that was stopped goes on with the same call.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, TypeVar

from sim.analysis import policy_game as game_of
from sim.analysis import robustness as robustness_of
from sim.analysis.finding import Ask, Find, Found, Options
from sim.errors import UsageProblem, nearest
from sim.show.publish import published
from sim.study.experiment.definition import Experiment
from sim.study.run.play import Way, threads
from sim.study.run.play import play as play_experiment
from sim.study.run.worlds import checked_scenario
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LONG: Final = 50

Out = str | os.PathLike[str] | None
Function = TypeVar("Function", bound=Callable[..., Any])


def takes(options: type[Any]) -> Callable[[Function], Function]:
    """Return a decorator that shows in a function's signature the keywords that its `options` take."""

    def shown(function: Function) -> Function:
        own = inspect.signature(function).parameters
        keywords = [
            inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, annotation=each.type, default=default_of(each))
            for each in fields(options)
            if each.name not in own
        ]
        named = [each for each in own.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        function.__signature__ = inspect.Signature([*named, *keywords])  # type: ignore[attr-defined]
        return function

    return shown


def default_of(field: Any) -> Any:
    """Return the default of a field of options, `...` where it would fill a screen."""
    found = field.default_factory() if callable(field.default_factory) else field.default
    return found if len(repr(found)) < LONG else ...


def made(kind: Callable[..., Options], scenario: Scenario, given: dict[str, Any]) -> Options:
    """Return the options of an analysis; raises UsageProblem for a keyword that they do not have."""
    checked_scenario(scenario)
    known = [each.name for each in fields(kind) if each.name != "scenario"]  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"there is no option '{name}'", name, remedy)
    return kind(scenario, **given)


def analyse(
    ask: Ask[Options], find: Find[Options, Found], options: Options, *, jobs: int = 1, out: Out = None,
    force: bool = False,
) -> Found:  # fmt: skip
    """Carry out an analysis, also one of your own: play what it asks for, find, and publish where `out` names a folder.

    `ask(options, results so far)` gives the next experiment or None, `find(options, results)` a Finding. With `force` a
    folder of other results is begun anew. Raises UsageProblem and DataProblem.
    """
    return published(ask, find, options, out, Way(threads(jobs), force=force))


def play(asked: Experiment, *, jobs: int = 1, out: Out = None, force: bool = False) -> Results:
    """Play an experiment, in memory or into a folder, where a call that was stopped goes on.

    With `force` the bound on cells and worlds does not hold. Raises UsageProblem, and DataProblem for a folder that
    holds something else.

    >>> import sim
    >>> asked = sim.experiment(sim.load_scenario("2017-spring"), outcomes=["war"], worlds=50)
    >>> sim.play(asked).to_frame()["n"].tolist()
    [50]
    """
    return play_experiment(asked, out, Way(threads(jobs), force=force))


@takes(robustness_of.RobustnessOptions)
def robustness(
    scenario: Scenario, *, jobs: int = 1, out: Out = None, force: bool = False, **options: Any
) -> robustness_of.RobustnessFinding:
    """Compare line-ups over many points of uncertain numbers: regret, worst case, satisficing, the Pareto set.

    Keywords are those of `RobustnessOptions`. Raises UsageProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.robustness(spring, points=20, worlds=10, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """
    asked = made(robustness_of.RobustnessOptions, scenario, options)
    return analyse(robustness_of.ask, robustness_of.find, asked, jobs=jobs, out=out, force=force)


@takes(game_of.GameOptions)
def policy_game(
    scenario: Scenario, *, jobs: int = 1, out: Out = None, force: bool = False, **options: Any
) -> game_of.GameFinding:
    """Solve the game in which each capital picks a course or a policy; the worlds of the model say what it pays.

    Keywords are those of `GameOptions`. Raises UsageProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> held = {"beijing": ["balance"], "seoul": ["hedge"]}
    >>> found = sim.policy_game(spring, choices=held, worlds=50, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """
    asked = made(game_of.GameOptions, scenario, options)
    return analyse(game_of.ask, game_of.find, asked, jobs=jobs, out=out, force=force)
