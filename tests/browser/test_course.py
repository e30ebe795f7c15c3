"""The course in a real browser, from disk and with the network off: every beat played through, at
every size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sim.classroom.class_page.beat import Beat
from sim.classroom.class_page.chairs import Chairs

import sim
from sim.classroom.class_page import COURSE, ORDER, export
from sim.classroom.class_page.lesson import Gesture, read_lesson
from sim.classroom.class_page.proving import Measured
from sim.classroom.team.replays import play_games
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.outcomes import opening
from sim.core.scenario import load_scenario
from sim.pages.text import page_texts
from tests.browser.chromium import Watched, page_apart, violations
from tests.browser.layout import SIZES, cut
from tests.browser.offline import browser
from tests.class_page.lives import twenty
from tests.class_page.reading import with_lives

__all__ = ["browser"]
BEATS = ORDER
PLAYED = [name for name in BEATS if isinstance(read_lesson(name), Beat)]
GESTURES = [name for name in BEATS if isinstance(read_lesson(name), Gesture)]
LAST = "#do[data-last]"
SEEN = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let said = "", node;
  while ((node = walk.nextNode())) {
    const here = node.parentElement;
    if (!here.closest(".hidden, #beats") && here.checkVisibility({ visibilityProperty: true })) said += " " + node.data;
  }
  return said;
}"""
FAR = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.checkVisibility() && !each.closest(".hidden, svg, .dot"))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.bottom > innerHeight + 1 || box.right > innerWidth + 1;
  })
  .map((each) => each.outerHTML.slice(0, 80))"""
SCROLLS = """() => document.documentElement.scrollHeight > innerHeight
  || document.documentElement.scrollWidth > innerWidth"""
LOOK = f"() => [({SEEN})(), ({SCROLLS})(), ({FAR})(), document.body.innerText, stage.offsetHeight]"
KINDS = """() => {
  const name = (each) => [each.tagName, ...each.classList, ...(each.disabled ? ["disabled"] : [])].join(".");
  const shown = [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility());
  return [...new Set(shown.map((each) => `${name(each.parentElement)} > ${name(each)}`))];
}"""
SERIES = (
    "tension",
    "pyongyang_word",
    "pyongyang_deed",
    "washington_word",
    "washington_deed",
    "refugees",
    "washington_yields",
    "pyongyang_yields",
    "ending",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course; that it proves, other tests try."""
    return export(COURSE, tmp_path_factory.mktemp("course") / "class.html", proved=True)


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with page_apart(
        browser, offline=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ) as opened:
        yield opened


def at(page: Page, file: Path, address: str) -> Watched:
    """Open the page at a beat, watched from the start."""
    watched = Watched(page, file.as_uri())
    page.goto("about:blank")
    page.goto(file.as_uri() + address)
    page.wait_for_selector("body[data-ready]")
    return watched


def settled(page: Page) -> str:
    """Wait until the page asks for something; return what it offers."""
    page.wait_for_selector("#do button:enabled")
    return page.locator("#do").inner_text()


def played(page: Page, choice: int | Random) -> Iterator[str]:
    """Play a beat to its end with one choice all along, or with any; yield what each screen
    offers.
    """
    for _ in range(60):
        offered = settled(page)
        yield offered
        if page.locator(LAST).count():
            return
        answers = page.locator("#do button:enabled").all()
        (
            choice.choice(answers)
            if isinstance(choice, Random)
            else answers[min(choice, len(answers) - 1)]
        ).click()
    raise AssertionError("the beat has no end")


