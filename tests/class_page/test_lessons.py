"""What lessons show and claim is what the model does: each proves, and a false one is refused with
its line.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sim.classroom.class_page.beat import MOODS, Beat, BeatReader
from sim.classroom.class_page.chairs import Chairs, pairs_of
from sim.classroom.class_page.expression import FORMULAS

from sim.classroom.class_page.lesson import (
    ORDER,
    Gesture,
    check_told,
    chosen_anew,
    lesson_from,
    lines,
    own_texts,
    read_lesson,
    refuse,
)
from sim.classroom.class_page.proving import Measured, fit, play_paths, prove_told, told_in
from sim.core.base.errors import DataProblem, Problem, UsageProblem
from sim.core.outcomes.history import History
from sim.pages.text import page_texts
from tests.class_page.lives import twenty
from tests.cli.command import Captured, said
from tests.for_each import for_each

PLAYED = [name for name in ORDER if isinstance(read_lesson(name), Beat)]
SPIRAL = (
    resources.files("sim.classroom.class_page")
    .joinpath("lessons", "spiral.toml")
    .read_text(encoding="utf-8")
)
LINE_OF = {text: number for number, text in enumerate(SPIRAL.splitlines(), 1)}


def beat(name: str) -> Beat:
    found = read_lesson(name)
    assert isinstance(found, Beat)
    return found


@pytest.fixture
def every_eighth_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let beats have fewer paths: each choice of each season still meets all others alike, for
    three choices.
    """
    whole = Beat.paths.fget
    some = property(lambda self: whole(self)[:: 8 if len(self.choices) == 3 else 1])
    monkeypatch.setattr(Beat, "paths", some)


@pytest.mark.usefixtures("every_eighth_path")
@pytest.mark.parametrize("name", ORDER)
def test_a_lesson_proves(name: str) -> None:
    found = list(lines(read_lesson(name)))
    assert [each.told for each in found if not each.holds] == []


@pytest.mark.long
@pytest.mark.parametrize("name", PLAYED)
def test_a_lesson_proves_on_every_path(name: str) -> None:
    assert [each.told for each in lines(read_lesson(name)) if not each.holds] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", [43210, 13579])
def test_two_chairs_prove_on_worlds_that_nobody_saw(seed: int) -> None:
    lesson = read_lesson("two-chairs")
    assert isinstance(lesson, Chairs)
    claims = tuple(replace(each, seed=seed) for each in lesson.claims)
    found = replace(lesson, said=lesson.said.model_copy(update={"seed": seed}), claims=claims)
    assert [each.told for each in found.prove() if not each.holds] == []


@pytest.mark.parametrize(
    ("line", "wrong", "what"),
    [
        ("of = 1000", "of = 1010", "there are 1010 worlds"),
        ('a = "press shield"', 'a = "press bribe"', "there is no"),
        ('shield = "shield"', 'shield = "shelter"', "shelter"),
        ('measure = "worse(washington)"', 'measure = "worse(seoul)"', "there is no argument"),
        ("lost = 18 ", "lots = 18 ", "the key 'lost' is missing"),
    ],
)
def test_bad_chairs_are_refused_with_the_line(line: str, wrong: str, what: str) -> None:
    text = (
        resources.files("sim.classroom.class_page")
        .joinpath("lessons", "two-chairs.toml")
        .read_text(encoding="utf-8")
    )
    assert line in text
    with pytest.raises(Problem, match=what) as caught:
        lesson_from("mine", "mine.toml", text.replace(line, wrong, 1).encode())
    assert "mine.toml" in str(caught.value)


def test_plans_are_offered_only_if_the_game_has_them() -> None:
    lesson = read_lesson("two-chairs")
    assert isinstance(lesson, Chairs)
    chairs = lesson.said.chairs
    assert "plans" not in pairs_of(chairs.model_copy(update={"plans": {"washington": "free"}}))
    known = {"washington": "free", "beijing": "free"}
    pairs = pairs_of(chairs.model_copy(update={"plans": known}))
    plan = {"washington.policy": "free", "beijing.policy": "free", **chairs.terms}
    assert pairs["plans"] == plan
    assert pairs["press plans"] == plan | {"washington.policy": "maximum_pressure"}
    assert pairs["plans shield"] == plan | {"beijing.policy": "shield"}


