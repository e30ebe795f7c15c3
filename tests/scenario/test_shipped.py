"""The scenarios that ship: each loads, plays, says where it comes from, and differs as it says."""

import itertools

import numpy as np
import pytest

from sim.core.engine import LEVERS, ORDERS, play
from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters.entry import entries_of
from sim.core.game.parameters.month import ShockParameters
from sim.core.game.policies import courses_of
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.file import content as content_of
from tests.for_each import for_each

SPRING = "2017-spring"
# What each scenario changes in spring 2017, beside its title.
CHANGED = {
    "strategic-patience": {"washington"},
    "maximum-pressure": {"washington"},
    "full-enforcement": {"beijing"},
    "dual-track": {"washington", "beijing"},
    "peace-initiative": {"seoul"},
    "lifeline": {"beijing"},
    "2018-turn": {*CAPITALS, "values", "elections", "switches", "incidents"},
}
FIELDS = (
    *CAPITALS,
    "start",
    "months",
    "kim_type",
    "values",
    "elections",
    "switches",
    "windows",
    "incidents",
    "expiries",
)
# The course that each holds a capital to, and the month from which on.
HELD = [
    ("strategic-patience", "washington", [(0, "patience")]),
    ("maximum-pressure", "washington", [(0, "maximum_pressure")]),
    ("full-enforcement", "beijing", [(0, "enforce")]),
    ("dual-track", "beijing", [(0, "mediate")]),
    ("dual-track", "washington", [(0, "patience"), (2, "engagement")]),
    ("peace-initiative", "seoul", [(0, "hard_line"), (3, "sunshine")]),
    ("lifeline", "beijing", [(0, "shield")]),
    ("2018-turn", "washington", [(0, "patience"), (1, "maximum_pressure"), (13, "engagement")]),
    ("2018-turn", "beijing", [(0, "balance"), (7, "enforce"), (14, "mediate")]),
    ("2018-turn", "pyongyang", [(0, "build"), (11, "charm"), (27, "build")]),
    ("2018-turn", "seoul", [(0, "hard_line"), (3, "sunshine")]),
]


def courses_played(scenario: Scenario, capital: str, worlds: int = 30) -> list[set[str]]:
    """The courses that a capital is on in any world, month by month, until it has ended."""
    name = f"{capital}_course"
    record = play(inputs(scenario).job(worlds, record=(name, "ending"))).record
    begun = np.vstack([np.zeros((1, worlds)), record["ending"][:-1]]) == 0
    return [
        {courses_of(capital)[int(course)] for course in np.unique(month[lives])}
        for month, lives in zip(record[name], begun, strict=True)
    ]


def test_the_list_is_the_one_that_the_documents_promise() -> None:
    assert set(shipped_scenarios()) == {"core", SPRING, *CHANGED}


def test_no_two_are_the_same() -> None:
    assert len({load_scenario(name).hash for name in shipped_scenarios()}) == len(
        shipped_scenarios()
    )


@for_each("name", shipped_scenarios())
def test_each_plays(name: str) -> None:
    assert not play(inputs(load_scenario(name)).job(30)).failed.any()


@for_each("name", shipped_scenarios())
def test_each_begins_with_what_it_stands_for_and_where_that_comes_from(name: str) -> None:
    text = content_of(name).decode()
    comment = list(itertools.takewhile(lambda line: line.startswith("#"), text.splitlines()))
    sources = [line for line in comment if line.startswith("# From: ")]
    assert len(sources) == 1
    assert comment.index(sources[0]) >= 1


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_scenario_changes_spring_2017_only_where_it_says(name: str) -> None:
    spring, other = load_scenario(SPRING), load_scenario(name)
    assert {key for key in FIELDS if getattr(spring, key) != getattr(other, key)} == CHANGED[name]


@for_each(("name", "capital", "stretches"), HELD)
def test_a_held_course_is_played_in_every_world_and_month(
    name: str, capital: str, stretches: list[tuple[int, str]]
) -> None:
    """Over 60 months, so that elections come and change nothing."""
    found = courses_played(load_scenario(name).change({"months": 60}), capital)
    for (first, course), last in zip(
        stretches, [*(start for start, _ in stretches[1:]), 60], strict=True
    ):
        assert found[first:last] == [{course}] * (last - first)


@for_each("name", shipped_scenarios())
def test_every_capital_that_is_not_held_is_free(name: str) -> None:
    held = {capital for scenario, capital, _ in HELD if scenario == name}
    orders = inputs(load_scenario(name)).orders
    for capital in CAPITALS:
        own = orders[:, ORDERS.index(f"{capital}_course")]
        assert (own >= 0).all() if capital in held else (own == -1).all()


def test_spring_2017_leaves_patience_by_a_switch_and_seoul_votes_in_may() -> None:
    banned = {"seoul_lean.sunshine": -30.0, "seoul_lean.hedge": -30.0}
    spring = load_scenario(SPRING).change({"review_rate_washington": 0.0} | banned)
    washington, seoul = (
        courses_played(spring, "washington", 100),
        courses_played(spring, "seoul", 100),
    )
    assert washington[0] == {"patience"}
    assert washington[1] == {"patience", "maximum_pressure", "prevent"}
    assert seoul[:3] == [{"hard_line"}] * 3
    assert seoul[3] == {"sunshine", "hedge", "hard_line"}


def test_no_relief_is_given_in_the_turn_as_it_was() -> None:
    name = "washington_deed"
    record = play(inputs(load_scenario("2018-turn")).job(200, record=(name,))).record[name]
    assert (record == 0).mean() < 0.001


def test_the_core_has_no_event_and_every_channel_at_its_neutral_value() -> None:
    core = load_scenario("core")
    assert not any(
        getattr(core, kind)
        for kind in ("elections", "switches", "windows", "incidents", "expiries", "leaders")
    )
    for entry in entries_of(ShockParameters).values():
        if entry.neutral is not None:
            assert core.value(entry.name) == entry.neutral, entry.name
    assert (inputs(core).levers[:, LEVERS.index("washington_ambiguity")] == 0.0).all()


@for_each("name", shipped_scenarios())
def test_every_origin_is_a_line_of_a_shipped_file(name: str) -> None:
    sizes = {f"{each}.toml": len(content_of(each).splitlines()) for each in shipped_scenarios()}
    for _, place in load_scenario(name).origin:
        file, line = place.split(", line ")
        assert 1 <= int(line) <= sizes[file]
