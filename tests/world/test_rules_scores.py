"""What a month is worth and what an event costs, against numbers worked out by hand."""

from typing import Any

import numpy as np
import pytest

from sim.game.catalogue import CAPITALS
from tests.support import after, months_by_hand

NEAR = {"rel": 1e-11, "abs": 1e-13}
WAR = {"accident": 1e-9, "severity": 0.999999}
MAJOR = {"accident": 1e-9, "severity": 1e-9}
FALL = {"collapse": 1e-9}


def flow_by_hand(model: Any, month: int, tests: float = 0.0) -> dict[str, float]:
    """The monthly payoff of the state at the end of a month, from the weights and units of the specification."""
    names = "arsenal tension presence cohesion audience stability enforcement sanctions economy"
    a, t, m, c, b, r, e, s, y = (after(model, name, month) for name in names.split())
    tense, armed = 0.03 * t, 0.25 * a
    return {
        "washington": -(2 * armed + 2 * tense + 0.3 * m + 0.5 * (1 - c) + 0.3 * b),
        "beijing": -(armed + 2 * tense + 2 * 0.3 * m + 2 * 0.8 * (1 - r) + 0.5 * e * s + 0.08 * tests),
        "pyongyang": -(2 * 0.25 * (1 - a) + tense + 2 * 0.3 * m + 2 * 0.8 * (1 - r) - y),
        "seoul": -(2 * tense + armed + 0.5 * (1 - c)),
    }


@pytest.mark.short
def test_a_month_is_worth_its_state() -> None:
    moves = {"washington": "deploy", "pyongyang": "missile_test", "seoul": "exercise", "beijing": "full_enforcement"}
    model = months_by_hand(moves)
    for capital, wanted in flow_by_hand(model, 1, tests=1.0).items():
        assert model.outcomes()[f"value_{capital}"][0] == pytest.approx(wanted, **NEAR)


def test_months_are_discounted_and_held_against_the_first_state() -> None:
    model = months_by_hand({"washington": "threaten_force"}, {"pyongyang": "big_test"}, {})
    flows = [flow_by_hand(model, month, tests=float(month == 2)) for month in (1, 2, 3)]
    weights = (1.0, 0.995, 0.995**2)
    first = flow_by_hand(model, 0)
    for capital in CAPITALS:
        value = sum(weight * flow[capital] for weight, flow in zip(weights, flows, strict=True))
        assert model.outcomes()[f"value_{capital}"][0] == pytest.approx(value, **NEAR)
        delta = value - sum(weights) * first[capital]
        assert model.outcomes()[f"delta_{capital}"][0] == pytest.approx(delta, **NEAR)


@pytest.mark.short
@pytest.mark.parametrize(
    ("luck", "losses"),
    [(WAR, (15, 20, 60, 80)), (MAJOR, (150, 150, 400, 500)), (FALL, (5, 15, 60, 40))],
    ids=["limited war", "major war", "collapse"],
)
def test_an_event_costs_its_loss_and_the_worse_of_two_flows(luck: dict[str, float], losses: tuple[int, ...]) -> None:
    """The event comes in the first month; the two that follow are paid at the worse of the first and the last flow."""
    model = months_by_hand({"pyongyang": "big_test"}, {}, {}, luck=luck, tension_beijing=0.0)
    first, last = flow_by_hand(model, 0), flow_by_hand(model, 1, tests=1.0)
    assert model.outcomes()["months"][0] == 1
    for capital, loss in zip(CAPITALS, losses, strict=True):
        held = min(first[capital], last[capital])
        wanted = last[capital] - loss + (0.995 + 0.995**2) * held
        assert model.outcomes()[f"value_{capital}"][0] == pytest.approx(wanted, **NEAR)


