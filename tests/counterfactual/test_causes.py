"""Necessary and sufficient: Pearl's probabilities against their definitions, identities and bounds; planted answers."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim.analysis.counterfactual import WhyOptions
from sim.analysis.counterfactual.causes import Causation, CausesFinding, ask, find
from sim.analysis.counterfactual.changes import Cause, cause_from
from sim.analysis.finding import analyse
from sim.errors import UsageProblem
from sim.scenario import Scenario, load_scenario
from sim.study.estimate.interval import wilson
from sim.study.run.worlds import run
from tests.counterfactual.worlds import TENSE

SPRING = load_scenario("2017-spring").change({"months": 6})
CAUSE = Cause("beijing.enforcement", 0.0, 1.0)
COUNTS = st.tuples(*[st.integers(0, 40)] * 4).filter(lambda each: sum(each) > 0)


def made(always: int, only_high: int, only_low: int, never: int) -> Causation:
    """Return a causation with so many worlds of each kind; as it is, the cause is low."""
    sizes = (always, only_high, only_low, never)
    low = np.repeat([True, False, True, False], sizes)
    return Causation(CAUSE, "war", low, np.repeat([True, True, False, False], sizes), low)


def played(scenario: Scenario, *causes: Cause, outcome: str = "lose_lose", worlds: int = 60) -> CausesFinding:
    """Return how an outcome answers to causes in worlds that are played."""
    return analyse(ask, find, WhyOptions(scenario, causes=causes, outcome=outcome, worlds=worlds, seed=3))


def value(found: Causation, name: str, high: bool = True) -> float:
    estimate = found.probabilities(high)[name]
    assert estimate is not None
    return estimate.value


def test_they_are_what_pearl_defines() -> None:
    # 10 worlds of both, 20 of high only, 5 of low only, 15 of neither.
    found = made(10, 20, 5, 15)
    assert value(found, "PN") == 20 / 30
    assert value(found, "PS") == 20 / 35
    assert value(found, "PNS") == 20 / 50
    assert value(found, "PN", high=False) == 5 / 15
    assert value(found, "PS", high=False) == 5 / 20
    assert value(found, "PNS", high=False) == 5 / 50
    assert found.probabilities()["PN"] == wilson(20, 30)
    assert found.against == wilson(5, 50)
    assert found.raises


@given(COUNTS)
def test_kinds_add_up_and_the_identities_hold(counts: tuple[int, int, int, int]) -> None:
    found = made(*counts)
    p, q = float(found.high.mean()), float(found.low.mean())
    assert sum(each.value for each in found.response.values()) == pytest.approx(1.0)
    assert value(found, "PNS") - value(found, "PNS", high=False) == pytest.approx(p - q)
    for high, with_it, without in ((True, p, q), (False, q, p)):
        own = found.probabilities(high)
        assert (own["PN"] is None) == (with_it == 0.0)
        assert (own["PS"] is None) == (without == 1.0)
        if own["PN"]:
            assert own["PN"].value * with_it == pytest.approx(value(found, "PNS", high))
        if own["PS"]:
            assert own["PS"].value * (1.0 - without) == pytest.approx(value(found, "PNS", high))


def bounds(found: Causation, high: bool = True) -> dict[str, tuple[float, float] | None]:
    """Return what the two shares alone say of PN, PS and PNS: Tian and Pearl 2000, Ann. Math. Artif. Intell. 28:287."""
    with_it, without = (found.high, found.low) if high else (found.low, found.high)
    p, q = float(with_it.mean()), float(without.mean())
    least, most = max(0.0, p - q), min(p, 1.0 - q)
    return {
        "PN": (least / p, most / p) if p else None,
        "PS": (least / (1.0 - q), most / (1.0 - q)) if q < 1.0 else None,
        "PNS": (least, most),
    }


@given(COUNTS)
def test_they_lie_within_the_bounds_of_tian_and_pearl(counts: tuple[int, int, int, int]) -> None:
    found = made(*counts)
    for high in (True, False):
        for name, between in bounds(found, high).items():
            own = found.probabilities(high)[name]
            assert (own is None) == (between is None)
            if own is not None and between is not None:
                assert between[0] - 1e-12 <= own.value <= between[1] + 1e-12


@given(COUNTS)
def test_where_the_cause_acts_one_way_the_lower_bound_is_the_value(counts: tuple[int, int, int, int]) -> None:
    always, only_high, _, never = counts
    if always + only_high + never == 0:
        return
    found = made(always, only_high, 0, never)
    assert found.against.value == 0.0
    for name, between in bounds(found).items():
        own = found.probabilities()[name]
        if own is not None and between is not None:
            assert own.value == pytest.approx(between[0])


def test_worlds_as_they_are_lie_between() -> None:
    found = made(10, 20, 5, 15)
    run_as_is = found.of_the_run
    assert run_as_is["prevented by low"] == wilson(0, 15)
    assert run_as_is["prevented by high"] == wilson(5, 15)
    assert run_as_is["brought about by high"] == wilson(20, 35)


def test_nothing_is_said_of_no_worlds() -> None:
    found = made(0, 0, 0, 9)
    assert found.probabilities() == {"PN": None, "PS": wilson(0, 9), "PNS": wilson(0, 9)}
    assert found.of_the_run["prevented by low"] is None
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["high_as_cause"]["PN"] is None


def test_a_lever_without_effect_is_no_cause() -> None:
    # Ambiguity moves nothing where all that weighs it is 0.
    scenario = TENSE.change({"months": 4, "ambiguity_brink": 0.0, "mishearing_ambiguity": 0.0, "threat_audience": 0.0})
    cause = Cause("washington.ambiguity", 0.0, 1.0)
    (found,) = played(scenario, cause, outcome="crisis").causes
    assert (value(found, "PNS"), value(found, "PNS", high=False)) == (0.0, 0.0)
    assert (found.low == found.high).all()
    assert (found.low == found.as_is).all()


def test_a_planted_cause_is_necessary_and_sufficient() -> None:
    # Only a Washington that is held to prevention strikes, and other ways to war are as rare as they can be.
    scenario = TENSE.change({"months": 3, "strike_base": -4, "attack_base": -8, "clash": 0.02, "accident": 0.001,
                             "accident_slope": 1.5, "accident_cap": 0.05, "collapse": 0.0})  # fmt: skip
    cause = Cause("washington.policy", "patience", "prevent")
    (struck,) = played(scenario, cause, outcome="decided_war", worlds=200).causes
    assert not struck.low.any()
    assert struck.raises
    assert value(struck, "PNS") > 0.1
    assert value(struck, "PN") > 0.9
    assert struck.against.value < 0.02


def test_a_cell_is_the_run_of_the_scenario_with_that_value() -> None:
    cause = Cause("beijing.policy", "shield", "mediate")
    found = played(SPRING, CAUSE, cause, outcome="crisis")
    assert (found.causes[0].as_is == run(SPRING, 60, 3).flag("crisis")).all()
    for each in found.causes:
        for value, flags in ((each.cause.low, each.low), (each.cause.high, each.high)):
            assert (flags == run(SPRING.change({each.cause.name: value}), 60, 3).flag("crisis")).all()


def test_two_ranges_of_one_lever_are_two_causes() -> None:
    wide, narrow = played(SPRING, CAUSE, Cause("beijing.enforcement", 0.0, 0.5), outcome="crisis").causes
    assert (wide.low == narrow.low).all()
    assert (narrow.high == run(SPRING.change({"beijing.enforcement": 0.5}), 60, 3).flag("crisis")).all()


def test_a_vote_that_would_replace_the_policy_is_called_off() -> None:
    cause = Cause("seoul.policy", "hard_line", "sunshine")
    (found,) = played(SPRING, cause, outcome="crisis").causes
    kept = SPRING.change({"elections.seoul": False, "seoul.policy": "sunshine"})
    assert kept.elections != SPRING.elections
    assert (found.high == run(kept, 60, 3).flag("crisis")).all()


def test_the_answer_comes_first_with_what_was_necessary_and_sufficient() -> None:
    found = played(SPRING, CAUSE, outcome="crisis")
    (said,) = found.sentences()
    shares, pearl = (next(each for each in found.tables() if each.name == name) for name in ("shares", "pearl"))
    for cell in (*shares.rows[0][1:3], *pearl.rows[0 if found.causes[0].raises else 1][1:3]):
        assert isinstance(cell, str) or cell.text() in said
    assert "necessary" in said
    assert "sufficient" in said
    json.dumps(found.data(), allow_nan=False)


def test_causes_by_name() -> None:
    assert cause_from("enforcement", "", SPRING) == CAUSE
    assert cause_from("pressure=.2:.9", "", SPRING) == Cause("washington.pressure", 0.2, 0.9)
    assert cause_from("beijing.policy=shield,mediate", "", SPRING) == Cause("beijing.policy", "shield", "mediate")


@pytest.mark.parametrize(
    "text", ["enforcemen", "beijing.policy", "pressure=.5", "pressure=.5:.5", "pressure=:", "=0:1", "pressure=0:1:3",
             "months=5,6", "beijing.enforcement=0:2", "beijing.policy=shield,none", "nothing=0:1"]
)  # fmt: skip
def test_a_cause_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(UsageProblem):
        cause_from(text, "--cause", SPRING)


def test_intervals_hold_the_value() -> None:
    found = made(10, 20, 5, 15)
    for estimate in (*found.response.values(), *found.probabilities().values(), *found.of_the_run.values()):
        assert estimate is not None
        assert estimate.low <= estimate.value <= estimate.high
        assert not math.isnan(estimate.value)
