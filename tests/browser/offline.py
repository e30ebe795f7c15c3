"""Chromium without a network, and a page in it that waits for no film: fixtures for tests of pages
that are files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import opened_browser, page_apart

WINDOW: Final = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser(offline=True) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with page_apart(browser, offline=True, viewport=WINDOW, reduced_motion="reduce") as opened:
        yield opened
