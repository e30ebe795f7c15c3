"""The Mesa app in a real browser: it plays the world of the model, a lever and a scenario move it,
and it asks nothing of the network.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.core.game.policies import POLICIES
from sim.mesa_model import EscalationModel
from tests.browser.chromium import Watched, opened_browser

pytestmark = [
    pytest.mark.skipif(find_spec("solara") is None, reason="no solara: the extra app brings it"),
    pytest.mark.xdist_group("mesa app"),
]
APP = Path(__file__).parents[2] / "sim" / "mesa_app.py"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served by Solara until the tests are over."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    place, log = f"http://localhost:{port}/", tmp_path_factory.mktemp("app") / "log"
    command = [sys.executable, "-m", "solara", "run", str(APP), "--no-open", "--production"]
    with (
        log.open("w") as out,
        subprocess.Popen(
            [*command, "--port", str(port)], cwd=log.parent, stdout=out, stderr=subprocess.STDOUT
        ) as server,
    ):
        try:
            while not answers(place):
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
            yield place
        finally:
            server.terminate()


def answers(place: str) -> bool:
    """Whether a server answers at an address."""
    try:
        with urllib.request.urlopen(place):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """A browser for the module."""
    with opened_browser(viewport={"width": 1300, "height": 1400}) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    """The app as it opens."""
    opened = browser.new_page()
    opened.goto(address)
    expect(opened.get_by_text("World 5, month 0 of 36")).to_be_visible()
    yield opened
    opened.close()


def played(page: Page, months: int) -> None:
    """Play some months by the button Step, each when the one before is shown."""
    for month in range(1, months + 1):
        page.get_by_role("button", name="Step").click()
        expect(page.get_by_text(f"World 5, month {month} of 36")).to_be_visible()


def expected(months: int, **keywords: object) -> re.Pattern[str]:
    """What the page must say after some months of the same world."""
    model = EscalationModel(rng=7, world=5, **keywords)
    for _ in range(months):
        model.step()
    courses = "; ".join(f"{each.name.title()}: {each.course}" for each in model.agents)
    tension = re.escape(f"tension {model.state.tension:.2f} (")
    return re.compile(f"month {months} of 36: {tension}.*{courses.replace('_', ' ')}")


def test_it_plays_the_world_of_the_model_and_asks_nothing_of_the_network(
    browser: BrowserContext, address: str
) -> None:
    opened = browser.new_page()
    watched = Watched(opened, address.rstrip("/"))
    opened.goto(address)
    expect(opened.get_by_text("World 5, month 0 of 36")).to_be_visible()
    played(opened, 3)
    expect(opened.get_by_text(expected(3))).to_be_visible()
    assert [each for each in watched.complaints if each.startswith(("request", "error"))] == []
    picture = opened.locator("img").first
    assert picture.evaluate("image => image.naturalWidth") > 600
    opened.close()


def test_a_lever_moves_the_world_after_a_reset(page: Page) -> None:
    played(page, 2)
    row = page.locator(".v-input__slider", has_text="Washington: pressure")
    row.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(row.get_by_role("slider")).to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("World 5, month 0 of 36")).to_be_visible()
    played(page, 4)
    expect(page.get_by_text(expected(4, washington__pressure=0.0))).to_be_visible()
    assert expected(4, washington__pressure=0.0).pattern != expected(4).pattern


def test_every_policy_that_ships_can_be_chosen(page: Page) -> None:
    page.locator(".v-select", has_text="Pyongyang's policy").click()
    options = page.locator(".v-menu__content.menuable__content__active").get_by_role("option")
    expect(options.first).to_be_visible()
    assert options.all_inner_texts() == list(POLICIES["pyongyang"])
    options.get_by_text("charm", exact=True).click()
    page.get_by_role("button", name="Reset").click()
    played(page, 1)
    expect(page.get_by_text(expected(1, pyongyang__policy="charm"))).to_be_visible()


def test_a_scenario_brings_its_own_policies(page: Page) -> None:
    page.locator(".v-select", has_text="scenario").first.click()
    page.get_by_role("option", name="dual-track").click()
    beijing = page.locator(".v-select", has_text="Beijing's policy")
    expect(beijing).to_contain_text("mediate")
    expect(page.locator(".v-select", has_text="Washington's policy")).to_contain_text("schedule")
    played(page, 2)
    expect(page.get_by_text(expected(2, scenario="dual-track"))).to_be_visible()
