"""The shape of a study file: its keys and the kind of value each takes."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field, ValidationError

from sim.errors import ScenarioProblem, nearest
from sim.study.scenario.schema import WANTED, Name, Shape, wrong_kind
from sim.study.scenario.toml_file import Path, TomlFile


class ReplicationTable(Shape):
    """How many worlds a cell gets: `worlds`, or a rule that stops at a half-width."""

    worlds: int | None = None
    outcome: str | None = None
    half_width: float | None = None
    minimum: int | None = None
    batch: int | None = None
    most: int | None = None


class TrajectoriesTable(Shape):
    """Which states and moves to keep month by month, and in how many worlds of a cell."""

    worlds: int
    record: list[str]


class DesignTable(Shape):
    """One design; which keys it takes beside `kind` and `factors` depends on its kind."""

    kind: str
    factors: list[str] | None = None
    points: Any = None
    file: str | None = None
    levels: Any = None
    generators: dict[str, list[str]] | None = None
    trajectories: int | None = None
    second_order: bool | None = None


class StudyTable(Shape):
    """A whole study file."""

    title: Name
    scenario: str
    outcomes: list[str]
    seed: int = 7
    luck: str = "common"
    block: int | None = None
    levers: dict[str, Any] = Field(default_factory=dict)
    uncertainties: dict[str, Any] = Field(default_factory=dict)
    design: list[DesignTable]
    replication: ReplicationTable = ReplicationTable(worlds=1000)
    trajectories: TrajectoriesTable | None = None


KEYS: Final[dict[str, type[Shape]]] = {
    "design": DesignTable,
    "replication": ReplicationTable,
    "trajectories": TrajectoriesTable,
}


def shaped_study(file: TomlFile) -> StudyTable:
    """Return the content of a file if it has the shape of a study; raises ScenarioProblem."""
    try:
        return StudyTable.model_validate(file.data)
    except ValidationError as error:
        raise problem_of(file, error) from None


def problem_of(file: TomlFile, error: ValidationError) -> ScenarioProblem:
    """Return the first thing, by line, that is wrong with the shape of a study file."""
    items = error.errors(include_url=False, include_context=False)
    wrong = min(items, key=lambda item: file.line(item["loc"]))
    path: Path = wrong["loc"]
    if wrong["type"] == "missing":
        return file.problem(f"the key '{path[-1]}' is missing", path, "Add it.")
    if wrong["type"] == "extra_forbidden":
        known = list((KEYS[str(path[0])] if len(path) > 1 else StudyTable).model_fields)
        remedy = f"Use one of: {', '.join(known)}.{nearest(str(path[-1]), known)}"
        return file.problem(f"there is no key '{path[-1]}' here", path, remedy)
    return wrong_kind(file, path, wrong["input"], WANTED.get(wrong["type"], "a value of another kind"))
