"""Every outcome on a made-up world in which the answer is known."""

from typing import Any

import numpy as np
import pytest

from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.goals import GOALS
from sim.core.game.moves import Ending, PyongyangDeed, PyongyangWord, WashingtonWord
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import (
    ENDINGS,
    FINAL_STATES,
    FLAGS,
    NUMBERS,
    OUTCOMES,
    STATES,
    mostly,
    outcomes,
    plain_name,
)
from sim.core.outcomes.values import GIANTS
from tests.for_each import for_each
from tests.outcomes.made import SERIES, against, in_months, made, side_by_side

HOLD, MISSILE, BIG, LETHAL = (
    PyongyangDeed.HOLD,
    PyongyangDeed.MISSILE_TEST,
    PyongyangDeed.BIG_TEST,
    PyongyangDeed.LETHAL_ACT,
)
QUIET = {"pyongyang_word": PyongyangWord.SILENCE}


def of(history: History, name: str) -> Any:
    return outcomes(history, [name])[name].tolist()


@pytest.mark.parametrize(
    ("ending", "true"),
    [
        (Ending.STRIKE, {"war", "decided_war", "limited_war"}),
        (Ending.ATTACK, {"war", "decided_war", "limited_war"}),
        (Ending.CLASH, {"war", "brink_war", "limited_war"}),
        (Ending.ACCIDENT, {"war", "accident", "limited_war"}),
        (Ending.COLLAPSE, {"collapse"}),
        (Ending.NONE, set()),
    ],
)
def test_an_ending_makes_the_flags_of_its_kind(ending: Ending, true: set[str]) -> None:
    names = ("war", "major_war", "limited_war", "decided_war", "brink_war", "accident", "collapse")
    columns = outcomes(made(ends=(7, ending)), [*names, "ending"])
    assert {name for name in names if columns[name][0]} == true
    assert ENDINGS[columns["ending"][0]] == ending.name.lower()


def test_a_war_is_major_or_limited() -> None:
    history = side_by_side(made(ends=(7, Ending.STRIKE)), made(ends=(7, Ending.STRIKE), major=1.0))
    assert of(history, "major_war") == [False, True]
    assert of(history, "limited_war") == [True, False]


@pytest.mark.parametrize(
    ("state", "history"),
    [
        ("major war", made(ends=(3, Ending.CLASH), major=1.0)),
        ("limited war", made(ends=(3, Ending.ATTACK))),
        ("regime collapse", made(ends=(3, Ending.COLLAPSE))),
        ("freeze", made(tension=6.0)),
        ("open crisis", made(tension=5.0, freeze=0.0)),
        ("cold standoff", made(tension=in_months(36, range(24), 7.0, 2.0), freeze=0.0)),
        ("détente", made(tension=1.99, freeze=0.0)),
    ],
)
def test_the_final_state_is_the_first_that_fits(state: str, history: History) -> None:
    assert FINAL_STATES[of(history, "final_state")[0]] == state


def test_a_world_lives_the_month_of_its_end() -> None:
    history = side_by_side(made(), made(ends=(0, Ending.ACCIDENT)), made(ends=(35, Ending.CLASH)))
    assert of(history, "months") == [36, 1, 36]


def test_crises_are_parted_by_more_than_two_calm_months() -> None:
    bridged = made(tension=in_months(36, {3, 4, 7}, 5.0))
    parted = made(tension=in_months(36, {3, 4, 8}, 5.0))
    history = side_by_side(bridged, parted, made())
    assert of(history, "crises") == [1, 2, 0]
    assert of(history, "crisis_months") == [3, 3, 0]
    assert of(history, "crisis") == [True, True, False]


@pytest.mark.parametrize("who", ["washington_yields", "pyongyang_yields"])
def test_backing_down_at_the_brink_is_a_crisis_though_tension_falls_at_once(who: str) -> None:
    assert of(made(**{who: in_months(36, {5}, 1.0)}), "crisis_months") == [1]


def test_freezes() -> None:
    history = side_by_side(
        made(freeze=0.0),
        made(freeze=in_months(36, range(24, 36), 1.0)),
        made(freeze=in_months(36, range(11), 1.0)),
        made(freeze=in_months(36, range(24, 36), 1.0), ends=(34, Ending.CLASH)),
    )
    assert of(history, "ever_freeze") == [False, True, True, True]
    assert of(history, "freeze_at_end") == [False, True, False, True]
    assert of(history, "deal") == [False, True, False, False]


SOFT = {"pyongyang_word": in_months(36, {23, 24, 25}, PyongyangWord.TALKS, PyongyangWord.SILENCE)}


@for_each(
    ("turned", "series", "ends"),
    [
        (True, {}, None),
        (True, {"pyongyang_deed": in_months(36, {*range(23), 35}, MISSILE), **SOFT}, None),
        (False, {"pyongyang_deed": in_months(36, {*range(24)}, MISSILE), **SOFT}, None),
        (False, {"pyongyang_deed": in_months(36, {*range(23), 34}, LETHAL), **SOFT}, None),
        (
            False,
            {"pyongyang_word": in_months(36, {3, 30}, PyongyangWord.OFFER, PyongyangWord.SILENCE)},
            None,
        ),
        (False, {"washington_word": WashingtonWord.SILENCE}, None),
        (True, {}, (11, Ending.ACCIDENT)),
        (False, {}, (10, Ending.ACCIDENT)),
    ],
)
def test_a_turn_is_a_quiet_year_with_three_months_of_talks_begun_within_two_years(
    turned: bool, series: dict[str, Any], ends: tuple[int, Ending] | None
) -> None:
    assert of(made(ends=ends, **series), "opening") == [turned]


