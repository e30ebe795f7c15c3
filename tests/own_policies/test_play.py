"""A rule of a user's own is played as a rule of the game, by every engine, with the meaning that
its text has.
"""

import numpy as np
import pytest

import sim
from sim.core.base.errors import UsageProblem
from sim.core.engine import PLACES, Job, play
from sim.core.engine.play import ENGINES
from sim.core.runs.inputs import inputs
from sim.policies.fields import fields_of
from sim.policies.user_rules import UserRule, game_with

COURSE = {"washington.policy": "grim:course"}


def states(scenario: sim.Scenario, engine: str, worlds: int = 40) -> dict[str, np.ndarray]:
    """Play worlds and return what is recorded of them."""
    made = play(inputs(scenario).job(worlds, seed=7, record=PLACES), engine)
    assert not made.failed.any()
    return made.record


def test_every_engine_gives_the_same_bytes(folder, quiet, monkeypatch):
    monkeypatch.delenv("SIM_CXX")
    own = quiet.change({"washington.policy": "grim:course", "beijing.policy": "grim:shadow"})
    kernel, numpy, python = (states(own, engine, 12) for engine in ENGINES)
    for place in PLACES:
        assert kernel[place].tobytes() == numpy[place].tobytes() == python[place].tobytes(), place


def test_a_rule_that_never_moves_is_a_course_that_is_held(folder, quiet):
    started = quiet.change({"washington.course": "maximum_pressure"})
    own = states(started.change({"washington.policy": "grim:pressing"}), "python")
    held = states(started.change({"washington.policy": "maximum_pressure"}), "python")
    assert all(own[place].tobytes() == held[place].tobytes() for place in PLACES)


def test_usual_moves_change_nothing_but_how_likely_they_were(folder, quiet):
    own = states(quiet.change({"washington.policy": "grim:usual"}), "python")
    free = states(quiet, "python")
    others = [place for place in PLACES if place != "washington_chance"]
    assert all(own[place].tobytes() == free[place].tobytes() for place in others)
    assert (own["washington_chance"] == 1.0).all()


def test_memory_lasts_and_the_rule_goes_by_it(folder, quiet):
    places = ("tested", "ending", "washington_course", "washington_memory.strikes")
    found = play(inputs(quiet.change(COURSE)).job(40, seed=7, record=places), "python").record
    lives = found["ending"][-1] == 0.0
    strikes, tested = found["washington_memory.strikes"][:, lives], found["tested"][:, lives]
    assert (np.diff(strikes, axis=0) == tested[:-1]).all()
    assert set(found["washington_course"][found["washington_memory.strikes"] <= 2.0]) == {2.0}


def test_a_choice_that_is_on_no_menu_fails_its_world(folder, quiet):
    made = play(
        inputs(quiet.change({"washington.policy": "grim:off_the_menu"})).job(6, seed=7), "python"
    )
    assert made.failed.all()


def test_an_order_goes_before_a_rule_of_ones_own(folder, quiet):
    stretches = (
        sim.core.scenario.plan.Stretch(None, "patience"),
        sim.core.scenario.plan.Stretch("2017-06", "grim:course"),
    )
    found = states(quiet.change({"washington.schedule": stretches}), "python")["washington_course"]
    assert (found[:4] == 0.0).all()
    assert (found[4] != 0.0).all()


def test_a_job_with_a_rule_of_ones_own_is_not_played_by_another_game(folder, quiet):
    from sim.core.engine.source import read_game

    job = inputs(quiet.change(COURSE)).job(2)
    with pytest.raises(UsageProblem, match="by the rules that ship"):
        play(job, "numpy", game=read_game())
    assert Job(2).rules == "sim.core.game.month"


def test_two_capitals_may_follow_rules_of_their_own_with_memories_of_one_name():
    text = (
        "from dataclasses import dataclass\nfrom sim.policy import *\n\n"
        "@dataclass\nclass Memory:\n    n: float = 0.0\n\n"
        "def go(view: View, memory: Memory) -> {0}:\n    memory.n += 1.0\n    return {0}.{1}\n"
    )
    rules = (
        UserRule("washington", "course", "go", text.format("WashingtonCourse", "PATIENCE")),
        UserRule("beijing", "course", "go", text.format("BeijingCourse", "SHIELD")),
    )
    made = play(Job(3, months=3, rules=game_with(rules)), "python")
    assert (made.final("washington_memory.n") == 3.0).all()
    assert (made.final("beijing_memory.n") == 3.0).all()


@pytest.mark.parametrize("capital", ["washington", "beijing", "pyongyang", "seoul"])
@pytest.mark.parametrize("kind", ["course", "moves"])
def test_every_capital_can_read_all_that_it_sees(capital, kind):
    name = capital.capitalize()
    returns = f"{name}Course" if kind == "course" else f"tuple[{name}Word, {name}Deed]"
    first = f"{name}Course({0})" if kind == "course" else f"{name}Word(0), {name}Deed(0)"
    for truth in (True, False):
        fields = fields_of(capital, kind, truth)
        reads = "".join(f"    seen_{each} = view.{each}\n" for each in fields)
        head = f"from sim.policy import *\nomniscient = {truth}\n\n"
        text = f"{head}def go(view: View) -> {returns}:\n{reads}    return {first}\n"
        rule = UserRule(capital, kind, "go", text)
        assert not play(Job(3, months=2, rules=game_with((rule,))), "python").failed.any()
