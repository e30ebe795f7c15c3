"""The class page in a real browser: from disk, with the network off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.pages.class_page import export
from sim.pages.class_page.lesson import read_texts
from tests.browser.chromium import Watched, opened_browser, together, violations

pytestmark = together
WORLDS = 12
SCREENS = {
    "headline": "#hook",
    "a world before its first month": "#play&choice=a",
    "a world in mid-course": "#play&choice=b&month=9&who=pyongyang",
    "a world at its end": "#play&choice=a&month=36",
    "bet": "#bet&choice=a",
    "worlds running": "#worlds&choice=a&bet=4&frame=14",
    "worlds at their end": "#worlds&choice=a&bet=4&frame=36&sort=1",
    "lever before": "#lever&choice=a",
    "lever after": "#lever&choice=a&done=12",
    "crisis at its start": "#crisis&choice=a",
    "crisis at its end": "#crisis&choice=a&lines=0222&played=12",
    "sandbox": "#sandbox&choice=a&lineup=3110",
    "limits": "#limits&choice=a",
}
SIZES = {"phone": (360, 740), "beamer": (1920, 1080)}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export("lose-lose", tmp_path_factory.mktemp("page") / "class.html", worlds=WORLDS)


@pytest.fixture(scope="module")
def spiral(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lesson that comes first."""
    return export("spiral", tmp_path_factory.mktemp("page") / "class.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with opened_browser(viewport={"width": 1280, "height": 800}) as context:
        context.set_offline(True)
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def at(page: Page, file: Path, address: str) -> Watched:
    """Open the page at an address, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto(file.as_uri() + address)
    return watched


@pytest.mark.parametrize("address", SCREENS.values(), ids=SCREENS)
def test_every_screen_opens_from_disk_in_silence_and_is_accessible(page: Page, file: Path, address: str) -> None:
    watched = at(page, file, address)
    name = address[1:].partition("&")[0]
    expect(page.locator(f"#screen-{name} h1")).to_be_visible()
    assert page.locator("main > section:visible").count() == 1
    assert re.findall(r"undefined|NaN|null|\{\w+\}|\[object", page.locator("body").inner_text()) == []
    assert violations(page) == []
    assert watched.complaints == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_no_screen_is_wider_than_its_window(page: Page, file: Path, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    at(page, file, "")
    too_wide = []
    for name, address in SCREENS.items():
        page.evaluate("address => { location.hash = address }", address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(name)
    assert too_wide == []


def test_the_accessibility_check_finds_what_is_planted(page: Page) -> None:
    planted = "<img src='data:,'><p style='color: #ccc'>faint</p>"
    page.set_content(f"<html lang=en><title>x</title><main><h1>x</h1>{planted}</main>")
    assert {found.partition(":")[0] for found in violations(page)} == {"image-alt", "color-contrast"}


def test_the_policy_lets_no_other_script_or_style_in(page: Page, file: Path) -> None:
    at(page, file, "")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=\"x\" style=\"color: red\">x</p>')")
    script = "Object.assign(document.createElement('script'), {textContent: 'window.y = 1'})"
    page.evaluate(f"document.body.append({script})")
    assert page.evaluate("getComputedStyle(document.getElementById('x')).color") != "rgb(255, 0, 0)"
    assert page.evaluate("window.y") is None


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Walk with Tab to the button or link of that name, and press Enter."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate_all("(all) => all.includes(document.activeElement)"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def test_the_whole_lesson_by_keyboard_alone(page: Page, file: Path) -> None:
    watched = at(page, file, "")
    heading = page.locator("main > section:visible h1")
    focused = page.locator("h1:focus")
    press(page, "Washington presses, Beijing shields")
    expect(focused).to_have_text("Play one world")
    press(page, "Step")
    expect(page.locator("#live")).to_contain_text("February 2017. Tension")
    expect(page.locator("#play-now")).to_contain_text("month 1 of 36")
    press(page, re.compile("^Beijing"))
    expect(page.locator("#play-why h2")).to_have_text("What Beijing could say and do")
    press(page, re.compile("^Next"))
    expect(focused).to_have_text("Place your bet")
    page.locator("#bet-slider").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    press(page, "Place the bet")
    expect(focused).to_have_text(f"{WORLDS} worlds, one course")
    expect(page.locator("#worlds-result")).to_contain_text(f"Your bet: 3 of {WORLDS}.")
    press(page, "Step")
    expect(page.locator("#worlds-result")).to_contain_text("February 2017")
    press(page, re.compile("^Next"))
    expect(focused).to_have_text("Change one lever, keep the luck")
    press(page, "Step")
    expect(page.locator("#lever-result")).to_contain_text(f"1 of {WORLDS} worlds replayed")
    press(page, re.compile("^Next"))
    press(page, "engagement")
    press(page, "Pause")
    press(page, "Reset")
    expect(page.locator("#crisis-question")).to_contain_text("Quarter 1")
    press(page, re.compile("^Next"))
    page.locator("#lineup-washington").focus()
    page.keyboard.press("e")
    expect(page.locator("#sandbox-result")).to_contain_text(f"of {WORLDS} worlds: lose-lose")
    press(page, re.compile("^Next"))
    expect(heading).to_have_text("Where this comes from, and what it cannot say")
    press(page, "Assumptions")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    press(page, "Reset")
    expect(focused).to_contain_text("Two giants")
    assert watched.complaints == []


def test_arrow_keys_walk_the_tiles_and_enter_opens_a_world(page: Page, file: Path) -> None:
    at(page, file, "#worlds&choice=a&frame=36")
    tiles = page.locator("#worlds-tiles button")
    assert page.locator("#worlds-tiles button[tabindex='0']").count() == 1
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tiles.nth(11)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#play-many")).to_contain_text("World 2 of")


def test_the_skip_link_leads_to_the_screen_and_keeps_the_address(page: Page, file: Path) -> None:
    at(page, file, "#bet&choice=b")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.evaluate("location.hash") == "#bet&choice=b"


@pytest.mark.parametrize("address", SCREENS.values(), ids=SCREENS)
def test_a_shared_link_gives_the_same_screen(page: Page, file: Path, address: str) -> None:
    at(page, file, address)
    shown = page.locator("main").inner_text()
    written = page.evaluate("addressNow = document.querySelector('#steps a[aria-current]').getAttribute('href')")
    assert set(written[1:].split("&")) <= set(address[1:].split("&"))
    page.goto("about:blank")
    page.goto(file.as_uri() + written)
    assert page.locator("main").inner_text() == shown


@pytest.mark.parametrize(
    "address",
    ["#", "#nowhere", "#play&month=999&world=0&choice=z&who=paris", "#crisis&lines=9", "#sandbox&lineup=99",
     "#play&__proto__=1&constructor=2", "#%00&bet=1e3"],
)  # fmt: skip
def test_an_address_that_means_nothing_opens_the_page_all_the_same(page: Page, file: Path, address: str) -> None:
    watched = at(page, file, address)
    expect(page.locator("main > section:visible h1")).to_be_visible()
    assert watched.complaints == []


def test_back_and_forward_of_the_browser_walk_through_the_screens(page: Page, file: Path) -> None:
    at(page, file, "")
    page.click("#choice-b")
    page.click("#step")
    page.click("#next")
    page.go_back()
    expect(page.locator("#play-now")).to_contain_text("month 1 of 36")
    page.go_back()
    expect(page.locator("#screen-hook")).to_be_visible()
    page.go_forward()
    expect(page.locator("#screen-play")).to_be_visible()


def test_start_plays_and_pauses_and_reset_goes_back(page: Page, file: Path) -> None:
    page.clock.install(time=0)
    at(page, file, "#worlds&choice=a")
    page.clock.pause_at(3_600)
    result, label = page.locator("#worlds-result"), page.locator("#start-label")
    page.click("#start")
    page.clock.run_for(4 * 160 + 50)
    expect(label).to_have_text("Pause")
    expect(result).to_contain_text("May 2017")
    assert "frame" not in page.evaluate("location.hash")
    page.click("#start")
    page.clock.run_for(10_000)
    expect(label).to_have_text("Start")
    expect(result).to_contain_text("May 2017")
    assert page.evaluate("location.hash") == "#worlds&choice=a&frame=4"
    page.click("#reset")
    expect(result).to_contain_text("stand ready")
    assert "frame" not in page.evaluate("location.hash")
    page.click("#start")
    page.clock.run_for(60_000)
    expect(result).to_contain_text(f"of {WORLDS} worlds: lose-lose")
    expect(label).to_have_text("Start")


def test_without_motion_a_film_shows_its_end_at_once(page: Page, file: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, file, "#lever&choice=a")
    page.click("#start")
    expect(page.locator("#lever-result")).to_contain_text("worlds flip")
    moving = "all => all.filter(one => getComputedStyle(one).animationName !== 'none').length"
    assert page.locator("*").evaluate_all(moving) == 0


def test_a_film_under_way_is_kept_when_the_class_goes_on(page: Page, file: Path) -> None:
    page.clock.install(time=0)
    at(page, file, "#worlds&choice=a")
    page.clock.pause_at(3_600)
    page.click("#start")
    page.clock.run_for(6 * 160 + 50)
    page.click("#next")
    expect(page.locator("#start-label")).to_have_text("Start")
    page.go_back()
    expect(page.locator("#worlds-result")).to_contain_text("July 2017")


def test_whoever_waits_for_the_next_quarter_gets_its_question(page: Page, file: Path) -> None:
    page.clock.install(time=0)
    at(page, file, "#crisis")
    page.clock.pause_at(3_600)
    page.locator("#crisis-ask button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title-crisis")).to_be_focused()
    page.clock.run_for(3 * 900 + 50)
    expect(page.locator("#crisis-question")).to_be_focused()
    expect(page.locator("#crisis-question")).to_contain_text("Quarter 2")


def test_the_class_comes_down_or_not_quarter_by_quarter(page: Page, file: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, file, "#crisis")
    for quarter in range(4):
        expect(page.locator("#crisis-question")).to_contain_text(f"Quarter {quarter + 1} of 4")
        page.get_by_role("button", name="engagement", exact=True).click()
    expect(page.locator("#crisis-result")).to_contain_text(f"of {WORLDS} worlds come down")
    assert "lines=2222&played=12" in page.evaluate("location.hash")


def test_a_tile_of_the_other_line_opens_its_world_and_leaves_choice_and_bet_alone(page: Page, file: Path) -> None:
    at(page, file, f"#lever&choice=a&bet=4&done={WORLDS}")
    page.locator("#lever-tiles button").nth(6).click()
    expect(page.locator("#play-line")).to_have_text("Not your course but the other: wait and enforce")
    address = page.evaluate("location.hash")
    assert "choice=a" in address
    assert "view=b" in address
    page.click("#play-back")
    expect(page.locator("#screen-lever")).to_be_visible()
    expect(page.locator("#lever-lead")).to_contain_text("press and shield → wait and enforce")
    assert page.evaluate("location.hash") == f"#lever&choice=a&world=7&bet=4&done={WORLDS}"
    page.go_back()
    expect(page.locator("#play-line")).to_contain_text("the other: wait and enforce")


def test_nothing_is_chosen_for_a_class_that_has_not(page: Page, file: Path) -> None:
    at(page, file, "#worlds")
    expect(page.locator("#screen-hook")).to_be_visible()
    expect(page.locator("#next")).to_be_disabled()
    assert page.locator("#steps a:not([href])").count() == 4
    page.click("#choice-b")
    expect(page.locator("#next")).to_be_enabled()


def test_next_keeps_a_bet_and_waits_for_one(page: Page, file: Path) -> None:
    at(page, file, "#bet&choice=a")
    expect(page.locator("#next")).to_be_disabled()
    page.locator("#bet-slider").fill("3")
    page.click("#next")
    expect(page.locator("#worlds-result")).to_contain_text(f"Your bet: 3 of {WORLDS}.")


def test_a_film_stops_and_writes_with_its_last_frame(page: Page, file: Path) -> None:
    page.clock.install(time=0)
    at(page, file, "#crisis&lines=222&played=9")
    page.clock.pause_at(3_600)
    page.locator("#crisis-ask button").first.click()
    page.clock.run_for(3 * 900 + 50)
    assert "played=12" in page.evaluate("location.hash")
    expect(page.locator("#start-label")).to_have_text("Start")


def test_why_brings_its_table_into_view(page: Page, file: Path) -> None:
    at(page, file, "#play&choice=a&month=9")
    page.click("[data-capital=pyongyang]")
    bottom = page.evaluate("document.querySelector('#play-why h2').getBoundingClientRect().bottom")
    assert bottom <= page.evaluate("document.querySelector('.bar').getBoundingClientRect().top")


@pytest.mark.parametrize("address", ["#crisis&choice=a", "#sandbox&choice=a"])
def test_what_is_asked_stands_above_the_bar(page: Page, file: Path, address: str) -> None:
    """On a phone the first choice of the crisis, on a laptop the tiles and endings of the sandbox."""
    crisis = address.startswith("#crisis")
    page.set_viewport_size({"width": 390, "height": 844} if crisis else {"width": 1280, "height": 800})
    at(page, file, address)
    top = page.evaluate("document.querySelector('.bar').getBoundingClientRect().top")
    for place in ["#crisis-ask button"] if crisis else ["#sandbox-tiles", "#sandbox-endings"]:
        box = page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= top


def test_in_forced_colours_a_hit_has_a_border(page: Page, file: Path) -> None:
    page.emulate_media(forced_colors="active")
    at(page, file, "#worlds&choice=a&frame=36")
    width = "one => getComputedStyle(one).borderTopWidth"
    assert page.locator("#worlds-tiles .hit").first.evaluate(width) == "3px"
    assert page.locator("#worlds-tiles .miss").first.evaluate(width) == "0px"


def test_the_spiral_stops_at_its_decisive_months_and_ends_with_its_moral(page: Page, spiral: Path) -> None:
    texts = read_texts("en", "spiral")["lesson"]
    at(page, spiral, "")
    expect(page.locator("#screen-hook")).to_contain_text(texts["question"])
    page.evaluate("location.hash = '#play&choice=a&month=10'")
    expect(page.locator("#play-events")).to_contain_text(texts["moments"]["2017-11"])
    page.evaluate("location.hash = '#play&choice=b&month=10'")
    expect(page.locator("#play-events")).not_to_contain_text(texts["moments"]["2017-11"])
    page.evaluate("location.hash = '#bet&choice=a'")
    question = "In how many of 50 worlds is the deterrent complete at the end?"
    expect(page.locator("#bet-question")).to_have_text(question)
    page.evaluate("location.hash = '#lever&choice=a&done=50'")
    expect(page.locator("#lever-result")).to_contain_text(texts["moral"])
    out = page.locator("#lever-tiles .flipped.miss[aria-label*=' war;']").count()
    told = page.locator("#lever-result", has_text=f"But {out} of the")
    assert told.count() == (1 if out else 0)
    page.evaluate("location.hash = '#crisis&choice=a'")
    expect(page.locator("#crisis-ask button")).to_have_text(
        ["press (maximum pressure)", "patience", "talk (engagement)"]
    )
    page.evaluate("location.hash = '#limits&choice=a'")
    expect(page.locator("#limits-readings h2")).to_have_text(["The same worlds, counted in other ways"])
    expect(page.locator("#limits-readings tbody th").first).to_have_text("a complete deterrent")


def test_a_title_from_outside_is_shown_as_text(page: Page, tmp_path: Path) -> None:
    from sim.study.scenario import load_scenario

    title = '</script><img src=x onerror=alert(1)> & "quoted" {{csp}} <!--'
    scenario = load_scenario("2017-spring").change({"title": title, "months": 3})
    file = export("spiral", tmp_path / "class.html", scenario=scenario, worlds=10)
    watched = at(page, file, "#limits")
    expect(page.locator("#limits-made")).to_contain_text(title)
    assert page.locator("main img").count() == 0
    assert watched.complaints == []


def test_the_counts_on_the_screen_are_those_of_the_run(page: Page, file: Path) -> None:
    from sim.pages.class_page.lesson import read_lesson
    from sim.study.run.worlds import run
    from sim.study.scenario import load_scenario

    lesson = read_lesson("lose-lose")
    scenario = load_scenario(lesson.scenario)
    pressed, waited = (
        run(scenario.change(changes), WORLDS, 7).flag("lose_lose") for changes in (lesson.first, lesson.second)
    )
    at(page, file, "#worlds&choice=a&frame=36")
    expect(page.locator("#worlds-result .big")).to_have_text(f"{pressed.sum()} of {WORLDS} worlds: lose-lose")
    assert page.locator("#worlds-tiles .hit").count() == pressed.sum()
    at(page, file, f"#lever&choice=b&done={WORLDS}")
    expect(page.locator("#lever-result .big")).to_contain_text(f"{(pressed != waited).sum()} of {WORLDS} worlds flip")
    assert page.locator("#lever-tiles .flipped").count() == (pressed != waited).sum()
    at(page, file, "#sandbox")
    expect(page.locator("#sandbox-result")).to_contain_text(f"{pressed.sum()} of {WORLDS} worlds")


def test_no_text_stands_outside_the_file_of_strings(page: Page, tmp_path: Path) -> None:
    """In a language without Latin letters none is left on any screen, but for names, numbers and commands."""
    from sim.pages.class_page.lesson import page as made
    from sim.pages.class_page.lesson import read_lesson, read_texts
    from sim.pages.class_page.record import recorded_lesson
    from sim.study.scenario import load_scenario

    def foreign(texts: dict[str, Any] | str, key: str = "") -> Any:
        if isinstance(texts, dict):
            return {name: foreign(each, name) for name, each in texts.items()}
        if key in ("lang", "dir", "locale"):
            return {"lang": "ko", "dir": "ltr", "locale": "ko-KR"}[key]
        return re.sub(r"\{\w+\}|[A-Za-zéκ]", lambda found: found[0] if len(found[0]) > 1 else "가", texts)

    lesson = read_lesson("spiral")
    data = recorded_lesson(lesson, load_scenario("2017-spring").change({"months": 6}), 7, 10)
    file = tmp_path / "ko.html"
    file.write_text(made(foreign(read_texts("en", "spiral")), data), encoding="utf-8")
    left = set()
    for name, address in SCREENS.items():
        if name == "limits":
            continue
        page.goto("about:blank")
        at(page, file, address.replace("=36", "=6").replace("=12", "=10"))
        said = page.locator("body").inner_text() + page.locator("[aria-label]").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-label')).join(' ')"
        )
        left |= set(re.findall(r"[A-Za-z]+", said))
    assert left == set()
    assert page.evaluate("document.documentElement.lang") == "ko"
