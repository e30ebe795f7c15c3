"""Another size and another address of a page that is open, and whether it has room for its texts
then.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

SIZES: Final = {"phone": (390, 844), "laptop": (1280, 800), "beamer": (1920, 1080)}

CUT: Final = Path(__file__).with_suffix(".js")

# Scripts of a page listen since it began, so they have drawn when a listener that comes later is
# called.
GO: Final = """address => new Promise(done => {
    const before = location.href;
    addEventListener("hashchange", () => done(), { once: true });
    location.hash = address;
    if (location.href === before) done();
})"""

DRAWN: Final = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def resized(page: Page, width: int, height: int) -> None:
    """Give a page's window another size and wait until its scripts have drawn anew: they hear of it
    a frame later.
    """
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(
        "([width, height]) => innerWidth === width && innerHeight === height", arg=[width, height]
    )
    page.evaluate(DRAWN)


def go(page: Page, address: str) -> None:
    """Give an open page another address behind the #, and wait until its scripts have heard of it
    and drawn.
    """
    page.evaluate(GO, address)


def at_sizes(page: Page) -> Iterator[str]:
    """Show a page at one size after another, and name each."""
    for name, size in SIZES.items():
        resized(page, *size)
        yield name


def cut(page: Page) -> list[str]:
    """Return the texts of a page that are cut off, each with how: `cut`, `over` its button, a
    `menu`; or `wide`.
    """
    found: list[str] = page.evaluate(CUT.read_text(encoding="utf-8"))
    return found
