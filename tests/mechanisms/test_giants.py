"""Washington and Beijing: mechanisms 1, 7, 8 and 15."""

import numpy as np
import pytest

from sim.study.paired import paired
from sim.study.scenario import Window
from tests.mechanisms.worlds import (
    SPRING,
    above,
    end_otherwise,
    final_states_differ,
    higher,
    mean_state,
    more,
    same_until,
    share_of_move,
    worlds_of,
)


def test_mechanism_01_shared_urgency_and_different_methods() -> None:
    """Mechanism 1: `weights_washington` and `weights_beijing` share tension and differ in the means."""
    spring = worlds_of(SPRING)
    indifferent = worlds_of(SPRING, {"weights_washington.tension": 0, "weights_beijing.tension": 0})
    assert final_states_differ(spring, indifferent) > 0
    assert higher(indifferent, spring, "tension")
    # What they share is what ties their fortunes together.
    assert indifferent.payoff_correlation(without_war=True) < spring.payoff_correlation(without_war=True)

    one_aim = worlds_of(
        SPRING,
        {
            "weights_beijing.arsenal": 2,
            "weights_beijing.presence": 1,
            "weights_beijing.instability": 0,
            "weights_beijing.enforcing": 0,
        },
    )
    assert final_states_differ(spring, one_aim) > 0
    assert higher(one_aim, spring, "enforcement")


def test_mechanism_07_accommodation_or_rivalry_of_the_giants() -> None:
    """Mechanism 7: module `relation`; `relation_drift` is the optimist's or the pessimist's course."""
    optimist, pessimist = (
        worlds_of(SPRING, {"relation_drift": 0.01}),
        worlds_of(SPRING, {"relation_drift": -0.01}),
    )
    assert final_states_differ(optimist, pessimist) > 0
    ahead = optimist.state["relation"][1:] > pessimist.state["relation"][1:]
    alive = np.isfinite(optimist.state["relation"][1:] - pessimist.state["relation"][1:])
    assert ahead[alive].all()
    assert more(pessimist, optimist, "lose_lose")
    peace = ~optimist.flag("war") & ~pessimist.flag("war")
    for column in ("delta_washington", "delta_beijing"):
        assert above(optimist.columns[column][peace], pessimist.columns[column][peace])


def test_mechanism_08_dialogue_windows_and_the_failure_to_bridge() -> None:
    """Mechanism 8: `windows` of module `relation`, with the results that were or with others."""

    def held(result: str) -> tuple[Window, ...]:
        return tuple(Window(month, result) for month in ("2017-04", "2017-06", "2017-07"))  # type: ignore[arg-type]

    bridged, failed = (worlds_of(SPRING, {"windows": held(result)}) for result in ("succeeds", "fails"))
    assert same_until(bridged, failed, 2)
    assert final_states_differ(bridged, failed) > 0
    assert more(failed, bridged, "lose_lose")
    # For three months after each success Beijing enforces more.
    assert higher(bridged, failed, "enforcement", slice(3, 9))
    # Left to luck, the same windows open here and close there.
    drawn = worlds_of(SPRING, {"windows": held("drawn")})
    after = drawn.state["relation"][6]
    assert (after > 0).any()
    assert (after < 0).any()


def test_mechanism_15_does_beijing_hold_the_key() -> None:
    """Mechanism 15: `china_trade_share` is what is so, `believed_china_share` what Washington acts on."""
    key = {}
    for share in (0.3, 0.9):
        full, lax = (
            worlds_of(SPRING, {"beijing.policy": policy, "china_trade_share": share})
            for policy in ("full_enforcement", "lax")
        )
        key[share] = mean_state(lax, "economy") - mean_state(full, "economy")
        assert final_states_differ(full, lax) > 0
    # Beijing's choice bites the more, the more of the trade is China's.
    assert above(key[0.9], key[0.3])
    assert paired(key[0.3], np.zeros_like(key[0.3])).low > 0

    sure, unsure = (worlds_of(SPRING, {"believed_china_share": share}) for share in (1.0, 0.5))
    assert above(
        share_of_move(sure, "washington", "lean_on_beijing"),
        share_of_move(unsure, "washington", "lean_on_beijing"),
    )
    assert end_otherwise(sure, unsure) > 0


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_mechanism_15_a_key_that_fits_no_lock(share: float) -> None:
    """Mechanism 15: pressure hangs on Beijing alone, or not at all, whatever Washington believes."""
    run = worlds_of(SPRING, {"china_trade_share": share, "believed_china_share": 0.5})
    sanctions, enforcement = run.state["sanctions"], run.state["enforcement"]
    expected = sanctions * (enforcement if share else run.scenario.value("other_enforcement"))
    np.testing.assert_allclose(run.state["pressure"], expected, rtol=1e-12)
