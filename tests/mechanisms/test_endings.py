"""How it ends, and what can be said of it: mechanisms 20, 28 and 29."""

import numpy as np
import pytest

from sim.study.run import FLAGS, Run
from sim.world.outcomes import FINAL_STATES
from sim.world.parameters.payoffs import LIMITED_LOSS
from tests.mechanisms.worlds import (
    DUAL,
    MONTHS,
    SEED,
    SPRING,
    TURN,
    end_otherwise,
    same_history,
    shipped,
    within,
    worlds_of,
)
from tests.support import play

TENSE = {"start_tension": 6.0}


def test_mechanism_20_war_is_the_worst_case_for_beijing() -> None:
    """Mechanism 20: `loss_major` and `loss_limited`; no other ending is as bad for Beijing on the whole."""
    run = worlds_of(SPRING, TENSE | {"start_stability": 0.3})
    delta, ending = run.columns["delta_beijing"], run.columns["final_state"]
    mean = {FINAL_STATES[kind]: delta[ending == kind].mean() for kind in np.unique(ending)}
    assert mean["major war"] < min(value for name, value in mean.items() if name != "major war")
    assert mean["limited war"] < min(value for name, value in mean.items() if "war" not in name)


def test_mechanism_20_the_scale_of_war_is_unknowable() -> None:
    """Mechanism 20: module `war_losses`; `war_loss_sd` spreads what a war costs, and moves no move."""
    known, unknown = (worlds_of(SPRING, TENSE | {"war_loss_sd": sd}, worlds=1500) for sd in (0, 1.5))
    assert same_history(known, unknown)
    assert end_otherwise(known, unknown) > 0
    major = known.flag("major_war")
    spread = {}
    for run in (known, unknown):
        low, high = np.quantile(-run.columns["delta_beijing"][major], [0.05, 0.95])
        spread[run is unknown] = high / low
    assert spread[False] < 2
    assert spread[True] > 10


@pytest.mark.parametrize("name", [SPRING, DUAL, TURN])
def test_mechanism_28_no_ending_is_certain(name: str) -> None:
    """Mechanism 28: one scenario ends in many ways, and every probability carries its interval and its n."""
    run = worlds_of(name)
    assert len(np.unique(run.columns["final_state"])) >= 4
    for outcome in (*FLAGS, *FINAL_STATES):
        estimate = run.probability(outcome)
        assert estimate.low < estimate.high
        assert estimate.low <= estimate.value <= estimate.high
        assert estimate.n == run.worlds
    # What was never seen is not ruled out.
    assert all(run.probability(outcome).high > 0 for outcome in FINAL_STATES)
    for column in ("value_washington", "delta_beijing"):
        mean = run.mean(column)
        assert mean.low < mean.value < mean.high


def test_mechanism_28_other_luck_other_worlds() -> None:
    """Mechanism 28: under another seed worlds end otherwise and shares agree; fewer worlds say less."""
    run = worlds_of(SPRING)
    scenario = shipped(SPRING)
    other = Run(scenario, SEED + 1, play(scenario, run.worlds, SEED + 1, record=()).outcomes())
    assert end_otherwise(run, other) > 0
    few = Run(scenario, SEED + 1, play(scenario, 60, SEED + 1, record=()).outcomes())
    for outcome in ("war", "crisis", "lose_lose"):
        a, b, c = (each.probability(outcome, level=0.999) for each in (run, other, few))
        assert a.low < b.high
        assert b.low < a.high
        assert c.high - c.low > a.high - a.low


def test_mechanism_29_three_readings_of_lose_lose() -> None:
    """Mechanism 29: `lose_lose`, `lose_lose_event` and `regret` are three questions, not one."""
    run = worlds_of(SPRING)
    reference = worlds_of(SPRING, {"washington.policy": "strategic_patience"})
    readings = {
        "change": run.flag("lose_lose"),
        "event": run.flag("lose_lose_event"),
        "regret": run.regret(reference),
    }
    for name, reading in readings.items():
        assert reading.any(), name
        assert not reading.all(), name
    pairs = [("change", "event"), ("change", "regret"), ("event", "regret")]
    assert all((readings[a] != readings[b]).any() for a, b in pairs)
    assert not run.regret(run).any()


def test_mechanism_29_thresholds_and_quadrants() -> None:
    """Mechanism 29: `lose_lose_threshold` shrinks the set; the four quadrants show who loses alone."""
    run = worlds_of(SPRING)
    thresholds = (0.2, 0.6, 1.0)
    runs = [worlds_of(SPRING, {"lose_lose_threshold": threshold}) for threshold in thresholds]
    assert within(runs[1], runs[0], "lose_lose")
    assert within(runs[2], runs[1], "lose_lose")
    assert same_history(runs[0], runs[2])
    assert [point.value for point in run.kappa_curve(thresholds)] == [
        each.probability("lose_lose").value for each in runs
    ]
    quadrants = run.quadrants()
    assert sum(share.value for share in quadrants.values()) == pytest.approx(1, abs=1e-12)
    assert quadrants["both lose"].value == run.probability("lose_lose").value
    assert all(share.value > 0 for share in quadrants.values())
    # By its meaning: both changes of value fall short by κ limited-war losses over the horizon.
    short = np.ones(run.worlds, dtype=bool)
    for capital in ("washington", "beijing"):
        loss = LIMITED_LOSS[capital] * MONTHS / 36
        short &= run.columns[f"delta_{capital}"] < -run.scenario.value("lose_lose_threshold") * loss
    assert np.array_equal(short, run.flag("lose_lose"))
