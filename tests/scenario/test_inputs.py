"""What the engine is given of a scenario: parameters, levers, orders and the calendar, by month."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sim.core.base.errors import DataProblem
from sim.core.engine import CALENDAR, LEVERS, ORDERS, play
from sim.core.game import moves
from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters import Parameters
from sim.core.game.parameters.payoffs import GoalParameters
from sim.core.game.policies import courses_of
from sim.core.game.world import Levers, Orders
from sim.core.runs.inputs import inputs, set_in
from sim.core.runs.runner import Block, lay_side_by_side
from sim.core.scenario import Scenario, Stretch, load_scenario
from sim.core.scenario.parameters import DEFAULTS, MEASURES, PARAMETERS, PLACES
from tests.scenario.strategies import least_months, scenarios

SPRING = load_scenario("2017-spring")


def column(sheet: np.ndarray, names: tuple[str, ...], name: str) -> list[float]:
    """A column of a sheet by month."""
    return sheet[:, names.index(name)].tolist()


def courses(scenario: Scenario, capital: str) -> list[str | None]:
    """The course that a capital is ordered to in each month, None where it is free."""
    orders = column(inputs(scenario).orders, ORDERS, f"{capital}_course")
    return [courses_of(capital)[int(order)] if order >= 0 else None for order in orders]


def test_the_places_are_those_of_the_numbers() -> None:
    """Every cell's default stands where its place says."""
    rules, goals = Parameters(), GoalParameters()
    for name, place in PLACES.items():
        value = getattr(goals if name in MEASURES else rules, place.partition(".")[0])
        for index in place.split(".")[1:]:
            value = value[int(index)]
        assert value == DEFAULTS[name], name


def test_the_defaults_as_they_are_give_no_number_and_no_order() -> None:
    plain = inputs(Scenario())
    assert plain.numbers == {}
    assert (plain.orders == -1).all()
    assert plain.orders.dtype == np.int8
    levers = Levers()
    assert plain.levers[0].tolist() == [getattr(levers, item.name) for item in fields(Levers)]
    assert plain.orders.shape == (36, len(fields(Orders)))


def test_numbers_go_by_the_engines_names() -> None:
    changes = {
        "clash": 0.1,
        "washington_words.engagement.threaten": -1.0,
        "kim_chance.greedy": 0.45,
    }
    given_numbers = inputs(Scenario().change(changes)).numbers
    assert given_numbers["clash"] == 0.1
    assert given_numbers["washington_words.2.4"] == -1.0
    assert [given_numbers[f"kim_chance.{k}"] for k in range(3)] == pytest.approx(
        [0.45 / 0.65 * 0.55, 0.45, 0.2 / 0.65 * 0.55]
    )


@pytest.mark.parametrize("capital", CAPITALS)
def test_held_means_an_order_in_every_month(capital: str) -> None:
    held = SPRING.change({f"{capital}.policy": "held", "months": 120})
    assert courses(held, capital) == [SPRING.course(capital)] * 120
    others = [each for each in CAPITALS if each != capital]
    assert all(courses(held, each) == [None] * 120 for each in others)


@pytest.mark.parametrize("capital", CAPITALS)
def test_every_course_is_a_policy_that_orders_it(capital: str) -> None:
    for course in courses_of(capital):
        assert set(courses(SPRING.change({f"{capital}.policy": course}), capital)) == {course}


def test_a_schedule_orders_by_month_and_leaves_free_months_free() -> None:
    schedule = (
        Stretch(None, "patience"),
        Stretch("2017-04", "hawk"),
        Stretch("2018-03", "engagement"),
        Stretch("2019-01", "hawk"),
    )
    scheduled = SPRING.change({"washington.schedule": schedule})
    expected = ["patience"] * 2 + [None] * 11 + ["engagement"] * 10 + [None] * 13
    assert courses(scheduled, "washington") == expected


def test_a_lever_of_a_stretch_lasts_as_long_and_one_held_goes_before_it() -> None:
    schedule = (
        Stretch(None, "free", (("rhetoric", 0.4), ("ambiguity", 0.5))),
        Stretch("2017-07", "free", (("pressure", 0.9),)),
    )
    levers = inputs(
        SPRING.change({"washington.schedule": schedule, "washington.ambiguity": 0.1})
    ).levers
    assert column(levers, LEVERS, "washington_rhetoric") == [0.4] * 5 + [0.2] * 31
    assert column(levers, LEVERS, "washington_pressure") == [0.5] * 5 + [0.9] * 31
    assert column(levers, LEVERS, "washington_ambiguity") == [0.1] * 36


def test_the_calendar_of_spring_2017() -> None:
    sheet = inputs(SPRING.change({"months": 60})).calendar
    assert column(sheet, CALENDAR, "month") == list(range(60))
    assert column(sheet, CALENDAR, "month_of_year")[:13] == [
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        1,
        2,
    ]
    dated = {
        "washington_switch": {1: 1},
        "seoul_election": {3: 1},
        "washington_election": {47: 1},
        "window": {
            2: moves.WindowState.SUCCEEDS,
            4: moves.WindowState.FAILS,
            5: moves.WindowState.FAILS,
        },
        "incident": {4: moves.IncidentKind.DIES},
        "expiry": {10: 0.04},
        "new_leader": {},
        "beijing_switch": {},
    }
    for name, months in dated.items():
        found = {month: value for month, value in enumerate(column(sheet, CALENDAR, name)) if value}
        assert found == months, name
    office = [sheet[1, CALENDAR.index(f"washington_office.{k}")] for k in range(6)]
    assert office == pytest.approx([0.1, 0.8, 0.0, 0.1, 0.0, 0.0])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(1, 80), st.integers(1, 80))
