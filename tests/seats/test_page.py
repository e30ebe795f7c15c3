"""The seat page in Chromium: it shows what a seat may know, says what a seat can say, and fits
every screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext

from sim.classroom.seats.table import GameTable
from sim.pages.text import LONG
from tests.browser.chromium import opened_browser, violations
from tests.seats.page import Seat
from tests.seats.tables import play_on, spring, started, table

PHONE, LAPTOP, BEAMER = (390, 844), (1280, 800), (1920, 1080)


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser() as context:
        yield context


def busy() -> GameTable:
    """Return a game in its third month with all that a seat can show."""
    game = table(started(scenario=spring(12)))
    game.act(
        "seoul",
        {"act": "note", "to": ["washington"], "text": "<img src=x onerror=alert(1)> {capital}"},
    )
    game.act("washington", {"act": "note", "to": [], "text": "capitals.seoul"})
    game.act(
        "washington",
        {"act": "line", "menu": "pyongyang.deed", "move": "missile_test", "deed": "deploy"},
    )
    game.inject("missile_test")
    for month in (0, 1):
        game.close_month(month)
    return game


@pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "en"), (PHONE, LONG), (LAPTOP, "en"), (BEAMER, "en")], ids=str
)
def test_a_seat_fits_its_screen_and_has_no_grave_fault(
    browser: BrowserContext, size: tuple[int, int], language: str
) -> None:
    seat = Seat(browser, busy(), "washington", size, language)
    page = seat.page
    seat.unfold()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.locator("h2:visible").count() == 6
    # The long language is none that a checker knows.
    assert language == LONG or not violations(page)
    assert not seat.complaints
    page.close()


def test_a_student_reads_last_month_in_a_glance(browser: BrowserContext) -> None:
    seat = Seat(browser, busy(), "washington", PHONE, "en")
    page = seat.page
    assert page.locator(".night-news li").all_inner_texts()[:2] == [
        "Pyongyang: ICBM or nuclear test.",
        "Washington lets its red line pass.",
    ]
    assert page.locator("#last .moved li").count() == 4
    seat.unfold()
    # Nothing that is written to a student is a row of decimals.
    shown = page.locator("main").inner_text()
    assert not [word for word in shown.split() if re.fullmatch(r"[−-]?\d*\.\d+", word)]
    assert "<img src=x onerror=alert(1)> {capital}" in shown
    assert "capitals.seoul" in shown
    page.close()


def test_a_note_and_a_red_line_by_keyboard(browser: BrowserContext) -> None:
    game = busy()
    seat = Seat(browser, game, "washington", PHONE, "en")
    page, keys = seat.page, seat.page.keyboard
    for part in ("notes", "lines"):
        page.locator("summary", has=page.locator(f"#{part}-head")).focus()
        keys.press("Enter")
    page.locator("#note-form input[value=seoul]").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.type("We hear you.")
    keys.press("Tab")
    keys.press("Enter")
    page.locator(".notes li >> nth=0").get_by_text("We hear you.").wait_for()
    assert game.record.acts[-1].model_dump()["to"] == ["seoul"]
    page.locator("#lines summary").focus()
    keys.press("Enter")
    page.locator("#line-then").select_option("sanctions")
    page.locator("#line-form button").focus()
    keys.press("Enter")
    page.locator(".lines li", has_text="Beijing does this").wait_for()
    assert len(game.position.lines) == 2
    assert not seat.complaints
    page.close()


def test_what_is_refused_is_said_and_what_was_typed_stays(browser: BrowserContext) -> None:
    game = busy()
    seat = Seat(browser, game, "washington", PHONE, "en")
    for _ in range(20):
        game.act("washington", {"act": "note", "to": [], "text": "x"})
    page = seat.page
    seat.unfold()
    page.locator("#note-form textarea").fill("one more")
    page.locator("#note-form button").click()
    page.locator("#status", has_text="20 notes a month").wait_for()
    assert page.locator("#note-form textarea").input_value() == "one more"
    page.close()


def test_a_draft_outlives_the_news(browser: BrowserContext) -> None:
    game = busy()
    seat = Seat(browser, game, "washington", PHONE, "en")
    page = seat.page
    seat.unfold()
    page.locator("#note-form textarea").fill("half a thou")
    game.act("seoul", {"act": "note", "to": [], "text": "new"})
    seat.show()
    page.locator(".notes li", has_text="new").wait_for()
    assert page.locator("#note-form textarea").input_value() == "half a thou"
    assert page.evaluate("document.activeElement.name") == "text"
    page.close()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=str)
def test_all_but_the_month_is_folded_and_a_new_message_is_announced(
    browser: BrowserContext, size: tuple[int, int]
) -> None:
    game = table(started(scenario=spring(12)))
    seat = Seat(browser, game, "washington", size, "en")
    page = seat.page
    assert page.locator(".part[open]").count() == 0
    assert page.locator("#new").is_hidden()
    game.act("seoul", {"act": "note", "to": [], "text": "Are you there?"})
    game.act("washington", {"act": "note", "to": [], "text": "Yes."})
    seat.show()
    assert page.locator("#new").inner_text() == "New messages: 1"
    assert page.locator("#notes-new").inner_text() == "1 new"
    page.locator("#new").click()
    page.locator(".notes li", has_text="Are you there?").wait_for()
    page.locator("#new").wait_for(state="hidden")
    assert not seat.complaints
    page.close()


def test_before_the_game_a_seat_reads_its_role_and_after_it_that_it_is_over(
    browser: BrowserContext,
) -> None:
    game = table(replace(started(scenario=spring(12)), started=False))
    seat = Seat(browser, game, "seoul", PHONE, "en")
    page = seat.page
    assert page.locator("h2:visible").all_inner_texts() == ["Your forecast", "What you want"]
    assert page.locator(".night-card").count() == 0
    assert page.locator(".night-lamps .on").count() == 5
    game.start()
    play_on(game)
    seat.show()
    assert page.locator("form:visible").count() == 0
    assert "over" in page.locator(".when").inner_text()
    assert not seat.complaints
    page.close()
