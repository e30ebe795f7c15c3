"""The teacher notes: one page a lesson, for 20 and 50 minutes, with questions, and in step with the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.classroom.class_page import COURSE, lesson_names
from sim.classroom.class_page.course import read_course
from sim.classroom.class_page.export import read_texts
from sim.classroom.class_page.lesson import read_lesson

FOLDER = Path(__file__).parents[2] / "docs" / "teaching"
LONGEST = 70


def note(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_has_a_page_of_notes(name: str) -> None:
    text = note(name)
    assert len(text.splitlines()) <= LONGEST
    assert re.findall(r"^## (.+)$", text, re.M) == [
        "20 minutes", "50 minutes", "Debrief", "Take care", "Where the numbers come from",
    ]  # fmt: skip
    assert len(re.findall(r"^\d\. .+\?", text, re.M)) >= 4
    assert f"**Seat:** {read_lesson(name).seat.capitalize()}" in text
    (command,) = re.findall(r"`(sim play [^`]+)`", text)
    assert shlex.split(command)[-2:] == ["--lesson", name]


@pytest.mark.parametrize("name", lesson_names())
def test_the_screens_of_the_notes_are_those_of_the_page(name: str) -> None:
    screens = [text for key, text in read_texts("en", name).items() if key.startswith("screen.")]
    for part in ("20 minutes", "50 minutes"):
        table = note(name).split(f"## {part}")[1].split("## ")[0]
        rows = [[cell.strip() for cell in row.split("|")[1:3]] for row in table.splitlines() if re.match(r"\| \d", row)]
        assert rows
        minutes = [int(minute) for minute, _ in rows]
        assert minutes == sorted(minutes)
        assert minutes[-1] < int(part.split()[0])
        assert {screen for _, screen in rows} <= set(screens)


def test_the_list_of_lessons_is_whole() -> None:
    listed = re.findall(r"\]\(([\w-]+)\.md\)", (FOLDER / "index.md").read_text(encoding="utf-8"))
    assert listed == ["hour", "room", *lesson_names()]


def test_the_plan_of_the_hour_has_the_screens_of_the_course_in_order() -> None:
    texts = read_texts("en", COURSE)
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", note("hour"), re.M)
    beats = [f"{place} {texts[f'beats.{beat.name}.step']}" for place, beat in enumerate(read_course().beats, 1)]
    around = [texts["screen.before"], *beats, texts["hour.talk"]]
    assert [screen for _, screen in rows] == around + [
        texts[f"screen.{name}"] for name in ("after", "sandbox", "limits")
    ]
    minutes = [int(minute) for minute, _ in rows]
    assert minutes == sorted(minutes)
    begins = [minutes[1] + sum(beat.minutes for beat in read_course().beats[:place]) for place in range(8)]
    assert minutes[1:9] == begins
    assert minutes[-1] < 50
