"""The class page as a file: self-contained, closed to everything else, small, and never over
another.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.class_page import SCRIPTS, export, page
from sim.classroom.class_page.lesson import STORY
from sim.core.base.errors import UsageProblem
from sim.core.engine.translated import fingerprint
from sim.pages.model import asset, module
from sim.pages.one_file import as_data, fill, own_scripts
from sim.pages.text import page_texts
from tests.class_page.reading import KERNEL, SCRIPT, STYLE, data_of

MOST_BYTES = 365_000
MOST_COMPRESSED = 115_000
MOST_OWN = 55_000
"""Bytes of the script and the style that the page has for itself."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(STORY, tmp_path_factory.mktemp("page") / "class.html", proved=True)


def test_a_page_is_small_with_all_that_it_carries(file: Path) -> None:
    assert data_of(file)["lesson"]["name"] == STORY
    assert file.stat().st_size < MOST_BYTES
    assert len(gzip.compress(file.read_bytes())) < MOST_COMPRESSED
    scripts = "".join(own_scripts("sim.classroom.class_page", SCRIPTS))
    assert len(scripts + asset("sim.classroom.class_page", "page.css")) < MOST_OWN


def test_it_carries_the_kernel_that_the_rules_give(file: Path) -> None:
    (kernel,) = KERNEL.findall(file.read_text(encoding="utf-8"))
    assert base64.b64decode(kernel) == module()
    assert fingerprint().encode() in module()


def test_nothing_in_it_leads_outside(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    markup = KERNEL.sub("", text).replace("http://www.w3.org/2000/svg", "")
    leads = r"https?://|//[a-z]+\.|@import|url\((?!#)|fetch\(|XMLHttpRequest|import\(|srcset|<iframe|<img"
    assert not re.search(leads, markup)
    addresses = re.findall(r'\b(?:src|href)="([^"]*)"', markup)
    assert addresses
    assert [each for each in addresses if not each.startswith("#") and each != "data:,"] == []


def test_the_policy_admits_its_own_script_and_style_and_no_other(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    (style,), (script,) = STYLE.findall(text), SCRIPT.findall(text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for rule, content, more in (
        ("style-src", style, ""),
        ("script-src", script, " 'wasm-unsafe-eval'"),
    ):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'{more}"
    assert rules["img-src"] == "data:"
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", text.replace(script, ""))


def test_the_same_lesson_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (export(STORY, tmp_path / name) for name in ("a.html", "b.html"))
    assert first.read_bytes() == second.read_bytes()


def test_a_file_that_exists_is_kept_unless_force_is_given(tmp_path: Path) -> None:
    file = tmp_path / "class.html"
    file.write_text("mine")
    with pytest.raises(UsageProblem, match="there is a file of that name"):
        export(STORY, file)
    assert file.read_text() == "mine"
    export(STORY, file, force=True)
    assert data_of(file)["lesson"]["name"] == STORY
    assert [each.name for each in tmp_path.iterdir()] == ["class.html"]


@pytest.mark.parametrize(
    ("said", "what", "remedy"),
    [
        ({"lesson": "wal"}, "there is no lesson 'wal'", "Use wall, or a file that ends in .toml."),
        ({"language": "eng"}, "there are no texts in 'eng'", "Did you mean 'en'?"),
        ({"path": "class.pdf"}, "'class.pdf' is no page", "End the name in .html or .htm."),
        ({"path": "nowhere/class.html"}, "there is no such folder", "Make the folder"),
        ({"path": "folder.html"}, "there is a folder of that name", "Give the name of a file."),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_world_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], what: str, remedy: str
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("worlds were run")

    monkeypatch.setattr(sys.modules["sim.classroom.class_page"], "refuse", never)
    (tmp_path / "folder.html").mkdir()
    asked = {"lesson": STORY, "path": "class.html"} | said
    asked["path"] = tmp_path / asked["path"]
    with pytest.raises(UsageProblem) as problem:
        export(**asked)
    assert what in problem.value.message
    assert remedy in problem.value.remedy
    assert len(str(problem.value).splitlines()) == 3


def test_data_cannot_end_the_element_that_holds_them() -> None:
    hostile = {"title": "</script><script>alert(1)</script><!--\u2028\u2029 & 'x'"}
    held = as_data(hostile)
    assert "<" not in held
    assert "\u2028" not in held
    assert json.loads(held) == hostile


def test_a_text_cannot_become_markup_and_a_brace_cannot_become_a_place() -> None:
    texts = {"a.b": "<b>&\"'{{secret}}", "secret": "no"}
    made = fill("{{a.b}} {{js}}", {"js": "<i>{{secret}}"}, texts)
    assert made == "&lt;b&gt;&amp;&quot;&#x27;{{secret}} <i>{{secret}}"


def test_every_place_of_the_page_is_filled() -> None:
    assert "{{" not in SCRIPT.sub("", page(page_texts("en", "story"), {}))
