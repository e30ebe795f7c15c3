"""Pictures of a run: the worlds that a picture shows are those of the run, whatever is imposed on them."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.engine import PLACES
from sim.errors import UsageProblem
from sim.game.world import STATES
from sim.show import pictures
from sim.show.pictures import of_run, some_of
from sim.show.style import rendered
from sim.study.estimate.writing import percent_text
from sim.study.run.interventions import ImposedMove
from sim.study.run.worlds import Run
from tests.show.drawn import illegible, only, words


@pytest.fixture(scope="module")
def run() -> Run:
    scenario = sim.load_scenario("2017-spring").change({"months": 12})
    return sim.run(scenario, worlds=30, seed=7, interventions=[ImposedMove("washington", 2, word="talks")])


def test_some_worlds_are_those_worlds_of_the_run(run: Run) -> None:
    shown = some_of(run, 3, 5)
    assert (shown.worlds, shown.first_world) == (3, 5)
    assert np.array_equal(shown.state["tension"], run.state["tension"][:, 5:8], equal_nan=True)
    assert np.array_equal(shown.actions["washington.word"], run.actions["washington.word"][:, 5:8])
    assert of_run(shown).n == 3
    assert some_of(run, 100).worlds == 30


def test_a_timeline_shows_the_world_of_its_number(run: Run) -> None:
    figure = pictures.timeline(run, 11)
    assert "world 11" in figure.heading
    line = only(figure, "tension").get_ydata()
    assert np.array_equal(line, run.state["tension"][:, 11], equal_nan=True)
    only(figure, "washington.word 2: talks")
    with pytest.raises(UsageProblem, match="no world 30"):
        pictures.timeline(run, 30)


@pytest.mark.parametrize("state", STATES)
def test_every_state_with_a_meaning_has_its_ribbon(run: Run, state: str) -> None:
    assert state in PLACES
    assert illegible(pictures.ribbon(run, state)) == []


def test_the_picture_of_lose_lose_holds_the_run_s_own_estimates(run: Run) -> None:
    figure = pictures.kappa(run)
    assert set(only(figure, "by aims").get_ydata()) == {run.probability("aims_lose_lose").value}
    assert percent_text(run.aims_lose_lose_range.high) in words(figure)


def test_threads_and_engines_draw_the_same_bytes(run: Run) -> None:
    other = sim.run(run.scenario, worlds=30, seed=7, interventions=run.interventions, jobs=2, engine="numpy")
    assert rendered(pictures.timeline(other, 4), "svg") == rendered(pictures.timeline(run, 4), "svg")
