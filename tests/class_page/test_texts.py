"""Every text of the class page stands in the catalogue of texts, and none is left over."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from sim.classroom.class_page.beat import Beat

from sim.classroom.class_page import ORDER, SCRIPTS, export
from sim.classroom.class_page.lesson import check_told, read_lesson
from sim.core.base.errors import UsageProblem
from sim.pages.model import asset
from sim.pages.text import texts
from tests.for_each import for_each

TEXTS = texts("signs") | texts("beats")
CODE = {name: asset("sim.classroom.class_page", "js", f"{name}.js") for name in SCRIPTS}
CALL = re.compile(r'\bt\(\s*"([\w.]+)"')
TEMPLATE = re.compile(r"\bt\(\s*`([\w.]+\.)\$\{")
OWN = re.compile(r'\bown\([\w.]+, [`"]([\w.]+)')


@for_each("name", SCRIPTS)
def test_every_text_that_the_script_asks_for_exists(name: str) -> None:
    assert [key for key in CALL.findall(CODE[name]) if key not in TEXTS] == []
    assert [
        head
        for head in TEMPLATE.findall(CODE[name])
        if not any(key.startswith(head) for key in TEXTS)
    ] == []


@pytest.mark.parametrize("name", ORDER)
def test_a_lesson_has_a_text_for_whatever_it_names(name: str) -> None:
    lesson = read_lesson(name)
    check_told(lesson, name, TEXTS)
    if isinstance(lesson, Beat):
        assert set(lesson.lamps) <= {
            key.removeprefix("lamp.") for key in TEXTS if key.startswith("lamp.")
        }


def test_a_lesson_of_ones_own_without_texts_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(
        resources.files("sim.classroom.class_page").joinpath("lessons", "spiral.toml").read_bytes()
    )
    with pytest.raises(UsageProblem, match="6 texts of it are missing: column0, column1, "):
        export(str(file), tmp_path / "class.html")


def test_every_text_is_used_somewhere() -> None:
    """A text is asked for by its whole name, by a name put together, or as a beat's own."""
    everything = "\n".join([*CODE.values(), asset("sim.classroom.class_page", "page.html")])
    composed = tuple(re.findall(r"\bt\(`([\w.]+\.)\$\{", everything))
    heads = {key.split("$")[0].rstrip(".") for key in OWN.findall(everything)}
    own = tuple(heads | {"he_back", "he_firm", "he_too", "right", "wrong", "few", "many", "choice"})
    asked = re.findall(r'"([\w.]+)"', everything) + re.findall(r"\{\{([\w.]+)\}\}", everything)
    unused = [
        key
        for key in TEXTS
        if key not in asked
        and not key.startswith(composed)
        and re.sub(r"^beats\.[\w-]+\.", "", key) not in asked
        and not re.sub(r"^beats?\.([\w-]+\.)?(?=\w)", "", key).startswith(own)
        and not re.sub(r"^beat\.", "", key).startswith(own)
    ]
    assert unused == []


@for_each("name", SCRIPTS)
def test_the_script_holds_no_text_of_its_own(name: str) -> None:
    """Two words in a row inside quotes would be a text; lists of classes and SVG attributes are
    lower case.
    """
    code = re.sub(r"//.*", "", CODE[name])
    quoted = re.findall(r'"([^"\n]*)"', code)
    assert [each for each in quoted if re.search(r"[A-Z][a-z]+ [a-z]+|[a-z]{2,}[.?!]$", each)] == []
