"""A scenario as the arrays that the engine plays, and where worlds begin when it is not where the
scenario says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core import engine
from sim.core.base.arrays import Floats, Ints
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.months import count_month, months_into
from sim.core.engine.job import FREE, USUAL, Outside
from sim.core.extensions import extensions
from sim.core.game import moves
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import courses_of, orders_of
from sim.core.runs.interventions import LEVER_PLACES, Intervention, within_horizon, write_into_sheet
from sim.core.scenario.parameters import DEFAULTS, MEASURES, PARAMETERS, PLACES, START_PREFIX
from sim.core.scenario.plan import Election, Switch
from sim.core.scenario.scenario import (
    DRAWN_TYPE,
    Scenario,
    effective_levers,
    own_policies,
    said_parameters,
    shares,
)

Moves = npt.NDArray[np.int8]
ParameterValues = dict[str, float | Floats]

_COLUMN: Final = {name: place for place, name in enumerate(engine.CALENDAR)}


@dataclass(frozen=True, eq=False)
class Inputs:
    """The inputs of the engine for one scenario, or for several side by side.

    `numbers` holds the parameters that differ from the defaults, by the engine's name: a number, or
    an array `(worlds,)`. `levers` is `(months, levers)`, `orders` `(months, orders)` of int8 with
    −1 for free, or each with worlds as a third axis; `calendar` is `(months, columns)`. Columns are
    those of the engine. `rules` is the module of the month that is played; `outside` holds the
    agents that choose in it. `luck` holds the random draws to impose, NaN elsewhere.
    """

    numbers: ParameterValues
    levers: Floats
    orders: Moves
    calendar: Floats
    rules: str = USUAL
    outside: Outside | None = None
    luck: Floats | None = None

    @property
    def months(self) -> int:
        """The number of months."""
        return len(self.calendar)

    def job(self, worlds: int, **more: Any) -> engine.Job:
        """Return a job of so many worlds, without the parameters that no rule reads; `more` sets
        its other fields.
        """
        numbers = {name: value for name, value in self.numbers.items() if name not in MEASURES}
        return engine.Job(
            worlds,
            months=self.months,
            numbers=numbers,
            levers=self.levers,
            orders=self.orders,
            calendar=self.calendar,
            luck=self.luck,
            rules=self.rules,
            outside=self.outside,
            **more,
        )

    def imposed(self, interventions: Sequence[Intervention], worlds: Ints) -> Inputs:
        """Return the inputs with the interventions on these worlds; later ones overwrite earlier
        ones.

        Raises UsageProblem for an intervention in a month that is not played.
        """
        result = self
        for item in within_horizon(interventions, self.months):
            indices = None if item.worlds is None else np.flatnonzero(np.isin(worlds, item.worlds))
            for name, month, place, value in item.cells():
                sheet = getattr(result, name)
                base_sheet = (
                    np.full((self.months, len(engine.SLOTS)), np.nan) if sheet is None else sheet
                )
                sheets: dict[str, Any] = {
                    name: write_into_sheet(base_sheet, month, place, value, indices, worlds.size)
                }
                result = replace(result, **sheets)
        return result


def inputs(scenario: Scenario) -> Inputs:
    """Return a scenario as the engine plays it."""
    return Inputs(*set_in(scenario), calendar_of(scenario), *played_by(scenario))


def set_in(
    scenario: Scenario, overrides: Mapping[str, Any] | None = None
) -> tuple[ParameterValues, Floats, Moves]:
    """Return the parameters, levers and orders of a scenario, in the shapes of `Inputs`.

    `overrides` replaces parameters, their cells, and levers by name, each with a number or an array
    `(worlds,)`: draws of uncertain parameters, or points of a sweep. A lever that is given holds in
    every month. Raises DataProblem for an unknown name or a value outside its range.
    """
    check_given(overrides or {})
    lever_values = {name: value for name, value in (overrides or {}).items() if name in LEVERS}
    numbers = {name: value for name, value in (overrides or {}).items() if name not in lever_values}
    levers, orders = by_month(scenario, scenario.months)
    if worlds := max(
        (np.size(value) for value in lever_values.values() if np.ndim(value)), default=0
    ):
        levers = np.repeat(levers[:, :, None], worlds, axis=2)
    for name, value in lever_values.items():
        levers[:, LEVER_PLACES[name]] = value
    differ = {
        PLACES[name]: value
        for name, value in said_parameters(scenario, numbers).items()
        if isinstance(value, np.ndarray) or value != DEFAULTS[name]
    }
    return differ, levers, orders


def played_by(scenario: Scenario) -> tuple[str, Outside | None]:
    """Return the module of the month that is played, and the outside agents, None if all is
    compiled.

    Raises UsageProblem for a user's own policy that cannot be loaded.
    """
    own_functions = own_policies(scenario)
    return (
        extensions().played_by(own_functions, scenario.start, scenario.months)
        if own_functions
        else (USUAL, None)
    )


def check_given(overrides: Mapping[str, Any]) -> None:
    """Check names and ranges of parameters and levers that are given by world; raises DataProblem."""
    for name, values in overrides.items():
        if name not in PLACES and name not in LEVERS:
            raise DataProblem(
                f"there is no parameter '{name}'",
                "numbers by world",
                "Use the name of a parameter or a lever.",
            )
        entry = LEVERS[name] if name in LEVERS else PARAMETERS[name.partition(".")[0]]
        array = np.asarray(values, dtype=np.float64)
        if not np.all((array >= entry.low) & (array <= entry.high)):
            raise DataProblem(
                f"'{name}' leaves its range",
                "numbers by world",
                f"Give numbers from {entry.low:g} to {entry.high:g}.",
            )


def by_month(scenario: Scenario, months: int) -> tuple[Floats, Moves]:
    """Return the levers and the orders of every month; a course or a plan that is held is ordered
    in every month of its stretch.
    """
    levers = np.empty((months, len(engine.LEVERS)))
    orders = np.full((months, len(engine.ORDERS)), FREE, dtype=np.int8)
    for capital in CAPITALS:
        for stretch, standing, lever_values in effective_levers(scenario, capital):
            first = (
                0 if stretch.start is None else months_into(scenario.start, stretch.start, capital)
            )
            for order, place in orders_of(capital, standing).items():
                orders[first:, engine.ORDERS.index(order)] = place
            for lever, value in lever_values.items():
                levers[first:, LEVER_PLACES[f"{capital}.{lever}"]] = value
    return levers, orders


def calendar_of(scenario: Scenario) -> Floats:
    """Return the calendar of a scenario, `(months, columns)`."""
    sheet = np.zeros((scenario.months, len(engine.CALENDAR)))
    sheet[:, _COLUMN["month"]] = np.arange(scenario.months)
    sheet[:, _COLUMN["month_of_year"]] = (
        (count_month(scenario.start) or 0) + np.arange(scenario.months)
    ) % 12 + 1

    def write(month: str, column: str, value: float) -> None:
        place = months_into(scenario.start, month, column)
        if place < scenario.months:
            sheet[place, _COLUMN[column]] = value

    offices: tuple[Election | Switch, ...] = (*scenario.elections, *scenario.switches)
    for item in offices:
        write(
            item.month,
            f"{item.capital}_{'election' if isinstance(item, Election) else 'switch'}",
            1.0,
        )
        for course, chance in shares(dict(item.chances)).items():
            write(
                item.month,
                f"{item.capital}_office.{courses_of(item.capital).index(course)}",
                chance,
            )
    for window in scenario.windows:
        write(window.month, "window", float(moves.WindowState[window.result.upper()]))
    for incident in scenario.incidents:
        write(incident.month, "incident", float(moves.IncidentKind[incident.result.upper()]))
    for expiry in scenario.expiries:
        write(expiry.month, "expiry", expiry.share)
    for month in scenario.leaders:
        write(month, "new_leader", 1.0)
    return sheet


@dataclass(frozen=True, eq=False)
class Start:
    """Worlds that have begun: world k of a run goes on from column k.

    `state` is `(places, worlds)`; `numbers[name]` `(worlds,)`, by the engine's name, are those that
    differ by world. `first` is the first month to come, `month` and `generation` the address of its
    random draws. `description` describes the start in words.
    """

    state: Floats
    numbers: Mapping[str, Floats]
    first: str
    month: int
    generation: int
    description: str = ""

    @property
    def worlds(self) -> int:
        """The number of worlds that have begun."""
        return len(self.state[0])

    def check(self, scenario: Scenario, worlds: int) -> None:
        """Raise UsageProblem for a scenario that begins elsewhere, or for more worlds than have
        begun.
        """
        check_begun(scenario, self.first)
        if worlds > self.worlds:
            remedy = "Ask for fewer worlds, or for more when you make the start."
            raise UsageProblem(f"{self.worlds} worlds have begun, not {worlds}", "start", remedy)

    def numbers_in(self, scenario: Scenario, worlds: Ints) -> dict[str, float | Floats]:
        """Return the numbers of some worlds but for those that the scenario sets; they started as
        they have begun.
        """
        chosen = {PLACES[name] for name, _ in scenario.values}
        numbers: dict[str, float | Floats] = {
            name: values[worlds] for name, values in self.numbers.items() if name not in chosen
        }
        places = [place for place in engine.PLACES if START_PREFIX + place in engine.NUMBERS]
        return numbers | {
            START_PREFIX + place: self.state[engine.PLACES.index(place)][worlds] for place in places
        }

    def job(self, worlds: Ints) -> dict[str, Any]:
        """Return the fields of a job that continues these worlds."""
        return {
            "state": self.state[:, worlds],
            "first_month": self.month,
            "generation": np.full(len(worlds), self.generation, np.int64),
        }


def check_begun(scenario: Scenario, first: str) -> None:
    """Raise UsageProblem unless a scenario begins in a month and leaves to worlds that have begun
    where they stand.
    """
    if scenario.start != first:
        remedy = "Leave the start as it is."
        raise UsageProblem(
            f"worlds begin in {first}, the scenario in {scenario.start}", "start", remedy
        )
    start_names = [name for name, _ in scenario.values if name.startswith(START_PREFIX)]
    start_names += ["kim_type"] if scenario.kim_type != DRAWN_TYPE else []
    if start_names:
        remedy = "Change policies, levers and other parameters."
        raise UsageProblem(
            "worlds that have begun cannot be given another start", start_names[0], remedy
        )
