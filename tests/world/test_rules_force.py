"""Tension, forces, the alliance, accidents, collapse and THAAD, against numbers worked out by hand."""

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.world.outcomes import FINAL_STATES
from tests.support import after, months_by_hand, opening

NEAR = {"rel": 1e-12, "abs": 1e-15}
STILL_B = {"tension_beijing": 0.0}  # urging restraint would calm a little


@pytest.mark.short
@pytest.mark.parametrize(
    ("moves", "changes", "wanted"),
    [
        ({}, {}, 3.2 - 0.12 * 1.7 - 0.03),
        (
            {"washington": "threaten_force", "beijing": "full_enforcement", "pyongyang": "big_test",
             "seoul": "exercise"},
            {}, 3.2 - 0.12 * 1.7 + 0.5 + 0.05 + 0.7 + 0.25,
        ),
        # At tension 1 a calming step counts half, a rising one whole.
        ({"washington": "relief"}, {"start_tension": 1.0}, 1.0 + 0.06 - 0.5 * (0.5 + 0.03)),
        ({"pyongyang": "rhetoric"}, {"start_tension": 1.0}, 1.0 + 0.06 + 0.2 - 0.5 * 0.03),
        # A freeze calms by .15, muted like the moves.
        ({}, {"start_freeze": 1} | STILL_B, 3.2 - 0.12 * 1.7 - 0.15),
        ({}, {"start_freeze": 1, "start_tension": 1.0} | STILL_B, 1.0 + 0.06 - 0.5 * 0.15),
        # Twice the memory: twice the return and twice the steps, so that their long-run effect is the same.
        ({"seoul": "condemn"}, {"tension_memory": 0.24} | STILL_B, 3.2 - 0.24 * 1.7 + 2 * 0.1),
        # An alarm sounds in the month after a lethal act or a big test, not after a missile.
        ({}, {"tension_test_jump": 0.4, "opening_moves": opening(pyongyang="lethal_provocation")} | STILL_B, 3.396),
        ({}, {"tension_test_jump": 0.4, "opening_moves": opening(pyongyang="big_test")} | STILL_B, 3.396),
        ({}, {"tension_test_jump": 0.4, "opening_moves": opening(pyongyang="missile_test")} | STILL_B, 2.996),
        ({"pyongyang": "lethal_provocation"}, {"start_tension": 7.9, "tension_rest": 4.0}, 7.99),
        ({"pyongyang": "dismantle", "washington": "relief"}, {"start_tension": 0.0, "tension_rest": 0.0}, 0.0),
    ],
)  # fmt: skip
def test_tension(moves: dict[str, str], changes: dict[str, Any], wanted: float) -> None:
    assert after(months_by_hand(moves, **changes), "tension") == pytest.approx(wanted, **NEAR)


def test_noise_of_tension_is_a_quarter_rung() -> None:
    one_sd = 0.8413447460685429
    louder = months_by_hand({}, luck={"tension": one_sd}, tension_noise=0.25)
    assert after(louder, "tension") - after(months_by_hand({}), "tension") == pytest.approx(0.25, rel=1e-9)


@pytest.mark.parametrize(
    ("moves", "wanted"),
    [({}, 0.68), ({"washington": "deploy"}, 0.78), ({"seoul": "exercise"}, 0.71),
     ({"washington": "deploy", "seoul": "exercise"}, 0.81)],
)  # fmt: skip
def test_presence(moves: dict[str, str], wanted: float) -> None:
    assert after(months_by_hand(moves, start_presence=0.7), "presence") == pytest.approx(wanted, **NEAR)


@pytest.mark.short
@pytest.mark.parametrize(
    ("move", "changes", "wanted"),
    [
        ("big_test", {}, 0.6 + 0.035),  # at .6 there is just the room at which gains are stated
        ("missile_test", {"start_arsenal": 0.9}, 0.9 + 0.015 * 0.25),
        ("quiet_build", {"start_arsenal": 0.2}, 0.2 + 0.006 * 2),
        ("formal_talks", {}, 0.6),
        ("missile_test", {"start_freeze": 1}, 0.6 + 0.015 * 0.2),
        ("dismantle", {"start_arsenal": 0.9, "start_freeze": 1}, 0.87),  # disarming is not slowed
        ("dismantle", {"start_arsenal": 0.01}, 0.0),
        ("big_test", {"start_arsenal": 1.0}, 1.0),
        # Full pressure stops half: s' = 1 · (.1 + .9 · 1) where all enforce all.
        ("big_test", {"arsenal_pressure_brake": 0.5, "start_sanctions": 1.0, "china_trade_share": 0.0,
                      "other_enforcement": 1.0}, 0.6 + 0.0175),
    ],
)  # fmt: skip
def test_arsenal(move: str, changes: dict[str, Any], wanted: float) -> None:
    assert after(months_by_hand({"pyongyang": move}, **changes), "arsenal") == pytest.approx(wanted, **NEAR)


