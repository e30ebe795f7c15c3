"""Page, command line and Python give the same worlds: the same moves, ends, goals and values, to
the last bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from sim.analysis.counterfactual.story import story
from sim.core.game.catalogue import COURSES
from sim.core.game.maths import normal
from sim.core.runs.interventions import ImposedMove
from sim.core.scenario import Scenario, load_scenario
from sim.pages.model import PLAYER, plain_scenario, player
from sim.study.run.worlds import run

from .playing import SERIES, Point, differing, played, player_page, points

OWN = {"washington.policy": "press_until_soft", "seoul.policy": "tit_for_tat"}
"""Plans that ship, in the place of those that came."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with player_page() as opened:
        yield opened


def test_the_worlds_of_a_page_are_those_of_python(page: Page) -> None:
    for number, point in enumerate(points(14)):
        found = played(page, point, seed=7 + number, worlds=60)
        assert differing(run(point.whole, 60, 7 + number, record=SERIES), found) == [], point


def test_a_plan_of_ones_own_comes_with_the_scenario(page: Page) -> None:
    plans = {
        "washington.policy": "patience until lax then engagement until enforced",
        "beijing.policy": "mediate until pressed then balance",
        "pyongyang.policy": "tit_for_tat",
    }
    for point in (Point("2017-spring", {}, plans), Point("2017-spring", OWN, plans)):
        found = played(page, point, seed=3, worlds=60)
        assert differing(run(point.whole, 60, 3, record=SERIES), found) == []


@pytest.mark.long
def test_a_hundred_thousand_worlds_of_thirty_scenarios_are_those_of_python(page: Page) -> None:
    worlds = 3_334
    for number, point in enumerate(points(30)):
        found = played(page, point, seed=2**62 + number, worlds=worlds)
        assert differing(run(point.whole, worlds, 2**62 + number, record=SERIES), found) == [], (
            point
        )


@pytest.mark.parametrize("policy", ["free", "wait_if_enforced"])
def test_a_month_can_be_played_otherwise(page: Page, policy: str) -> None:
    """Courses held from a month on, and one word, side by side in one call, are the interventions
    of Python.
    """
    spring = load_scenario("2017-spring").change({"washington.policy": policy})
    place = [course.name for course in COURSES["washington"]].index("engagement")
    held = [ImposedMove("washington", month, course="engagement") for month in range(9, 36)]
    said = [ImposedMove("pyongyang", 3, word="threaten")]
    found = page.evaluate(
        """([scenario, place]) => {
            const inputs = inputsOf(GAME, scenario, {});
            const sheets = [[{ month: 9, until: 36, order: "washington_course", move: place }],
                [{ month: 3, order: "pyongyang_word", move: 3 }], []].map(each => ordered(GAME, inputs, each));
            const wide = new Int8Array(sheets[0].length * 3);
            sheets.forEach((sheet, world) => sheet.forEach((order, at) => { wide[at * 3 + world] = order; }));
            const run = playWorlds(KERNEL, inputs, 7, [5, 5, 5], SERIES, wide);
            return [0, 1, 2].map(world => {
                const past = pastOf(run, world, inputs.values);
                return [past.lived, Array.from({ length: past.lived }, (_, month) => past.at("tension", month))];
            });
        }""",
        [plain_scenario(spring), place],
    )
    for (lived, tension), imposed in zip(found, (held, said, []), strict=True):
        made = run(spring, 1, 7, first_world=5, interventions=imposed, record=["tension"])
        assert lived == made.columns["months"][0]
        assert tension == made.state["tension"][1 : lived + 1, 0].tolist()


@pytest.mark.parametrize("name", ["maximum-pressure", "2018-turn", "peace-initiative"])
def test_the_parts_of_tension_are_whole_and_luck_is_the_luck_that_was_drawn(
    page: Page, name: str
) -> None:
    scenario = load_scenario(name)
    found = page.evaluate(
        """scenario => {
            const inputs = inputsOf(GAME, scenario, {});
            const run = playWorlds(KERNEL, inputs, 7, [0, 1, 2, 3], [...new Set([...SERIES, ...SERIES_OF_TENSION])]);
            return [0, 1, 2, 3].map(world => {
                const past = pastOf(run, world, inputs.values);
                return Array.from({ length: past.lived }, (_, month) => partsOf(GAME, past, month));
            });
        }""",
        plain_scenario(scenario),
    )
    for world, months in enumerate(found):
        told = story(scenario, 7, world)
        before = {"standoff": 0.0}
        for month, parts in zip(told.months, months, strict=True):
            moved = sum(parts["moves"].values()) + parts["drift"] + parts["brink"] + parts["luck"]
            assert parts["to"] == month.states["tension"]
            assert parts["from"] + moved == pytest.approx(parts["to"], abs=1e-12)
            uniform = luck_of(scenario, world, month.number)
            still = before["standoff"]
            noise = scenario.value("tension_noise") * normal(uniform)
            drawn = noise * (1.0 - scenario.value("crisis_lost") * still)
            if 0.0 < parts["to"] - parts["brink"] < 7.99:
                assert parts["luck"] == pytest.approx(drawn, abs=1e-9)
            before = month.states


def luck_of(scenario: Scenario, world: int, month: int) -> float:
    """Return the uniform that shakes the tension of a world in a month."""
    from sim.core.engine import SLOTS
    from sim.core.engine.luck import sheet_of_one

    return sheet_of_one(7, month, world, 0, 0, len(SLOTS))[SLOTS.index("tension")]


@pytest.mark.parametrize("text", [player(name) for name in PLAYER], ids=PLAYER)
def test_a_part_of_the_player_asks_for_nothing(text: str) -> None:
    assert not re.search(r"fetch|XMLHttpRequest|import\(|eval|Function\(|innerHTML", text)
