"""The course in a real browser, from disk and with the network off: every screen, every way through, every number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sim.analysis.claims import examine
from sim.classroom.class_page.course import read_course
from sim.classroom.class_page.export import page as made
from sim.classroom.class_page.export import read_texts
from sim.classroom.class_page.lesson import read_lesson
from sim.classroom.class_page.proof import SEED, page_data
from sim.classroom.class_page.record import moments, recorded_course
from sim.game.catalogue import MOVES
from sim.study.run.worlds import run
from tests.browser.chromium import Watched, page_apart, together, violations
from tests.browser.layout import SIZES, go, resized
from tests.browser.offline import WINDOW, browser

__all__ = ["browser"]
pytestmark = together
COURSE = read_course()
TEXTS = read_texts("en", "course")
SCREENS = {
    "choice": "#beat-1",
    "guess": "#beat-4&said=...b",
    "two futures": "#beat-1&said=a1",
    "two futures, half way": "#beat-3&said=..b2&upto=9",
    "a war": "#beat-4&said=...a0",
    "who pays": "#beat-5&said=....b1",
    "fifty worlds, shut": "#beat-6",
    "fifty worlds": "#beat-6&said=.....a1",
    "the line": "#beat-7&said=......b0&line=3",
    "a world from a beat": "#play&lesson=spiral&choice=a&world=20&view=a&from=beat-1&month=9",
    "before": "#before",
    "after": "#after",
    "sandbox": "#sandbox",
    "limits": "#limits",
}
FIRST_DECISION, FIRST_POINT = 60, 350
LEAST_WORDS_A_SECOND = 4.0
BEFORE, AFTER = [2, 1, 1, 0, 1], [2, 0, 1, 1, 0]
CUT = """() => [...document.querySelectorAll("main button, main h1, main h2, main p, main li, .bar button, .steps a")]
  .filter((each) => each.offsetParent && getComputedStyle(each).display !== "inline")
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)"""


def written(file: Path) -> Path:
    """Write the course with claims measured in few worlds; other tests prove them."""
    rested = {name for beat in COURSE.beats for name in beat.claims}
    claims = [claim for name in COURSE.lessons for claim in read_lesson(name).claims] + list(COURSE.claims)
    findings = {claim.name: page_data(examine(claim, 400)) for claim in claims if claim.name in rested}
    data = recorded_course(COURSE) | {"claims": findings}
    file.write_text(made(TEXTS, data), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("course") / "class.html")


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with page_apart(browser, offline=True, viewport=WINDOW, reduced_motion="reduce") as opened:
        yield opened


def at(page: Page, file: Path, address: str) -> Watched:
    """Open the page at an address, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto("about:blank")
    page.goto(file.as_uri() + address)
    page.wait_for_selector("body[data-ready]")
    return watched


def words(page: Page) -> int:
    """The words that are to be read on the screen, those on the stage and on buttons with them."""
    return len(page.locator("main").inner_text().split())


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_screen_is_silent_whole_and_within_its_window(page: Page, file: Path, size: tuple[int, int]) -> None:
    resized(page, *size)
    watched = at(page, file, "")
    wrong = {}
    for name, address in SCREENS.items():
        go(page, address)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        tall = size != SIZES["phone"] and page.evaluate("document.documentElement.scrollHeight > innerHeight")
        empty = re.findall(r"undefined|NaN|null|\{\w+\}|\[object", page.locator("body").inner_text())
        if found := page.evaluate(CUT) + empty + ["too wide"] * wide + ["too tall"] * tall:
            wrong[name] = found
        assert page.locator("main > section:visible").count() == 1
    assert wrong == {}
    assert watched.complaints == []


def test_every_screen_is_accessible(page: Page, file: Path) -> None:
    at(page, file, "")
    for address in SCREENS.values():
        go(page, address)
        assert violations(page) == [], address


def test_the_first_decision_and_the_first_point_come_soon(page: Page, file: Path) -> None:
    """Sixty words to a decision, two clicks and 350 words to the point: fifteen seconds, and less than two minutes."""
    at(page, file, "")
    first = words(page)
    assert first <= FIRST_DECISION
    assert first / LEAST_WORDS_A_SECOND <= 15
    page.click("#beat-choices button >> nth=0")
    expect(page.locator("#beat-bet")).to_be_focused()
    read = words(page)
    page.click("#beat-options button >> nth=1")
    expect(page.locator("#beat-point")).to_be_visible()
    assert read + words(page) <= FIRST_POINT


