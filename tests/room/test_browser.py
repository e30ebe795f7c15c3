"""The pages of a room in Chromium: a phone joins and votes, the wall and the desk follow; no error,
no overflow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.classroom.room import tickets
from sim.classroom.room.session import Session
from tests.browser.chromium import Watched, opened_browser, page_apart, violations
from tests.browser.layout import SIZES, at_sizes, resized
from tests.room.rooms import EVEN, caller, opened
from tests.room.test_programs import MEETS, agent

STUDENTS: Final = 9


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser() as context:
        yield context


class People:
    """Students without a screen, and the teacher's hand, who ask one after another."""

    def __init__(self, address: str, session: Session) -> None:
        self.http = caller(address)
        self.kept = session.state.kept
        join = {"code": self.kept.code}
        self.tokens = [
            self.http.post("/api/join", json=join).json()["token"] for _ in range(STUDENTS)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def all_post(self, path: str, body: dict[str, Any]) -> None:
        """Let every student send the same."""
        for token in self.tokens:
            assert (
                self.http.post(
                    path, json=body, headers={"authorization": f"Bearer {token}"}
                ).status_code
                == 204
            )

    def desk(self, what: str, **body: Any) -> None:
        """Do something at the desk."""
        own = {"authorization": f"Bearer {self.kept.desk}"}
        assert self.http.post(f"/api/desk/{what}", json=body, headers=own).status_code == 204


@contextmanager
def page_of(
    browser: BrowserContext, url: str, size: tuple[int, int], address: str
) -> Iterator[tuple[Page, Watched]]:
    """Yield a page of a browser of its own, which shares nothing with others, and what it said."""
    with page_apart(browser, viewport={"width": size[0], "height": size[1]}) as page:
        watched = Watched(page, address)
        page.goto(url)
        yield page, watched


def fine(page: Page, watched: Watched) -> None:
    """Nothing was complained of, nothing sticks out at any size, and who cannot see is told."""
    for name in at_sizes(page):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert cut(page) == [], name
    assert violations(page) == []
    assert watched.complaints == []


LEAST_TYPE: Final = 25 / 2000
"""Type of 25 mm on a picture 2 m wide, which the last row reads from 5 m."""


def read_far(wall: Page) -> None:
    """Every text on the wall is large enough at the size of a projector."""
    resized(wall, *SIZES["beamer"])
    small: list[str] = wall.evaluate(
        """least => [...document.querySelectorAll("body *")].filter(each => each.checkVisibility()
            && !each.closest(".visually-hidden") && each.getBoundingClientRect().width
            && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .filter(each => { const { a, b } = each.getScreenCTM?.() ?? { a: 1, b: 0 };
                return parseFloat(getComputedStyle(each).fontSize) * Math.hypot(a, b) < least * innerWidth; })
            .map(each => each.textContent)""",
        LEAST_TYPE,
    )
    assert small == []


def cut(page: Page) -> list[str]:
    """Return the controls and headings whose text does not fit into them."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, h1, h2, figcaption, legend, .seat-said p")]
            .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"""
    )
    return found


