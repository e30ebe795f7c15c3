"""A game of four teams in four browsers, one of them closed and reopened in mid-game; the host in a fifth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sim.game.catalogue import CAPITALS
from sim.game.moves import BeijingWord
from sim.pages.live.hall import Hall
from sim.pages.seats.saving import read_codes
from tests.browser.chromium import Watched, together, violations
from tests.live.browsing import browser, complaints, opened
from tests.live.commands import playing
from tests.live.halls import Person, seated

pytestmark = together
__all__ = ["browser"]
MONTHS = 4


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[str, Hall]]:
    with seated(tmp_path, MONTHS) as place:
        yield place


def wait_for(page: Page, stage: str) -> None:
    """Wait until a seat has drawn a stage, such as "playing 2"."""
    page.wait_for_selector(f'#seat[data-drawn="{stage}"]')


def choose(page: Page, month: int, word: str = "", deed: str = "") -> None:
    """Choose a word and a deed in a month."""
    wait_for(page, f"playing {month}")
    page.select_option('#choose [name="word"]', word)
    page.select_option('#choose [name="deed"]', deed)
    page.click("#choose button")


def test_four_teams_play_a_game_and_one_comes_back(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    codes = hall.sittings[0].codes
    words = {"washington": "threaten", "beijing": "mediate", "pyongyang": "threaten", "seoul": ""}
    with ExitStack() as contexts:

        def come(path: str) -> tuple[Page, Watched]:
            return contexts.enter_context(opened(browser, address + path, address))

        host, host_watched = come(f"/host#{hall.host_code}")
        host.wait_for_selector("#game-1-start")
        assert violations(host) == []
        links = [link.get_attribute("href") for link in host.locator("#game-1 a").all()]
        assert links == [f"{address}/seat#{code}" for code in codes.values()]
        seats = {capital: come(f"/seat#{code}") for capital, code in codes.items()}
        for page, _ in seats.values():
            wait_for(page, "forecasts 0")
            page.fill('#forecast [name="war"]', "15")
            page.click("#forecast button")
            page.wait_for_selector("text=Forecast given")
        assert violations(seats["seoul"][0]) == []
        host.click("#game-1-start")
        for capital in CAPITALS[:3]:
            choose(seats[capital][0], 0, words[capital])
        seats["seoul"][0].wait_for_selector("text=3 of 4 teams have chosen")
        choose(seats["seoul"][0], 0)
        for page, _ in seats.values():
            wait_for(page, "playing 1")
        assert violations(seats["pyongyang"][0]) == []

        # Beijing chooses, and its browser dies; it comes back by its code alone and finds seat and choice.
        choose(seats["beijing"][0], 1, "mediate")
        seats["beijing"][0].wait_for_selector("text=You have chosen: mediates; left to your course")
        seats["beijing"][0].context.close()
        choose(seats["washington"][0], 1, "threaten")
        back, back_watched = come("/seat")
        back.fill("#code", codes["beijing"])
        back.click("#join button")
        wait_for(back, "playing 1")
        back.wait_for_selector("text=You have chosen: mediates; left to your course")
        assert back.input_value('#choose [name="word"]') == "mediate"
        seats["beijing"] = (back, back_watched)
        for capital in ("pyongyang", "seoul"):
            choose(seats[capital][0], 1, words[capital])

        # Everyone's connection drops for a while.
        for page, _ in seats.values():
            wait_for(page, "playing 2")
        seats["seoul"][0].reload()
        for capital, (page, _) in seats.items():
            choose(page, 2, words[capital])
        host.wait_for_selector('#game-1[data-stage="playing 3"]')
        host.click("#game-1-next")
        for page, _ in seats.values():
            wait_for(page, f"over {MONTHS}")
            assert page.locator("h2", has_text="Debrief").count() == 1
        assert violations(seats["washington"][0]) == []
        host.wait_for_selector("text=Debrief")
        assert violations(host) == []
        for watched in (host_watched, back_watched, seats["washington"][1], seats["pyongyang"][1]):
            assert complaints(watched) == []
    record = hall.sittings[0].table.record
    assert [set(month) for month in record.months] == [{f"{capital}.word" for capital in CAPITALS[:3]}] * 3 + [set()]
    actions = hall.sittings[0].table.played().actions
    assert (actions["beijing.word"][:3, 0] == BeijingWord.MEDIATE).all()
    assert record.forecasts["seoul"]["war"] == 0.15


def test_a_wrong_code_is_said_and_another_may_be_tried(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    with opened(browser, f"{address}/seat#wrong", address) as (page, _):
        page.wait_for_selector("#status.problem")
        assert "opens nothing" in str(page.text_content("#status"))
        page.fill("#code", hall.sittings[0].codes["seoul"])
        page.click("#join button")
        wait_for(page, "forecasts 0")


def test_a_lost_connection_is_said_and_found_again(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    with opened(browser, f"{address}/seat#{hall.sittings[0].codes['seoul']}", address) as (page, _):
        wait_for(page, "forecasts 0")
        page.context.set_offline(True)
        page.wait_for_selector("text=No connection")
        page.context.set_offline(False)
        page.wait_for_selector("#status:not(.problem)")


def test_the_host_opens_another_game(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    with opened(browser, f"{address}/host#{hall.host_code}", address) as (page, watched):
        page.wait_for_selector("#new:not([hidden])")
        for capital in ("washington", "beijing", "pyongyang"):
            page.uncheck(f'#teams input[value="{capital}"]')
        page.fill("#deadline", "90")
        page.click("#new button")
        page.wait_for_selector("#game-2")
        assert complaints(watched) == []
    assert list(hall.sittings[1].codes) == ["seoul"]
    assert hall.sittings[1].deadline == 90


def test_a_choice_that_was_not_sent_does_not_look_made(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    with opened(browser, f"{address}/seat#{hall.sittings[0].codes['seoul']}", address) as (page, _):
        wait_for(page, "forecasts 0")
        page.route("**/api/forecast", lambda route: route.abort())
        page.click("#forecast button")
        page.wait_for_selector("text=Your forecast was not sent; give it again")
        Person(address, hall.host_code).told("host/start", game=1)
        choose(page, 0, deed="aid")
        page.wait_for_selector("text=You have chosen: left to your course; aid")
        page.route("**/api/choose", lambda route: route.abort())
        choose(page, 0, deed="hold")
        page.wait_for_selector("#status.problem >> text=Your choice was not sent; choose again")
        assert page.input_value('#choose [name="deed"]') == "aid"
        # News that come in meanwhile do not wipe it away.
        Person(address, hall.sittings[0].codes["beijing"]).told("choose", month=0, word="mediate", deed="")
        page.wait_for_selector("text=2 of 4 teams have chosen")
        assert "not sent" in page.text_content("#status")
        page.unroute("**/api/choose")
        choose(page, 0, deed="hold")
        page.wait_for_selector("text=You have chosen: left to your course; holds")
        assert page.text_content("#status") == ""


def test_the_keyboard_keeps_its_place_from_month_to_month(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    hall.sittings[0].table.start()
    host = Person(address, hall.host_code)
    with opened(browser, f"{address}/seat#{hall.sittings[0].codes['seoul']}", address) as (page, _):
        wait_for(page, "playing 0")
        assert page.evaluate("document.activeElement.tagName") == "BODY"
        page.focus('#choose [name="deed"]')
        for month, top in ((0, "LEGEND"), (1, "LEGEND"), (2, "LEGEND"), (3, "H2")):
            host.told("host/next", game=1, month=month)
            wait_for(page, f"{'over' if top == 'H2' else 'playing'} {month + 1}")
            assert page.evaluate("document.activeElement.tagName") == top
        assert page.get_attribute("#month", "aria-live") == "polite"


@pytest.mark.parametrize("path", ["/seat#%", "/host#%"])
def test_an_address_that_is_cut_off_still_takes_a_code(browser: Any, room: tuple[str, Hall], path: str) -> None:
    address, hall = room
    with opened(browser, address + path, address) as (page, _):
        page.fill("#code", hall.host_code if "host" in path else hall.sittings[0].codes["seoul"])
        page.click("#join button")
        page.wait_for_selector("#game-1" if "host" in path else '#seat[data-drawn="forecasts 0"]')


def test_a_seat_fits_a_phone(browser: Any, room: tuple[str, Hall]) -> None:
    address, hall = room
    hall.sittings[0].table.start()
    place = f"{address}/seat#{hall.sittings[0].codes['washington']}"
    with opened(browser, place, address, viewport={"width": 390, "height": 800}) as (page, _):
        wait_for(page, "playing 0")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert violations(page) == []


def test_a_seat_that_stays_open_finds_the_server_again_after_a_crash(browser: Any, tmp_path: Path) -> None:
    games = tmp_path / "games"
    with playing("--team", "seoul", "--set", "months=3", "--seed", 7, "--port", 0, "-o", games) as (server, place):
        address = place.partition("/host")[0]
        port = address.rpartition(":")[2]
        code = read_codes(games / "game-1", ["seoul"])["seoul"]
        contexts = ExitStack()
        host, _ = contexts.enter_context(opened(browser, place, address))
        host.click("#game-1-start")
        page, _ = contexts.enter_context(opened(browser, f"{address}/seat#{code}", address))
        choose(page, 0, deed="aid")
        wait_for(page, "playing 1")
        server.kill()
        server.wait()
        page.wait_for_selector("text=No connection")
    with contexts, playing("--resume", games, "--port", port) as (_, again):
        page.wait_for_selector("#status:not(.problem)")
        choose(page, 1, deed="aid")
        page.wait_for_selector("text=You have chosen: left to your course; aid")
        assert again == place
        host.wait_for_selector("text=the clock stands still")
        host.click("#game-1-pause")
        wait_for(page, "playing 2")
        choose(page, 2)
        wait_for(page, "over 3")
