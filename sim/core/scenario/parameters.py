"""The parameters by the names that a scenario uses: numbers, and cells of tables and grids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Real
from types import MappingProxyType
from typing import Any, Final

from sim.core.base.errors import Place, ScenarioProblem, known_names, named_place
from sim.core.game.catalogue import CAPITALS, QUIET
from sim.core.game.levers import LEVERS
from sim.core.game.parameters import RULE_PARAMETERS, Entry
from sim.core.game.parameters.entry import entries_of
from sim.core.game.parameters.payoffs import GoalParameters

Values = tuple[tuple[str, float], ...]

MEASURES: Final[Mapping[str, Entry]] = MappingProxyType(entries_of(GoalParameters))
"""The parameters of goals, which outcomes read: a scenario may set them, and no rule reads them."""

PARAMETERS: Final[Mapping[str, Entry]] = MappingProxyType({**RULE_PARAMETERS, **MEASURES})
"""All that a scenario may set by name: the numbers of the rules, then those of the goals."""


def _names(entry: Entry) -> Iterable[tuple[str, str, float]]:
    """Yield the name, the engine's place and the default of every value of an entry."""
    if entry.kind == "number":
        yield entry.name, entry.name, entry.default
    for (cell, default), place in zip(entry.cells, entry.places, strict=True):
        yield f"{entry.name}.{cell}", f"{entry.name}.{place}", float(default)


_EVERY: Final = [name for entry in PARAMETERS.values() for name in _names(entry)]
PLACES: Final[Mapping[str, str]] = MappingProxyType({name: place for name, place, _ in _EVERY})
"""Where the engine keeps each value: `kim_chance.greedy` is its `kim_chance.1`."""

DEFAULTS: Final[Mapping[str, float]] = MappingProxyType(
    {name: default for name, _, default in _EVERY}
)
"""The default of every number and of every cell, by name."""

SHARES: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(f"{entry.name}.{cell}" for cell, _ in entry.cells)
    for entry in PARAMETERS.values()
    if entry.kind == "table"
    and entry.unit == "chance"
    and abs(sum(v for _, v in entry.cells) - 1.0) < 1e-9
)
"""The tables whose cells are chances of one draw; in a file they are weights."""

START_PREFIX: Final = "start_"
STARTS: Final = tuple(name for name in PARAMETERS if name.startswith(START_PREFIX))
"""The parameters that say where a world starts."""


LEVERS_OF: Final = {
    capital: {
        name.partition(".")[2]: lever.default
        for name, lever in LEVERS.items()
        if name.startswith(f"{capital}.")
    }
    for capital in CAPITALS
}
"""The levers of each capital by their own names, with their defaults."""


def in_order(values: Iterable[tuple[str, float]]) -> Values:
    """Return pairs in order of name, with floats, so that equal scenarios are equal."""
    return tuple(
        sorted((name, float(value) if isinstance(value, Real) else value) for name, value in values)
    )


LISTER: Final = "sim show 2017-spring --full"
"""The command that lists the numbers."""


def unknown_name(
    kind: str, name: str, choices: Iterable[str], location: Place, lister: str = ""
) -> ScenarioProblem:
    """Return the problem of a name that does not exist, with the valid names or the command that
    lists them.
    """
    return ScenarioProblem(
        f"there is no {kind} '{name}'", location, known_names(kind, name, choices, lister)
    )


def check_bounds(entry: Entry, name: str, value: Any, location: Place) -> float:
    """Return the value as a float if it is a number in the declared range; raises
    ScenarioProblem.
    """
    remedy = f"Give a number from {entry.low:g} to {entry.high:g}."
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ScenarioProblem(f"'{name}' is a number, not {value!r}", location, remedy)
    if not entry.admits(float(value)):
        raise ScenarioProblem(f"'{name}' is {value!r}, outside its range", location, remedy)
    return float(value)


def check_value(key: str, value: Any, location: Place) -> float:
    """Return a checked number, or cell `table.cell` or `grid.course.move`; raises
    ScenarioProblem.
    """
    name, dot, cell = key.partition(".")
    if name not in PARAMETERS:
        tables = [entry.name for entry in PARAMETERS.values() if entry.cells]
        if dot:
            raise unknown_name("table", name, tables, location)
        raise unknown_name("parameter", key, [*LEVERS, *PARAMETERS], location, LISTER)
    entry = PARAMETERS[name]
    if key in PLACES:
        return check_bounds(entry, key, value, location)
    if not entry.cells:
        raise ScenarioProblem(
            f"there is no parameter '{key}'", location, f"Did you mean '{name}'? It is one number."
        )
    cells = [label for label, _ in entry.cells]
    if not dot:
        raise ScenarioProblem(
            f"'{key}' is a table", location, f"Name a cell, as in {key}.{cells[0]}."
        )
    still = QUIET[name.replace("_", ".").removesuffix("s")] if entry.kind == "grid" else ""
    if still and cell.endswith(f".{still}"):
        remedy = f"{still} holds 0 on every course: set the others against it."
        raise ScenarioProblem(f"there is no cell '{cell}' of {name}", location, remedy)
    raise unknown_name(f"cell of {name}", cell, cells, location)


def check_levers(capital: str, levers: Values, location: Place) -> None:
    """Check the names and ranges of a capital's levers; raises ScenarioProblem."""
    for lever, value in levers:
        name = f"{capital}.{lever}"
        if name not in LEVERS:
            raise unknown_name(f"lever of {capital}", lever, LEVERS_OF[capital], location)
        check_bounds(LEVERS[name], name, value, location.inner(lever))


def check_shares(values: Values) -> None:
    """Check that the cells of every table of chances have some weight; raises ScenarioProblem."""
    settings = dict(values)
    for cells in SHARES:
        cells_set = [cell for cell in cells if cell in settings]
        if cells_set and not sum(settings.get(cell, DEFAULTS[cell]) for cell in cells):
            table = cells_set[0].partition(".")[0]
            raise ScenarioProblem(
                f"no cell of {table} has any weight",
                named_place(cells_set[0]),
                "Give a cell above 0.",
            )