def test_a_phone_joins_bets_and_votes(browser: BrowserContext, tmp_path: Path) -> None:
    with (
        opened(tmp_path / "room", months=2) as (address, session),
        People(address, session) as people,
        page_of(browser, f"{address}/", SIZES["phone"], address) as (page, watched),
    ):
        page.get_by_label("Code on the wall").fill(people.kept.code.lower())
        page.get_by_role("button", name="Join").click()
        page.wait_for_url("**/seat")
        # Nine came before it, so it sits in Beijing with two others, and there is room elsewhere.
        page.locator("#vote-seats").get_by_role("button", name="Seoul").click()
        expect(page.locator("h1")).to_have_text("Seoul")
        expect(page.get_by_role("button", name="Give my forecast")).to_be_disabled()
        for chance in page.locator(".vote-slider input").all():
            chance.click()
        page.get_by_role("button", name="Give my forecast").click()
        expect(page.locator("#vote-status")).to_have_text(
            "Given. You may change it until the game begins."
        )
        fine(page, watched)
        people.desk("start")
        page.get_by_role("link", name="Skip to your move").press("Enter")
        expect(page.locator("#move")).to_be_focused()
        page.locator(".more-moves summary").click()
        page.locator('[data-kind="deed"]').nth(1).click()
        expect(page.locator("#vote-status")).to_have_text("Now choose what you say.")
        page.locator('[data-kind="word"]').nth(0).click()
        page.get_by_label("Your bet on Kim").fill("80")
        expect(page.locator(".vote-bet output")).to_have_text("You bet 80\u00a0%.")
        expect(page.locator("#vote-status")).to_have_text("1 of 3 chose")
        assert page.locator('[data-move][aria-pressed="true"]').count() == 2
        page.locator(".more-moves summary").click()
        resized(page, *SIZES["phone"])
        assert page.evaluate("document.documentElement.scrollHeight") <= SIZES["phone"][1]
        page.locator("[data-easy]").nth(1).click()
        expect(page.locator("[data-easy]").nth(1)).to_have_attribute("aria-pressed", "true")
        fine(page, watched)
        # The device keeps its seat and its vote.
        page.reload()
        expect(page.locator("[data-easy]").nth(1)).to_have_attribute("aria-pressed", "true")
        people.desk("end")
        expect(page.locator("#vote")).to_contain_text("The game is over.")
        # One half for each, whatever came: the mean square is a quarter.
        expect(page.locator("#vote")).to_contain_text("Your forecast: 75 of 100.")
        with page_of(browser, f"{address}/wall#{people.kept.wall}", SIZES["beamer"], address) as (
            wall,
            wall_said,
        ):
            expect(wall.locator("h1")).to_have_text("How it ended, and why")
            expect(wall.locator("#headlines")).to_contain_text("Without you: ")
            fine(wall, wall_said)
            read_far(wall)


def test_the_qr_code_leads_to_a_seat(
    browser: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "room") as (address, session):
        shown: list[str] = []
        monkeypatch.setattr(session.tickets, "is_heard", shown.append)
        url = f"{address}/#{session.state.kept.code}.{session.tickets.current}"
        with page_of(browser, url, SIZES["phone"], address) as (page, watched):
            page.wait_for_url("**/seat")
            assert shown == [url.rpartition(".")[2]]
            expect(page.locator("h1")).to_contain_text("Washington")
            assert watched.complaints == []
        with page_of(browser, f"{address}/#ZZZZ", SIZES["phone"], address) as (page, _):
            expect(page.locator("#status")).to_contain_text("Look at the code again.")
        with page_of(browser, f"{address}/seat", SIZES["phone"], address) as (page, _):
            page.wait_for_url(f"{address}/")


def test_what_opens_everything_is_not_on_the_screen(
    browser: BrowserContext, tmp_path: Path
) -> None:
    """The address of the desk leaves the bar at once; the page is loaded again all the same."""
    with opened(tmp_path / "room") as (address, session):
        kept = session.state.kept
        for page_name in ("desk", "pass"):
            url = f"{address}/{page_name}#{kept.desk}"
            with page_of(browser, url, SIZES["laptop"], address) as (page, watched):
                expect(page.locator("#start")).to_be_visible()
                page.reload()
                expect(page.locator("#start")).to_be_visible()
                assert page.url == f"{address}/{page_name}"
                assert kept.desk not in page.content()
                assert violations(page) == []
                assert watched.complaints == []
        with (
            page_of(browser, f"{address}/desk#{kept.desk}", SIZES["laptop"], address) as (desk, _),
            caller(address) as http,
        ):
            desk.locator("#start").click()
            with desk.context.expect_page() as taken:
                desk.get_by_role("button", name="Take this seat over").first.click()
            seat = taken.value
            expect(seat.locator("h1")).to_contain_text("Washington")
            assert seat.url == f"{address}/seat"
            desk.get_by_role("button", name="Give it back").click()
            own = {"authorization": f"Bearer {kept.desk}"}
            assert http.get("/api/desk", headers=own).status_code == 200


