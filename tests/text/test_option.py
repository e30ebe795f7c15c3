"""`--language` chooses the language of a page; an unknown one is named with those that there
are.
"""

from __future__ import annotations

from pathlib import Path

from sim.pages.text import languages
from tests.class_page.reading import data_of
from tests.cli.command import Captured, said, three_lines


def test_the_page_speaks_the_language_asked_for(capsys: Captured, tmp_path: Path) -> None:
    for given in ([], ["--language", "x-long"]):
        page = tmp_path / f"class{len(given)}.html"
        assert said(capsys, "play", "--export", page, *given).code == 0
        texts = data_of(page)["texts"]
        tag = texts["language"]["tag"]
        assert tag == (given or ["", "en"])[1]
        assert f'lang="{tag}"' in page.read_text(encoding="utf-8")
        assert texts["story"]["name"].startswith("[" if given else "The man")


def test_an_unknown_language_is_three_lines(capsys: Captured, tmp_path: Path) -> None:
    ran = said(capsys, "play", "--export", tmp_path / "class.html", "--language", "english")
    assert ran.code == 2
    what, place, remedy = three_lines(ran.err)
    assert "'english' is not one of" in what
    assert place.endswith("--language")
    assert all(language in remedy for language in languages())