@pytest.mark.parametrize("name", BEATS)
@pytest.mark.parametrize(
    ("windows", "language", "luck"),
    [
        (("phone",), "en", None),
        *(
            pytest.param(*each, marks=pytest.mark.long)
            for each in (
                (("laptop", "beamer"), "en", None),
                ((*SIZES,), "en", 7),
                ((*SIZES,), "ko", 8),
            )
        ),
    ],
)
def test_a_beat_is_short_whole_silent_and_accessible_at_every_size(
    page: Page,
    file: Path,
    tmp_path: Path,
    name: str,
    windows: tuple[str, ...],
    language: str,
    luck: int | None,
) -> None:
    """First choice within 40 words; 60 words and 12 numbers a screen, 150 words a play (200 in
    Korean, a third more where it is lived four times); nothing scrolls or is cut.

    No moral before the twenty lives, and none without its failures.
    """
    choices = 3 if name in PLAYED else 1
    if language != "en":
        file = export(name, tmp_path / "class.html", language=language, proved=True)
    for window in windows:
        place, (width, height) = list(SIZES).index(window), SIZES[window]
        page.set_viewport_size({"width": width, "height": height})
        watched, known, wrong, first = at(page, file, f"#{name}&kim={place % 2}"), set(), [], 0
        examined, stages, screens = set[str](), set[int](), list[tuple[str, int]]()
        for _ in played(page, place % choices if luck is None else Random(luck + place)):
            seen, scrolls, far, whole, stage = page.evaluate(LOOK)
            stages.add(stage)
            screens.append((page.locator("#say").inner_text(), page.locator(".dot").count()))
            said, numbers = re.findall(r"[^\W\d_][\w'’]*", seen), re.findall(r"\d+", seen)
            first = first or len(said)
            known |= {each.lower() for each in said}
            odd, short = re.findall(r"undefined|NaN|null|\{\w+\}|\[object", whole), cut(page)
            if len(said) > 60 or len(numbers) > 12 or scrolls or odd or far or short:
                wrong.append((len(said), len(numbers), scrolls, odd, far, short))
            # What a screen shows for the first time is examined for whoever cannot see it well.
            if window == "phone" and not examined.issuperset(kinds := page.evaluate(KINDS)):
                examined.update(kinds)
                assert violations(page) == []
        assert wrong == []
        assert len(stages) == 1, "the stage keeps its size"
        assert first <= 40
        # Korean joins words to their endings, each of which counts as another word. The evening of the
        # two chairs is lived four times.
        evenings = 4 / 3 if isinstance(read_lesson(name), Chairs) else 1
        assert len(known) <= evenings * (150 if language == "en" else 200)
        assert watched.complaints == []
        if isinstance(lesson := read_lesson(name), Beat):
            moral = page_texts(language, "beats")[f"beats.{name}.moral"]
            assert [moral in said for said, _ in screens] == [False] * (len(screens) - 1) + [True]
            assert 21 in [dots for _, dots in screens[:-1]]
            assert re.search(r"\d+", screens[-1][0].replace(moral, "")), "how often it fails"
            counts = [
                [int(count) for count in re.findall(r"\d+", cell)]
                for cell in page.locator("#four em").all_inner_texts()
            ]
            # What failed is red; where all are in the colours of their ends, the first of them is.
            whole, cells = not lesson.moral[0][1], page.locator("#four .cell").count()
            coloured = page.locator("#four .cell i[class]").count()
            assert coloured == (20 * cells if whole else sum(map(sum, counts)))
            assert page.locator("#four .cell i.tone-0").count() == sum(each[0] for each in counts)