def test_the_code_on_the_wall_turns(
    browser: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "room") as (address, session):
        url = f"{address}/wall#{session.state.kept.wall}"
        with page_of(browser, url, SIZES["beamer"], address) as (wall, _):
            path = wall.locator(".square path")
            first = path.get_attribute("d")
            monkeypatch.setattr(tickets, "QUARTER", 1.0)
            expect(path).not_to_have_attribute("d", str(first))


def test_wall_and_desk_follow_parallel_games(browser: BrowserContext, tmp_path: Path) -> None:
    with (
        opened(tmp_path / "room", months=2, games=2) as (address, session),
        People(address, session) as people,
    ):
        people.all_post("/api/forecast", {"chances": EVEN})
        wall_at, desk_at = (
            f"{address}/wall#{people.kept.wall}",
            f"{address}/desk#{people.kept.desk}",
        )
        with (
            page_of(browser, wall_at, SIZES["beamer"], address) as (wall, wall_said),
            page_of(browser, desk_at, SIZES["laptop"], address) as (desk, desk_said),
        ):
            expect(wall.locator(".big")).to_have_text(people.kept.code)
            expect(wall.locator("#dots figure").first).to_contain_text(f"{STUDENTS} forecasts")
            assert wall.locator("#dots circle").count() == 3 * STUDENTS
            assert wall.locator("button, input, a").count() == 0
            read_far(wall)
            desk.get_by_role("button", name="Start the first month").click()
            expect(wall.locator("h1")).to_have_text("What now?")
            expect(wall.locator("#headlines")).to_have_text("Spring 2017: patience gives way")
            people.all_post("/api/bet", {"month": 0, "chance": 20})
            expect(wall.locator("#dots")).to_contain_text(f"{STUDENTS} bets")
            desk.get_by_role("button", name="Pyongyang tests a missile.").click()
            expect(wall.locator("#headlines li").first).to_have_text(
                "Game 1: Pyongyang tests a missile."
            )
            desk.get_by_role("button", name="End this month").click()
            expect(wall.locator("#month")).to_contain_text("month 2 of 2")
            expect(wall.locator("#headlines")).to_contain_text("Last month, February 2017:")
            desk.get_by_text("Move or remove a phone").click()
            fine(wall, wall_said)
            read_far(wall)
            fine(desk, desk_said)
            desk.get_by_role("button", name="Let the model play the rest").click()
            expect(wall.locator("h1")).to_have_text("How it ended, and why")
            expect(wall.locator("#ends .ours")).not_to_have_count(0)
            expect(wall.locator(".lamps")).to_have_count(2)
            fine(wall, wall_said)
            fine(desk, desk_said)
            with desk.expect_download() as kept:
                desk.get_by_role("button", name="Keep the debrief").last.click()
            assert kept.value.suggested_filename == "debrief-2.html"
            debrief = kept.value.path().read_text(encoding="utf-8")
            assert "Debrief: what happened" in debrief


def test_students_are_told_which_seat_a_program_holds(
    browser: BrowserContext, tmp_path: Path
) -> None:
    programs = {"beijing": agent(tmp_path, "meets", MEETS)}
    with opened(tmp_path / "room", programs=programs) as (address, session):
        url = f"{address}/#{session.state.kept.code}"
        with page_of(browser, url, SIZES["phone"], address) as (page, watched):
            expect(page.locator("#vote")).to_contain_text("A program plays Beijing.")
            assert watched.complaints == []


def test_a_seat_says_once_that_nobody_has_checked_its_language(
    browser: BrowserContext, tmp_path: Path
) -> None:
    with (
        opened(tmp_path / "room", language="ko") as (address, session),
        People(address, session) as people,
    ):
        url = f"{address}/#{session.state.kept.code}"
        with page_of(browser, url, SIZES["phone"], address) as (page, _):
            expect(page.locator("#vote button").first).to_be_visible()
            expect(page.locator(".draft")).to_have_count(1)
        people.desk("start")
        with page_of(browser, f"{address}/wall#{people.kept.wall}", (1280, 720), address) as (
            wall,
            _,
        ):
            expect(wall.locator("#scene")).to_be_visible()
            expect(wall.locator("#foot")).to_be_in_viewport(ratio=1)


