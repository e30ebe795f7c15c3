"""What a team sees is what its capital sees in the model, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.game.catalogue import CAPITALS
from sim.show.seats.replay import position_of
from sim.show.seats.views import OPEN_STATES
from sim.world.actions import ACTIONS
from sim.world.model import EscalationModel
from sim.world.perception import NOISY
from tests.seats.tables import play_on, spring, started, table

MOVES = ({"seoul": "aid"}, {"washington": "back_channel"}, {"pyongyang": "missile_test", "beijing": "protect"})


def model_at(record: Any, months: int) -> EscalationModel:
    model = EscalationModel(record.scenario, rng=record.seed, interventions=record.interventions())
    for _ in range(months):
        model.step()
    return model


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_view_is_what_the_capital_of_the_model_sees(capital: str) -> None:
    record = started(*MOVES)
    views = position_of(record).views[capital]
    assert len(views) == len(MOVES) + 1
    for month, view in enumerate(views):
        seen = model_at(record, month + 1).capital(capital).seen
        for state in view["states"]:
            assert state["value"] == round(float(getattr(seen, state["name"])[0]), 3)
        assert view["moves"] == {c: ACTIONS[c][int(seen.moves[c][0])].label for c in CAPITALS}


def test_what_is_seen_in_a_month_does_not_depend_on_what_is_done_in_it_or_later() -> None:
    early = position_of(started(*MOVES)).views
    later = position_of(started(*MOVES, {"washington": "deploy"}, {"pyongyang": "big_test"})).views
    for capital in CAPITALS:
        assert later[capital][: len(MOVES) + 1] == early[capital]


def test_only_what_is_hidden_carries_an_error() -> None:
    views = position_of(started()).views
    for capital in CAPITALS:
        wrong = {state["name"] for state in views[capital][0]["states"] if state["error"]}
        assert wrong == set(NOISY[capital])


def test_noise_hides_the_truth_and_differs_between_observers() -> None:
    record = started(*MOVES)
    truth = float(model_at(record, len(MOVES)).state.stability[0])
    views = position_of(record).views
    seen = {c: next(s["value"] for s in views[c][-1]["states"] if s["name"] == "stability") for c in CAPITALS}
    assert seen["pyongyang"] == pytest.approx(truth, abs=5e-4)
    assert len(set(seen.values())) == 4
    assert all(abs(seen[c] - truth) > 1e-3 for c in CAPITALS if c != "pyongyang")


def test_full_contact_lets_beijing_see_without_error() -> None:
    views = position_of(started(*MOVES, scenario=spring(contact=1))).views
    assert not any(state["error"] for state in views["beijing"][-1]["states"])
    assert any(state["error"] for state in views["washington"][-1]["states"])


def test_without_the_module_of_information_nobody_errs() -> None:
    scenario = spring(**{"modules.information": False})
    views = position_of(started(*MOVES, scenario=scenario)).views
    values = [[state["value"] for state in views[c][-1]["states"][: len(OPEN_STATES)]] for c in CAPITALS]
    assert values[0] == values[1] == values[2] == values[3]
    assert not any(state["error"] for c in CAPITALS for state in views[c][-1]["states"])


def test_a_back_channel_is_secret_to_beijing_and_seoul() -> None:
    scenario = spring(misperception=0, ambiguity_error=0)
    views = position_of(started({"washington": "back_channel"}, scenario=scenario)).views
    seen = {c: views[c][-1]["moves"]["washington"] for c in CAPITALS}
    assert seen == {"washington": "back channel", "pyongyang": "back channel", "beijing": "wait", "seoul": "wait"}


def test_kim_is_known_to_pyongyang_only_and_washingtons_word_is_judged_there_only() -> None:
    views = position_of(started()).views
    assert views["pyongyang"][0]["kim"] in ("secure", "revisionist", "erratic")
    assert views["pyongyang"][0]["belief"] is None
    for capital in ("washington", "beijing", "seoul"):
        assert views[capital][0]["kim"] is None
        assert sum(views[capital][0]["belief"].values()) == pytest.approx(1, abs=2e-3)
        assert "credibility" not in json.dumps(views[capital])


def test_the_true_hazard_and_the_true_type_show_in_no_other_view() -> None:
    safe = position_of(started(*MOVES, scenario=spring(accident_hazard=0.0001)))
    unsafe = position_of(started(*MOVES, scenario=spring(accident_hazard=0.0003)))
    assert not unsafe.over
    assert unsafe.views == safe.views


def test_a_misread_test_cannot_be_told_from_the_memory_of_tests() -> None:
    for capital in CAPITALS:
        names = {state["name"] for view in position_of(started(*MOVES)).views[capital] for state in view["states"]}
        assert not names & {"test_memory", "big_test_memory"}


def test_the_error_of_the_arsenal_follows_the_move_that_was_seen() -> None:
    scenario = spring(misperception=0, ambiguity_error=0)
    tested = position_of(started({"pyongyang": "missile_test"}, scenario=scenario)).views["seoul"][-1]
    arsenal = next(state for state in tested["states"] if state["name"] == "arsenal")
    assert arsenal["error"] == 0


def test_war_moves_are_on_the_menu_only_where_the_model_has_them() -> None:
    calm = position_of(started()).menus
    assert [len(calm[c]) for c in CAPITALS] == [8, 6, 8, 7]
    tense = position_of(started(scenario=spring(start_tension=6.5))).menus
    assert [len(tense[c]) for c in CAPITALS] == [9, 6, 9, 7]
    assert tense["washington"][-1]["name"] == "strike"
    never = position_of(started(scenario=spring(start_tension=6.5, war_washington=0))).menus
    assert len(never["washington"]) == 8


def test_misread_moves_are_told_after_the_game() -> None:
    game = table(started(scenario=spring(12, misperception=0.3)))
    play_on(game)
    run = game.played()
    for capital in CAPITALS:
        told = {(each["month"], each["capital"]) for each in game.seat(capital)["misread"]}
        views = game.position.views[capital]
        for month, view in enumerate(views[1:]):
            for other in CAPITALS:
                made = ACTIONS[other][int(run.actions[other][month, 0])].label
                assert ((views[month]["month"], other) in told) == (made != view["moves"][other])
        assert not any(other == capital for _, other in told)
    assert any(game.seat(capital)["misread"] for capital in CAPITALS)