def test_a_clicker_with_one_key_goes_through_the_whole_course(page: Page, file: Path) -> None:
    at(page, file, "")
    passed = []
    for _ in range(300):
        offered = settled(page)
        title = page.locator("#title").inner_text()
        passed += [] if passed and passed[-1] == title else [title]
        page.keyboard.press("PageDown")
        if "The end" in offered:
            break
    expect(page.locator("#picture .stone")).to_have_count(2)  # of the evening of the two chairs
    expect(page.locator("#picture")).to_contain_text("Washington presses.")
    assert len(passed) == len(BEATS)
    # The first beat, in which one can hardly know yet, does not count; its lamps do.
    for line in ("Leaders read right: [0-4] of 4", r"Lamps lit at the end: \d+ of 25"):
        expect(page.locator("#picture")).to_contain_text(re.compile(line))
    assert "Lamps" not in page.locator("#say").inner_text(), "nothing is read twice"
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep it").click()
    picture = Path(kept.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert (picture[16:20], picture[20:24]) == ((1200).to_bytes(4), (630).to_bytes(4))


OPENING = (*asked_of(opening), "pyongyang_deed")


def by_hand(page: Page, choice: str, rule: str) -> None:
    """Play one's own world with one choice all along, and choose the rule of the fifty."""
    page.get_by_role("button", name="Begin").click()
    for _ in range(6):
        page.get_by_role("button", name=choice).click()
        settled(page)
        if not page.get_by_role("button", name=choice).count():
            break
    for answer in ("Next", rule):
        page.get_by_role("button", name=answer).click()


def test_ten_coins_are_laid_once_and_paid_by_the_fifty_of_the_rule(page: Page, file: Path) -> None:
    at(page, file, "#opening")
    by_hand(page, "Talk", "Answer him")
    column = page.locator("#four.histogram button").nth(1)
    for _ in range(10):
        column.click()
    expect(page.locator(".coins i")).to_have_count(10)
    column.click()  # none is left: its own come back, and they are not played
    expect(page.locator(".coins i")).to_have_count(0)
    expect(page.get_by_role("button", name="Play them")).to_have_count(0)
    for _ in range(10):
        column.click()
    page.get_by_role("button", name="Play them").click()
    said = page.locator("#say")
    expect(said).to_contain_text(re.compile("(None of your ten|All ten of your) coins lay right"))
    count = int(re.findall(r"in (\d+) of 50", said.inner_text())[0])
    assert ("All ten" in said.inner_text()) is (6 <= count <= 10)
    page.get_by_role("button", name="The other rule").click()
    settled(page)
    assert page.locator("#four.histogram").count() == 0, "no second round of coins"
    page.get_by_role("button", name="Your own moves").click()
    settled(page)
    typical = "went as most" in said.inner_text()
    page.get_by_role("button", name="Next").click()
    lesson = read_lesson("opening")
    assert isinstance(lesson, Gesture)
    place = lesson.said.first // lesson.said.worlds
    counts = [int(each[place]) for each in lesson.counts()]
    # One's own six moves, here six times talk, in the same fifty worlds.
    talk = [[{"washington": tuple(lesson.said.moves["talk"])}] * lesson.start.months]
    lived = play_games(
        lesson.start, talk, 50, seed=lesson.seed, first=lesson.said.first, record=OPENING
    )
    counts.append(int(opening(lived).sum()))
    ways = page.locator(".way")
    assert [ways.nth(arm).locator(".hit").count() for arm in range(3)] == counts
    assert [
        f"{each} of 50" in text for each, text in zip(counts, ways.all_inner_texts(), strict=True)
    ]
    mine = ways.evaluate_all(
        "all => all.map(each => [...each.querySelectorAll('i')].findIndex(dot => dot.className.includes('me')))"
    )
    assert mine[0] == mine[1] == mine[2] >= 0, "the same world all ways"
    hit = ways.nth(2).locator(".me.hit").count() == 1
    assert typical is (hit is (counts[2] > 25))


@pytest.mark.parametrize("choices", [(0, 0, 0, 0, 0, 0), (0, 1, 0, 0, 1, 0), (1, 1, 0, 0, 0, 0)])
def test_the_world_that_is_played_by_hand_is_that_of_a_run(
    page: Page, choices: tuple[int, ...]
) -> None:
    lesson = read_lesson("opening")
    assert isinstance(lesson, Gesture)
    with_lives(page, lesson)
    said, start = lesson.said, load_scenario("2017-spring")
    moves = [{"washington": (word, deed)} for word, deed in said.moves.values()]
    games = [[moves[choice] for choice in choices for _ in range(said.season)]]
    for world in (0, 17, 49):
        lived = play_games(
            start, games, 1, seed=lesson.seed, first=said.first + world, record=OPENING
        )
        found = page.evaluate(
            "([world, path]) => lives.byHand({ world, path })", [world, list(choices)]
        )
        assert found["happened"] is bool(opening(lived)[0])
        deeds = lived.state["pyongyang_deed"][-said.season :, 0].tolist()
        assert [each["pyongyang_deed"] for each in found["months"]] == deeds


def test_digits_choose_and_arrows_move_the_mark(page: Page, file: Path) -> None:
    at(page, file, "#spiral")
    settled(page)
    page.keyboard.press("1")
    expect(page.locator("#do button")).to_have_count(3)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#do button").nth(1)).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("#stones li.done")).to_have_count(1)
    expect(page.locator("#stones li.done")).to_contain_text("Press")


def test_the_face_does_not_say_who_he_is_until_the_mask_falls(page: Page, file: Path) -> None:
    for kim in (0, 1):
        at(page, file, f"#spiral&kim={kim}")
        for offered in played(page, 1):
            label = page.locator("#face").get_attribute("aria-label") or ""
            if "Same moves" in offered:
                assert label == ["Kim is afraid", "Kim is greedy"][kim]
                break
            assert not re.search("afraid|greedy", label)


def test_sound_is_off_until_it_is_asked_for(page: Page, file: Path) -> None:
    at(page, file, "")
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    page.click("#sound")
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "true")


def test_a_screen_reader_hears_the_piles_and_the_lamps(page: Page, file: Path) -> None:
    at(page, file, "#spiral&kim=0")
    for offered in played(page, 2):
        assert page.locator("#meter").get_attribute("aria-label", timeout=1000)
        if "Afraid" in offered:
            assert re.search(r"has the bomb: \d+\.", page.locator("#say").text_content() or "")
    assert page.locator("#say").get_attribute("aria-live") == "polite"
    assert all(
        re.search(": (lit|out)", each) for each in page.locator("#lamps li").all_text_contents()
    )


def test_the_slider_slips_while_it_is_held_and_the_world_answers(
    browser: BrowserContext, file: Path
) -> None:
    with page_apart(browser, offline=True, viewport={"width": 1280, "height": 800}) as page:
        at(page, file, "#brink&kim=0")
        page.locator("#do button").click()
        page.locator("#do button").first.click()
        page.wait_for_selector("#hand")
        expect(page.locator("#hand")).to_have_value(re.compile(r"^(4[0-4]|[123])"))
        page.locator("#hand").fill("100")
        page.click("#go")
        expect(page.locator("#say")).to_contain_text("Your hand held.")


def through(page: Page, choice: int, hand: int | None = None) -> Iterator[str]:
    """Play a beat to its end with one choice all along and one hand at the brink; yield what each
    screen says.
    """
    for _ in range(60):
        settled(page)
        yield page.locator("#say").text_content() or ""
        if page.locator(LAST).count():
            return
        if page.locator("#hand").count() and hand is not None:
            page.locator("#hand").fill(str(hand))
        answers = page.locator("#do button")
        answers.nth(min(choice, answers.count() - 1)).click()
    raise AssertionError("the beat has no end")


