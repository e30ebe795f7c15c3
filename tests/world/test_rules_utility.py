"""What each term of a utility does to the odds of two moves, worked out by hand.

At λ 1 the log-odds of two moves are the difference of their utilities, so moving one number of the ledger shifts them
by exactly what its term says.
"""

from math import exp, log
from typing import Any

import pytest

from sim.world.actions import index_of
from sim.study.scenario import Scenario
from tests.support import chances, lineup, opening

Row = tuple[str, dict[str, Any], dict[str, float], str, str, float]


def log_odds(scenario: Scenario, capital: str, move: str, against: str) -> float:
    rows = chances(scenario, capital)[:, 0]
    return log(rows[index_of(capital, move)] / rows[index_of(capital, against)])


def seen(**moves: str) -> dict[str, Any]:
    return {"opening_moves": opening(**moves)}


FREEZE: dict[str, Any] = {"start_freeze": 1}
THREAT = seen(washington="threaten_force") | {"start_audience": 0.6}
# The situation, the number moved from 0, the move, the one it is held against, and the shift of their log-odds.
WASHINGTON: list[Row] = [
    ("hold", FREEZE, {"hold": 2.5}, "sanctions", "wait", -2.5),
    ("hold", FREEZE, {"hold": 2.5}, "lean_on_beijing", "wait", 0.0),
    ("hold, no freeze", {}, {"hold": 2.5}, "sanctions", "wait", 0.0),
    # Backing down from a threat, severity 2, to severity 0 and −2, before an audience of .6.
    ("audience", THREAT, {"audience_cost": 0.5}, "wait", "threaten_force", -0.5 * 0.6 * 2),
    ("audience", THREAT, {"audience_cost": 0.5}, "formal_talks", "threaten_force", -0.5 * 0.6 * 4),
    ("audience, going on", THREAT, {"audience_cost": 0.5}, "deploy", "threaten_force", 0.0),
    ("answer", {"start_big_test_memory": 0.6}, {"sanctions_answer": 3.0}, "sanctions", "wait", 1.8),
    ("step", FREEZE | seen(pyongyang="dismantle"), {"step_for_step": 3.0}, "relief", "wait", 3.0),
    ("step, no freeze", seen(pyongyang="dismantle"), {"step_for_step": 3.0}, "relief", "wait", 0.0),
    ("step, none made", FREEZE, {"step_for_step": 3.0}, "relief", "wait", 0.0),
    # It leans for what is believed to leak: .5 · .9 · .5 · (1 − .3).
    ("lean", {"modules": ("leaning",)}, {"pressure_belief": 0.5}, "lean_on_beijing", "wait", 0.1575),
    # A lethal act, severity 3, adds 3/4 of the lever pressure: relief −2, threats 1.
    ("response", seen(pyongyang="lethal_provocation"), {"response": 1.0}, "relief", "wait", -1.5),
    ("response", seen(pyongyang="lethal_provocation"), {"response": 1.0}, "threaten_force", "wait", 0.75),
    ("response, to talks", seen(pyongyang="formal_talks"), {"response": 1.0}, "relief", "wait", 0.0),
    # A talk moves talks by (1 − q) · (.08, and .01 that Beijing's word then counts), worth .3 · 6 · (1 − q).
    ("talks", {}, {"talks_value": 0.3}, "formal_talks", "wait", 0.3 * 6 * 0.9 * 0.9 * 0.09),
    ("talks, lost", {}, {"talks_value": 0.3}, "deploy", "wait", -0.3 * 6 * 0.9 * 0.02),
    ("talks, answered", seen(pyongyang="moratorium"), {"talks_value": 0.3}, "formal_talks", "wait",
     0.3 * 6 * 0.9 * 0.9 * 0.08),
    # A change counts for six months, or for as long as it lasts: presence and audience ten, tension eight, cut to six.
    ("tension", {}, {"weights_washington.tension": 2.0}, "deploy", "wait", -2 * 0.03 * 6 * 0.5),
    ("tension, fleeting", {"foresight": 12.0}, {"weights_washington.tension": 2.0}, "deploy", "wait",
     -2 * 0.03 * (1 / 0.12) * 0.5),
    ("presence", {}, {"weights_washington.presence": 1.0}, "deploy", "wait", -0.3 * 6 * 0.1),
    ("alliance", {}, {"weights_washington.disunity": 1.0}, "deploy", "wait", -0.5 * 6 * 0.01 * 2.5 / 4),
    ("audience stock", {}, {"weights_washington.audience": 1.0}, "threaten_force", "wait", -0.3 * 6 * 0.2),
    ("vague threats", {"modules": ("ambiguity",), "washington.ambiguity": 0.5}, {"weights_washington.audience": 1.0},
     "threaten_force", "wait", -0.3 * 6 * 0.1),
]  # fmt: skip
AIMS = {"protect": 0.1, "partial_enforcement": 0.6, "full_enforcement": 0.95}
BEIJING: list[Row] = [
    row
    for move, aim in AIMS.items()
    for row in (
        ("big test", seen(pyongyang="big_test"), {"test_answer": 1.2}, move, "lifeline_aid", 1.2 * aim),
        ("missile", seen(pyongyang="missile_test"), {"test_answer": 1.2}, move, "lifeline_aid", 0.4 * 1.2 * aim),
        ("fear of collapse", {"start_stability": 0.3}, {"collapse_answer": 4.0}, move, "lifeline_aid", -aim),
        ("no fear", {"start_stability": 0.9}, {"collapse_answer": 4.0}, move, "lifeline_aid", 0.0),
        ("leaned on", {"modules": ("leaning",)} | seen(washington="lean_on_beijing"), {"lean_effect": 0.4}, move,
         "lifeline_aid", 0.4 * aim),
        ("secondary", {"modules": ("secondary",), "washington.secondary_sanctions": 0.5}, {"secondary_answer": 0.8},
         move, "lifeline_aid", 0.4 * aim),
        ("rhetoric", {"modules": ("rhetoric",), "washington.regime_change_rhetoric": 0.5}, {"rhetoric_answer": 0.3},
         move, "lifeline_aid", -0.15 * aim),
    )
] + [
    # Enforcement goes .4 of the way to its aim and lasts 1/.4 months: .5 · σ · .4 · the difference of the aims.
    ("cost", {}, {"weights_beijing.enforcing": 1.0}, "full_enforcement", "lifeline_aid", -0.5 * 0.5 * 2.5 * 0.4 * 0.95),
    ("mediation", seen(washington="formal_talks"), {"talks_value": 0.3}, "mediate", "protect",
     0.3 * 6 * 0.9 * 0.9 * 0.06),
    ("mediation, in vain", {}, {"talks_value": 0.3}, "mediate", "protect", 0.0),
]  # fmt: skip
PYONGYANG: list[Row] = [
    ("momentum", {"start_test_memory": 1.0}, {"momentum": 2.0}, "missile_test", "quiet_build", 1.0),
    ("momentum", {"start_test_memory": 0.3}, {"momentum": 2.0}, "big_test", "quiet_build", -0.4),
    ("momentum", {}, {"momentum": 2.0}, "lethal_provocation", "quiet_build", 0.0),
    # Effective pressure at the start is .5 · (.08 + .27).
    ("concession", {}, {"concession_sensitivity": 1.0}, "formal_talks", "quiet_build", 0.175),
    ("concession", {}, {"concession_sensitivity": 1.0}, "rhetoric", "quiet_build", 0.0),
    ("diversion", {"start_stability": 0.5}, {"diversion": 0.3}, "lethal_provocation", "quiet_build", 0.3),
    ("diversion", {"start_stability": 0.5}, {"diversion": 0.3}, "rhetoric", "quiet_build", 0.15),
    ("diversion, firm", {"start_stability": 0.9}, {"diversion": 0.3}, "lethal_provocation", "quiet_build", 0.0),
    ("hold", FREEZE, {"hold": 2.5}, "missile_test", "quiet_build", -2.5),
    ("hold", FREEZE, {"hold": 2.5}, "rhetoric", "quiet_build", 0.0),
    ("hold, little trust", FREEZE | {"modules": ("credibility",), "start_credibility": 0.4}, {"hold": 2.5},
     "missile_test", "quiet_build", -1.0),
    ("hold, secure", FREEZE | {"modules": ("beliefs",), "kim_type": "secure"}, {"hold": 2.5}, "missile_test",
     "quiet_build", -3.75),
    ("step", FREEZE | seen(washington="relief"), {"step_for_step": 3.0}, "dismantle", "quiet_build", 3.0),
    ("step, revisionist", FREEZE | seen(washington="relief") | {"modules": ("beliefs",), "kim_type": "revisionist"},
     {"step_for_step": 3.0}, "dismantle", "quiet_build", 0.0),
    ("lethal, revisionist", {"modules": ("beliefs",), "kim_type": "revisionist"}, {"revisionist_lethal": 0.4},
     "lethal_provocation", "quiet_build", 0.4),
    ("lethal, plain", {"modules": ("beliefs",)}, {"revisionist_lethal": 0.4}, "lethal_provocation", "quiet_build", 0.0),
    # Arms: 2 · .25 · 6 months · .035, at the stated room; a goal reached leaves a fifth, talk of regime change adds
    # half.
    ("arms", {}, {"weights_pyongyang.no_arsenal": 2.0}, "big_test", "formal_talks", 0.105),
    ("arms, sated", {"pyongyang.deterrent_goal": 0.6, "start_arsenal": 0.8}, {"weights_pyongyang.no_arsenal": 2.0},
     "big_test", "formal_talks", 0.2 * 0.105 / 2),
    ("arms, threatened", {"modules": ("rhetoric",), "washington.regime_change_rhetoric": 1.0},
     {"weights_pyongyang.no_arsenal": 2.0}, "big_test", "formal_talks", 1.5 * 0.105),
    ("arms, secure", {"modules": ("beliefs",), "kim_type": "secure", "start_arsenal": 0.9},
     {"weights_pyongyang.no_arsenal": 2.0}, "big_test", "formal_talks", 0.0),
    ("disarming", {}, {"weights_pyongyang.no_arsenal": 2.0}, "dismantle", "formal_talks", -2 * 0.25 * 6 * 0.03),
]  # fmt: skip
SEOUL: list[Row] = [
    ("alliance", {}, {"weights_seoul.disunity": 1.0}, "exercise", "wait", 0.5 * 6 * (0.02 - 0.01 * 1 / 4)),
    ("alliance, beside a show of force", seen(washington="deploy"), {"weights_seoul.disunity": 1.0}, "exercise", "wait",
     0.5 * 6 * (0.02 + 0.01 * 1 / 4)),
    ("tension", {}, {"weights_seoul.tension": 2.0}, "local_retaliation", "wait", -2 * 0.03 * 6 * 0.9),
    # An exercise brings THAAD up a step with .3, half of the .005 of GDP for six months.
    ("THAAD", {"modules": ("thaad",), "seoul.thaad_welcome": 1.0, "beijing.thaad_retaliation": 1.0},
     {"weights_seoul.thaad_cost": 1.0}, "exercise", "condemn", -6 * 0.3 * 0.0025),
    ("talks", seen(pyongyang="formal_talks"), {"talks_value": 0.3}, "peace_initiative", "condemn",
     0.3 * 6 * 0.9 * 0.9 * 0.05),
    ("talks, lost", {}, {"talks_value": 0.3}, "exercise", "condemn", -0.3 * 6 * 0.9 * 0.01),
]  # fmt: skip
ROWS = [
    (capital, *row)
    for capital, rows in {"washington": WASHINGTON, "beijing": BEIJING, "pyongyang": PYONGYANG, "seoul": SEOUL}.items()
    for row in rows
]


