"""The story in a browser, played from screen to screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.browser.chromium import Watched

ASKED: Final = "#do button:enabled"
CHOICES: Final = frozenset(
    ("knock", "ships", "bet", "higher", "down", "washington", "beijing", "open", "closed")
) | {"word", "paper", "money", "run"}
"""The keys of buttons that are a choice; the others go on."""

FAR: Final = """() => [...document.querySelectorAll("main *")]
  .filter((part) => part.checkVisibility() && !part.closest("svg, #line"))
  .filter((part) => {
    const box = part.getBoundingClientRect();
    return box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < -1 || box.top < -1;
  })
  .map((part) => part.outerHTML.slice(0, 80))"""
OVER: Final = """() => {
  const parts = [...document.querySelectorAll("#main > *, #stage > :not(svg)")]
    .filter((part) => part.offsetHeight > 1 && part.innerText && part.id !== "bubble");
  const boxes = parts.map((part) => [part, part.getBoundingClientRect()]);
  const meet = (a, b) => a.top < b.bottom - 2 && b.top < a.bottom - 2 && a.left < b.right - 2 && b.left < a.right - 2;
  return boxes.flatMap(([one, a]) => boxes.filter(([two, b]) => !one.contains(two) && !two.contains(one) && meet(a, b))
    .map(([two]) => `${one.id || one.className} over ${two.id || two.className}`));
}"""
SCROLLS: Final = """() => document.documentElement.scrollHeight > innerHeight
  || document.documentElement.scrollWidth > innerWidth"""
TEXT: Final = """() => [...document.querySelectorAll("#main > :not(#line)")]
  .map((part) => part.innerText).join("\\n")"""

Plan = Callable[[int, list[str]], str]
"""What is pressed on a screen, by its number and the keys of its buttons."""


def at(page: Page, file: Path, address: str) -> Watched:
    """Open the page at a scene, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto("about:blank")
    page.goto(file.as_uri() + address)
    page.wait_for_selector(ASKED)
    return watched


def keys(page: Page) -> list[str]:
    """Return the keys of the buttons that may be pressed."""
    found: list[str] = page.locator(ASKED).evaluate_all("all => all.map(one => one.dataset.key)")
    return found


def press(page: Page, key: str) -> None:
    """Press a button, and wait until the page asks for the next."""
    before = page.evaluate("answered = (window.answered ?? 0)")
    page.evaluate(
        "new MutationObserver((_, watch) => { window.answered += 1; watch.disconnect(); })"
        ".observe(document.getElementById('do'), { childList: true })"
    )
    page.locator(f'#do button[data-key="{key}"]').click()
    page.wait_for_function("before => window.answered > before", arg=before)
    page.wait_for_selector(ASKED)


def played(page: Page, plan: Plan, screens: int = 60) -> Iterator[tuple[int, str | None]]:
    """Yield each screen with the key that is pressed on it, and press it; None on the last card."""
    for number in range(screens):
        offered = keys(page)
        if "friend" in offered:
            yield number, None
            return
        key = plan(number, offered)
        assert key in offered
        yield number, key
        press(page, key)
    raise AssertionError(f"the story did not end in {screens} screens")


def plain_plan(number: int, offered: list[str]) -> str:
    """Press one choice after another, and go on."""
    if "run" in offered:
        return "run" if number % 3 else "done"
    if offered == ["again", "next"]:
        return "next"
    return offered[number % len(offered)]
