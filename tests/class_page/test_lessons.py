"""What the story shows is what the model does: each rule of the prover holds on every path of every
shown world, and a fault that is planted in a rule is found.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from sim.classroom.class_page import giants
from sim.classroom.class_page.giants import (
    CLOSED,
    FRESH,
    PUZZLES,
    SETTINGS,
    Cell,
    both_better,
    cell,
    chosen_anew,
    climb,
    fits_climb,
    lines,
    prove_chairs,
    prove_giants,
    refuse,
    replayed,
    solutions,
)
from sim.classroom.class_page.lesson import PATHS, STORY, WAYS, Lesson, lesson_from, read_lesson
from sim.classroom.class_page.proving import (
    COUNTED,
    LIE,
    PIECES,
    PURE,
    broken,
    effects,
    prove_men,
    see,
    share_of_bombs,
    unfounded,
)
from sim.core.base.errors import DataProblem, Problem
from tests.cli.command import Captured, said
from tests.for_each import for_each

TEXT = (
    resources.files("sim.classroom.class_page")
    .joinpath("lessons", f"{STORY}.toml")
    .read_text(encoding="utf-8")
)


def changed(*pairs: tuple[str, str]) -> Lesson:
    """Return the story with parts of its file replaced."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return lesson_from("mine.toml", text.encode())


@pytest.fixture(scope="module")
def story() -> Lesson:
    return read_lesson(STORY)


def test_every_rule_holds_in_every_shown_world(story: Lesson) -> None:
    assert [line.text for line in lines(story) if not line.holds] == []


@for_each("rule", ["a", "b", "c", "war"])
def test_a_world_that_breaks_a_rule_is_found_with_its_path(rule: str) -> None:
    """The first world of the first hundred that breaks it on some path, shown as the afraid man's."""
    story = read_lesson(STORY)
    view, shares = see(story, "afraid", PATHS, 0, 100), share_of_bombs(story, "afraid")
    breaks = broken(story, "afraid", view, shares)[rule].any(axis=0)
    world = int(np.argmax(breaks))
    assert breaks[world]
    planted = changed((f"world = {story.table.men['afraid'].world}", f"world = {world}"))
    failed = [line.text for line in prove_men(planted) if not line.holds]
    assert any(
        re.fullmatch(rf"world {world} of afraid, (knock|ships)-.*: \({rule}\) .*", text)
        for text in failed
    )


def test_a_lesson_that_breaks_a_rule_is_refused_with_world_path_and_rule() -> None:
    with pytest.raises(DataProblem, match="the lesson breaks") as problem:
        refuse(changed(("world = 6848", "world = 1")), "mine.toml")
    assert re.search(r"world 1 of afraid, (knock|ships)-\S+.*: \(\w+\) ", str(problem.value))
    assert len(str(problem.value).splitlines()) == 3


def test_a_motive_that_the_other_way_denies_is_found(story: Lesson) -> None:
    view = see(story, "afraid", PATHS, story.table.men["afraid"].world, 1)
    motives = effects(view)
    assert not unfounded(view, motives).any()
    for season, motive in ((0, 1), (3, -1), (2, LIE)):
        place = int(np.argmax(motives[season, :, 0] != motive))
        planted = motives.copy()
        planted[season, place, 0] = motive
        assert np.flatnonzero(unfounded(view, planted)[:, 0]).tolist() == [place]


@for_each("name", COUNTED)
def test_a_sentence_that_types_a_number_of_the_crowd_is_found(name: str) -> None:
    planted = lesson_from(
        "mine.toml", f'{TEXT}\n[text]\n{name} = "Even so: 6 of twenty."\n'.encode()
    )
    failed = [line.text for line in prove_men(planted) if not line.holds]
    assert failed == [f"(e) one crowd, one count: '{name}' types no number"]


