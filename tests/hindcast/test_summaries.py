"""Summary statistics against sums done month by month in plain Python."""

import numpy as np
import pytest

from sim.analysis.history.summaries import LABELS, NAMES, UNFITTED, summaries, unfitted

MONTHS, WORLDS = 24, 5
GENERATOR = np.random.default_rng(9)
SEEN = {
    name: GENERATOR.random((MONTHS, WORLDS)) < share
    for name, share in {
        "test_month": 0.4, "big_test": 0.15, "talks_month": 0.3, "resolution": 0.2, "lethal_incident": 0.1,
        "inter_korean_talks": 0.2, "exercise": 0.25,
    }.items()
}  # fmt: skip
SEEN["big_test"] &= SEEN["test_month"]


def slow_share(pairs: list[tuple[bool, bool]]) -> float:
    """Return (hits + ½) / (months + 1) over (given, happened)."""
    given = [happened for is_given, happened in pairs if is_given]
    return (sum(given) + 0.5) / (len(given) + 1)


def slow(world: int) -> dict[str, float]:
    """Return every statistic of one world, month by month."""
    test, big, talks, resolution, lethal = (
        [bool(x) for x in SEEN[name][:, world]]
        for name in ("test_month", "big_test", "talks_month", "resolution", "lethal_incident")
    )
    every = range(MONTHS)
    near = [talks[m] or (m > 0 and talks[m - 1]) for m in every]
    after = [talks[m] or (m + 1 < MONTHS and talks[m + 1]) for m in every]
    recent_big = [any(big[max(m - 3, 0) : m + 1]) for m in every]
    return {
        "tests": slow_share([(True, test[m]) for m in every]),
        "tests_late": slow_share([(m >= 18, test[m]) for m in every]),
        "test_after_test": slow_share([(test[m - 1], test[m]) for m in every[1:]]),
        "test_after_quiet": slow_share([(not test[m - 1], test[m]) for m in every[1:]]),
        "test_with_talks": slow_share([(near[m], test[m]) for m in every]),
        "test_without_talks": slow_share([(not near[m], test[m]) for m in every]),
        "big_tests": slow_share([(True, big[m]) for m in every]),
        "lethal_incidents": slow_share([(True, lethal[m]) for m in every]),
        "talks": slow_share([(True, talks[m]) for m in every]),
        "talks_late": slow_share([(m >= 18, talks[m]) for m in every]),
        "talks_after_talks": slow_share([(talks[m - 1], talks[m]) for m in every[1:]]),
        "talks_after_test": slow_share([(test[m], after[m]) for m in every]),
        "resolutions": slow_share([(True, resolution[m]) for m in every]),
        "resolution_after_big": slow_share([(big[m], any(resolution[m : m + 4])) for m in every]),
        "resolution_without": slow_share([(not recent_big[m], resolution[m]) for m in every]),
    }


@pytest.mark.parametrize("world", range(WORLDS))
def test_statistics_agree_with_slow_sums(world: int) -> None:
    fast = dict(zip(NAMES, summaries(SEEN)[world], strict=True))
    assert fast == pytest.approx(slow(world))
    assert set(fast) == set(LABELS)


def test_one_record_is_one_world() -> None:
    alone = {name: flags[:, 2] for name, flags in SEEN.items()}
    assert (summaries(alone)[0] == summaries(SEEN)[2]).all()
    assert (unfitted(alone)[0] == unfitted(SEEN)[2]).all()


def test_spells_are_counted_in_months() -> None:
    flags = dict(SEEN) | {"test_month": np.array([0, 1, 1, 0, 0, 0, 1], dtype=bool)[:, None]}
    flags = {name: each[:7, :1] for name, each in flags.items()}
    found = dict(zip(UNFITTED, unfitted(flags)[0], strict=True))
    assert found["longest_quiet"] == 3
    assert found["longest_tests"] == 2


def test_without_any_month_that_counts_a_share_is_one_half() -> None:
    quiet = {name: np.zeros((24, 1), dtype=bool) for name in SEEN}
    found = dict(zip(NAMES, summaries(quiet)[0], strict=True))
    assert found["test_after_test"] == found["resolution_after_big"] == 0.5
    assert found["tests"] == 0.5 / 25
