"""A run: the same worlds whatever the batches, threads, engine and horizon; what it keeps; what is
imposed on it.
"""

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from sim.analysis.run import RunOptions
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.engine import PLACES, SLOTS
from sim.core.engine.luck import sheet_of_one
from sim.core.game.beliefs import belief
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.moves import KimType
from sim.core.game.parameters import Parameters
from sim.core.outcomes.outcomes import CATALOGUE, OUTCOMES, Columns
from sim.core.runs import runner, second
from sim.core.runs.interventions import ChangedLever, ImposedMove, ReplacedLuck
from sim.core.runs.runner import Block, in_order, outcomes_and_series, structure
from sim.core.scenario import Scenario, load_scenario
from sim.study.run.worlds import Run, run
from tests.for_each import for_each

SPRING = load_scenario("2017-spring")
HOT = SPRING.change({"start_tension": 6.5, "accident": 0.01, "months": 18, "name": "hot"})
"""A scenario in which many worlds end."""


def same(a: Columns, b: Columns) -> None:
    assert list(a) == list(b)
    for name in a:
        assert a[name].tobytes() == b[name].tobytes(), name


def side_by_side(points: list[Scenario], worlds: int) -> list[Columns]:
    columns = outcomes_and_series([Block(point, 0, worlds) for point in points], 11, ())[0]
    places = [slice(k * worlds, (k + 1) * worlds) for k in range(len(points))]
    return [{name: column[place] for name, column in columns.items()} for place in places]


@pytest.fixture(scope="module")
def hot() -> Run:
    return run(HOT, 300, 11)


