"""The teacher notes stand in step with the page: every beat by its name and title."""

from __future__ import annotations

import re
from pathlib import Path

from sim.classroom.class_page import ORDER
from sim.pages.text import texts

NOTES = Path(__file__).parents[2] / "docs" / "teaching" / "index.md"
TITLES = {name: texts("beats")[f"beats.{name}.title"] for name in ORDER}


def test_the_notes_have_every_beat_in_its_order() -> None:
    assert re.findall(
        r"^\| `([\w-]+)` ([^|]+) \|", NOTES.read_text(encoding="utf-8"), re.M
    ) == list(TITLES.items())
