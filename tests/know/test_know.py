"""The worth of knowing Kim's type: signs, causes and limits."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analysis.know.cells import KINDS, LEAST, belief_changes, sure_of
from sim.analysis.know.findings import KnowFinding
from sim.analysis.know.words import PLACES, mediated
from sim.core.base.errors import UsageProblem

SPRING = sim.load_scenario("2017-spring")
SURE = {"fearful": 1.0 - 2.0 * LEAST, "greedy": LEAST, "erratic": LEAST}


@pytest.fixture(scope="module")
def found() -> KnowFinding:
    """The worth of knowing in a few worlds."""
    return sim.know(SPRING, worlds=400, seed=930011)


def test_washingtons_knowing_pays_both_and_beijings_next_to_nothing(found: KnowFinding) -> None:
    assert all(gain.low > 0.0 for gain in found.gains("washington").values())
    assert all(gain.high < 0.6 for gain in found.gains("beijing").values())
    assert found.lost("washington").high < 0.0


def test_knowing_what_one_is_sure_of_is_worth_exactly_nothing() -> None:
    beliefs = {
        f"prior_{name}.{kim}": x for name in ("washington", "beijing") for kim, x in SURE.items()
    }
    sure = sim.know(SPRING.change({"kim_type": "fearful", **beliefs}), worlds=40)
    assert list(sure.cases) == ["nobody", "washington", "beijing", "both", "pool"]
    for case in sure.cases.values():
        np.testing.assert_array_equal(case, sure.cases["nobody"])


@pytest.mark.parametrize(
    "change",
    [
        {"lookahead": 0.0},
        {
            f"{name}.{kim}": 0.0
            for name in ("drive_threat", "drive_softness", "drive_bite")
            for kim in KINDS
        }
        | {f"precision.{kim}": 0.95 for kim in KINDS}
        | {f"greed.{kim}": 0.45 for kim in KINDS},
    ],
    ids=["no look-ahead", "types alike"],
)
def test_the_worth_is_gone_with_its_cause(change: dict[str, float]) -> None:
    bare = sim.know(SPRING.change(change), powers=["washington"], worlds=400, seed=930606)
    assert abs(bare.gain("washington", "washington").value) < 0.6


def test_a_signal_of_a_third_is_no_news() -> None:
    vague = sim.know(SPRING, accuracy=[1 / 3], worlds=80)
    assert np.abs(vague.signals[1 / 3][:, :2]).max() < 1e-9


def test_a_sure_belief_is_the_most_that_a_belief_may_hold() -> None:
    assert belief_changes("washington", sure_of("greedy"))["prior_washington.greedy"] == 0.998
    assert min(belief_changes("beijing", np.array([1.0, 0.0, 0.0])).values()) >= LEAST


def test_a_mediator_tells_all_where_interests_agree_and_nothing_where_they_oppose() -> None:
    grid = [np.array(row) for row in ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0), (1 / 3, 1 / 3, 1 / 3))]
    prior, right = np.full(3, 1 / 3), np.vstack([np.eye(3), np.full((1, 3), 1 / 3)])
    agree = mediated(grid, prior, prior, np.stack([right, right], axis=-1), 3)
    assert agree == pytest.approx((2 / 3, 2 / 3))
    wants_fear = np.repeat(np.array([[1.0], [0.0], [0.0], [0.4]]), len(PLACES), axis=1)
    oppose = mediated(grid, prior, prior, np.stack([right, wants_fear], axis=-1), 3)
    assert oppose[0] <= 2 / 3


@pytest.mark.parametrize(
    ("options", "close"),
    [
        ({"powers": ["bejing"]}, "beijing"),
        ({"accuracy": [0.2]}, "0.333"),
        ({"accuracy": [1.2]}, "1"),
    ],
)
def test_a_power_or_an_accuracy_that_there_is_not_is_refused(
    options: dict[str, object], close: str
) -> None:
    with pytest.raises(UsageProblem, match=close):
        sim.know(SPRING, **options)


def test_a_belief_adds_up_to_1_and_holds_no_chance_below_the_least() -> None:
    rng = np.random.default_rng(4)
    for chances in [*rng.dirichlet([0.05] * 3, 200), np.array([0.0, 0.0, 1.0])]:
        given = np.array([*belief_changes("washington", chances).values()])
        assert given.sum() == pytest.approx(1.0, abs=1e-12)
        assert given.min() >= LEAST
        plain = chances >= 0.01
        np.testing.assert_allclose(given[plain], chances[plain], atol=2 * LEAST)
