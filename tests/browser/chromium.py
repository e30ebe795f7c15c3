"""A real browser for the tests of the pages: the system's Chromium, through Playwright.

A module opens one browser for all its tests, which one worker plays; other modules' may run beside
it:

    @pytest.fixture(scope="module")
    def browser() -> Iterator[BrowserContext]:
        with opened_browser() as context:
            yield context
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE: Final = ("serious", "critical")

PATIENCE: Final = 90_000.0
"""Milliseconds for which a state is awaited: a machine may be busy with much else, and what comes
soon costs none.
"""

expect.set_options(timeout=PATIENCE)


def chromium() -> str:
    """Return the path of Chromium; without one the test is skipped, or fails where a browser is a
    must.
    """
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        lacking(f"no Chromium: none of {', '.join(NAMES)} is on the path")
    return found


def korean_fonts() -> set[str]:
    """Return the families of fonts that hold Korean; without one the test is skipped, or fails as
    without Chromium.
    """
    command = ["fc-list", ":lang=ko", "family"]
    found = (
        subprocess.run(command, capture_output=True, text=True).stdout
        if shutil.which(command[0])
        else ""
    )
    families = {name.strip() for line in found.splitlines() for name in line.split(",")}
    if not families:
        lacking("no Korean font: fc-list :lang=ko names none")
    return families


def lacking(reason: str) -> NoReturn:
    """Skip the test for what the machine lacks; fail it where CI or SIM_NEED_BROWSER asks for all
    of it.
    """
    if os.environ.get("CI") or os.environ.get("SIM_NEED_BROWSER"):
        pytest.fail(f"{reason}, and CI or SIM_NEED_BROWSER asks for one")
    pytest.skip(reason)


@contextmanager
def opened_browser(**settings: Any) -> Iterator[BrowserContext]:
    """Open Chromium with a profile of its own, and close it; `settings` go to Playwright's
    persistent context.
    """
    path = chromium()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        sync_playwright() as playwright,
    ):
        # Playwright's own headless switch asks for another binary than the system's.
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            headless=False,
            args=list(ARGUMENTS),
            timeout=PATIENCE,
            **settings,
        )
        try:
            yield patient(context)
        finally:
            context.close()


def patient(context: BrowserContext) -> BrowserContext:
    """Return a context whose pages wait long for what they are asked to wait for."""
    context.set_default_timeout(PATIENCE)
    return context


@contextmanager
def page_apart(browser: BrowserContext, **settings: Any) -> Iterator[Page]:
    """Yield a page with storage, clock and settings of its own: a clock that a test stopped stands
    in no other one.
    """
    assert browser.browser is not None
    context = patient(browser.browser.new_context(**settings))
    try:
        yield context.new_page()
    finally:
        context.close()


class Watched:
    """What a page said or asked for that it should not: console messages, errors, requests beyond
    `allowed`.
    """

    def __init__(self, page: Page, allowed: str) -> None:
        self.complaints: list[str] = []
        page.on(
            "console", lambda message: self.complaints.append(f"{message.type}: {message.text}")
        )
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self.note(request.url, allowed))

    def note(self, address: str, allowed: str) -> None:
        """Keep a request for anything else than the page itself or what it holds."""
        if not address.startswith((allowed, "data:", "blob:", "about:")):
            self.complaints.append(f"request: {address}")


def violations(page: Page) -> list[str]:
    """Return the serious and critical violations that axe-core finds on a page, each with its first
    place.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]} {each['nodes'][0]['failureSummary'][:300]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]
