"""Pages of the live server in the shared browser: each in a context of its own, watched from the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import Watched, opened_browser

PATIENCE = 30_000
"""Milliseconds for which a test waits for something that should be there at once on an idle machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser() as context:
        yield context


@contextmanager
def opened(browser: BrowserContext, address: str, allowed: str, **settings: Any) -> Iterator[tuple[Page, Watched]]:
    """Yield a page at an address, in a context of its own, and what it said; it may ask `allowed` only."""
    size = settings.pop("viewport", {"width": 1366, "height": 900})
    assert browser.browser is not None
    context = browser.browser.new_context(viewport=size, **settings)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watched = Watched(page, allowed)
    page.goto(address)
    try:
        yield page, watched
    finally:
        context.close()


def complaints(watched: Watched) -> list[str]:
    """Return what a page did that it should not; a file that it saves comes from the page itself."""
    return [each for each in watched.complaints if not each.startswith("request: blob:")]
