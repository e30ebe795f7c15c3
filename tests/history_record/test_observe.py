"""The observation model: the same definitions for the record and for worlds, and what a run looks
like as a record.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.finding import analyse
from sim.core.game.catalogue import MOVES
from sim.core.scenario import load_scenario
from sim.history import RecordOptions
from sim.history.observe import (
    NEEDED,
    OBSERVABLES,
    ROUND,
    SeenWorlds,
    measures,
    observed_worlds,
    pack_flags,
    seen_in,
    shares_of,
    simulated_record,
)
from sim.history.rates import ask, base_rates, find
from sim.history.record import csv_text, record_from
from sim.study.run.worlds import Run, run
from tests.for_each import for_each

QUIET = {
    "washington.word": "silence",
    "washington.deed": "hold",
    "beijing.word": "restraint",
    "beijing.deed": "look_away",
    "pyongyang.word": "silence",
    "pyongyang.deed": "build",
    "seoul.word": "silence",
    "seoul.deed": "hold",
}


@pytest.fixture(scope="module")
def made() -> Run:
    """A run that has wars, talks, tests and rounds of the United Nations."""
    scenario = load_scenario("2017-spring").change({"accident": 0.02, "months": 24})
    return run(scenario, 200, 7, record=NEEDED)


@pytest.fixture(scope="module")
def seen(made: Run) -> SeenWorlds:
    """What the worlds of that run show, by the measures of the experiment that plays them."""
    found = analyse(
        ask, find, RecordOptions(made.scenario, worlds=made.worlds, seed=made.seed)
    ).simulated
    assert found is not None
    return found


def months_of(made: Run) -> np.ndarray:
    """Return which months each world of a run played, `(months, worlds)`."""
    return made.actions["pyongyang.deed"] >= 0


def shown(agreed: bool = False, **moves: str) -> set[str]:
    """What one month of one world shows, with everybody else quiet: `pyongyang_deed="big_test"`."""
    said = QUIET | {menu.replace("_", ".", 1): move for menu, move in moves.items()}
    actions = {
        menu: np.array([[[each.name for each in MOVES[menu]].index(move)]])
        for menu, move in said.items()
    }
    seen = observed_worlds(actions, {ROUND: np.array([[5.0], [0.0 if agreed else 6.0]])})
    return {name for name, flags in seen.items() if flags[0, 0]}


@for_each(
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
        (
            {
                "washington_word": "talks",
                "pyongyang_word": "talks",
                "pyongyang_deed": "missile_test",
            },
            {"talks_month", "test_month"},
        ),
        ({"seoul_word": "initiative", "pyongyang_word": "talks"}, {"inter_korean_talks"}),
        ({"seoul_deed": "aid", "pyongyang_word": "offer"}, {"inter_korean_talks"}),
        ({"seoul_deed": "aid"}, set()),
        ({"seoul_deed": "exercise"}, {"exercise"}),
        ({"washington_deed": "sanctions"}, set()),
        ({"washington_deed": "deploy", "beijing_deed": "enforce_fully"}, set()),
    ],
)
def test_what_a_month_shows(moves: dict[str, str], wanted: set[str]) -> None:
    assert shown(**moves) == wanted


def test_a_resolution_is_a_round_that_was_agreed_to_not_sanctions_alone() -> None:
    assert shown(agreed=True, washington_deed="sanctions") == {"resolution"}


def test_nothing_is_seen_after_the_end() -> None:
    gone = {menu: np.full((2, 3), -1) for menu in MOVES}
    assert not any(
        flags.any() for flags in observed_worlds(gone, {ROUND: np.full((3, 3), np.nan)}).values()
    )


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


def test_measures_hold_what_words_and_deeds_show(made: Run, seen: SeenWorlds) -> None:
    """The experiment keeps a number a world; the run keeps every word and deed."""
    for name, flags in observed_worlds(made.actions, made.state).items():
        np.testing.assert_array_equal(seen.observables[name], flags)
    np.testing.assert_array_equal(seen.played, months_of(made))


@pytest.mark.parametrize("months", [1, 47, 48, 49, 120])
def test_any_number_of_months_is_packed_without_loss(months: int) -> None:
    scenario = load_scenario("2017-spring").change({"months": months, "accident": 0.001})
    made = run(scenario, 3, 7, record=NEEDED)
    found = analyse(ask, find, RecordOptions(scenario, worlds=3)).simulated
    assert found is not None
    for name, flags in observed_worlds(made.actions, made.state).items():
        np.testing.assert_array_equal(found.observables[name], flags)
    assert len(measures(OBSERVABLES, months)) == len(OBSERVABLES) * -(-months // 48)


def test_a_packed_month_counts_two_to_its_number() -> None:
    flags = np.array([[True, False], [False, True], [True, True]])
    assert pack_flags(flags).tolist() == [5.0, 6.0]


def test_a_world_as_a_record_shows_what_the_world_shows(made: Run, seen: SeenWorlds) -> None:
    """Written and read back, the record of a world gives the same events as its words and deeds."""
    shows, months = observed_worlds(made.actions, made.state), months_of(made)
    ends = months.sum(axis=0)
    for world in (0, 1, int(np.argmin(ends))):
        record = record_from("world", csv_text(simulated_record(seen, world)).encode())
        assert len(record) == ends[world]
        assert record.months[0] == made.scenario.start
        for name, marks in seen_in(record).items():
            np.testing.assert_array_equal(marks, shows[name][: ends[world], world])
    assert ends.min() < ends.max()


def test_shares_are_those_of_the_worlds_still_playing(made: Run, seen: SeenWorlds) -> None:
    shows, running = observed_worlds(made.actions, made.state), months_of(made)[-1]
    rows = list(shares_of(seen))
    assert len(rows) == made.scenario.months * len(OBSERVABLES)
    _, _, last = [row for row in rows if row[1] == "test_month"][-1]
    assert last.n == running.sum() < made.worlds
    assert last.value == pytest.approx(shows["test_month"][-1][running].mean())
    assert all(each.low <= each.value <= each.high for _, _, each in rows)


def test_base_rates_of_worlds_are_shares_of_months_played(seen: SeenWorlds) -> None:
    rates = {rate.name: rate for rate in base_rates(worlds=seen)}
    shows, months = seen.observables, seen.played
    for name in OBSERVABLES:
        estimate = rates[name].simulated
        assert estimate is not None
        assert estimate.value == pytest.approx(shows[name].sum() / months.sum())
        assert rates[name].recorded is None
    again, anew = rates["test_after_test"].simulated, rates["test_after_quiet"].simulated
    assert again is not None
    assert anew is not None
    later = months[1:]
    share = shows["test_month"][:-1][later].mean()
    total = shows["test_month"][1:][later].mean()
    assert share * again.value + (1 - share) * anew.value == pytest.approx(total)


def test_a_rate_that_was_never_at_risk_is_none() -> None:
    short = RecordOptions(load_scenario("2017-spring").change({"months": 1}), worlds=5, seed=1)
    rates = {rate.name: rate.simulated for rate in analyse(ask, find, short).rates}
    assert rates["test_after_test"] is None
    assert rates["test_month"] is not None