def test_nothing_is_revealed_before_it_is_guessed(page: Page, file: Path) -> None:
    at(page, file, "")
    for number, beat in enumerate(COURSE.beats, 1):
        go(page, f"#beat-{number}&said={'.' * (number - 1)}a")
        assert TEXTS[f"beats.{beat.name}.point"] not in page.locator("main").inner_text()
        expect(page.locator("#next")).to_be_disabled()


def test_a_clicker_and_a_space_lead_through_the_whole_course(page: Page, file: Path) -> None:
    watched = at(page, file, "")
    for number, beat in enumerate(COURSE.beats, 1):
        expect(page.locator("#title-beat")).to_have_text(TEXTS[f"beats.{beat.name}.headline"])
        for _ in range(2):
            page.keyboard.press("PageDown")
            page.keyboard.press("Space")
        expect(page.locator("#beat-point")).to_have_text(TEXTS[f"beats.{beat.name}.point"])
        assert page.evaluate("location.hash").count(".") == number - 1
        page.keyboard.press("PageDown")
    expect(page.locator("h1:focus")).to_have_text(TEXTS["title.after"])
    for digit in "12121":
        page.keyboard.press(digit)
    expect(page.locator("#quiz-scores")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(page.locator("h1:focus")).to_have_text(TEXTS["title.sandbox"])
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1:focus")).to_have_text(TEXTS["title.limits"])
    page.keyboard.press("PageUp")
    expect(page.locator("#screen-sandbox")).to_be_visible()
    assert watched.complaints == []


def test_the_film_runs_to_the_point_and_a_click_on_the_clicker_ends_it(page: Page, file: Path) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.clock.install(time=0)
    at(page, file, "#beat-2&said=.a")
    page.clock.pause_at(3_600)
    page.click("#beat-options button >> nth=2")
    expect(page.locator("#beat-point")).to_be_hidden()
    page.clock.run_for(1_000)
    expect(page.locator("#beat-point")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(page.locator("#screen-beat")).to_be_visible()
    page.clock.run_for(1_000)
    expect(page.locator("#beat-point")).to_be_visible()


@pytest.mark.parametrize("number", range(1, len(COURSE.beats) + 1))
def test_what_a_beat_counts_is_what_python_counts(page: Page, file: Path, number: int) -> None:
    beat = COURSE.beats[number - 1]
    at(page, file, f"#beat-{number}&said={'.' * (number - 1)}b0")
    said = page.locator("#beat-shown").inner_text()
    if beat.measure == "hits":
        outcome = read_lesson(beat.lesson).outcome
        counted = {side: run(beat.arms[side].scenario, 50, SEED).flag(outcome).sum() for side in beat.arms}
        assert page.locator("#beat-pairs .half.hit").count() == sum(counted.values())
    else:
        counted = {}
        for side, arm in beat.arms.items():
            made = run(arm.scenario, 1, SEED, first_world=beat.world, interventions=arm.imposed)
            deeds = made.actions["pyongyang.deed"][beat.month : beat.until, 0]
            counted[side] = int(((deeds == 3) | (deeds == 4)).sum())
            if beat.measure != "claim":
                shown = page.locator("#beat-yours-end" if side == "b" else "#beat-other-end")
                expect(shown).to_contain_text(f"Tests in {counted[side]} months.")
    assert said.startswith(TEXTS[f"beats.{beat.name}.shown_b"].format(**counted))


@pytest.mark.parametrize("number", range(1, 6))
def test_both_futures_show_who_did_what_and_what_moved_the_tension(page: Page, file: Path, number: int) -> None:
    """The words count the months, and the parts of the ladder make the whole, as Python has them."""
    beat = COURSE.beats[number - 1]
    at(page, file, f"#beat-{number}&said={'.' * (number - 1)}a0")
    for name, side in (("yours", "a"), ("other", "b")):
        made = run(beat.arms[side].scenario, 1, SEED, first_world=beat.world, interventions=beat.arms[side].imposed)
        lived = min(beat.until, int(made.outcomes["months"][0]))
        deeds = made.actions["pyongyang.deed"][beat.month : lived, 0]
        said = page.locator(f"#beat-{name}-duet").inner_text()
        for move in ("missile_test", "big_test"):
            told = TEXTS[f"deeds.pyongyang.{move}"]
            if told in said:
                place = [each.name for each in MOVES["pyongyang.deed"]].index(move)
                assert f"{told} {(deeds == place).sum()}×" in said
        tension = made.state["tension"][:, 0]
        parts = [float(each.replace("−", "-")) for each in page.locator(f"#beat-{name}-parts strong").all_inner_texts()]
        assert parts[-1] == pytest.approx(tension[lived] - tension[beat.month], abs=0.051)
        assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.05 * (len(parts) + 3))


def test_the_line_moves_the_count_and_the_dark_halves(page: Page, file: Path) -> None:
    at(page, file, "#beat-7&said=......a2")
    counts = []
    for line in ("one other aim", "two other aims", "three other aims"):
        page.get_by_role("button", name=line).click()
        counts.append(page.locator("#beat-pairs .half.hit").count())
        shown = re.findall(r"\d+", page.locator("#beat-line-now").inner_text())
        assert int(shown[0]) + int(shown[2]) == counts[-1]
    assert counts[0] > 2 * counts[1] > 4 * counts[2] > 0


def test_a_world_opened_from_a_beat_is_the_one_of_the_beat_and_leads_back(page: Page, file: Path) -> None:
    at(page, file, "#beat-1&said=a1")
    page.click("#beat-closer")
    expect(page.locator("#play-line")).to_contain_text(TEXTS["beats.one-move.a"])
    go(page, re.sub(r"&month=\d+", "", page.evaluate("location.hash")) + "&month=9")
    expect(page.locator(".washington-seat .seat-deed")).to_have_text(TEXTS["deeds.washington.deploy"])
    page.click("#play-back")
    expect(page.locator("#beat-point")).to_be_visible()


def test_answers_stay_on_the_device_and_the_gain_is_shown(page: Page, file: Path) -> None:
    at(page, file, "")
    page.click("#beat-before-link")
    for place in BEFORE:
        page.click(f"#quiz-answers button >> nth={place}")
    expect(page.locator("#quiz-said")).to_have_text(TEXTS["quiz.done_before"])
    assert page.locator("#quiz-scores").is_hidden(), "no marks before"
    page.click("#quiz-begin")
    expect(page.locator("#screen-beat")).to_be_visible()
    at(page, file, "#after")
    for place in AFTER:
        page.click(f"#quiz-answers button >> nth={place}")
    expect(page.locator("#quiz-said")).to_have_text("2 of 5 before, 5 of 5 after.")
    assert page.locator(".score-number").all_inner_texts() == ["2", "5"]
    assert page.evaluate("location.hash") == "#after"
    at(page, file, "#after")
    expect(page.locator("#quiz-said")).to_have_text("2 of 5 before, 5 of 5 after.")
    assert not page.evaluate("document.documentElement.scrollHeight > innerHeight"), "the gain is to be held up whole"
    page.click("#quiz-again")
    expect(page.locator("#title-quiz")).to_have_text(TEXTS["title.before"])
    expect(page.locator("#quiz-question")).to_be_visible()
    assert page.evaluate("localStorage.getItem('korea-escalation after')") == "[]", "marks seen are no answers before"


def test_who_did_not_answer_before_is_shown_no_gain(page: Page, file: Path) -> None:
    at(page, file, "#after")
    for place in AFTER:
        page.click(f"#quiz-answers button >> nth={place}")
    expect(page.locator("#quiz-said")).to_contain_text("so there is no gain to show")
    assert page.locator(".score-number").count() == 0
    expect(page.locator("#quiz-show")).to_be_empty()
    go(page, "#before")
    expect(page.locator("#quiz-said")).to_have_text(TEXTS["quiz.too_late"])


def test_after_a_beat_the_questions_before_are_closed(page: Page, file: Path) -> None:
    at(page, file, "#before&said=a1")
    expect(page.locator("#quiz-said")).to_have_text(TEXTS["quiz.too_late"])
    expect(page.locator("#quiz-question")).to_be_hidden()


def test_the_questions_before_are_one_step_back_from_the_first_choice(page: Page, file: Path) -> None:
    at(page, file, "")
    page.keyboard.press("PageUp")
    expect(page.locator("h1:focus")).to_have_text(TEXTS["title.before"])
    expect(page.locator("#steps [aria-current]")).to_have_text(re.compile(TEXTS["screen.before"]))
    expect(page.locator("#back")).to_be_disabled()
    page.keyboard.press("PageDown")
    expect(page.locator("#title-beat")).to_be_focused()


def test_the_sandbox_counts_what_one_asks_for(page: Page, file: Path) -> None:
    """Of the same 500 worlds, and what is counted is what Python counts; a reload keeps the question."""
    at(page, file, "#sandbox")
    scenario = read_lesson(COURSE.home).start.change(read_lesson(COURSE.home).first)
    played = run(scenario, 500, SEED)
    for outcome in ("crisis", "turn", "war"):
        page.get_by_label(TEXTS["sandbox.count"], exact=True).select_option(outcome)
        said = f"{played.flag(outcome).sum()} of 500 worlds: {TEXTS[f'counted.{outcome}']}"
        expect(page.locator("#sandbox-result")).to_have_text(said)
        assert page.locator("#sandbox-pairs .half.hit").count() == 2 * played.flag(outcome)[:50].sum()
    at(page, file, page.evaluate("location.hash"))
    expect(page.locator("#sandbox-result")).to_have_text(said)


def test_without_storage_answers_last_as_long_as_the_page(page: Page, file: Path) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })")
    watched = at(page, file, "#after")
    for place in AFTER:
        page.click(f"#quiz-answers button >> nth={place}")
    expect(page.locator("#quiz-said")).to_contain_text("5 of 5.")
    assert watched.complaints == []


