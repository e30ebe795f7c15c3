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
from sim.history.observe import NEEDED, OBSERVABLES, ROUND, observed_worlds
from sim.history.rates import ask, find
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


def test_base_rates_of_worlds_are_shares_of_months_played(made: Run) -> None:
    finding = analyse(ask, find, RecordOptions(made.scenario, worlds=made.worlds, seed=made.seed))
    shows, months = observed_worlds(made.actions, made.state), months_of(made)
    for rate in finding.rates:
        assert rate.simulated is not None
        assert rate.simulated.value == pytest.approx(shows[rate.name].sum() / months.sum())
        assert rate.simulated.low <= rate.simulated.value <= rate.simulated.high
        assert rate.recorded is None
