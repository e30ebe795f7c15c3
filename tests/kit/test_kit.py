"""The kit: it says what the game and its lessons declare, its answers are right, and it prints as
promised.
"""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest

from sim.classroom import kit
from sim.classroom.class_page.giants import wars_of
from sim.classroom.class_page.lesson import SCENES, STORY, read_lesson
from sim.classroom.seats.saving import read_game
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.goals import GOALS
from sim.core.scenario.fingerprint import tool_version
from sim.pages.text import page_texts
from tests.browser.chromium import opened_browser, violations

PRINTED = {
    "roles": 4,
    "words": 1,
    "student": 2,
    "teacher": 2,
    "cards": 3,
    "slides": 7,
    "rubric": 1,
    "index": 1,
    "plans": 4,
    "quiz": 3,
}
"""Pages of A4 that each page prints on."""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return dict(kit.render_files())


def test_the_same_version_gives_the_same_bytes(files: dict[str, str]) -> None:
    assert dict(kit.render_files()) == files


def test_a_role_names_every_goal_and_every_move_of_its_capital(files: dict[str, str]) -> None:
    sections = html.unescape(files["roles.html"]).split("<section")[1:]
    for capital, section in zip(CAPITALS, sections, strict=True):
        lamps = page_texts("en", "signs")
        wanted = [lamps[f"lamp.{goal.column}"] for goal in GOALS if goal.capital == capital]
        assert [section.count(f"<b>{lamp}</b>") for lamp in wanted] == [1] * len(wanted)
        wanted += [move.label for kind in ("word", "deed") for move in MOVES[f"{capital}.{kind}"]]
        assert [label for label in wanted if label not in section] == []


def test_the_sheet_has_every_option_and_the_teacher_every_answer(files: dict[str, str]) -> None:
    for question in kit.read_own_words()["questions"]:
        assert all(option in html.unescape(files["student.html"]) for option in question["options"])
        assert f"{question['asks']} <b>{question['options'][0]}</b>" in html.unescape(
            files["teacher.html"]
        )


def test_the_plans_have_the_scenes_in_order_and_their_minutes() -> None:
    plans = kit.read_own_words()["plans"]
    rows = next(plan for plan in plans if plan["name"] == "the story")["rows"]
    scenes = [scene["name"] for scene in kit.read_own_words()["scenes"]]
    places = [place for place, row in enumerate(rows) if row[1].startswith("Scene ")]
    assert len(scenes) == len(SCENES)
    assert [rows[place][1] for place in places] == [
        f"Scene {number}, {name}" for number, name in enumerate(scenes, 1)
    ]
    chairs = places[scenes.index("Two chairs")]
    assert rows[chairs + 1][0] - rows[chairs][0] == 15
    for plan in plans:
        minutes = [row[0] for row in plan["rows"]]
        assert minutes == sorted(minutes)
        assert minutes[-1] < plan["minutes"]
        assert any(row[1].startswith("Second question") for row in plan["rows"]) or (
            plan["name"] == "the team game"
        )


def test_the_plans_lead_to_what_they_name(files: dict[str, str]) -> None:
    for name in (
        "class.html#chairs",
        "slides.html#6",
        "student.html",
        "teacher.html",
        "roles.html",
        "cards.html",
    ):
        assert f'href="{name}"' in files["plans.html"]


def test_slides_and_teacher_have_the_numbers_of_the_story(files: dict[str, str]) -> None:
    lives = kit.collect_lives()
    cells = [dots for row in lives["moral"]["rows"].values() for dots in row]
    assert {len(dots) for dots in cells} == {20}
    knock, ships = zip(*lives["moral"]["rows"].values(), strict=True)
    assert knock[0].count(0) < ships[0].count(0)  # the afraid: a knock is right
    assert knock[1].count(0) > ships[1].count(0)
    assert len(re.findall(r"<i class=.tone-\d.></i>", files["slides.html"])) == 20 * len(cells)
    teacher = html.unescape(files["teacher.html"])
    assert [claim for claim in lives["claims"] if claim not in teacher] == []
    assert all(f"{count} wars" in teacher for count in wars_of(read_lesson(STORY)).values())


def test_three_questions_of_debrief_ask_for_the_numbers_of_the_class(files: dict[str, str]) -> None:
    asked = kit.read_own_words()["debrief"]
    assert len(asked) == 3
    for question in asked:
        assert "___" in question["count"]
        for page in ("student.html", "slides.html"):
            assert question["asks"] in html.unescape(files[page])


def test_the_kit_starts_the_program_by_the_lines_of_the_teaching_page(
    files: dict[str, str],
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "teaching" / "index.md").read_text(
        encoding="utf-8"
    )
    lines = [
        line.format(version=tool_version())
        for each in kit.read_own_words()["start"].values()
        for line in each
    ]
    assert [line for line in lines if f"\n{line}\n" not in page] == []
    assert [line for line in lines if line not in html.unescape(files["index.html"])] == []


def test_the_words_that_a_class_meets_are_on_the_card_of_words(files: dict[str, str]) -> None:
    card = html.unescape(files["words.html"]).lower()
    met = (
        "month of calm",
        "brink",
        "rung",
        "thaad",
        "icbm",
        "freeze",
        "deterrent",
        "moratorium",
        "bypassed",
        "relief",
    )
    assert [word for word in met if word not in card] == []
    assert not re.search(r"\{\w+\}", card)


def test_a_reading_card_says_that_its_rows_are_rounded(files: dict[str, str]) -> None:
    assert "Of 100 months, rounded" in files["cards.html"]


def test_each_question_has_one_key_which_is_not_always_the_same(files: dict[str, str]) -> None:
    asked = kit.mix_quiz()
    assert len(asked) == 10
    assert {each["key"] for each in asked} == set("ABCD")
    for each in asked:
        assert each["options"]["ABCD".index(each["key"])] == each["right"]
        assert len(set(each["options"])) == 4
    assert [row[6] for row in csv.reader(io.StringIO(files["quiz.csv"]))][1:] == [
        each["key"] for each in asked
    ]
    assert len(re.findall(r"^=", files["quiz.gift.txt"], re.M)) == 10


def test_a_kit_is_whole_and_its_sample_room_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "export", lambda path, **_: path.write_text("<html>"))
    told: list[str] = []
    monkeypatch.setattr(kit, "refuse", lambda _, name: told.append(name))
    place = kit.write_kit(tmp_path / "kit", told.append)
    # The pages come first; then the story is proved.
    assert told[0].startswith("the pages are written")
    if told[1:]:
        assert told[1:] == ["proving the story", STORY]
    for page in ("index", "plans"):
        linked = re.findall(
            r'href="([^"#]+)#?([^"]*)"', (place / f"{page}.html").read_text(encoding="utf-8")
        )
        assert [name for name, _ in linked if not (place / name).is_file()] == []
        inside = {
            "class.html": {*SCENES, "men&luck=3"},
            "slides.html": {f"{number}" for number in range(1, 8)},
        }
        assert [part for name, part in linked if part and part not in inside[name]] == []
    record, _ = read_game(place / "room")
    assert len(record.months) == kit.SAMPLE[2]
    assert kit.write_kit(place) == place


def test_it_prints_on_so_many_pages_and_reads_well(files: dict[str, str], tmp_path: Path) -> None:
    found = {}
    with opened_browser(offline=True) as browser:
        page = browser.new_page()
        for name in PRINTED:
            (tmp_path / f"{name}.html").write_text(files[f"{name}.html"], encoding="utf-8")
            page.goto((tmp_path / f"{name}.html").as_uri())
            assert violations(page) == []
            found[name] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert found == PRINTED
