"""The bars of the indices and the tornado: what they mark, and that everything stays legible."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from sim.analysis.sensitivity import SensitivityOptions
from sim.analysis.sensitivity.figures import MOST, sensitivity_bars, tornado_plot
from sim.analysis.sensitivity.findings import SensitivityFinding, Swing, Tornado
from sim.analysis.sensitivity.index import indices_of
from sim.analysis.sensitivity.sample import design_over
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import probability
from sim.core.scenario import load_scenario
from sim.show.drawn import Drawn
from sim.study.estimate.paired import compare_paired
from tests.sensitivity.planted import Noise, evaluate, ranged, unit
from tests.show.drawn import illegible, words

SCENARIO = load_scenario("2017-spring")
NAMES = ("bite_on_arms", "drive_threat.fearful", "doubt", "learn")


def made_up(
    count: int = 16, method: str = "sobol", storm: Tornado | None = None, outcome: str = "lose_lose"
) -> SensitivityFinding:
    """Return an analysis of a function in which the first factor moves most, and half of them
    nothing.
    """
    factors = tuple(
        ranged(NAMES[k] if k < len(NAMES) else f"parameter_{k}_of_the_model", 0.0, 1.0)
        for k in range(count)
    )
    noise, weight = Noise(3), np.maximum(1.0 - 2 * np.arange(count) / count, 0.0) * 4
    groups = 64 if method == "sobol" else 20
    sample = evaluate(
        lambda points: points @ weight + 0.2 * noise(points),
        design_over(factors, method, groups, 2),
    )
    options = SensitivityOptions(SCENARIO, factors, method, groups, outcome=outcome)
    return SensitivityFinding(options, indices_of(sample, resamples=60), storm)


def swings(count: int) -> Tornado:
    """Return a tornado whose factors do less and less, the last nothing."""
    luck = np.random.default_rng(5)
    base = luck.random(300) < 0.4
    made = []
    for number, factor in enumerate(unit(count)):
        part = 0.5 * (1 - number / max(count - 1, 1))
        low, high = base & (luck.random(300) > part), base | (luck.random(300) < part)
        ends = (compare_paired(low, base), compare_paired(high, base))
        made.append(
            Swing(
                factor, 0.5, probability(low), probability(high), *ends, compare_paired(high, low)
            )
        )
    return Tornado(probability(base), tuple(made))


@pytest.mark.parametrize("method", ["sobol", "morris"])
@pytest.mark.parametrize("count", [1, 16, MOST + 6])
def test_the_bars_of_the_indices_can_be_read(method: str, count: int) -> None:
    found = made_up(count, method)
    figure = sensitivity_bars(found)
    assert illegible(figure) == []
    if count > MOST:
        assert f"{MOST} largest of {count}" in " ".join(words(figure).split())


@pytest.mark.parametrize("count", [1, 16, 25])
def test_a_tornado_runs_from_the_base_and_the_largest_swing_is_on_top(count: int) -> None:
    storm = swings(count)
    found = made_up(1, storm=storm)
    figure = tornado_plot(found)
    assert illegible(figure) == []
    names = [
        each.get_text().partition("  ")[0] for each in np.ravel(figure.ax)[0].get_yticklabels()
    ]
    assert names == [swing.factor.name for swing in storm.swings[:20]]


def whiskers(figure: Drawn) -> np.ndarray:
    """Return the ends of all horizontal whiskers, `(whiskers, 2)`."""
    lines = [
        each for each in np.ravel(figure.ax)[0].collections if isinstance(each, LineCollection)
    ]
    return np.array([segment[:, 0] for each in lines for segment in each.get_segments()])


def test_no_whisker_of_a_chance_leaves_0_to_1() -> None:
    """The interval of a difference reaches further than a chance can: of 3 in 300 worlds the low
    end is below 0.
    """
    base = np.arange(300) < 3
    rare, never = np.zeros(300, dtype=bool), np.arange(300) < 1
    ends = (compare_paired(rare, base), compare_paired(never, base))
    assert probability(base).value + ends[0].low < 0.0
    (factor,) = unit(1)
    swing = Swing(
        factor, 0.5, probability(rare), probability(never), *ends, compare_paired(never, rare)
    )
    storm = Tornado(probability(base), (swing,))
    drawn = whiskers(tornado_plot(made_up(1, storm=storm)))
    assert drawn.min() == 0.0
    amounts = made_up(1, storm=storm, outcome="value_beijing")
    assert whiskers(tornado_plot(amounts)).min() < 0.0


def test_a_row_of_the_tornado_names_its_factor_before_its_range() -> None:
    figure = tornado_plot(made_up(1, storm=swings(1)))
    assert [text.get_text() for text in np.ravel(figure.ax)[0].get_yticklabels()] == ["u0  0 to 1"]


def test_a_number_has_its_unit() -> None:
    found = made_up(2, storm=swings(2), outcome="value_beijing")
    for draw in (sensitivity_bars, tornado_plot):
        assert "value to Beijing in months" in words(draw(found))


def test_the_bytes_repeat_and_no_tornado_is_refused() -> None:
    found = made_up(4, storm=swings(4))
    for draw in (sensitivity_bars, tornado_plot):
        assert draw(found).rendered("svg") == draw(found).rendered("svg")
    with pytest.raises(DataProblem):
        tornado_plot(made_up(1))
