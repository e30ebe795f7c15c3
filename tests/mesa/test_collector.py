"""The model works with Mesa's own tools for one world."""

import pytest

from sim.study.scenario_file import load_scenario
from sim.world.collector import data_collector
from sim.world.model import EscalationModel


@pytest.mark.short
def test_the_data_collector_shows_the_recorded_world() -> None:
    scenario = load_scenario("2017-spring").change({"months": 6})
    model = EscalationModel(scenario, 1, 3, record=("tension", "washington"))
    collector = data_collector()
    for _ in range(6):
        model.step()
        collector.collect(model)
    states, moves = collector.get_model_vars_dataframe(), collector.get_agent_vars_dataframe()
    assert states["tension"].tolist() == model.recorder.state["tension"][1:, 0].tolist()
    assert set(moves["capital"]) == {"washington", "beijing", "pyongyang", "seoul"}
    assert len(moves) == 6 * 4
    model.close()


def test_the_data_collector_refuses_many_worlds() -> None:
    model = EscalationModel(load_scenario("core"), 2, 3)
    with pytest.raises(ValueError, match="worlds=1"):
        data_collector().collect(model)
    model.close()