def test_after_a_disarmament_the_last_flow_goes_on() -> None:
    settings = {"denuclearisation_months": 6, "denuclearisation_inspections": 1, "start_freeze": 1,
                "start_arsenal": 0.2, "start_talks": 0.8}  # fmt: skip
    talk = {"washington": "formal_talks", "pyongyang": "dismantle"}
    model = months_by_hand(*[talk] * 6, {}, {}, **settings)
    assert model.outcomes()["months"][0] == 6
    flows = [flow_by_hand(model, month) for month in range(1, 7)]
    weights = np.cumprod([1.0] + [0.995] * 7)
    for capital in CAPITALS:
        paid = [flow[capital] for flow in flows] + [flows[-1][capital]] * 2
        wanted = sum(weight * flow for weight, flow in zip(weights, paid, strict=True))
        assert model.outcomes()[f"value_{capital}"][0] == pytest.approx(wanted, **NEAR)


@pytest.mark.parametrize("capital", CAPITALS)
def test_war_losses_are_heavy_tailed_about_their_median(capital: str) -> None:
    one_sd = 0.8413447460685429
    costs = []
    for luck in (0.5, one_sd):
        model = months_by_hand({}, modules=("war_losses",), luck=WAR | {"loss": luck})
        costs.append(flow_by_hand(model, 1)[capital] - model.outcomes()[f"value_{capital}"][0])
    assert costs[1] / costs[0] == pytest.approx(np.e, rel=1e-9)


@pytest.mark.parametrize(("months", "kappa", "lost"), [(12, 1.9, True), (36, 0.7, True), (36, 1.5, False)])
def test_losing_is_measured_in_limited_wars_over_three_years(months: int, kappa: float, lost: bool) -> None:
    """A limited war in the first month costs Washington 15 and Beijing 20; κ stands for that over 36 months."""
    model = months_by_hand(*[{}] * months, luck=WAR, lose_lose_threshold=kappa)
    assert model.outcomes()["lose_lose"][0] == lost


@pytest.mark.short
@pytest.mark.parametrize(
    ("changes", "luck", "lost"),
    [
        ({}, {}, False),
        ({}, WAR, True),
        ({"refugee_lump": 240.0}, FALL, False),  # too few flee for it to be a loss for both
        ({"refugee_lump": 260.0}, FALL, True),
        # The slow loss: a full arsenal at the end with more forces about, or with THAAD risen.
        ({"start_arsenal": 0.9, "start_presence": 1.0, "presence_return": 0.05}, {}, True),
        ({"start_arsenal": 0.8, "start_presence": 1.0, "presence_return": 0.05}, {}, False),
        ({"start_arsenal": 0.9, "start_presence": 0.55}, {}, False),
    ],
)
def test_a_loss_for_both_by_event(changes: dict[str, float], luck: dict[str, float], lost: bool) -> None:
    model = months_by_hand({}, {}, modules=("refugees",), luck=luck | {"refugees": 0.5, "refugee_lump": 0.5}, **changes)
    assert model.outcomes()["lose_lose_event"][0] == lost


def test_a_loss_for_both_as_thaad_rises() -> None:
    settings = {"start_arsenal": 0.9, "modules": ("thaad",), "seoul.thaad_welcome": 1.0}
    for luck, lost in ((0.1, True), (0.9, False)):
        model = months_by_hand({"seoul": "exercise"}, {}, luck={"thaad": luck}, presence_exercise=0.0, **settings)
        assert model.outcomes()["lose_lose_event"][0] == lost


@pytest.mark.short
@pytest.mark.parametrize(
    ("tension", "freeze", "ending"),
    [(1.5, 0, 7), (2.5, 0, 5), (4.9, 0, 5), (5.5, 0, 6), (5.5, 1, 4)],
)
def test_a_world_that_lasts_is_named_by_its_last_year(tension: float, freeze: int, ending: int) -> None:
    """Détente below 2, frozen standoff below 5, open crisis above; a freeze in force comes before all three."""
    rest = {"tension_memory": 0.05, "tension_rest": min(tension, 4.0), "tension_beijing": 0.0, "tension_freeze": 0.0}
    model = months_by_hand({}, start_tension=tension, start_freeze=freeze, start_talks=0.5, **rest)
    assert model.outcomes()["final_state"][0] == ending
