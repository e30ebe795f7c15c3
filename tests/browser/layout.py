"""Whether a page has room for its texts: what is cut off, hidden under its box, or out of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

SIZES: Final = {"phone": (390, 844), "laptop": (1280, 800), "beamer": (1920, 1080)}

CUT: Final = Path(__file__).with_suffix(".js")


def cut(page: Page) -> list[str]:
    """Return the texts of a page that are cut off, each with how: `cut`, `over` its button, a `menu`; or `wide`."""
    found: list[str] = page.evaluate(CUT.read_text(encoding="utf-8"))
    return found
