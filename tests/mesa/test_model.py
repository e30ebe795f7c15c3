"""One world as a Mesa model: it is the world of the ensemble, and works with Mesa's own tools."""

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import mesa
import numpy as np
import pytest

from sim.core.base.errors import UsageProblem
from sim.core.engine import PLACES, play
from sim.core.engine.records import flat
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.world import STATES
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from sim.mesa_model import EscalationModel

pytestmark = pytest.mark.short
SPRING = load_scenario("2017-spring").change({"months": 12})
TENSE = SPRING.change(
    {"start_tension": 6.2, "accident": 0.02, "clash": 0.4, "washington.course": "prevent"}
)


def finished(model: EscalationModel) -> EscalationModel:
    """Return a model after its last step."""
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("scenario", [SPRING, TENSE])
def test_world_k_is_world_k_of_the_ensemble_byte_for_byte(scenario: object) -> None:
    assert isinstance(scenario, type(SPRING))
    played = play(inputs(scenario).job(6, seed=11))
    for k in range(6):
        model = finished(EscalationModel(scenario, 11, k))
        assert np.array(flat(model.state)).tobytes() == played.state[:, k].tobytes()


def test_the_agents_are_the_four_capitals_and_show_what_the_world_holds() -> None:
    model = EscalationModel(SPRING, rng=7, world=2)
    model.step()
    assert [agent.name for agent in model.agents] == list(CAPITALS)
    for agent in model.agents:
        for kind, known in (
            ("course", COURSES[agent.name]),
            ("word", MOVES[f"{agent.name}.word"]),
            ("deed", MOVES[f"{agent.name}.deed"]),
        ):
            place = getattr(model.state, f"{agent.name}_{kind}")
            assert getattr(agent, kind) == known[place].name
        assert agent.payoff == getattr(model.state, f"{agent.name}_payoff")
        assert sum(agent.belief.values()) == pytest.approx(1.0)


def test_a_world_that_has_ended_stays_as_it_is() -> None:
    ended = next(
        model
        for model in (finished(EscalationModel(TENSE, 7, k)) for k in range(40))
        if model.one.month < TENSE.months
    )
    before = flat(ended.state)
    ended.step()
    assert flat(ended.state) == before
    assert len(ended.datacollector.get_model_vars_dataframe()) == ended.one.month


def test_the_data_collector_holds_every_month() -> None:
    played = play(inputs(SPRING).job(4, seed=7, record=PLACES))
    model = finished(EscalationModel(SPRING, 7, 3))
    states = model.datacollector.get_model_vars_dataframe()
    for name in STATES:
        assert states[name].tolist() == played.record[name][:, 3].tolist()
    told = model.datacollector.get_agent_vars_dataframe()
    assert len(told) == 4 * SPRING.months
    deeds = told[told["capital"] == "pyongyang"]["deed"]
    assert deeds.tolist() == [
        MOVES["pyongyang.deed"][int(k)].name for k in played.record["pyongyang_deed"][:, 3]
    ]


def test_mesas_own_luck_moves_nothing() -> None:
    model, other = EscalationModel(SPRING, 7, 1), EscalationModel(SPRING, 7, 1)
    other.random.seed(99)
    other.rng.random(17)
    assert flat(finished(model).state) == flat(finished(other).state)


def test_batch_run_plays_worlds_by_number() -> None:
    """From Mesa 3.5 on the seed is an argument of its own; before, it stood among the
    parameters.
    """
    seed: dict[str, Any] = {"rng": 7}
    apart = "rng" in inspect.signature(mesa.batch_run).parameters
    rows = mesa.batch_run(
        EscalationModel,
        {"scenario": SPRING, "world": range(3)} | ({} if apart else seed),
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
        **(seed if apart else {}),
    )
    played = play(inputs(SPRING).job(3, seed=7))
    tension = {row["world"]: row["tension"] for row in rows}
    assert tension == dict(enumerate(played.final("tension").tolist()))


@pytest.mark.parametrize(("seed", "world"), [(-1, 0), (7, -1), (2**70, 0), (7.5, 0), (7, 1.5)])
def test_what_is_no_seed_or_no_world_is_refused(seed: Any, world: Any) -> None:
    with pytest.raises(UsageProblem):
        EscalationModel(SPRING, seed, world)


def test_the_name_of_a_scenario_is_no_scenario() -> None:
    with pytest.raises(UsageProblem, match=r"Give sim\.load_scenario"):
        EscalationModel("2017-spring")  # type: ignore[arg-type]


def test_the_page_of_solara_shows_what_the_model_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of docs/other-tools.md, with a stand-in for Mesa's own page, whose packages these
    tests have not.
    """
    asked: dict[str, Any] = {}
    visual = ModuleType("mesa.visualization")
    monkeypatch.setattr(
        visual, "SolaraViz", lambda model, **more: asked.update(model=model, **more), raising=False
    )
    monkeypatch.setattr(visual, "make_plot_component", lambda names: names, raising=False)
    monkeypatch.setitem(sys.modules, "mesa.visualization", visual)
    text = (Path(__file__).parents[2] / "docs" / "other-tools.md").read_text(encoding="utf-8")
    (block,) = (
        each for each in re.findall(r"^```py\n(.*?)^```", text, re.M | re.S) if "SolaraViz" in each
    )
    exec(block, {})
    plotted = {
        name for part in asked["components"] for name in ([part] if isinstance(part, str) else part)
    }
    assert plotted <= set(asked["model"].datacollector.model_reporters)
    ((name, slider),) = asked["model_params"].items()
    assert asked["model"].number == slider["value"]
    assert type(asked["model"])(**{name: 7}).number == 7
