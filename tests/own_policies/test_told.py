"""A world that is told month by month, as a Mesa model or by `sim why`, follows a user's own
policies and rules.
"""

import numpy as np
import pytest

import sim
from sim.analysis.counterfactual.changes import follow_policy
from sim.analysis.counterfactual.paired_world import counterfactual, each_alone
from sim.analysis.counterfactual.story import story
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.engine import PLACES, play
from sim.core.engine.records import flat
from sim.core.runs.inputs import inputs
from sim.pages.model import plain_scenario

OWN = '''
from sim.core.game.world import Kim
from sim.policy import BeijingDeed, BeijingWord, Conduct, Now, Parameters, PyongyangDeed, View, WashingtonCourse, World


def course(view: View, memory: dict) -> WashingtonCourse:
    """As grim:course, in Python that no engine translates."""
    memory["strikes"] = memory.get("strikes", 0) + (view.pyongyang_deed >= PyongyangDeed.MISSILE_TEST)
    return WashingtonCourse["MAXIMUM_PRESSURE" if memory["strikes"] > 2 and view.fearful < 0.9 else "ENGAGEMENT"]


def shadow(view: View) -> tuple[BeijingWord, BeijingDeed]:
    back = view.washington_word.name == "BACK_CHANNEL"
    chosen = [(view.usual_word, view.usual_deed), (BeijingWord.MEDIATE, BeijingDeed.AID)]
    return chosen[back or view.economy < -0.02 or view.luck < 0.2]


def failing(view: View) -> WashingtonCourse:
    return {1.0: WashingtonCourse.PATIENCE}[view.month]  # here


def certain(world: World, conduct: Conduct, kim: Kim, now: Now, p: Parameters) -> float:
    """The chance of an accident: one in four where tension is high."""
    return 0.25 if world.tension >= 3.0 else 0.0
'''
CASES = [
    {
        "washington.policy": "grim:course",
        "beijing.policy": "grim:shadow",
        "rules.accident_chance": "told:certain",
    },
    {"washington.policy": "told:course", "beijing.policy": "told:shadow"},
]


@pytest.fixture
def told(folder, quiet):
    """The folder with `told.py` too, and a tense spring of eight months."""
    (folder / "told.py").write_text(OWN)
    return quiet.change({"start_tension": 4.5})


def finished(model):
    """Return a Mesa model after its last month."""
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("changes", CASES)
def test_a_mesa_model_and_a_story_are_the_world_of_the_ensemble_to_the_last_bit(told, changes):
    scenario = told.change(changes | {"months": 6})
    played = play(inputs(scenario).job(3, seed=11, record=PLACES), "numpy")
    for k in range(2):
        model = finished(sim.EscalationModel(scenario, 11, k))
        assert (
            np.array(flat(model.state)[: len(PLACES)]).tobytes()
            == played.state[: len(PLACES), k].tobytes()
        )
    was = story(scenario, 11, 2)
    rows = np.array([played.record[name][: was.trace.months, 2] for name in PLACES]).T
    assert was.trace.rows.tobytes() == rows.tobytes()
    assert counterfactual(was, []).parted is None


def test_what_a_policy_chooses_is_certain_and_its_turns_are_told(told):
    was = story(told.change(CASES[0]), 7, 2)
    assert all(month.choices["beijing.deed"].chance == 1.0 for month in was.months)
    assert not any("washington" in month.reviews for month in was.months)
    turns = [
        event.text for month in was.months for event in month.events if event.kind == "own_turn"
    ]
    assert "Washington turns to engagement, as its own policy says." in turns


def test_the_chances_that_are_told_are_those_of_a_replaced_rule(told):
    own = told.change({"rules.accident_chance": "told:certain"})
    chances = {month.perils["accident"] for month in story(own, 7, 2).months if month.perils}
    assert chances <= {0.0, 0.25}
    assert 0.25 in chances


def test_a_policy_is_put_in_the_place_of_another_and_taken_away(told):
    plain, own = told, told.change({"washington.policy": "grim:course"})
    put = counterfactual(story(plain, 7, 2), [follow_policy("washington", "grim:course")])
    assert put.would.rows.tobytes() == story(own, 7, 2).trace.rows.tobytes()
    taken = counterfactual(story(own, 7, 2), [follow_policy("washington", "free")])
    assert taken.would.rows.tobytes() == story(plain, 7, 2).trace.rows.tobytes()
    both = each_alone(
        story(own, 7, 2), [follow_policy("washington", name) for name in ("free", "told:course")]
    )
    assert [each.parted is None for each in both] == [False, True]


def test_what_is_a_rule_for_the_whole_game_does_not_begin_or_end_within_it(told):
    was = story(told.change(CASES[0]), 7, 2)
    for capital, policy in (
        ("washington", "told:course"),
        ("washington", "free"),
        ("beijing", "shield"),
    ):
        with pytest.raises(UsageProblem, match="a rule for the whole game"):
            counterfactual(was, [follow_policy(capital, policy, 3)])
    held = counterfactual(was, [follow_policy("washington", "prevent", 3)])
    assert {month.courses["washington"] for month in held.would_story.months[3:]} == {"prevent"}


def test_a_policy_that_fails_says_where(told):
    for name, said in (
        ("told:failing", r"KeyError: 0\.0 \(told\.py, line"),
        ("grim:off_the_menu", "on no menu"),
    ):
        with pytest.raises(DataProblem, match=said):
            finished(sim.EscalationModel(told.change({"washington.policy": name}), 7, 0))


def test_the_command_knows_it(told, capsys):
    from sim.cli.main import run_guarded

    words = ["--set", "months=8", "-q", "--no-progress"]
    assert (
        run_guarded(
            ["why", "2017-spring", "--world", "2", "--policy", "washington=grim:course", *words]
        )
        == 0
    )
    assert "Washington follows grim:course throughout" in capsys.readouterr().out


def test_pages_refuse_it_and_say_why(told):
    for changes in CASES:
        with pytest.raises(UsageProblem, match="kernel was compiled of the rules that ship"):
            plain_scenario(told.change(changes))


def test_an_agent_is_not_asked_in_a_world_that_is_told(told):
    sim.agent("calm", "python -m sim.scripted")
    with pytest.raises(UsageProblem, match="a program at a seat"):
        sim.EscalationModel(told.change({"washington.policy": "agent:calm"}))
