"""The keywords of a function that carries out an analysis: the options of that analysis, shown, checked and shaped."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar

from sim.analysis.finding import Options
from sim.errors import UsageProblem, nearest
from sim.study.experiment.factor_text import factors_from
from sim.study.run.worlds import as_list, checked_scenario
from sim.study.scenario import Scenario
from sim.study.store.study_results import StudyResults

LONG: Final = 50
"""Characters of a default that are shown; of a longer one nothing is."""

Function = TypeVar("Function", bound=Callable[..., Any])


def takes(options: type[Any]) -> Callable[[Function], Function]:
    """Return a decorator that shows in a function's signature the keywords that its `options` take."""

    def shown(function: Function) -> Function:
        own = inspect.signature(function).parameters
        keywords = [
            inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, annotation=each.type, default=default_of(each))
            for each in fields(options)
            if each.name not in own and each.type != "Desk"
        ]
        named = [each for each in own.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        function.__signature__ = inspect.Signature([*named, *keywords])  # type: ignore[attr-defined]
        return function

    return shown


def default_of(field: Any) -> Any:
    """Return the default of a field of options, `...` where it would fill a screen."""
    found = field.default_factory() if callable(field.default_factory) else field.default
    return found if len(repr(found)) < LONG else ...


def made(kind: Callable[..., Options], given: dict[str, Any]) -> Options:
    """Return the options of an analysis; raises UsageProblem for a keyword that they do not have."""
    known = [each.name for each in fields(kind) if each.type != "Desk"]  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"there is no option '{name}'", name, remedy)
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name in given:
            given[each.name] = shaped(each.name, str(each.type), given[each.name])
    for name in ("factors", "uncertain"):
        texts = given.get(name)
        if isinstance(texts, Sequence) and texts and all(isinstance(text, str) for text in texts):
            given[name] = factors_from([(text, f"{name}: {text}") for text in texts], given["scenario"])
    return kind(**given)


def shaped(name: str, kind: str, value: Any) -> Any:
    """Return the value of a keyword, a list as the tuple that options keep; raises UsageProblem for another shape."""
    if kind.startswith("tuple"):
        return tuple(as_list(name, value))
    if kind.startswith(("Mapping", "Choices")) and not isinstance(value, Mapping):
        raise UsageProblem(f"'{name}' is {value!r}", name, "Give a dict, such as {name: values}.")
    return value


def of_scenario(scenario: Scenario, given: dict[str, Any]) -> dict[str, Any]:
    """Return keywords with the scenario among them; raises UsageProblem for what is none."""
    checked_scenario(scenario)
    return {"scenario": scenario} | given


def of_source(
    source: Scenario | StudyResults,
    kind: Callable[..., Options],
    of_study: Callable[..., Options],
    given: dict[str, Any],
) -> Options:
    """Return the options of an analysis of a scenario, or of the results of a study, which are read."""
    if isinstance(source, StudyResults):
        return of_study(source, **given)
    return made(kind, of_scenario(source, given))