@pytest.mark.parametrize("name", PLAYED)
def test_a_choice_is_seen_in_what_is_told_and_a_cause_has_its_cause(name: str) -> None:
    """Whoever closes his trade all along floods the border at last; whoever never does floods
    none.
    """
    assert [each.told for each in prove_told(beat(name)) if not each.holds] == []
    if name == "leverage":
        lesson = beat(name)
        for choice, flooded in ((0, False), (2, True)):
            world = lesson.worlds["fearful"]
            state = play_paths(lesson, "fearful", [(choice,) * 6], world, 1).state
            assert bool(told_in(lesson, state, 5)[1][0]) is flooded


def test_a_beat_in_which_no_choice_is_seen_is_not_borne_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(MOODS, "washington", (2.0, 3.0))  # nobody feels such a threat
    assert not all(each.holds for each in prove_told(beat("which-kim")))


def test_who_backs_down_at_the_brink_is_whose_hand_is_soft() -> None:
    lesson = beat("brink")
    for other in lesson.others:
        soft, firm = (
            Measured(lesson, other, (0,) * 6, lesson.shown.first, lesson.of, hand=hand)
            for hand in (0.0, 1.0)
        )
        assert (soft("pyongyang_backed_down") == soft("brink")).mean() > 0.95
        assert not firm("pyongyang_backed_down").any()
        assert firm("war").mean() > soft("war").mean() + 0.2


def test_a_game_is_filed_by_its_last_duel() -> None:
    """Whoever gave way last is told of, in months that were lived; both, where both did."""
    first, last, both, none = [1, 0], [0, 1], [0, 1], [0, 0]
    theirs = {"washington": [first, last, both, none], "pyongyang": [last, first, both, none]}
    state = {f"{name}_yields": np.array(each, float).T for name, each in theirs.items()}
    history = History({**state, "ending": np.zeros((2, 4))})
    told = {name: list(FORMULAS[f"{name}_backed_down_last"](history)) for name in theirs}
    assert told == {
        "washington": [False, True, True, False],
        "pyongyang": [True, False, True, False],
    }


@pytest.mark.parametrize(("lesson", "hand"), [("spiral", "1.5"), ("one-move", "0.5")])
def test_a_hand_that_cannot_be_is_refused(lesson: str, hand: str) -> None:
    file = resources.files("sim.classroom.class_page").joinpath("lessons", f"{lesson}.toml")
    said = file.read_text(encoding="utf-8").replace("[[moral]]", f"[[moral]]\nhand = {hand}", 1)
    with pytest.raises(DataProblem, match="a hand is no share"):
        lesson_from("mine", "mine.toml", said.encode())


def test_a_world_that_ends_too_soon_by_a_firm_hand_is_not_shown() -> None:
    lesson = beat("brink")
    assert not fit(lesson, "firm", [85]).good(lesson)[0]


def test_no_two_beats_show_the_same_world() -> None:
    assert beat("which-kim").shown.without == [*beat("spiral").worlds.values()]


@pytest.mark.parametrize("name", PLAYED)
def test_a_shown_world_is_typical_and_says_by_what_rule(name: str) -> None:
    rule = beat(name).shown
    assert rule.least >= 0.85
    assert rule.among >= 500
    assert {"tests", f"value_{beat(name).seat}"} >= set(rule.within) >= {f"value_{beat(name).seat}"}
    assert all(world < rule.first for world in beat(name).worlds.values())


@pytest.mark.parametrize("name", PLAYED)
def test_every_claim_says_how_often_it_fails_and_in_how_many_cases_at_most(name: str) -> None:
    assert all(0.0 < each.fails_most < 1.0 for each in beat(name).claims)
    assert {each.other for each in beat(name).claims} <= set(beat(name).others)


@given(st.integers(0, 2**32), st.tuples(*[st.floats(0.001, 1.0)] * 4))
def test_each_pile_of_the_twenty_is_within_one_life_of_its_share(
    seed: int, weights: tuple[float, ...]
) -> None:
    luck = np.random.default_rng(seed)
    every = luck.choice(4, 500, p=np.array(weights) / sum(weights))
    flown = every[twenty(every, luck.random(500), 25)]
    assert flown.size == 20
    for end in range(4):
        assert abs((flown == end).sum() - 20 * (every == end).mean()) < 1.0


