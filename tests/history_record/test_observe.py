"""The observation model: the same definitions for the record and for worlds, and what a run looks like as a record."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from sim.analysis import patterns
from sim.analysis.history.cameo import COUNTRIES, HEADER, check_size, events_of, events_text, quad_class, target_of
from sim.analysis.history.observe import NEEDED, OBSERVABLES, observed_record, observed_worlds
from sim.analysis.history.rates import base_rates
from sim.analysis.history.record import csv_text, record_from
from sim.analysis.history.simulated import played, shares_text, simulated_record
from sim.errors import DataProblem, UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.run import Run, run
from sim.study.scenario_file import load_scenario
from sim.world.actions import ACTIONS


@pytest.fixture(scope="module")
def made() -> Run:
    """A run that has wars, talks and tests."""
    scenario = load_scenario("2018-turn").change({"accident_hazard": 0.005})
    return run(scenario, 300, 7, record=NEEDED)


def ordinal(capital: str, name: str) -> int:
    """The number of a move."""
    return [action.name for action in ACTIONS[capital]].index(name)


def shown(**moves: str) -> set[str]:
    """What one month of one world shows, with everybody else waiting."""
    quiet = {"washington": "wait", "beijing": "urge_restraint", "pyongyang": "quiet_build", "seoul": "wait"} | moves
    seen = observed_worlds({capital: np.array([[ordinal(capital, name)]]) for capital, name in quiet.items()})
    return {name for name, flags in seen.items() if flags[0, 0]}


@pytest.mark.parametrize(
    ("moves", "wanted"),
    [
        ({}, set()),
        ({"pyongyang": "missile_test"}, {"test_month"}),
        ({"pyongyang": "big_test"}, {"test_month", "big_test"}),
        ({"pyongyang": "lethal_provocation"}, {"lethal_incident"}),
        ({"pyongyang": "attack"}, {"lethal_incident"}),
        ({"pyongyang": "rhetoric"}, set()),
        ({"washington": "formal_talks"}, set()),
        ({"washington": "formal_talks", "pyongyang": "missile_test"}, {"test_month"}),
        ({"washington": "formal_talks", "pyongyang": "formal_talks"}, {"talks_month"}),
        ({"washington": "back_channel", "pyongyang": "moratorium"}, {"talks_month"}),
        ({"seoul": "peace_initiative", "pyongyang": "formal_talks"}, {"inter_korean_talks"}),
        ({"seoul": "aid"}, set()),
        ({"seoul": "exercise"}, {"exercise"}),
        ({"washington": "sanctions"}, {"resolution"}),
        ({"washington": "sanctions", "beijing": "protect"}, set()),
        ({"washington": "sanctions", "beijing": "lifeline_aid"}, set()),
        ({"washington": "deploy"}, set()),
    ],
)
def test_what_a_month_shows(moves: dict[str, str], wanted: set[str]) -> None:
    assert shown(**moves) == wanted


def test_nothing_is_seen_after_the_end() -> None:
    gone = {capital: np.full((2, 3), -1) for capital in CAPITALS}
    assert not any(flags.any() for flags in observed_worlds(gone).values())


def test_the_patterns_use_the_same_definitions(made: Run) -> None:
    seen = observed_worlds(made.actions)
    np.testing.assert_array_equal(seen["test_month"], patterns.tests_of(made))
    np.testing.assert_array_equal(seen["talks_month"], patterns.talks_of(made))


def test_shapes_names_and_what_follows(made: Run) -> None:
    seen = observed_worlds(made.actions)
    assert tuple(seen) == OBSERVABLES
    assert {flags.shape for flags in seen.values()} == {(made.scenario.months, made.worlds)}
    assert (seen["big_test"] <= seen["test_month"]).all()
    assert not (seen["talks_month"] & seen["test_month"]).any()


def test_a_world_as_a_record_shows_what_the_world_shows(made: Run) -> None:
    """Written and read back, the record of a world gives the same events as its moves."""
    seen, months = observed_worlds(made.actions), played(made)
    ends = months.sum(axis=0)
    for world in (0, 1, int(np.argmin(ends))):
        record = record_from("world", csv_text(simulated_record(made, world)).encode())
        assert len(record) == ends[world]
        assert record.months[0] == made.scenario.start
        for name, flags in observed_record(record).items():
            np.testing.assert_array_equal(flags, seen[name][: ends[world], world])
    assert ends.min() < ends.max()


@pytest.mark.parametrize("world", [-1, 300, True])
def test_a_world_that_is_none_is_refused(made: Run, world: int) -> None:
    with pytest.raises(DataProblem):
        simulated_record(made, world)


def test_shares_are_those_of_the_worlds_still_playing(made: Run) -> None:
    seen, months = observed_worlds(made.actions), played(made)
    rows = list(csv.DictReader(io.StringIO(shares_text(made))))
    assert len(rows) == made.scenario.months * len(OBSERVABLES)
    last = [row for row in rows if row["observable"] == "test_month"][-1]
    running = months[-1]
    assert int(last["worlds"]) == running.sum() < made.worlds
    assert float(last["share"]) == pytest.approx(seen["test_month"][-1][running].mean(), abs=1e-6)
    assert all(float(row["low"]) <= float(row["share"]) <= float(row["high"]) for row in rows)


def test_base_rates_of_worlds_are_shares_of_months_played(made: Run) -> None:
    rates = {rate.name: rate for rate in base_rates(made=made)}
    seen, months = observed_worlds(made.actions), played(made)
    for name in OBSERVABLES:
        estimate = rates[name].simulated
        assert estimate is not None
        assert estimate.value == pytest.approx(seen[name].sum() / months.sum())
        assert rates[name].recorded is None
    again, anew = rates["test_after_test"].simulated, rates["test_after_quiet"].simulated
    assert again is not None
    assert anew is not None
    later = months[1:]
    share = seen["test_month"][:-1][later].mean()
    total = seen["test_month"][1:][later].mean()
    assert share * again.value + (1 - share) * anew.value == pytest.approx(total)


def test_a_rate_that_was_never_at_risk_is_none() -> None:
    short = run(load_scenario("2017-spring").change({"months": 1}), 5, 1, record=NEEDED)
    rates = {rate.name: rate.simulated for rate in base_rates(made=short)}
    assert rates["test_after_test"] is None
    assert rates["test_month"] is not None


def test_events_are_the_moves_but_for_waiting(made: Run) -> None:
    rows = list(events_of(made))
    waits = {c: [k for k, action in enumerate(ACTIONS[c]) if action.cameo == "010"] for c in CAPITALS}
    assert len(rows) == sum(int((~np.isin(made.actions[c], [-1, *waits[c]])).sum()) for c in CAPITALS)
    assert [row[0][:7] for row in rows[:1]] == [made.scenario.start]
    table = {(c, action.name): action for c in CAPITALS for action in ACTIONS[c]}
    names = {code: capital for capital, code in COUNTRIES.items()}
    for _, source, target, code, root, goldstein, quad, world, move in rows[:2000]:
        action = table[names[source], move]
        assert (code, float(goldstein)) == (action.cameo, action.goldstein)
        assert root == code[:2]
        assert code != "010"
        assert source != target
        assert int(quad) == quad_class(code)
        assert 0 <= int(world) < made.worlds


def test_events_of_a_world_do_not_depend_on_the_others(made: Run) -> None:
    alone = run(made.scenario, 1, made.seed, first_world=5, record=NEEDED)
    assert list(events_of(alone)) == [row for row in events_of(made) if row[7] == "5"]


def test_events_are_csv(made: Run) -> None:
    few = run(made.scenario, 3, made.seed, record=NEEDED)
    rows = list(csv.reader(io.StringIO(events_text(few))))
    assert tuple(rows[0]) == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}


def test_too_many_events_are_refused() -> None:
    check_size(5000, 100)
    with pytest.raises(UsageProblem, match="too many"):
        check_size(5001, 100)


def test_cooperation_and_conflict_agree_with_goldstein() -> None:
    """Quad classes 1 and 2 have scores at or above 0, 3 and 4 at or below; material is not milder than verbal."""
    for capital in CAPITALS:
        for action in ACTIONS[capital]:
            friendly = quad_class(action.cameo) <= 2
            assert action.goldstein >= 0 if friendly else action.goldstein <= 0
            assert target_of(capital, action.name) != capital
