"""Properties of every valid scenario: law 6, what ends stays ended, and nothing but numbers comes out."""

import numpy as np
import pytest
from hypothesis import given, settings

from sim.world.actions import P_ATTACK, W_STRIKE
from sim.world.choice import WAR_RUNG
from sim.world.model import EscalationModel
from sim.world.recorder import BELIEFS
from sim.study.scenario import Scenario
from sim.world.state import RANGES
from tests.strategies import scenarios
from tests.support import differing, everything, joined, play

WORLDS = 12


def check_ranges(model: EscalationModel) -> None:
    """Law 6: after the clip every state is in its range; so are pressure and beliefs."""
    bounds = RANGES | {"pressure": (0.0, 1.0)} | dict.fromkeys(BELIEFS, (0.0, 1.0))
    for name, rows in model.recorder.state.items():
        known = rows[~np.isnan(rows)]
        assert known.size
        assert np.isfinite(known).all(), name
        assert known.min() >= bounds[name][0], name
        assert known.max() <= bounds[name][1], name
    for switch in ("freeze", "detainee"):
        rows = model.recorder.state[switch]
        assert set(rows[~np.isnan(rows)]) <= {0.0, 1.0}
    for capital in ("washington", "beijing", "seoul"):
        total = sum(model.recorder.state[name] for name in BELIEFS if capital in name)
        np.testing.assert_allclose(total[~np.isnan(total)], 1.0, atol=1e-12)


def check_endings(model: EscalationModel) -> None:
    """A world has moves up to the month that ends it, and states up to the end of that month; then nothing."""
    end, months = model.outcomes()["months"], model.batch.scenario.months
    assert ((end >= 1) & (end <= months)).all()
    for moves in model.recorder.moves.values():
        np.testing.assert_array_equal(moves >= 0, np.arange(months)[:, None] < end)
    for rows in model.recorder.state.values():
        np.testing.assert_array_equal(np.isnan(rows), np.arange(months + 1)[:, None] > end)


def check_wars(model: EscalationModel) -> None:
    """A capital goes to war only from rung 6 up; that ends the world, as a war that was chosen."""
    out, tension = model.outcomes(), model.recorder.state["tension"][:-1]
    chosen = (model.recorder.moves["washington"] == W_STRIKE) | (model.recorder.moves["pyongyang"] == P_ATTACK)
    assert (tension[chosen] >= WAR_RUNG).all()
    np.testing.assert_array_equal(chosen.any(axis=0), out["war"] & ~out["inadvertent_war"])
    assert (chosen.sum(axis=0) <= 1).all()


def check_outcomes(model: EscalationModel) -> None:
    """The flags agree with one another and with the states, and every column is a number."""
    out, state = model.outcomes(), model.recorder.state
    for name, column in out.items():
        assert np.isfinite(column.astype(float)).all(), name
    np.testing.assert_array_equal(out["major_war"] | out["limited_war"], out["war"])
    assert not (out["major_war"] & out["limited_war"]).any()
    assert not (out["inadvertent_war"] & ~out["war"]).any()
    assert (out["war"].astype(int) + out["collapse"] + out["denuclearisation"] <= 1).all()
    np.testing.assert_array_equal(out["crisis"], (state["tension"][1:] >= 5.0).any(axis=0))
    np.testing.assert_array_equal(out["ever_freeze"], (state["freeze"][1:] > 0.0).any(axis=0))
    assert (out["lose_lose_event"] | ~out["war"]).all()
    assert (out["refugees"] >= 0.0).all()


def check(scenario: Scenario) -> None:
    model = play(scenario, WORLDS)
    for each in (check_ranges, check_endings, check_wars, check_outcomes):
        each(model)


@settings(max_examples=25)
@given(scenarios())
def test_law_06_and_what_holds_in_every_scenario(scenario: Scenario) -> None:
    check(scenario)


@settings(max_examples=15)
@given(scenarios(most_months=5))
def test_law_04_holds_in_every_scenario(scenario: Scenario) -> None:
    parts = [everything(play(scenario, worlds, first_world=first)) for first, worlds in ((0, 1), (1, 10), (11, 1))]
    assert differing(everything(play(scenario, WORLDS)), joined(parts)) == []


@pytest.mark.long
@settings(max_examples=400, derandomize=False)
@given(scenarios(most_months=40))
def test_law_06_in_many_long_scenarios(scenario: Scenario) -> None:
    check(scenario)
