"""Targets: counts and turns of marked months, on records with holes and on simulated worlds."""

from itertools import product

import numpy as np
import pytest

from sim.history.observe import UNKNOWN
from sim.history.targets import (
    COUNTS,
    EVENTS,
    TARGETS,
    all_outcomes,
    at_stake,
    find_onsets,
    months_needed,
    outcomes,
    share_of_worlds,
)

GENERATOR = np.random.default_rng(4)
PAUSE = np.zeros(6, dtype=np.int8)


def marks(text: str) -> np.ndarray:
    """Return marks from a text: `1` yes, `.` no, `?` unknown."""
    return np.array([{"1": 1, ".": 0, "?": -1}[sign] for sign in text], dtype=np.int8)


@pytest.mark.parametrize(
    ("past", "pauses", "begins"),
    [
        ("......", False, True),
        ("1......", False, True),
        ("1.....", True, False),
        (".....1", True, False),
        (".....", False, False),
        ("..?...", False, False),
        ("?1....", True, False),
        ("1?......", False, True),
    ],
)
def test_each_state_has_its_one_next_turn_and_an_unknown_state_has_none(
    past: str, pauses: bool, begins: bool
) -> None:
    stakes = {each.kind: at_stake(each, marks(past)) for each in TARGETS.values()}
    assert stakes == {"count": True, "pauses": pauses, "begins": begins}


@pytest.mark.parametrize(
    ("future", "horizon", "ends"),
    [
        ("......", 1, 1),
        ("1......", 1, 0),
        ("1......", 2, 1),
        ("..1......", 3, 0),
        ("..1......", 4, 1),
        ("?.....", 1, -1),
        ("?......", 2, 1),
        ("1.?.1...", 3, 0),
    ],
)
def test_a_pause_begins_within_the_horizon_if_six_months_from_one_of_it_have_none(
    future: str, horizon: int, ends: int
) -> None:
    target = TARGETS["talks_end"]
    assert months_needed(target, horizon) == horizon + 5
    padded = marks(future + "1" * 12)
    assert find_onsets(target, padded, horizon) == ends


@pytest.mark.parametrize(
    ("future", "begins"), [("..1", 1), ("...", 0), ("..?", -1), ("?1.", 1), ("...1", 0)]
)
def test_a_pause_ends_with_the_first_month_that_has_it(future: str, begins: int) -> None:
    assert find_onsets(TARGETS["talks_begin"], marks(future), 3) == begins


def test_what_happened_is_unknown_past_the_end_and_where_a_month_is() -> None:
    record = marks("......1....?1")
    assert outcomes(TARGETS["test_month"], record, range(13), 2).tolist() == [0] * 5 + [
        1,
        1,
        0,
        0,
        0,
        -1,
        -1,
        -1,
    ]
    assert (
        outcomes(TARGETS["test_pause_ends"], record, range(13), 2).tolist()
        == [-1] * 6 + [1] + [-1] * 6
    )


def test_all_outcomes_are_those_of_each_target_and_horizon() -> None:
    seen = {each.flag: GENERATOR.integers(-1, 2, 40).astype(np.int8) for each in TARGETS.values()}
    found = all_outcomes(seen, range(10, 40), (3, 6))
    assert set(found) == set(product(TARGETS, (3, 6)))
    for (name, horizon), happened in found.items():
        marks_of = seen[TARGETS[name].flag]
        assert (
            happened.tolist() == outcomes(TARGETS[name], marks_of, range(10, 40), horizon).tolist()
        )


@pytest.mark.parametrize("horizon", [1, 3, 6])
def test_a_world_and_a_record_of_the_same_months_agree(horizon: int) -> None:
    """Each world's future, read as a record, gives its own share."""
    months = max(months_needed(each, horizon) for each in TARGETS.values())
    futures = GENERATOR.random((months, 300)) < 0.15
    for target in TARGETS.values():
        past = PAUSE if target.kind == "begins" else marks("1.....")
        share = share_of_worlds(target, past, futures, horizon)
        seen = np.array(
            [
                outcomes(target, np.concatenate([past, world.astype(np.int8)]), [6], horizon)[0]
                for world in futures.T
            ]
        )
        if target.kind == "count":
            np.testing.assert_allclose(share, np.bincount(seen, minlength=horizon + 1) / 300)
        else:
            assert float(share) == pytest.approx(seen.mean())
    assert np.isnan(share_of_worlds(TARGETS["talks_begin"], marks("1....."), futures, horizon))


def test_unknown_months_leave_open_only_what_some_filling_would_change() -> None:
    for kind in ("talks_end", "talks_begin"):
        target = TARGETS[kind]
        for _ in range(60):
            future = GENERATOR.choice(
                [-1, 0, 1], p=[0.15, 0.6, 0.25], size=months_needed(target, 3)
            ).astype(np.int8)
            holes = np.flatnonzero(future < 0)
            answers = set()
            for filling in product((0, 1), repeat=len(holes)):
                future_of = future.copy()
                future_of[holes] = filling
                answers.add(int(find_onsets(target, future_of, 3)))
            assert find_onsets(target, future, 3) == (
                answers.pop() if len(answers) == 1 else UNKNOWN
            )


def test_the_targets_are_those_of_the_issue() -> None:
    assert COUNTS == ("test_month", "big_test", "talks_month", "resolution", "lethal_incident")
    assert EVENTS == ("talks_begin", "talks_end", "test_pause_begins", "test_pause_ends")