def test_no_turn_fits_into_less_than_a_year() -> None:
    assert of(made(months=11), "opening") == [False]
    assert of(made(months=12), "opening") == [True]


def test_the_deterrent_counts_at_the_end() -> None:
    lost = made(deterrent=in_months(36, range(35), 1.0))
    assert of(side_by_side(made(deterrent=1.0), lost), "deterrent_complete") == [True, False]


def test_deeds_are_counted_in_the_months_lived() -> None:
    deeds = in_months(36, {1, 2}, MISSILE, HOLD)
    deeds[3:6] = [BIG, BIG, LETHAL]
    history = side_by_side(
        made(pyongyang_deed=deeds), made(pyongyang_deed=deeds, ends=(3, Ending.ACCIDENT))
    )
    assert of(history, "tests") == [4, 3]
    assert of(history, "big_tests") == [2, 1]
    assert of(history, "lethal_acts") == [1, 0]


def test_months_of_talks_are_those_in_which_both_are_soft() -> None:
    words = in_months(36, range(4), WashingtonWord.BACK_CHANNEL, WashingtonWord.THREATEN)
    assert of(side_by_side(made(washington_word=words), made(**QUIET)), "talk_months") == [4, 0]


def test_refugees_are_summed_over_the_months_lived() -> None:
    assert of(
        side_by_side(made(refugees=2.0), made(refugees=2.0, ends=(8, Ending.COLLAPSE))), "refugees"
    ) == [72, 18]


def test_shares_of_courses_sum_to_one() -> None:
    history = made(ends=(9, Ending.CLASH), washington_course=in_months(36, range(4), 1.0, 2.0))
    columns = outcomes(history)
    assert columns["share_washington_maximum_pressure"] == pytest.approx(0.4)
    assert columns["share_washington_engagement"] == pytest.approx(0.6)
    for capital, courses in COURSES.items():
        assert sum(
            columns[f"share_{capital}_{course.name}"][0] for course in courses
        ) == pytest.approx(1.0)


def test_mostly_weighs_worlds_by_the_months_they_lived() -> None:
    short = made(ends=(5, Ending.ACCIDENT), washington_course=1.0)
    assert mostly(outcomes(side_by_side(short, made(washington_course=2.0)))).startswith(
        "Mostly: Washington engagement (86 % of months), Beijing shield (100 % of months)"
    )


def test_goals_and_losers_have_columns() -> None:
    history = side_by_side(
        made(), made(ends=(3, Ending.CLASH)), made(cohesion=0.0, relation=-1.0), made(economy=-1.0)
    )
    columns = outcomes(history)
    assert columns["loses_washington"].tolist() == [False, True, True, False]
    assert columns["loses_beijing"].tolist() == [False, True, False, False]
    np.testing.assert_array_equal(
        columns["goals_failed_both"], columns["loses_washington"] & columns["loses_beijing"]
    )
    assert columns["goal_pyongyang_economy_kept"].tolist() == [True, True, True, False]
    assert {f"loses_{capital}" for capital in CAPITALS} | {goal.column for goal in GOALS} <= set(
        FLAGS
    )


def test_every_column_is_what_the_catalogue_says() -> None:
    columns = outcomes(side_by_side(made(), made(ends=(3, Ending.CLASH))))
    assert list(columns) == list(OUTCOMES)
    for name, outcome in OUTCOMES.items():
        assert columns[name].shape == (2,)
        assert columns[name].dtype == outcome.dtype
        assert (outcome.kind == "flag") == (columns[name].dtype == np.bool_)
    assert set(OUTCOMES) == {*FLAGS, *NUMBERS, *STATES}


def test_every_outcome_is_named_and_told_in_one_sentence() -> None:
    for outcome in OUTCOMES.values():
        assert outcome.label
        assert outcome.meaning.endswith(".")
        assert outcome.meaning[0].isupper()
    assert len({outcome.label for outcome in OUTCOMES.values()}) == len(OUTCOMES)


def test_no_state_is_typed_as_a_flag_that_means_something_else() -> None:
    assert {plain_name(state) for state in FINAL_STATES} & set(FLAGS) == {
        "major_war",
        "limited_war",
    }


def test_outcomes_read_nothing_of_what_comes_after_the_end() -> None:
    ended = made(ends=(9, Ending.CLASH), pyongyang_deed=MISSILE)
    longer = made(months=60, ends=(9, Ending.CLASH), pyongyang_deed=MISSILE)
    for name in (
        set(OUTCOMES)
        - {f"value_{capital}" for capital in CAPITALS}
        - {f"gain_{capital}" for capital in GIANTS}
    ):
        np.testing.assert_array_equal(outcomes(ended, [name])[name], outcomes(longer, [name])[name])


def test_one_world_alone_gives_what_it_gives_among_others() -> None:
    rng = np.random.default_rng(3)
    state = {name: rng.uniform(0.0, 4.0, (25, 7)) for name in SERIES}
    state |= {
        name: np.floor(rows)
        for name, rows in state.items()
        if name.endswith(("word", "deed", "course"))
    }
    state["ending"] = np.where(
        np.arange(25)[:, None] < np.array([3, 9, 12, 25, 25, 24, 1]), 0.0, 3.0
    )
    among = outcomes(against(History(state)))
    for world in range(7):
        alone = outcomes(
            against(
                History({name: rows[:, world : world + 1].copy() for name, rows in state.items()})
            )
        )
        for name in OUTCOMES:
            assert alone[name][0].tobytes() == among[name][world].tobytes(), name
