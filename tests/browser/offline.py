"""Chromium without a network, and a page in it: fixtures for the tests of pages that are files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import opened_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser(viewport={"width": 1280, "height": 800}) as context:
        context.set_offline(True)
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()
