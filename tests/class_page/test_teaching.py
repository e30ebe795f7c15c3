"""The teaching page and the kit stand in step with the story: every scene by its name."""

from __future__ import annotations

import re
from pathlib import Path

from sim.classroom.class_page.lesson import SCENES
from sim.classroom.kit import read_own_words

NOTES = Path(__file__).parents[2] / "docs" / "teaching" / "index.md"


def test_the_notes_have_every_scene_in_its_order() -> None:
    names = [scene["name"] for scene in read_own_words()["scenes"]]
    rows = re.findall(r"^\| `#([\w-]+)` ([^|]+) \|", NOTES.read_text(encoding="utf-8"), re.M)
    assert rows == list(zip(SCENES, names, strict=True))
