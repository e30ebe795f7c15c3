"""A browser for the live page and the seats: contexts that note every error, and the accessibility check."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path("/tmp/w/live/axe/package/axe.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, address: str, **settings: Any) -> Iterator[Any]:
    """Yield a page in a context of its own, at an address; what goes wrong in it is noted for `quiet`."""
    context = browser.new_context(viewport=settings.pop("viewport", {"width": 1366, "height": 900}), **settings)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.heard = []
    page.on("console", lambda message: page.heard.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.heard.append(f"error: {error}"))
    page.on("request", lambda request: note_foreign(page, request.url, address))
    page.goto(address)
    try:
        yield page
    finally:
        context.close()


def note_foreign(page: Any, url: str, address: str) -> None:
    """Note a request to another server."""
    if not url.startswith((address.rstrip("/").split("/seat")[0].split("/host")[0], "data:", "blob:")):
        page.heard.append(f"request: {url}")


def quiet(page: Any) -> None:
    """Assert that a page said nothing on its console, met no error and asked no other server."""
    assert page.heard == []


def serious_violations(page: Any) -> list[str]:
    """Return the serious and critical violations that axe-core finds on a page."""
    assert AXE is not None
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [
        f"{each['id']}: {node['html']}"
        for each in found["violations"] if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]  # fmt: skip
