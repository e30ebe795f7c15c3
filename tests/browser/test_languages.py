"""The pages in other languages: at three sizes no longer text is cut off, and Korean is drawn with
Korean letters.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.classroom.class_page import export as story
from sim.classroom.debrief import write_debrief
from sim.classroom.seats.play import Position
from sim.core.scenario import load_scenario
from sim.pages.live import export
from sim.pages.text import LONG
from tests.browser.chromium import korean_fonts, opened_browser
from tests.browser.layout import SIZES, at_sizes, cut, resized
from tests.browser.offline import page
from tests.browser.story import FAR, at, plain_plan, played
from tests.debrief.games import NOTE, at as at_a_debrief, position
from tests.live.live_page import A_AND_B, at as opened, settled
from tests.room.rooms import opened as opened_room
from tests.seats.page import Seat
from tests.seats.test_page import busy

__all__ = ["page", "position"]


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    # With a network: a room has an address, if only of this machine.
    with opened_browser() as context:
        yield context


@pytest.mark.parametrize("language", ["ko", LONG])
def test_no_screen_of_the_story_cuts_a_text(page: Page, tmp_path: Path, language: str) -> None:
    file, found = story(path=tmp_path / "class.html", language=language, proved=True), []
    at(page, file, "#luck=3")
    resized(page, *SIZES["phone"])
    for screen, _ in played(page, plain_plan):
        found += [f"{screen}: {text}" for text in cut(page)]
        found += [f"{screen}: {part}" for part in page.evaluate(FAR) if language == "ko"]
        assert re.findall(r"undefined|NaN|\{\w+\}", page.locator("body").inner_text()) == []
        assert language != LONG or without_accent(page) == set()
    assert found == []
    assert page.evaluate("document.documentElement.lang") == language


def test_the_page_for_analysts_cuts_no_text(page: Page, tmp_path: Path) -> None:
    file = export(load_scenario("2017-spring"), tmp_path / "live.html", worlds=100, language=LONG)
    opened(page, file, A_AND_B)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = []
    for size in at_sizes(page):
        settled(page)
        found += [f"{size}: {each}" for each in cut(page)]
    assert found == []


def without_accent(page: Page) -> set[str]:
    """What is said in plain English where the catalogue has accents, so by no text of it; months
    are the browser's.
    """
    labels = "all => all.map(one => one.getAttribute('aria-label')).join(' ')"
    said = (
        page.locator("body").inner_text() + " " + page.locator("[aria-label]").evaluate_all(labels)
    )
    months = {name for names in (calendar.month_name, calendar.month_abbr) for name in names} | {
        "Sept"
    }
    return {
        word for word in re.findall(r"\b[A-Za-z]{3,}\b", said) if re.search("[aeiou]", word)
    } - months


def test_no_screen_of_a_seat_cuts_a_text(browser: BrowserContext) -> None:
    found = []
    for size, window in SIZES.items():
        seat = Seat(browser, busy(), "washington", window, LONG)
        seat.unfold()
        # A phone opens a menu over the whole screen, so its longest entry may be cut while it is
        # shut.
        found += [
            f"{size}: {each}"
            for each in cut(seat.page)
            if size != "phone" or not each.startswith("menu")
        ]
        seat.page.close()
    assert found == []


@pytest.mark.long
def test_no_page_of_a_room_cuts_a_text(browser: BrowserContext, tmp_path: Path) -> None:
    with opened_room(tmp_path / "room", language=LONG) as (address, session):
        kept = session.state.kept
        places = {"join": "/", "wall": f"/wall#{kept.wall}", "desk": f"/desk#{kept.desk}"}
        pages = {name: browser.new_page() for name in places}
        for name, place in places.items():
            pages[name].goto(address + place)
        pages["join"].fill("#code", kept.code)
        found = cut_in(pages)
        pages["join"].click("button.main")
        pages["join"].wait_for_selector("#vote button")
        pages["desk"].locator("button.main").first.click()
        pages["wall"].wait_for_selector("#scene:not([hidden])")
        found += cut_in(pages)
        for each in pages.values():
            each.close()
    assert found == []


def cut_in(pages: dict[str, Page]) -> list[str]:
    """What is cut in the pages of a room: its wall is for a projector, and menus of a phone open
    over its screen.
    """
    found = []
    for name, seen in pages.items():
        for size in at_sizes(seen):
            if size == "phone":
                found += [
                    f"{name}: {each}"
                    for each in cut(seen)
                    if name != "wall" and not each.startswith("menu")
                ]
            else:
                found += [f"{name}, {size}: {each}" for each in cut(seen)]
    return found


def test_a_debrief_cuts_no_text(page: Page, tmp_path: Path, position: Position) -> None:
    file = write_debrief(position, tmp_path / "debrief.html", language=LONG)
    at_a_debrief(page, file, "month=3&capital=washington&deed=relief")
    found = []
    for size in at_sizes(page):
        found += [f"{size}: {each}" for each in cut(page)]
    assert found == []
    assert without_accent(page) <= set(NOTE.split())


def letters_by_font(page: Page, selector: str) -> dict[str, int]:
    """How many letters of an element Chromium draws with each family."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"]: int(font["glyphCount"]) for font in found}


def test_korean_is_drawn_with_korean_letters_and_marked_as_a_draft(
    page: Page, tmp_path: Path
) -> None:
    known = korean_fonts()
    at(page, story(path=tmp_path / "class.html", language="ko", proved=True), "")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".draft")).to_contain_text("not yet checked by a speaker")
    for selector in ("#title", "#bet .asked", "#do button:first-child"):
        drawn = sum(
            count for font, count in letters_by_font(page, selector).items() if font in known
        )
        assert drawn >= len(re.findall(r"[가-힣]", page.locator(selector).inner_text())) > 0, (
            selector
        )


def test_what_is_planted_is_found(page: Page) -> None:
    resized(page, 300, 300)
    page.set_content(
        "<p style='width:3em;overflow:hidden;white-space:nowrap'>too long for its box</p>"
        "<select style='width:4em'><option>much too long an entry</select>"
        "<svg width=20 height=20><text y=10>a long name</text></svg><p>short</p>"
        "<p style='position:absolute;width:1px;height:1px;overflow:hidden'>only read out</p>"
        "<p style='overflow:auto;white-space:nowrap;width:3em'>what can be scrolled into view</p>"
    )
    assert [each.partition(":")[0] for each in cut(page)] == ["cut", "cut", "menu"]
