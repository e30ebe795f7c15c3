"""The page for analysts in the shared browser: written to disk, opened with the network off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from sim.core.scenario import load_scenario
from sim.pages.live import export
from tests.browser.chromium import Watched

A_AND_B: Final = "compare=1&side=b&b=washington.policy:maximum_pressure,beijing.enforcement:0.1"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "page.html"
    return export(load_scenario("2017-spring"), path, asked="2017-spring", worlds=100)


def at(page: Page, file: Path, address: str = "") -> Watched:
    """Open the page at an address, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#{address}")
    settled(page)
    return watched


def settled(page: Page) -> None:
    """Wait until all that is asked is shown."""
    page.wait_for_selector("body[data-shown]")


def rows(page: Page, list_of: str) -> dict[str, list[str]]:
    """Return what the rows of a list say, by their names: a text for each setting."""
    found: dict[str, Any] = page.evaluate(
        """name => Object.fromEntries([...document.querySelectorAll(`#${name} > li`)].map(row => [
            row.querySelector(".end-name").textContent, [...row.querySelectorAll(".end-said")].map(e => e.textContent)
        ]))""",
        list_of,
    )
    return found


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, a true minus read as one."""
    return [
        float(each)
        for each in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace("\u202f", ""))
    ]
