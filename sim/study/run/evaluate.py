"""Estimate outcomes at points of one's own: a table of settings, played in one batch."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sim.errors import UsageProblem
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Factor
from sim.study.experiment.distributions import Discrete, Number
from sim.study.experiment.factor_text import check_name, check_values, one_of, role_of, setting
from sim.study.ledger import Wanted
from sim.study.run.play import Way, play, threads
from sim.study.run.worlds import checked_scenario, checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LISTED: Final = 50
"""A column of numbers with more values than this is a range; one with fewer is a list of values."""


def evaluate(
    scenario: Scenario,
    points: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | Any,
    outcomes: Sequence[Wanted] = ("lose_lose", "war", "crisis"),
    worlds: int = 2000,
    seed: int = 7,
    *,
    luck: Literal["common", "independent"] = "common",
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
) -> Results:
    """Estimate outcomes at every point of a table in one batch: a pandas table, columns by name, or a list of rows.

    Names are those of `Scenario.change`; what a row leaves out, or None, stays as the scenario says. By `luck` all
    points share their worlds ("common"), so that differences between points are paired, or each has its own.
    `outcomes` are names, or your own made by `sim.Outcome`. With `out` the worlds are kept in a folder, and a call that
    was stopped goes on. Raises UsageProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.evaluate(spring, [{"beijing.enforcement": 0.0}, {"beijing.enforcement": 1.0}], worlds=100)
    >>> found.to_frame()[["beijing.enforcement", "lose_lose"]].round(2).shape
    (2, 2)
    """
    checked_scenario(scenario)
    table = columns_of(points)
    rows = len(next(iter(table.values())))
    factors, coded = {}, {}
    for name, values in table.items():
        factors[name], coded[name] = column_of(name, values, scenario)
    lots = np.zeros(rows, dtype=np.int64) if luck == "common" else np.arange(rows, dtype=np.int64)
    asked = points_of(
        scenario, list(factors.values()), coded, lots, checked_worlds(worlds), checked_seed(seed), outcomes, "points"
    )
    return play(asked, out, Way(threads(jobs)))


def columns_of(points: Any) -> dict[str, list[Any]]:
    """Return a table of points as lists by name, None where a row says nothing; raises UsageProblem."""
    if hasattr(points, "to_dict") and hasattr(points, "columns"):
        points = points.to_dict(orient="list")
    if isinstance(points, Mapping):
        table = {str(name): list(values) for name, values in points.items()}
    elif isinstance(points, Sequence) and all(isinstance(row, Mapping) for row in points):
        names = dict.fromkeys(str(name) for row in points for name in row)
        table = {name: [row.get(name) for row in points] for name in names}
    else:
        raise UsageProblem("the points are no table", "points", "Give a pandas table, columns by name, or rows.")
    sizes = {len(values) for values in table.values()}
    if sizes in (set(), {0}):
        raise UsageProblem("there are no points", "points", "Give one row or more, with one name or more.")
    if len(sizes) > 1:
        raise UsageProblem("the columns have different lengths", "points", "Give each point a value, or None.")
    return table


def column_of(name: str, values: Sequence[Any], scenario: Scenario) -> tuple[Factor, npt.NDArray[Any]]:
    """Return a column as a factor and its coded values: numbers, or indices; raises UsageProblem."""
    where = f"points: {name}"
    check_name(name, where, levers=True)
    exact = [None if missing(value) else setting(name, plain(value), where) for value in values]
    known = list(dict.fromkeys((type(value) is bool, value) for value in exact if value is not None))
    if not known:
        raise UsageProblem(f"'{name}' has no value in any row", where, "Give it a value, or leave the column out.")
    made: Number | Discrete
    if len(known) > LISTED and all(isinstance(value, float) for _, value in known):
        coded = np.array([math.nan if value is None else value for value in exact], dtype=np.float64)
        made = Number("uniform", float(np.nanmin(coded)), float(np.nanmax(coded)))
    else:
        place = {key: number for number, key in enumerate(known)}
        coded = np.array([-1 if value is None else place[type(value) is bool, value] for value in exact])
        made = one_of([value for _, value in known])
    check_values(name, made, where, scenario)
    return Factor(name, role_of(name), made), coded


def missing(value: Any) -> bool:
    """Say whether a cell of a table says nothing."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def plain(value: Any) -> float | str:
    """Return a value of a table as a number or a text."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return value if isinstance(value, str) else float(value)
