"""Law 5: a module that is on but holds its neutral values leaves every bit as the core has it.

A module that is off is skipped by the code, and one that is on runs its code, so the two ways must meet.
"""

from typing import Any

import pytest

from sim.world.parameters import LEDGER, MODULES
from sim.world.recorder import BELIEFS
from sim.study.scenario import Election, Expiry, Scenario
from tests.support import differing, eventful, everything, lineup, play

LINEUPS = (
    ("maximum_pressure", "partial_enforcement", "byungjin", "hedging"),
    ("engagement", "mediator", "conciliatory", "sunshine"),
    ("reciprocity", "protector", "brinkmanship", "alliance_first"),
    ("adaptive", "lax", "unpredictable", "hard_line"),
)
# A tense and a ripe start, so that wars, collapses and freezes happen and their code runs.
STARTS: tuple[dict[str, Any], ...] = (
    {"start_tension": 6.5, "start_stability": 0.3, "start_talks": 0.3},
    {"start_talks": 0.7, "start_tension": 1.5, "start_arsenal": 0.3, "start_freeze": 1, "start_economy": -0.2},
)


def neutral_values(module: str) -> dict[str, float]:
    """The numbers, tables and levers of a module at the values that have no effect."""
    own = [entry for entry in LEDGER.values() if entry.module == module]
    assert all(entry.neutral is not None for entry in own)
    return {entry.name: entry.neutral for entry in own if entry.neutral is not None}


def check(module: str, **changes: Any) -> None:
    for policies in LINEUPS:
        for start in STARTS:
            core = lineup(*policies, months=10, **start, **changes)
            neutral = core.change(neutral_values(module) | {f"modules.{module}": True})
            assert differing(visible(neutral), visible(core)) == [], policies


def visible(scenario: Scenario) -> dict[str, Any]:
    """All that came out, but for what is believed of Kim: beliefs move, and at no anxiety that changes nothing."""
    kept = everything(play(scenario, 40))
    return {name: array for name, array in kept.items() if name.removeprefix("state ") not in BELIEFS}


def test_law_05_thaad() -> None:
    check("thaad")


@pytest.mark.short
def test_law_05_relation() -> None:
    check("relation")


def test_law_05_detainee() -> None:
    check("detainee")


def test_law_05_credibility() -> None:
    check("credibility")


def test_law_05_alignment() -> None:
    check("alignment")


def test_law_05_leaning() -> None:
    check("leaning")


def test_law_05_information() -> None:
    check("information")


def test_law_05_information_with_contact() -> None:
    """Contact shares out an error; there is none to share out."""
    for policies in LINEUPS:
        core = lineup(*policies, months=10)
        neutral = core.change(neutral_values("information") | {"modules.information": True, "contact": 0.6})
        assert differing(visible(neutral), visible(core)) == [], policies


@pytest.mark.short
def test_law_05_beliefs() -> None:
    check("beliefs")


def test_law_05_elections() -> None:
    check("elections")
    # A vote that always keeps the policy in force is no vote either.
    kept = Election("seoul", "2017-05", "2017-06", (("hard_line", 1.0),), keep=1.0)
    core = lineup(months=10)
    assert differing(visible(core.change({"modules.elections": True, "elections": (kept,)})), visible(core)) == []


def test_law_05_expiry() -> None:
    check("expiry")
    nothing = Expiry("2017-05", 0.0, "a measure of no weight")
    core = lineup(months=10)
    assert differing(visible(core.change({"modules.expiry": True, "expiries": (nothing,)})), visible(core)) == []


def test_law_05_small_talk() -> None:
    check("small_talk")


def test_law_05_refugees() -> None:
    check("refugees")


def test_law_05_war_losses() -> None:
    check("war_losses")


def test_law_05_secondary() -> None:
    check("secondary")


def test_law_05_rhetoric() -> None:
    check("rhetoric")


def test_law_05_ambiguity() -> None:
    check("ambiguity")


@pytest.mark.parametrize("forecast", ["empirical", "qre", "belief"])
def test_law_05_all_modules_at_once(forecast: str) -> None:
    """Together, too, and under forecasts by chances; in the mode `belief` the module beliefs is what is not neutral."""
    chosen = [module for module in MODULES if not (forecast == "belief" and module == "beliefs")]
    values = {name: value for module in chosen for name, value in neutral_values(module).items()}
    core = lineup(*LINEUPS[0], months=6, forecast=forecast, **STARTS[0])
    neutral = core.change(values | {f"modules.{module}": True for module in chosen})
    assert differing(visible(neutral), visible(core)) == []


def test_law_05_every_module_has_its_test() -> None:
    assert {name for name in MODULES if f"test_law_05_{name}" not in globals()} == set()


@pytest.mark.short
def test_law_05_a_module_that_is_off_reads_none_of_its_numbers() -> None:
    core = lineup(months=8)
    for module in MODULES:
        moved = {
            entry.name: entry.high if entry.high != entry.default else entry.low
            for entry in LEDGER.values()
            if entry.module == module and entry.kind != "table"
        }
        assert differing(visible(core.change(moved)), visible(core)) == [], module


@pytest.mark.short
def test_law_05_a_module_that_is_off_knows_no_events() -> None:
    events = {key: getattr(eventful(), key) for key in ("elections", "windows", "expiries", "incidents")}
    core = lineup(months=12)
    assert differing(visible(core.change(events)), visible(core)) == []


@pytest.mark.parametrize("module", [name for name in MODULES if name not in ("elections", "expiry")])
def test_every_module_moves_something_at_its_defaults(module: str) -> None:
    """The law above is not true for want of effect: at the ledger's values, levers up, the module shows."""
    levers = {name: entry.high for name, entry in LEDGER.items() if entry.kind == "lever" and entry.module == module}
    base = lineup("engagement", "mediator", "byungjin", "sunshine", months=24, start_tension=6.0, start_stability=0.3)
    moved = base.change({f"modules.{module}": True, **levers})
    if module == "thaad":
        moved = moved.change({"start_thaad": 1.0})
    if module == "relation":
        moved = moved.change({"start_relation": 0.5})
    assert differing(visible(moved), visible(base)) != []
