"""A function of one's own in the place of a rule changes what hangs on that rule, and nothing
else.
"""

import numpy as np
import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import ExitCode, Problem, ScenarioProblem, UsageProblem
from sim.core.engine import OUTPUTS, PLACES, play
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario, to_toml
from sim.core.scenario.text import explain
from sim.env.many import ManyWorlds
from sim.policies import user_policies as policies
from sim.policies.active_rules import replaceable

RULES = '''
from sim.core.game.capitals.beijing import pay_beijing as usual
from sim.core.game.capitals.beijing import words_of_beijing
from sim.core.game.moves import KimType
from sim.policy import BeijingCourse, BeijingPayoff, BeijingWord, Conduct, Now, Parameters, Row, View, WashingtonCourse
from sim.policy import WashingtonPayoff, World, row

HONOUR = 3.0


def proud(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Beijing minds every shot."""
    usual(payoff, world, conduct, now, p)
    payoff.own = 0.0 - HONOUR * conduct.shot


def same(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    usual(payoff, world, conduct, now, p)


def dear(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    usual(payoff, world, conduct, now, p)
    payoff.own = -0.5


def minds_kim(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    payoff.own = -1.0 if world.kim.type == KimType.GREEDY else 0.0


def blind(
    payoff: WashingtonPayoff, world: World, conduct: Conduct, now: Now, p: Parameters
) -> None:
    payoff.own = 0.0 - 5.0 * conduct.shot


def silent(world: World, p: Parameters) -> Row:
    odds = row()
    odds[BeijingWord.SILENCE] = 1.0
    return odds


def nobody_flees(world: World, p: Parameters) -> None:
    world.refugees = 0.0


def adds_state(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    payoff.own = world.honour  # here


def loops(payoff: BeijingPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    while True:  # here
        pass


def held(view: View) -> BeijingCourse:
    return BeijingCourse.SHIELD


def patient(view: View) -> WashingtonCourse:
    return WashingtonCourse.PATIENCE
'''

SLOW = """
from sim.policy import View, WashingtonCourse


def go(view: View) -> WashingtonCourse:
    return [WashingtonCourse.PATIENCE][0]
"""


@pytest.fixture
def rules(folder):
    """The working folder with `minded.py`, whose functions take the place of rules."""
    (folder / "minded.py").write_text(RULES)
    return folder


@pytest.fixture
def brief(quiet):
    return quiet.change({"months": 6})


def changed(scenario, changes, engine="python", worlds=30):
    """The places that differ from the scenario as it is, and the worlds."""
    usual, own = (
        play(inputs(each).job(worlds, seed=7, record=PLACES), engine)
        for each in (scenario, scenario.change(changes))
    )
    return {
        place for place in PLACES if usual.record[place].tobytes() != own.record[place].tobytes()
    }, own


def test_a_payoff_that_nobody_looks_ahead_with_changes_itself_alone(rules, brief):
    blind = brief.change({"lookahead_beijing": 0.0})
    assert changed(blind, {"rules.pay_beijing": "minded:proud"})[0] == {"beijing_payoff"}
    assert changed(brief, {"rules.pay_beijing": "minded:same"})[0] == set()


@pytest.mark.parametrize(
    ("capital", "rule"), [("washington", "minded:blind"), ("beijing", "minded:proud")]
)
def test_a_look_ahead_goes_by_the_new_payoff(rules, brief, capital, rule):
    soon = brief.change({"months": 3})
    found, _ = changed(soon, {f"rules.pay_{capital}": rule}, "numpy", 1000)
    assert {f"{capital}_payoff", f"{capital}_course"} <= found


def test_chances_and_shocks_are_replaced(rules, brief):
    _, own = changed(
        brief,
        {"rules.words_of_beijing": "minded:silent", "rules.change_refugees": "minded:nobody_flees"},
    )
    silence = [move.name for move in sim.MOVES["beijing.word"]].index("silence")
    assert set(own.record["beijing_word"].ravel().tolist()) == {float(silence)}
    assert not own.record["refugees"].any()


