"""Each goal on a world in which it is kept by hand, and on one in which it fails."""

from typing import Any

import numpy as np
import pytest

from sim.core.game.catalogue import CAPITALS
from sim.core.game.goals import GOALS, both_lose, goals_of, loses
from sim.core.game.moves import BeijingWord, Ending, PyongyangDeed, PyongyangWord, WashingtonWord
from sim.core.game.parameters.payoffs import SPREADS, GoalParameters
from sim.core.outcomes.history import History
from sim.study.run.readings import move_thresholds
from tests.for_each import for_each
from tests.outcomes.made import in_months, made

CLASH = (20, Ending.CLASH)
COLLAPSE = (20, Ending.COLLAPSE)
OPEN = {"deterrent": 1.0, "freeze": 0.0}
SHOT, MISSILE, BIG, LETHAL = (
    PyongyangDeed.BUILD,
    PyongyangDeed.MISSILE_TEST,
    PyongyangDeed.BIG_TEST,
    PyongyangDeed.LETHAL_ACT,
)

AT_THE_LINE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "goal_washington_no_proven_arsenal": (
        {"arsenal": 0.909, "freeze": 0.0},
        {"arsenal": 0.91, "freeze": 0.0},
    ),
    "goal_washington_no_open_deterrent": ({"deterrent": 1.0, "freeze": 1.0}, OPEN),
    "goal_washington_tests_rare": (
        {"pyongyang_deed": in_months(36, {30, *range(20)}, MISSILE, SHOT)},
        {"pyongyang_deed": in_months(36, {30, 35}, LETHAL, SHOT)},
    ),
    "goal_washington_alliance_whole": ({"cohesion": 0.5}, {"cohesion": 0.499}),
    "goal_washington_china_kept": ({"relation": -0.25}, {"relation": -0.251}),
    "goal_beijing_americans_not_grown": ({"presence": 0.779, "thaad": 1.6}, {"presence": 0.781}),
    "goal_beijing_not_bypassed": (
        {"beijing_word": in_months(36, {1, 2, 3}, BeijingWord.WARN)},
        {"beijing_word": in_months(36, {1, 2, 3, 4}, BeijingWord.WARN)},
    ),
    "goal_beijing_quiet_border": (
        {"pyongyang_deed": in_months(36, range(7), BIG, SHOT)},
        {"pyongyang_deed": in_months(36, range(8), BIG, SHOT)},
    ),
    "goal_beijing_no_flood": (
        {"refugees": in_months(36, range(24), 90.0, 2.0)},
        {"refugees": 2.01},
    ),
    "goal_beijing_no_nuclear_neighbour": ({"arsenal": 0.859, **OPEN}, {"arsenal": 0.861, **OPEN}),
    "goal_pyongyang_deterrent_or_freeze": (OPEN, {"freeze": 0.0}),
    "goal_pyongyang_economy_kept": ({"economy": -0.03}, {"economy": -0.031}),
    "goal_pyongyang_recognised": (
        {"pyongyang_word": in_months(36, range(4), PyongyangWord.OFFER, PyongyangWord.SILENCE)},
        {
            "washington_word": in_months(
                36, range(3), WashingtonWord.BACK_CHANNEL, WashingtonWord.SILENCE
            )
        },
    ),
    "goal_pyongyang_not_threatened": (
        {"threat_felt": in_months(36, range(24), 1.0, 0.399)},
        {"threat_felt": 0.401},
    ),
    "goal_seoul_no_deaths": (
        {"pyongyang_deed": in_months(36, {0}, LETHAL, SHOT)},
        {"pyongyang_deed": in_months(36, {0, 9}, LETHAL, SHOT)},
    ),
    "goal_seoul_talks_alive": ({"talks": 0.25}, {"talks": 0.249}),
    "goal_seoul_alliance_whole": ({"cohesion": 0.5}, {"cohesion": 0.499}),
    "goal_seoul_calm": ({"tension": 3.499}, {"tension": 3.5}),
}
"""For each goal a world that keeps it, as near to the line as may be, and one that does not."""


def kept(history: History, column: str) -> bool:
    goal = next(goal for goal in GOALS if goal.column == column)
    return bool(goal.is_kept(history, history.goals)[0])


def test_a_content_world_keeps_every_goal() -> None:
    assert all(kept(made(), goal.column) for goal in GOALS)


@for_each("column", [goal.column for goal in GOALS if goal.name not in ("no_war", "no_collapse")])
def test_an_goal_fails_where_its_line_is_passed(column: str) -> None:
    within, beyond = AT_THE_LINE[column]
    assert kept(made(**within), column)
    assert not kept(made(**beyond), column)


@pytest.mark.parametrize(("ends", "name"), [(CLASH, "no_war"), (COLLAPSE, "no_collapse")])
def test_vital_goals_fail_by_the_end_that_they_name_and_by_no_other(
    ends: tuple[int, Ending], name: str
) -> None:
    for goal in GOALS:
        if goal.name in ("no_war", "no_collapse"):
            assert kept(made(ends=ends), goal.column) == (goal.name != name)


def test_seoul_alone_does_not_count_a_collapse_as_vital() -> None:
    history = made(ends=COLLAPSE)
    assert [capital for capital in CAPITALS if loses(capital, history, history.goals)[0]] == list(
        CAPITALS[:3]
    )


def test_the_last_months_are_the_last_that_a_world_lived() -> None:
    tests = in_months(36, range(21, 36), MISSILE, SHOT)
    assert kept(
        made(pyongyang_deed=tests, ends=(20, Ending.ACCIDENT)), "goal_washington_tests_rare"
    )
    assert not kept(
        made(pyongyang_deed=tests, ends=(23, Ending.ACCIDENT)), "goal_washington_tests_rare"
    )


