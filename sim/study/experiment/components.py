"""The designs of a study file, read and checked, and the plans of points that they lay out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.errors import KeyPath, known_names, nearest
from sim.core.base.plain import Data
from sim.core.scenario.toml_file import TomlFile
from sim.options import MOST_SOBOL
from sim.study.experiment.definition import Component, Discrete, Factor, Value
from sim.study.experiment.tables import points_from, read_table

if TYPE_CHECKING:
    from sim.study.experiment.study_schema import DesignTable

TAKES: Final[dict[str, tuple[str, ...]]] = {
    "single": (),
    "list": ("points",),
    "table": ("file",),
    "factorial": ("levels",),
    "latin-hypercube": ("points",),
    "sobol": ("points",),
    "saltelli": ("points",),
}
OPTIONS: Final = ("points", "file", "levels")
MOST_POINTS: Final = 10_000_000


def components_of(
    file: TomlFile,
    tables: Sequence[DesignTable],
    factors: Sequence[Factor],
    folder: str,
) -> tuple[Component, ...]:
    """Return the designs of a file; every factor belongs to exactly one; raises ScenarioProblem."""
    if not tables:
        raise file.problem("the study has no design", ("design",), "Add [[design]] with its kind.")
    left = {factor.name: factor for factor in factors}
    for number, table in enumerate(tables):
        check_keys(file, ("design", number), table)
        for name in table.factors or ():
            if name not in left:
                names = [factor.name for factor in factors]
                message = (
                    f"'{name}' is in two designs"
                    if name in names
                    else f"'{name}' is no factor of this study"
                )
                raise file.problem(
                    message,
                    ("design", number, "factors"),
                    f"Name each factor once.{nearest(name, left)}",
                )
            del left[name]
    rest = [number for number, table in enumerate(tables) if table.factors is None]
    if len(rest) > 1:
        raise file.problem(
            "two designs name no factors",
            ("design", rest[1]),
            "Only one may take all that are left.",
        )
    if left and not rest:
        name = next(iter(left))
        raise file.problem(
            f"the factor '{name}' is in no design", ("design", 0, "factors"), "Add it to one."
        )
    by_name = {factor.name: factor for factor in factors}
    components = []
    for number, table in enumerate(tables):
        chosen = (
            [by_name[name] for name in table.factors]
            if table.factors is not None
            else list(left.values())
        )
        if (
            not chosen
            and table.kind != "single"
            and not (table.kind == "table" and table.factors == [])
        ):
            raise file.problem(
                "a design has no factor", ("design", number), "Name its factors, or take it out."
            )
        components.append(component(file, ("design", number), table, chosen, folder))
    return tuple(components)


def check_keys(file: TomlFile, path: KeyPath, table: DesignTable) -> None:
    """Refuse a design of an unknown kind, or with a key that its kind does not take."""
    if table.kind not in TAKES:
        remedy = known_names("design", table.kind, TAKES)
        raise file.problem(f"there is no design '{table.kind}'", (*path, "kind"), remedy)
    for key in OPTIONS:
        if getattr(table, key) is not None and key not in TAKES[table.kind]:
            remedy = f"It takes: {', '.join(TAKES[table.kind])}."
            raise file.problem(f"a {table.kind} design takes no '{key}'", (*path, key), remedy)


def component(
    file: TomlFile,
    path: KeyPath,
    table: DesignTable,
    factors: Sequence[Factor],
    folder: str,
) -> Component:
    """Return a checked design over its factors."""
    settings: Data
    if table.kind == "list":
        settings = {
            "points": points_from(
                file, (*path, "points"), rows_of(file, path, table.points), factors
            )
        }
    elif table.kind == "table":
        if table.file is None:
            raise file.problem("the key 'file' is missing", path, 'Add file = "points.csv".')
        place = (*path, "file")
        settings = {"points": read_table(file, place, folder, table.file, factors)}
    elif table.kind == "single":
        settings = {}
    elif table.kind == "factorial":
        settings = {"levels": levels(file, (*path, "levels"), table.levels, factors)}
    else:
        points = whole(file, (*path, "points"), table.points, 1, MOST_POINTS)
        if table.kind != "latin-hypercube" and (points & (points - 1) or points > MOST_SOBOL):
            below = 1 << min(points.bit_length() - 1, MOST_SOBOL.bit_length() - 1)
            remedy = f"Give {below}" + (f" or {2 * below}." if below < MOST_SOBOL else ".")
            message = f"{points} Sobol' points are no power of two up to {MOST_SOBOL}"
            raise file.problem(message, (*path, "points"), remedy)
        settings = {"points": points}
    return Component(table.kind, tuple(factor.name for factor in factors), tuple(settings.items()))


def whole(file: TomlFile, path: KeyPath, value: Any, low: int, high: int) -> int:
    """Return a whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        wording = f"is {value!r}" if value is not None else "is missing"
        raise file.problem(
            f"'{path[-1]}' {wording}", path, f"Give a whole number from {low} to {high}."
        )
    return value


