"""A sweep asked for axis by axis, as a study: a scenario over the full grid of its axes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sim.errors import ScenarioProblem, UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.experiment.definition import Experiment
from sim.study.experiment.study_file import study_of
from sim.study.experiment.study_schema import StudyTable
from sim.study.outcomes import KNOWN
from sim.study.run.grid import Axis, setting
from sim.study.scenario import Scenario
from sim.study.scenario.schema import shaped
from sim.study.scenario.toml_file import toml_from

VALUES_A_LINE: Final = 50


def study_over(scenario: Scenario, axes: Sequence[Axis], worlds: int, seed: int) -> Experiment:
    """Return the study that runs a scenario over a full grid, the last axis fastest, and keeps every outcome.

    Raises UsageProblem that names the axis for one that no study can vary.
    """
    file = toml_from(f"{scenario.name}.toml", text_of(scenario, axes, worlds, seed).encode())
    try:
        return study_of(scenario.name, file, shaped(file, StudyTable), scenario, "")
    except ScenarioProblem as problem:
        named = next((f"--over {axis.name}" for axis in axes if axis.name in problem.key), "sim sweep")
        raise UsageProblem(problem.what, named, problem.remedy) from None


def text_of(scenario: Scenario, axes: Sequence[Axis], worlds: int, seed: int) -> str:
    """Return the grid as the text of a study file."""
    lines = [f"title = {plain(scenario.title)}", f"scenario = {plain(scenario.name)}", f"seed = {seed}"]
    lines += ["outcomes = [", *(f"  {plain(name)}," for name in KNOWN), "]"]
    for head, levers in (("levers", True), ("uncertainties", False)):
        own = [axis for axis in axes if is_lever(axis) == levers]
        lines += [f"[{head}]"] * bool(own) + [f"{plain(axis.name)} = {{ values = {listed(axis)} }}" for axis in own]
    factors = ", ".join(plain(axis.name) for axis in axes)
    lines += ["[[design]]", 'kind = "factorial"', f"factors = [{factors}]", "[replication]", f"worlds = {worlds}"]
    return "\n".join(lines) + "\n"


def is_lever(axis: Axis) -> bool:
    """Say whether an actor chooses what an axis varies."""
    return axis.name.partition(".")[0] in CAPITALS


def listed(axis: Axis) -> str:
    """Return the values of an axis as a TOML list, on as many lines as they need."""
    values = [plain(setting(axis.name, value)) for value in axis.values]
    lines = [", ".join(values[at : at + VALUES_A_LINE]) for at in range(0, len(values), VALUES_A_LINE)]
    return "[" + ",\n  ".join(lines) + "]"


def plain(value: Any) -> str:
    """Return a value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)