@pytest.mark.parametrize("hand", [0, 100])
def test_the_twenty_have_the_hand_of_the_student_and_the_brink_has_one_rule(
    page: Page, file: Path, hand: int
) -> None:
    """Above the line, and only there, a hand is asked for; who backed down is said until one goes
    on; after war no lamp is lit.
    """
    at(page, file, "#brink&kim=0")
    said = []
    for text in through(page, 0, hand):
        said.append(text)
        high = float(
            (page.locator(".mark").get_attribute("style") or "").split("(")[1].split("%")[0]
        )
        if page.locator("#hand").count() or "Over the brink. Your move" in text:
            assert high > 76
        elif text.startswith("Your move"):
            assert high < 74
        if re.search(r"War\.$", text):
            assert page.locator("#lamps li.on").count() == 0
    told = " ".join(said)
    assert "with your hand at the brink" in told
    pile = {
        end: int(count)
        for end, count in re.findall(r"(War|You backed down|It backed down): (\d+)", told)[:3]
    }
    if hand:
        assert "does not blink. No war, this time.The rest of the month: Washington" in told
        assert pile["You backed down"] == 0
        assert pile["War"] >= 10
    else:
        assert "You back down. Washington" in told
        assert pile["You backed down"] >= 15
        assert pile["War"] <= 4


def test_ships_kept_at_home_are_told_as_kept(page: Page, file: Path) -> None:
    at(page, file, "#one-move&kim=0")
    told = " ".join(list(through(page, 1))[:-1])
    assert "Twenty others kept theirs home" in told
    assert re.search(r"More, had you sent: 1\d\.", told)
    assert not re.search("with ships|sent just as", told)


def answer(page: Page, *choices: int) -> None:
    """Play the first seasons of a beat without a brink or bets, one choice after another."""
    for choice in choices:
        settled(page)
        page.locator("#do button").click()
        page.locator("#do button").nth(choice).click()
    settled(page)


def test_ships_cost_the_favour_of_beijing_that_its_lamp_shows(page: Page, file: Path) -> None:
    """It burns lower with ships than without, and a season says why; the meter marks both."""
    bright = []
    for choice in (0, 1):
        at(page, file, "#one-move&kim=0")
        said = " ".join(list(through(page, choice))[:-1])
        assert ("its lamp dims" in said) is (choice == 0)
        assert re.search(r"Lamps lit at the end: [0-5] of 5", said)
        at(page, file, "#one-move&kim=0")
        answer(page, *[choice] * 4)
        bright.append(float(page.locator("#lamps i").last.evaluate("i => i.style.opacity")))
        assert page.locator("#without").is_visible() is (choice == 0)
    assert bright[0] < bright[1] - 0.3


@pytest.mark.parametrize(("path", "columns"), [((0, 2) * 3, 3), ((0,) * 6, 2)])
def test_ones_own_moves_stand_beside_the_pure_ways(
    page: Page, path: tuple[int, ...], columns: int
) -> None:
    lesson = read_lesson("spiral")
    assert isinstance(lesson, Beat)
    with_lives(page, lesson)
    found = page.evaluate("path => lives.moral({ path, hands: [] })", path)
    assert [len(row) for row in found] == [columns] * 2
    for row, other in zip(found, lesson.others, strict=True):
        lived = Measured(lesson, other, path, lesson.shown.first, lesson.of)
        failed = int(lived.flag(lesson.moral[0][1]).sum())
        assert row[-1 if columns > 2 else 0]["count"] == round(20 * failed / lesson.of)


@pytest.mark.parametrize(("kim", "points"), [(0, "−450"), (1, "+150")])
def test_a_bet_wins_from_the_middle_and_loses_more_where_it_is_wrong(
    page: Page, file: Path, kim: int, points: str
) -> None:
    at(page, file, f"#which-kim&kim={kim}")
    said = []
    for text in through(page, 1, 100):
        said.append(text)
    assert f"Your six bets: {points} points." in " ".join(said)


def test_hunger_comes_from_the_closed_months_where_the_border_is_open_again(
    page: Page, file: Path
) -> None:
    at(page, file, "#leverage&kim=0")
    answer(page, 2, 2, 2, 2)
    expect(page.locator("#say")).to_contain_text("Hunger drives many over your border.")
    page.locator("#do button").click()
    page.get_by_role("button", name="Not at all").click()
    expect(page.locator("#say")).to_contain_text("The hunger of the closed months")


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_twenty_by_a_hand_are_those_of_a_run(page: Page, share: float) -> None:
    lesson = read_lesson("brink")
    assert isinstance(lesson, Beat)
    with_lives(page, lesson)
    for other, path in (("firm", (0,) * 6), ("yielding", (0, 1, 2, 0, 1, 2))):
        hands = [{"month": 2, "share": share}]  # before the first hand it was as firm
        ask = {"other": other, "path": path, "hands": hands}
        found = page.evaluate("ask => lives.twenty(ask)", ask)
        crowd = Measured(lesson, other, path, lesson.shown.first, lesson.of, hand=share)
        assert found["counts"] == np.bincount(crowd.ends, minlength=4).tolist()


