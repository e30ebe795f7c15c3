"""The shape of a study file: its keys and the kind of value each takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.study.scenario.schema import LIST, TABLE, Name, Shape, list_or_table
from sim.study.store.paper import PaperTable


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


class OwnOutcomeTable(Shape):
    """An outcome of the study's own: its `formula`, or the `python` that results were made with, and its words."""

    formula: str | None = None
    python: str | None = None
    meaning: Name | None = None
    kind: Literal["flag", "number"] | None = None
    label: Name | None = None
    unit: str = ""


class OutcomesTable(Shape, extra="allow"):
    """Outcomes of the ledger under `names`; every other key names one of the study's own, by its formula."""

    __pydantic_extra__: dict[
        str, Annotated[Annotated[str, Tag(LIST)] | Annotated[OwnOutcomeTable, Tag(TABLE)], Discriminator(list_or_table)]
    ]
    names: list[str] = Field(default_factory=list)


class StudyTable(Shape):
    """A whole study file."""

    title: Name
    scenario: str
    outcomes: Annotated[
        Annotated[list[str], Tag(LIST)] | Annotated[OutcomesTable, Tag(TABLE)], Discriminator(list_or_table)
    ]
    seed: int = 7
    luck: str = "common"
    block: int | None = None
    levers: dict[str, Any] = Field(default_factory=dict)
    uncertainties: dict[str, Any] = Field(default_factory=dict)
    design: list[DesignTable]
    replication: ReplicationTable = ReplicationTable(worlds=1000)
    trajectories: TrajectoriesTable | None = None
    paper: PaperTable | None = None
