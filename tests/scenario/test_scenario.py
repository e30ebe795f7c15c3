"""A scenario as data: what may be changed, what its hash stands for, and what is refused."""

from typing import Any

import numpy as np
import pytest

from sim.core.base.errors import ScenarioProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.scenario import (
    Election,
    Expiry,
    Incident,
    Plan,
    Scenario,
    Stretch,
    Switch,
    Window,
    load_scenario,
)
from sim.core.scenario.parameters import DEFAULTS, PARAMETERS, PLACES, SHARES
from tests.for_each import for_each

SPRING = load_scenario("2017-spring")


def other(name: str) -> float:
    """A value in the declared range, other than the default."""
    entry = PARAMETERS[name.partition(".")[0]]
    if any(name in cells for cells in SHARES):
        return 0.9  # the other chances of the table need a rest
    return entry.high if DEFAULTS[name] != entry.high else entry.low or entry.high / 2


LONE = [cell for cells in SHARES for cell in cells if DEFAULTS[cell] == 1.0]
"""Chances beside which no other cell of their table has any."""


def test_the_rest_is_shared_evenly_if_no_other_chance_is_above_zero() -> None:
    for name in LONE:
        changed = Scenario().change({name: 0.4})
        cells = next(cells for cells in SHARES if name in cells)
        values = {cell: changed.value(cell) for cell in cells}
        assert values.pop(name) == 0.4
        assert [*values.values()] == pytest.approx([0.6 / len(values)] * len(values))


def test_every_number_and_cell_can_be_changed_and_moves_the_hash() -> None:
    plain = Scenario()
    for name in sorted(PLACES.keys() - set(LONE)):
        changed = plain.change({name: other(name)})
        assert changed.value(name) != plain.value(name), name
        assert changed.hash != plain.hash, name


@for_each(
    "change",
    [
        {"start": "2017-01"},
        {"months": 35},
        {"kim_type": "fearful"},
        {"elections": ()},
        {"switches": ()},
        {"windows": (Window("2017-04", "fails"),)},
        {"incidents": (Incident("2017-06", "released"),)},
        {"expiries": (Expiry("2017-12", 0.05),)},
        {"leaders": ("2018-01",)},
        {"elections": (Election("seoul", "2017-05", (("sunshine", 1.0),)),)},
        {"switches": (Switch("seoul", "2017-03", (("hedge", 1.0),)),)},
        {"washington.course": "prevent"},
        *(
            {f"{capital}.policy": name}
            for capital in CAPITALS
            for name in POLICIES[capital]
            if name != "free"
        ),
        *(
            {name: lever.low if lever.default != lever.low else lever.high}
            for name, lever in LEVERS.items()
        ),
    ],
)
def test_whatever_moves_a_result_moves_the_hash(change: dict[str, Any]) -> None:
    assert SPRING.change(change).hash != SPRING.hash


def test_names_and_what_says_nothing_do_not_move_the_hash() -> None:
    same = {
        "name": "x",
        "title": "y",
        "washington.pressure": 0.5,
        "clash": DEFAULTS["clash"],
        "beijing.policy": "free",
    }
    assert SPRING.change(same).hash == SPRING.hash


def test_two_ways_to_hold_a_course_are_one() -> None:
    ways = (
        {"beijing.policy": "balance"},
        {"beijing.policy": "held"},
        {"beijing.schedule": (Stretch("2017-02", "balance"),)},
    )
    assert len({SPRING.change(way).hash for way in ways}) == 1


def test_the_hash_knows_the_defaults_of_the_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Scenario().hash
    monkeypatch.setattr("sim.core.scenario.scenario.parameters.DEFAULTS", DEFAULTS | {"clash": 0.3})
    assert Scenario().hash != before


def test_changes_are_made_together() -> None:
    """The first of these alone would leave Washington without a start course."""
    zero = {"start_washington_course.patience": 0.0, "start_washington_course.prevent": 1.0}
    assert Scenario().change(zero).course("washington") == "prevent"
    later = {
        "start": "2018-01",
        "elections": (),
        "switches": (),
        "windows": (),
        "incidents": (),
        "expiries": (),
    }
    assert SPRING.change(later).start == "2018-01"


def test_numbers_of_numpy_are_numbers() -> None:
    changed = Scenario().change(
        {"months": np.int64(24), "clash": np.float64(0.1), "washington.pressure": np.float32(0.5)}
    )
    assert (changed.months, type(changed.months)) == (24, int)
    assert changed == Scenario().change({"months": 24, "clash": 0.1, "washington.pressure": 0.5})


def test_an_imposed_type_is_sure_and_does_not_drift() -> None:
    greedy = Scenario().change({"kim_type": "greedy", "type_drift": 0.05})
    assert [greedy.value(f"kim_chance.{kim}") for kim in ("fearful", "greedy", "erratic")] == [
        0.0,
        1.0,
        0.0,
    ]
    assert greedy.value("type_drift") == 0.0


def test_a_chance_that_is_set_stays_and_the_others_keep_their_shares_of_the_rest() -> None:
    before, after = Scenario(), Scenario().change({"kim_chance.greedy": 0.2})
    chances = {cell: after.value(f"kim_chance.{cell}") for cell in ("fearful", "greedy", "erratic")}
    assert chances["greedy"] == 0.2
    assert sum(chances.values()) == pytest.approx(1.0)
    ratio = before.value("kim_chance.fearful") / before.value("kim_chance.erratic")
    assert chances["fearful"] / chances["erratic"] == pytest.approx(ratio)
    whole = after.change({"kim_chance.fearful": 0.4, "kim_chance.erratic": 0.6})
    assert whole.value("kim_chance.greedy") == 0.0


