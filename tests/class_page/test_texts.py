"""Every text of the class page stands in the catalogue of texts, and none is left over."""

from __future__ import annotations

import re

import pytest

from sim.classroom.class_page import lesson_names
from sim.classroom.class_page.export import SCRIPTS, read_texts
from sim.classroom.class_page.lesson import read_lesson
from sim.pages.parts import asset
from sim.pages.text import texts
from sim.study.outcomes import FLAGS

TEXTS = read_texts("en", "course")
OWN = [*texts("class"), *texts("course"), *(key for key in TEXTS if key.startswith("lesson."))]
CODE = {name: asset("sim.classroom.class_page", "js", f"{name}.js") for name in SCRIPTS}
CALL = re.compile(r'\bt\(\s*"([\w.]+)"')
TEMPLATE = re.compile(r"\bt\(\s*`([\w.]+\.)\$\{")


def group(name: str) -> set[str]:
    """The keys of a group of the class page's own texts, without the name of the group."""
    return {key.removeprefix(f"{name}.") for key in OWN if key.startswith(f"{name}.")}


def test_every_reading_has_a_name_and_a_meaning() -> None:
    assert group("questions") <= group("counted") == group("meanings")


def test_only_the_limits_name_a_statistical_method() -> None:
    assert {key.split(".")[0] for key, text in TEXTS.items() if "Wilson" in text} == {"limits"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_text_that_the_script_asks_for_exists(name: str) -> None:
    assert [key for key in CALL.findall(CODE[name]) if key not in TEXTS] == []
    assert [head for head in TEMPLATE.findall(CODE[name]) if not any(key.startswith(head) for key in TEXTS)] == []


def test_every_text_is_used_somewhere() -> None:
    """A text is asked for by its whole name, its group by a name put together, or its last part as a key."""
    everything = "\n".join([*CODE.values(), asset("sim.classroom.class_page", "page.html")])
    composed = tuple(re.findall(r"`([\w]+\.[\w.]*)\$\{", everything))
    unused = [
        key for key in OWN
        if key not in everything and not key.startswith(composed) and f'"{key.partition(".")[2]}"' not in everything
    ]  # fmt: skip
    assert unused == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_holds_no_text_of_its_own(name: str) -> None:
    """Two words in a row inside quotes would be a text; lists of classes and SVG attributes are lower case."""
    code = re.sub(r"//.*", "", CODE[name])
    quoted = re.findall(r'"([^"\n]*)"', code)
    assert [each for each in quoted if re.search(r"[A-Z][a-z]+ [a-z]+|[a-z]{2,}[.?!]$", each)] == []


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_names_only_what_exists(name: str) -> None:
    lesson = read_lesson(name)
    assert lesson.outcome in FLAGS
    assert lesson.outcome in group("counted")
    assert lesson.outcome in group("meanings")
    assert lesson.outcome in group("questions")
    differing = {key for key in lesson.first if lesson.first[key] != lesson.second[key]}
    assert f"{lesson.seat}.policy" in differing
    assert set(lesson.first) == set(lesson.second)