def test_hands_of_a_class_become_means_with_their_intervals(page: Page, file: Path) -> None:
    """The teacher's page need not answer itself. The gain's interval is that of two groups."""
    at(page, file, "#after")
    page.get_by_text(TEXTS["quiz.tally"]).click()
    page.get_by_label("2 right, before").fill("10")
    page.get_by_label("4 right, before").fill("10")
    expect(page.locator("#quiz-means")).to_contain_text("before: 3.0 of 5 on average (2.6 to 3.4, 95 %, n = 20)")
    expect(page.locator("#quiz-means")).to_contain_text("after: too few hands yet")
    page.get_by_label("3 right, after").fill("10")
    page.get_by_label("5 right, after").fill("10")
    half = 1.96 * (2 * (20 / 19) / 20) ** 0.5
    said = f"{TEXTS['quiz.tally_gain'].split(':')[0]}: +1.0 on average (+{1 - half:.1f} to +{1 + half:.1f}, 95 %"
    expect(page.locator("#quiz-means .big")).to_contain_text(said)


def test_the_sheet_of_the_hour_is_one_page_of_paper(page: Page, file: Path) -> None:
    at(page, file, "")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    page.emulate_media(media="print")
    said = page.locator("#hour").inner_text()
    assert all(TEXTS[f"beats.{beat.name}.point"] in said for beat in COURSE.beats)
    expect(page.locator("main")).to_be_hidden()


