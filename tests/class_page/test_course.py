"""The course: what its beats say is what the model does, every bet has one right answer, and nothing is long."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.claims import Line, examine
from sim.classroom.class_page import COURSE, course, export, proof
from sim.classroom.class_page.course import CHOICES, read_beat, read_course
from sim.classroom.class_page.export import read_texts
from sim.classroom.class_page.lesson import read_lesson
from sim.classroom.class_page.proof import happened
from sim.errors import UsageProblem
from sim.study.scenario import load_scenario

MADE = read_course()
BEATS = {beat.name: beat for beat in MADE.beats}
TEXTS = read_texts("en", COURSE)
SHOWN = 50
FIRST_DECISION = 60
A_POINT = 60


@pytest.fixture(scope="module")
def found() -> dict[str, Line]:
    return proof.proved_course()


def told(group: str) -> dict[str, str]:
    return {key.removeprefix(f"{group}."): text for key, text in TEXTS.items() if key.startswith(f"{group}.")}


def words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def test_it_is_seven_beats_from_five_lessons_in_twenty_minutes_and_five_questions() -> None:
    assert len(BEATS) == len(MADE.beats) == 7
    assert MADE.lessons == ("spiral", "brink", "key", "turn", "lose-lose")
    assert sum(beat.minutes for beat in MADE.beats) == 20
    assert len(MADE.questions) == 5


@pytest.mark.parametrize("name", BEATS)
@pytest.mark.parametrize("side", CHOICES)
def test_what_a_beat_tells_of_its_world_happens_there(name: str, side: str) -> None:
    shown = dict(zip(CHOICES, BEATS[name].shows, strict=True))[side]
    assert shown.world == BEATS[name].world
    assert examine(shown).holds


@pytest.mark.parametrize("claim", MADE.claims, ids=[claim.name for claim in MADE.claims])
@pytest.mark.parametrize("seed", [7, 1])
def test_what_the_course_claims_of_many_worlds_holds_on_two_seeds(claim: Any, seed: int) -> None:
    assert examine(claim, seed=seed).holds


def test_every_claim_that_it_rests_on_was_proved(found: dict[str, Line]) -> None:
    rested = {name for beat in MADE.beats for name in beat.claims} | {each.claim for each in MADE.questions}
    assert all(found[name].holds for name in rested)
    assert all(found[name].measured.n > 1 for name in rested), "a question rests on many worlds, not on one"


@pytest.mark.parametrize("name", BEATS)
def test_a_bet_can_come_out_in_one_way_only(name: str) -> None:
    options = BEATS[name].options
    assert all(low <= high for low, high in options)
    assert all(high < low for (_, high), (low, _) in pairwise(options))


def right(name: str, side: str, found: dict[str, Line]) -> int:
    """The place of the right option of a beat after a choice, from Python alone."""
    beat = BEATS[name]
    measures = {
        "claim": lambda: found[beat.claims[0]].measured.value,
        "hits": lambda: float(
            happened(read_lesson(beat.lesson), beat.arms[side].scenario, SHOWN).sum()
        ),
        "gap": lambda: months_with_a_test(name, "a") - months_with_a_test(name, "b"),
        "tests": lambda: months_with_a_test(name, side),
    }  # fmt: skip
    value = measures[beat.measure]()
    (place,) = [place for place, (low, high) in enumerate(beat.options) if low <= value <= high]
    return place


def months_with_a_test(name: str, side: str) -> float:
    from sim.study.run.worlds import run

    beat = BEATS[name]
    arm = beat.arms[side]
    made = run(arm.scenario, 1, proof.SEED, first_world=beat.world, interventions=arm.imposed)
    deeds = made.actions["pyongyang.deed"][beat.month : beat.until, 0]
    return float(((deeds == 3) | (deeds == 4)).sum())


def test_guesses_are_right_in_every_place_and_turn_with_the_choice(found: dict[str, Line]) -> None:
    """Who always guesses the first, the middle or the last learns nothing and gains nothing."""
    places = {(name, side): right(name, side, found) for name in BEATS for side in CHOICES}
    assert set(places.values()) == {0, 1, 2}
    assert sum(places[name, "a"] != places[name, "b"] for name in BEATS) >= 4


@pytest.mark.parametrize("name", BEATS)
def test_a_beat_has_its_texts_and_they_are_short(name: str) -> None:
    said = told(f"beats.{name}")
    options = {f"option{place}" for place in range(len(BEATS[name].options))}
    plain = {"step", "kicker", "headline", "story", "question", "a", "b", "bet", "shown_a", "shown_b", "point"}
    assert said.keys() == plain | options
    first = [said[key] for key in ("kicker", "headline", "story", "question", "a", "b")]
    assert words(*first) <= FIRST_DECISION
    assert words(said["point"]) <= A_POINT


def test_a_question_has_its_texts_and_right_answers_stand_in_several_places() -> None:
    for question in MADE.questions:
        said = told(f"quiz.{question.name}")
        assert said.keys() == {"ask"} | {f"answer{place}" for place in range(question.answers)}
        assert 0 <= question.right < question.answers
    assert len({question.right for question in MADE.questions}) == 3


def test_no_text_of_a_beat_is_left_over() -> None:
    named = {key.split(".")[0] for key in told("beats")}
    assert named == set(BEATS)
    assert {key.split(".")[0] for key in told("quiz") if "." in key} == {each.name for each in MADE.questions}


def test_a_course_that_says_what_does_not_happen_is_not_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = MADE.beats[0]
    false = replace(first.shows[0], arms=first.shows[1].arms)
    lying = replace(MADE, beats=(replace(first, shows=(false,)), *MADE.beats[1:]))
    monkeypatch.setattr(course, "read_course", lambda: lying)
    with pytest.raises(UsageProblem, match="the model does not bear out 'one-move, a'"):
        export(COURSE, tmp_path / "class.html")
    assert not list(tmp_path.iterdir())


def test_a_beat_that_rests_on_no_claim_there_is_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    beat = replace(MADE.beats[0], claims=("ships sink",), shows=())
    monkeypatch.setattr(course, "read_course", lambda: replace(MADE, beats=(beat,), claims=()))
    with pytest.raises(UsageProblem, match="there is no claim 'ships sink'"):
        proof.proved_course()


def test_a_beat_that_bets_on_nothing_is_refused() -> None:
    with pytest.raises(UsageProblem, match="'luck' cannot be bet on"):
        read_beat({"name": "x", "lesson": "spiral", "measure": "luck"})


@pytest.mark.parametrize(
    "said", [{"seed": 8}, {"worlds": 20}, {"scenario": load_scenario("2017-spring").change({"months": 12})}]
)
def test_the_course_takes_no_other_worlds_and_says_what_does(tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(UsageProblem) as problem:
        export(COURSE, tmp_path / "class.html", **said)
    assert problem.value.what == "the course tells of worlds of its own"
    assert "--lesson spiral" in problem.value.remedy


def test_numbers_in_the_points_are_those_that_were_proved(found: dict[str, Line]) -> None:
    """A sentence with a number in it rests on a claim whose whole interval lies about that number."""
    for text, claim, value, slack in (
        ("one world of four", "the perfect reader is seldom sure", 1 / 4, 0.03),
        ("one month of fifteen", "both stand firm", 1 / 15, 0.01),
        ("one world of eight", "enforcement stops the greedy", -1 / 8, 0.03),
        ("in a quarter", "Washington gains", -1 / 4, 0.04),
        ("two fifths", "Beijing pays", 2 / 5, 0.04),
        ("about half", "turns end", 1 / 2, 0.05),
    ):
        assert [key for key, said in told("beats").items() if key.endswith("point") and text in said], text
        assert found[claim].measured.value == pytest.approx(value, abs=slack)
    assert re.search("about half", TEXTS["quiz.last.answer1"], re.IGNORECASE)
