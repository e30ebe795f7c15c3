"""Row 29 of the paper, both lose: reported by goals, with its range, and by value."""

import numpy as np
import pytest

from sim.core.scenario import load_scenario
from sim.study.run.readings import QUADRANTS, threshold_draws
from sim.study.run.worlds import Run, run


@pytest.fixture(scope="module")
def spring() -> Run:
    return run(load_scenario("2017-spring"), 300, 7)


def test_29_both_lose_is_one_of_four_quadrants_by_goals(spring: Run) -> None:
    shares = spring.quadrants()
    assert tuple(shares) == QUADRANTS
    assert sum(share.value for share in shares.values()) == pytest.approx(1.0)
    assert shares["both fail their goals"].value == spring.probability("goals_failed_both").value
    assert (
        spring.flag("goals_failed_both")
        == (spring.flag("loses_washington") & spring.flag("loses_beijing"))
    ).all()


def test_29_the_share_comes_with_its_range_over_thresholds_and_by_value(spring: Run) -> None:
    found = spring.goals_failed_both_range
    assert len(found.shares) == next(iter(threshold_draws().values())).size
    assert found.least <= found.low <= found.high <= found.most
    assert found.least < found.most
    by_value = [share.value for share in spring.kappa_curve([0.0, 0.5, 1.0])]
    assert all(np.diff(by_value) <= 0.0)
