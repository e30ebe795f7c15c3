"""The teacher notes stand in step with the page: every beat by its name and title, and an hour that adds up."""

from __future__ import annotations

import re
from pathlib import Path

from sim.classroom.class_page import lesson_names
from sim.classroom.class_page.lesson import read_lesson
from sim.pages.text import texts

FOLDER = Path(__file__).parents[2] / "docs" / "teaching"
TITLES = {name: texts("beats")[f"beats.{name}.title"] for name in lesson_names()}


def note(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_the_notes_have_every_beat_in_its_order() -> None:
    assert re.findall(r"^\| `([\w-]+)` ([^|]+) \|", note("beats"), re.M) == list(TITLES.items())


def test_the_plan_of_the_hour_has_the_beats_in_order_and_their_minutes() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", note("hour"), re.M)
    beats = [f"{place} {title}" for place, title in enumerate(TITLES.values(), 1)]
    assert [screen for _, screen in rows] == ["Before", *beats, "Talk", "After", "Limits"]
    minutes = [int(minute) for minute, _ in rows]
    taken = [read_lesson(name).minutes for name in TITLES]
    assert minutes[1:9] == [minutes[1] + sum(taken[:place]) for place in range(8)]
    assert minutes == sorted(minutes)
    assert minutes[-1] < 50
