"""The live page in a real browser: it moves, compares, tells a story, exports, and can be used without a mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sim.pages.live.app import live_app
from sim.pages.live.page import LivePage
from sim.study.outcomes import FINAL_STATES, LEDGER
from tests.browser.chromium import together, violations
from tests.live.browsing import browser, complaints, opened
from tests.live.pages import PATIENT, short_shelf
from tests.live.serving import served

pytestmark = together
__all__ = ["browser"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    page = LivePage(short_shelf(12), 100, 7)
    page.warm_up()
    with served(lambda door: live_app(page, door.hosts, limits=PATIENT)) as place:
        yield place


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with opened(browser, address, address) as (page, watched):
        shown(page, 1)
        yield page
        assert complaints(watched) == []


def shown(page: Any, times: int) -> None:
    """Wait until the page has drawn so many answers."""
    page.wait_for_selector(f'body[data-shown="{times}"]')


def numbers(page: Any) -> list[str]:
    """Return the estimates that stand beside the bars."""
    return [text for text in page.locator("#ends text").all_text_contents() if re.search(r"\[.*\]", text)]


def slide(page: Any, name: str, key: str) -> None:
    """Move a slider with the keyboard."""
    page.locator(f'input[type="range"][data-name="{name}"]').first.focus()
    page.keyboard.press(key)


def test_page_opens_with_the_numbers_of_its_first_scenario(page: Any) -> None:
    assert page.title() == "Korea escalation: the live page"
    assert "Not a forecast" in page.text_content("#caveat")
    assert "100 worlds of 12 months, seed 7" in page.text_content("#status")
    assert len(numbers(page)) == len(FINAL_STATES) + len(LEDGER.shown)
    assert page.locator("#grid rect.world").count() == 100
    assert page.locator("#ribbon svg").count() == 1


def test_a_slider_changes_the_numbers_and_reset_brings_them_back(page: Any) -> None:
    before = numbers(page)
    slide(page, "accident", "End")
    shown(page, 2)
    assert numbers(page) != before
    page.click("#reset")
    shown(page, 3)
    assert numbers(page) == before


def test_a_lever_of_a_capital_and_a_policy_change_the_numbers(page: Any) -> None:
    before = numbers(page)
    page.select_option('[data-name="washington.policy"]', "maximum_pressure")
    shown(page, 2)
    pressed = numbers(page)
    assert pressed != before
    page.click('details[data-capital="washington"] summary')
    slide(page, "washington.pressure", "Home")
    shown(page, 3)
    assert numbers(page) != pressed


def test_two_line_ups_side_by_side(page: Any) -> None:
    page.check("#compare")
    shown(page, 2)
    assert page.locator("#ribbon svg").count() == 2
    assert "not distinguishable" in page.text_content("#differences")
    page.locator('[data-name="washington.policy"]').nth(1).select_option("engagement")
    shown(page, 3)
    estimates = numbers(page)
    assert len(estimates) == 2 * (len(FINAL_STATES) + len(LEDGER.shown))
    table = [text.replace("\u00a0", " ") for text in page.locator("#ends-table td").all_text_contents()]
    assert table == [text[2:] for text in estimates]
    assert estimates[0].startswith("A ")
    assert estimates[1].startswith("B ")
    assert [text[2:] for text in estimates[0::2]] != [text[2:] for text in estimates[1::2]]


def test_a_world_opens_its_story(page: Any) -> None:
    page.locator('#grid [data-world="5"]').click()
    page.wait_for_selector("#story[open]")
    assert page.text_content("#story-head").startswith("World 5 of seed 7: ")
    months = page.locator("#story tbody th").all_text_contents()
    assert months[0].startswith("2017-02")
    page.keyboard.press("Escape")
    assert page.locator("#story[open]").count() == 0


def test_a_story_opens_by_keyboard(page: Any) -> None:
    page.fill("#world", "17")
    page.focus("#tell")
    page.keyboard.press("Enter")
    page.wait_for_selector("#story[open]")
    assert page.text_content("#story-head").startswith("World 17 of seed 7: ")


def test_export_shows_the_command_and_the_file(page: Any) -> None:
    slide(page, "lookahead", "Home")
    shown(page, 2)
    page.click("#export")
    page.wait_for_selector("#exported[open]")
    command, file = (page.locator("#exported textarea").nth(place).input_value() for place in (0, 1))
    assert command == "sim run 2017-spring --set months=12 --set lookahead=0.0 -n 100 --seed 7"
    assert "lookahead = 0.0" in file
    with page.expect_download() as download:
        page.click("#exported-body button")
    assert download.value.path().read_text(encoding="utf-8") == file


def test_another_scenario_has_its_own_controls(page: Any) -> None:
    page.select_option("#scenario", "core")
    shown(page, 2)
    assert "36 months" in page.text_content("#status")


def test_a_seed_of_any_size_is_taken_exactly(page: Any) -> None:
    page.fill("#seed", str(2**63 - 1))
    page.press("#seed", "Tab")
    shown(page, 2)
    assert f"seed {2**63 - 1}" in page.text_content("#status")


def test_no_serious_violation_of_accessibility(page: Any) -> None:
    assert violations(page) == []
    page.check("#compare")
    shown(page, 2)
    page.locator("#sides details").first.click()
    assert violations(page) == []
    page.locator('#grid [data-world="5"]').first.click()
    page.wait_for_selector("#story[open]")
    assert violations(page) == []


def test_what_is_beside_the_bars_is_not_cut_off(browser: Any, address: str) -> None:
    for width in (390, 1280):
        with opened(browser, address, address, viewport={"width": width, "height": 800}) as (page, _):
            shown(page, 1)
            page.check("#compare")
            shown(page, 2)
            edge = page.evaluate("""() => {
                const svg = document.querySelector("#ends svg"), width = svg.viewBox.baseVal.width;
                const boxes = [...svg.querySelectorAll("text")].map((text) => text.getBBox());
                return boxes.flatMap((box) => [box.x, width - box.x - box.width]);
            }""")
            assert min(edge) >= 0


def test_charts_of_a_phone_can_be_read_and_come_soon(browser: Any, address: str) -> None:
    with opened(browser, address, address, viewport={"width": 390, "height": 800}) as (page, _):
        shown(page, 1)
        assert not page.locator("#numbers").evaluate("box => box.open")
        sizes = page.evaluate("""() => [...document.querySelectorAll("main .chart svg")].map(
            (svg) => 13 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)""")
        assert len(sizes) == 4
        assert min(sizes) > 11
        assert violations(page) == []


def test_an_entry_that_cannot_be_used_is_said_and_nothing_is_asked_with_it(page: Any) -> None:
    page.fill("#seed", "x")
    page.press("#seed", "Tab")
    page.wait_for_selector("#status.problem")
    assert "cannot be used" in page.text_content("#status")
    for button in ("#export", "#tell"):
        page.click(button)
        assert page.locator("dialog[open]").count() == 0
    page.fill("#seed", "8")
    page.press("#seed", "Tab")
    shown(page, 2)
    assert "seed 8" in page.text_content("#status")


def test_fewer_worlds_leave_no_world_that_is_not_there(page: Any) -> None:
    page.fill("#worlds", "1001")
    page.press("#worlds", "Tab")
    shown(page, 2)
    assert "for the first 1000 of 1001" in page.text_content("#grid-shown")
    page.fill("#world", "900")
    page.press("#world", "Tab")
    shown(page, 3)
    page.fill("#worlds", "10")
    page.press("#worlds", "Tab")
    shown(page, 4)
    assert page.input_value("#world") == "9"
    assert page.text_content("#grid-shown") == "One square a world, in order of number."


def test_page_fits_a_phone(browser: Any, address: str) -> None:
    with opened(browser, address, address, viewport={"width": 390, "height": 800}) as (page, watched):
        shown(page, 1)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert complaints(watched) == []
