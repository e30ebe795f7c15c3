"""Every text of the class page stands in the file of strings, and every name of the model has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.policies import POLICIES
from sim.pages.class_page import lesson_names
from sim.pages.class_page.lesson import SCRIPTS, asset, languages, looked_up, read_lesson, read_texts
from sim.show.inputs import RUNGS
from sim.study.outcomes import FINAL_STATES, FLAGS

TEXTS = read_texts("en", "spiral")
CODE = {name: asset("js", f"{name}.js") for name in SCRIPTS}
CALL = re.compile(r'\btext\(\s*"([\w.]+)"')
TEMPLATE = re.compile(r"\btext\(\s*`([\w.]+)\$\{")


def leaves(texts: dict[str, Any], head: str = "") -> Iterator[tuple[str, str]]:
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


def test_every_name_of_the_model_has_a_text() -> None:
    for capital in CAPITALS:
        for kind in ("word", "deed"):
            assert set(TEXTS["moves"][capital][kind]) == {move.name for move in MOVES[f"{capital}.{kind}"]}
        assert set(TEXTS["courses"][capital]) == {course.name for course in COURSES[capital]}
        assert set(POLICIES[capital]) <= set(TEXTS["courses"][capital]) | set(TEXTS["policies"])
    assert set(TEXTS["states"]) == set(FINAL_STATES)
    assert set(TEXTS["capitals"]) == set(CAPITALS)
    assert [TEXTS["rungs"][str(rung)] for rung in range(10)] == list(RUNGS)


def test_every_reading_has_a_name_and_a_meaning() -> None:
    assert set(TEXTS["questions"]) <= set(TEXTS["outcomes"]) == set(TEXTS["meanings"])


def test_only_the_limits_name_a_statistical_method() -> None:
    assert {key.split(".")[0] for key, text in leaves(TEXTS) if "Wilson" in text} == {"limits"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_text_that_the_script_asks_for_exists(name: str) -> None:
    for key in CALL.findall(CODE[name]):
        assert isinstance(looked_up(TEXTS, key), str), key
    for key in TEMPLATE.findall(CODE[name]):
        assert isinstance(TEXTS[key.split(".")[0]], dict), key


def test_every_text_is_used_somewhere() -> None:
    """A text is asked for by its whole name, or its group by a name put together, or its last part as a key."""
    everything = "\n".join([*CODE.values(), asset("page.html")])
    composed = set(re.findall(r"`([\w]+)\.(\w*)\$\{", everything))
    unused = []
    for key, _ in leaves(TEXTS):
        group, _, last = key.partition(".")
        by_group = re.search(rf"TEXTS\.{group}\b", everything) or f'"{last}"' in everything
        composes = any(key.startswith(f"{each}.{head}") for each, head in composed)
        if key not in everything and not by_group and not composes:
            unused.append(key)
    assert unused == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_holds_no_text_of_its_own(name: str) -> None:
    """Two words in a row inside quotes would be a text; lists of classes and SVG attributes are lower case."""
    code = re.sub(r"//.*", "", CODE[name])
    quoted = re.findall(r'"([^"\n]*)"', code)
    assert [each for each in quoted if re.search(r"[A-Z][a-z]+ [a-z]+|[a-z]{2,}[.?!]$", each)] == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("lesson", lesson_names())
def test_every_language_has_the_same_texts_with_the_same_places(language: str, lesson: str) -> None:
    places = {key: sorted(re.findall(r"\{\w+\}", value)) for key, value in leaves(read_texts("en", lesson))}
    other = {key: sorted(re.findall(r"\{\w+\}", value)) for key, value in leaves(read_texts(language, lesson))}
    assert other == places


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_names_only_what_exists(name: str) -> None:
    lesson = read_lesson(name)
    assert lesson.outcome in FLAGS
    assert lesson.outcome in TEXTS["outcomes"]
    assert lesson.outcome in TEXTS["meanings"]
    assert lesson.outcome in TEXTS["questions"]
    differing = {key for key in lesson.first if lesson.first[key] != lesson.second[key]}
    assert f"{lesson.seat}.policy" in differing
    assert set(lesson.first) == set(lesson.second)