def test_with_run_a_season_leads_to_the_next_question(page: Page, file: Path) -> None:
    at(page, file, "#spiral&kim=0&run")
    page.locator("#do button").click()
    page.locator("#do button").nth(1).click()
    expect(page.locator("#stones li.done")).to_have_count(1)
    expect(page.locator("#do button")).to_have_count(3)


def test_without_a_worker_the_page_plays_itself(page: Page, file: Path) -> None:
    page.add_init_script("delete window.Worker; window.Worker = undefined;")
    at(page, file, "#spiral&kim=0")
    page.wait_for_selector("body[data-workers='0']")
    assert sum(1 for _ in played(page, 1)) > 10


@pytest.mark.parametrize("name", PLAYED)
@pytest.mark.parametrize("tried", [16, pytest.param(50, marks=pytest.mark.long)])
def test_paths_in_the_page_are_those_of_a_run_to_the_last_bit(
    page: Page, name: str, tried: int
) -> None:
    """The months of the shown world, with luck replaced at the brink in half of them; its lamps;
    the twenty.
    """
    lesson = read_lesson(name)
    assert isinstance(lesson, Beat)
    with_lives(page, lesson)
    luck, paths = np.random.default_rng(7), lesson.paths
    for number, place in enumerate(luck.choice(len(paths), tried)):
        other, path = list(lesson.others)[number % 2], paths[place]
        replaced = [
            {
                "month": int(luck.integers(lesson.months)),
                "value": float(luck.choice([1e-6, 1 - 1e-6])),
            }
        ]
        replaced = replaced if lesson.brink and number % 4 > 1 else []
        ask = {"other": other, "path": path, "replaced": replaced}
        months = [
            month
            for length in range(1, lesson.seasons + 1)
            for month in page.evaluate(
                "async ask => (await lives.season(ask)).months", {**ask, "path": path[:length]}
            )
        ]
        moves = [move for choice in path for move in list(lesson.choices.values())[choice]]
        imposed: list[Any] = [
            sim.ImposedMove(lesson.seat, month, *move) for month, move in enumerate(moves)
        ]
        imposed += [
            sim.ReplacedLuck(lesson.brink, each["month"], each["value"]) for each in replaced
        ]
        world = lesson.worlds[other]
        run = sim.run(
            lesson.others[other],
            worlds=1,
            seed=lesson.seed,
            first_world=world,
            interventions=imposed,
        )
        for series in SERIES:
            lived = run.state[series][1 : len(months) + 1, 0]
            assert [month[series] for month in months] == lived.tolist(), (path, series)
        assert len(months) == int(run.columns["months"][0])
        lamps = page.evaluate("async ask => (await lives.season(ask)).lamps", ask)
        assert lamps == [bool(run.columns[lamp][0]) for lamp in lesson.lamps]
        if number % 10 == 0:
            crowd = Measured(lesson, other, path, lesson.shown.first, lesson.of)
            ends = crowd.ends
            marks = crowd.flag(lesson.mark) if lesson.mark else None
            flown = twenty(ends, crowd(f"value_{lesson.seat}"), lesson.every, marks)
            found = page.evaluate("ask => lives.twenty(ask)", {"other": other, "path": path})
            assert found["counts"] == np.bincount(ends, minlength=len(lesson.ends)).tolist()
            assert [each["world"] for each in found["lives"]] == (
                lesson.shown.first + flown
            ).tolist()


@pytest.mark.parametrize(
    "name", [GESTURES[0], *(pytest.param(each, marks=pytest.mark.long) for each in GESTURES[1:])]
)
def test_the_fifty_worlds_of_a_gesture_are_those_of_a_run(
    page: Page, file: Path, name: str
) -> None:
    lesson = read_lesson(name)
    assert isinstance(lesson, Gesture)
    at(page, file, f"#{name}")
    said = " ".join(
        f"{page.locator('#stage').inner_text()} {page.locator('#say').inner_text()}"
        for _ in played(page, 0)
    )
    first = next(iter(lesson.arms.values()))
    run = sim.run(first, worlds=lesson.said.worlds, seed=lesson.seed, first_world=lesson.said.first)
    count = int(np.count_nonzero(run.flag(lesson.said.outcome)))
    assert f"{count} of {lesson.said.worlds}" in said


def friend(page: Page, file: Path, letters: str) -> str:
    """Open the link of a friend and return what it says."""
    at(page, file, f"#two-chairs&from={letters}")
    settled(page)
    return page.locator("#say").inner_text()