def test_value_its_parts_and_what_is_lost_by_value_follow_from_one_payoff(rules, brief):
    """A constant is paid in every month of the start too: it takes its sum from the value, and
    moves no loss.
    """
    asked = (brief.change({"rules.pay_beijing": name}) for name in ("usual", "minded:dear"))
    usual, dear = (sim.run(each, 20, engine="python") for each in asked)
    months = sum(0.995**month for month in range(brief.months))
    for capital in ("washington", "beijing"):
        worth = dear.columns[f"value_{capital}"]
        np.testing.assert_allclose(sum(dear.parts_of_value(capital).values()), worth, atol=1e-10)
        moved = -0.5 * months if capital == "beijing" else 0.0
        np.testing.assert_allclose(worth - usual.columns[f"value_{capital}"], moved, atol=1e-10)
        np.testing.assert_allclose(dear.losses()[capital], usual.losses()[capital], atol=1e-10)
    np.testing.assert_allclose(dear.parts_of_value("beijing")["rule of your own"], -0.5 * months)
    lines = [
        line + 1e-6 for line in np.quantile(np.minimum(*usual.losses().values()), [0.2, 0.5, 0.8])
    ]
    assert [each.value for each in dear.kappa_curve(lines)] == [
        each.value for each in usual.kappa_curve(lines)
    ]


def test_a_payoff_that_reads_what_is_drawn_is_held_against_the_start_of_its_own_world(rules, brief):
    own = sim.run(
        brief.change({"rules.pay_beijing": "minded:minds_kim", "type_drift": 0.0}),
        40,
        engine="python",
    )
    at_peace = ~own.columns["war"] & ~own.columns["collapse"]
    assert len(set(own.columns["value_beijing"][at_peace])) == 2
    np.testing.assert_allclose(own.losses()["beijing"][at_peace], 0.0, atol=1e-12)


@pytest.mark.long
def test_every_engine_gives_the_same_bytes_beside_a_policy_and_a_plain_function(rules, brief):
    (rules / "slow.py").write_text(SLOW)
    mixed = brief.change(
        {"months": 3, "rules.pay_washington": "minded:blind", "beijing.policy": "minded:held"}
    )
    series = (*PLACES, *OUTPUTS)
    one, other = (
        play(inputs(mixed).job(8, seed=7, record=series), engine) for engine in ("numpy", "python")
    )
    assert all(one.record[place].tobytes() == other.record[place].tobytes() for place in series)
    plain, compiled = (
        play(
            inputs(mixed.change({"washington.policy": name})).job(8, seed=7, record=series), "numpy"
        )
        for name in ("slow:go", "minded:patient")
    )
    assert all(
        plain.record[place].tobytes() == compiled.record[place].tobytes() for place in series
    )


@pytest.mark.parametrize(
    ("changes", "said", "to_do"),
    [
        (
            {"rules.pay_beijing": "minded:blind"},
            r"is def pay_beijing\(payoff: BeijingPayoff, world",
            "otherwise",
        ),
        (
            {"rules.pay_beijing": "minded:adds_state"},
            "World has no honour",
            "new state of the world",
        ),
        ({"rules.pay_beijing": "minded:loops"}, "may not use While", "otherwise"),
        ({"rules.pay_bejing": "minded:proud"}, "pay_bejing", "pay_beijing"),
        ({"rules.pay_beijing": "proud"}, "names no function", "module:function"),
        ({"rules.sum_payoffs": "minded:proud"}, "sum_payoffs", "Use"),
        ({"rules.month": "minded:proud"}, "month", "Use"),
    ],
)
def test_what_cannot_take_the_place_is_refused_with_what_to_do(rules, brief, changes, said, to_do):
    with pytest.raises(Problem, match=said) as found:
        sim.run(brief.change(changes), worlds=2, engine="numpy")
    assert to_do in found.value.remedy
    if "# here" in str(found.value.message):
        assert found.value.file.endswith("minded.py")


def test_a_file_names_it_a_hash_tells_it_and_usual_takes_it_away(rules, brief):
    own = brief.change({"rules.pay_beijing": "minded:proud"})
    (rules / "own.toml").write_text(to_toml(own))
    assert load_scenario("own.toml").rules == own.rules == (("pay_beijing", "minded:proud"),)
    assert own.hash != brief.hash
    assert [row.value for row in explain(own) if row.name == "rules.pay_beijing"] == [
        "minded:proud"
    ]
    assert own.change({"rules.pay_beijing": "usual"}).hash == brief.hash
    (rules / "more.toml").write_text('base = "own.toml"\n[rules]\npay_beijing = "usual"\n')
    assert load_scenario("more.toml").rules == ()
    (rules / "bad.toml").write_text('[rules]\npay_bejing = "minded:proud"\n')
    with pytest.raises(ScenarioProblem, match="line 2"):
        load_scenario("bad.toml")