def test_the_twenty_of_real_paths_are_worlds_in_their_own_end() -> None:
    lesson = beat("leverage")
    for path in lesson.paths[::91]:
        found = Measured(lesson, "greedy", path, lesson.shown.first, lesson.of)
        piles = np.bincount(
            found.ends[twenty(found.ends, found("value_beijing"), lesson.every)], minlength=4
        )
        shares = 20 * np.bincount(found.ends, minlength=4) / lesson.of
        assert (np.abs(piles - shares) < 1.0).all()


def test_the_finder_chooses_what_the_rule_admits_and_changes_nothing_else() -> None:
    text = (
        resources.files("sim.classroom.class_page")
        .joinpath("lessons", "one-move.toml")
        .read_text(encoding="utf-8")
    )
    other = text.replace("world = 36 }", "world = 1 }")
    lesson = lesson_from("one-move", "one-move.toml", other.encode())
    assert isinstance(lesson, Beat)
    assert not fit(lesson, "fearful", [1]).good(lesson)[0]
    found = chosen_anew(other, lesson)
    again = lesson_from("one-move", "one-move.toml", found.encode())
    refuse(again, "one-move")
    assert [a for a, b in zip(other.splitlines(), found.splitlines(), strict=True) if a != b] == [
        each for each in other.splitlines() if each.startswith("fearful = ")
    ]


OWN = """
[text]
title = "My lesson"
choice.talk = "Speak"
"""


def test_a_lesson_of_ones_own_is_told_in_its_own_words() -> None:
    own = lesson_from("mine", "mine.toml", (SPIRAL + OWN).encode())
    assert own_texts(own) == {"beats.mine.title": "My lesson", "beats.mine.choice.talk": "Speak"}
    with pytest.raises(UsageProblem, match="are missing: column0"):
        check_told(own, "mine.toml", page_texts("en", "beats") | own_texts(own))


@pytest.mark.parametrize(
    ("wrong", "what"), [("title = 3", "3 is no text"), ("titel = 'x'", "there is no text 'titel'")]
)
def test_a_text_that_cannot_be_meant_is_refused_with_its_line(wrong: str, what: str) -> None:
    said = SPIRAL + OWN.replace('title = "My lesson"', wrong)
    with pytest.raises(DataProblem, match=what) as caught:
        lesson_from("mine", "mine.toml", said.encode())
    assert f"line {len(SPIRAL.splitlines()) + 3}" in str(caught.value.location)


def test_a_gesture_is_found_by_its_rule_too() -> None:
    lesson = read_lesson("opening")
    assert isinstance(lesson, Gesture)
    found, other = (
        replace(lesson, said=lesson.said.model_copy(update={"first": each}))
        for each in (lesson.best(), 0)
    )
    assert all(each.holds for each in found.prove())
    assert not all(each.holds for each in other.prove())


def test_a_lesson_that_claims_what_does_not_hold_breaks_the_build(tmp_path: Path) -> None:
    one = (
        resources.files("sim.classroom.class_page")
        .joinpath("lessons", "one-move.toml")
        .read_text(encoding="utf-8")
    )
    for false in (
        one.replace("least = 1.0 ", "least = 4.0 "),
        one.replace("world = 36 }", "world = 1 }"),
        one.replace("fails_most = 0.35", "fails_most = 0.05"),
    ):
        with pytest.raises(DataProblem, match="the model does not bear out 1"):
            refuse(lesson_from("one-move", "one-move.toml", false.encode()), "one-move")