def test_the_stage_tells_the_news_of_a_month(page: Page, file: Path) -> None:
    at(page, file, "#play&lesson=turn&choice=a&world=37&month=4")
    expect(page.locator(".news")).to_contain_text("Seoul elects.")
    from sim.analysis.counterfactual.story import story

    lesson = read_lesson("turn")
    months = story(lesson.start.change(lesson.first), SEED, 37).months
    rounds = [each.number + 1 for each in months if each.states["un_round_ago"] == 0]
    for month in range(1, 37):
        go(page, f"#play&lesson=turn&choice=a&world=37&month={month}")
        shown = TEXTS["news.un_round"] in page.locator(".news").inner_text()
        assert shown == (month in rounds), month


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_is_asked_and_the_point_of_one_world_stand_above_the_bar(
    page: Page, file: Path, size: tuple[int, int]
) -> None:
    resized(page, *size)
    at(page, file, "")
    low = {}
    for number, beat in enumerate(COURSE.beats, 1):
        wanted = {"a": "#beat-options"} | ({} if size[0] < 1000 else {"a0": "#beat-point"})
        for said, part in wanted.items():
            address = f"#beat-{number}&said={'.' * (number - 1)}{said}"
            go(page, address)
            box, bar = page.locator(part).bounding_box(), page.locator(".bar").bounding_box()
            assert box is not None
            assert bar is not None
            if box["y"] + box["height"] > bar["y"]:
                low[beat.name, part] = box["y"] + box["height"] - bar["y"]
    assert low == {}


def test_at_every_stop_of_a_story_all_that_is_told_and_asked_stands_above_the_bar(page: Page, file: Path) -> None:
    at(page, file, "")
    below = """() => {
      const bar = innerHeight - document.querySelector(".bar").offsetHeight;
      return [...document.querySelectorAll("#play-events, #play-stage, #play-options, #play-futures")]
        .filter((each) => each.offsetParent && each.getBoundingClientRect().bottom > bar + 1).map((each) => each.id);
    }"""
    for name in COURSE.lessons:
        lesson = read_lesson(name)
        for month in [*moments(lesson, lesson.start, SEED), 36]:
            for taken in ("", "&taken=0"):
                go(page, f"#play&lesson={name}&choice=a&month={month}{taken}")
                assert page.evaluate(below) == [], (name, month, taken)