def test_a_page_that_pays_another_sum_than_the_rules_is_found(
    story: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deal of the page is counted, not played: the same words must be the same months."""
    gain = Cell.gain
    monkeypatch.setattr(Cell, "gain", lambda self, base, paid: gain(self, base, 1.01 * paid))
    failed = [line.text for line in prove_chairs(story) if not line.holds]
    assert failed == [
        f"(e) the rules pay what the page moves: {man}" for man in ("greedy", "afraid")
    ]


CLIMBS = (
    "letting go ends in no war",
    "letting go leaves no whole rocket",
    "holding on ends as the page says",
)


@for_each("rule", CLIMBS)
def test_a_climb_that_breaks_a_rule_is_found_with_its_world(rule: str) -> None:
    """In one of the climbs against either face; no way down keeps the bomb, so its end is changed."""
    down = ('down = ["talks", "hold"]', 'down = ["threaten", "big_test"]')
    pairs = [down] if rule == CLIMBS[1] else []
    lesson = changed(*pairs)
    assert lesson.table.behind is not None
    broken_by = {
        face: ~fits_climb(lesson, face, 0, 200)[rule] for face in lesson.table.behind.faces
    }
    face = max(broken_by, key=lambda name: broken_by[name].any())
    world = int(np.argmax(broken_by[face]))
    assert broken_by[face][world]
    shown = lesson.table.behind.faces[face].world
    planted = changed(*pairs, (f"world = {shown}\n", f"world = {world}\n"), NO_CHAIRS)
    failed = [line.text for line in prove_giants(planted) if not line.holds]
    assert f"world {world} of the {face}: {rule}" in failed


NO_CHAIRS = (TEXT[TEXT.index("[chairs]") :], "")
CHAIRS = {
    'open = "shield", half = "mediate", closed = "enforce"': (
        'open = "enforce", half = "mediate", closed = "shield"',
        "unpaid, Beijing opens: ",
    ),
    'knock = "engagement"': ('knock = "maximum_pressure"', "is better off by knock: afraid"),
    "payment = 0.35": ("payment = 0.9", "paid, ships and a closed gate: greedy, washington"),
    "payment = 0.35 ": ("payment = 0.05 ", "paid, ships and a closed gate: greedy, beijing"),
}


@for_each("line", CHAIRS)
def test_two_chairs_that_do_not_bear_out_what_is_told_are_found(line: str) -> None:
    wrong, rule = CHAIRS[line]
    failed = [proved.text for proved in prove_chairs(changed((line, wrong))) if not proved.holds]
    assert any(rule in text for text in failed), failed


@for_each("lives", (1, 200))
def test_a_puzzle_that_is_no_puzzle_is_found(
    story: Lesson, monkeypatch: pytest.MonkeyPatch, lives: int
) -> None:
    """One that nearly every setting solves, and one that none does."""
    monkeypatch.setattr(giants, "PUZZLES", ({"greedy": 0.5, "lives": lives}, *PUZZLES[1:]))
    failed = [line.text for line in prove_giants(story) if not line.holds]
    assert [text.partition(" has ")[0] for text in failed] == ["puzzle 1"]


def test_a_liar_in_place_of_the_plain_man_is_found(story: Lesson) -> None:
    man = story.table.men["greedy"]
    planted = changed((f"world = {man.world}\n", f"world = {man.liar}\n"))
    failed = [line.text for line in prove_men(planted) if not line.holds]
    assert any(text.endswith("(lie) he never lies") for text in failed)


def test_the_rocket_has_no_more_pieces_after_the_right_way_than_after_the_wrong_one(
    story: Lesson,
) -> None:
    for man in story.men:
        for world in story.shown(man).values():
            view = see(story, man, PATHS, world, 1)
            right, wrong = PURE[story.right(man)], PURE[1 - story.right(man)]
            assert view.pieces[-1, right, 0] < view.pieces[-1, wrong, 0] == PIECES
            assert not view.bomb[right, 0]
            assert view.bomb[wrong, 0]


def test_the_same_way_ends_the_other_way_round_with_the_other_man(story: Lesson) -> None:
    afraid, greedy = (share_of_bombs(story, man) for man in story.men)
    assert afraid[0] < 0.4 < 0.6 < afraid[1]
    assert greedy[1] < 0.4 < 0.6 < greedy[0]


def test_no_shown_world_is_counted(story: Lesson) -> None:
    crowd = story.table.crowd
    shown = [world for man in story.men for world in story.shown(man).values()]
    assert not any(crowd.first <= world < crowd.first + crowd.of for world in shown)


def test_letting_go_at_any_month_ends_the_climb_without_a_war(story: Lesson) -> None:
    assert story.table.behind is not None
    for name, face in story.table.behind.faces.items():
        held = climb(story, name, story.table.behind.months, face.world, 1)
        last = int(held.war_month[0]) or story.table.behind.months
        for firm in range(last):
            let_go = climb(story, name, firm, face.world, 1)
            assert not let_go.war[0]
            assert not let_go.bomb[0]
    firm, bluff = story.table.behind.faces
    crowd = story.table.crowd
    wars = [climb(story, face, 6, crowd.first, 1000).war.mean() for face in (firm, bluff)]
    assert wars[0] > wars[1] + 0.1


def test_what_is_paid_changes_hands_and_the_gate_is_not_moved_by_it(story: Lesson) -> None:
    """A payment takes from one what it gives the other."""
    lives = cell(story, "greedy", "ships", "closed", 0, 50)
    base = cell(story, "greedy", "ships", "open", 0, 50)
    paid, unpaid = lives.gain(base, 0.35), lives.gain(base, 0.0)
    assert paid["washington"] - unpaid["washington"] == pytest.approx(-0.35 * lives.moved)
    assert paid["washington"] + paid["beijing"] == pytest.approx(
        unpaid["washington"] + unpaid["beijing"]
    )
    assert lives.closed.mean() > 10 > base.closed.mean()
    assert CLOSED == 3


def test_the_rules_pay_what_the_page_moves(story: Lesson) -> None:
    paid = replayed(story, "greedy", "ships", "closed", 0, 50, 0.35).worth
    unpaid = cell(story, "greedy", "ships", "closed", 0, 50)
    assert paid["washington"][0] == pytest.approx(unpaid.washington - 0.35 * unpaid.moved)
    assert paid["beijing"][0] == pytest.approx(unpaid.beijing + 0.35 * unpaid.moved)


def test_a_payment_is_worth_it_with_the_greedy_alone_and_half_a_gate_takes_it_away(
    story: Lesson,
) -> None:
    def gains(man: str, base_gate: str) -> list[float]:
        lives = cell(story, man, "ships", "closed", *FRESH)
        gain = lives.gain(cell(story, man, "ships", base_gate, *FRESH), 0.35)
        return [float(gain[seat].mean()) for seat in ("washington", "beijing")]

    assert min(gains("greedy", "open")) > 2
    assert max(gains("afraid", "open")) < 2
    assert min(gains("greedy", "half")) < 0 < max(gains("greedy", "half"))


def test_each_puzzle_has_solutions_and_none_is_solved_where_the_story_leaves_the_thumbs(
    story: Lesson,
) -> None:
    for settings in solutions(story):
        assert 0 < len(settings) < len(SETTINGS) / 4
        assert (0.5, 0.25, "open", 0.0) not in settings
    assert both_better(story, 1.0, 0.0, "open", 0.0) == 0


def test_the_finder_chooses_worlds_that_meet_the_rules_and_changes_nothing_else() -> None:
    few = "candidates = 10000", "candidates = 2000"
    lesson = changed(few)
    text = chosen_anew(lesson.file.text, lesson)
    before, after = lesson.file.text.splitlines(), text.splitlines()
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    assert all(line.startswith(("world =", "liar =")) for line in moved)
    refuse(lesson_from("mine.toml", text.encode()), "mine.toml")


def test_no_candidate_is_refused_with_the_man() -> None:
    with pytest.raises(DataProblem, match="no candidate meets all rules for afraid") as problem:
        chosen_anew("", changed(("candidates = 10000", "candidates = 5")))
    assert "men.afraid" in str(problem.value.location)


BAD = {
    "format = 3": ("format = 2", "its format is 2"),
    "seed = 7": ("seed = -1", "'-1' is not a whole number from 0"),
    'scenario = "2017-spring"': ('scenario = "2017"', "2017"),
    "[ways] ": ("[roads] ", "the key 'ways' is missing"),
    'knock = [["talks", "hold"], ': ('knock = [["chats", "hold"], ', "there is no word 'chats'"),
    'ships = [["threaten", "sanctions"], ': (
        "ships = [",
        "it is not a statement and an action a month",
    ),
    'right = "knock"': ('right = "pray"', "there is no right 'pray'"),
    'set = { kim_type = "greedy" }': ('set = { kim_typ = "greedy" }', "kim_typ"),
    "world = 6848": ("world = 20001", "world 20001 is counted in the crowd"),
    "[crowd] ": ("[crowds] ", "the key 'crowd' is missing"),
    'higher = ["threaten", "big_test"]': (
        'higher = ["threaten", "bomb"]',
        "there is no deed 'bomb'",
    ),
    "payment = 0.35": ('payment = "much"', "'payment' is the text 'much'"),
}


@for_each("line", BAD)
def test_a_bad_file_is_refused_with_its_line(line: str) -> None:
    bad, what = BAD[line]
    with pytest.raises(Problem) as problem:
        changed((line, bad))
    assert what in str(problem.value)
    assert "mine.toml" in str(problem.value)
    assert len(str(problem.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("wrong", "what"), [("name = 3", "3 is no text"), ("nam = 'x'", "there is no text 'nam'")]
)
def test_a_sentence_that_cannot_be_meant_is_refused_with_its_line(wrong: str, what: str) -> None:
    with pytest.raises(DataProblem, match=what) as problem:
        lesson_from("mine.toml", f"{TEXT}\n[text]\n{wrong}\n".encode())
    assert f"line {len(TEXT.splitlines()) + 3}" in str(problem.value.location)


def test_the_command_proves_a_file_and_finds_its_worlds(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    lesson = changed(("world = 6848 ", "world = 1 "), ("candidates = 10000", "candidates = 2000"))
    file.write_text(lesson.file.text, encoding="utf-8")
    ran = said(capsys, "class", "--prove", file)
    assert ran.code != 0
    assert any(line.startswith("FAILS  world 1 of afraid, ") for line in ran.out.splitlines())
    assert said(capsys, "class", "--prove", file, "--find", "-q").code == 0
    assert said(capsys, "class", "--find").code == 2


def test_a_way_is_one_of_two_and_a_path_has_four_seasons() -> None:
    assert len(PATHS) == len(WAYS) ** 4
    assert {man.months for man in read_lesson(STORY).men.values()} == {16}
