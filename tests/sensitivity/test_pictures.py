"""The bars of the indices and the tornado: what they mark, and that everything stays legible."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from sim.analysis.robustness import Uncertainty
from sim.analysis.sensitivity import DUMMY, Tornado, analyse, evaluate, morris_design, sobol_design
from sim.analysis.sensitivity.report import INDEPENDENT, Sensitivity, ranges
from sim.analysis.sensitivity.tornado import Swing
from sim.errors import DataProblem
from sim.show.saving import rendered
from sim.show.sensitivity_bars import MOST, sensitivity_bars
from sim.show.style import BLUE, PALE, Picture
from sim.show.tornado import tornado_plot
from sim.study.estimate.interval import probability
from sim.study.estimate.paired import paired
from sim.study.scenario import load_scenario
from tests.sensitivity.planted import Noise, unit
from tests.show.drawn import by_gid, illegible, only, provenance, words

SCENARIO = load_scenario("2017-spring")
NAMES = ("bite_on_arms", "drive_threat.fearful", "doubt", "learn")


def made_up(count: int = 16, method: str = "sobol", storm: Tornado | None = None) -> Sensitivity:
    """Return an analysis of a function in which the first factor moves most, and half of them nothing."""
    factors = tuple(
        Uncertainty(NAMES[k] if k < len(NAMES) else f"number_{k}_of_the_ledger", 0.0, 1.0) for k in range(count)
    )
    noise, weight = Noise(3), np.maximum(1.0 - 2 * np.arange(count) / count, 0.0) * 4
    design = sobol_design(factors, 64, 2) if method == "sobol" else morris_design(factors, 20, 2)
    found = analyse(evaluate(lambda points: points @ weight + 0.2 * noise(points), design), resamples=60)
    return Sensitivity(SCENARIO, 7, "lose_lose", INDEPENDENT, ranges(factors), found, storm)


def swings(count: int) -> Tornado:
    """Return a tornado whose factors do less and less, the last nothing."""
    luck = np.random.default_rng(5)
    base = luck.random(300) < 0.4
    made = []
    for number, factor in enumerate(unit(count)):
        part = 0.5 * (1 - number / max(count - 1, 1))
        low, high = base & (luck.random(300) > part), base | (luck.random(300) < part)
        ends = (paired(low, base), paired(high, base))
        made.append(Swing(factor, 0.5, probability(low), probability(high), ends, paired(high, low)))
    return Tornado(probability(base), tuple(made))


def settled(figure: Picture) -> Picture:
    figure.draw_without_rendering()
    return figure


@pytest.mark.parametrize("method", ["sobol", "morris"])
@pytest.mark.parametrize("count", [1, 16, MOST + 6])
def test_bars_are_the_indices_blue_where_above_the_dummy(method: str, count: int) -> None:
    found = made_up(count, method)
    figure = settled(sensitivity_bars(found, provenance(found.analysis.sample.groups)))
    assert illegible(figure) == []
    for index in found.analysis.indices:
        if index.name == "mu":
            continue
        bars = {bar.get_gid().partition(": ")[2]: bar for bar in by_gid(figure, f"{index.name}: ")}
        assert len(bars) == min(count, MOST) + 1
        for name, bar in bars.items():
            assert bar.get_width() == pytest.approx(index.estimates[name].value)
            if name != DUMMY:
                assert bar.get_facecolor() == to_rgba(BLUE if index.above(name) else PALE)
        band = only(figure, f"band: {index.name}")
        assert band.get_x() == pytest.approx(index.dummy.low)
        assert band.get_x() + band.get_width() == pytest.approx(index.dummy.high)
    if count > MOST:
        assert f"{MOST} largest of {count}" in " ".join(words(figure).split())


@pytest.mark.parametrize("count", [1, 16, 25])
def test_a_tornado_runs_from_the_base_and_the_largest_swing_is_on_top(count: int) -> None:
    storm = swings(count)
    found = made_up(1, storm=storm)
    figure = settled(tornado_plot(found, provenance(300, counted="pairs of worlds")))
    assert illegible(figure) == []
    for swing in storm.swings[:20]:
        for end, difference in zip(("low", "high"), swing.from_base, strict=True):
            bar = only(figure, f"{end}: {swing.factor.name}")
            edges = sorted((storm.base.value, storm.base.value + difference.value))
            assert [bar.get_x(), bar.get_x() + bar.get_width()] == pytest.approx(edges) or sorted(
                (bar.get_x(), bar.get_x() + bar.get_width())
            ) == pytest.approx(edges)
    heights = [only(figure, f"low: {swing.factor.name}").get_y() for swing in storm.swings[:20]]
    assert heights == sorted(heights)


def test_a_number_has_its_unit() -> None:
    found = replace(made_up(2, storm=swings(2)), outcome="value_beijing")
    for draw, n in ((sensitivity_bars, 64), (tornado_plot, 300)):
        assert "value to Beijing in months" in words(settled(draw(found, provenance(n))))


def test_the_bytes_repeat_and_another_n_is_refused() -> None:
    found = made_up(4, storm=swings(4))
    for draw, n in ((sensitivity_bars, 64), (tornado_plot, 300)):
        assert rendered(draw(found, provenance(n)), "svg") == rendered(draw(found, provenance(n)), "svg")
        with pytest.raises(DataProblem):
            draw(found, provenance(n + 1))
    with pytest.raises(DataProblem):
        tornado_plot(made_up(1), provenance(300))
