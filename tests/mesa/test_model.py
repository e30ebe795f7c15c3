"""One world as a Mesa model: it is the world of the ensemble, and works with Mesa's own tools."""

import inspect
import warnings
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from sim.core.base.errors import Problem, UsageProblem
from sim.core.engine import PLACES, kernel, play
from sim.core.engine.records import flat
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.world import STATES
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from sim.mesa_model import AGENT_REPORTERS, REPORTERS, Capital, EscalationModel

pytestmark = pytest.mark.short
SPRING = load_scenario("2017-spring").change({"months": 12})
TENSE = SPRING.change(
    {"start_tension": 6.2, "accident": 0.02, "clash": 0.4, "washington.course": "prevent"}
)


with_batches = pytest.mark.skipif(
    not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run; sim.sweep plays its sweeps"
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


class Loud(Capital):
    """An agent of a user's own that reviews as its capital does."""


def test_the_kernel_and_the_rules_play_the_same_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and the state that a user changes between two months hold in both."""
    kernel.kernel(translation(read_game()), "shared", 0)
    models = [EscalationModel(TENSE, 7, 3) for _ in range(2)]
    by_rules = models[1]
    monkeypatch.setattr(by_rules.one, "play_at_once", lambda: None)
    for month in range(6):
        for model in models:
            if month == 3:
                model.p.accident, model.state.tension = 0.0, 5.0
            model.step()
        assert flat(models[0].state) == flat(by_rules.state)
        assert repr(flat(models[0].now)) == repr(flat(by_rules.now))
    assert models[0].one._ahead is not None


def test_a_change_holds_whenever_it_comes_and_whoever_holds_the_world_sees_every_month() -> None:
    kernel.kernel(translation(read_game()), "shared", 0)
    held, asked, never = (EscalationModel(TENSE, 7, 3) for _ in range(3))
    state = held.state
    for month in range(8):
        if month == 4:
            state.tension = asked.state.tension = 5.5
            held.p.clash = asked.p.clash = 0.9
        for model in (held, asked, never):
            model.step()
        assert state is held.state
        assert (flat(state) == flat(never.state)) == (month < 4)
    assert flat(asked.state) == flat(state)


def test_agents_of_a_users_own_review_by_the_rules() -> None:
    model = EscalationModel(SPRING, 7, 3)
    Loud(model, "seoul")
    model.step()
    assert model.one._ahead is None


def test_a_world_that_has_ended_stays_as_it_is() -> None:
    ended = next(
        model
        for model in (finished(EscalationModel(TENSE, 7, k)) for k in range(40))
        if model.one.month < TENSE.months
    )
    before = flat(ended.state)
    ended.step()
    assert flat(ended.state) == before
    assert len(ended.datacollector.get_model_vars_dataframe()) == 1 + ended.one.month


def test_the_data_collector_holds_every_month() -> None:
    played = play(inputs(SPRING).job(4, seed=7, record=PLACES))
    model = finished(EscalationModel(SPRING, 7, 3))
    states = model.datacollector.get_model_vars_dataframe()
    for name in STATES:
        assert states[name].tolist()[1:] == played.record[name][:, 3].tolist()
    told = model.datacollector.get_agent_vars_dataframe()
    assert len(told) == 4 * (1 + SPRING.months)
    deeds = told[told["capital"] == "pyongyang"]["deed"][1:]
    assert deeds.tolist() == [
        MOVES["pyongyang.deed"][int(k)].name for k in played.record["pyongyang_deed"][:, 3]
    ]


@pytest.mark.parametrize("adds", [False, True])
def test_our_collector_keeps_what_mesas_own_keeps(adds: bool) -> None:
    """Also with an agent of a user's own, and with a reporter that is added later."""
    ours, mesas = EscalationModel(TENSE, 7, 3), EscalationModel(TENSE, 7, 3)
    mesas.datacollector = mesa.DataCollector(REPORTERS, AGENT_REPORTERS)
    mesas.datacollector.collect(mesas)
    for model in (ours, mesas):
        for month in range(6):
            if adds and month == 3:
                Loud(model, "seoul")
            model.step()
    for frame in ("get_model_vars_dataframe", "get_agent_vars_dataframe"):
        own = getattr(ours.datacollector, frame)()
        pd.testing.assert_frame_equal(own, getattr(mesas.datacollector, frame)())
    ours.datacollector._new_model_reporter("again", "number")
    ours.datacollector.collect(ours)
    assert ours.datacollector.model_vars["again"] == [3]


@with_batches
def test_a_row_of_batch_run_holds_one_month_of_the_model_and_of_its_agents() -> None:
    rows = mesa.batch_run(
        EscalationModel, {"months": [12]}, data_collection_period=1, display_progress=False
    )
    of_washington = [row for row in rows if row["capital"] == "washington"]
    assert [row["payoff"] for row in of_washington] == [
        row["washington_payoff"] for row in of_washington
    ]
    last = of_washington[-1]
    again = finished(EscalationModel(months=12, rng=last["seed"], world=last["world"]))
    assert again.state.tension == last["tension"]


def test_mesas_own_luck_moves_nothing() -> None:
    model, other = EscalationModel(SPRING, 7, 1), EscalationModel(SPRING, 7, 1)
    other.random.seed(99)
    other.rng.random(17)
    assert flat(finished(model).state) == flat(finished(other).state)


APART = hasattr(mesa, "batch_run") and "rng" in inspect.signature(mesa.batch_run).parameters
"""From Mesa 3.5 on seeds are an argument of their own; before, they stand among the parameters."""


def rows_of(parameters: dict[str, Any], seeds: list[int] | None = None) -> list[dict[str, Any]]:
    """The last month of each world that Mesa plays; without seeds three of its own."""
    seeded: dict[str, Any] = {"rng": seeds} if seeds else {}
    repeated = {} if seeds else {"rng": [None] * 3} if APART else {"iterations": 3}
    return mesa.batch_run(
        EscalationModel,
        parameters | ({} if APART else seeded),
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
        **repeated,
        **(seeded if APART else {}),
    )


@with_batches
def test_batch_run_plays_worlds_by_number() -> None:
    rows = rows_of({"scenario": [SPRING], "world": range(3)}, [7])
    played = play(inputs(SPRING).job(3, seed=7))
    tension = {row["world"]: row["tension"] for row in rows}
    assert tension == dict(enumerate(played.final("tension").tolist()))


@with_batches
def test_replicates_without_a_seed_are_different_worlds_and_a_lever_is_swept() -> None:
    pressures = [0.1, 0.9]
    rows = rows_of({"washington__pressure": pressures, "months": [6]})
    ends = {(row["washington__pressure"], row["iteration"]): row["tension"] for row in rows}
    assert {pressure for pressure, _ in ends} == set(pressures)
    assert len(ends) == len(set(ends.values())) == 6


@with_batches
def test_the_word_of_mesa_for_replicates_works_in_every_version() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        rows = mesa.batch_run(
            EscalationModel, {"months": [6]}, iterations=3, display_progress=False
        )
    assert len({row["tension"] for row in rows}) == 3


def test_keywords_change_the_scenario_as_its_own_names_do() -> None:
    model = finished(EscalationModel("2017-spring", 11, 3, washington__pressure=0.9, months=12))
    changed = SPRING.change({"washington.pressure": 0.9})
    assert model.setting == changed
    assert flat(model.state) == play(inputs(changed).job(4, seed=11)).state[:, 3].tolist()
    assert EscalationModel({"start_tension": 6.0}, rng=7).state.tension == 6.0


def test_without_a_seed_the_luck_is_fresh_and_can_be_had_again() -> None:
    first, other = EscalationModel(), EscalationModel()
    assert first.seed != other.seed
    again = EscalationModel(rng=first.seed)
    assert flat(finished(again).state) == flat(finished(first).state)


def test_a_model_and_its_agents_say_what_they_are() -> None:
    model = EscalationModel(SPRING, rng=7, world=2)
    model.step()
    assert repr(model) == "<EscalationModel of 2017-spring, seed 7, world 2: month 1 of 12>"
    washington = model.agents[0]
    said = f"course {washington.course}, word {washington.word}, deed {washington.deed}"
    assert repr(washington) == f"<Washington: {said}>"


@pytest.mark.parametrize(
    ("keyword", "near"),
    [
        ("washington__presure", "'pressure'"),
        ("wrld", "'world'"),
        ("start_tensoin", "'start_tension'"),
        ("aim_tests", "goal_tests"),
    ],
)
def test_a_keyword_that_there_is_not_is_refused_with_the_nearest(keyword: str, near: str) -> None:
    with pytest.raises(Problem) as refused:
        EscalationModel(**{keyword: 1.0})
    assert near in refused.value.remedy


@pytest.mark.parametrize(("seed", "world"), [(-1, 0), (7, -1), (2**70, 0), (7.5, 0), (7, 1.5)])
def test_what_is_no_seed_or_no_world_is_refused(seed: Any, world: Any) -> None:
    with pytest.raises(UsageProblem):
        EscalationModel(SPRING, seed, world)


class Observer(mesa.Agent):
    """A user's own agent, which reads the public month."""

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model)
        self.tension: list[float] = [model.state.tension]


def test_an_agent_of_a_users_own_stands_beside_the_capitals_and_moves_no_world() -> None:
    alone, watched = (EscalationModel(rng=7) for _ in range(2))
    observer = Observer(watched)
    while not alone.one.over:
        alone.step()
        watched.step()
        observer.tension.append(watched.state.tension)
    assert watched.one.values == alone.one.values
    assert len(observer.tension) == alone.one.month + 1


def test_seed_is_another_name_of_rng() -> None:
    assert EscalationModel(seed=3).seed == EscalationModel(rng=3).seed == 3
    with pytest.raises(UsageProblem, match="one number"):
        EscalationModel(rng=3, seed=3)
