"""The shape of a study file: its keys and the kind of value each takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from sim.scenario.schema import LIST, TABLE, Name, Shape, key, list_or_table, needed_key
from sim.study.experiment.paper import PaperTable


class ReplicationTable(Shape):
    """How many worlds a cell gets: `worlds`, or a rule that stops at a half-width."""

    worlds: int | None = key("worlds at every point; excludes the rule below")
    outcome: str | None = key("a probability: a point gets worlds until it is known well enough")
    half_width: float | None = key("how well: half the Wilson 95 % interval, 0.001 to 0.05")
    minimum: int | None = key("the least worlds that a point gets, 50 if not given")
    batch: int | None = key("how many are added at a time, 50 if not given")
    most: int | None = key("where the rule stops in any case")


class TrajectoriesTable(Shape):
    """Which states and moves to keep month by month, and in how many worlds of a cell."""

    worlds: int = needed_key("how many worlds of a point")
    record: list[str] = needed_key("names of states, or of menus such as pyongyang.deed")


class DesignTable(Shape):
    """One design; which keys it takes beside `kind` and `factors` depends on its kind. Several designs cross."""

    kind: str = needed_key("how the points are laid out")
    factors: list[str] | None = key("the factors that it varies; left out, all that no other design names")
    points: Any = key("how many points; of a list, the points themselves as tables")
    file: str | None = key("of a table: a CSV or Parquet file beside the study, a column a factor")
    levels: Any = key("of a factorial or Morris design: how many values, one number or one a factor")
    generators: dict[str, list[str]] | None = key("of a fractional design: the factors of which others are products")
    trajectories: int | None = key("of a Morris design: how many trajectories")
    second_order: bool | None = key("of a Saltelli design: whether pairs of factors are told apart")


class OwnOutcomeTable(Shape):
    """An outcome of the study's own: its `formula`, or the `python` that results were made with, and its words."""

    formula: str | None = key("what it is, in series of the model, dates, comparisons and any, all, sum, mean, worth")
    python: str | None = key("the function that results were made with; it is kept, never run")
    meaning: Name | None = key("one sentence")
    kind: Literal["flag", "number"] | None = key("true or false, or a number; left out, as the formula gives it")
    label: Name | None = key("what tables and figures call it; its name if not given")
    unit: str = key("the unit of a number", "")
    against: dict[str, str] = key(
        "a second line-up for against(...), policies by key, played in the same luck", default_factory=dict
    )


class OutcomesTable(Shape, extra="allow"):
    """Outcomes of the ledger under `names`; every other key names one of the study's own, by its formula."""

    __pydantic_extra__: dict[
        str, Annotated[Annotated[str, Tag(LIST)] | Annotated[OwnOutcomeTable, Tag(TABLE)], Discriminator(list_or_table)]
    ]
    names: list[str] = key("outcomes of the ledger", default_factory=list)


class StudyTable(Shape):
    """A study: a scenario played at the points of a design, in many worlds each."""

    title: Name = needed_key("what tables and figures call it")
    scenario: str = needed_key("a scenario that ships, or a file beside this one")
    outcomes: Annotated[
        Annotated[list[str], Tag(LIST)] | Annotated[OutcomesTable, Tag(TABLE)], Discriminator(list_or_table)
    ] = needed_key("what to keep of each world: a list of names, or a table that also holds outcomes of your own")
    seed: int = key("the seed of the luck", 7)
    luck: str = key("whether world k of every point has the same luck; lots are numbered by a table", "common")
    block: int | None = key("points in one part of the results; some 24 000 worlds' worth if not given")
    levers: dict[str, Any] = key("what actors choose: name = values", default_factory=dict)
    uncertainties: dict[str, Any] = key("what nobody knows: name = values", default_factory=dict)
    design: list[DesignTable] = needed_key("where to play")
    replication: ReplicationTable = key("how many worlds at each point", ReplicationTable(worlds=1000))
    trajectories: TrajectoriesTable | None = key("months to keep, only if wanted")
    paper: PaperTable | None = key("who made it, for archives and citations")