@pytest.mark.parametrize(
    ("washington", "seoul", "wanted"),
    [
        ("wait", "wait", 0.8 - 0.002),
        ("deploy", "aid", 0.8 - 0.002 - 0.02 - 0.01 * 4.5 / 4),
        ("deploy", "exercise", 0.8 - 0.002 + 0.02 - 0.01 * 1.5 / 4),
        ("relief", "local_retaliation", 0.8 - 0.002 + 0.01 - 0.01 * 6 / 4),
    ],
)
def test_cohesion(washington: str, seoul: str, wanted: float) -> None:
    model = months_by_hand({"washington": washington, "seoul": seoul}, start_cohesion=0.8)
    assert after(model, "cohesion") == pytest.approx(wanted, **NEAR)


def test_memories_of_tests_fade() -> None:
    model = months_by_hand({"pyongyang": "big_test"}, {"pyongyang": "missile_test"}, {}, {})
    for month, (test, big) in enumerate([(0.0, 0.0), (1.0, 1.0), (1.0, 0.6), (0.3, 0.36), (0.09, 0.216)]):
        assert after(model, "test_memory", month) == pytest.approx(test, **NEAR)
        assert after(model, "big_test_memory", month) == pytest.approx(big, **NEAR)


def ending(model: Any) -> str:
    return FINAL_STATES[model.outcomes()["final_state"][0]]


@pytest.mark.short
@pytest.mark.parametrize(("move", "weight"), [("quiet_build", 0.0), ("missile_test", 0.4), ("lethal_provocation", 0.6)])
def test_an_accident_happens_below_its_chance(move: str, weight: float) -> None:
    """1 − exp(−η · (M'/.5 + test weight) · exp(.6 · (τ' − 3))), on the new tension and presence."""
    plain = months_by_hand({"pyongyang": move, "washington": "deploy"}, start_tension=5.0)
    exposed = after(plain, "presence") / 0.5 + weight
    chance = 1 - exp(-0.0008 * exposed * exp(0.6 * (after(plain, "tension") - 3)))
    for luck, war in ((chance * 0.999999, True), (chance * 1.000001, False)):
        model = months_by_hand({"pyongyang": move, "washington": "deploy"}, start_tension=5.0, luck={"accident": luck})
        assert model.outcomes()["inadvertent_war"][0] == war


@pytest.mark.short
def test_a_war_is_major_below_its_chance() -> None:
    plain = months_by_hand({}, start_tension=5.0, start_arsenal=0.9)
    chance = 1 / (1 + exp(3 - 0.5 * after(plain, "tension") - after(plain, "arsenal")))
    for luck, wanted in ((chance * 0.999999, "major war"), (chance * 1.000001, "limited war")):
        war = {"accident": 1e-9, "severity": luck}
        assert ending(months_by_hand({}, start_tension=5.0, start_arsenal=0.9, luck=war)) == wanted


@pytest.mark.short
def test_the_regime_collapses_below_its_chance() -> None:
    plain = months_by_hand({}, start_stability=0.4)
    chance = 1 - exp(-0.0004 * exp(8 * (0.75 - after(plain, "stability"))))
    for luck, fallen in ((chance * 0.999999, True), (chance * 1.000001, False)):
        model = months_by_hand({}, start_stability=0.4, luck={"collapse": luck})
        assert model.outcomes()["collapse"][0] == fallen


@pytest.mark.short
@pytest.mark.parametrize(
    ("start", "move", "welcome", "luck", "wanted"),
    [
        (0.0, "exercise", 1.0, 0.299, 1.0),
        (0.0, "exercise", 1.0, 0.301, 0.0),
        (1.0, "exercise", 0.5, 0.149, 2.0),
        (2.0, "exercise", 1.0, 0.001, 2.0),  # complete is complete
        (1.0, "peace_initiative", 0.0, 0.099, 0.0),
        (1.0, "aid", 0.0, 0.099, 0.0),
        (1.0, "aid", 0.0, 0.101, 1.0),
        (1.0, "aid", 1.0, 0.001, 1.0),  # who welcomes it does not take it down
        (0.0, "aid", 0.0, 0.001, 0.0),
        (1.0, "sanctions", 0.5, 0.001, 1.0),
    ],
)
def test_thaad_moves_by_a_step_within_its_bounds(
    start: float, move: str, welcome: float, luck: float, wanted: float
) -> None:
    changes = {"start_thaad": start, "seoul.thaad_welcome": welcome}
    model = months_by_hand({"seoul": move}, modules=("thaad",), luck={"thaad": luck}, **changes)
    assert after(model, "thaad") == wanted


def test_retaliation_over_thaad_costs_beijing_a_fiftieth() -> None:
    calm, hit = (
        months_by_hand({}, modules=("thaad",), start_thaad=2.0, **{"beijing.thaad_retaliation": level}).outcomes()
        for level in (0.0, 1.0)
    )
    for capital, cost in {"washington": 0.0, "beijing": 0.0001, "pyongyang": 0.0, "seoul": 0.005}.items():
        paid = calm[f"value_{capital}"] - hit[f"value_{capital}"]
        np.testing.assert_allclose(paid, cost, atol=1e-15)
