"""The debrief in a browser: silent, whole at three sizes, by keyboard, and true to both truths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.classroom.debrief import SCRIPTS, write_debrief
from sim.classroom.seats.finished import finish_game, play_alone
from sim.classroom.seats.play import Position
from sim.core.base.errors import UsageProblem
from sim.pages.model import asset
from sim.pages.one_file import whole_script
from sim.pages.text import texts
from tests.browser.chromium import violations
from tests.browser.layout import SIZES, at_sizes, resized
from tests.browser.offline import browser, page
from tests.debrief.games import NOTE, at, file, position
from tests.live.test_page import CUT, WIDER
from tests.seats.tables import table

__all__ = ["browser", "file", "page", "position"]


def test_nothing_is_said_asked_for_cut_or_barred_at_three_sizes(page: Page, file: Path) -> None:
    watched = at(page, file, "month=3&capital=washington&deed=relief")
    for name in at_sizes(page):
        assert page.evaluate(WIDER) == [], name
        assert page.evaluate(CUT) == [], name
    assert violations(page) == []
    assert watched.complaints == []


def test_texts_two_fifths_longer_are_whole(page: Page, position: Position, tmp_path: Path) -> None:
    long = write_debrief(position, tmp_path / "long.html", language="x-long")
    at(page, long, "month=3&capital=washington&deed=relief")
    resized(page, *SIZES["phone"])
    assert page.evaluate(WIDER) == []


def test_the_end_stands_first_with_its_share_and_n(
    page: Page, file: Path, position: Position
) -> None:
    at(page, file)
    state = position.run.outcomes["final_state"][0]
    expect(page.locator("#headline")).to_contain_text(state)
    assert re.search(
        r"Of 400 worlds .* \d+ % \(\d+ to \d+\) ended so", page.locator("#among").inner_text()
    )


def test_both_truths_and_every_misreading_are_shown(
    page: Page, file: Path, position: Position
) -> None:
    at(page, file)
    for capital in ("washington", "pyongyang"):
        page.select_option("#seat", capital)
        for month, view in enumerate(position.views[capital][1:]):
            page.locator("#month").fill(str(month + 1))
            wrong = sum(
                view["moves"][other] != made for other, made in by_capital(position, month).items()
            )
            assert page.locator("#misread:not(.none)").count() == min(wrong, 1)
            assert page.locator("#saw .wrong").count() == wrong


def by_capital(position: Position, month: int) -> dict[str, dict[str, str]]:
    """Return what was done in a month as a view has it."""
    found: dict[str, dict[str, str]] = {}
    for menu, move in position.made[month].items():
        capital, _, kind = menu.partition(".")
        found.setdefault(capital, {})[kind] = move
    return found


def test_what_people_wrote_stands_there_as_text(page: Page, file: Path) -> None:
    at(page, file, "month=1")
    expect(page.locator("#said")).to_contain_text(NOTE)
    assert page.locator("#said b").count() == 0
    expect(page.locator("#said")).to_contain_text("draws a red line")


def test_a_month_is_scrubbed_and_played_otherwise_by_keyboard(page: Page, file: Path) -> None:
    at(page, file, "month=2")
    page.locator("#month").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#month-title")).to_contain_text("month 3 of 24")
    page.locator("#after").press("Enter")
    expect(page.locator("#month-title")).to_contain_text("month 4 of 24")
    expect(page.locator("#verdict")).to_contain_text("Choose another word or deed")
    page.select_option("#capital", "pyongyang")
    page.select_option("#deed", "lethal_act")
    expect(page.locator("#verdict")).to_contain_text("The world would have ended")
    address = page.evaluate("location.hash")
    said = page.locator("#otherwise").inner_text()
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("location.hash") == address
    assert page.locator("#otherwise").inner_text() == said


def test_forecasts_stand_in_one_chart_with_what_happened(page: Page, file: Path) -> None:
    at(page, file)
    assert page.locator("#forecasts .forecast").count() == 3
    assert page.locator("#forecasts .sign").count() == 6


def test_a_reader_sees_how_many_worlds_are_lost_by_another_line(
    page: Page, file: Path, position: Position
) -> None:
    at(page, file)
    model = finish_game(position)["model"]
    one, two, three = model["lines"]
    assert 0 < three <= two <= one < model["worlds"]
    others = play_alone(
        position.record.scenario, position.record.seed, position.record.world + 1, 400
    )
    assert two == others.flag("goals_failed_both").sum()
    page.locator("summary", has_text="When has a giant lost?").click()
    expect(page.locator("#line")).to_contain_text(f"in {two} of 400 worlds")


def test_an_address_that_makes_no_sense_gives_the_page_as_it_opens(page: Page, file: Path) -> None:
    at(page, file)
    opens = page.locator("main").inner_text()
    for address in (
        "month=99&seat=tokyo",
        "deed=constructor&word=x",
        "capital=__proto__",
        "after=never&month=-1",
    ):
        watched = at(page, file, address)
        assert page.locator("main").inner_text() == opens, address
        assert watched.complaints == []


def test_every_text_of_the_page_is_used() -> None:
    made = whole_script(
        "sim.classroom.debrief", SCRIPTS, [asset("sim.classroom.team", "ending.js")]
    ) + asset("sim.classroom.debrief", "page.html")
    groups = ("debrief.time.", "debrief.forecast.", "debrief.other.")
    unused = [
        key for key in texts("debrief") if f'"{key}"' not in made and f"{{{{{key}}}}}" not in made
    ]
    assert [key for key in unused if not key.startswith(groups)] == []


def test_a_game_that_goes_on_has_no_debrief(tmp_path: Path) -> None:
    game = table()
    game.start()
    with pytest.raises(UsageProblem, match="not over"):
        write_debrief(game.position, tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []
