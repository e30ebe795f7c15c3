"""Every text of the class page stands in the catalogue of texts, and none is left over."""

from __future__ import annotations

import re

from sim.classroom.class_page import SCRIPTS
from sim.classroom.class_page.giants import GATES
from sim.classroom.class_page.lesson import STORY, read_lesson
from sim.pages.model import asset
from sim.pages.text import texts
from tests.for_each import for_each

TEXTS = {key.removeprefix("story."): text for key, text in texts("story").items()}
CODE = {name: asset("sim.classroom.class_page", "js", f"{name}.js") for name in SCRIPTS}
HTML = asset("sim.classroom.class_page", "page.html")
CALL = re.compile(r'\bT\(\s*"([\w.]+)"')
TEMPLATE = re.compile(r"\bT\(\s*`([\w.]+)\$\{|`([\w.]+[._])\$\{")
MOST_WORDS = 8


@for_each("name", SCRIPTS)
def test_every_text_that_the_script_asks_for_exists(name: str) -> None:
    assert [key for key in CALL.findall(CODE[name]) if key not in TEXTS] == []


def test_every_text_is_used_somewhere() -> None:
    """A text is asked for by its whole name, or by a name put together."""
    code = "\n".join(CODE.values())
    heads = tuple(one or two for one, two in TEMPLATE.findall(code))
    literal = {
        "picture",
        "washington",
        "beijing",
        *GATES,
        *re.findall(r'"([\w.]+)"', code),
        *re.findall(r"\{\{story\.([\w.]+)\}\}", HTML),
    }
    names = {*read_lesson(STORY).men, *read_lesson(STORY).table.ways}
    unused = [
        key
        for key in TEXTS
        if not {key, key.split(".")[0]} & (literal | names) and not key.startswith(heads)
    ]
    assert unused == []


def test_he_says_eight_words_at_most() -> None:
    voice = [text for key, text in TEXTS.items() if key.startswith(("says.", "truth.", "am."))]
    assert len(voice) > 20
    assert [text for text in voice if len(re.findall(r"[\w’]+", text)) > MOST_WORDS] == []
    assert len(set(voice)) == len(voice), "each sentence is new"


@for_each("name", SCRIPTS)
def test_the_script_holds_no_text_of_its_own(name: str) -> None:
    """Two words in a row inside quotes would be a text; lists of classes and SVG attributes are
    lower case.
    """
    code = re.sub(r"//.*", "", CODE[name])
    quoted = re.findall(r'"([^"\n]*)"', code)
    assert [
        text for text in quoted if re.search(r"^[A-Z][a-z]+ [a-z]+|[a-z]{2,}[.?!]$", text)
    ] == []
