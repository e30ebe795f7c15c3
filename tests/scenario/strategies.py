"""Scenarios at random, within the declared ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES, courses_of
from sim.core.scenario import Election, Expiry, Incident, Plan, Scenario, Stretch, Switch, Window
from sim.core.scenario.parameters import PARAMETERS, PLACES, SHARES
from sim.core.scenario.scenario import MONTHS_OF_PLANS


def month_after(months: int) -> str:
    """The month that lies so many after February 2017."""
    return f"{2017 + (months + 1) // 12}-{(months + 1) % 12 + 1:02d}"


MONTHS = st.integers(0, 59)
MONTH = MONTHS.map(month_after)
TEXT = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=200
)
CHANCES = {cell for cells in SHARES for cell in cells}


def within(name: str) -> st.SearchStrategy[float]:
    """Values in the range of a parameter or a cell; a weight above 0."""
    entry = PARAMETERS[name.partition(".")[0]]
    return st.floats(0.001 if name in CHANCES else entry.low, entry.high)


def levers(capital: str) -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    """Some levers of a capital."""
    own = [lever for lever in LEVERS.values() if lever.name.startswith(f"{capital}.")]
    chosen = {lever.name.partition(".")[2]: st.floats(lever.low, lever.high) for lever in own}
    return st.fixed_dictionaries({}, optional=chosen).map(lambda values: tuple(values.items()))


@st.composite
def plans(draw: st.DrawFn, capital: str) -> Plan:
    """Up to four stretches, their free months under one rule, and levers held."""
    rules = [name for name, policy in POLICIES[capital].items() if policy.reviews]
    policy = st.sampled_from([draw(st.sampled_from(rules)), *courses_of(capital)])
    later = draw(st.lists(st.integers(1, 59), unique=True, max_size=3).map(sorted))
    starts = [draw(st.sampled_from([None, "2017-02"])), *(month_after(month) for month in later)]
    stretches = [Stretch(start, draw(policy), draw(levers(capital))) for start in starts]
    return Plan(tuple(stretches), draw(levers(capital)))


@st.composite
def offices(draw: st.DrawFn) -> dict[str, Any]:
    """Elections and switches, no two in one month."""
    months = draw(st.lists(MONTHS, unique=True, max_size=4).map(sorted))
    found: dict[str, list[Any]] = {"elections": [], "switches": []}
    for month in months:
        votes = draw(st.booleans())
        capital = draw(st.sampled_from(["washington", "seoul"] if votes else CAPITALS))
        weights = st.dictionaries(
            st.sampled_from(courses_of(capital)), st.floats(1e-9, 1e6), min_size=1
        )
        chances = tuple(draw(weights).items())
        kind = Election if votes else Switch
        found["elections" if votes else "switches"].append(
            kind(capital, month_after(month), chances)
        )
    return {key: tuple(items) for key, items in found.items()}


def dated(kind: Any, results: list[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Events with a result, no two in one month."""
    one = st.builds(kind, MONTH, st.sampled_from(results))
    return st.lists(one, max_size=3, unique_by=lambda item: item.month).map(tuple)


def least_months(values: Iterable[tuple[str, float]]) -> int:
    """Return the shortest horizon that holds the months for which plans wait."""
    return max((math.ceil(value) for name, value in values if name in MONTHS_OF_PLANS), default=1)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario of anything that may be said."""
    names = draw(st.lists(st.sampled_from(sorted(PLACES)), max_size=6, unique=True))
    values = tuple((name, draw(within(name))) for name in names)
    expiries = st.lists(
        st.builds(Expiry, MONTH, st.floats(0, 1)), max_size=2, unique_by=lambda item: item.month
    )
    return Scenario(
        name=draw(TEXT),
        title=draw(TEXT),
        months=draw(st.integers(least_months(values), 600)),
        kim_type=draw(st.sampled_from(["drawn", "fearful", "greedy", "erratic"])),
        values=values,
        **{capital: draw(plans(capital)) for capital in CAPITALS},
        **draw(offices()),
        windows=draw(dated(Window, ["succeeds", "fails"])),
        incidents=draw(dated(Incident, ["arrested", "released", "dies", "games"])),
        expiries=tuple(draw(expiries)),
        leaders=tuple(draw(st.lists(MONTH, unique=True, max_size=2))),
    )