def test_a_longer_horizon_extends_a_shorter_one(scenario: Scenario, one: int, two: int) -> None:
    least = least_months(scenario.values)
    short, long = (
        inputs(scenario.change({"months": max(months, least)})) for months in sorted((one, two))
    )
    for name in ("levers", "orders", "calendar"):
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[: short.months])
    assert short.numbers == long.numbers


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_what_the_engine_is_given_is_on_its_menus(scenario: Scenario) -> None:
    made = inputs(scenario)
    assert np.isfinite(made.levers).all()
    assert ((made.levers >= 0) & (made.levers <= 1)).all()
    assert ((made.orders >= -1) & (made.orders <= 3)).all()
    assert set(made.numbers) <= set(PLACES.values())
    for capital in CAPITALS:
        own = [
            place for place, name in enumerate(CALENDAR) if name.startswith(f"{capital}_office.")
        ]
        total = made.calendar[:, own].sum(axis=1)
        held = made.calendar[:, CALENDAR.index(f"{capital}_switch")]
        if f"{capital}_election" in CALENDAR:
            held = held + made.calendar[:, CALENDAR.index(f"{capital}_election")]
        np.testing.assert_allclose(total, held, atol=1e-12)


def test_points_side_by_side_are_what_each_is_alone() -> None:
    points = [
        SPRING,
        SPRING.change({"clash": 0.1, "washington.pressure": 0.9}),
        SPRING.change({"washington.policy": "dove", "kim_type": "greedy"}),
        SPRING.change({"beijing.policy": "shield"}),
    ]
    batch = lay_side_by_side([Block(point, 0, 3) for point in points])
    for place, point in enumerate(points):
        alone = inputs(point)
        for world in range(3 * place, 3 * place + 3):
            for name, value in batch.numbers.items():
                own = value[world] if isinstance(value, np.ndarray) else value
                assert own == alone.numbers.get(
                    name, {PLACES[key]: v for key, v in DEFAULTS.items()}[name]
                )
            np.testing.assert_array_equal(batch.levers[:, :, world], alone.levers)
            np.testing.assert_array_equal(batch.orders[:, :, world], alone.orders)
        assert set(alone.numbers) <= set(batch.numbers)
        np.testing.assert_array_equal(batch.calendar, alone.calendar)


def test_what_all_points_share_stays_one_value() -> None:
    points = [SPRING.change({"clash": 0.1, "learn": value}) for value in (0.2, 0.4)]
    batch = lay_side_by_side([Block(point, 0, 5) for point in points])
    assert batch.numbers["clash"] == 0.1
    np.testing.assert_array_equal(batch.numbers["learn"], [0.2] * 5 + [0.4] * 5)
    assert batch.levers.shape == (36, len(LEVERS))


def test_draws_by_world_stand_where_values_would_and_policies_add_to_them() -> None:
    draws = np.array([0.0, 0.5, 1.0])
    dove = SPRING.change({"washington.policy": "dove"})
    numbers, _, _ = set_in(dove, {"washington_lean.engagement": draws, "learn": draws})
    np.testing.assert_array_equal(numbers["learn"], draws)
    alone = [
        inputs(
            SPRING.change({"washington.policy": "dove", "washington_lean.engagement": draw})
        ).numbers["washington_lean.2"]
        for draw in draws
    ]
    np.testing.assert_array_equal(numbers["washington_lean.2"], alone)


def test_weights_by_world_come_to_one_in_every_world() -> None:
    numbers, _, _ = set_in(SPRING, {"kim_chance.greedy": np.array([0.0, 0.5, 1.0])})
    np.testing.assert_allclose(sum(numbers[f"kim_chance.{k}"] for k in range(3)), 1.0)


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("clahs", [0.1], "there is no parameter"),
        ("clash", [0.1, np.nan], "leaves its range"),
        ("clash", [2.0], "leaves"),
    ],
)
def test_draws_that_cannot_be_are_refused(name: str, values: list[float], what: str) -> None:
    with pytest.raises(DataProblem, match=what):
        set_in(SPRING, {name: np.array(values)})


def test_every_declared_entry_has_its_places() -> None:
    assert {name.partition(".")[0] for name in PLACES} == set(PARAMETERS)


def test_what_measures_outcomes_goes_to_no_rule() -> None:
    made = inputs(SPRING.change({"goal_tension": 3.0, "clash": 0.1}))
    assert made.numbers == {"goal_tension": 3.0, "clash": 0.1}
    assert made.job(3).numbers == {"clash": 0.1}


def test_the_engine_plays_points_side_by_side_as_it_plays_each_alone() -> None:
    points = [
        SPRING.change({"washington.policy": "dove", "months": 12}),
        SPRING.change({"beijing.policy": "shield", "months": 12}),
    ]
    ids = np.tile(np.arange(20), 2)
    both = play(lay_side_by_side([Block(point, 0, 20) for point in points]).job(40, ids=ids))
    for place, point in enumerate(points):
        alone = play(inputs(point).job(20))
        np.testing.assert_array_equal(both.state[:, 20 * place : 20 * place + 20], alone.state)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_the_engine_plays_any_scenario(scenario: Scenario) -> None:
    months = max(6, least_months(scenario.values))
    worlds = play(inputs(scenario.change({"months": months})).job(4))
    assert not worlds.failed.any()