@pytest.mark.parametrize("chances", [(0.5, 0.6, None), (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)])
def test_chances_that_cannot_add_up_to_one_are_refused(chances: tuple[float | None, ...]) -> None:
    cells = zip(("fearful", "greedy", "erratic"), chances, strict=True)
    given = {f"kim_chance.{cell}": value for cell, value in cells if value is not None}
    with pytest.raises(ScenarioProblem, match="chances of kim_chance add up to"):
        Scenario().change(given)


def test_a_chance_that_leaves_another_less_than_its_least_is_refused() -> None:
    with pytest.raises(ScenarioProblem, match=r"'prior_beijing\.fearful' would be 0"):
        Scenario().change({"prior_beijing.greedy": 1.0})


def test_a_policy_sets_what_nobody_else_does_and_adds_to_the_rest() -> None:
    dove = {"washington.policy": "dove"}
    assert Scenario().change(dove).value("washington_lean.prevent") == -30.0
    assert (
        Scenario().change(dove | {"washington_lean.prevent": 1.0}).value("washington_lean.prevent")
        == 1.0
    )
    added = (
        Scenario()
        .change(dove | {"washington_lean.engagement": -1.0})
        .value("washington_lean.engagement")
    )
    assert added - Scenario().change(dove).value("washington_lean.engagement") == pytest.approx(
        -1.0 - DEFAULTS["washington_lean.engagement"]
    )


def test_a_policy_counts_in_the_free_months_of_a_schedule_only() -> None:
    held = Scenario().change({"washington.schedule": (Stretch(None, "patience"),)})
    mixed = Scenario().change(
        {"washington.schedule": (Stretch(None, "patience"), Stretch("2018-01", "dove"))}
    )
    assert held.value("washington_lean.prevent") == -0.2
    assert mixed.value("washington_lean.prevent") == -30.0


def test_a_capital_held_at_once_starts_on_that_course() -> None:
    assert SPRING.course("washington") == "patience"
    assert SPRING.change({"washington.policy": "engagement"}).course("washington") == "engagement"


def test_a_start_course_may_be_drawn() -> None:
    assert Scenario().change({"start_seoul_course.hedge": 0.5}).course("seoul") is None


def test_a_change_says_where_it_comes_from() -> None:
    changed = SPRING.change(
        {"beijing.policy": "shield", "clash": 0.1, "elections.seoul": False}, origin="--set"
    )
    origin = dict(changed.origin)
    assert [origin[key] for key in ("beijing.schedule", "clash", "elections")] == ["--set"] * 3
    before = dict(SPRING.origin)
    left = [place for place, vote in enumerate(SPRING.elections) if vote in changed.elections]
    places = {key: place for key, place in origin.items() if key.startswith("elections[")}
    assert places == {
        f"elections[{new}]": before[f"elections[{old}]"] for new, old in enumerate(left)
    }
    assert origin["months"] == dict(SPRING.origin)["months"]


@for_each(
    ("changes", "what"),
    [
        (None, "changes are None"),
        ({3: 4}, "changes are"),
        ({"mnths": 3}, "there is no parameter 'mnths'"),
        ({"months": 2.5}, "'months' is 2.5"),
        ({"months": True}, "'months' is True"),
        ({"months": 601}, "'months' is 601"),
        ({"title": 3}, "'title' is 3"),
        ({"start": "soon"}, "'soon' is not a month"),
        ({"kim_type": "secure"}, "there is no kim type 'secure'"),
        ({"clash": True}, "'clash' is a number, not True"),
        ({"clash": "high"}, "'clash' is a number, not 'high'"),
        ({"clash": float("nan")}, "'clash' is nan, outside its range"),
        ({"washington.pressure": 2}, "'washington.pressure' is 2, outside its range"),
        ({"washington.presure": 1}, "no lever of washington 'presure'"),
        ({"washington.policy": "hawkish"}, "no policy of Washington 'hawkish'"),
        ({"washington.policy": ["hawk"]}, "no policy of Washington"),
        ({"washington.course": "free"}, "no course of washington 'free'"),
        ({"washington.schedule": "engagement"}, "'washington.schedule' is 'engagement'"),
        ({"elections": "none"}, "'elections' is 'none'"),
        ({"elections.seoul": "no"}, "'elections.seoul' is 'no'"),
        ({"elections.seol": False}, "there is no capital 'seol'"),
        ({"leaders": (2018,)}, "'leaders' is (2018,)"),
        ({"expiries": (Expiry("2017-12", float("nan")),)}, "'share' is nan"),
        (
            {"elections": (Election("seoul", "2017-05", (("hedge", 1), ("hedge", 2))),)},
            "named twice",
        ),
        (
            {"elections": (Election("seoul", "2017-05", (("hedge", -1),)),)},
            "the chance of 'hedge' is -1.0",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_three_lines(changes: Any, what: str) -> None:
    with pytest.raises(ScenarioProblem) as caught:
        SPRING.change(changes)
    lines = str(caught.value).split("\n")
    assert len(lines) == 3
    assert what in lines[0]


def test_a_lone_free_stretch_is_no_stretch() -> None:
    assert Plan((Stretch(None, "free"),)) == Plan()


def test_scenarios_can_be_keys() -> None:
    assert len({SPRING, load_scenario("2017-spring"), SPRING.change({"months": 12})}) == 2
