"""Laws 7 to 11 and 14: leakage, how outcomes add up, what counts as losing, and what a score may not touch."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.study.run import run
from sim.world.model import EscalationModel
from sim.world.outcomes import lose_lose
from sim.world.rules.economy import effective_pressure, leakage
from tests.support import differing, eventful, every_month, everything, lineup, play

share = st.floats(0.0, 1.0)
STILL = {"washington": "wait", "beijing": "urge_restraint", "pyongyang": "quiet_build", "seoul": "wait"}
# Nothing moves by itself: every state rests where it starts, moves have no effect, and there is nothing to go wrong.
AT_REST: dict[str, Any] = {
    "start_tension": 2.0, "tension_rest": 2.0, "tension_noise": 0.0, "tension_beijing": 0.0,
    "start_presence": 0.0, "presence_normal": 0.0, "arsenal_gain": 0.0, "start_sanctions": 0.0, "sanctions_borne": 0.0,
    "growth": 0.0, "stability_noise": 0.0, "start_audience": 0.0, "collapse_hazard": 0.0,
}  # fmt: skip


def held(months: int) -> list[Any]:
    return [item for capital, move in STILL.items() for item in every_month(capital, move, months)]


@pytest.mark.short
@given(sanctions=share, enforcement=share, china=share, others=share)
def test_law_07_leakage(sanctions: float, enforcement: float, china: float, others: float) -> None:
    p = EscalationModel(lineup(china_trade_share=china, other_enforcement=others)).p
    closed = EscalationModel(lineup(china_trade_share=china, other_enforcement=1.0)).p
    alone = EscalationModel(lineup(china_trade_share=0.0, other_enforcement=others)).p
    assert effective_pressure(sanctions, 1.0, closed) == pytest.approx(sanctions, abs=1e-15)
    assert effective_pressure(sanctions, enforcement, alone) == effective_pressure(sanctions, 0.0, alone)
    assert 0.0 <= leakage(sanctions, enforcement, p) <= 1.0
    assert leakage(0.0, enforcement, p) == 0.0
    arrived = effective_pressure(sanctions, enforcement, p)
    assert sanctions * (1.0 - leakage(sanctions, enforcement, p)) == pytest.approx(arrived, abs=1e-15)


def test_law_07_without_china_trade_its_enforcement_changes_no_economy() -> None:
    economies = []
    for start in (0.0, 1.0):
        scenario = lineup(months=12, china_trade_share=0.0, start_enforcement=start)
        economies.append(play(scenario, 8, interventions=held(12)).recorder.state["economy"])
    np.testing.assert_array_equal(*economies)


@pytest.mark.short
@pytest.mark.parametrize("start", [{}, {"start_tension": 6.0, "start_stability": 0.3}, {"start_talks": 0.7}])
def test_law_08_outcomes_add_up(start: dict[str, float]) -> None:
    out = play(eventful(months=14, **start), 1000).outcomes()
    assert set(out["final_state"]) <= set(range(8))
    np.testing.assert_array_equal(out["major_war"] ^ out["limited_war"], out["war"])
    assert not (out["major_war"] & out["limited_war"]).any()
    assert not (out["inadvertent_war"] & ~out["war"]).any()
    ends = out["war"].astype(int) + out["collapse"] + out["denuclearisation"]
    assert ends.max() <= 1
    for code, flag in enumerate(("major_war", "limited_war", "collapse", "denuclearisation")):
        np.testing.assert_array_equal(out["final_state"] == code, out[flag])
    assert (out["months"][ends == 0] == 14).all()
    assert not (out["freeze_12"] & ~out["ever_freeze"]).any()


@given(
    st.lists(st.tuples(st.floats(-80, 20), st.floats(-80, 20)), min_size=1, max_size=30),
    st.floats(0, 2), st.floats(0, 2),
)  # fmt: skip
def test_law_09_a_higher_threshold_shrinks_the_set(pairs: list[tuple[float, float]], a: float, b: float) -> None:
    us, china = np.array(pairs).T
    line = {"washington": 15.0, "beijing": 20.0}
    low, high = (lose_lose({"washington": us, "beijing": china}, line, kappa) for kappa in sorted((a, b)))
    assert not (high & ~low).any()


def test_law_09_quadrants_sum_to_one() -> None:
    result = run(eventful(months=12, start_tension=6.0), worlds=500, seed=7)
    assert sum(estimate.value for estimate in result.quadrants().values()) == pytest.approx(1.0, abs=1e-12)
    curve = [estimate.value for estimate in result.kappa_curve([0.0, 0.2, 0.4, 0.8, 1.6])]
    assert curve == sorted(curve, reverse=True)
    assert curve[0] > curve[-1]


@pytest.mark.short
def test_law_10_holding_everything_still_costs_nothing() -> None:
    out = play(lineup(months=40, **AT_REST), 20, interventions=held(40)).outcomes()
    for capital in STILL:
        np.testing.assert_array_equal(out[f"delta_{capital}"], 0.0)
        assert (out[f"value_{capital}"] < 0.0).all()


@pytest.mark.parametrize("refugees", [0.1, 4.9])
def test_law_10_with_the_modules_on(refugees: float) -> None:
    quiet = {"refugee_flow": refugees, "refugee_noise": 0.0, "detainee_arrest": 0.0, "start_detainee": 0}
    events: dict[str, Any] = {"elections": (), "windows": (), "expiries": (), "incidents": ()}
    quiet["relation_secondary"] = 0.0
    scenario = eventful(start_relation=0.4, start_credibility=0.5, **AT_REST | quiet | events | {"months": 100})
    out = play(scenario, 2, interventions=held(100)).outcomes()
    for capital in STILL:
        np.testing.assert_array_equal(out[f"delta_{capital}"], 0.0, err_msg=capital)


def test_law_10_no_regret_against_itself() -> None:
    result = run(lineup(months=12), worlds=300, seed=7)
    assert not result.regret(result).any()
    assert result.regret(run(lineup("engagement", months=12), worlds=300, seed=7)).any()


def test_law_11_a_constant_hazard_gives_geometric_times() -> None:
    months, monthly = 60, 1.0 - np.exp(-0.005)
    dull = lineup(months=months, start_presence=0.0, presence_normal=0.0, collapse_hazard=0.005, collapse_slope=0.0)
    calm = dull.change({"war_washington": 0.0, "war_pyongyang": 0.0})
    out = play(calm, 8000, interventions=held(months), record=()).outcomes()
    assert not out["war"].any()
    ends = out["months"][out["collapse"]]
    edges = np.arange(0, months + 1, 10)
    seen = [*np.histogram(ends, bins=edges + 0.5)[0], (~out["collapse"]).sum()]
    left = (1.0 - monthly) ** edges
    wanted = 8000 * np.array([*(left[:-1] - left[1:]), left[-1]])
    assert stats.chisquare(seen, wanted).pvalue > 0.01


@pytest.mark.short
@pytest.mark.parametrize(
    "scores",
    [
        {"loss_limited": 3.0, "loss_major": 0.1, "loss_collapse": 2.0},
        {"lose_lose_threshold": 1.7, "lose_lose_months": 12.0},
        {"major_base": 0.0, "major_tension": 0.1, "major_arsenal": 3.0},
        {"war_loss_sd": 0.2},
        {"event_refugees": 0.0, "slow_arsenal": 0.5, "slow_presence": 0.0},
        {"discount": 0.9},
    ],
    ids=lambda scores: next(iter(scores)),
)
def test_law_14_scores_touch_no_action_and_no_state(scores: dict[str, float]) -> None:
    base = eventful("adaptive", p="brinkmanship", start_tension=6.0, start_stability=0.3)
    plain, scored = everything(play(base, 300)), everything(play(base.change(scores), 300))
    moved = differing(plain, scored)
    assert moved != []
    by_score = ("value", "delta", "lose_lose", "major_war", "limited_war", "final_state", "refugees")
    assert [name for name in moved if not name.startswith(tuple(f"outcome {word}" for word in by_score))] == []