@pytest.mark.short
@pytest.mark.parametrize(
    ("capital", "term", "situation", "number", "move", "against", "shift"),
    ROWS,
    ids=[f"{capital}: {term}, {move}" for capital, term, _, _, move, _, _ in ROWS],
)
def test_a_term_shifts_the_odds(
    capital: str, term: str, situation: dict[str, Any], number: dict[str, float], move: str, against: str, shift: float
) -> None:
    with_term = lineup(**situation | number)
    without = with_term.change(dict.fromkeys(number, 0.0))
    moved = log_odds(with_term, capital, move, against) - log_odds(without, capital, move, against)
    assert moved == pytest.approx(shift, abs=1e-10)


@pytest.mark.short
def test_dread_of_an_accident() -> None:
    """Washington's 15 months of loss times 1 − exp(−η̂ · E · exp(.6 · (τ̂ − 3))), with the others as they were."""

    def feared(own_step: float, deploys: float) -> float:
        tension = 3.2 - 0.12 * 1.7 - 0.03 + own_step
        exposure = (0.5 + 0.1 * deploys) / 0.5 + 0.4
        return 1 - exp(-0.0016 * exposure * exp(0.6 * (tension - 3)))

    last = seen(pyongyang="missile_test")
    dreading = lineup(**last).change({"tension_pyongyang.missile_test": 0.0})
    fearless = dreading.change({"perceived_loss.washington": 0.0})
    moved = log_odds(dreading, "washington", "deploy", "wait") - log_odds(fearless, "washington", "deploy", "wait")
    assert moved == pytest.approx(-15 * (feared(0.5, 1.0) - feared(0.0, 0.0)), abs=1e-10)


