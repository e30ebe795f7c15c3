"""The site builds without a warning, asks nothing of the network, finds by itself, and names all
that is public.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

import sim
import sim.adapters
import sim.env
import sim.policy
from tests.browser.chromium import Watched, opened_browser, violations
from tests.browser.layout import resized
from tests.docs.documents import ROOT

ASKED = re.compile(
    r'<(?:link|script|img|iframe|source)\b[^>]*?(?:href|src)="((?:https?:)?//[^"]+)"'
)

BUILD = """
import sys
from pathlib import Path
from sim.classroom.class_page import giants
from tools.website.__main__ import build
giants.lines = lambda _: ()
sys.exit(build(Path(sys.argv[1])))
"""
"""Builds as `make site` does; that the lessons of its kit prove, which takes most of the time,
other tests try.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return place / "html"


def test_models_of_language_are_led_to_pages_that_are_there(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text)
    assert len(targets) > 40
    assert [each for each in targets if not (site / each).is_file()] == []


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser(offline=True) as context:
        yield context


def test_every_document_is_a_page(site: Path) -> None:
    pages = {
        path.relative_to(ROOT / "docs").with_suffix(".html")
        for path in (ROOT / "docs").rglob("*.md")
    }
    assert [page for page in pages if not (site / page).is_file()] == []


def test_every_notebook_is_a_page_with_what_it_drew(site: Path) -> None:
    text = (site / "notebooks" / "01-first-run.html").read_text(encoding="utf-8")
    assert len(list((ROOT / "notebooks").glob("*.ipynb"))) == len(
        list((site / "notebooks").glob("0*.html"))
    )
    assert "_images/01-first-run" in text


def test_no_page_asks_anything_of_the_network(site: Path) -> None:
    asked = {
        page.name: ASKED.findall(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")
    }
    assert {name: found for name, found in asked.items() if found} == {}
    sheets = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]+", sheets) == []


def test_every_public_name_is_described(site: Path) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in (site / "api").glob("*.html"))
    named = set(re.findall(r'id="(?:module-)?([\w.]+)"', text))
    modules = (sim, sim.env, sim.games, sim.policy, sim.adapters)
    wanted = {f"{module.__name__}.{name}" for module in modules for name in module.__all__}
    assert wanted - named == set()


def test_the_search_finds_words_from_the_disk(site: Path, browser: BrowserContext) -> None:
    """Chromium opens the page from the disk, with no network, and the answer leads somewhere."""
    page = browser.new_page()
    watched = Watched(page, site.as_uri())
    page.goto(f"{(site / 'search.html').as_uri()}?q=enforcement")
    # What is found comes one by one.
    expect(page.locator("#search-results li a[href*='analyses.html']").first).to_be_visible()
    page.goto((site / "index.html").as_uri())
    assert page.evaluate("document.querySelector('article img').naturalWidth") > 0
    assert watched.complaints == []


@pytest.mark.parametrize("name", ["index", "gallery", "scenario-file", "api/plot"])
def test_a_page_fits_a_phone_and_can_be_read_by_all(
    site: Path, browser: BrowserContext, name: str
) -> None:
    page = browser.new_page()
    resized(page, 390, 844)
    page.goto((site / f"{name}.html").as_uri())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_each_page_is_reached_from_the_side(site: Path) -> None:
    """The tree of contents holds every page: Sphinx would warn of one that it does not."""
    index = (site / "index.html").read_text(encoding="utf-8")
    for part in ("Learn", "Use", "Trust", "Look up", "Python", "Project"):
        assert f">{part}</span>" in index
    words = json.loads(
        (site / "searchindex.js").read_text(encoding="utf-8").split("(", 1)[1].rpartition(")")[0]
    )
    assert {"odd", "validation", "gallery", "api/sim", "scenario-file"} <= set(words["docnames"])
