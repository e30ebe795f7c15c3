"""What is wanted, and whether it holds."""

import math

import pytest

from sim.analysis.claims import DOWN, NONE, UP, ClaimLine, Wanted, exact
from sim.core.estimate.interval import Estimate
from tests.for_each import for_each


def estimate(value: float, reach: float = 0.0) -> Estimate:
    """Return an estimate with limits at a distance."""
    return Estimate(value, value - reach, value + reach, 100, "t")


@for_each(
    ("wanted", "value", "reach", "holds"),
    [
        (Wanted(0.1, 0.4), 0.1, 9.0, True),
        (Wanted(0.1, 0.4), 0.41, 0.0, False),
        (Wanted(low=0.5), 0.5, 0.0, True),
        (Wanted(high=0.5), 0.6, 1.0, False),
        (UP, 0.2, 0.1, True),
        (UP, 0.2, 0.3, False),
        (UP, 0.0, 0.0, False),
        (DOWN, -0.2, 0.1, True),
        (DOWN, 0.2, 0.1, False),
        (Wanted(low=-0.005, clear=True), 0.0, 0.004, True),
        (Wanted(low=-0.005, clear=True), 0.0, 0.006, False),
        (NONE, 0.0, 0.0, True),
        (NONE, 1.0, 0.0, False),
    ],
)
def test_a_line_holds_by_its_value_or_by_its_whole_interval(
    wanted: Wanted, value: float, reach: float, holds: bool
) -> None:
    assert wanted.holds(estimate(value, reach)) is holds


@pytest.mark.parametrize("wanted", [Wanted(0.1, 0.4), Wanted(low=0.0), Wanted(high=1.0)])
def test_what_is_no_number_never_holds(wanted: Wanted) -> None:
    assert not wanted.holds(estimate(math.nan))


@pytest.mark.parametrize("wanted", [UP, DOWN])
def test_without_bounds_nothing_is_clear(wanted: Wanted) -> None:
    assert not wanted.holds(Estimate(5.0, -math.inf, math.inf, 1, "t"))


def test_an_aim_is_told_and_judges_nothing() -> None:
    wanted = Wanted(0.04, 0.4, aim=(0.1, 0.25))
    assert wanted.text("amount") == "0.04 to 0.4 (aim 0.1 to 0.25)"
    assert wanted.text("share") == "4 % to 40 % (aim 10 % to 25 %)"
    assert wanted.holds(estimate(0.39))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (UP, "above 0, interval clear"),
        (DOWN, "below 0, interval clear"),
        (NONE, "0"),
        (Wanted(low=2.0), "at least 2"),
        (Wanted(high=-1.0), "at most −1"),
    ],
)
def test_what_is_wanted_in_words(wanted: Wanted, text: str) -> None:
    assert wanted.text("amount") == text


def test_what_is_only_shown_has_no_verdict() -> None:
    line = ClaimLine("a.b", "something", None, exact(2.0))
    assert line.holds is None
    assert line.verdict == "shown"
    assert line.as_dict()["wanted"] is None


def test_a_miss_says_so() -> None:
    assert ClaimLine("a.b", "something", UP, estimate(-1.0, 0.1)).verdict == "MISS"
