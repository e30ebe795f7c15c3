"""What a team sees is what its capital sees in the model, and nothing else."""

from __future__ import annotations

import pytest

from sim.classroom.seats.play import position_of
from sim.classroom.seats.seat import misread
from sim.core.game.beliefs import economy_seen, error_of_beijing, see_with_error
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.language import copy_of
from sim.study.run.one_world import OneWorld, belief_of, job_of
from tests.seats.tables import play_on, spring, started, table

MOVES_MADE = (
    {"seoul.deed": "aid"},
    {"washington.word": "back_channel"},
    {"pyongyang.deed": "missile_test", "beijing.word": "mediate"},
)
CLEAR = {"blur": 0}


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_view_is_what_the_capital_of_the_model_sees(capital: str) -> None:
    """Washington sees with error what it goes by at a review; in plain Python, rule by rule."""
    record = started()
    one = OneWorld(job_of(record.scenario, record.seed, 0))
    now = one.now()
    one.open_month(now)
    for each in CAPITALS:
        one.review(each, now)
    one.settle_courses(now)
    view = position_of(record).views[capital][0]
    seen = copy_of(one.state)
    if capital == "washington":
        see_with_error(seen, now, one.p)
    if capital == "beijing":
        seen.economy = economy_seen(seen.economy, error_of_beijing(now, one.p), now)
    assert view["states"] == {name: round(float(getattr(seen, name)), 3) for name in view["states"]}
    assert view["courses"] == {
        c: COURSES[c][getattr(one.state, f"{c}_course")].name for c in CAPITALS
    }
    assert view["kim"] == {
        kim: round(p, 3) for kim, p in belief_of(capital, one.state, one.p, one.rules).items()
    }


def test_what_is_seen_in_a_month_does_not_depend_on_what_is_done_in_it_or_later() -> None:
    early = position_of(started(*MOVES_MADE)).views
    later = position_of(
        started(*MOVES_MADE, {"washington.deed": "deploy"}, {"pyongyang.deed": "big_test"})
    ).views
    for capital in CAPITALS:
        assert later[capital][: len(MOVES_MADE) + 1] == early[capital]


def test_only_washington_and_beijing_see_with_error_and_only_what_is_hidden() -> None:
    views = position_of(started(scenario=spring(start_quiet=6))).views
    wrong = {c: set(views[c][0]["errors"]) for c in CAPITALS}
    assert wrong["washington"] == {"enforcement", "economy", "arsenal"}
    assert wrong["beijing"] == {"economy"}
    assert wrong["pyongyang"] == wrong["seoul"] == set()


def test_a_test_shows_the_arsenal_to_all() -> None:
    views = position_of(started({"pyongyang.deed": "missile_test"})).views
    seen = views["washington"][-1]
    assert "arsenal" not in seen["errors"]
    assert seen["states"]["arsenal"] == views["pyongyang"][-1]["states"]["arsenal"]


def test_full_contact_lets_beijing_see_without_error() -> None:
    views = position_of(started(*MOVES_MADE, scenario=spring(**{"beijing.contact": 1}))).views
    assert not views["beijing"][-1]["errors"]
    assert views["washington"][-1]["errors"]


def test_a_back_channel_is_secret_to_beijing_and_seoul() -> None:
    scenario = spring(**CLEAR)
    views = position_of(started({"washington.word": "back_channel"}, scenario=scenario)).views
    seen = {c: views[c][-1]["moves"]["washington"]["word"] for c in CAPITALS}
    assert seen == {
        "washington": "back_channel",
        "pyongyang": "back_channel",
        "beijing": "silence",
        "seoul": "silence",
    }


def test_kim_is_known_to_pyongyang_only_and_washingtons_word_is_judged_there_only() -> None:
    views = position_of(started()).views
    assert sorted(views["pyongyang"][0]["kim"].values()) == [0, 0, 1]
    for capital in ("washington", "beijing", "seoul"):
        view = views[capital][0]
        assert sum(view["kim"].values()) == pytest.approx(1, abs=2e-3)
        assert max(view["kim"].values()) < 1
        assert not {"deterrent"} & set(view["states"])


def test_who_kim_is_shows_in_no_other_view() -> None:
    views = [
        position_of(started(scenario=spring(kim_type=kim))).views for kim in ("fearful", "greedy")
    ]
    assert views[0]["pyongyang"] != views[1]["pyongyang"]
    for capital in ("washington", "beijing", "seoul"):
        assert views[0][capital] == views[1][capital]


def test_memories_of_what_was_done_are_in_no_view() -> None:
    for capital in CAPITALS:
        names = {
            name
            for view in position_of(started(*MOVES_MADE)).views[capital]
            for name in view["states"]
        }
        assert not names & {
            "tested",
            "big_test",
            "lethal",
            "quiet",
            "soft_pyongyang",
            "soft_washington",
        }


def test_a_team_chooses_from_the_whole_menu_of_its_capital() -> None:
    game = table(started())
    for capital in CAPITALS:
        for kind, items in game.seat(capital)["menu"].items():
            assert items == [move.name for move in MOVES[f"{capital}.{kind}"]]


def test_misread_moves_are_told_after_the_game_and_tests_are_never_misread() -> None:
    game = table(started(scenario=spring(24, blur=0.2)))
    play_on(game)
    told = {capital: misread(game.position, capital) for capital in CAPITALS}
    assert any(told.values())
    shots = {move.name for move in MOVES["pyongyang.deed"][3:]}
    for capital in CAPITALS:
        for each in told[capital]:
            assert each["capital"] != capital
            assert each["seen"] != each["made"]
            assert (
                each["made"]
                == game.position.made[each["month"]][f"{each['capital']}.{each['kind']}"]
            )
            if each["capital"] == "pyongyang":
                assert not {each["made"], each["seen"]} & shots
            else:
                assert each["capital"] == "washington"


def test_without_blur_all_is_read_right_but_what_is_secret() -> None:
    game = table(started(scenario=spring(12, **CLEAR)))
    play_on(game)
    wrong = [each for capital in CAPITALS for each in misread(game.position, capital)]
    assert {each["made"] for each in wrong} <= {"back_channel"}