def test_two_choose_unseen_and_the_doors_show_both(page: Page, file: Path) -> None:
    """What one chose is on no screen until both have chosen; the first evening the spies disagree."""
    at(page, file, "#two-chairs&kim=0")
    page.get_by_role("button", name="Two of us").click()
    heard = []
    for seat, choice in (("Washington", "Press"), ("Beijing", "Shield")):
        page.get_by_role("button", name=f"I am {seat}").click()
        expect(page.locator("#say")).to_contain_text(re.compile("afraid|greedy"))
        heard.append(re.findall("afraid|greedy", page.locator("#say").inner_text()))
        assert page.locator(".behind svg").count() == len(heard) - 1
        assert not re.search("press|shield", page.locator("#say").inner_text())
        page.get_by_role("button", name=choice).click()
    assert heard == [["greedy"], ["afraid"]]
    page.get_by_role("button", name="Open the doors").click()
    expect(page.locator("#say")).to_contain_text("Washington presses. Beijing shields him.")
    page.get_by_role("button", name="See twenty lives").click()
    expect(page.locator("#say")).to_contain_text(
        re.compile(r"Washington lost in \d+ of 20, Beijing in \d+. The bomb came in \d+.")
    )


def said(page: Page) -> str:
    """Return what the page says."""
    return page.locator("#say").inner_text()


def evening(page: Page, *answers: str) -> None:
    """Give answers by their names, each when it is offered."""
    for answer in answers:
        page.get_by_role("button", name=answer).click()
    settled(page)


SEEN_LIVES = "See twenty lives"
UNSEEN = ("Two of us", "I am W", "Press", "I am B", "Shield", "Open", "See", "Next")
DOUBT = ("That I am not", "Press", "Shield", SEEN_LIVES, "Lift")
KNOWN = ("Again, now", "Talk", "Mediate", SEEN_LIVES, "All choices")


def test_both_tell_before_the_mask_and_play_again_when_both_know_him(
    page: Page, file: Path
) -> None:
    """What the spies said is told under the mask; by what suits the afraid both seldom lose then."""
    at(page, file, "#two-chairs&kim=0")
    evening(page, *UNSEEN)
    assert "tell each other" in said(page)
    assert page.locator("#face").get_attribute("aria-label") == "Kim waits"
    evening(page, *DOUBT)
    assert "Washington’s spies said “greedy”, Beijing’s “afr" in said(page)
    assert "This first evening is set so that they differ" in said(page)
    evening(page, *KNOWN[:4])
    for giant in ("Washington lost", "Beijing"):
        now, before = map(int, re.findall(rf"{giant} in (\d+), not (\d+)", said(page))[0])
        assert now + 10 < before
    evening(page, "All choices")
    expect(page.locator("#four .mine, #four .knew")).to_have_count(2)
    evening(page, "The other Kim")
    expect(page.locator("#four .mine, #four .knew")).to_have_count(1)


def test_the_first_evening_of_a_visit_is_not_set_again_by_a_reload(page: Page, file: Path) -> None:
    at(page, file, "#two-chairs&kim=0")
    evening(page, "Two of us", "I am W", "Press", "I am B", "Shield", "Open")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    evening(page, *UNSEEN, *DOUBT)
    assert "This first evening is set" not in said(page)


def test_alone_one_chooses_ones_giant_and_the_computer_says_what_it_does_and_why(
    page: Page, file: Path
) -> None:
    """It chooses what costs it the fewest months of calm; there are never more than 36."""
    at(page, file, "#two-chairs&kim=1")

    def reckoned() -> None:
        own, other = map(
            int,
            re.findall(r"So (\d+) of its 36 months of calm go, by “[\w ]+” (\d+)", said(page))[0],
        )
        assert own < other <= 36

    evening(page, "Alone", "I am Beijing", "Cut trade")
    expect(page.locator("#say")).to_contain_text("The computer is Washington.")
    evening(page, "Open")
    reckoned()
    evening(page, "See", "Next", "What my spies say", "Mediate")
    expect(page.locator("#say")).to_contain_text("Washington talks.")
    reckoned()
    evening(page, SEEN_LIVES, "Something else", "A deal", "Cut trade")
    expect(page.locator("#say")).to_contain_text("“If I press, Beijing shields him.”")
    reckoned()
    evening(page, SEEN_LIVES, "Lift", "Again, now")
    expect(page.locator("#say")).to_contain_text("What would Beijing do?")
    evening(page, "Shield")
    expect(page.locator("#say")).to_contain_text("Washington presses. Beijing shields him.")
    reckoned()


@pytest.fixture(scope="module")
def chairs() -> Chairs:
    lesson = read_lesson("two-chairs")
    assert isinstance(lesson, Chairs)
    return lesson


SPIES = {0.1: "were right", 0.9: "were wrong"}
HEARD = {"differ": "said “greedy”, Beijing’s “afraid”", **{each: each for each in SPIES.values()}}