def test_batches_and_threads_change_no_byte(hot: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BATCH", 64)
    same(run(HOT, 300, 11).columns, hot.columns)
    same(run(HOT, 300, 11, jobs=2).columns, hot.columns)


def test_worlds_played_apart_are_those_played_together(hot: Run) -> None:
    parts = [
        run(HOT, size, 11, first_world=first).columns
        for first, size in ((0, 100), (100, 1), (101, 199))
    ]
    same({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, hot.columns)


@pytest.mark.parametrize("engine", ["numpy", "python"])
def test_every_engine_tells_the_same_outcomes(hot: Run, engine: str) -> None:
    few = run(HOT, 6, 11, engine=engine, record=["tension"])
    same(few.columns, {name: column[:6] for name, column in hot.columns.items()})
    np.testing.assert_array_equal(few.state["tension"], hot.state["tension"][:, :6])


def test_a_longer_horizon_goes_on_where_the_shorter_one_stops(hot: Run) -> None:
    longer = run(HOT.change({"months": 30}), 300, 11)
    for name in ("tension", "arsenal", "evidence.1"):
        np.testing.assert_array_equal(longer.state[name][:19], hot.state[name])
    for menu in MOVES:
        np.testing.assert_array_equal(longer.actions[menu][:18], hot.actions[menu])


def test_scenarios_side_by_side_give_what_each_gives_alone(hot: Run) -> None:
    points = [
        HOT,
        HOT.change({"washington.pressure": 0.9}),
        HOT.change({"beijing.policy": "enforce", "momentum": 1.0}),
    ]
    together = side_by_side(points, 40)
    for point, columns in zip(points, together, strict=True):
        same(columns, run(point, 40, 11).columns)


def test_scenarios_of_different_calendars_share_no_batch() -> None:
    points = [HOT, HOT.change({"months": 12}), HOT.change({"elections": ()})]
    assert len({structure(point) for point in points}) == 3
    for point, columns in zip(points, side_by_side(points, 5), strict=True):
        same(columns, run(point, 5, 11).columns)


def test_numbers_drawn_by_world_play_as_if_each_were_a_scenario() -> None:
    drawn = {
        "momentum": np.array([0.2, 1.5]),
        "goal_talks": np.array([0.0, 0.9]),
        "discount": np.array([1.0, 0.95]),
    }
    together = outcomes_and_series([Block(HOT, 7, 2, drawn)], 11, ())[0]
    for place in range(2):
        alone = run(
            HOT.change({name: float(values[place]) for name, values in drawn.items()}),
            1,
            11,
            first_world=7 + place,
        )
        same({name: column[place : place + 1] for name, column in together.items()}, alone.columns)


def test_thresholds_of_a_scenario_move_outcomes_and_no_move() -> None:
    strict = run(HOT.change({"goal_tension": 0.1}), 50, 11)
    loose = run(HOT, 50, 11)
    assert not strict.flag("goal_seoul_calm").any()
    assert loose.flag("goal_seoul_calm").any()
    np.testing.assert_array_equal(strict.state["tension"], loose.state["tension"])


def test_series_begin_with_the_start_and_end_with_the_world(hot: Run) -> None:
    tension = hot.state["tension"]
    assert tension.shape == (19, 300)
    assert (tension[0] == 6.5).all()
    months = hot.columns["months"]
    np.testing.assert_array_equal(np.isnan(tension), np.arange(19)[:, None] > months)
    assert (months < 18).any()
    assert (months == 18).any()


def test_the_start_knows_levers_and_held_courses() -> None:
    held = SPRING.change(
        {"washington.policy": "prevent", "pyongyang.deterrent_goal": 0.6, "months": 2}
    )
    made = run(held, 3, 11)
    assert (made.state["deterrent"][0] == 1.0).all()
    assert (made.state["washington_course"] == 3.0).all()


def test_moves_and_courses_are_places_on_their_menus(hot: Run) -> None:
    live = np.arange(18)[:, None] < hot.columns["months"]
    for menus, names in ((hot.actions, MOVES), (hot.courses, COURSES)):
        assert tuple(menus) == tuple(names)
        for name, menu in names.items():
            places = menus[name]
            assert places.shape == (18, 300)
            assert places.dtype == np.int8
            np.testing.assert_array_equal(places >= 0, live)
            assert places.max() < len(menu)


def test_beliefs_are_those_of_the_rules(hot: Run) -> None:
    prior = {
        "washington": "prior_washington",
        "beijing": "prior_beijing",
        "seoul": "prior_washington",
    }
    evidence = {"washington": "frozen_evidence", "beijing": "evidence_beijing", "seoul": "evidence"}
    assert set(hot.beliefs) == set(prior)
    for capital, name in prior.items():
        held = hot.beliefs[capital]
        assert held.shape == (3, 19, 300)
        np.testing.assert_allclose(np.nansum(held, axis=0)[~np.isnan(held[0])], 1.0)
        for month, world in ((0, 0), (1, 5), (6, 250)):
            seen = [
                float(hot.state[f"{evidence[capital]}.{int(kim)}"][month, world]) for kim in KimType
            ]
            assert held[:, month, world].tolist() == belief(getattr(Parameters(), name), seen)[:3]


def test_a_series_asked_for_beforehand_is_the_one_played_again(hot: Run) -> None:
    kept = run(HOT, 300, 11, record=["talks", "seoul.word", "kim.type"])
    np.testing.assert_array_equal(kept.state["talks"], hot.state["talks"])
    np.testing.assert_array_equal(kept.actions["seoul.word"], hot.actions["seoul.word"])
    np.testing.assert_array_equal(kept.state["kim.type"], hot.state["kim.type"])


def test_an_imposed_move_is_made_and_moves_nothing_before_it(hot: Run) -> None:
    made = run(
        HOT, 300, 11, interventions=[ImposedMove("washington", 4, word="talks", deed="relief")]
    )
    live = hot.columns["months"] > 4
    assert (made.actions["washington.word"][4][live] == 0).all()
    assert (made.actions["washington.deed"][4][live] == 0).all()
    np.testing.assert_array_equal(made.state["tension"][:5], hot.state["tension"][:5])
    assert (made.state["tension"][5] != hot.state["tension"][5]).any()


def test_an_imposed_course_holds_in_its_month_and_the_capital_goes_on_from_it(hot: Run) -> None:
    made = run(HOT, 300, 11, interventions=[ImposedMove("pyongyang", 4, course="charm")])
    live = hot.columns["months"] > 4
    assert (made.courses["pyongyang"][4][live] == 2).all()
    # A course that is new is too young for a review in the month after.
    new = (hot.courses["pyongyang"][3] != 2) & (made.columns["months"] > 5)
    assert (made.courses["pyongyang"][5][new] == 2).all()


def test_what_is_imposed_on_some_worlds_leaves_the_others_as_they_were(hot: Run) -> None:
    some = (2, 7, 299)
    imposed = [
        ImposedMove("pyongyang", 3, deed="big_test", worlds=some),
        ChangedLever("washington.pressure", 5, 1.0, some),
        ReplacedLuck("strike", 6, 0.5, some),
        ReplacedLuck("tension", 2, 0.999, some),
    ]
    made = run(HOT, 300, 11, interventions=imposed)
    others = np.setdiff1d(np.arange(300), some)
    same(
        {name: column[others] for name, column in made.columns.items()},
        {name: column[others] for name, column in hot.columns.items()},
    )
    assert (made.state["tension"][3, list(some)] > hot.state["tension"][3, list(some)]).all()
    for world in some:
        alone = run(HOT, 1, 11, first_world=world, interventions=imposed)
        same(alone.columns, {name: column[[world]] for name, column in made.columns.items()})


def test_a_lever_changed_from_the_start_is_the_lever_of_the_scenario() -> None:
    changed = run(HOT, 40, 11, interventions=[ChangedLever("pyongyang.unpredictability", 0, 1.0)])
    same(changed.columns, run(HOT.change({"pyongyang.unpredictability": 1.0}), 40, 11).columns)


def test_luck_that_is_replaced_by_what_was_drawn_changes_nothing(hot: Run) -> None:
    drawn = sheet_of_one(11, 3, 5, 0, 0, len(SLOTS))[SLOTS.index("tension")]
    same(
        run(HOT, 300, 11, interventions=[ReplacedLuck("tension", 3, drawn, (5,))]).columns,
        hot.columns,
    )


def test_the_table_shares_the_columns_and_names_states(hot: Run) -> None:
    table = hot.outcomes
    assert list(table) == ["world", *OUTCOMES, "failed"]
    assert table["world"].tolist() == list(range(300))
    assert table["final_state"].iloc[0] in {
        "major war",
        "limited war",
        "regime collapse",
        "freeze",
        "open crisis",
        "cold standoff",
        "détente",
    }
    assert (table["ending"] == "none").sum() == (hot.columns["ending"] == 0).sum()


def test_probabilities_and_means_come_with_their_intervals(hot: Run) -> None:
    war = hot.probability("war")
    assert war.low < war.value < war.high
    assert war.value == hot.columns["war"].mean()
    assert hot.mean("war") == war
    assert hot.mean("months").value == pytest.approx(hot.columns["months"].mean())
    states = [
        hot.probability(name).value
        for name in (
            "major_war",
            "limited_war",
            "regime_collapse",
            "open_crisis",
            "freeze",
            "cold_standoff",
            "detente",
        )
    ]
    assert sum(states) == pytest.approx(1.0)


def test_failed_worlds_are_told_and_left_out_of_estimates(hot: Run) -> None:
    columns = {name: column.copy() for name, column in hot.columns.items()}
    columns["failed"][:10] = True
    columns["value_seoul"][:10] = np.nan
    half = Run(HOT, 11, columns)
    assert half.failed.sum() == 10
    assert half.probability("war").n == 290
    assert half.mean("value_seoul").value == pytest.approx(hot.columns["value_seoul"][10:].mean())
    assert half.quadrants()["both fail their goals"].n == 290


def test_tasks_come_in_order_and_an_error_stops_them() -> None:
    started = []

    def task(item: int) -> int:
        started.append(item)
        if item == 5:
            raise ValueError(item)
        return item * item

    told = in_order(task, range(100), 2)
    assert [next(told) for _ in range(5)] == [0, 1, 4, 9, 16]
    with pytest.raises(ValueError, match="5"):
        next(told)
    assert len(started) < 20


def test_memory_does_not_grow_with_the_worlds_but_for_their_outcomes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "BATCH", 64)
    monkeypatch.setattr(second, "MOST_BYTES", 0)  # of which test_against says that it is bounded

    def most(worlds: int) -> int:
        tracemalloc.start()
        made = run(HOT, worlds, 11)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - sum(column.nbytes for column in made.columns.values())

    most(64)
    few, many = most(128), most(2048)
    assert many < 1.5 * few


def test_a_world_costs_less_than_two_hundred_bytes(hot: Run) -> None:
    assert sum(column.nbytes for column in hot.columns.values()) < 200 * 300


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_parts_of_a_run_sum_to_its_values(hot: Run, capital: str) -> None:
    np.testing.assert_allclose(
        sum(hot.parts_of_value(capital).values()), hot.columns[f"value_{capital}"], atol=1e-10
    )


@for_each(
    ("given", "said"),
    [
        ({"worlds": 0}, "'0' is not a whole number from 1 to 100000000"),
        ({"worlds": True}, "'True' is not a whole number from 1 to 100000000"),
        ({"worlds": 10**9}, "'1000000000' is not a whole number from 1 to 100000000"),
        ({"seed": -1}, "'-1' is not a whole number from 0 to 9223372036854775807"),
        ({"seed": 1.5}, "'1.5' is not a whole number from 0 to 9223372036854775807"),
        ({"jobs": 0}, "'0' is not a whole number, 1 or more"),
        ({"first_world": -3}, "'-3' is not a whole number, 0 or more"),
        ({"engine": "abacus"}, "there is no engine 'abacus'"),
        ({"record": ["tensoin"]}, "there is no series 'tensoin'"),
        ({"record": "tension"}, "'record' is 'tension'"),
        ({"record": True}, "'record' is True"),
        (
            {"interventions": [ImposedMove("seoul", 18, word="silence")]},
            "an intervention falls outside the horizon",
        ),
        ({"interventions": "a strike"}, "'interventions' is 'a strike'"),
        ({"interventions": ["a strike"]}, "'a strike' is no intervention"),
        ({"scenario": 2017}, "2017 is no scenario"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_three_lines(
    given: dict[str, object], said: str
) -> None:
    scenario = given.pop("scenario", HOT)
    with pytest.raises(UsageProblem) as caught:
        run(scenario, **{"worlds": 2, **given})  # type: ignore[arg-type]
    assert caught.value.message == said
    assert len(str(caught.value).splitlines()) == 3


def test_unknown_outcomes_and_series_are_refused_with_the_nearest(hot: Run) -> None:
    with pytest.raises(UsageProblem, match="Did you mean 'lose_lose'"):
        hot.probability("lose_loose")
    with pytest.raises(UsageProblem, match="Did you mean 'value_seoul'"):
        hot.mean("value_soul")
    with pytest.raises(UsageProblem, match="Did you mean 'tension'"):
        hot.state["tensions"]
    with pytest.raises(UsageProblem, match=r"pyongyang\.deed"):
        hot.actions["pyongyang.deeds"]
    with pytest.raises(UsageProblem, match="no capital"):
        hot.parts_of_value("tokyo")
    with pytest.raises(UsageProblem, match="'rung' is a state, and has no mean or probability"):
        hot.probability("rung")
    with pytest.raises(UsageProblem, match="'kim_type' is a state, and has no mean or probability"):
        hot.mean("kim_type")
    with pytest.raises(UsageProblem):
        CATALOGUE.flag(hot.columns, 3)  # type: ignore[arg-type]


def test_a_series_too_large_to_be_played_again_unasked_is_refused() -> None:
    columns = {"world": np.arange(600_000)}
    with pytest.raises(UsageProblem, match="Ask for it when you run"):
        Run(HOT, 11, columns).state["tension"]


def test_numbers_by_world_must_lie_in_their_ranges() -> None:
    with pytest.raises(DataProblem):
        outcomes_and_series([Block(HOT, 0, 2, {"momentum": np.array([0.5, 99.0])})], 11, ())


def test_every_place_of_a_world_can_be_recorded() -> None:
    made = run(HOT.change({"months": 2}), 2, 11, record=PLACES)
    assert all(made.state[name].shape == (3, 2) for name in PLACES)


def test_a_scenario_of_one_month_plays() -> None:
    short: Scenario = HOT.change({"months": 1})
    assert (run(short, 5, 11).columns["months"] == 1).all()


@for_each(
    "scenario, from_record, said",
    [
        (HOT, None, ""),
        (None, "1990-03", ""),
        (None, None, "SCENARIO is missing"),
        (HOT, "1990-03", "there are two things to begin from"),
    ],
)
def test_a_run_begins_from_a_scenario_or_from_the_record(
    scenario: object, from_record: str | None, said: str
) -> None:
    asked = SimpleNamespace(scenario=scenario, from_record=from_record, record=None, posterior=None)
    if not said:
        return RunOptions.check(asked)
    with pytest.raises(UsageProblem, match=said):
        RunOptions.check(asked)
    return None