@pytest.mark.parametrize("capital", ["washington", "beijing", "pyongyang", "seoul"])
def test_stances_are_levers_times_their_tables(capital: str) -> None:
    """A lever moved by a half shifts the odds by half the difference of its row."""
    lever, high, low, rows = {
        "washington": ("dialogue", "formal_talks", "deploy", 1.8 + 1.2),
        "beijing": ("enforcement", "full_enforcement", "protect", 3 + 1.5),
        "pyongyang": ("testing", "missile_test", "formal_talks", 1.7 + 1.0),
        "seoul": ("hard_line", "exercise", "aid", 1.2 + 2.0),
    }[capital]
    weak, strong = (lineup(**{f"{capital}.{lever}": level, "seoul.follow_washington": 0.0}) for level in (0.25, 0.75))
    moved = log_odds(strong, capital, high, low) - log_odds(weak, capital, high, low)
    assert moved == pytest.approx(0.5 * rows, abs=1e-10)


def test_precision_scales_the_odds() -> None:
    for capital, move, against in (("seoul", "aid", "exercise"), ("pyongyang", "rhetoric", "missile_test")):
        plain = log_odds(lineup(), capital, move, against)
        assert log_odds(lineup(precision=3.0), capital, move, against) == pytest.approx(3 * plain, rel=1e-10)
    once = log_odds(lineup(), "pyongyang", "rhetoric", "missile_test")
    twice = log_odds(lineup(precision_pyongyang=2.0), "pyongyang", "rhetoric", "missile_test")
    assert twice == pytest.approx(2 * once, rel=1e-10)


def test_an_erratic_kim_has_a_quarter_of_the_precision() -> None:
    erratic = lineup(modules=("beliefs",), kim_type="erratic")
    plain = log_odds(lineup(modules=("beliefs",)), "pyongyang", "rhetoric", "missile_test")
    assert log_odds(erratic, "pyongyang", "rhetoric", "missile_test") == pytest.approx(plain / 4, rel=1e-10)
