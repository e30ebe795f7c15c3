"""The model as a Mesa model: four agents, seeds, the horizon, what is kept and what is let go."""

import gc
import weakref

import mesa
import numpy as np
import pytest

from sim.errors import ScenarioProblem, UsageProblem
from sim.game.catalogue import CAPITALS
from sim.world.batch import Block
from sim.world.model import EscalationModel
from sim.world.recorder import RECORDABLE
from tests.support import differing, eventful, everything, lineup, part, play


@pytest.mark.short
def test_four_capitals_are_the_agents() -> None:
    model = EscalationModel(lineup())
    assert isinstance(model, mesa.Model)
    assert [model.capital(name).name for name in CAPITALS] == list(CAPITALS)
    assert len(model.agents) == 4
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)


@pytest.mark.short
@pytest.mark.parametrize(
    ("seed", "problem"), [(True, TypeError), (1.5, TypeError), (-1, ValueError), (2**63, ValueError)]
)
def test_a_bad_seed_is_refused(seed: int, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        EscalationModel(lineup(), 1, seed)


@pytest.mark.short
@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_the_ends_of_the_range_are_seeds(seed: int) -> None:
    assert play(lineup(months=2), 2, seed).month == 2


def test_a_model_of_one_world_is_that_world_of_a_batch() -> None:
    for scenario in (lineup(), eventful("adaptive", "mediator", "unpredictable", "alliance_first")):
        batch = everything(play(scenario, 50))
        for world in (0, 49):
            one = everything(play(scenario, 1, first_world=world))
            assert differing(one, part(batch, slice(world, world + 1))) == []


@pytest.mark.short
def test_worlds_beyond_two_to_the_thirty_second() -> None:
    first, scenario = 2**32 - 3, eventful(months=3)
    across = play(scenario, 6, first_world=first)
    assert across.outcomes()["world"].tolist() == list(range(first, first + 6))
    beyond = everything(play(scenario, 3, first_world=2**32))
    assert differing(part(everything(across), slice(3, 6)), beyond) == []
    low = play(scenario, 3).outcomes()
    assert not np.array_equal(low["value_seoul"], beyond["outcome value_seoul"])


@pytest.mark.short
def test_a_step_past_the_horizon_does_nothing() -> None:
    model = EscalationModel(lineup(months=3), 5, 7, record=RECORDABLE).run()
    before, state = everything(model), model.state
    model.step()
    model.run()
    assert model.month == 3
    assert model.state is state
    assert not model.running
    assert differing(everything(model), before) == []


def test_stepping_by_hand_is_running() -> None:
    model = EscalationModel(lineup(months=4), 9, 7, record=RECORDABLE)
    for _ in range(4):
        assert model.running
        model.step()
    assert not model.running
    assert differing(everything(model), everything(play(lineup(months=4), 9))) == []


@pytest.mark.short
def test_close_lets_go_of_the_agents() -> None:
    model = EscalationModel(lineup(months=1))
    # Mesa 3.3 counts the agents of each model in a class attribute; later ones do not.
    counters = getattr(mesa.Agent, "_ids", {})
    model.close()
    assert model not in counters
    model.close()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


@pytest.mark.short
def test_what_is_recorded_is_what_was_asked_for() -> None:
    model = play(lineup(months=4), 7, record=["tension", "seoul", "pressure", "belief_seoul_secure"])
    assert set(model.recorder.state) == {"tension", "pressure", "belief_seoul_secure"}
    assert set(model.recorder.moves) == {"seoul"}
    assert model.recorder.state["tension"].shape == (5, 7)
    assert model.recorder.moves["seoul"].shape == (4, 7)
    assert (model.recorder.state["tension"][0] == 3.2).all()
    # With the module off everyone keeps the first belief.
    assert set(model.recorder.state["belief_seoul_secure"].ravel()) == {0.6}
    assert play(lineup(months=1), 1, record=()).recorder.state == {}


@pytest.mark.short
def test_recording_changes_nothing() -> None:
    kept, bare = play(eventful(), 20), play(eventful(), 20, record=())
    assert differing(kept.outcomes(), bare.outcomes()) == []


@pytest.mark.short
def test_an_unknown_name_to_record_is_refused() -> None:
    with pytest.raises(UsageProblem, match="tension"):
        EscalationModel(lineup(), record=["tensoin"])


@pytest.mark.parametrize(
    "change",
    [{"months": 5}, {"modules": ("thaad",)}, {"forecast": "qre"}, {"tremble_excludes_war": 0},
     {"elections": eventful().elections}, {"opening_moves": ("relief", "urge_restraint", "quiet_build", "wait")}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_scenarios_of_different_structure_share_no_batch(change: dict[str, object]) -> None:
    with pytest.raises(ScenarioProblem, match="share a batch"):
        EscalationModel([Block(lineup(), 0, 2), Block(lineup(**change), 0, 2)])
