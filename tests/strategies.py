"""Random valid scenarios for property tests: numbers, policies, modules, schedules and events in their whole range."""

from typing import Any

from hypothesis import strategies as st

from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.capitals.pyongyang import KIM_TYPES, PLAIN
from sim.world.parameters import LEDGER, MODULES, Entry
from sim.world.scenario import DRAWN, FORECASTS, Election, Expiry, Incident, Plan, Scenario, Spell, Window
from tests.support import START


def values_of(entry: Entry) -> st.SearchStrategy[float]:
    """Values of an entry, with a liking for the ends of its range, where rules break first."""
    if entry.kind == "switch":
        return st.sampled_from([0.0, 1.0])
    low, high = float(entry.low), float(entry.high)
    return st.sampled_from([low, high]) | st.floats(low, high, allow_subnormal=False)


@st.composite
def numbers(draw: st.DrawFn, most: int = 60) -> dict[str, float]:
    """Numbers, tables and levers that differ from the ledger."""
    names = draw(st.lists(st.sampled_from(list(LEDGER)), unique=True, max_size=most))
    return {name: draw(values_of(LEDGER[name])) for name in names}


@st.composite
def plans(draw: st.DrawFn, capital: str, months: int) -> Plan:
    """A schedule of one to three policies."""
    starts = draw(st.sets(st.integers(1, months), max_size=2))
    policies = st.sampled_from(list(POLICIES[capital]))
    return Plan(tuple(Spell(month_after(START, at), draw(policies)) for at in sorted({0, *starts})))


@st.composite
def votes(draw: st.DrawFn, months: int) -> Election:
    """A vote in Seoul or Washington."""
    capital = draw(st.sampled_from(["washington", "seoul"]))
    held, wait = draw(st.integers(0, months)), draw(st.integers(0, 3))
    names = draw(st.lists(st.sampled_from(list(POLICIES[capital])), unique=True, min_size=1))
    options = tuple((name, draw(st.floats(0.01, 10.0))) for name in names)
    keep = draw(st.sampled_from([0.0, 0.5, 1.0]))
    return Election(capital, month_after(START, held), month_after(START, held + wait), options, keep)


@st.composite
def events(draw: st.DrawFn, months: int) -> dict[str, Any]:
    """Votes, dialogue windows, expiring measures and fixed detainee events."""
    when = st.integers(0, months).map(lambda after: month_after(START, after))
    windows = st.builds(Window, when, st.sampled_from(["drawn", "succeeds", "fails"]))
    expiries = st.builds(Expiry, when, st.floats(0.0, 1.0), st.just("a measure"))
    incidents = st.builds(Incident, when, st.sampled_from(["arrested", "released", "dies"]))
    kinds = {"elections": votes(months), "windows": windows, "expiries": expiries, "incidents": incidents}
    return {
        name: draw(st.lists(kind, max_size=2, unique_by=lambda item: item.month).map(tuple))
        for name, kind in kinds.items()
    }


@st.composite
def scenarios(draw: st.DrawFn, most_months: int = 8) -> Scenario:
    """Any valid scenario."""
    months = draw(st.integers(1, most_months))
    moves = tuple(draw(st.sampled_from([action.name for action in ACTIONS[capital]])) for capital in CAPITALS)
    scenario = Scenario(
        "random",
        "a random scenario",
        *(draw(plans(capital, months)) for capital in CAPITALS),
        months=months,
        forecast=draw(st.sampled_from(FORECASTS)),
        kim_type=draw(st.sampled_from([PLAIN, *KIM_TYPES, DRAWN])),
        modules=tuple(module for module in MODULES if draw(st.booleans())),
        opening_moves=moves,  # type: ignore[arg-type]
        **draw(events(months)),
    )
    return scenario.change(draw(numbers()))
