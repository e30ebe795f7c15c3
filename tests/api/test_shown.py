"""What a result shows of itself: a line, HTML, a tidy frame, named arrays, a figure, a citation."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim.core.base.errors import UsageProblem

SPRING = sim.load_scenario("2017-spring")
COURSES = [f"{capital}_course" for capital in ("washington", "beijing", "pyongyang", "seoul")]


@pytest.fixture(scope="module")
def run():
    return sim.run(SPRING, worlds=30, record=["tension", *COURSES])


@pytest.fixture(scope="module")
def finding():
    return sim.robustness(SPRING, points=20, worlds=10, resamples=50)


@pytest.fixture(scope="module")
def results():
    rows = [{"beijing.enforcement": a, "learn": b} for a in (0.0, 0.5, 1.0) for b in (0.2, 0.4)]
    return sim.evaluate(SPRING, rows, worlds=20)


def test_a_repr_is_one_short_line_with_scenario_and_seed(run, finding, results):
    for result in (run, finding, results):
        assert "\n" not in repr(result)
        assert "seed 7" in repr(result)
        assert len(repr(result)) < 400


def test_html_opens_with_the_answer(run, finding, results):
    for result in (run, finding, results):
        page = result._repr_html_()
        assert page.startswith("<p>")
        assert page.index("<table>") > page.index("</p>")
        assert "Not a forecast" in page


def test_figures_of_a_run_and_of_a_grid_go_into_axes_too(run):
    figure, axes = plt.subplots(2, 2, figsize=(16, 11), layout="constrained")
    assert sim.plot.fan(run, ax=axes[0, 0]).figure is figure
    assert sim.plot.timeline(run, 3, ax=axes[0, 1]).figure is figure
    assert run.plot("outcomes", ax=axes[1, 0]).figure is figure
    grid = sim.sweep(
        SPRING, {"beijing.enforcement": [0.0, 0.5, 1.0], "learn": [0.2, 0.4]}, worlds=20
    )
    assert sim.plot.marginals(grid, ax=axes[1, 1]).figure is figure
    figure.canvas.draw()
    plt.close("all")


def test_a_tidy_frame_has_each_number_with_its_limits(finding):
    frame = finding.to_frame()
    numbers = frame[frame["low"].notna()]
    assert len(numbers)
    assert (numbers["low"].astype(float) <= numbers["high"].astype(float)).all()


def test_arrays_are_named_and_say_where_they_come_from(run, finding, results):
    worlds = run.to_xarray()
    assert dict(worlds.sizes) == {"world": 30, "month": SPRING.months + 1, "actor": 4}
    tension = run.state["tension"]
    assert (tension == worlds["tension"].values.T)[~np.isnan(tension)].all()
    assert float(worlds["lose_lose"].mean()) == run.probability("lose_lose").value
    assert worlds["months"].attrs["units"] == "months"
    grid = results.to_xarray()
    assert dict(grid.sizes) == {"beijing.enforcement": 3, "learn": 2, "stat": 5}
    for found in (worlds, grid, finding.to_xarray()):
        assert found.attrs["seed"] == 7
        assert found.attrs["scenario_hash"] == SPRING.hash


def test_a_figure_is_drawn_into_axes_of_ones_own(finding):
    figure, axes = plt.subplots(1, 2, layout="constrained")
    drawn = finding.plot("lose_lose", ax=axes[1])
    assert drawn.figure is figure
    assert SPRING.hash in drawn.caption
    alone = finding.plot()
    assert alone.figure is not figure
    plt.close("all")


def test_a_figure_that_is_not_there_gets_a_message(finding):
    with pytest.raises(UsageProblem, match="no figure"):
        finding.plot("regrets")


def test_a_citation_names_scenario_rules_seed_and_version(finding):
    said = finding.cite()
    for part in (SPRING.name, SPRING.hash, "seed 7", sim.__version__, "Not a forecast"):
        assert part in said