def test_shares_are_of_the_months_lived() -> None:
    deeds = in_months(36, {0}, LETHAL, SHOT)
    assert kept(made(pyongyang_deed=deeds, ends=(35, Ending.CLASH)), "goal_seoul_no_deaths")
    assert not kept(made(pyongyang_deed=deeds, ends=(12, Ending.CLASH)), "goal_seoul_no_deaths")


def test_talks_in_secret_do_not_bypass_beijing() -> None:
    secret = made(beijing_word=BeijingWord.SILENCE, washington_word=WashingtonWord.BACK_CHANNEL)
    assert kept(secret, "goal_beijing_not_bypassed")


def test_a_lost_relation_is_a_matter_of_washington() -> None:
    assert not kept(made(relation=-0.3), "goal_washington_china_kept")
    assert kept(made(relation=-0.3), "goal_beijing_not_bypassed")


def test_thaad_alone_may_count_as_grown() -> None:
    assert not kept(made(thaad=1.61), "goal_beijing_americans_not_grown")


@pytest.mark.parametrize("capital", CAPITALS)
def test_one_other_goal_may_fail_and_two_may_not(capital: str) -> None:
    others = [goal.column for goal in goals_of(capital) if not goal.vital]
    for first in others:
        for second in others:
            history = made(**{**AT_THE_LINE[first][1], **AT_THE_LINE[second][1]})
            failed = [column for column in others if not kept(history, column)]
            vital = all(kept(history, goal.column) for goal in goals_of(capital) if goal.vital)
            assert loses(capital, history, history.goals)[0] == (len(failed) >= 2 or not vital)


def test_a_failed_vital_goal_is_enough() -> None:
    history = made(arsenal=0.95, freeze=0.0, deterrent=0.0)
    assert [goal.name for goal in goals_of("washington") if not kept(history, goal.column)] == [
        "no_proven_arsenal"
    ]
    assert loses("washington", history, history.goals)[0]


LOOSER = {
    "goal_proven": 1,
    "goal_tests": 1,
    "goal_cohesion": -1,
    "goal_relation": -1,
    "goal_presence": 1,
    "goal_thaad": 1,
    "goal_bypassed": 1,
    "goal_big_tests": 1,
    "goal_refugees": 1,
    "goal_economy": -1,
    "goal_threat": 1,
    "goal_lethal": 1,
    "goal_talks": -1,
    "goal_tension": 1,
}


def random_history(worlds: int = 400) -> History:
    """Worlds of noise: each series spreads over the values that its goal tells apart."""
    rng = np.random.default_rng(5)
    shape = (24, worlds)
    state = {name: np.full(shape, rows[0, 0]) for name, rows in made(1).state.items()}
    for name, low, high in (
        ("arsenal", 0.7, 1.0),
        ("cohesion", 0.3, 0.7),
        ("relation", -0.5, 0.1),
        ("presence", 0.6, 0.9),
        ("thaad", 1.0, 2.0),
        ("refugees", 0.0, 5.0),
        ("economy", -0.06, 0.02),
        ("threat_felt", 0.2, 0.6),
        ("talks", 0.0, 0.5),
        ("tension", 2.0, 5.0),
    ):
        state[name] = rng.uniform(low, high, shape)
    for name, moves in (
        ("washington_word", 5),
        ("beijing_word", 4),
        ("pyongyang_word", 4),
        ("pyongyang_deed", 6),
    ):
        state[name] = rng.integers(0, moves, shape).astype(float)
    state["freeze"], state["deterrent"] = (
        rng.integers(0, 2, shape).astype(float) for _ in range(2)
    )
    return History(state)


@for_each("name", list(SPREADS))
def test_a_looser_threshold_never_loses_what_a_stricter_one_keeps(name: str) -> None:
    history = random_history()
    steps = {name: LOOSER[name] * SPREADS[name] * np.linspace(-3, 3, 7)[:, None]}
    moves = False
    for capital in CAPITALS:
        lost = np.broadcast_to(
            loses(capital, history, move_thresholds(history.goals, steps)), (7, 400)
        )
        if (capital, name) == ("pyongyang", "goal_bypassed"):
            lost = lost[::-1]  # what passes Beijing by is what recognises Pyongyang
        assert (lost[1:] <= lost[:-1]).all()
        moves = moves or bool((lost[0] != lost[-1]).any())
    assert moves, "the threshold decides nothing"


def test_thresholds_drawn_side_by_side_give_what_each_gives_alone() -> None:
    history = random_history(50)
    rng = np.random.default_rng(6)
    draws = {name: spread * rng.uniform(-1, 1, (9, 1)) for name, spread in SPREADS.items()}
    together = both_lose(history, move_thresholds(history.goals, draws))
    for place in range(9):
        alone = move_thresholds(
            GoalParameters(), {name: values[place, 0] for name, values in draws.items()}
        )
        np.testing.assert_array_equal(together[place], both_lose(history, alone))


def test_thresholds_may_differ_by_world() -> None:
    history = random_history(2)
    history = History(
        {name: rows[:, :1].repeat(2, axis=1) for name, rows in history.state.items()},
        {"goal_talks": np.array([0.0, 1.0])},
    )
    goal = next(goal for goal in GOALS if goal.column == "goal_seoul_talks_alive")
    assert goal.is_kept(history, history.goals).tolist() == [True, False]


def test_every_goal_says_what_keeping_it_means() -> None:
    assert len({goal.column for goal in GOALS}) == len(GOALS)
    assert all(goal.meaning.startswith("Tell where ") and goal.label for goal in GOALS)
