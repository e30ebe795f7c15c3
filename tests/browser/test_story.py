"""The story in a real browser, from disk and with the network off: played through, at every size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.classroom.class_page import counts_of, export
from sim.classroom.class_page.giants import (
    PUZZLES,
    both_better,
    cells_of,
    climb,
    solutions,
    wars_of,
)
from sim.classroom.class_page.lesson import PATHS, STORY, WAYS, Lesson, read_lesson
from sim.classroom.class_page.proving import LIE, effects, see
from sim.pages.text import texts
from tests.browser.chromium import page_apart, violations
from tests.browser.offline import browser
from tests.browser.story import (
    ASKED,
    CHOICES,
    FAR,
    OVER,
    SCROLLS,
    TEXT,
    at,
    keys,
    plain_plan,
    played,
    press,
)

__all__ = ["browser"]
SIZES = {"phone": (390, 844), "small": (360, 740), "laptop": (1280, 800)}
MOST_WORDS, MOST_SCREENS = 600, 50
TOLD = {key.removeprefix("story."): text for key, text in texts("story").items()}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story; that it proves, other tests try."""
    return export(STORY, tmp_path_factory.mktemp("story") / "class.html", proved=True)


@pytest.fixture(scope="module")
def bare(file: Path) -> Path:
    """The same page with its script not closed in a function, so that a test may call its parts."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    copy = file.with_name("bare.html")
    opened = text.replace('<script>"use strict";\n(function () {', '<script>"use strict";', 1)
    assert opened != text
    copy.write_text(re.sub(r"\}\)\(\);\s*</script>", "</script>", opened), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def story() -> Lesson:
    return read_lesson(STORY)


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with page_apart(
        browser, offline=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ) as opened:
        yield opened


@pytest.mark.parametrize("size", SIZES)
def test_a_play_is_short_mostly_choices_and_fits_without_a_scroll(
    browser: BrowserContext, file: Path, size: str
) -> None:
    width, height = SIZES[size]
    window = {"width": width, "height": height}
    with page_apart(browser, offline=True, viewport=window, reduced_motion="reduce") as page:
        watched = at(page, file, f"#luck={len(size)}")
        words, pressed, before = 0, [], set[str]()
        for number, key in played(page, plain_plan, MOST_SCREENS):
            shown = page.evaluate(TEXT)
            lines = set(
                shown.splitlines()
            )  # what stood there on the screen before is not read again
            words += sum(len(re.findall(r"\w[\w’]*", line)) for line in lines - before)
            before = lines
            assert (number, page.evaluate(SCROLLS)) == (number, False)
            assert (number, page.evaluate(FAR)) == (number, [])
            assert (number, page.evaluate(OVER)) == (number, [])
            assert re.findall(r"undefined|NaN|\{\w+\}|null", shown) == []
            pressed.append(key)
        choices = sum(key in CHOICES for key in pressed)
        assert choices >= 0.5 * len(pressed)
        assert words <= MOST_WORDS
        assert watched.complaints == []


def test_each_kind_of_screen_is_accessible(page: Page, file: Path) -> None:
    at(page, file, "#luck=3")
    looked: set[str] = set()
    for number, key in played(page, plain_plan):
        if (kind := " ".join(keys(page))) not in looked:
            assert (number, key, violations(page)) == (number, key, [])
            looked.add(kind)


def test_a_screen_reader_hears_each_line_that_is_said(page: Page, file: Path) -> None:
    at(page, file, "#luck=3")
    expect(page.locator("#line")).to_have_attribute("aria-live", "polite")
    press(page, "ships")
    spoken = page.locator("#line").inner_text()
    assert spoken in {text for key, text in TOLD.items() if key.startswith("says.")}
    expect(page.locator("#night")).to_have_attribute(
        "aria-label", re.compile(r"\d of 6 pieces of his rocket stand")
    )


def test_the_keyboard_alone_plays_to_the_last_card(page: Page, file: Path) -> None:
    at(page, file, "#luck=3")
    for _ in range(60):
        offered = keys(page)
        if "friend" in offered:
            break
        steps = 1 if "done" in offered or offered == ["again", "next"] else 0
        for _ in range(steps):
            page.keyboard.press("Tab")
        held = page.evaluate("document.activeElement.dataset.key")
        assert held == offered[steps]
        page.evaluate("document.getElementById('do').firstChild.dataset.old = ''")
        page.keyboard.press("Enter")
        page.wait_for_selector(
            "#do:not(:has([data-old])) button:enabled, #do button:not([data-old]):enabled"
        )
    assert "friend" in keys(page)


def test_with_motion_a_season_runs_and_a_hand_holds_the_button(
    browser: BrowserContext, file: Path
) -> None:
    with page_apart(browser, offline=True, viewport={"width": 390, "height": 844}) as page:
        watched = at(page, file, "#luck=3")
        page.locator('#do button[data-key="ships"]').click()
        page.wait_for_selector("#do button:disabled")
        page.wait_for_selector(ASKED)
        at(page, file, "#behind&luck=3")
        button = page.locator('#do button[data-key="hold"]')
        button.dispatch_event("pointerdown")
        page.wait_for_selector("#rocket .piece.on")
        button.dispatch_event("pointerup")
        page.wait_for_selector('#do button[data-key="next"]')
        assert page.locator("#title").inner_text() == TOLD["fate.down"]
        assert watched.complaints == []


def test_sound_is_off_until_it_is_asked_for(page: Page, file: Path) -> None:
    at(page, file, "")
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    page.locator("#sound").click()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    "address", ["#zzz", "#men&luck=<b>", "#luck=1e9", "#men&from=%00", "#luck="]
)
def test_a_link_that_was_tampered_with_opens_the_beginning_with_one_line(
    page: Page, file: Path, address: str
) -> None:
    watched = at(page, file, address)
    expect(page.locator("[role=alert]")).to_have_text(TOLD["tampered"])
    assert page.locator("#title").inner_text() == TOLD["night"]
    assert watched.complaints == []


def test_the_same_luck_brings_the_same_men_and_a_friend_gets_it(page: Page, file: Path) -> None:
    page.add_init_script("navigator.share = async ({ url }) => { window.sent = url; };")
    seen = []
    for _ in range(2):
        at(page, file, "#luck=5")
        seen.append([page.evaluate(TEXT) for _ in played(page, plain_plan)])
    assert seen[0] == seen[1]
    page.locator('#do button[data-key="friend"]').click()
    page.wait_for_function("window.sent")
    assert page.evaluate("sent").endswith("#luck=5")


@pytest.mark.parametrize("seed", range(3))
def test_no_cause_is_told_that_was_not_chosen(page: Page, file: Path, seed: int) -> None:
    """The mask names ships only to who sent some, and a knock only to who knocked."""
    chance = Random(seed)
    at(page, file, f"#luck={seed}")
    ways: list[str] = []
    for _ in range(18):
        offered = keys(page)
        key = chance.choice(offered)
        if offered == ["next"]:
            truths = " ".join(page.locator(".truth").all_inner_texts())
            assert "ships" in ways or not re.search(r"Ships[!.]", truths)
            assert "knock" in ways or "knocked" not in truths
            ways = []
        elif key in WAYS:
            ways.append(key)
        press(page, key)


def test_the_page_shows_what_the_prover_proves(page: Page, bare: Path, story: Lesson) -> None:
    """Pieces, tests, lies and motives on all paths of all shown worlds, to the last."""
    at(page, bare, "")
    signs = {"less": -1, "same": 0, "more": 1}
    for number, man in enumerate(story.men):
        for world in story.shown(man).values():
            view = see(story, man, PATHS, world, 1)
            found = page.evaluate(
                "([man, world, paths]) => paths.map((path) => { const life = manLife(LESSON.men[man], path, world);"
                " return path.map((_, season) => { const seen = seasonOf(life, season);"
                " return [seen.pieces, seen.tests, seen.dark.filter(Boolean).length, Number(seen.lied),"
                " truthOf(LESSON.men[man], path, world, season)]; }); })",
                [number, world, [[WAYS[way] for way in path] for path in PATHS]],
            )
            for place, wanted in enumerate((view.pieces, view.tests, view.dark, view.lies)):
                shown = np.array([[season[place] for season in path] for path in found])
                assert (wanted[:, :, 0] == shown.T).all()
            motives = effects(view)[:, :, 0]
            for path, seasons in enumerate(found):
                for season, (*_, key) in enumerate(seasons):
                    motive = LIE if key == "lie" else signs[key.rpartition("_")[2]]
                    assert motive == motives[season, path]


def test_the_climb_on_the_page_is_that_of_the_prover(page: Page, bare: Path, story: Lesson) -> None:
    at(page, bare, "")
    assert story.table.behind is not None
    for number, (name, face) in enumerate(story.table.behind.faces.items()):
        for firm in (0, 2, story.table.behind.months):
            lived, war = page.evaluate(
                "([face, firm]) => { const life = climbLife(CLIMB.faces[face], firm);"
                " return [life.lived, war(life)]; }",
                [number, firm],
            )
            proved = climb(story, name, firm, face.world, 1)
            assert bool(war) == bool(proved.war[0])
            assert not war or lived == proved.war_month[0]


def test_the_numbers_of_the_page_are_those_of_the_prover(
    page: Page, bare: Path, story: Lesson
) -> None:
    at(page, bare, "")
    assert page.evaluate("DATA.counts") == counts_of(story)
    assert page.evaluate("DATA.wars") == wars_of(story)
    assert page.evaluate("DATA.cells") == cells_of(story)


def test_the_sandbox_counts_as_the_prover_does_and_its_puzzles_can_be_solved(
    page: Page, bare: Path, story: Lesson
) -> None:
    at(page, bare, "#own")
    for puzzle, settings in zip(PUZZLES, solutions(story), strict=True):
        for greedy, err, gate, pay in settings[:2]:
            setting = {"greedy": greedy, "err": err, "gate": gate, "pay": pay}
            assert page.evaluate("set => bothIn(set)", setting) == both_better(
                story, greedy, err, gate, pay
            )
            assert page.evaluate("([puzzle, set]) => solves(puzzle, set)", [puzzle, setting])
    greedy, err, gate, pay = solutions(story)[0][0]
    for place, value in enumerate((2 * greedy, round(20 * err), round(20 * pay))):
        page.locator(".desk input").nth(place).fill(str(round(value)))
    page.locator(f'[data-gate="{gate}"]').click()
    press(page, "run")
    expect(page.locator(".task")).to_contain_text("✓ 2 of 3")


def test_a_payment_on_the_card_closes_the_gate_for_a_greedy_man_alone(
    page: Page, file: Path
) -> None:
    """Washington sends ships and pays: the two sleep better if he is greedy, and not if he is afraid."""
    ends = {}
    for luck in range(1, 30):
        at(page, file, f"#chairs&luck={luck}")
        for key in ("washington", "ships", "money", "ships"):
            press(page, key)
        verdict = page.locator(".verdict").inner_text()
        kind = re.findall(r"He was (\w+)", verdict)[0]
        ends[kind] = verdict
        if len(ends) == 2:
            break
    assert TOLD["sum.both"] in ends["greedy"]
    assert "paid for" in ends["greedy"]
    assert TOLD["sum.both"] not in ends["afraid"]