BAD = {
    'seat = "washington"': ('seat = "tokyo"', "there is no seat 'tokyo'"),
    "format = 2": ("format = 1", "its format is 1"),
    "months = 18": ("months = 17", "17 months in seasons of 3"),
    "season = 3": ('season = "long"', "'season' is the text 'long'"),
    'brink = "stand_washington"   # the slot of luck that the finger on the slider is held against': (
        'brink = "stand_tokyo"',
        "there is no brink 'stand_tokyo'",
    ),
    'war = "war or collapse"': ('war = "__import__(1)"', "is no expression of outcomes"),
    'bomb = "deterrent_complete and not freeze_at_end"': (
        'bomb = "bombs"',
        "the page measures no 'bombs'",
    ),
    'name = "talk calms the fearful"': (
        'nam = "talk calms the fearful"',
        "the key 'name' is missing",
    ),
    "minutes = 3": ("minute = 3", "there is no key 'minute'"),
    'path = "press*6"': ("", "the key 'path' is missing"),
    'path = "talk*6"': ('path = "talk*5"', "'talk*5' is 5 choices"),
    "every = 25": ("every = 20", "the twenty are no systematic sample"),
}


@for_each("line", BAD)
def test_a_bad_file_is_refused_with_the_line(line: str) -> None:
    bad, what = BAD[line]
    with pytest.raises(Problem) as problem:
        BeatReader("mine.toml", SPIRAL.replace(line, bad, 1).encode()).beat()
    assert what in problem.value.message
    near = int(str(problem.value.location).split("line ")[1].split(",")[0])
    assert abs(near - LINE_OF[line]) <= 8
    assert "mine.toml" in str(problem.value)


@for_each(
    ("line", "bad", "what"),
    [
        ("worlds = 50 ", 'worlds = "fifty" ', "'worlds' is the text 'fifty'"),
        ("worlds = 50 ", "worlds = 0 ", "there are 0 worlds"),
        ("first = 1300 ", "first = 201 ", "the first world is 201"),
        ('names = ["answer", "press"]', "names = 3", "'names' is 3, not a list"),
        ('names = ["answer", "press"]', "names = []", "it has no arm"),
        ("told = ", "say = ", "there is no key 'say'"),
        ("season = 6 ", "season = 7 ", "a choice is for 7 months"),
        ("moves = { talk = [", 'moves = { talk = ["chats", ', "no word and deed"),
        ('moves = { talk = ["talks"', 'moves = { talk = ["chats"', "there is no word 'chats'"),
        ('outcome = "opening"', "", "the key 'outcome' is missing"),
        ("format = 2", "format = 1", "its format is 1"),
        ("[gesture]", "[[gesture]]", "'gesture' is a list"),
    ],
)
def test_a_bad_gesture_is_refused_with_the_line(line: str, bad: str, what: str) -> None:
    shipped = (
        resources.files("sim.classroom.class_page")
        .joinpath("lessons", "opening.toml")
        .read_text(encoding="utf-8")
    )
    assert line in shipped
    with pytest.raises(Problem, match=what) as caught:
        lesson_from("mine", "mine.toml", shipped.replace(line, bad, 1).encode())
    near = next(
        number for number, text in enumerate(shipped.splitlines(), 1) if text.startswith(line)
    )
    assert abs(int(str(caught.value.location).split("line ")[1].split(",")[0]) - near) <= 4


def test_an_expression_is_data_and_no_code() -> None:
    for code in (
        "().__class__",
        "open('x')",
        "[x for x in y]",
        "war if war else war",
        "tests ** 9",
        "not " * 120 + "war",
    ):
        with pytest.raises(Problem, match="is no expression"):
            BeatReader(
                "mine.toml", SPIRAL.replace('"war or collapse"', f'"{code}"', 1).encode()
            ).beat()


def test_the_command_proves_a_file_and_says_what_fails(capsys: Captured, tmp_path: Path) -> None:
    one = (
        resources.files("sim.classroom.class_page")
        .joinpath("lessons", "one-move.toml")
        .read_text(encoding="utf-8")
    )
    file = tmp_path / "mine.toml"
    file.write_text(one.replace("world = 36 }", "world = 1 }"), encoding="utf-8")
    found = said(capsys, "class", "--prove", file)
    assert found.code != 0
    assert sum(each.startswith("FAILS") for each in found.out.splitlines()) == 1
    assert said(capsys, "class", "--prove", file, "--find", "-q").code == 0
    assert "world = 36 }" in file.read_text(encoding="utf-8")
    assert said(capsys, "class", "--find").code == 2
