"""The page for analysts in a browser: silent, whole at three sizes, used by keyboard, and all of it
in its address.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.core.base.errors import UsageProblem
from sim.core.scenario import load_scenario
from sim.pages.live import export, script
from sim.pages.text import texts
from tests.browser.chromium import violations
from tests.browser.layout import SIZES, at_sizes, go, resized
from tests.browser.offline import browser, page
from tests.live.live_page import A_AND_B, at, file, settled

__all__ = ["browser", "file", "page"]
STATES = {
    "as it opens": "",
    "two settings": A_AND_B,
    "a month of a world": "world=3&month=9",
    "folds": "a=accident:0.01",
}
FEWEST = (1, 2, 5)
"""Worlds too few for an interval of a median."""

WIDER = """() => {
    const wide = document.documentElement.clientWidth, beyond = each => each.getBoundingClientRect().right > wide + 1;
    return [...document.querySelectorAll("body *")].filter(each => each.checkVisibility() && beyond(each))
        .filter(each => getComputedStyle(each).position !== "absolute").map(each => each.outerHTML.slice(0, 90))
        .concat(document.documentElement.scrollWidth > wide ? ["scrolls"] : []);
}"""
CUT = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    return [...document.querySelectorAll("select")].filter(each => each.checkVisibility()).flatMap(menu => {
        const style = getComputedStyle(menu);
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const room = menu.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16;
        return [...menu.options].filter(each => pen.measureText(each.text).width > room).map(each => each.text);
    });
}"""


@pytest.mark.parametrize("address", STATES.values(), ids=STATES)
def test_nothing_is_said_asked_for_cut_out_of_reach_or_barred(
    page: Page, file: Path, address: str
) -> None:
    watched = at(page, file, address)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for name in at_sizes(page):
        settled(page)
        assert page.evaluate(WIDER) == [], name
        assert page.evaluate(CUT) == [], name
    assert violations(page) == []
    assert watched.complaints == []


def test_the_door_of_students_has_three_sliders_and_one_picture(page: Page, file: Path) -> None:
    watched = at(page, file, "")
    page.click("#door")
    for name in at_sizes(page):
        assert page.locator("input[type=range]:visible").count() == 3, name
        assert page.locator("h2:visible").count() <= 2, name
        assert page.evaluate(WIDER) == [], name
    said = page.locator("#headline").inner_text()
    page.locator(".for-student input").first.fill("1")
    expect(page.locator("#headline")).not_to_have_text(said)
    assert violations(page) == []
    page.click("#door")
    settled(page)
    expect(page.locator("#story")).to_be_visible()
    assert watched.complaints == []


def test_the_first_screen_is_the_answer_and_its_picture_with_interval_and_n(
    page: Page, file: Path
) -> None:
    at(page, file)
    assert re.search(r"\d+ % \(\d+ to \d+\) of worlds, n = 100", page.locator("#sure").inner_text())
    for width, height in SIZES.values():
        resized(page, width, height)
        settled(page)
        for part in ("#headline", "#sure", "#asked"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
        if width >= 1280:
            expect(page.locator("#controls-title")).to_be_in_viewport()


def test_a_wide_screen_is_used(page: Page, file: Path) -> None:
    resized(page, 1920, 1080)
    at(page, file)
    ends = page.locator("#ends").bounding_box()
    assert ends is not None
    assert ends["x"] + ends["width"] > 1860


def test_what_is_changed_is_in_the_address_and_comes_back_from_it(page: Page, file: Path) -> None:
    at(page, file)
    page.select_option("#set-beijing-policy", "enforce")
    page.check("#compare")
    page.select_option("#set-washington-policy", "engagement")
    page.select_option("#outcome", "crisis")
    settled(page)
    before = page.locator("main").inner_text()
    address = page.evaluate("location.hash")
    assert "beijing.policy%3Aenforce" in address
    page.reload()
    settled(page)
    assert page.locator("main").inner_text() == before
    assert page.evaluate("location.hash") == address
    expect(page.locator("#side-b-said")).to_contain_text("engagement")


NONSENSE = (
    "sheet=none",
    "grace=5",
    "a=accident:9",
    "a=nonesuch:1,washington.policy:never",
    "seed=99999999999999999999",
    "worlds=3",
    "scenario=none",
    "b=%ZZ",
    "outcome=constructor",
    "a=__proto__:1",
    "world=-1&month=x",
    "a=constructor.policy:free",
    "compare=x",
)


def test_an_address_that_makes_no_sense_gives_the_page_as_it_opens(page: Page, file: Path) -> None:
    watched = at(page, file)
    opens = page.locator("main").inner_text()
    for address in NONSENSE:
        go(page, address)
        settled(page)
        assert page.locator("main").inner_text() == opens, address
    assert watched.complaints == []


def test_a_slider_answers_at_once_and_reset_brings_the_scenario_back(
    page: Page, file: Path
) -> None:
    at(page, file)
    before = page.locator("#ends").inner_text()
    page.locator("details", has=page.locator("#set-clash")).locator("summary").click()
    page.locator("#set-clash").focus()
    page.keyboard.press("End")
    expect(page.locator("#ends")).not_to_have_text(before)
    expect(page.locator(".moved output")).to_contain_text("was")
    page.click("#reset")
    settled(page)
    assert page.locator("#ends").inner_text() == before


def test_a_world_is_chosen_and_told_by_keyboard(page: Page, file: Path) -> None:
    at(page, file)
    page.locator("#tiles button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#story-title")).to_be_focused()
    expect(page.locator("#story-title")).to_have_text("World 2, month by month")
    for _ in range(3):
        page.locator("#after").press("Enter")
    expect(page.locator("#now")).to_contain_text("month 3 of 36")
    expect(page.locator("#stage .face")).to_have_count(4)


def test_more_worlds_come_after_the_first(page: Page, file: Path) -> None:
    at(page, file)
    page.select_option("#worlds", "2000")
    expect(page.locator("#headline")).to_contain_text("2\u202f000")
    settled(page)
    assert page.locator("#progress").inner_text() == ""


def test_every_text_of_the_page_is_used() -> None:
    """By its key, or by the group of keys from which one is put together."""
    made = script() + (Path(export.__code__.co_filename).parent / "assets" / "page.html").read_text(
        encoding="utf-8"
    )
    groups = (
        "parameters.",
        "event.",
        "change.accidents",
        "change.sanctions",
        "change.sight",
        "answer.",
        "wins.",
        "quadrants.",
    )
    unused = [
        key for key in texts("live") if f'"{key}"' not in made and f"{{{{{key}}}}}" not in made
    ]
    assert [key for key in unused if not key.startswith(groups)] == []


def test_a_page_that_cannot_be_is_refused(tmp_path: Path) -> None:
    spring = load_scenario("2017-spring")
    cases = (("x.txt", 5, "no page"), ("x.html", 10_001, "10001"), ("no/x.html", 5, "folder"))
    for path, worlds, said in cases:
        with pytest.raises(UsageProblem, match=said):
            export(spring, tmp_path / path, worlds=worlds)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("worlds", FEWEST)
def test_a_page_with_few_worlds_shows_a_dash_for_a_limit_that_there_is_not(
    page: Page, tmp_path: Path, worlds: int
) -> None:
    few = export(
        load_scenario("2017-spring"), tmp_path / "few.html", asked="2017-spring", worlds=worlds
    )
    watched = at(page, few)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert "–" in page.inner_text("#curves")
    assert page.locator("#curves figure").count() > 0
    assert watched.complaints == []
