"""Worlds that are stepped from outside are the model's worlds, and a capital observes what its team
would see.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import GameRecord
from sim.core.base.errors import UsageProblem
from sim.core.engine import PLACES
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.runs.interventions import ImposedMove
from sim.env.many import ManyWorlds
from tests.for_each import for_each

SPRING = sim.load_scenario("2017-spring")
SHORT = SPRING.change({"months": 14})
BLURRED = SHORT.change({"blur": 0.3, "washington.ambiguity": 1.0, "beijing.contact": 0.4})


def left_to_the_rules(many: ManyWorlds) -> dict[str, np.ndarray]:
    """Play all worlds by the rules alone; return the discounted sum of what each seat was paid."""
    many.reset(7)
    total, weight = {capital: np.zeros(many.worlds) for capital in many.seats}, 1.0
    while many.month < many.months:
        _, paid, _ = many.step({})
        for capital in many.seats:
            total[capital] += weight * paid[capital]
        weight *= many.discount
    return total


@pytest.mark.parametrize("engine", ["kernel", "numpy", "python"])
def test_a_world_left_to_the_rules_is_the_same_world_of_a_run_to_the_last_bit(engine: Any) -> None:
    # Other engines are slow, and give the bytes of the kernel.
    scenario, few = (SPRING, 150) if engine == "kernel" else (SHORT, 4)
    many = ManyWorlds(scenario, worlds=few, engine=engine)
    left_to_the_rules(many)
    run = sim.run(scenario, few, 7, record=list(PLACES))
    ended = np.nanmax(run.columns["months"]) and run.columns["months"].astype(int)
    for place, row in zip(PLACES, many.state, strict=False):
        series = run.state[place]
        assert (row == series[ended, np.arange(few)]).all(), place


def test_rewards_sum_to_the_value_of_the_world() -> None:
    total = left_to_the_rules(ManyWorlds(SPRING, worlds=400))
    run = sim.run(SPRING, 400, 7)
    assert run.columns["war"].any()
    assert (run.columns["months"] == SPRING.months).any()
    for capital in CAPITALS:
        np.testing.assert_allclose(
            total[capital], run.columns[f"value_{capital}"], rtol=0, atol=1e-10
        )


def test_rewards_by_goals_say_who_lost() -> None:
    many = ManyWorlds(SPRING.change({"accident": 0.02}), worlds=300, reward="goals")
    many.reset(7)
    total = {capital: np.zeros(300) for capital in CAPITALS}
    while many.month < many.months:
        for capital, paid in many.step({})[1].items():
            total[capital] += paid
    run = sim.run(many.scenario, 300, 7)
    for capital in CAPITALS:
        assert (total[capital] == -1.0 * run.columns[f"loses_{capital}"]).all()


def test_a_choice_is_what_the_model_calls_an_imposed_move() -> None:
    many = ManyWorlds(SHORT, ["beijing"], worlds=50)
    many.reset(7)
    imposed = []
    for month in range(SHORT.months):
        many.step({"beijing": np.full((50, 2), [month % 4, -1])})
        imposed.append(ImposedMove("beijing", month, word=MOVES["beijing.word"][month % 4].name))
    run = sim.run(SHORT, 50, 7, interventions=imposed, record=["tension"])
    months = run.columns["months"].astype(int)
    assert (
        many.state[PLACES.index("tension")] == run.state["tension"][months, np.arange(50)]
    ).all()


@for_each("scenario", [SHORT, BLURRED])
@for_each("capital", CAPITALS)
def test_a_capital_observes_what_its_team_would_see(capital: str, scenario: Any) -> None:
    moves = [
        {"washington.word": "back_channel", "pyongyang.deed": "missile_test"},
        {"pyongyang.word": "offer"},
    ] * 6
    views = position_of(GameRecord(scenario, 7, CAPITALS, months=tuple(moves), started=True)).views[
        capital
    ]
    many = ManyWorlds(scenario, worlds=1)
    seen = [many.reset(7)[capital][0]]
    for month in moves[: len(views) - 1]:
        seen.append(many.step(actions_of(month))[0][capital][0])
    names = many.sights[capital].names
    for view, row in zip(views, seen, strict=False):
        assert as_numbers(view, capital) == pytest.approx(
            dict(zip(names, row, strict=True)), abs=6e-4
        )


def actions_of(month: dict[str, str]) -> dict[str, list[list[int]]]:
    """Return the moves of a month as actions, the rest left to the rules."""
    actions = {}
    for capital in CAPITALS:
        menus = [[move.name for move in MOVES[f"{capital}.{kind}"]] for kind in ("word", "deed")]
        chosen = [month.get(f"{capital}.{kind}") for kind in ("word", "deed")]
        actions[capital] = [
            [menu.index(move) if move else -1 for menu, move in zip(menus, chosen, strict=True)]
        ]
    return actions


def as_numbers(view: dict[str, Any], capital: str) -> dict[str, float]:
    """Return a view as the columns of an observation."""
    made: dict[str, float] = {"month": view["number"]}
    made |= view["states"]
    for menu, moves in MOVES.items():
        other, _, kind = menu.partition(".")
        made[menu] = [move.name for move in moves].index(view["moves"][other][kind])
    for other in CAPITALS:
        made[f"{other}.course"] = [course.name for course in COURSES[other]].index(
            view["courses"][other]
        )
    if capital == "pyongyang":
        return made | {"kim": list(view["kim"].values()).index(1)}
    return made | {f"kim.{kim}": chance for kim, chance in view["kim"].items()}


def test_worlds_that_are_over_stay_as_they_are_and_pay_nothing() -> None:
    many = ManyWorlds(SPRING.change({"accident": 0.02, "start_tension": 6.5}), worlds=200)
    many.reset(7)
    over = np.zeros(200, bool)
    while many.month < many.months:
        before = many.state.copy()
        _, paid, now = many.step(
            {"washington": np.full((200, 2), [4, 3]), "pyongyang": np.full((200, 2), [3, 5])}
        )
        assert (many.state[:, over] == before[:, over]).all()
        assert all((paid[c][over] == 0).all() for c in CAPITALS)
        assert (now >= over).all()
        over = now
    assert (many.ending > 0).sum() > 20


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"beijing": [[0, 4]]}, "4 is not on the menu"),
        ({"beijing": [[-2, 0]]}, "-2 is not on the menu"),
        ({"beijing": [0, 1]}, r"its shape is \(2,\)"),
        ({"beijing": [[0.5, 1]]}, "of float64"),
        ({"seoul": [[0, 0]]}, "nobody sits for 'seoul'"),
    ],
)
def test_what_is_on_no_menu_is_refused(wrong: dict[str, Any], said: str) -> None:
    many = ManyWorlds(SHORT, ["beijing"])
    many.reset()
    with pytest.raises(UsageProblem, match=said):
        many.step(wrong)


def test_a_month_is_played_only_where_one_is_open() -> None:
    many = ManyWorlds(SHORT.change({"months": 1}), ["beijing"])
    with pytest.raises(UsageProblem, match="no month is open"):
        many.step({})
    many.reset()
    many.step({})
    with pytest.raises(UsageProblem, match="no month is open"):
        many.step({})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"reward": "payof"}, "reward 'payof'"),
        ({"seats": ["tokyo"]}, "tokyo"),
        ({"seats": []}, "no capital"),
        ({"worlds": 0}, "worlds"),
    ],
)
def test_bad_arguments_are_named(more: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        ManyWorlds(SHORT, **more)
