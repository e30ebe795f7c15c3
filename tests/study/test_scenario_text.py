"""A scenario written out as a file loads back to itself."""

from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.calendar import month_after
from sim.errors import ScenarioProblem
from sim.game.catalogue import CAPITALS
from sim.study.scenario_file import load_scenario, shipped_scenarios, to_toml
from sim.world.actions import ACTIONS
from sim.world.capitals import POLICIES
from sim.world.capitals.pyongyang import KIM_TYPES
from sim.world.parameters import LEDGER, MODULES
from sim.world.parameters.entry import Entry
from sim.world.scenario import DRAWN, FORECASTS, Election, Expiry, Incident, Plan, Scenario, Spell, Window

NUMBERS = [entry for entry in LEDGER.values() if entry.kind != "lever"]
CELLS = [f"{entry.name}.{cell}" for entry in NUMBERS for cell, _ in entry.cells]
month_of = attrgetter("month")
MONTH = st.integers(0, 59).map(lambda months: month_after("2017-02", months))
TEXT = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=200)


def within(entry: Entry) -> st.SearchStrategy[float]:
    """Values that an entry of the ledger admits."""
    return st.sampled_from([0.0, 1.0]) if entry.kind == "switch" else st.floats(entry.low, entry.high)


def levers(capital: str) -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    """Some levers of a capital, in order of name."""
    own = [entry for entry in LEDGER.values() if entry.name.startswith(f"{capital}.")]
    chosen = st.fixed_dictionaries({}, optional={entry.name.split(".")[1]: within(entry) for entry in own})
    return chosen.map(lambda values: tuple(sorted(values.items())))


@st.composite
def plans(draw: st.DrawFn, capital: str) -> Plan:
    """A schedule of one to four spells from the start on, and levers held."""
    later = draw(st.lists(st.integers(1, 59), unique=True, max_size=3).map(sorted))
    policy = st.sampled_from(list(POLICIES[capital]))
    spells = [Spell(month_after("2017-02", month), draw(policy), draw(levers(capital))) for month in (0, *later)]
    return Plan(tuple(spells), draw(levers(capital)))


@st.composite
def votes(draw: st.DrawFn) -> Election:
    """An election of Seoul or Washington."""
    capital = draw(st.sampled_from(["seoul", "washington"]))
    options = draw(st.dictionaries(st.sampled_from(list(POLICIES[capital])), st.floats(1e-9, 1e6), min_size=1))
    month = draw(MONTH)
    return Election(
        capital,
        month,
        draw(st.sampled_from([month, "2030-01"])),
        tuple(options.items()),
        draw(st.floats(0, 1)),
    )


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXT,
        "title": TEXT,
        "months": st.integers(1, 600),
        "forecast": st.sampled_from(FORECASTS),
        "kim_type": st.sampled_from(["plain", DRAWN, *KIM_TYPES]),
        "opening_moves": st.tuples(*(st.sampled_from([each.name for each in ACTIONS[c]]) for c in CAPITALS)),
        "elections": st.lists(votes(), max_size=3),
        "windows": st.lists(
            st.builds(Window, MONTH, st.sampled_from(["drawn", "succeeds", "fails"])), max_size=3, unique_by=month_of
        ),
        "expiries": st.lists(st.builds(Expiry, MONTH, st.floats(0, 1), TEXT), max_size=3),
        "incidents": st.lists(
            st.builds(Incident, MONTH, st.sampled_from(["arrested", "dies"])), max_size=3, unique_by=month_of
        ),
        **{f"modules.{module}": st.booleans() for module in MODULES},
    },
)
VALUES = st.lists(st.sampled_from(NUMBERS), max_size=5, unique=True).flatmap(
    lambda entries: st.fixed_dictionaries({entry.name: within(entry) for entry in entries})
)
CELL_VALUES = st.dictionaries(st.sampled_from(CELLS), st.floats(0.5, 10.0), max_size=5)


def loaded(scenario: Scenario, folder: Path) -> Scenario:
    """The scenario after a way through a file of another name."""
    path = folder / "written.toml"
    path.write_text(to_toml(scenario), encoding="utf-8")
    return load_scenario(path)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(shipped_scenarios()),
    CHANGES,
    VALUES,
    CELL_VALUES,
    st.fixed_dictionaries({}, optional={capital: plans(capital) for capital in CAPITALS}),
)
def test_any_scenario_loads_back_to_itself(
    tmp_path: Path,
    name: str,
    changes: dict[str, Any],
    values: dict[str, float],
    cells: dict[str, float],
    planned: dict[str, Plan],
) -> None:
    scenario = replace(load_scenario(name).change({**changes, **values, **cells}), **planned)
    again = loaded(scenario, tmp_path)
    assert again == scenario
    assert again.hash == scenario.hash


def test_a_written_file_needs_no_base(tmp_path: Path) -> None:
    assert "base" not in to_toml(load_scenario("dual-track"))
    again = loaded(load_scenario("dual-track"), tmp_path)
    assert {place.split(",")[0] for _, place in again.origin} == {str(tmp_path / "written.toml")}


@pytest.mark.parametrize("text", ["", "x" * 201, "two\nlines", "\x1b[31m", "\ud800"])
def test_a_name_that_no_file_may_hold_is_refused(text: str) -> None:
    for key in ("name", "title"):
        with pytest.raises(ScenarioProblem, match="cannot stand in a file"):
            to_toml(load_scenario("core").change({key: text}))


def test_a_file_name_that_cannot_be_printed_still_makes_a_name(tmp_path: Path) -> None:
    path = tmp_path / ("two\nlines" + "x" * 230 + ".toml")
    path.write_text('base = "core"')
    scenario = load_scenario(path)
    assert scenario.name.startswith("two linesxxx")
    assert loaded(scenario, tmp_path) == scenario