@pytest.mark.parametrize(
    ("luck", "choices"),
    [
        (None, ("Press", "Shield")),
        (None, ("Talk", "Cut trade")),
        (0.1, ("Talk", "Mediate")),
        (0.1, ("Press", "Shield")),
        (0.9, ("Press", "Mediate")),
    ],
)
@pytest.mark.parametrize("kim", [0, 1])
def test_the_moral_fits_what_was_heard_chosen_and_seen(
    page: Page, file: Path, chairs: Chairs, kim: int, luck: float | None, choices: tuple[str, str]
) -> None:
    """The first evening the spies differ; later they are right or wrong as the luck is."""
    page.add_init_script(f"Math.random = () => {luck or 0.5};")
    at(page, file, f"#two-chairs&kim={kim}")
    whole = ("Two of us", "I am W", choices[0], "I am B", choices[1], "Open", "See", "Next")
    if luck is not None:
        evening(page, *whole[:-2])
        page.get_by_role("link", name="Two chairs").click()
    evening(page, *whole, "What I will do", *choices, SEEN_LIVES)
    assert "telling it changed nothing" in said(page)
    evening(page, "Something else", "A deal", "Hold back", "Cut trade", SEEN_LIVES, "Lift")
    spies = said(page)
    found = "differ" if luck is None else SPIES[luck]
    assert [text in spies for text in HEARD.values()] == [each == found for each in HEARD]
    assert ("This first evening is set" in spies) is (luck is None)
    evening(page, *KNOWN)
    name = {"Cut trade": "enforce", "Shield": "shield", "Mediate": "mediate"}
    man, (one, two) = ["fearful", "greedy"][kim], choices
    pair = f"{one.lower()} {name[two]}"
    before, deal = (lost(chairs, man, each) for each in (pair, "plans"))
    helped = deal != before and all(b <= a for a, b in zip(before, deal, strict=True))
    evening(page, "help so little" if helped else "not help", "Next")
    trap = luck is None and choices == ("Press", "Shield")
    last = said(page)
    assert ("one pressed, one shielded" in last) is trap
    tried = page.locator("#four.tried > *").all_inner_texts()
    rows = {tried[at]: tuple(map(int, tried[at + 1 : at + 3])) for at in range(3, len(tried), 3)}
    assert rows == {
        "unseen": before,
        "plans told": before,
        "by the deal": deal,
        "knowing him": lost(chairs, man, "talk mediate"),
    }
    assert ("somebody would have to pay" in last) is (kim == 1)
    assert ("a word of talk could" in last) is (kim == 0 and one == "Press")
    heard = (1, 0) if luck is None else (kim, kim) if luck < 0.8 else (1 - kim, 1 - kim)
    led = all(
        (man == 1) == (choice in ("Press", "Cut trade"))
        for man, choice in zip(heard, choices, strict=True)
    )
    assert ("Not both followed their spies" in last) is not led
    method = "and on method" if choices == ("Talk", "Mediate") else "not on method"
    assert last.endswith(f"They agreed on urgency, {method}.")


def lost(chairs: Chairs, man: str, pair: str) -> tuple[int, int]:
    """In how many of the twenty each giant lost."""
    ends = chairs.ends(man, pair)
    return ends.count(0) + ends.count(1), ends.count(0) + ends.count(2)


@pytest.mark.parametrize("kim", [0, 1])
def test_what_is_told_is_lived_once_more_beside_the_old_twenty(
    page: Page, file: Path, chairs: Chairs, kim: int
) -> None:
    """Each thing told once, the deal too; losses, bombs and bars are those of the twenty."""
    at(page, file, f"#two-chairs&kim={kim}")
    evening(page, *UNSEEN)
    man = ["fearful", "greedy"][kim]
    places = page.locator("#do button").all_inner_texts()
    expect(page.locator("#do button:enabled")).to_have_count(4)

    def lived(pair: str) -> None:
        """What the twenty of a pair show, and what is said of them."""
        ends = [end for end, _ in chairs.twenty(man, pair)]
        bombs = sum(bomb for _, bomb in chairs.twenty(man, pair))
        expect(page.locator(".dot:not(.ring)")).to_have_count(20)
        expect(page.locator(".dot.ring")).to_have_count(20)
        expect(page.locator(".dot.bomb")).to_have_count(bombs)
        for giant, now, before in zip(
            ("Washington lost", "Beijing"),
            lost(chairs, man, pair),
            lost(chairs, man, "press shield"),
            strict=True,
        ):
            then = "as before" if now == before else f"not {before}"
            assert f"{giant} in {now}, {then}." in said(page)
        assert f"Bomb in {bombs}." in said(page)
        shown = [str(ends.count(end) or "") for end in range(4)]
        assert page.locator("#piles .pile > span").all_inner_texts() == shown
        assert all(0 <= int(each) <= 36 for each in page.locator(".bar b").all_inner_texts())

    for key, choices, pair in (
        ("What my spies say", ("Talk", "Mediate"), "talk mediate"),
        ("What I will do", ("Press", "Shield"), "press shield"),
        ("That I am not sure", ("Talk", "Shield"), "talk shield"),
    ):
        evening(page, key, *choices, SEEN_LIVES)
        lived(pair)
        evening(page, "Something else")
        assert page.locator("#do button").all_inner_texts() == places
        expect(page.get_by_role("button", name=key)).to_be_disabled()
    evening(page, "A deal", "Press", "Cut trade")
    assert "Washington breaks the deal" in said(page)
    evening(page, SEEN_LIVES)
    lived("press plans")
    assert page.get_by_role("button", name="Something else").count() == 0, "all is told"
    evening(page, "Lift", *KNOWN, "Why", "Next")
    expect(page.locator("#four.tried")).to_contain_text("by the broken deal")
    expect(page.locator("#four.tried b")).to_have_count(12)


