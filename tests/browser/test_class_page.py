"""The class page in a real browser: from disk, with the network off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.classroom.class_page.export import page as made
from sim.classroom.class_page.export import read_texts
from sim.classroom.class_page.lesson import read_lesson
from sim.classroom.class_page.record import recorded_lesson
from sim.study.run.interventions import ImposedMove
from sim.study.run.worlds import run
from sim.study.scenario import Scenario, load_scenario
from tests.browser.chromium import Watched, together, violations
from tests.browser.layout import go, resized
from tests.browser.offline import browser, page

__all__ = ["browser", "page"]
pytestmark = together
WORLDS = 12
SCREENS = {
    "headline": "#hook",
    "a world before its first month": "#play&choice=a",
    "a world in mid-course": "#play&choice=b&month=9",
    "a stop": "#play&choice=a&month=8",
    "two futures": "#play&choice=a&month=8&taken=2",
    "a world at its end": "#play&choice=a&month=36",
    "bet": "#bet&choice=a",
    "pairs opening": "#worlds&choice=a&bet=4&done=5",
    "pairs at their end": "#worlds&choice=a&bet=4&done=12&sort=1",
    "sandbox": "#sandbox&choice=a",
    "sandbox with changes": "#sandbox&choice=a&tried=beijing.policy:enforce,accident:0.02",
    "limits": "#limits&choice=a",
}
SIZES = {"phone": (360, 740), "beamer": (1920, 1080)}


def written(lesson: str, file: Path, scenario: Scenario | None = None, language: str = "en") -> Path:
    """Write the page of a lesson without the proof of its claims, which other tests try."""
    chosen = read_lesson(lesson)
    data = recorded_lesson(chosen, scenario or chosen.start, 7, WORLDS)
    file.write_text(made(read_texts(language, lesson), data), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("lose-lose", tmp_path_factory.mktemp("page") / "class.html")


def at(page: Page, file: Path, address: str) -> Watched:
    """Open the page at an address, watched from the start."""
    watched = Watched(page, file.as_uri())
    # From elsewhere: between two addresses of one file a browser loads nothing anew.
    page.goto("about:blank")
    page.goto(file.as_uri() + address)
    page.wait_for_selector("body[data-ready]")
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
    resized(page, *size)
    at(page, file, "")
    too_wide = []
    for name, address in SCREENS.items():
        go(page, address)
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
    page.emulate_media(reduced_motion="reduce")
    watched = at(page, file, "")
    focused = page.locator("h1:focus")
    press(page, "Washington presses, Beijing shields")
    expect(focused).to_have_text("One world")
    press(page, "Step")
    expect(page.locator("#play-now")).to_contain_text("month 1 of 36")
    press(page, "Start")
    expect(page.locator("#live")).to_contain_text("Tension")
    expect(page.locator("#play-question")).to_be_visible()
    press(page, "engagement")
    expect(page.locator("#future-would-title")).to_have_text("With your course: engagement")
    press(page, "Go on with the story")
    expect(page.locator("#play-futures")).to_be_hidden()
    press(page, re.compile("^Next"))
    expect(focused).to_have_text("Place your bet")
    page.locator("#bet-slider").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    press(page, "Place the bet")
    expect(focused).to_have_text("Two courses, the same luck")
    expect(page.locator("#worlds-result")).to_contain_text(f"Your bet: 3 of {WORLDS}.")
    press(page, "Start")
    expect(page.locator("#worlds-result")).to_contain_text("Your bet was 3.")
    press(page, re.compile("^Next"))
    page.locator("#sandbox-washington").focus()
    page.keyboard.press("e")
    expect(page.locator("#sandbox-result")).to_contain_text("of 500 worlds: lose-lose")
    press(page, re.compile("^Next"))
    expect(focused).to_have_text("What this cannot say")
    press(page, "Assumptions")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Reset")
    expect(focused).to_contain_text("Two giants")
    assert watched.complaints == []


def test_a_presenter_walks_from_stop_to_stop_and_on(page: Page, file: Path) -> None:
    at(page, file, "#play&choice=a")
    stops = page.locator("#play-stops button").count()
    for _ in range(stops):
        page.keyboard.press("PageDown")
    expect(page.locator("#play-events .end")).to_contain_text("This world ended")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#screen-bet")).to_be_visible()
    page.keyboard.press("PageUp")
    expect(page.locator("#screen-play")).to_be_visible()


def test_the_stage_says_what_was_said_and_done(page: Page, file: Path) -> None:
    from sim.analysis.counterfactual.story import story

    at(page, file, "#play&choice=a&month=8")
    lesson = read_lesson("lose-lose")
    month = story(lesson.start.change(lesson.first), 7, WORLDS - 1).months[7]
    texts = read_texts("en", "lose-lose")
    for capital in ("washington", "beijing", "pyongyang", "seoul"):
        shown = page.locator(f".{capital}-seat").inner_text()
        for kind in ("word", "deed"):
            assert texts[f"{kind}s.{capital}.{month.choices[f'{capital}.{kind}'].done}"] in shown
        assert texts[f"courses.{capital}.{month.courses[capital]}"] in shown
    expect(page.locator("#play-now strong")).to_contain_text(f"Tension {int(month.states['tension'] * 10) / 10:.1f}")


def test_the_other_future_is_that_of_a_course_imposed_in_python(page: Page, file: Path) -> None:
    at(page, file, "#play&choice=a&month=8&taken=2")
    lesson = read_lesson("lose-lose")
    scenario = lesson.start.change(lesson.first)
    held = [ImposedMove("washington", month, course="engagement") for month in range(8, 36)]
    would = run(scenario, 1, 7, first_world=WORLDS - 1, interventions=held)
    state = would.outcomes["final_state"][0]
    stops = [int(each) for each in page.evaluate("location.hash.match(/month=(\\d+)/).slice(1)")]
    assert stops == [8]
    if page.locator("#play-futures").is_visible():
        said = read_texts("en", "lose-lose")[f"states.{state}"]
        expect(page.locator("#future-would-end")).to_contain_text(said)
        worth = f"{would.columns['value_beijing'][0]:+.0f}".replace("-", "−")
        expect(page.locator("#future-would-worth li").nth(1).locator("strong")).to_have_text(worth)


def test_arrow_keys_walk_the_pairs_and_enter_opens_a_world(page: Page, file: Path) -> None:
    at(page, file, f"#worlds&choice=a&done={WORLDS}")
    pairs = page.locator("#worlds-pairs button")
    assert page.locator("#worlds-pairs button[tabindex='0']").count() == 1
    pairs.first.focus()
    page.keyboard.press("ArrowDown")
    expect(pairs.nth(10)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#play-many")).to_contain_text("World 1,")
    page.click("#play-back")
    expect(page.locator("#screen-worlds")).to_be_visible()


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
    at(page, file, written)
    assert page.locator("main").inner_text() == shown


@pytest.mark.parametrize(
    "address",
    ["#", "#nowhere", "#play&month=999&world=-1&choice=z&taken=9", "#crisis&lines=9",
     "#sandbox&tried=a:1,accident:9,kim_type:x", "#play&__proto__=1&constructor=2", "#%00&bet=1e3"],
)  # fmt: skip
def test_an_address_that_means_nothing_opens_the_page_all_the_same(page: Page, file: Path, address: str) -> None:
    watched = at(page, file, address)
    expect(page.locator("main > section:visible h1")).to_be_visible()
    assert watched.complaints == []


def test_back_and_forward_of_the_browser_walk_through_the_screens(page: Page, file: Path) -> None:
    # A story that plays would be months further by the time that somebody steps.
    page.emulate_media(reduced_motion="reduce")
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


def test_start_plays_to_the_next_stop_and_waits(page: Page, file: Path) -> None:
    page.clock.install(time=0)
    at(page, file, "#play&choice=a")
    page.clock.pause_at(3_600)
    label, first = page.locator("#start-label"), page.locator("#play-stops button").first
    page.click("#start")
    expect(label).to_have_text("Pause")
    page.clock.run_for(60_000)
    expect(label).to_have_text("Start")
    expect(first).to_have_attribute("aria-current", "step")
    expect(page.locator("#play-question")).to_be_visible()
    assert "month=" in page.evaluate("location.hash")
    page.click("#reset")
    expect(page.locator("#play-now")).to_contain_text("the start")


def test_without_motion_a_film_shows_its_end_at_once(page: Page, file: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, file, "#worlds&choice=a")
    page.click("#start")
    expect(page.locator("#worlds-result")).to_contain_text("with the other choice")
    moving = "all => all.filter(one => getComputedStyle(one).animationName !== 'none').length"
    assert page.locator("*").evaluate_all(moving) == 0


def test_step_in_the_last_month_leaves_the_focus_on_a_button(page: Page, file: Path) -> None:
    at(page, file, f"#worlds&choice=a&done={WORLDS - 1}")
    page.locator("#step").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#next")).to_be_focused()


def test_nothing_is_chosen_for_a_class_that_has_not(page: Page, file: Path) -> None:
    at(page, file, "#worlds")
    expect(page.locator("#screen-hook")).to_be_visible()
    expect(page.locator("#next")).to_be_disabled()
    assert page.locator("#steps a:not([href])").count() == 3
    page.click("#choice-b")
    expect(page.locator("#next")).to_be_enabled()


def test_next_keeps_a_bet_and_waits_for_one(page: Page, file: Path) -> None:
    at(page, file, "#bet&choice=a")
    expect(page.locator("#next")).to_be_disabled()
    page.locator("#bet-slider").fill("3")
    page.click("#next")
    expect(page.locator("#worlds-result")).to_contain_text(f"Your bet: 3 of {WORLDS}.")


def test_what_is_asked_stands_above_the_bar(page: Page, file: Path) -> None:
    resized(page, 1280, 800)
    at(page, file, "#play&choice=a")
    page.keyboard.press("PageDown")
    top = page.evaluate("document.querySelector('.bar').getBoundingClientRect().top")
    box = page.locator("#play-options").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= top


def test_in_forced_colours_a_hit_has_a_border(page: Page, file: Path) -> None:
    page.emulate_media(forced_colors="active")
    at(page, file, f"#worlds&choice=a&done={WORLDS}")
    width = "one => getComputedStyle(one).borderTopWidth"
    assert page.locator("#worlds-pairs .hit").first.evaluate(width) == "3px"


def test_a_title_from_outside_is_shown_as_text(page: Page, tmp_path: Path) -> None:
    title = '</script><img src=x onerror=alert(1)> & "quoted" {{csp}} <!--'
    scenario = load_scenario("2017-spring").change({"title": title, "months": 3})
    file = written("spiral", tmp_path / "class.html", scenario)
    watched = at(page, file, "#limits")
    expect(page.locator("#limits-made")).to_contain_text(title)
    assert page.locator("main img").count() == 0
    assert watched.complaints == []


def test_the_counts_on_the_screen_are_those_of_the_run(page: Page, file: Path) -> None:
    lesson = read_lesson("lose-lose")
    arms = [lesson.start.change(changes) for changes in (lesson.first, lesson.second)]
    pressed, talked = (run(arm, WORLDS, 7).flag("aims_lose_lose") for arm in arms)
    at(page, file, f"#worlds&choice=a&done={WORLDS}")
    expect(page.locator("#worlds-result .big")).to_contain_text(f"{pressed.sum()} of {WORLDS} worlds with")
    expect(page.locator("#worlds-result .big")).to_contain_text(f", {talked.sum()} with")
    assert page.locator("#worlds-pairs .half.hit").count() == pressed.sum() + talked.sum()
    assert page.locator("#worlds-pairs .flipped").count() == (pressed != talked).sum()


@pytest.mark.parametrize("without", ["", "Worker", "Blob"])
def test_a_slider_of_the_sandbox_gives_the_run_of_its_command(page: Page, file: Path, without: str) -> None:
    """Workers play beside the page, and where a browser lets none begin the page plays the same worlds."""
    if without:
        page.add_init_script(f"window.{without} = undefined")
    page.add_init_script("Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 })")
    watched = at(page, file, "#sandbox&choice=a")
    page.wait_for_selector(f"body[data-workers='{0 if without else 3}']")
    lesson = read_lesson("lose-lose")
    page.get_by_text("What they want").click()
    page.locator("[id='sandbox-washington.pressure']").fill("0.9")
    page.locator("#sandbox-beijing").select_option("mediate")
    changes = dict(lesson.first) | {"washington.pressure": 0.9, "beijing.policy": "mediate"}
    before, after = (
        run(lesson.start.change(each), 500, 7).flag("aims_lose_lose").sum() for each in (dict(lesson.first), changes)
    )
    expect(page.locator("#sandbox-result")).to_have_text(f"{before} → {after} of 500 worlds: lose-lose")
    assert "beijing.policy:mediate" in page.evaluate("location.hash")
    page.click("#sandbox-reset")
    expect(page.locator("#sandbox-result")).to_have_text(f"{before} of 500 worlds: lose-lose")
    assert watched.complaints == []


def test_no_text_stands_outside_the_file_of_strings(page: Page, tmp_path: Path) -> None:
    """In a language without Latin letters none is left on any screen, but for names, numbers and commands."""

    def foreign(key: str, text: str) -> str:
        known = {"language.tag": "ko", "language.dir": "ltr", "language.locale": "ko-KR"}
        return known.get(key) or re.sub(
            r"\{\w+\}|[A-Za-zéκ]", lambda found: found[0] if len(found[0]) > 1 else "가", text
        )

    lesson = read_lesson("spiral")
    data = recorded_lesson(lesson, load_scenario("2017-spring").change({"months": 6}), 7, 10)
    file = tmp_path / "ko.html"
    texts = {key: foreign(key, text) for key, text in read_texts("en", "spiral").items()}
    file.write_text(made(texts, data), encoding="utf-8")
    left = set()
    for name, address in SCREENS.items():
        if name == "limits":
            continue
        at(page, file, address.replace("=36", "=6").replace("=12", "=10").replace("month=8", "month=3"))
        said = page.locator("body").inner_text() + page.locator("[aria-label]").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-label')).join(' ')"
        )
        left |= set(re.findall(r"[A-Za-z]+", said))
    assert left == set()
    assert page.evaluate("document.documentElement.lang") == "ko"
