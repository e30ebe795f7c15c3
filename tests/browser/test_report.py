"""The report in a real browser: nothing asked, nothing refused, readable by all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from sim.cli.main import run_guarded
from sim.publish.report import report_of
from tests.browser.chromium import Watched, opened_browser, violations
from tests.browser.layout import resized


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser() as context:
        yield context


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("report")
    line = "run core -n 40 --set months=6 --no-figures -q -o"
    assert run_guarded([*line.split(), str(place / "run")]) == 0
    (place / "report.html").write_text(report_of(place / "run"), encoding="utf-8")
    return (place / "report.html").as_uri()


@pytest.mark.parametrize("width", [360, 1280])
def test_it_opens_from_disk_and_fits(browser: BrowserContext, address: str, width: int) -> None:
    page = browser.new_page()
    resized(page, width, 800)
    watched = Watched(page, address)
    page.goto(address)
    assert violations(page) == []
    assert watched.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.images].every(image => image.complete && image.naturalWidth > 0)"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.close()