def test_the_table_says_what_it_shows(page: Page, file: Path, chairs: Chairs) -> None:
    at(page, file, "#two-chairs&kim=1")
    evening(page, *UNSEEN, *DOUBT, *KNOWN)
    free = {
        pair: 20 - sum(bomb for _, bomb in chairs.twenty("greedy", pair))
        for pair in (
            f"{one} {two}" for one in ("press", "talk") for two in chairs.said.chairs.beijing
        )
    }
    most = free.pop("press enforce")
    assert most > max(free.values())
    assert f"no bomb in {most} of 20, the most of all" in said(page)
    labels = page.locator("#four .cell").evaluate_all("all => all.map(each => each.ariaLabel)")
    assert [int(re.findall(r"bomb: (\d+)", each)[0]) for each in labels] == [
        20 - kept for kept in (most, *free.values())
    ]


def test_spies_are_right_four_times_in_five_each_on_its_own(file: Path) -> None:
    """After the first evening, in which they differ."""
    (right,) = re.findall(r"RIGHT ?= ?(\d) ?/ ?(\d)", file.read_text(encoding="utf-8"))
    assert (int(right[0]), int(right[1])) == (4, 5)
    assert "[spy(),spy()]" in file.read_text(encoding="utf-8").replace(" ", "")


def test_a_link_hands_on_the_same_kim_and_hides_the_choice(page: Page, file: Path) -> None:
    page.add_init_script(
        "navigator.share = async ({ url }) => { window.sent = url; };"
    )  # a phone has it
    for choice, name in enumerate(("Press", "Talk")):
        at(page, file, f"#two-chairs&kim={choice}")
        page.get_by_role("button", name="By link").click()
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="Send to a friend").click()
        expect(page.locator("#say")).to_contain_text("Sent.")
        letters = page.evaluate("sent").partition("&from=")[2]
        assert "A friend was Washington" in friend(page, file, letters)
        page.get_by_role("button", name="I am Beijing").click()
        page.get_by_role("button", name="Mediate").click()
        evening(page, "Send it back", "Open the doors")
        both = f"Washington {['presses', 'talks'][choice]}. Beijing mediates."
        expect(page.locator("#say")).to_contain_text(both)
        # Who began it opens the doors of both, and is told who sits in the other chair from then on.
        assert "Beijing has chosen, too." in friend(
            page, file, page.evaluate("sent").partition("&from=")[2]
        )
        evening(page, "Open the doors")
        expect(page.locator("#say")).to_contain_text(both)
        evening(page, "See twenty lives", "Next")
        expect(page.locator("#say")).to_contain_text("From here the computer is Beijing.")
        evening(page, "What my", name, SEEN_LIVES, "Lift")
        expect(page.locator("#say")).to_contain_text(["He was afraid.", "He was greedy."][choice])


@pytest.mark.parametrize("letters", ["0", "zzzzzzz", "zzzzzzzzzzzzzz", "<b>", "%00", "", "5x0e1&x"])
def test_a_link_that_was_tampered_with_opens_the_lesson_with_one_line(
    page: Page, file: Path, letters: str
) -> None:
    assert friend(page, file, letters).startswith("This link is broken.")
    assert settled(page).startswith("Two of us")


def test_the_cells_of_two_chairs_are_those_of_a_run(page: Page) -> None:
    """The months of calm that are gone for both giants, and the twenty, of one cell a Kim."""
    lesson = read_lesson("two-chairs")
    assert isinstance(lesson, Chairs)
    plain = lesson.plain()
    chairs = plain["chairs"]
    with_lives(page, lesson)
    for other, pair in (("fearful", "press shield"), ("greedy", "talk mediate")):
        found = page.evaluate("ask => lives.cell(ask)", {"other": other, "pair": pair})
        run = sim.run(
            lesson.scenario.change(chairs["pairs"][pair] | {"kim_type": other}),
            worlds=chairs["of"],
            seed=lesson.said.seed,
            first_world=chairs["first"],
        )
        values = [run.columns[f"value_{giant}"] for giant in ("washington", "beijing")]
        gone = [np.minimum(lesson.scenario.months, -each).mean() for each in values]
        assert found["gone"] == pytest.approx(gone, abs=1e-9)
        lost = np.logical_and(*(each < -chairs["lost"] for each in values))
        assert abs(found["ends"].count(0) - 20 * lost.mean()) < 1.0
        assert list(zip(found["ends"], found["bomb"], strict=True)) == lesson.twenty(other, pair)
