"""Months lead in every comparison, and a loss of both never reads as an improvement."""

import doctest

import pytest

import sim
from sim.core.estimate.interval import Estimate
from sim.study.estimate import comparison
from sim.study.estimate.comparison import comparison_text
from sim.study.estimate.paired import compare_paired

FEWER = Estimate(-0.03, -0.05, -0.01, 100, "t", kind="points")


def test_its_example_is_true() -> None:
    assert doctest.testmod(comparison).failed == 0


@pytest.mark.parametrize(("low", "high"), [(-3.0, -1.0), (-1.5, -1.1)])
def test_a_loss_of_both_is_never_told_as_an_improvement(low: float, high: float) -> None:
    worse = Estimate((low + high) / 2, low, high, 100, "t")
    text = comparison_text("If so", {"washington": worse, "beijing": worse}, FEWER)
    assert text.count("would lose") == 2
    assert text.index("lose") < text.index("Lose-lose against the benchmark")
    assert "would gain" not in text


def test_a_gain_that_noise_could_be_is_neither() -> None:
    unsure = Estimate(0.4, -0.2, 1.0, 100, "t")
    text = comparison_text("If so", {"beijing": unsure}, FEWER, "free play")
    assert "would neither clearly gain nor lose" in text
    assert "Lose-lose against free play" in text


@pytest.mark.long
def test_where_lose_lose_falls_though_both_lose_months_the_sentence_says_that_both_lose() -> None:
    """An unpredictable Pyongyang: the benchmark falls with both powers (docs/limits.md)."""
    low, high = (
        sim.run({"pyongyang.unpredictability": each}, worlds=8000, seed=920_029).to_frame()
        for each in (0.0, 1.0)
    )
    gains = {
        name: compare_paired(high[f"value_{name}"].to_numpy(), low[f"value_{name}"].to_numpy())
        for name in ("washington", "beijing")
    }
    lost = compare_paired(high["lose_lose"].to_numpy(float), low["lose_lose"].to_numpy(float))
    assert all(gain.high < -1.0 for gain in gains.values())
    text = comparison_text("If Pyongyang were unpredictable", gains, lost)
    assert text.count("would lose") == 2
    assert "gain " not in text