def test_menus_and_buttons_of_the_desk_stay_while_phones_come(
    browser: BrowserContext, tmp_path: Path
) -> None:
    with (
        opened(tmp_path / "room") as (address, session),
        People(address, session) as people,
        page_of(browser, f"{address}/desk#{people.kept.desk}", SIZES["laptop"], address) as (
            desk,
            _,
        ),
    ):
        desk.get_by_text("Move or remove a phone").click()
        menu = desk.get_by_label("Number 2", exact=True).element_handle()
        menu.focus()
        people.http.post("/api/join", json={"code": people.kept.code})
        expect(desk.get_by_label("Number 10", exact=True)).to_be_visible()
        assert menu.evaluate("menu => menu.isConnected && menu === document.activeElement")
        desk.get_by_role("button", name="Start the first month").hover()
        desk.mouse.down()
        with desk.expect_response(lambda answer: "/api/desk?" in answer.url):
            people.http.post("/api/join", json={"code": people.kept.code})
        desk.mouse.up()
        expect(desk.locator("#month")).to_contain_text("month 1 of 3")


def test_the_teacher_takes_a_seat_over_moves_a_phone_and_removes_it(
    browser: BrowserContext, tmp_path: Path
) -> None:
    with opened(tmp_path / "room") as (address, session), People(address, session) as people:
        people.desk("start")
        note = {"act": "note", "to": [], "text": "<img src=x onerror=alert(1)><b>peace</b>"}
        own = {"authorization": f"Bearer {people.tokens[1]}"}
        assert people.http.post("/api/seat/do", json=note, headers=own).status_code == 204
        with page_of(browser, f"{address}/wall#{people.kept.wall}", SIZES["laptop"], address) as (
            wall,
            said,
        ):
            # A note with markup is text, and its direction turns nothing beside it.
            expect(wall.locator("#headlines")).to_contain_text(f"\u2068{note['text']}\u2069")
            assert wall.locator("img, b").count() == 0
            assert said.complaints == []
        with page_of(browser, f"{address}/desk#{people.kept.desk}", SIZES["laptop"], address) as (
            desk,
            said,
        ):
            with desk.context.expect_page() as taken:
                desk.get_by_role("button", name="Take this seat over").first.click()
            seat = taken.value
            expect(seat.locator("h1")).to_contain_text("Washington")
            seat.locator("[data-easy]").nth(2).click()
            expect(seat.locator("#vote-status")).to_have_text("1 of 3 chose")
            expect(desk.locator(".place").first).to_contain_text("Leads: ")
            # The phone of Washington's seat goes to Seoul, and then out of the room.
            with page_of(
                browser, f"{address}/seat#{people.tokens[0]}", SIZES["phone"], address
            ) as (phone, _):
                expect(phone.locator("#vote")).to_contain_text("This phone is number 1.")
                desk.get_by_text("Move or remove a phone").click()
                desk.get_by_label("Number 1", exact=True).select_option("Seoul")
                expect(phone.locator("h1")).to_contain_text("Seoul")
                expect(phone.locator('[data-move="condemn"]')).to_be_attached()
                assert violations(desk) == []
                desk.get_by_label("Number 1", exact=True).select_option("out of the room")
                phone.wait_for_url(f"{address}/")
            desk.get_by_role("button", name="Give it back").click()
            expect(desk.get_by_role("button", name="Take this seat over").first).to_be_visible()
            assert said.complaints == []


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.long)])
def test_the_desk_sees_who_joined_in_which_minute_and_undoes_it(
    browser: BrowserContext, tmp_path: Path, language: str
) -> None:
    with (
        opened(tmp_path / "room", language=language) as (address, session),
        People(address, session) as people,
    ):
        with page_of(browser, f"{address}/desk#{people.kept.desk}", SIZES["laptop"], address) as (
            desk,
            said,
        ):
            desk.locator("#joins summary").click()
            expect(desk.locator("#joins")).to_contain_text(str(STUDENTS))
            fine(desk, said)
            # All joined within a minute, or two: the last button undoes the first of them.
            desk.locator("#joins button").last.click()
            expect(desk.locator("#joins button")).to_have_count(0)
            expect(desk.locator("#lead")).to_contain_text("0")
            assert said.complaints == []
        assert session.room.students() == []
