"""A lesson of six months on four phones in Chromium: one votes, one is silent, one sleeps and comes
back, one comes late. Nothing stops the lesson, and whoever comes back is in the seat that it left.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from sim.classroom.room import observations
from tests.browser.chromium import opened_browser
from tests.browser.layout import SIZES
from tests.room.rooms import caller, opened
from tests.room.test_browser import page_of, read_far

MONTHS, DEADLINE = 6, 15
WAKES: Final = 4
"""The month in which the sleeper is back, after two without it."""


def vote(phone: Page, way: int) -> None:
    """Press one of the three ways of a month; the last vote ends it."""
    with phone.expect_response("**/api/vote") as answer:
        phone.locator("[data-easy]").nth(way).click()
    assert answer.value.status == 204


def at_month(page: Page, number: int) -> None:
    """Wait for a page to show a month, the first as 1."""
    expect(page.locator("main, header").first).to_be_visible()
    expect(page.locator("body")).to_contain_text(f"month {number} of {MONTHS}", ignore_case=True)


@pytest.mark.long
def test_four_phones_play_six_months_though_one_is_silent_one_sleeps_and_one_is_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        opened_browser() as browser,
        opened(tmp_path / "room", MONTHS, deadline=DEADLINE) as (address, session),
        caller(address) as http,
        ExitStack() as pages,
    ):
        kept = session.state.kept

        def opens(url: str, size: str = "phone") -> tuple[Page, list[str]]:
            page, watched = pages.enter_context(page_of(browser, url, SIZES[size], address))
            return page, watched.complaints

        wall, wall_said = opens(f"{address}/wall#{kept.wall}", "beamer")
        joins = f"{address}/#{kept.code}"
        steady, steady_said = opens(joins)
        expect(steady.locator("h1")).to_have_text("Washington")
        silent, _ = opens(joins)
        expect(silent.locator("h1")).to_have_text("Beijing")
        sleeper, _ = opens(joins)
        expect(sleeper.locator("h1")).to_have_text("Pyongyang")
        desk = {"authorization": f"Bearer {kept.desk}"}
        assert http.post("/api/desk/start", json={}, headers=desk).status_code == 204
        late: list[Page] = []
        for month in range(MONTHS):
            at_month(wall, month + 1)
            read_far(wall)
            if month == 2:
                sleeper.context.set_offline(True)
                late.append(opens(joins)[0])
                expect(late[0].locator("h1")).to_have_text("Seoul")
            if month == WAKES - 1:
                # From the next month on nothing but the votes of all who are here ends a month.
                session.clock.deadline = 0
            if month == WAKES:
                monkeypatch.setattr(observations, "LAST_CALL", 3600.0)
                sleeper.context.set_offline(False)
            # Nobody waits for a phone that has been away: it votes before the others end the month.
            back = [silent] if month == MONTHS - 1 else []
            here = [*back, *([] if 2 <= month < WAKES else [sleeper]), steady, *late]
            for phone in here:
                at_month(phone, month + 1)
                assert phone.evaluate("document.documentElement.scrollHeight <= innerHeight")
                vote(phone, month % 3)
        expect(wall.locator("h1")).to_have_text("How it ended, and why")
        for phone in (steady, silent, sleeper, *late):
            expect(phone.locator("#vote")).to_contain_text("The game is over.")
        voted = [
            sorted({menu.partition(".")[0] for menu in month})
            for month in session.room.games[0].record.months
        ]
        two, asleep = ["pyongyang", "washington"], ["seoul", "washington"]
        awake = ["pyongyang", "seoul", "washington"]
        assert voted == [two, two, asleep, asleep, awake, ["beijing", *awake]]
        assert wall_said == steady_said == []
        assert len(session.room.students()) == 4