def rows_of(file: TomlFile, path: KeyPath, points: Any) -> dict[str, list[Value]]:
    """Return the points of a list as columns; every point names the same factors."""
    place = (*path, "points")
    if (
        not isinstance(points, list)
        or not points
        or not all(isinstance(point, dict) for point in points)
    ):
        raise file.problem(
            "a list needs points", place, 'Give points = [{ "washington.pressure" = 0.5 }, ...].'
        )
    flat = [dict(read_point(point)) for point in points]
    for number, point in enumerate(flat, start=1):
        if point.keys() != flat[0].keys():
            raise file.problem(
                f"point {number} names other factors than the first",
                place,
                "Name the same in each.",
            )
    return {name: [point[name] for point in flat] for name in flat[0]}


def read_point(point: Mapping[str, Any], head: str = "") -> list[tuple[str, Any]]:
    """Return the names and values of a point, whose names may be written with or without quotes."""
    pairs = []
    for key, value in point.items():
        pairs += (
            read_point(value, f"{head}{key}.")
            if isinstance(value, dict)
            else [(f"{head}{key}", value)]
        )
    return pairs


def levels(file: TomlFile, path: KeyPath, value: Any, factors: Sequence[Factor]) -> dict[str, int]:
    """Return the number of levels of each factor of a factorial: all values of a discrete one."""
    counts = {}
    numbers = [factor for factor in factors if not isinstance(factor.distribution, Discrete)]
    point = dict(read_point(value)) if isinstance(value, dict) else {}
    for name in point:
        if name not in [factor.name for factor in numbers]:
            raise file.problem(
                f"'{name}' takes no levels here", path, "Name numbers of this design."
            )
    for factor in factors:
        if isinstance(factor.distribution, Discrete):
            counts[factor.name] = len(factor.distribution.values)
        else:
            count = point.get(factor.name) if isinstance(value, dict) else value
            if count is None:
                raise file.problem(
                    f"'{factor.name}' has no levels",
                    path,
                    "Give levels = 5, or values for the factor.",
                )
            counts[factor.name] = whole(file, path, count, 1, 10_000)
    return counts


def latin_hypercube(points: int, factors: int, rng: np.random.Generator) -> Floats:
    """Return a Latin hypercube, `(points, factors)`: each of `points` equal slices of a factor
    holds one point.

    Source: McKay, Beckman and Conover 1979, Technometrics 21:239.
    """
    columns = [(rng.permutation(points) + rng.random(points)) / points for _ in range(factors)]
    return np.stack(columns, axis=1)


def sobol(points: int, factors: int, rng: np.random.Generator) -> Floats:
    """Return scrambled Sobol' points, `(points, factors)`; `points` is a power of two.

    Source: Sobol' 1967; scrambling of Owen 1998, as SciPy has it.
    """
    from scipy.stats import qmc

    points_drawn: Floats = qmc.Sobol(factors, scramble=True, rng=rng).random(points)
    return points_drawn


def saltelli(points: int, factors: int, rng: np.random.Generator) -> Floats:
    """Return Saltelli blocks, `(points · (factors + 2), factors)`.

    For each base point: A, then A with each factor in turn from B, then B. Source: Saltelli et al.
    2010, Computer Physics Communications 181:259.
    """
    base = sobol(points, 2 * factors, rng)
    a, b = base[:, :factors], base[:, factors:]
    rows = [a, *(swap_factor(a, b, factor) for factor in range(factors)), b]
    return np.stack(rows, axis=1).reshape(-1, factors)


def swap_factor(a: Floats, b: Floats, factor: int) -> Floats:
    """Return the points of one matrix with a single factor taken from another."""
    swapped = a.copy()
    swapped[:, factor] = b[:, factor]
    return swapped