def test_it_is_in_the_fingerprint_and_goes_with_results(rules, brief, monkeypatch):
    brief = brief.change({"months": 2})
    own = brief.change({"rules.pay_beijing": "minded:proud"})
    asked = sim.experiment(own, ["beijing.enforcement=0,1"], ["value_beijing"], worlds=5)
    assert asked.model.fingerprint != sim.experiment(brief, (), ["war"], worlds=5).model.fingerprint
    sim.play(asked, out="done")
    sim.archive(["done"], "done.zip")
    (rules / "minded.py").unlink()
    monkeypatch.setattr(policies, "_known", {})
    assert run_guarded(["reproduce", "done.zip", "-q"]) == ExitCode.INVALID
    monkeypatch.setattr(policies, "_known", {})
    assert run_guarded(["reproduce", "--run-code", "done.zip", "-q"]) == 0


def test_the_rules_that_can_be_replaced_are_those_of_the_month():
    names = replaceable()
    assert {
        "pay_seoul",
        "meet_incident",
        "deeds_of_pyongyang",
        "sees_sign",
        "strike_chance",
    } <= set(names)
    assert not {"month", "begin", "act", "look", "exp"} & set(names)


def test_a_sweep_sets_the_usual_rule_beside_ones_own_and_is_made_again_where_its_file_is_not(
    rules, brief, monkeypatch
):
    factor, brief = "rules.pay_beijing=usual,minded:proud", brief.change({"months": 2})
    asked = sim.experiment(
        brief, [factor, "beijing.policy=free,minded:held"], ["value_beijing"], worlds=20
    )
    found = sim.play(asked, out="swept").to_frame()
    for policy in ("free", "minded:held"):
        for rule in ("usual", "minded:proud"):
            alone = sim.run(
                brief.change({"rules.pay_beijing": rule, "beijing.policy": policy}), worlds=20
            )
            own = found[(found["rules.pay_beijing"] == rule) & (found["beijing.policy"] == policy)]
            assert own["value_beijing"].item() == pytest.approx(alone.mean("value_beijing").value)
    (rules / "minded.py").unlink()
    monkeypatch.setattr(policies, "_known", {})
    assert run_guarded(["reproduce", "--run-code", "swept", "-q"]) == 0


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ("rules.pay_beijing", "functions have no range"),
        ("rules.pay_bejing=usual", "no rule of the month"),
        ("rules.pay_beijing=usual,proud", "'proud' names no function"),
    ],
)
def test_a_factor_that_names_no_function_is_refused(rules, brief, factor, said):
    with pytest.raises(Problem, match=said):
        sim.experiment(brief, [factor], ["value_beijing"], worlds=5)


@pytest.mark.parametrize(
    "changes",
    [
        {"rules.pay_beijing": "minded:proud"},
        {"washington.policy": "minded:patient", "rules.pay_beijing": "minded:proud"},
        {"washington.policy": "grim:course"},
    ],
)
def test_an_environment_plays_them_and_left_to_the_rules_it_is_the_world_of_a_run(
    rules, brief, changes
):
    own, worlds = brief.change(changes), 20
    many = ManyWorlds(own, ["beijing"], worlds, engine="python")
    many.reset(seed=7)
    total, weight = np.zeros(worlds), 1.0
    while many.month < many.months:
        _, paid, _ = many.step({})
        total, weight = total + weight * paid["beijing"], weight * many.discount
    assert total == pytest.approx(
        sim.run(own, worlds=worlds, seed=7, engine="python").columns["value_beijing"]
    )


def test_an_environment_refuses_who_would_have_to_be_asked(rules, brief):
    (rules / "slow.py").write_text(SLOW)
    with pytest.raises(UsageProblem, match="an environment cannot ask 'slow:go'"):
        ManyWorlds(brief.change({"washington.policy": "slow:go"}), ["seoul"])
