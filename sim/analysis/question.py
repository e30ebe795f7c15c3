"""The question of an analysis as data, from which a folder of results can repeat its call."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from sim.analysis.catalogue import ENTRIES
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.scenario import Scenario, to_toml
from sim.core.scenario.file import scenario_in
from sim.core.scenario.schema import Shape
from sim.core.scenario.toml_file import toml_from
from sim.options import Option, factor_texts
from sim.study.experiment.definition import Experiment
from sim.study.experiment.factor_text import apply_changes
from sim.study.store.results import Results


class Question(Shape):
    """One call of an analysis: its sources, its options as they were given, and the figures.

    `scenarios` are complete TOML texts; `study` is the identity of the experiment that is read, or of
    the study that is swept.
    `words` are those of the command, without its folder; a call in Python has none. `changes` are
    the changes to each of several scenarios, or to that of a record.
    """

    analysis: str
    words: list[str]
    scenarios: list[str]
    study: str
    options: Data
    changes: list[list[str]]
    figures: str

    @property
    def hashes(self) -> list[str]:
        """The hashes of its scenarios."""
        return [scenario.hash for scenario in scenarios_in(self)]


def scenarios_in(question: Question) -> tuple[Scenario, ...]:
    """Return the scenarios of a question; raises ScenarioProblem."""
    return tuple(
        scenario_in("scenario", toml_from(f"about.question, scenario {number}", text.encode()))
        for number, text in enumerate(question.scenarios, 1)
    )


def plain_words(value: Any) -> Any:
    """Return data in the words of a command, with paths reduced to their last part."""
    if isinstance(value, dict):
        return {name: plain_words(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain_words(one) for one in value]
    return " ".join(map(os.path.basename, value.split())) if isinstance(value, str) else value


def question_of(
    analysis: str,
    sources: Sequence[Any],
    options: Mapping[str, Any],
    figures: str = "png",
    words: Sequence[str] = (),
    changes: Sequence[Sequence[str]] = (),
) -> Data | None:
    """Return a call as data; None if some option cannot be data, such as an outcome made in
    Python.
    """
    declared = ENTRIES[analysis].load().own
    scenarios = [source for source in sources if isinstance(source, Scenario)]
    studies = [
        source.hash if isinstance(source, Experiment) else source.study.hash
        for source in sources
        if isinstance(source, Experiment | Results)
    ]
    try:
        data = {name: data_of(declared[name], value) for name, value in options.items()}
    except TypeError:
        return None
    return Question(
        analysis=analysis,
        words=list(words),
        scenarios=[to_toml(source) for source in scenarios],
        study="".join(studies),
        options=data,
        changes=[list(source) for source in changes],
        figures=figures,
    ).model_dump()


def data_of(option: Option, value: Any) -> Any:
    """Return the value of an option as data, for a file its name; raises TypeError for other
    values.
    """
    if not option.kind.reader:
        return plain(value)
    if isinstance(value, Mapping) and option.kind.waits:
        value = factor_texts(value)
    if isinstance(value, Mapping | str):
        raise TypeError("no list of texts")
    texts = [one[0] if isinstance(one, tuple) else one for one in value]
    if not all(isinstance(one, str) for one in texts):
        raise TypeError("no list of texts")
    return texts


def plain(value: Any) -> Any:
    """Return a value as data; raises TypeError."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, os.PathLike):
        return os.path.basename(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError("no data")


def read_question(data: object, location: str) -> Question:
    """Return the question that a manifest holds; raises DataProblem for none."""
    try:
        question = Question.model_validate(data)
    except ValidationError as error:
        message = f"'about.question' cannot be read: {error.errors()[0]['msg']}"
        raise DataProblem(message, location, ASK) from None
    if question.analysis not in ENTRIES:
        raise DataProblem(f"there is no analysis '{question.analysis[:40]}'", location, ASK)
    return question


ASK: Final = "Ask for the results again, or run their command into a new folder."


def options_from(question: Question, study: Any) -> Any:
    """Return the options of a question, with the experiment that it reads if any.

    Raises the errors of the analysis for invalid options.
    """
    entry = ENTRIES[question.analysis]
    analysis = entry.load()
    arguments: Data = {}
    for name, value in question.options.items():
        option = analysis.own.get(name)
        if option and option.kind.reader and isinstance(value, list):
            value = tuple((str(text), f"{option.flag_of(name)} {text}") for text in value)
        arguments[name] = value
    scenarios = scenarios_in(question)
    source = study if study is not None else scenarios if analysis.several else None
    if source is None and scenarios:
        source = scenarios[0]
    options = analysis.make(source, arguments, entry.findings)
    if analysis.several:
        return replace(options, changes=tuple(tuple(each) for each in question.changes))
    if question.changes and source is None:
        pairs = [(text, f"--set {text}") for text in question.changes[0]]
        return replace(options, scenario=apply_changes(options.scenario, pairs))
    return options
