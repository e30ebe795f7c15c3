"""Law 13: every number of the ledger is read; moving it changes a state, a move or an outcome in some scenario.

All the moved versions of a scenario run as blocks of one batch beside the unmoved one; law 4 allows that.
"""

import numpy as np
import pytest

from sim.world.batch import Block
from sim.world.parameters import LEDGER, Entry
from sim.study.scenario import Scenario
from tests.support import eventful, everything, play

pytestmark = pytest.mark.xdist_group("ledger")

WORLDS = 100
CHUNK = 120
CELLS = {f"{entry.name}.{cell}": value for entry in LEDGER.values() for cell, value in entry.cells}
# Between them: wars of choice and by accident, collapse, freezes that hold and break, a disarmed North, every rule.
SCENARIOS: dict[str, Scenario] = {
    "a tense year": eventful(start_tension=5.5, kim_type="revisionist", election_tension=0.5),
    "a thaw": eventful(
        "engagement", "mediator", "conciliatory", "sunshine", elections=(), forecast="belief", months=18,
        start_talks=0.6, start_tension=2.0, start_arsenal=0.22, start_freeze=1, start_credibility=0.6,
        start_relation=0.5, denuclearisation_months=8, denuclearisation_inspections=3,
    ),
    "a war nobody fears": eventful(
        "reciprocity", "protector", "unpredictable", "alliance_first", forecast="empirical",
        start_tension=7.5, tension_rest=4.0, tremble_excludes_war=0, kim_type="erratic",
        **{"washington.patience": 0.5},
    ),
    "a weak regime": eventful(
        "adaptive", "full_enforcement", "brinkmanship", "hard_line", elections=(),
        start_stability=0.15, start_economy=-0.3, start_sanctions=0.9, refugee_lump=200.0,
    ),
    "an armed North": eventful(
        "strategic_patience", "lax", "byungjin", "hedging", kim_type="secure",
        start_arsenal=0.83, start_talks=0.28, start_freeze=1, tension_rest=1.0, start_tension=1.0,
        **{"pyongyang.deterrent_goal": 0.8},
    ),
    # Who does not know the arsenal errs on what pressure would slow; that is little, so all else makes it large.
    "a quiet race": eventful(
        arsenal_pressure_brake=0.5, arsenal_gain=2.0, arsenal_room=0.1, payoff_units=2.0, foresight=12.0, precision=4.0,
        start_arsenal=0.3, **{"pyongyang.testing": 0.0},
    ),
}  # fmt: skip


def variants(entry: Entry) -> list[dict[str, float]]:
    """An entry moved to the ends and the middle of its range; a table whose factor is fixed, in its cells."""
    if entry.low == entry.high:
        return [change for cell, value in entry.cells for change in cell_variants(f"{entry.name}.{cell}", value)]
    values = (0, 1) if entry.kind == "switch" else (entry.low, entry.high, (entry.low + entry.high) / 2)
    return [{entry.name: float(value)} for value in values]


def cell_variants(name: str, value: float) -> list[dict[str, float]]:
    """A cell moved up and down. A first belief stays a distribution: what one type gains another loses."""
    table, _, cell = name.partition(".")
    if table != "kim_prior":
        return [{name: value + 0.3}, {name: value - 0.3}]
    other, held = next((key, kept) for key, kept in LEDGER[table].cells if key != cell)
    return [{name: value + 0.1, f"{table}.{other}": held - 0.1}]


def changed(base: Scenario, changes: list[dict[str, float]]) -> list[bool]:
    """Say for each change whether anything at all came out differently."""
    blocks = [Block(base.change(change), 0, WORLDS) for change in [{}, *changes]]
    found = np.zeros(len(blocks), dtype=bool)
    for array in everything(play(blocks)).values():
        rows = array.reshape(-1, len(blocks), WORLDS)
        unmoved = rows[:, :1]
        same = (rows == unmoved) | ((rows != rows) & (unmoved != unmoved))
        found |= ~same.all(axis=(0, 2))
    return [bool(flag) for flag in found[1:]]


def read(moves: dict[str, list[dict[str, float]]]) -> set[str]:
    """Return the names whose moves change something, scenario after scenario."""
    seen: set[str] = set()
    for base in SCENARIOS.values():
        todo = [(name, change) for name, changes in moves.items() if name not in seen for change in changes]
        for first in range(0, len(todo), CHUNK):
            names, changes = zip(*todo[first : first + CHUNK], strict=True)
            seen |= {name for name, moved in zip(names, changed(base, list(changes)), strict=True) if moved}
    return seen


# Scenarios with war set apart and without cannot share a batch, so this switch has a test of its own.
ALONE = "tremble_excludes_war"


@pytest.fixture(scope="module")
def entries_read() -> set[str]:
    return read({name: variants(entry) for name, entry in LEDGER.items() if name != ALONE})


@pytest.fixture(scope="module")
def cells_read() -> set[str]:
    return read({name: cell_variants(name, value) for name, value in CELLS.items()})


@pytest.mark.parametrize("name", [name for name in LEDGER if name != ALONE])
def test_law_13_every_entry_is_read(name: str, entries_read: set[str]) -> None:
    assert name in entries_read


def test_law_13_the_switch_of_the_war_move_is_read() -> None:
    base = SCENARIOS["a war nobody fears"]
    apart = play(base.change({ALONE: 1})).outcomes()["months"]
    assert not np.array_equal(apart, play(base).outcomes()["months"])


@pytest.mark.parametrize("table", [entry.name for entry in LEDGER.values() if entry.kind == "table"])
def test_law_13_every_cell_is_read(table: str, cells_read: set[str]) -> None:
    assert {name for name in CELLS if name.startswith(f"{table}.")} <= cells_read


@pytest.mark.parametrize(
    "change",
    [
        {"months": 11},
        {"elections": ()},
        {"elections.washington": False},
        {"windows": ()},
        {"expiries": ()},
        {"incidents": ()},
        {"kim_type": "secure"},
        {"forecast": "empirical"},
        {"forecast": "belief"},
        {"forecast": "qre"},
        {"opening_moves": ("deploy", "urge_restraint", "big_test", "wait")},
        {"washington.policy": "engagement"},
        {"beijing.policy": "lax"},
        {"pyongyang.policy": "conciliatory"},
        {"seoul.policy": "hard_line", "elections.seoul": False},
    ],
    ids=str,
)
def test_law_13_every_field_of_a_scenario_is_read(change: dict[str, object]) -> None:
    base = eventful(months=12)
    plain, moved = (play(scenario, WORLDS).outcomes() for scenario in (base, base.change(change)))
    assert not np.array_equal(plain["value_pyongyang"], moved["value_pyongyang"])
