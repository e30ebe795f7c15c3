"""The observation model: the same definitions for the record and for worlds, and what a run looks like as a record."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from sim.analysis.history.cameo import COUNTRIES, HEADER, check_size, events_of, events_text, quad_class, target_of
from sim.analysis.history.observe import (
    NEEDED,
    OBSERVABLES,
    ROUND,
    observed_record,
    observed_worlds,
    played,
    shares_text,
    simulated_record,
)
from sim.analysis.history.rates import base_rates
from sim.analysis.history.record import csv_text, record_from
from sim.errors import DataProblem, UsageProblem
from sim.game.catalogue import MOVES, NO_EVENT
from sim.study.run.worlds import Run, run
from sim.study.scenario import load_scenario

QUIET = {
    "washington.word": "silence", "washington.deed": "hold", "beijing.word": "restraint", "beijing.deed": "look_away",
    "pyongyang.word": "silence", "pyongyang.deed": "build", "seoul.word": "silence", "seoul.deed": "hold",
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Run:
    """A run that has wars, talks, tests and rounds of the United Nations."""
    scenario = load_scenario("2017-spring").change({"accident": 0.02, "months": 24})
    return run(scenario, 200, 7, record=NEEDED)


def shown(agreed: bool = False, **moves: str) -> set[str]:
    """What one month of one world shows, with everybody else quiet: `pyongyang_deed="big_test"`."""
    said = QUIET | {menu.replace("_", ".", 1): move for menu, move in moves.items()}
    actions = {menu: np.array([[[each.name for each in MOVES[menu]].index(move)]]) for menu, move in said.items()}
    seen = observed_worlds(actions, {ROUND: np.array([[5.0], [0.0 if agreed else 6.0]])})
    return {name for name, flags in seen.items() if flags[0, 0]}


@pytest.mark.parametrize(
    ("moves", "wanted"),
    [
        ({}, set()),
        ({"pyongyang_deed": "missile_test"}, {"test_month"}),
        ({"pyongyang_deed": "big_test"}, {"test_month", "big_test"}),
        ({"pyongyang_deed": "lethal_act"}, {"lethal_incident"}),
        ({"pyongyang_word": "threaten"}, set()),
        ({"washington_word": "talks"}, set()),
        ({"pyongyang_word": "offer"}, set()),
        ({"washington_word": "talks", "pyongyang_word": "talks"}, {"talks_month"}),
        ({"washington_word": "back_channel", "pyongyang_word": "offer"}, {"talks_month"}),
        ({"washington_word": "talks", "pyongyang_word": "talks", "pyongyang_deed": "missile_test"},
         {"talks_month", "test_month"}),
        ({"seoul_word": "initiative", "pyongyang_word": "talks"}, {"inter_korean_talks"}),
        ({"seoul_deed": "aid", "pyongyang_word": "offer"}, {"inter_korean_talks"}),
        ({"seoul_deed": "aid"}, set()),
        ({"seoul_deed": "exercise"}, {"exercise"}),
        ({"washington_deed": "sanctions"}, set()),
        ({"washington_deed": "deploy", "beijing_deed": "enforce_fully"}, set()),
    ],
)  # fmt: skip
def test_what_a_month_shows(moves: dict[str, str], wanted: set[str]) -> None:
    assert shown(**moves) == wanted


def test_a_resolution_is_a_round_that_was_agreed_to_not_sanctions_alone() -> None:
    assert shown(agreed=True, washington_deed="sanctions") == {"resolution"}


def test_nothing_is_seen_after_the_end() -> None:
    gone = {menu: np.full((2, 3), -1) for menu in MOVES}
    assert not any(flags.any() for flags in observed_worlds(gone, {ROUND: np.full((3, 3), np.nan)}).values())


def test_shapes_names_and_what_follows(made: Run) -> None:
    seen = observed_worlds(made.actions, made.state)
    assert tuple(seen) == OBSERVABLES
    assert {flags.shape for flags in seen.values()} == {(made.scenario.months, made.worlds)}
    assert (seen["big_test"] <= seen["test_month"]).all()
    assert not (seen["lethal_incident"] & seen["test_month"]).any()
    # Words and deeds are apart: a month can see talks and a test.
    assert (seen["talks_month"] & seen["test_month"]).any()
    assert seen["resolution"].any()


def test_a_round_is_asked_for_by_washington_and_shielded_by_nobody(made: Run) -> None:
    agreed = observed_worlds(made.actions, made.state)["resolution"]
    deed = made.actions["beijing.deed"][agreed]
    assert set(made.actions["washington.deed"][agreed]) == {2}
    assert deed.min() >= 2


def test_a_world_as_a_record_shows_what_the_world_shows(made: Run) -> None:
    """Written and read back, the record of a world gives the same events as its words and deeds."""
    seen, months = observed_worlds(made.actions, made.state), played(made)
    ends = months.sum(axis=0)
    for world in (0, 1, int(np.argmin(ends))):
        record = record_from("world", csv_text(simulated_record(made, world)).encode())
        assert len(record) == ends[world]
        assert record.months[0] == made.scenario.start
        for name, flags in observed_record(record).items():
            np.testing.assert_array_equal(flags, seen[name][: ends[world], world])
    assert ends.min() < ends.max()


@pytest.mark.parametrize("world", [-1, 200, True])
def test_a_world_that_is_none_is_refused(made: Run, world: int) -> None:
    with pytest.raises(DataProblem):
        simulated_record(made, world)


def test_shares_are_those_of_the_worlds_still_playing(made: Run) -> None:
    seen, months = observed_worlds(made.actions, made.state), played(made)
    rows = list(csv.DictReader(io.StringIO(shares_text(made))))
    assert len(rows) == made.scenario.months * len(OBSERVABLES)
    last = [row for row in rows if row["observable"] == "test_month"][-1]
    running = months[-1]
    assert int(last["worlds"]) == running.sum() < made.worlds
    assert float(last["share"]) == pytest.approx(seen["test_month"][-1][running].mean(), abs=1e-6)
    assert all(float(row["low"]) <= float(row["share"]) <= float(row["high"]) for row in rows)


def test_base_rates_of_worlds_are_shares_of_months_played(made: Run) -> None:
    rates = {rate.name: rate for rate in base_rates(made=made)}
    seen, months = observed_worlds(made.actions, made.state), played(made)
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


def test_events_are_the_words_and_deeds_that_make_one(made: Run) -> None:
    rows = list(events_of(made))
    silent = {menu: [place for place, move in enumerate(moves) if move.cameo == NO_EVENT]
              for menu, moves in MOVES.items()}  # fmt: skip
    assert len(rows) == sum(int((~np.isin(made.actions[menu], [-1, *silent[menu]])).sum()) for menu in MOVES)
    assert [row[0][:7] for row in rows[:1]] == [made.scenario.start]
    table = {(menu, move.name): move for menu, moves in MOVES.items() for move in moves}
    names = {code: capital for capital, code in COUNTRIES.items()}
    for _, source, target, code, root, goldstein, quad, world, kind, name in rows[:2000]:
        move = table[f"{names[source]}.{kind}", name]
        assert (code, float(goldstein)) == (move.cameo, move.goldstein)
        assert root == code[:2]
        assert code != NO_EVENT
        assert source != target
        assert int(quad) == quad_class(code)
        assert 0 <= int(world) < made.worlds


def test_a_capital_makes_at_most_two_events_a_month(made: Run) -> None:
    seen = [(row[0], row[1], row[7], row[8]) for row in events_of(made)]
    assert len(seen) == len(set(seen))


def test_events_of_a_world_do_not_depend_on_the_others(made: Run) -> None:
    alone = run(made.scenario, 1, made.seed, first_world=5, record=NEEDED)
    assert list(events_of(alone)) == [row for row in events_of(made) if row[7] == "5"]


def test_events_are_csv(made: Run) -> None:
    few = run(made.scenario, 3, made.seed, record=NEEDED)
    rows = list(csv.reader(io.StringIO(events_text(few))))
    assert tuple(rows[0]) == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}


def test_too_many_events_are_refused() -> None:
    check_size(2500, 100)
    with pytest.raises(UsageProblem, match="too many"):
        check_size(2501, 100)


def test_cooperation_and_conflict_agree_with_goldstein() -> None:
    """Quad classes 1 and 2 have scores at or above 0, 3 and 4 at or below."""
    for menu, moves in MOVES.items():
        for move in moves:
            assert move.goldstein >= 0 if quad_class(move.cameo) <= 2 else move.goldstein <= 0
            assert target_of(menu, move.name) != menu.partition(".")[0]
